// Timers and immediates, in virtual time.
(function (node) {
  'use strict';
  const { realm, host } = node;
  let lastId = 0;
  let virtualMs = 0;
  const timers = new Map();
  const immediates = new Map();
  const inputs = [];

  class Timeout {
    constructor(id) { this.id = id; this.isRef = true; }
    ref() { this.isRef = true; return this; }
    unref() { this.isRef = false; return this; }
    hasRef() { return this.isRef; }
    refresh() { const timer = timers.get(this.id); if (timer) timer.at = virtualMs + timer.after; return this; }
    close() { clear(this); return this; }
    [Symbol.toPrimitive]() { return this.id; }
  }
  Object.setPrototypeOf(Timeout.prototype, realm.Object.prototype);

  function callable(callback) {
    if (typeof callback !== 'function') throw node.load('errors').invalidType('callback', 'of type function', callback);
    return callback;
  }

  function start(callback, after, rest, every) {
    const delay = after >= 1 && after <= 2 ** 31 - 1 ? Math.trunc(after) : 1;
    lastId += 1;
    const handle = new Timeout(lastId);
    timers.set(lastId, { at: virtualMs + delay, after: delay, callback: callable(callback), rest, every, handle });
    return handle;
  }

  function clear(handle) {
    const id = typeof handle === 'object' && handle !== null ? handle.id : Number(handle);
    timers.delete(id);
    immediates.delete(id);
  }

  function setImmediate(callback, ...rest) {
    callable(callback);
    lastId += 1;
    const handle = new Timeout(lastId);
    immediates.set(lastId, { callback, rest, handle });
    return handle;
  }

  const holding = () => [...timers.values()].filter((timer) => timer.handle.isRef);
  const earliest = () => [...timers.values()].reduce((least, timer) => Math.min(least, timer.at), Infinity);

  // Says how long nothing happens; undefined where nothing will happen any more.
  function nextWaitMs() {
    if (inputs.length > 0 || [...immediates.values()].some((one) => one.handle.isRef)) return 0;
    return holding().length === 0 ? undefined : Math.max(0, earliest() - virtualMs);
  }

  // Runs one callback that is due: input first, then immediates, then timers in order.
  function runDue() {
    const wait = nextWaitMs();
    if (inputs.length > 0) return void inputs.shift()();
    const [next] = immediates;
    if (next !== undefined) {
      immediates.delete(next[0]);
      return void next[1].callback(...next[1].rest);
    }
    virtualMs += wait ?? 0;
    const due = [...timers].filter(([, timer]) => timer.at <= virtualMs).sort(([, a], [, b]) => a.at - b.at)[0];
    if (due === undefined) return undefined;
    const [id, timer] = due;
    if (timer.every) timer.at = virtualMs + timer.after;
    else timers.delete(id);
    return void timer.callback.apply(timer.handle, timer.rest);
  }

  const module = node.object({
    setTimeout: (callback, after, ...rest) => start(callback, after, rest, false),
    setInterval: (callback, after, ...rest) => start(callback, after, rest, true),
    setImmediate,
    clearTimeout: clear, clearInterval: clear, clearImmediate: clear,
  });
  for (const name of Object.keys(module)) Object.setPrototypeOf(module[name], realm.Function.prototype);
  node.turns = { nextWaitMs, runDue };
  Object.defineProperty(module, 'nextWaitMs', { value: nextWaitMs, enumerable: false });
  Object.defineProperty(module, 'runDue', { value: runDue, enumerable: false });
  Object.defineProperty(module, 'afterInput', { value: (work) => { inputs.push(work); }, enumerable: false });
  return node.closed('timers', module);
})
