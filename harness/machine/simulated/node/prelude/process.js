// `process`: what a script knows of its own process.
(function (node) {
  'use strict';
  const { realm, host, object, array } = node;
  const listeners = new Map();
  const started = host.rawNow();

  function environment() {
    const told = host.environment();
    const variables = object({});
    for (let at = 0; at < told.length; at += 2) variables[told[at]] = told[at + 1];
    const note = (key) => { if (typeof key === 'string') host.noteVariable(key); };
    const seen = new Proxy(variables, {
      get(target, key) { note(key); return Reflect.get(target, key); },
      has(target, key) { note(key); return Reflect.has(target, key); },
      getOwnPropertyDescriptor(target, key) { note(key); return Reflect.getOwnPropertyDescriptor(target, key); },
      ownKeys(target) { host.noteVariables(); return Reflect.ownKeys(target); },
      set(target, key, value) {
        if (typeof key === 'symbol' || typeof value === 'symbol') throw new realm.TypeError('Cannot convert a Symbol value to a string');
        target[key] = `${value}`;
        return true;
      },
      deleteProperty(target, key) { return Reflect.deleteProperty(target, key); },
    });
    node.behind.set(seen, () => { host.noteVariables(); for (const key of Object.keys(variables)) note(key); return variables; });
    return seen;
  }

  const stream = (number) => node.closed(number === 1 ? 'process.stdout' : 'process.stderr', object({
    fd: number,
    isTTY: undefined,
    columns: undefined,
    writable: true,
    write(content, encoding, callback) {
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof content === 'string') host.write(number, content.toWellFormed());
      else host.writeBinary(number, node.load('buffer').Buffer.from(content).toString('latin1'));
      if (typeof done === 'function') node.nextTick(done);
      return true;
    },
    on() { return this; },
    once() { return this; },
    end() {},
  }));

  function codeOf(value) {
    if (value === undefined || value === null) return undefined;
    if (Number.isInteger(Number(value)) && value !== '') return Number(value);
    throw node.load('errors').invalidType('code', 'of type number', value);
  }

  let exitCode;
  const run = (event, code) => { for (const listener of [...(listeners.get(event) ?? [])]) listener.call(process, code); };
  let isLeaving = false;

  function exit(code) {
    if (codeOf(code) !== undefined) exitCode = codeOf(code);
    if (!isLeaving) {
      isLeaving = true;
      run('exit', exitCode ?? 0);
    }
    host.exit(exitCode ?? 0);
  }

  function on(event, listener) {
    if (['uncaughtException', 'unhandledRejection', 'uncaughtExceptionMonitor', 'message', 'warning', 'rejectionHandled'].includes(event)) {
      host.stop(`process.on('${event}')`);
    }
    listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    return process;
  }

  function hrtime(since) {
    const passedMs = host.now() - started;
    const now = [Math.floor(passedMs / 1000), (passedMs % 1000) * 1e6];
    if (since === undefined) return array(now);
    const nanoseconds = (now[0] - since[0]) * 1e9 + now[1] - since[1];
    return array([Math.floor(nanoseconds / 1e9), nanoseconds % 1e9]);
  }
  hrtime.bigint = () => BigInt(host.now() - started) * 1000000n;

  const versions = object({ node: '20.20.2' });
  const process = object({
    title: 'node', version: 'v20.20.2', platform: 'linux', arch: 'x64', pid: host.pid(), ppid: host.pid() - 1,
    execPath: '/usr/bin/node', argv0: 'node', exiting: false, features: undefined,
    versions: node.closed('process.versions', versions),
    argv: array(['/usr/bin/node', ...host.arguments()]),
    execArgv: array([...host.options()]),
    release: node.closed('process.release', object({ name: 'node', lts: 'Iron' })),
    env: environment(),
    stdout: stream(1), stderr: stream(2),
    cwd: () => host.cwd(),
    exit, on, addListener: on, once: on, hrtime,
    off(event, listener) {
      listeners.set(event, (listeners.get(event) ?? []).filter((known) => known !== listener));
      return process;
    },
    emit(event, ...rest) { const known = listeners.get(event) ?? []; for (const listener of known) listener.apply(process, rest); return known.length > 0; },
    listenerCount: (event) => (listeners.get(event) ?? []).length,
    nextTick: (callback, ...rest) => node.nextTick(callback, ...rest),
    uptime: () => (host.now() - started) / 1000,
    umask: () => 0o022,
    emitWarning: () => host.stop('process.emitWarning'),
  });
  delete process.features;
  process.removeListener = process.off;
  Object.defineProperty(process, 'exitCode', {
    get: () => exitCode,
    set: (value) => { exitCode = codeOf(value); },
    enumerable: true, configurable: true,
  });
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });
  for (const name of Object.keys(process)) {
    if (typeof process[name] === 'function') Object.setPrototypeOf(process[name], realm.Function.prototype);
  }
  node.exit = { run, code: () => exitCode, set: (code) => { exitCode = code; } };
  return node.closed('process', process);
})
