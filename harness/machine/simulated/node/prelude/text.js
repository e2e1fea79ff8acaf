// `TextEncoder`, `TextDecoder` and `structuredClone`.
(function (node) {
  'use strict';
  const { realm, host } = node;

  class TextEncoder {
    get encoding() { return 'utf-8'; }
    encode(text = '') { return new realm.Uint8Array(host.encode(`${text}`.toWellFormed())); }
    encodeInto() { return host.stop('TextEncoder.encodeInto'); }
  }

  class TextDecoder {
    #fatal;
    constructor(label = 'utf-8', options = {}) {
      if (!['utf-8', 'utf8', 'unicode-1-1-utf-8'].includes(`${label}`.toLowerCase())) host.stop(`TextDecoder of '${label}'`);
      if (options.ignoreBOM) host.stop("TextDecoder with 'ignoreBOM'");
      this.#fatal = Boolean(options.fatal);
    }
    get encoding() { return 'utf-8'; }
    get fatal() { return this.#fatal; }
    decode(bytes = new Uint8Array(0), options = {}) {
      if (options.stream) host.stop("TextDecoder with 'stream'");
      const binary = node.load('buffer').binaryOf(bytes);
      if (this.#fatal && !host.isUtf8(binary)) {
        throw node.load('errors').coded('TypeError', 'ERR_ENCODING_INVALID_ENCODED_DATA', 'The encoded data was not valid for encoding utf-8');
      }
      const text = host.decode(binary);
      return text.startsWith('\ufeff') ? text.slice(1) : text;
    }
  }

  function structuredClone(value, options) {
    if (options?.transfer?.length > 0) host.stop("structuredClone with 'transfer'");
    return cloned(value, new Map());
  }

  function cloned(value, known) {
    if (typeof value === 'function' || typeof value === 'symbol') return host.stop('structuredClone of what cannot be cloned');
    if (typeof value !== 'object' || value === null) return value;
    if (known.has(value)) return known.get(value);
    const { is } = node.load('inspect_kinds');
    const keep = (copy) => { known.set(value, copy); return copy; };
    if (Array.isArray(value)) {
      const copy = keep(new realm.Array(value.length));
      for (const key of Object.keys(value)) copy[key] = cloned(value[key], known);
      return copy;
    }
    if (is.map(value)) {
      const copy = keep(new realm.Map());
      for (const [key, item] of value) copy.set(cloned(key, known), cloned(item, known));
      return copy;
    }
    if (is.set(value)) {
      const copy = keep(new realm.Set());
      for (const item of value) copy.add(cloned(item, known));
      return copy;
    }
    if (is.date(value)) return keep(new realm.Date(value.getTime()));
    if (is.regExp(value)) return keep(new realm.RegExp(value.source, value.flags));
    if (is.typed(value)) return keep(new realm[value[Symbol.toStringTag]](value));
    if (host.isError(value)) return clonedError(value, keep, known);
    if (is.promise(value) || is.weakMap(value) || is.weakSet(value) || is.buffer(value) || host.isProxy(value)) {
      return host.stop('structuredClone of what is no plain data');
    }
    const copy = keep(new realm.Object());
    for (const key of Object.keys(value)) copy[key] = cloned(value[key], known);
    return copy;
  }

  function clonedError(value, keep, known) {
    const kinds = ['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];
    const copy = keep(new realm[kinds.includes(value.name) ? value.name : 'Error'](value.message));
    Object.defineProperty(copy, 'stack', { value: value.stack, writable: true, configurable: true, enumerable: false });
    if ('cause' in value) Object.defineProperty(copy, 'cause', { value: cloned(value.cause, known), writable: true, configurable: true, enumerable: false });
    return copy;
  }

  for (const kind of [TextEncoder, TextDecoder]) Object.setPrototypeOf(kind.prototype, realm.Object.prototype);
  Object.setPrototypeOf(structuredClone, realm.Function.prototype);
  return { TextEncoder, TextDecoder, structuredClone };
})
