// What node writes when nobody catches an error.
(function (node) {
  'use strict';
  const { realm, host } = node;
  const arrows = new WeakMap();
  const END = '\n\nNode.js v20.20.2\n';

  const SYSTEM_CALLS = {
    open: 'node:fs:573\n  return binding.open(\n                 ^\n',
  };

  // Notes the lines above the error for one that node's own library throws.
  function thrownBy(error, arrow) { arrows.set(error, arrow); }
  function thrownBySystem(error) { if (SYSTEM_CALLS[error.syscall]) arrows.set(error, SYSTEM_CALLS[error.syscall]); }

  function arrowAt({ file, line, column }, width = 1) {
    const source = host.source(file)?.split('\n')[line - 1];
    if (source === undefined) return `${file}:${line}\n`;
    const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
    return `${file}:${line}\n${source}\n${indent}${'^'.repeat(width)}\n`;
  }

  function arrowOf(error) {
    if (arrows.has(error)) return arrows.get(error);
    const frame = /^ {4}at (?:.*\()?((?:\/|\[eval\]|\[stdin\])[^()]*?):(\d+):(\d+)\)?$/m.exec(`${error.stack}`);
    if (frame === null) return undefined;
    const place = { file: frame[1], line: Number(frame[2]), column: Number(frame[3]) };
    const source = host.source(place.file)?.split('\n')[place.line - 1] ?? '';
    const thrown = /\bthrow\s+$/.exec(source.slice(0, place.column - 1));
    if (thrown !== null) place.column = thrown.index + 1;
    return arrowAt(place);
  }

  // A program that does not compile: V8 points at the word that it did not expect.
  function syntax(error) {
    const site = /^ {4}at (.*):(\d+):(\d+)$/m.exec(`${error.stack}`);
    const unexpected = /^unexpected token in expression: '(.*)'$/s.exec(error.message);
    if (unexpected !== null) error.message = `Unexpected token '${unexpected[1]}'`;
    if (site === null) return;
    const place = { file: site[1], line: Number(site[2]), column: Number(site[3]) };
    const word = /'(.*)'$/s.exec(error.message)?.[1] ?? ' ';
    arrows.set(error, arrowAt(place, Math.max(1, word.length)));
    const frames = place.file.startsWith('[')
      ? ['makeContextifyScript (node:internal/vm:185:14)', 'node:internal/process/execution:107:22', `${place.file}-wrapper:6:24`,
        'runScript (node:internal/process/execution:101:62)', 'evalScript (node:internal/process/execution:133:3)',
        place.file === '[eval]' ? 'node:internal/main/eval_string:51:3' : 'node:internal/main/eval_stdin:32:5']
      : ['wrapSafe (node:internal/modules/cjs/loader:1464:18)', 'Module._compile (node:internal/modules/cjs/loader:1495:20)',
        'Module._extensions..js (node:internal/modules/cjs/loader:1623:10)', 'Module.load (node:internal/modules/cjs/loader:1266:32)',
        'Module._load (node:internal/modules/cjs/loader:1091:12)'];
    const stack = [`SyntaxError: ${error.message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
    Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
  }

  // Errors of the engine that node would not have thrown, or not there.
  function refuseForeign(error) {
    if (!host.isError(error)) return;
    const name = `${error.name}`;
    if (name === 'InternalError') host.stop(`an error of the engine: ${error.message}`);
    if (name === 'RangeError' && error.message === 'Maximum call stack size exceeded') host.stop('a recursion deeper than the engine allows');
  }

  function text(thrown, isRejection) {
    const { inspect } = node.load('inspect');
    if (host.isError(thrown)) {
      const arrow = arrowOf(thrown);
      return `${arrow === undefined ? '' : `${arrow}\n`}${inspect(thrown)}${END}`;
    }
    if (isRejection) {
      const reason = typeof thrown === 'object' && thrown !== null ? inspect(thrown) : String(thrown);
      return 'node:internal/process/promises:389\n      new UnhandledPromiseRejection(reason);\n      ^\n\n'
        + 'UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, '
        + `or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${reason}".\n`
        + '    at throwUnhandledRejectionsMode (node:internal/process/promises:389:7)\n'
        + '    at processPromiseRejections (node:internal/process/promises:470:17)\n'
        + "    at process.processTicksAndRejections (node:internal/process/task_queues:96:32) {\n  code: 'ERR_UNHANDLED_REJECTION'\n}"
        + END;
    }
    if (typeof thrown === 'object' && thrown !== null) return `Uncaught:\n${inspect(thrown)}${END}`;
    return `Uncaught:\n${typeof thrown === 'string' ? thrown : inspect(thrown)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)${END}`;
  }

  function report(thrown, isRejection) {
    refuseForeign(thrown);
    if (node.catchError?.(thrown, isRejection)) return false;
    host.write(2, text(thrown, isRejection).toWellFormed());
    if (node.exit !== undefined) node.exit.run('exit', 1);
    return true;
  }

  return { report, syntax, thrownBy, thrownBySystem, refuseForeign };
})
