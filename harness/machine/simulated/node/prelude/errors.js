// Errors as node's own library throws them: with a code, and a stack whose first line names it.
(function (node) {
  'use strict';
  const { realm, host } = node;

  function coded(base, code, message) {
    const error = new realm[base](message);
    const stack = `${error.stack}`.replace(/^\w+/, (name) => `${name} [${code}]`);
    Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
    error.code = code;
    Object.defineProperty(error, 'toString', {
      value() { return `${this.name} [${code}]: ${this.message}`; },
      writable: true, configurable: true, enumerable: false,
    });
    return node.load('fatal').thrownIn(error, 'coded');
  }

  function received(value) {
    if (value == null) return ` Received ${value}`;
    if (typeof value === 'function') return ` Received function ${value.name}`;
    if (typeof value === 'object') {
      if (value.constructor?.name) return ` Received an instance of ${value.constructor.name}`;
      return ` Received ${node.load('inspect').inspect(value, { depth: -1 })}`;
    }
    const shown = node.load('inspect').inspect(value);
    return ` Received type ${typeof value} (${shown.length > 28 ? `${shown.slice(0, 25)}...` : shown})`;
  }

  const invalidType = (name, wanted, value) => {
    const noun = name.endsWith(' argument') ? `${name}` : `"${name}" ${name.includes('.') ? 'property' : 'argument'}`;
    return coded('TypeError', 'ERR_INVALID_ARG_TYPE', `The ${noun} must be ${wanted}.${received(value)}`);
  };

  const SYSTEM = {
    '-2': ['ENOENT', 'no such file or directory'],
    '-13': ['EACCES', 'permission denied'],
    '-17': ['EEXIST', 'file already exists'],
    '-20': ['ENOTDIR', 'not a directory'],
    '-21': ['EISDIR', 'illegal operation on a directory'],
    '-22': ['EINVAL', 'invalid argument'],
    '-36': ['ENAMETOOLONG', 'name too long'],
    '-39': ['ENOTEMPTY', 'directory not empty'],
    '-40': ['ELOOP', 'too many symbolic links encountered'],
  };

  function system(errno, syscall, path, dest) {
    const [code, words] = SYSTEM[errno];
    const where = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`;
    const error = new realm.Error(`${code}: ${words}, ${syscall}${where}`);
    Object.assign(error, { errno, code, syscall });
    if (path !== undefined) error.path = path;
    if (dest !== undefined) error.dest = dest;
    return error;
  }

  return { coded, invalidType, received, system, host };
})
