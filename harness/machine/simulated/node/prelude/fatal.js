// What node writes when nobody catches an error.
(function (node) {
  'use strict';
  const { realm, host } = node;
  const arrows = new WeakMap();
  const END = '\n\nNode.js v20.20.2\n';

  // Where node's own library throws, by what failed: the line of its source, and the column.
  const LIBRARY = {
    open: ['node:fs:573', '  return binding.open(', 18],
    read: ['node:fs:750', '  return binding.read(fd, buffer, offset, length, position);', 18],
    write: ['node:fs:2380', '    return binding.writeFileUtf8(', 20],
    stat: ['node:fs:1681', '  const stats = binding.stat(', 25],
    lstat: ['node:fs:1656', '  const stats = binding.lstat(', 25],
    scandir: ['node:fs:1521', '  const result = binding.readdir(', 26],
    mkdir: ['node:fs:1386', '  const result = binding.mkdir(', 26],
    unlink: ['node:fs:1889', '  binding.unlink(path);', 11],
    copyfile: ['node:fs:3047', '  binding.copyFile(', 11],
    rename: ['node:fs:1032', '  binding.rename(', 11],
    rmdir: ['node:fs:1214', '  binding.rmdir(pathModule.toNamespacedPath(path));', 11],
    access: ['node:fs:244', '  binding.access(pathModule.toNamespacedPath(path), mode);', 11],
    rm: ['node:internal/errors:541', '      throw error;', 7],
    coded: ['node:internal/errors:541', '      throw error;', 7],
    missing: ['node:internal/modules/cjs/loader:1210', '  throw err;', 3],
    builtin: ['node:internal/modules/cjs/loader:1031', '      throw new ERR_UNKNOWN_BUILTIN_MODULE(request);', 7],
    request: ['node:internal/modules/cjs/loader:1284', "    throw new ERR_INVALID_ARG_VALUE('id', id,", 5],
    assertion: ['node:assert:90', '  throw new AssertionError(obj);', 3],
    ok: ['node:internal/assert/utils:281', '    throw err;', 5],
    fail: ['node:assert:137', '  throw err;', 3],
    fields: ['node:assert:377', '      throw err;', 7],
    thrown: ['node:assert:491', '    throw err;', 5],
    match: ['node:assert:768', '    throw err;', 5],
  };

  // Notes the lines above the error for one that node's own library throws.
  function thrownBy(error, arrow) { arrows.set(error, arrow); }
  function thrownIn(error, where) {
    const [file, line, column] = LIBRARY[where] ?? [];
    if (file !== undefined) arrows.set(error, `${file}\n${line}\n${' '.repeat(column - 1)}^\n`);
    return error;
  }

  // A text that is no JSON is shown where it goes wrong.
  function thrownByJson(error, text) {
    const found = /at position (\d+)$/.exec(error.message);
    const at = found === null ? text.length : Number(found[1]);
    const above = text.slice(0, at).split('\n');
    const line = text.split('\n')[above.length - 1];
    const mark = at >= text.length ? '' : '^';
    arrows.set(error, `<anonymous_script>:${above.length}\n${line}\n${' '.repeat(above.at(-1).length)}${mark}\n`);
  }

  function arrowAt({ file, line, column }, width = 1) {
    const source = host.source(file)?.split('\n')[line - 1];
    if (source === undefined) return `${file}:${line}\n`;
    const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
    return `${file}:${line}\n${source}\n${indent}${'^'.repeat(width)}\n`;
  }

  function arrowOf(error) {
    if (arrows.has(error)) return arrows.get(error);
    const frames = [...`${error.stack}`.matchAll(/^ {4}at (?:.*\()?((?:\/|\[eval\]|\[stdin\])[^()\n]*?):(\d+):(\d+)\)?$/gm)];
    const places = frames.map(([, file, line, column]) => ({ file, line: Number(line), column: Number(column) }));
    const thrown = places.map((place) => throwBefore(place)).find((place) => place !== undefined);
    return places.length === 0 ? undefined : arrowAt(thrown ?? places[0]);
  }

  function throwBefore(place) {
    const source = host.source(place.file)?.split('\n')[place.line - 1] ?? '';
    const found = /\bthrow\s+$/.exec(source.slice(0, place.column - 1));
    return found === null ? undefined : { ...place, column: found.index + 1 };
  }

  // Errors of the engine that node would not have thrown, or not there.
  function refuseForeign(error) {
    if (!host.isError(error)) return;
    const name = `${error.name}`;
    // Where memory is too short even for a message, the engine leaves it empty.
    if (name === 'InternalError' && error.message === '') host.stop('out of memory');
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

  return { report, arrowAt, thrownBy, thrownIn, thrownByJson, refuseForeign };
})
