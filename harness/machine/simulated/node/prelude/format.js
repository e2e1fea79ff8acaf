// `util.format`: the first text's marks are filled with the values that follow.
(function (node) {
  'use strict';
  const { inspect, showNumber } = node.load('inspect');

  function hasOwnText(value) {
    if (typeof value.toString !== 'function') return false;
    if (Object.hasOwn(value, 'toString')) return true;
    let holder = value;
    do holder = Object.getPrototypeOf(holder); while (holder !== null && !Object.hasOwn(holder, 'toString'));
    const maker = holder !== null && Object.getOwnPropertyDescriptor(holder, 'constructor')?.value;
    return typeof maker === 'function' && node.realm[maker.name] !== maker;
  }

  function asText(value) {
    if (typeof value === 'number') return showNumber(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null || hasOwnText(value)) return String(value);
    return inspect(value, { depth: 0 });
  }

  function asNumber(value, convert) {
    if (typeof value === 'bigint') return `${value}n`;
    return typeof value === 'symbol' ? 'NaN' : showNumber(convert(value));
  }

  function asJson(value) {
    try {
      return JSON.stringify(value);
    } catch (error) {
      if (/circular/i.test(error.message)) return '[Circular]';
      throw error;
    }
  }

  const MARKS = {
    s: asText,
    d: (value) => asNumber(value, Number),
    i: (value) => (typeof value === 'bigint' ? `${value}n` : asNumber(value, (it) => parseInt(it, 10))),
    f: (value) => (typeof value === 'symbol' ? 'NaN' : showNumber(parseFloat(value))),
    j: asJson,
    O: (value) => inspect(value),
    o: () => node.host.stop("util.format with '%o'"),
    c: () => '',
  };

  return (values) => {
    const [first, ...rest] = values;
    if (typeof first !== 'string') return values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ');
    if (rest.length === 0) return first;
    const text = first.replace(/%([sdifjoOc%])/g, (mark, letter) => {
      if (letter === '%') return '%';
      return rest.length === 0 ? mark : MARKS[letter](rest.shift());
    });
    return [text, ...rest.map((value) => (typeof value === 'string' ? value : inspect(value)))].join(' ');
  };
})
