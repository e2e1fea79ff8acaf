// `node:events`: `EventEmitter`.
(function (node) {
  'use strict';
  const { realm, host, array } = node;
  const { invalidType, coded } = node.load('errors');

  function callable(listener) {
    if (typeof listener !== 'function') throw invalidType('listener', 'of type function', listener);
    return listener;
  }

  function listeners(emitter) {
    if (emitter._events === undefined) emitter._events = Object.create(null);
    return emitter._events;
  }

  function add(emitter, event, listener, wrapped, isFirst) {
    const known = listeners(emitter);
    if (known.newListener) emitter.emit('newListener', event, listener);
    known[event] = isFirst ? [wrapped, ...(known[event] ?? [])] : [...(known[event] ?? []), wrapped];
    return emitter;
  }

  function once(emitter, event, listener) {
    const wrapped = function (...rest) {
      emitter.removeListener(event, wrapped);
      return listener.apply(emitter, rest);
    };
    wrapped.listener = listener;
    return wrapped;
  }

  function EventEmitter() { listeners(this); }
  const hidden = (value) => ({ value, writable: true, configurable: true, enumerable: false });
  Object.defineProperty(EventEmitter, 'prototype', { value: new realm.Object(), writable: true });
  const methods = {
    constructor: EventEmitter,
    on(event, listener) { return add(this, event, callable(listener), listener, false); },
    prependListener(event, listener) { return add(this, event, callable(listener), listener, true); },
    once(event, listener) { return add(this, event, callable(listener), once(this, event, listener), false); },
    removeListener(event, listener) {
      const known = listeners(this);
      const at = (known[event] ?? []).findLastIndex((one) => one === callable(listener) || one.listener === listener);
      if (at === -1) return this;
      known[event] = known[event].toSpliced(at, 1);
      if (known[event].length === 0) delete known[event];
      if (known.removeListener) this.emit('removeListener', event, listener);
      return this;
    },
    removeAllListeners(event) {
      if (event === undefined) this._events = Object.create(null);
      else delete listeners(this)[event];
      return this;
    },
    emit(event, ...rest) {
      const known = listeners(this)[event];
      if (known === undefined) {
        if (event === 'error') throw unhandled(rest[0]);
        return false;
      }
      for (const listener of [...known]) listener.apply(this, rest);
      return true;
    },
    listenerCount(event) { return (listeners(this)[event] ?? []).length; },
    listeners(event) { return array((listeners(this)[event] ?? []).map((one) => one.listener ?? one)); },
    eventNames() { return array(Reflect.ownKeys(listeners(this))); },
    setMaxListeners() { return this; },
    getMaxListeners() { return 10; },
  };
  methods.addListener = methods.on;
  methods.off = methods.removeListener;
  for (const name of Object.keys(methods)) Object.defineProperty(EventEmitter.prototype, name, hidden(methods[name]));

  function unhandled(error) {
    if (error instanceof realm.Error) return error;
    const shown = node.load('inspect').inspect(error);
    const made = coded('Error', 'ERR_UNHANDLED_ERROR', `Unhandled error. (${typeof error === 'string' ? shown : shown})`);
    made.context = error;
    return made;
  }

  EventEmitter.EventEmitter = EventEmitter;
  EventEmitter.defaultMaxListeners = 10;
  EventEmitter.once = () => host.stop('events.once');
  EventEmitter.on = () => host.stop('events.on');
  return node.closed('events', EventEmitter);
})
