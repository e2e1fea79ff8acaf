// Lays the globals of node over the bare ones of the engine, for one process.
//
// Every piece of the prelude is a function of `node`; it is compiled once and run in each process
// that asks for it. Plain objects and arrays that a script gets to see take their prototypes from
// the script's own realm, through `object` and `array`.
(function (realm, host, make) {
  'use strict';
  const object = (fields) => Object.setPrototypeOf(fields, realm.Object.prototype);
  const array = (items) => Object.setPrototypeOf(items, realm.Array.prototype);
  const loaded = new Map();
  const node = { realm, host, object, array, bareDate: realm.Date, behind: new WeakMap() };

  node.load = (piece) => {
    if (!loaded.has(piece)) loaded.set(piece, make(piece)(node));
    return loaded.get(piece);
  };

  // What a known object does not have stops the drill when it is asked for: real node may have it.
  node.closed = (label, target) => {
    const base = Object.getPrototypeOf(target) === Function.prototype ? realm.Function.prototype : realm.Object.prototype;
    const quiet = new Set(['then', 'default', '__esModule', 'toJSON', 'inspect', 'asymmetricMatch', 'nodeType']);
    return Object.setPrototypeOf(target, new Proxy(base, {
      get(_, key, receiver) {
        if (typeof key === 'symbol' || key in base) return Reflect.get(base, key, receiver);
        return quiet.has(key) ? undefined : host.stop(`${label}.${key}`);
      },
    }));
  };

  const hidden = (value) => ({ value, writable: true, configurable: true, enumerable: false });
  const lazily = (name, found) => Object.defineProperty(realm, name, {
    configurable: true,
    enumerable: false,
    get() {
      const value = found();
      Object.defineProperty(realm, name, hidden(value));
      return value;
    },
    set(value) {
      Object.defineProperty(realm, name, hidden(value));
    },
  });
  node.lazily = lazily;

  lazily('console', () => node.load('console'));
  lazily('process', () => node.load('process'));
  lazily('Buffer', () => node.load('buffer').Buffer);
  lazily('Date', () => node.load('date'));
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate']) {
    lazily(name, () => node.load('timers')[name]);
  }
  for (const name of ['TextEncoder', 'TextDecoder', 'structuredClone']) lazily(name, () => node.load('text')[name]);
  Object.defineProperty(realm, 'global', hidden(realm));
  realm.queueMicrotask = function queueMicrotask(callback) {
    if (typeof callback !== 'function') throw node.load('errors').invalidType('callback', 'of type function', callback);
    Promise.resolve().then(() => {
      try {
        callback();
      } catch (error) {
        if (node.load('fatal').report(error, false)) host.exit(1);
      }
    });
  };
  for (const name of ['$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8', '$9', '$_', '$&', '$+', 'input', 'lastMatch', 'lastParen', 'leftContext', 'rightContext']) {
    Object.defineProperty(realm.RegExp, name, { get: () => host.stop(`RegExp.${name}`), configurable: true });
  }
  const iterators = Object.getPrototypeOf(Object.getPrototypeOf(new realm.Array()[Symbol.iterator]()));
  for (const key of Object.getOwnPropertyNames(iterators)) delete iterators[key];
  for (const name of host.closedGlobals) lazily(name, () => host.stop(name));
  for (const name of host.laterGlobals) delete realm[name];
  for (const path of host.laterMembers) {
    const [owner, ...rest] = path.split('.');
    const holder = rest[0] === 'prototype' ? realm[owner].prototype : realm[owner];
    delete holder[rest.at(-1)];
  }
  realm.Math.random = function random() { return host.stop('Math.random()'); };
  const text = (key) => (function (...rest) { return node.load('locale')[key](this, ...rest); });
  Object.defineProperty(realm.String.prototype, 'localeCompare', hidden(text('compare')));
  for (const owner of ['Number', 'BigInt', 'Array']) {
    Object.defineProperty(realm[owner].prototype, 'toLocaleString', hidden(() => host.stop(`${owner}.prototype.toLocaleString()`)));
  }
  for (const key of ['toLocaleLowerCase', 'toLocaleUpperCase']) {
    const plain = key === 'toLocaleLowerCase' ? 'toLowerCase' : 'toUpperCase';
    Object.defineProperty(realm.String.prototype, key, hidden(function (locale) {
      return locale === undefined ? realm.String.prototype[plain].call(this) : host.stop(`String.prototype.${key}(locale)`);
    }));
  }
  const bareParse = realm.JSON.parse;
  Object.defineProperty(realm.JSON, 'parse', hidden(function parse(text, reviver) {
    try {
      return bareParse(text, reviver);
    } catch (error) {
      if (error instanceof realm.SyntaxError) {
        node.load('stack').reword(error, node.load('json').messageFor(`${text}`));
        node.load('fatal').thrownByJson(error, `${text}`);
      }
      throw error;
    }
  }));
  node.load('stack').layStack();

  const ticks = [];
  node.nextTick = (callback, ...rest) => { ticks.push(() => callback(...rest)); };
  node.runTicks = () => {
    const due = ticks.splice(0);
    for (let at = 0; at < due.length; at += 1) due[at]();
    return due.length > 0;
  };
  return node;
})
