// `node:path`, as on Linux.
(function (node) {
  'use strict';
  const { object } = node;

  function text(value, name) {
    if (typeof value !== 'string') throw node.load('errors').invalidType(name, 'of type string', value);
    return value;
  }

  // Resolves `.` and `..` by text; above the start, `..` stays where the path is relative.
  function settled(path, isAbsolute) {
    const parts = [];
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      if (part !== '..') parts.push(part);
      else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
      else if (!isAbsolute) parts.push('..');
    }
    return parts.join('/');
  }

  function resolve(...paths) {
    let whole = '';
    for (let at = paths.length - 1; at >= 0 && !whole.startsWith('/'); at -= 1) {
      if (text(paths[at], `paths[${at}]`) !== '') whole = `${paths[at]}/${whole}`;
    }
    if (!whole.startsWith('/')) whole = `${node.host.cwd()}/${whole}`;
    return `/${settled(whole, true)}`;
  }

  function normalize(path) {
    if (text(path, 'path') === '') return '.';
    const isAbsolute = path.startsWith('/');
    let inner = settled(path, isAbsolute);
    if (inner === '' && !isAbsolute) inner = '.';
    if (inner !== '' && path.endsWith('/')) inner += '/';
    if (isAbsolute) return `/${inner}`;
    return inner === '' ? './' : inner;
  }

  function join(...paths) {
    const whole = paths.map((path) => text(path, 'path')).filter((path) => path !== '').join('/');
    return whole === '' ? '.' : normalize(whole);
  }

  function relative(from, to) {
    text(from, 'from');
    text(to, 'to');
    const [start, end] = [resolve(from), resolve(to)].map((path) => path.split('/').filter((part) => part !== ''));
    let shared = 0;
    while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared += 1;
    return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/');
  }

  function dirname(path) {
    if (text(path, 'path') === '') return '.';
    const trimmed = path.replace(/(?!^)\/+$/, '');
    const cut = trimmed.lastIndexOf('/');
    if (cut === -1) return '.';
    if (cut === 0) return '/';
    return path.startsWith('//') && cut === 1 ? '//' : trimmed.slice(0, cut);
  }

  function basename(path, suffix) {
    if (suffix !== undefined) text(suffix, 'suffix');
    const name = text(path, 'path').replace(/\/+$/, '').split('/').at(-1);
    const isSuffix = suffix !== undefined && suffix !== '' && name.endsWith(suffix) && name !== suffix;
    return isSuffix ? name.slice(0, -suffix.length) : name;
  }

  function extname(path) {
    const name = basename(text(path, 'path'));
    const dot = name.lastIndexOf('.');
    return dot <= 0 || name === '..' ? '' : name.slice(dot);
  }

  function parse(path) {
    text(path, 'path');
    const base = basename(path);
    const ext = extname(path);
    const root = path.startsWith('/') ? '/' : '';
    const dir = base === path || base === '' ? root : dirname(path);
    return object({ root, dir: dir === '.' && !path.startsWith('.') ? '' : dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) });
  }

  function format(parts) {
    if (parts === null || typeof parts !== 'object') throw node.load('errors').invalidType('pathObject', 'of type object', parts);
    const ext = parts.ext ? `${parts.ext.startsWith('.') ? '' : '.'}${parts.ext}` : '';
    const base = parts.base || `${parts.name || ''}${ext}`;
    const dir = parts.dir || parts.root;
    if (!dir) return base;
    return dir === parts.root ? `${dir}${base}` : `${dir}/${base}`;
  }

  const path = object({
    resolve, normalize, join, relative, dirname, basename, extname, parse, format,
    isAbsolute: (path) => text(path, 'path').startsWith('/'),
    toNamespacedPath: (path) => path,
    sep: '/', delimiter: ':',
  });
  path.posix = path;
  return node.closed('path', path);
})
