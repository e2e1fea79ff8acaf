// Deep equality as `node:assert` means it, strict or loose.
(function (node) {
  'use strict';
  const { host } = node;
  const tagOf = (value) => Object.prototype.toString.call(value);
  const isListed = (value, key) => Object.prototype.propertyIsEnumerable.call(value, key);
  let is;

  function keysOf(value, strict) {
    const symbols = strict ? Object.getOwnPropertySymbols(value).filter((key) => isListed(value, key)) : [];
    return [...Object.keys(value), ...symbols];
  }

  function isEqual(one, two, strict, open = []) {
    if (one === two) return one !== 0 || !strict || Object.is(one, two);
    if (typeof one !== 'object' || typeof two !== 'object' || one === null || two === null) {
      if (Number.isNaN(one) && Number.isNaN(two)) return true;
      const isPlain = (value) => value === null || typeof value !== 'object';
      return !strict && isPlain(one) && isPlain(two) && one == two; // eslint-disable-line eqeqeq
    }
    if (strict && Object.getPrototypeOf(one) !== Object.getPrototypeOf(two)) return false;
    if (tagOf(one) !== tagOf(two)) return false;
    if (open.some(([a, b]) => a === one && b === two)) return true;
    open.push([one, two]);
    const equal = sameContent(one, two, strict, open);
    open.pop();
    return equal;
  }

  function sameContent(one, two, strict, open) {
    if (Array.isArray(one)) {
      return Array.isArray(two) && one.length === two.length && sameKeys(one, two, strict, open);
    }
    if (tagOf(one) !== '[object Object]' || host.isError(one) || one instanceof node.realm.Error) {
      if (!sameKind(one, two, strict, open)) return false;
    }
    return sameKeys(one, two, strict, open);
  }

  function sameKeys(one, two, strict, open) {
    const keys = keysOf(one, strict);
    if (keys.length !== keysOf(two, strict).length) return false;
    return keys.every((key) => isListed(two, key)) && keys.every((key) => isEqual(one[key], two[key], strict, open));
  }

  // Compares what hides behind a value that is more than its keys.
  function sameKind(one, two, strict, open) {
    is ??= node.load('inspect_kinds').is;
    const both = (test) => (test(one) ? test(two) : undefined);
    const kinds = [
      [is.date, () => one.getTime() === two.getTime()],
      [is.regExp, () => one.source === two.source && one.flags === two.flags && one.lastIndex === two.lastIndex],
      [is.typed, () => sameBytes(one, two, strict)],
      [is.set, () => one.size === two.size && sameSet(one, two, strict, open)],
      [is.map, () => one.size === two.size && sameMap(one, two, strict, open)],
      [(value) => host.isError(value) || value instanceof node.realm.Error, () => sameError(one, two, strict, open)],
      [isBoxed, () => Object.is(one.valueOf(), two.valueOf())],
    ];
    for (const [test, same] of kinds) {
      const found = both(test);
      if (found !== undefined) return found && same();
      if (test(two)) return false;
    }
    if (is.buffer(one) || ArrayBuffer.isView(one)) return host.stop('assert.deepEqual of an ArrayBuffer or DataView');
    return true;
  }

  const isBoxed = (value) => /^\[object (Number|String|Boolean|BigInt|Symbol)\]$/.test(tagOf(value)) && typeof value.valueOf() !== 'object';

  function sameBytes(one, two, strict) {
    if (one.length !== two.length) return false;
    const same = strict ? Object.is : (a, b) => a === b;
    for (let at = 0; at < one.length; at += 1) if (!same(one[at], two[at])) return false;
    return true;
  }

  function sameError(one, two, strict, open) {
    return ['message', 'name', 'cause', 'errors'].every((key) => {
      const isShown = isListed(one, key);
      return isShown === isListed(two, key) && (isShown || isEqual(one[key], two[key], strict, open));
    });
  }

  const isSimple = (value, strict) => (typeof value !== 'object' || value === null) && (strict || typeof value === 'symbol');

  function sameSet(one, two, strict, open) {
    const left = [...two].filter((item) => !one.has(item));
    for (const item of one) {
      if (two.has(item)) continue;
      if (isSimple(item, strict)) return false;
      const at = left.findIndex((other) => isEqual(item, other, strict, open));
      if (at === -1) return false;
      left.splice(at, 1);
    }
    return left.length === 0;
  }

  function sameMap(one, two, strict, open) {
    const left = [...two.keys()].filter((key) => !one.has(key));
    for (const [key, value] of one) {
      if (two.has(key) && isEqual(value, two.get(key), strict, open)) continue;
      if (isSimple(key, strict)) return false;
      const at = left.findIndex((other) => isEqual(key, other, strict, open) && isEqual(value, two.get(other), strict, open));
      if (at === -1) return false;
      left.splice(at, 1);
    }
    return true;
  }

  return { isEqual };
})
