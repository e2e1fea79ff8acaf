// `node:util`: what needs no more than the values it is given.
(function (node) {
  'use strict';
  const { realm, host, object } = node;
  const { inspect } = node.load('inspect');
  const { is } = node.load('inspect_kinds');
  const { invalidType } = node.load('errors');

  const types = object({
    isDate: is.date, isRegExp: is.regExp, isMap: is.map, isSet: is.set, isPromise: is.promise,
    isWeakMap: is.weakMap, isWeakSet: is.weakSet, isTypedArray: is.typed, isProxy: (value) => host.isProxy(value),
    isNativeError: (value) => host.isError(value),
    isUint8Array: (value) => value instanceof realm.Uint8Array,
  });
  for (const name of ['isDate', 'isRegExp', 'isMap', 'isSet', 'isPromise', 'isWeakMap', 'isWeakSet', 'isTypedArray']) {
    const test = types[name];
    types[name] = (value) => typeof value === 'object' && value !== null && test(value);
  }

  function promisify(original) {
    if (typeof original !== 'function') throw invalidType('original', 'of type function', original);
    if (original[promisify.custom]) return original[promisify.custom];
    return function promisified(...rest) {
      return new realm.Promise((resolve, reject) => {
        original.call(this, ...rest, (error, value) => (error ? reject(error) : resolve(value)));
      });
    };
  }
  promisify.custom = Symbol.for('nodejs.util.promisify.custom');

  function inherits(child, parent) {
    Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
    Object.setPrototypeOf(child.prototype, parent.prototype);
  }

  const util = object({
    inspect, promisify, inherits, types: node.closed('util.types', types),
    format: (...values) => node.load('format')(values),
    isDeepStrictEqual: (one, two) => node.load('compare').isEqual(one, two, true),
    deprecate: (callback) => callback,
    isArray: (value) => Array.isArray(value),
    stripVTControlCharacters: (text) => `${text}`.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, ''),
  });
  Object.defineProperty(util, 'TextEncoder', { get: () => node.load('text').TextEncoder, enumerable: true, configurable: true });
  Object.defineProperty(util, 'TextDecoder', { get: () => node.load('text').TextDecoder, enumerable: true, configurable: true });
  return { module: node.closed('util', util), types };
})
