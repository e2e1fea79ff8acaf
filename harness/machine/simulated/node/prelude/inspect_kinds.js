// What a value is, as `util.inspect` tells kinds apart: its label, braces, entries and further keys.
(function (node) {
  'use strict';
  const host = node.host;
  let inspecting = { element: undefined };

  const sizeOfMap = Object.getOwnPropertyDescriptor(Map.prototype, 'size').get;
  const sizeOfSet = Object.getOwnPropertyDescriptor(Set.prototype, 'size').get;
  const typedPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  const nameOfTyped = Object.getOwnPropertyDescriptor(typedPrototype, Symbol.toStringTag).get;
  const bytesOfBuffer = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;
  const holds = (method, value, ...rest) => {
    try {
      method.call(value, ...rest);
      return true;
    } catch {
      return false;
    }
  };
  const is = {
    map: (value) => holds(sizeOfMap, value),
    set: (value) => holds(sizeOfSet, value),
    typed: (value) => nameOfTyped.call(value) !== undefined,
    weakMap: (value) => holds(WeakMap.prototype.has, value, {}),
    weakSet: (value) => holds(WeakSet.prototype.has, value, {}),
    date: (value) => holds(Date.prototype.getTime, value),
    regExp: (value) => holds(Object.getOwnPropertyDescriptor(RegExp.prototype, 'global').get, value)
      && value !== node.realm.RegExp.prototype,
    buffer: (value) => holds(bytesOfBuffer, value),
    error: (value) => host.isError(value) || value instanceof node.realm.Error,
    promise: (value) => host.isPromise(value),
  };
  const BOXES = [
    ['Number', Number.prototype.valueOf], ['String', String.prototype.valueOf], ['Boolean', Boolean.prototype.valueOf],
    ['BigInt', BigInt.prototype.valueOf], ['Symbol', Symbol.prototype.valueOf],
  ];

  function constructorOf(value) {
    let holder = value;
    let first;
    while (holder !== null) {
      const property = Object.getOwnPropertyDescriptor(holder, 'constructor');
      const maker = property?.value;
      if (typeof maker === 'function' && maker.name !== '' && isInstance(value, maker)) return String(maker.name);
      holder = Object.getPrototypeOf(holder);
      if (first === undefined) first = holder;
    }
    if (first === null) return null;
    const above = constructorOf(first);
    if (above === null) return `Object <[Object: null prototype] {}>`;
    return `${Object.prototype.toString.call(value).slice(8, -1)} <${above}>`;
  }

  function isInstance(value, maker) {
    try {
      return value instanceof maker;
    } catch {
      return false;
    }
  }

  function labelOf(maker, tag, fallback, size = '') {
    if (maker === null) {
      return tag !== '' && fallback !== tag ? `[${fallback}${size}: null prototype] [${tag}] ` : `[${fallback}${size}: null prototype] `;
    }
    return tag !== '' && maker !== tag ? `${maker}${size} [${tag}] ` : `${maker}${size} `;
  }

  const visible = (value) => [
    ...Object.keys(value),
    ...Object.getOwnPropertySymbols(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key)),
  ];
  const isIndex = (key) => typeof key === 'string' && /^(0|[1-9][0-9]*)$/.test(key) && Number(key) < 2 ** 32 - 1;
  const beyondIndices = (value) => visible(value).filter((key) => !isIndex(key));
  const more = (count) => `... ${count} more item${count > 1 ? 's' : ''}`;

  function arrayEntries(look, value, depth) {
    const output = [];
    const most = Math.min(look.maxArrayLength, value.length);
    let at = 0;
    while (at < value.length && output.length < most) {
      if (Object.hasOwn(value, at)) {
        output.push(inspecting.element(look, value, depth, at));
        at += 1;
        continue;
      }
      const next = nextIndex(value, at);
      output.push(`<${next - at} empty item${next - at > 1 ? 's' : ''}>`);
      at = next;
    }
    if (at < value.length) output.push(more(value.length - at));
    return output;
  }

  function nextIndex(value, from) {
    const found = Object.keys(value).find((key) => isIndex(key) && Number(key) > from);
    return found === undefined ? value.length : Number(found);
  }

  function functionBase(value, maker, tag) {
    const source = Function.prototype.toString.call(value);
    if (/^class\b/.test(source) && source.endsWith('}')) return classBase(value, maker, tag);
    const isAsync = /^async\b/.test(source) && Object.getPrototypeOf(value) !== node.realm.Function.prototype;
    const isGenerator = /Generator/.test(tag);
    const type = `${isAsync ? 'Async' : ''}${isGenerator ? 'Generator' : ''}Function`;
    const name = value.name === '' ? ' (anonymous)' : `: ${value.name}`;
    const ownMaker = maker === 'Object' && Object.getPrototypeOf(value) === Function.prototype ? type : maker;
    let base = `[${type}${maker === null ? ' (null prototype)' : ''}${name}]`;
    if (ownMaker !== type && ownMaker !== null && ownMaker !== 'Function') base += ` ${ownMaker}`;
    if (tag !== '' && tag !== type && ownMaker !== tag) base += ` [${tag}]`;
    return base;
  }

  function classBase(value, maker, tag) {
    const name = (Object.hasOwn(value, 'name') && value.name) || '(anonymous)';
    let base = `class ${name}`;
    if (maker !== 'Function' && maker !== null) base += ` [${maker}]`;
    if (tag !== '' && maker !== tag) base += ` [${tag}]`;
    if (maker === null) return `[${base} extends [null prototype]]`;
    const above = Object.getPrototypeOf(value).name;
    return `[${base}${above ? ` extends ${above}` : ''}]`;
  }

  function errorBase(value, maker, tag, keys, look) {
    const name = value.name != null ? `${value.name}` : 'Error';
    const told = value.stack ? `${value.stack}` : Error.prototype.toString.call(value);
    for (const key of ['name', 'message', 'stack']) {
      const at = keys.indexOf(key);
      if (at !== -1 && told.includes(value[key])) keys.splice(at, 1);
    }
    if ('cause' in value && !keys.includes('cause')) keys.push('cause');
    if (Array.isArray(value.errors) && !keys.includes('errors')) keys.push('errors');
    let stack = withName(told, maker, name, tag);
    const at = value.message ? stack.indexOf(value.message) : -1;
    const from = at === -1 ? 0 : at + value.message.length;
    if (stack.indexOf('\n    at', from) === -1) stack = `[${stack}]`;
    else if (value.cause != null && is.error(value.cause)) stack = withoutShared(stack, value.cause);
    return look.indent === 0 ? stack : stack.replaceAll('\n', `\n${' '.repeat(look.indent)}`);
  }

  // Names the class of an error where its stack names another.
  function withName(stack, maker, name, tag) {
    const isPlain = name.endsWith('Error') && stack.startsWith(name) && [undefined, ':', '\n'].includes(stack[name.length]);
    if (maker !== null && !isPlain) return stack;
    const found = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n {4}at)/.exec(stack)?.[1] ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack)?.[1] ?? '';
    const length = maker === null ? found.length : name.length;
    const label = labelOf(maker, tag, found || 'Error').slice(0, -1);
    if (name === label) return stack;
    const rest = stack.slice(length);
    if (!label.includes(name)) return `${label} [${name}]${rest}`;
    return length === 0 ? `${label}: ${stack}` : `${label}${rest}`;
  }

  function withoutShared(stack, cause) {
    const framesOf = (text) => text.split('\n').filter((line) => line.startsWith('    at '));
    const [mine, theirs] = [framesOf(stack), framesOf(`${cause.stack}`)];
    let shared = 0;
    while (shared < mine.length && shared < theirs.length && mine.at(-1 - shared) === theirs.at(-1 - shared)) shared += 1;
    if (shared <= 3) return stack;
    const lines = stack.split('\n');
    const start = lines.length - shared;
    const note = `    ... ${shared - 2} lines matching cause stack trace ...`;
    return [...lines.slice(0, start + 1), note, ...lines.slice(-1)].join('\n');
  }

  function shapeOf(tools, value, depth, isTyped) {
    const { look, show } = tools;
    const maker = constructorOf(value);
    let tag = value[Symbol.toStringTag];
    if (typeof tag !== 'string' || (tag !== '' && Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag))) tag = '';
    const shape = { constructor: maker, label: labelOf(maker, tag, 'Object'), base: '', braces: ['{', '}'], keys: [], entries: () => [], isList: false };
    const done = (fields) => Object.assign(shape, fields);
    const collected = collectionShape(tools, value, maker, tag, done);
    if (collected !== undefined) return collected;
    shape.keys = visible(value);
    const isBare = () => shape.keys.length === 0;
    if (typeof value === 'function') {
      shape.base = functionBase(value, maker, tag);
      shape.label = `${shape.base} `;
      return isBare() ? shape.base : done({ label: labelOf(maker, tag, 'Function') });
    }
    if (maker === 'Object' && !is.error(value)) {
      if (Object.prototype.toString.call(value) === '[object Arguments]') shape.braces[0] = '[Arguments] {';
      else if (tag !== '') shape.braces[0] = `${labelOf(maker, tag, 'Object')}{`;
      return isBare() ? `${shape.braces[0]}}` : shape;
    }
    const based = (text, name) => {
      const label = labelOf(maker, tag, name);
      shape.base = label === `${name} ` ? text : `${label}${text}`;
      return isBare() ? shape.base : shape;
    };
    if (is.regExp(value)) {
      const shown = based(RegExp.prototype.toString.call(value), 'RegExp');
      return depth > look.depth ? shape.base : shown;
    }
    if (is.date(value)) {
      const time = Date.prototype.getTime.call(value);
      return based(Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString(), 'Date');
    }
    if (is.error(value)) {
      shape.base = errorBase(value, maker, tag, shape.keys, look);
      return isBare() ? shape.base : shape;
    }
    return otherShape(tools, value, { maker, tag, shape, done, isBare, isTyped });
  }

  function collectionShape({ look, show, showNumber }, value, maker, tag, done) {
    const nested = (depth, make) => {
      look.indent += 2;
      const output = make(depth);
      look.indent -= 2;
      return output;
    };
    const upTo = (items, make) => {
      const output = items.slice(0, look.maxArrayLength).map(make);
      if (items.length > output.length) output.push(more(items.length - output.length));
      return output;
    };
    if (!(Symbol.iterator in value) && maker !== null) return undefined;
    if (Array.isArray(value)) {
      const prefix = maker !== 'Array' || tag !== '' ? labelOf(maker, tag, 'Array', `(${value.length})`) : '';
      const keys = beyondIndices(value);
      if (value.length === 0 && keys.length === 0) return `${prefix}[]`;
      return done({ label: labelOf(maker, tag, 'Array'), braces: [`${prefix}[`, ']'], keys, isList: true, entries: (depth) => arrayEntries(look, value, depth) });
    }
    if (is.set(value)) {
      const prefix = labelOf(maker, tag, 'Set', `(${sizeOfSet.call(value)})`);
      const keys = visible(value);
      if (sizeOfSet.call(value) === 0 && keys.length === 0) return `${prefix}{}`;
      const entries = (depth) => nested(depth, () => upTo([...Set.prototype.values.call(value)], (item) => show(look, item, depth)));
      return done({ label: labelOf(maker, tag, 'Set'), braces: [`${prefix}{`, '}'], keys, entries });
    }
    if (is.map(value)) {
      const prefix = labelOf(maker, tag, 'Map', `(${sizeOfMap.call(value)})`);
      const keys = visible(value);
      if (sizeOfMap.call(value) === 0 && keys.length === 0) return `${prefix}{}`;
      const pair = (depth) => ([key, item]) => `${show(look, key, depth)} => ${show(look, item, depth)}`;
      const entries = (depth) => nested(depth, () => upTo([...Map.prototype.entries.call(value)], pair(depth)));
      return done({ label: labelOf(maker, tag, 'Map'), braces: [`${prefix}{`, '}'], keys, entries });
    }
    if (is.typed(value)) {
      const prefix = labelOf(maker, tag, nameOfTyped.call(value), `(${value.length})`);
      const keys = beyondIndices(value);
      if (value.length === 0 && keys.length === 0) return `${prefix}[]`;
      const entries = () => upTo([...typedPrototype.values.call(value)], (item) => (typeof item === 'bigint' ? `${item}n` : showNumber(item)));
      return done({ label: labelOf(maker, tag, nameOfTyped.call(value)), braces: [`${prefix}[`, ']'], keys, entries, isList: true });
    }
    if (/^(Map|Set) Iterator$/.test(tag)) return host.stop(`util.inspect of a ${tag}`);
    return undefined;
  }

  function otherShape({ look, show }, value, { maker, tag, shape, done, isBare }) {
    const braced = (name) => [`${labelOf(maker, tag, name)}{`, '}'];
    if (is.buffer(value)) return host.stop('util.inspect of an ArrayBuffer');
    if (ArrayBuffer.isView(value)) return host.stop('util.inspect of a DataView');
    if (is.promise(value)) return done({ braces: braced('Promise'), entries: (depth) => promiseEntries(look, show, value, depth) });
    if (is.weakMap(value)) return done({ braces: braced('WeakMap'), entries: () => ['<items unknown>'] });
    if (is.weakSet(value)) return done({ braces: braced('WeakSet'), entries: () => ['<items unknown>'] });
    for (const [name, method] of BOXES) {
      if (!holds(method, value)) continue;
      if (name === 'String') shape.keys = shape.keys.filter((key) => !isIndex(key));
      const inner = show({ ...look, indent: 0 }, method.call(value), 0);
      const own = maker === name ? name : `${name} (${maker === null ? 'null prototype' : maker})`;
      shape.base = `[${own}: ${inner}]`;
      return isBare() ? shape.base : shape;
    }
    if (isBare()) return `${labelOf(maker, tag, 'Object')}{}`;
    return done({ braces: braced('Object') });
  }

  function promiseEntries(look, show, value, depth) {
    const state = host.promiseState(value);
    if (state === 'pending') return ['<pending>'];
    look.indent += 2;
    const text = show(look, host.promiseResult(value), depth);
    look.indent -= 2;
    return [state === 'rejected' ? `<rejected> ${text}` : text];
  }

  return { shapeOf, is, join: (tools) => { inspecting = tools; } };
})
