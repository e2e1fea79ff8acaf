// `node:fs`: the synchronous calls, over the files of the world. Promises and callbacks of the
// calls that read a whole file are there too; everything else stops.
(function (node) {
  'use strict';
  const { realm, host, object, array } = node;
  const errors = node.load('errors');

  function pathOf(value, name = 'path') {
    if (typeof value === 'string') {
      if (value.includes('\0')) throw errors.coded('TypeError', 'ERR_INVALID_ARG_VALUE', `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received ${node.load('inspect').inspect(value)}`);
      return value;
    }
    if (value instanceof realm.Uint8Array) return host.stop('fs with a path that is a Buffer');
    throw errors.invalidType(name, 'of type string or an instance of Buffer or URL', value);
  }

  function settle(answer, syscall, path, dest) {
    if (typeof answer === 'number') fail(answer, syscall, [path, dest], syscall);
    return answer;
  }

  // Throws as the call of the library does that stands in `fatal` under `where`.
  function fail(errno, syscall, paths, where) {
    throw node.load('fatal').thrownIn(errors.system(errno, syscall, ...paths), where);
  }

  const optionsOf = (options) => (typeof options === 'string' ? { encoding: options } : options ?? {});
  function only(call, options, ...known) {
    for (const key of Object.keys(options)) {
      if (!known.includes(key) && options[key] !== undefined) host.stop(`fs.${call} with '${key}'`);
    }
    return options;
  }

  const isUtf8 = (encoding) => ['utf8', 'utf-8', 'UTF-8', 'UTF8'].includes(encoding);
  const buffers = () => node.load('buffer').Buffer;
  const adopted = (bytes) => node.load('buffer').adopt(bytes);

  function readFileSync(path, options) {
    if (typeof path === 'number') {
      if (path !== 0) return host.stop('fs.readFileSync of a descriptor');
      return isUtf8(optionsOf(options).encoding) ? host.stdin() : buffers().from(host.stdin());
    }
    const { encoding, flag } = only('readFileSync', optionsOf(options), 'encoding', 'flag');
    if (flag !== undefined && flag !== 'r') host.stop(`fs.readFileSync with flag '${flag}'`);
    const file = pathOf(path);
    if (['/dev/stdin', '/proc/self/fd/0'].includes(file)) return readFileSync(0, options);
    if (isUtf8(encoding)) return opened(host.readText(file), file);
    const bytes = adopted(opened(host.readBytes(file), file));
    if (encoding != null && !buffers().isEncoding(encoding) && encoding !== 'buffer') {
      throw errors.coded('TypeError', 'ERR_INVALID_ARG_VALUE', `The argument 'encoding' is invalid encoding. Received ${node.load('inspect').inspect(encoding)}`);
    }
    return encoding == null || encoding === 'buffer' ? bytes : bytes.toString(encoding);
  }

  function opened(answer, path) {
    if (answer === -21) settle(answer, 'read');
    return settle(answer, 'open', path);
  }

  function write(call, path, content, options, append) {
    const { encoding = 'utf8', flag, mode } = only(call, optionsOf(options), 'encoding', 'flag', 'mode');
    if (typeof path === 'number') return host.stop(`fs.${call} to a descriptor`);
    if (mode !== undefined && mode !== 0o666) host.stop(`fs.${call} with 'mode'`);
    if (flag !== undefined && !['w', 'a'].includes(flag)) host.stop(`fs.${call} with flag '${flag}'`);
    const isAppended = flag === undefined ? append : flag === 'a';
    const file = pathOf(path);
    if (typeof content === 'string' && isUtf8(encoding)) {
      const answer = host.writeText(file, content.toWellFormed(), isAppended);
      if (typeof answer === 'number') fail(answer, 'open', [file], 'write');
      return undefined;
    }
    const isBytes = ArrayBuffer.isView(content);
    if (!isBytes && typeof content !== 'string') throw errors.invalidType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', content);
    const bytes = isBytes ? buffers().from(content.buffer, content.byteOffset, content.byteLength) : buffers().from(content, encoding);
    settle(host.writeBytes(file, bytes.toString('latin1'), isAppended), 'open', file);
    return undefined;
  }

  class Stats {
    constructor(told) {
      const [letter, size, mode, changed] = told.split(' ');
      const kind = { f: 0o100000, d: 0o040000, l: 0o120000 }[letter];
      this.mode = kind | Number(mode);
      this.size = Number(size);
      this.mtimeMs = Number(changed);
      for (const key of ['dev', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'blocks', 'atimeMs', 'ctimeMs', 'birthtimeMs', 'atime', 'ctime', 'birthtime']) {
        Object.defineProperty(this, key, { get: () => host.stop(`fs.Stats.${key}`), enumerable: true, configurable: true });
      }
      this.mtime = new realm.Date(this.mtimeMs);
    }
    isFile() { return (this.mode & 0o170000) === 0o100000; }
    isDirectory() { return (this.mode & 0o170000) === 0o040000; }
    isSymbolicLink() { return (this.mode & 0o170000) === 0o120000; }
    isFIFO() { return false; }
    isSocket() { return false; }
    isBlockDevice() { return false; }
    isCharacterDevice() { return false; }
  }
  Object.setPrototypeOf(Stats.prototype, realm.Object.prototype);

  function stat(call, path, options, follow) {
    const { throwIfNoEntry = true } = only(call, options ?? {}, 'throwIfNoEntry', 'bigint');
    if (options?.bigint) host.stop(`fs.${call} with 'bigint'`);
    const answer = host.stat(pathOf(path), follow);
    if ((answer === -2 || answer === -20) && !throwIfNoEntry) return undefined;
    return new Stats(settle(answer, follow ? 'stat' : 'lstat', path));
  }

  class Dirent {
    #letter;
    constructor(name, path, letter) {
      this.name = name;
      this.parentPath = path;
      this.path = path;
      this.#letter = letter;
    }
    isFile() { return this.#letter === 'f'; }
    isDirectory() { return this.#letter === 'd'; }
    isSymbolicLink() { return this.#letter === 'l'; }
    isFIFO() { return false; }
    isSocket() { return false; }
    isBlockDevice() { return false; }
    isCharacterDevice() { return false; }
  }
  Object.setPrototypeOf(Dirent.prototype, realm.Object.prototype);

  function readdirSync(path, options) {
    const { withFileTypes, recursive, encoding } = only('readdirSync', optionsOf(options), 'withFileTypes', 'recursive', 'encoding');
    if (encoding != null && !isUtf8(encoding)) host.stop(`fs.readdirSync with encoding '${encoding}'`);
    const start = pathOf(path);
    const letterOf = (full) => host.stat(full, false)[0];
    const found = [];
    const open = [['', start]];
    while (open.length > 0) {
      const [below, here] = open.shift();
      for (const name of settle(host.list(here), 'scandir', here)) {
        const letter = withFileTypes || recursive ? letterOf(`${here}/${name}`) : '';
        found.push(withFileTypes ? new Dirent(name, here, letter) : below + name);
        if (recursive && letter === 'd') open.push([`${below}${name}/`, `${here.replace(/\/$/, '')}/${name}`]);
      }
    }
    return array(found);
  }

  function mkdirSync(path, options) {
    const { recursive } = only('mkdirSync', typeof options === 'object' && options !== null ? options : {}, 'recursive', 'mode');
    if (options?.mode !== undefined || typeof options === 'number') host.stop("fs.mkdirSync with 'mode'");
    const file = pathOf(path);
    if (!recursive) {
      settle(host.mkdir(file), 'mkdir', file);
      return undefined;
    }
    const wanted = node.load('path').resolve(file);
    let first;
    for (let here = wanted; !host.exists(here); here = node.load('path').dirname(here)) first = here;
    settle(host.mkdirAll(file), 'mkdir', file);
    return first;
  }

  function rmSync(path, options) {
    const { force, recursive } = only('rmSync', options ?? {}, 'force', 'recursive', 'maxRetries', 'retryDelay');
    const file = pathOf(path);
    const found = host.stat(file, false);
    if (found === -2 && force) return;
    if (typeof found === 'number') fail(found, 'lstat', [file], 'rm');
    if (found[0] !== 'd') {
      settle(host.removeFile(file), 'unlink', file);
    } else if (recursive) {
      settle(host.removeDirAll(file), 'rm', file);
    } else {
      const error = errors.coded('Error', 'ERR_FS_EISDIR', `Path is a directory: rm returned EISDIR (is a directory) ${file}`);
      error.name = 'SystemError';
      throw Object.assign(error, { errno: 21, syscall: 'rm', path: file });
    }
  }

  function copyFileSync(from, to, mode) {
    if (mode) host.stop("fs.copyFileSync with 'mode'");
    settle(host.copy(pathOf(from, 'src'), pathOf(to, 'dest')), 'copyfile', from, to);
  }

  function accessSync(path, mode = 0) {
    if (mode > 4 || mode === 1) host.stop('fs.accessSync with this mode');
    const found = host.stat(pathOf(path), true);
    if (typeof found === 'number') settle(found, 'access', path);
  }

  const existsSync = (path) => typeof path === 'string' && host.exists(path);
  const sync = {
    readFileSync, readdirSync, mkdirSync, rmSync, copyFileSync, existsSync, accessSync,
    writeFileSync: (path, content, options) => write('writeFileSync', path, content, options, false),
    appendFileSync: (path, content, options) => write('appendFileSync', path, content, options, true),
    statSync: (path, options) => stat('statSync', path, options, true),
    lstatSync: (path, options) => stat('lstatSync', path, options, false),
    unlinkSync: (path) => { settle(host.removeFile(pathOf(path)), 'unlink', path); },
    rmdirSync(path, options) {
      if (options?.recursive) host.stop("fs.rmdirSync with 'recursive'");
      settle(host.removeDir(pathOf(path)), 'rmdir', path);
    },
    renameSync: (from, to) => { settle(host.rename(pathOf(from, 'oldPath'), pathOf(to, 'newPath')), 'rename', from, to); },
    symlinkSync: (target, path) => { settle(host.symlink(pathOf(target, 'target'), pathOf(path)), 'symlink', target, path); },
    readlinkSync: (path) => settle(host.readLink(pathOf(path)), 'readlink', path),
    realpathSync: (path) => settle(host.realPath(pathOf(path)), 'lstat', node.load('path').resolve(path)),
    chmodSync(path, mode) {
      if (typeof mode !== 'number') host.stop('fs.chmodSync with a mode that is no number');
      settle(host.chmod(pathOf(path), mode), 'chmod', path);
    },
  };

  const ASYNC = ['readFile', 'writeFile', 'appendFile', 'readdir', 'mkdir', 'rm', 'copyFile', 'access', 'stat', 'lstat', 'unlink', 'rmdir', 'rename', 'symlink', 'readlink', 'realpath', 'chmod'];
  const promises = object({});
  const module = object({ ...sync, promises, constants: object({ F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, COPYFILE_EXCL: 1 }), Stats, Dirent });
  for (const name of ASYNC) {
    promises[name] = (...rest) => new realm.Promise((resolve, reject) => {
      node.load('timers').afterInput(() => attempt(() => sync[`${name}Sync`](...rest), resolve, reject));
    });
    module[name] = (...rest) => {
      const callback = rest.pop();
      if (typeof callback !== 'function') throw errors.invalidType('cb', 'of type function', callback);
      node.load('timers').afterInput(() => attempt(() => sync[`${name}Sync`](...rest), (value) => (value === undefined ? callback(null) : callback(null, value)), (error) => callback(error)));
    };
  }

  function attempt(work, resolve, reject) {
    let value;
    try {
      value = work();
    } catch (error) {
      reject(error);
      return;
    }
    resolve(value);
  }

  node.closed('fs.promises', promises);
  return { module: node.closed('fs', module), promises };
})
