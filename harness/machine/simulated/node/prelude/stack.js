// How the stack of an error reads, and the engine's messages in node's words.
(function (node) {
  'use strict';
  const { realm, host } = node;
  const OPENING = host.openingColumns;

  // Frames of node's own that stand below the code of a module, and below the program.
  const LOADING = [
    'Module._compile (node:internal/modules/cjs/loader:1521:14)',
    'Module._extensions..js (node:internal/modules/cjs/loader:1623:10)',
    'Module.load (node:internal/modules/cjs/loader:1266:32)',
    'Module._load (node:internal/modules/cjs/loader:1091:12)',
  ];
  const REQUIRING = ['Module.require (node:internal/modules/cjs/loader:1289:19)', 'require (node:internal/modules/helpers:182:18)'];
  const RUNNING = ['Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12)', 'node:internal/main/run_main_module:28:49'];
  const EVALUATING = (name) => [
    'runScriptInThisContext (node:internal/vm:209:10)',
    'node:internal/process/execution:118:14',
    `${name}-wrapper:6:24`,
    'runScript (node:internal/process/execution:101:62)',
    'evalScript (node:internal/process/execution:133:3)',
    name === '[eval]' ? 'node:internal/main/eval_string:51:3' : 'node:internal/main/eval_stdin:32:5',
  ];
  const ARRAY_CALLS = new Set(['every', 'filter', 'find', 'findIndex', 'flatMap', 'forEach', 'map', 'reduce', 'reduceRight', 'some', 'sort']);

  const WORDS = [
    [/^cannot read property '(.*)' of (null|undefined)$/s, (_, key, what) => `Cannot read properties of ${what} (reading '${key}')`],
    [/^cannot set property '(.*)' of (null|undefined)$/s, (_, key, what) => `Cannot set properties of ${what} (setting '${key}')`],
    [/^(.*in JSON at position \d+) \(line \d+ column \d+\)$/s, '$1'],
    [/^invalid 'instanceof' right operand$/, "Right-hand side of 'instanceof' is not callable"],
    [/^cannot convert bigint to number$/, 'Cannot convert a BigInt value to a number'],
    [/^cannot convert symbol to (string|number)$/, 'Cannot convert a Symbol value to a $1'],
    [/^cannot convert to object$/, 'Cannot convert undefined or null to object'],
    [/^object is not extensible$/, 'Cannot add property, object is not extensible'],
    [/^circular reference$/, 'Converting circular structure to JSON'],
  ];
  const inNodesWords = (message) => WORDS.reduce((text, [from, to]) => text.replace(from, to), message);

  function placeOf(site) {
    const file = site.getFileName();
    const line = site.getLineNumber();
    let column = site.getColumnNumber();
    if (typeof file !== 'string' || line === null) return undefined;
    const isModule = file.startsWith('/');
    if (isModule && line === 1) column -= OPENING;
    const source = host.source(file)?.split('\n')[line - 1] ?? '';
    const made = /\bnew\s+$/.exec(source.slice(0, column - 1));
    if (made !== null) column = made.index + 1;
    else if (source[column - 1] === '.') column += source[column] === '.' ? 2 : 1;
    return { file, line, column };
  }

  // Moves the place of a failed access from the object to the property, where V8 has it.
  function toProperty(place, message) {
    const key = /^Cannot (?:read|set) properties of .* \((?:reading|setting) '([\w$]+)'\)$/s.exec(message)?.[1];
    if (place === undefined || key === undefined) return;
    const source = host.source(place.file)?.split('\n')[place.line - 1] ?? '';
    const at = source.slice(place.column - 1).search(new RegExp(`\\.${key.replaceAll('$', '\\$')}(?![\\w$])`));
    if (at !== -1) place.column += at + 1;
  }

  function framesOf(sites, message) {
    const places = sites.map((site) => ({ name: site.getFunctionName(), isNative: site.isNative(), place: placeOf(site) }));
    toProperty(places[0]?.place, message);
    const seen = places.filter(({ place, isNative }) => isNative || (place !== undefined && !place.file.startsWith('node:')));
    while (seen.at(-1)?.isNative) seen.pop();
    const frames = [];
    seen.forEach(({ name, isNative, place }, at) => {
      if (isNative) {
        if (ARRAY_CALLS.has(name)) frames.push(`Array.${name} (<anonymous>)`);
        else if (name === 'parse' || name === 'stringify') frames.push(`JSON.${name} (<anonymous>)`);
        else if (name === 'Promise') frames.push('new Promise (<anonymous>)');
        return;
      }
      const where = `${place.file}:${place.line}:${place.column}`;
      const isText = place.file === '[eval]' || place.file === '[stdin]';
      if (isText && name === '<eval>') frames.push(where, ...EVALUATING(place.file));
      else frames.push(name === '' || name === null || name === '<anonymous>' ? where : `${name} (${where})`);
      if (name === 'Object.<anonymous>') frames.push(...LOADING, ...(at === seen.length - 1 ? RUNNING : REQUIRING));
    });
    return frames;
  }

  function describe(error, sites) {
    const known = Object.getOwnPropertyDescriptor(error, 'message');
    if (known !== undefined && typeof known.value === 'string' && error instanceof realm.Error) {
      const message = inNodesWords(known.value);
      if (message !== known.value) Object.defineProperty(error, 'message', { ...known, value: message });
    }
    const header = realm.Error.prototype.toString.call(error);
    const frames = framesOf(sites, `${error.message}`).slice(0, 10);
    return [header, ...frames.map((frame) => `    at ${frame}`)].join('\n');
  }

  return { describe, inNodesWords, placeOf };
})
