// How a script ends when nothing is left to do.
(function (node) {
  'use strict';
  let hasAsked = 0;

  // Offers the script to go on, as `beforeExit` does; says whether there is new work.
  function leave() {
    if (node.atEnd?.()) return true;
    if (node.exit === undefined || hasAsked > 100) return false;
    hasAsked += 1;
    node.exit.run('beforeExit', node.exit.code() ?? 0);
    return node.load('timers').nextWaitMs() !== undefined;
  }

  function finalCode() {
    if (node.exit === undefined) return 0;
    node.exit.run('exit', node.exit.code() ?? 0);
    return (node.exit.code() ?? 0) & 0xff;
  }

  return { leave, finalCode };
})
