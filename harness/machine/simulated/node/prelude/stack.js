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
    [/^cannot convert (?:bigint|BigInt) to number$/, 'Cannot mix BigInt and other types, use explicit conversions'],
    [/^cannot convert symbol to (string|number)$/, 'Cannot convert a Symbol value to a $1'],
    [/^cannot convert to object$/, 'Cannot convert undefined or null to object'],
    [/^object is not extensible$/, 'Cannot add property, object is not extensible'],
    [/^circular reference$/, 'Converting circular structure to JSON'],
    [/^BigInt are forbidden in JSON.stringify$/, 'Do not know how to serialize a BigInt'],
    [/^empty array$/, 'Reduce of empty array with no initial value'],
    [/^invalid array length$/, 'Invalid array length'],
    [/^invalid repeat count$/, 'Invalid count value'],
    [/^invalid number of digits$/, 'toFixed() digits argument must be between 0 and 100'],
    [/^this is not initialized$/, "Must call super constructor in derived class before accessing 'this' or returning from derived constructor"],
    [/^(.+) is not initialized$/s, "Cannot access '$1' before initialization"],
    [/^class constructors must be invoked with 'new'$/, "Class constructor cannot be invoked without 'new'"],
    [/^expecting hex digit$/, 'URI malformed'],
    [/^Date value is NaN$/, 'Invalid time value'],
    [/^object prototype may only be an Object or null$/, 'Object prototype may only be an Object or null'],
    [/^value is not iterable$/, 'object is not iterable'],
  ];
  const inNodesWords = (message) => WORDS.reduce((text, [from, to]) => text.replace(from, to), message);

  function placeOf(site) {
    const file = site.getFileName();
    const line = site.getLineNumber();
    let column = site.getColumnNumber();
    if (typeof file !== 'string' || line === null) return undefined;
    if (file.startsWith('/') && line === 1) column -= OPENING;
    column = Math.max(column, 1);
    const source = lineOf(file, line);
    const made = /\bnew\s+$/.exec(source.slice(0, column - 1));
    if (made !== null) column = made.index + 1;
    else if (source[column - 1] === '.') column += source[column] === '.' ? 2 : 1;
    else if (!/[\w$]/.test(source[column - 1] ?? '') && /[\w$]/.test(source[column] ?? '')) column += 1;
    return { file, line, column };
  }

  const lineOf = (file, line) => host.source(file)?.split('\n')[line - 1] ?? '';

  // The engine may place a call at its last argument; V8 has the name that is called.
  function toCall(place) {
    const source = place && host.source(place.file);
    if (source === undefined) return;
    const before = source.split('\n').slice(0, place.line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const at = before + place.column - 1;
    if (/^(new\s|throw\s|[\w$]+\s*[(`])/.test(source.slice(at, at + 200))) return;
    let depth = 0;
    for (let here = at - 1; here >= Math.max(0, at - 2000); here -= 1) {
      if (')]}'.includes(source[here])) depth += 1;
      if (!'([{'.includes(source[here])) continue;
      depth -= 1;
      if (depth >= 0) continue;
      const name = source[here] === '(' ? /(?:\bnew\s+[\w$.]*|[\w$]+)\s*$/.exec(source.slice(Math.max(0, here - 200), here)) : null;
      if (name === null || /^(if|while|for|switch|catch|return|function)\b/.test(name[0])) return;
      moveTo(place, source, here - name[0].length);
      return;
    }
  }

  function moveTo(place, source, at) {
    const above = source.slice(0, at).split('\n');
    place.line = above.length;
    place.column = above.at(-1).length + 1;
  }

  // Moves the place of a failed access from the object to the property, where V8 has it.
  function toProperty(place, message) {
    const key = /^Cannot (?:read|set) properties of .* \((?:reading|setting) '([\w$]+)'\)$/s.exec(message)?.[1];
    if (place === undefined || key === undefined) return;
    const source = lineOf(place.file, place.line);
    const at = source.slice(place.column - 1).search(new RegExp(`\\.${key.replaceAll('$', '\\$')}(?![\\w$])`));
    if (at !== -1) place.column += at + 1;
  }

  function framesOf(sites, message) {
    const places = sites.map((site) => ({ name: site.getFunctionName(), isNative: site.isNative(), place: placeOf(site) }));
    toProperty(places[0]?.place, message);
    for (const { place } of places.slice(1)) toCall(place);
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

  const KINDS = ['TypeError', 'SyntaxError', 'ReferenceError', 'RangeError', 'URIError'];

  // A program that does not compile has a place, but no function yet.
  function ofCompiler(error, site) {
    if (site === undefined || site.getFunctionName() || site.isNative() || host.source(site.getFileName()) === undefined) return;
    node.load('syntax').explain(error, placeOf(site));
  }

  // Names what was called, where that is a plain chain of names.
  function named(message, site) {
    const place = site === undefined || site.isNative() ? undefined : placeOf(site);
    if (place === undefined || host.source(place.file) === undefined) return message;
    toCall(place);
    const source = lineOf(place.file, place.line);
    const before = /(?:^|[^\w$.)\]"'`])((?:[\w$]+\??\.)*)$/.exec(source.slice(0, place.column - 1));
    const name = /^(?:[\w$]+\.)*[\w$]+(?=\s*\()/.exec(source.slice(place.column - 1).replace(/^new\s+/, ''));
    return before === null || name === null ? message : `${before[1].replaceAll('?.', '.')}${name[0]} is ${message}`;
  }

  // Tells a constant from a property that cannot be written.
  function readOnly(message, site) {
    const name = /^'(.*)' is read-only$/s.exec(message)?.[1];
    const place = site === undefined || site.isNative() ? undefined : placeOf(site);
    if (name === undefined || place === undefined) return message;
    const rest = lineOf(place.file, place.line).slice(place.column - 1);
    const isName = rest.startsWith(name) && lineOf(place.file, place.line)[place.column - 2] !== '.';
    return isName ? 'Assignment to constant variable.' : `Cannot assign to read only property '${name}' of object '#<Object>'`;
  }

  // Runs whenever an error is made: keeps what is dear for the time when somebody asks.
  function keep(error, sites) {
    if (KINDS.some((kind) => error instanceof realm[kind])) {
      const known = Object.getOwnPropertyDescriptor(error, 'message');
      const message = typeof known?.value === 'string' ? inNodesWords(known.value) : undefined;
      if (/^could not load module/.test(message)) host.stop('import()');
      if (message !== known?.value) reword(error, message);
      if (error instanceof realm.SyntaxError) ofCompiler(error, sites[0]);
      else if (/^not a (function|constructor)$/.test(message)) reword(error, named(message, sites[0]));
      else if (/ is read-only$/.test(message)) reword(error, readOnly(message, sites[0]));
    }
    return sites;
  }

  function reword(error, message) {
    if (message !== undefined) Object.defineProperty(error, 'message', { value: message, writable: true, configurable: true, enumerable: false });
  }

  const texts = new WeakMap();
  const kept = Object.getOwnPropertyDescriptor(realm.Error.prototype, 'stack');
  const headOf = (error) => {
    try {
      return realm.Error.prototype.toString.call(error);
    } catch {
      return '<error>';
    }
  };
  const textOf = (error, sites) => {
    const frames = framesOf(sites, `${error.message}`).slice(0, 10);
    return [headOf(error), ...frames.map((frame) => `    at ${frame}`)].join('\n');
  };

  // `stack` is written when it is first read, as in V8: its first line tells the name of that time.
  function layStack() {
    Object.defineProperty(realm.Error.prototype, 'stack', {
      get() {
        if (texts.has(this)) return texts.get(this);
        const sites = kept.get.call(this);
        if (!Array.isArray(sites)) return sites;
        texts.set(this, textOf(this, sites));
        return texts.get(this);
      },
      set(value) { Object.defineProperty(this, 'stack', { value, writable: true, configurable: true, enumerable: false }); },
      configurable: true,
      enumerable: false,
    });
    const capture = realm.Error.captureStackTrace;
    realm.Error.captureStackTrace = function captureStackTrace(target, above) {
      capture(target, above);
      const sites = target.stack;
      Object.defineProperty(target, 'stack', {
        get() {
          if (!texts.has(target)) texts.set(target, textOf(target, sites));
          return texts.get(target);
        },
        set(value) { Object.defineProperty(target, 'stack', { value, writable: true, configurable: true, enumerable: false }); },
        configurable: true,
        enumerable: false,
      });
    };
    realm.Error.prepareStackTrace = keep;
  }

  return { layStack, inNodesWords, placeOf, reword };
})
