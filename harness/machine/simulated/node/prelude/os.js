// `node:os`: only what does not depend on the machine's hardware.
(function (node) {
  'use strict';
  return node.closed('os', node.object({
    EOL: '\n',
    devNull: '/dev/null',
    platform: () => 'linux',
    type: () => 'Linux',
    endianness: () => 'LE',
    tmpdir: () => node.load('process').env.TMPDIR?.replace(/(?!^)\/$/, '') || '/tmp',
    homedir: () => node.load('process').env.HOME ?? node.host.stop('os.homedir without HOME'),
  }));
})
