// `Buffer`: bytes with encodings. The methods that read and write numbers are not modelled.
(function (node) {
  'use strict';
  const { realm, host } = node;
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const NAMES = {
    utf8: 'utf8', 'utf-8': 'utf8', hex: 'hex', base64: 'base64', base64url: 'base64url',
    latin1: 'latin1', binary: 'latin1', ascii: 'ascii', utf16le: 'utf16le', 'utf-16le': 'utf16le', ucs2: 'utf16le', 'ucs-2': 'utf16le',
  };

  function encodingOf(name) {
    if (name == null || name === '') return 'utf8';
    const known = NAMES[`${name}`.toLowerCase()];
    if (known === undefined) throw node.load('errors').coded('TypeError', 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${name}`);
    return known === 'utf16le' ? host.stop(`Buffer with '${name}'`) : known;
  }

  function binaryOf(bytes) {
    const view = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
    let text = '';
    for (let at = 0; at < view.length; at += 4096) text += String.fromCharCode(...view.subarray(at, at + 4096));
    return text;
  }

  function toBase64(bytes, isUrl) {
    let text = '';
    for (let at = 0; at < bytes.length; at += 3) {
      const word = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      const left = Math.min(3, bytes.length - at);
      for (let digit = 0; digit < 4; digit += 1) text += digit > left ? '=' : DIGITS[(word >> (18 - 6 * digit)) & 63];
    }
    return isUrl ? text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') : text;
  }

  function fromBase64(text) {
    const plain = text.replaceAll('-', '+').replaceAll('_', '/').split('=')[0];
    const bytes = [];
    let [word, bits] = [0, 0];
    for (const digit of plain) {
      const value = DIGITS.indexOf(digit);
      if (value === -1) continue;
      word = ((word << 6) | value) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes.push((word >> bits) & 0xff);
      }
    }
    return bytes;
  }

  function bytesOf(text, encoding) {
    switch (encodingOf(encoding)) {
      case 'hex': {
        const pairs = /^([0-9a-fA-F]{2})*/.exec(text)[0].match(/../g) ?? [];
        return pairs.map((pair) => parseInt(pair, 16));
      }
      case 'base64': case 'base64url': return fromBase64(text);
      case 'latin1': case 'ascii': return [...Array(text.length).keys()].map((at) => text.charCodeAt(at) & 0xff);
      default: return host.encode(text.toWellFormed());
    }
  }

  const Buffer = new realm.Function('forbid', `return class Buffer extends Uint8Array {
    constructor(...rest) { super(...rest); }
    static [Symbol.hasInstance](value) { return Function.prototype[Symbol.hasInstance].call(this, value); }
  }`)();
  const made = (content) => new Buffer(content);
  const isBytes = (value) => value instanceof realm.Uint8Array;

  function from(value, second, third) {
    if (typeof value === 'string') return made(bytesOf(value, second));
    if (value instanceof realm.ArrayBuffer || host.isArrayBuffer(value)) return new Buffer(value, second, third);
    if (isBytes(value) || Array.isArray(value)) return made(value);
    if (value?.type === 'Buffer' && Array.isArray(value.data)) return made(value.data);
    if (typeof value?.valueOf?.() === 'string') return made(bytesOf(value.valueOf(), second));
    throw node.load('errors').invalidType('first argument', 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object', value);
  }

  function alloc(size, fill = 0, encoding = undefined) {
    const bytes = new Buffer(size);
    return fill === 0 ? bytes : bytes.fill(fill, encoding);
  }

  function concat(list, length) {
    const whole = list.reduce((sum, bytes) => sum + bytes.length, 0);
    const bytes = new Buffer(length ?? whole);
    let at = 0;
    for (const part of list) {
      const room = part.subarray(0, Math.max(0, bytes.length - at));
      bytes.set(room, at);
      at += room.length;
    }
    return bytes;
  }

  function compare(one, two) {
    for (let at = 0; at < one.length && at < two.length; at += 1) {
      if (one[at] !== two[at]) return one[at] < two[at] ? -1 : 1;
    }
    return Math.sign(one.length - two.length);
  }

  const statics = {
    from, alloc, concat, compare,
    allocUnsafe: (size) => alloc(size),
    isBuffer: (value) => value instanceof Buffer,
    isEncoding: (name) => typeof name === 'string' && name.toLowerCase() in NAMES,
    byteLength: (value, encoding) => (typeof value === 'string' ? bytesOf(value, encoding).length : value.byteLength),
  };
  const methods = {
    toString(encoding, start = 0, end = this.length) {
      const part = this.subarray(start, end);
      switch (encodingOf(encoding)) {
        case 'hex': return Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join('');
        case 'base64': return toBase64(part, false);
        case 'base64url': return toBase64(part, true);
        case 'latin1': return binaryOf(part);
        case 'ascii': return binaryOf(part.map((byte) => byte & 0x7f));
        default: return host.decode(binaryOf(part));
      }
    },
    toJSON() { return node.object({ type: 'Buffer', data: node.array(Array.from(this)) }); },
    equals(other) { return compare(this, other) === 0; },
    compare(other, ...rest) { return rest.length > 0 ? host.stop('Buffer.compare with positions') : compare(this, other); },
    slice(start, end) { return this.subarray(start, end); },
    indexOf(value, ...rest) {
      if (typeof value === 'number') return realm.Uint8Array.prototype.indexOf.call(this, value, ...rest);
      if (rest.length > 0) return host.stop('Buffer.indexOf with a position');
      return binaryOf(this).indexOf(binaryOf(from(value)));
    },
    includes(value) { return this.indexOf(value) !== -1; },
    copy(target, at = 0, start = 0, end = this.length) {
      const part = this.subarray(start, Math.min(end, start + target.length - at));
      target.set(part, at);
      return part.length;
    },
    write(text, ...rest) {
      if (rest.length > 0) return host.stop('Buffer.write with positions');
      const bytes = from(text).subarray(0, this.length);
      this.set(bytes);
      return bytes.length;
    },
    fill(value, ...rest) {
      if (typeof value === 'number') return realm.Uint8Array.prototype.fill.call(this, value, ...rest);
      const bytes = from(value, typeof rest[0] === 'string' ? rest[0] : undefined);
      for (let at = 0; at < this.length && bytes.length > 0; at += 1) this[at] = bytes[at % bytes.length];
      return this;
    },
    [Symbol.for('nodejs.util.inspect.custom')]() {
      const shown = Array.from(this.subarray(0, 50), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const left = this.length - 50;
      return `<${this.constructor.name} ${shown}${left > 0 ? ` ... ${left} more byte${left > 1 ? 's' : ''}` : ''}>`;
    },
  };
  const NUMBERS = ['Int8', 'UInt8', 'Int16LE', 'Int16BE', 'UInt16LE', 'UInt16BE', 'Int32LE', 'Int32BE', 'UInt32LE', 'UInt32BE', 'IntLE', 'IntBE', 'UIntLE', 'UIntBE',
    'FloatLE', 'FloatBE', 'DoubleLE', 'DoubleBE', 'BigInt64LE', 'BigInt64BE', 'BigUInt64LE', 'BigUInt64BE'];
  for (const name of NUMBERS) {
    for (const verb of ['read', 'write']) methods[`${verb}${name}`] = () => host.stop(`Buffer.${verb}${name}`);
  }
  for (const name of ['swap16', 'swap32', 'swap64']) methods[name] = () => host.stop(`Buffer.${name}`);
  const put = (target, fields) => {
    for (const key of Reflect.ownKeys(fields)) Object.defineProperty(target, key, { value: fields[key], writable: true, configurable: true, enumerable: false });
  };
  put(Buffer, statics);
  put(Buffer.prototype, methods);
  const module = node.closed('buffer', node.object({ Buffer, kMaxLength: 4294967296 }));
  return { Buffer, module, binaryOf, adopt: (bytes) => made(bytes) };
})
