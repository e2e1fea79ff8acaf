// `node:crypto`: digests of the SHA-2 family. What draws on chance is not modelled.
(function (node) {
  'use strict';
  const { host, object } = node;
  const errors = node.load('errors');
  const buffers = () => node.load('buffer');
  const isView = (value) => ArrayBuffer.isView(value);

  class Digest {
    #algorithm;
    #number;
    #key;
    #isDone = false;
    constructor(algorithm, key) {
      if (typeof algorithm !== 'string') throw errors.invalidType(key === undefined ? 'algorithm' : 'hmac', 'of type string', algorithm);
      this.#algorithm = algorithm;
      this.#number = host.digestBegin(algorithm);
      this.#key = key;
    }
    update(content, encoding) {
      if (this.#isDone) throw errors.coded('Error', 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
      if (typeof content === 'string' && (encoding == null || ['utf8', 'utf-8'].includes(encoding))) {
        host.digestText(this.#number, content.toWellFormed());
      } else if (typeof content === 'string' || isView(content)) {
        host.digestBinary(this.#number, buffers().binaryOf(isView(content) ? content : buffers().Buffer.from(content, encoding)));
      } else {
        throw errors.invalidType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', content);
      }
      return this;
    }
    digest(encoding) {
      if (this.#isDone) throw errors.coded('Error', 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
      this.#isDone = true;
      const hex = host.digestEnd(this.#number, this.#algorithm, this.#key);
      if (encoding === 'hex') return hex;
      const bytes = buffers().Buffer.from(hex, 'hex');
      return encoding == null || encoding === 'buffer' ? bytes : bytes.toString(encoding);
    }
    copy() { return host.stop('crypto Hash.copy'); }
  }
  class Hash extends Digest {}
  class Hmac extends Digest {}
  Object.setPrototypeOf(Digest.prototype, node.realm.Object.prototype);

  function createHmac(algorithm, key) {
    if (typeof key !== 'string' && !isView(key)) {
      throw errors.invalidType('key', 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey', key);
    }
    return new Hmac(algorithm, buffers().binaryOf(isView(key) ? key : host.encode(key.toWellFormed())));
  }

  function timingSafeEqual(one, two) {
    if (!isView(one)) throw errors.invalidType('buf1', 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', one);
    if (!isView(two)) throw errors.invalidType('buf2', 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', two);
    if (one.byteLength !== two.byteLength) {
      throw errors.coded('RangeError', 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
    }
    return buffers().binaryOf(one) === buffers().binaryOf(two);
  }

  const crypto = object({
    createHash(algorithm, options) {
      if (options !== undefined) host.stop('crypto.createHash with options');
      return new Hash(algorithm);
    },
    createHmac, timingSafeEqual, Hash, Hmac,
  });
  return node.closed('crypto', crypto);
})
