// `node:test`: how tests, suites and hooks are declared.
(function (node) {
  'use strict';
  const { realm, host } = node;
  const tree = node.load('test_run');

  function declare(rest, directives, isSuite) {
    const parent = tree.current();
    const test = tree.add({ rest, parent, directives, isSuite });
    test.place = lazyPlace();
    return started(test, parent);
  }

  // Where a test is declared; it is spelled only when the test fails.
  function lazyPlace() {
    const limit = realm.Error.stackTraceLimit;
    realm.Error.stackTraceLimit = 5;
    const error = new realm.Error();
    realm.Error.stackTraceLimit = limit;
    return () => /^ {4}at (?:.*\()?(\/[^()\n]*:\d+:\d+)\)?$/m.exec(error.stack)?.[1];
  }

  function started(test, parent) {
    if (parent.isSuite) return realm.Promise.resolve();
    if (parent === tree.root) {
      tree.schedule();
      return new realm.Promise((resolve) => { test.whenDone = resolve; });
    }
    return new realm.Promise((resolve) => { tree.run(test).then(resolve); });
  }

  function inside(parent, rest) {
    const test = tree.add({ rest, parent, directives: {}, isSuite: false });
    test.place = lazyPlace();
    return new realm.Promise((resolve) => { tree.run(test).then(resolve); });
  }

  function declarer(isSuite) {
    const declared = (...rest) => declare(rest, {}, isSuite);
    declared.skip = (...rest) => declare(rest, { skip: true }, isSuite);
    declared.todo = (...rest) => declare(rest, { todo: true }, isSuite);
    declared.only = () => host.stop("node:test with 'only'");
    return declared;
  }

  const test = declarer(false);
  const suite = declarer(true);
  test.test = test;
  test.it = test;
  test.describe = suite;
  test.suite = suite;
  for (const kind of ['before', 'after', 'beforeEach', 'afterEach']) {
    test[kind] = (fn) => tree.addHook(tree.current(), kind, fn);
  }
  for (const declared of [test, suite]) {
    Object.setPrototypeOf(declared, realm.Function.prototype);
    for (const name of ['skip', 'todo', 'only']) Object.setPrototypeOf(declared[name], realm.Function.prototype);
  }
  Object.defineProperty(test, 'inside', { value: inside, enumerable: false });
  node.closed('node:test', test);
  return test;
})
