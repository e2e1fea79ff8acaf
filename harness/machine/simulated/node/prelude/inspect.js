// `util.inspect` and `util.format`: how node shows a value. What a value is stands in inspect_kinds.
(function (node) {
  'use strict';
  const kinds = node.load('inspect_kinds');
  const custom = Symbol.for('nodejs.util.inspect.custom');
  const PLAIN_KEY = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
  const ESCAPED = /[\x00-\x1f\x27\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const NAMED = { 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r', 92: '\\\\', 39: "\\'" };

  const DEFAULTS = {
    depth: 2, breakLength: 80, compact: 3, showHidden: false, sorted: false, getters: false,
    customInspect: true, maxArrayLength: 100, maxStringLength: 10000, numericSeparator: false,
    colors: false, showProxy: false,
  };
  const OPEN_OPTIONS = ['colors', 'showProxy', 'showHidden', 'numericSeparator'];

  function view(options) {
    const chosen = { ...DEFAULTS };
    for (const key of Object.keys(options ?? {})) if (key in chosen) chosen[key] = options[key];
    for (const key of OPEN_OPTIONS) if (chosen[key]) node.host.stop(`util.inspect with '${key}'`);
    if (typeof chosen.sorted === 'function' || chosen.compact === true) node.host.stop("util.inspect with 'sorted' or 'compact'");
    if (chosen.depth === null) chosen.depth = Infinity;
    if (chosen.maxArrayLength === null) chosen.maxArrayLength = Infinity;
    if (chosen.maxStringLength === null) chosen.maxStringLength = Infinity;
    return { ...chosen, options: chosen, seen: [], circular: new Map(), indent: 0, deepest: 0 };
  }

  function quote(text) {
    let mark = "'";
    if (text.includes("'")) {
      if (!text.includes('"')) mark = '"';
      else if (!text.includes('`') && !text.includes('${')) mark = '`';
    }
    const escaped = text.replace(ESCAPED, (found) => {
      const code = found.charCodeAt(0);
      if (code === 39 && mark !== "'") return found;
      if (NAMED[code]) return NAMED[code];
      return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
    });
    return `${mark}${escaped}${mark}`;
  }

  function showString(look, whole) {
    const extra = whole.length - look.maxStringLength;
    const text = extra > 0 ? whole.slice(0, look.maxStringLength) : whole;
    const trailer = extra > 0 ? `... ${extra} more character${extra > 1 ? 's' : ''}` : '';
    if (text.length > 16 && text.length > look.breakLength - look.indent - 4) {
      const lines = text.split(/(?<=\n)/).map(quote);
      return lines.join(` +\n${' '.repeat(look.indent + 2)}`) + trailer;
    }
    return quote(text) + trailer;
  }

  const showNumber = (number) => (Object.is(number, -0) ? '-0' : `${number}`);

  function showPrimitive(look, value) {
    switch (typeof value) {
      case 'string': return showString(look, value);
      case 'number': return showNumber(value);
      case 'bigint': return `${value}n`;
      case 'symbol': return Symbol.prototype.toString.call(value);
      default: return `${value}`;
    }
  }

  function show(look, value, depth, isTyped = false) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return showPrimitive(look, value);
    if (node.host.isProxy(value)) {
      const behind = node.behind.get(value) ?? (() => node.host.stop('util.inspect of a Proxy'));
      return show(look, behind(), depth, isTyped);
    }
    const own = look.customInspect ? value[custom] : undefined;
    if (typeof own === 'function' && own !== inspect && value.constructor?.prototype !== value) {
      const left = look.depth === Infinity ? null : look.depth - depth;
      const shown = own.call(value, left, { ...look.options, stylize: (text) => `${text}` }, inspect);
      if (shown !== value) {
        return typeof shown === 'string' ? shown.replaceAll('\n', `\n${' '.repeat(look.indent)}`) : show(look, shown, depth);
      }
    }
    if (look.seen.includes(value)) {
      if (!look.circular.has(value)) look.circular.set(value, look.circular.size + 1);
      return `[Circular *${look.circular.get(value)}]`;
    }
    return showObject(look, value, depth, isTyped);
  }

  function showObject(look, value, depth, isTyped) {
    const shape = kinds.shapeOf({ look, show, showNumber, quote }, value, depth, isTyped);
    if (typeof shape === 'string') return shape;
    if (depth > look.depth) {
      const label = shape.label.slice(0, -1);
      return shape.constructor === null ? label : `[${label}]`;
    }
    look.seen.push(value);
    look.deepest = depth + 1;
    const entries = shape.entries(depth + 1);
    const listed = shape.keys.map((key) => showProperty(look, value, depth + 1, key));
    look.seen.pop();
    let base = shape.base;
    if (look.circular.has(value)) {
      const mark = `<ref *${look.circular.get(value)}>`;
      base = base === '' ? mark : `${mark} ${base}`;
    }
    const output = look.sorted ? sorted(entries, listed, shape.isList) : [...entries, ...listed];
    return lineUp(look, output, base, shape.braces, { isList: shape.isList, depth: depth + 1, value });
  }

  function sorted(entries, listed, isList) {
    return isList ? [...entries, ...listed.sort()] : [...entries, ...listed].sort();
  }

  function showKey(property, key) {
    if (typeof key === 'symbol') return `[${Symbol.prototype.toString.call(key)}]`;
    if (key === '__proto__') return "['__proto__']";
    if (property.enumerable === false) return `[${key}]`;
    return PLAIN_KEY.test(key) ? key : quote(key);
  }

  // An element of an array stands without its key.
  function showElement(look, value, depth, key) {
    const property = Object.getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true };
    return showDescribed(look, value, depth, property);
  }

  function showProperty(look, value, depth, key) {
    const property = Object.getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true };
    return `${showKey(property, key)}: ${showDescribed(look, value, depth, property)}`;
  }

  function showDescribed(look, owner, depth, property) {
    if (property.get !== undefined) {
      const label = property.set === undefined ? 'Getter' : 'Getter/Setter';
      return look.getters ? showGetter(look, owner, depth, property.get, label) : `[${label}]`;
    }
    if (property.set !== undefined) return '[Setter]';
    look.indent += 2;
    const text = show(look, property.value, depth);
    look.indent -= 2;
    return text;
  }

  function showGetter(look, owner, depth, getter, label) {
    try {
      const value = getter.call(owner);
      look.indent += 2;
      const text = value !== null && typeof value === 'object'
        ? `[${label}] ${show(look, value, depth)}`
        : `[${label}: ${showPrimitive(look, value)}]`;
      look.indent -= 2;
      return text;
    } catch (error) {
      return `[${label}: <Inspection threw (${error.message})>]`;
    }
  }

  // Puts the parts of a value on one line where they fit, else each on its own.
  function lineUp(look, output, base, braces, { isList, depth, value }) {
    let parts = output;
    const start = base === '' ? '' : `${base} `;
    if (look.compact !== false) {
      if (isList && output.length > 6) parts = inColumns(look, output, value);
      if (look.deepest - depth < look.compact && parts.length === output.length) {
        const taken = parts.length + look.indent + braces[0].length + base.length + 10;
        if (fits(look, parts, taken, base)) {
          const joined = parts.join(', ');
          if (!joined.includes('\n')) return `${start}${braces[0]} ${joined} ${braces[1]}`;
        }
      }
    }
    const line = `\n${' '.repeat(look.indent)}`;
    return `${start}${braces[0]}${line}  ${parts.join(`,${line}  `)}${line}${braces[1]}`;
  }

  function fits(look, parts, taken, base) {
    const length = parts.reduce((sum, part) => sum + part.length, parts.length + taken);
    return length <= look.breakLength && (base === '' || !base.includes('\n'));
  }

  // Sets the elements of a long array in columns that make a rough square.
  function inColumns(look, output, value) {
    const shown = look.maxArrayLength < output.length ? output.length - 1 : output.length;
    const widths = output.slice(0, shown).map(widthOf);
    const total = widths.reduce((sum, width) => sum + width + 2, 0);
    const widest = Math.max(0, ...widths);
    const cell = widest + 2;
    if (cell * 3 + look.indent >= look.breakLength || !(total / cell > 5 || widest <= 6)) return output;
    const biased = Math.max(cell - 3 - Math.sqrt(cell - total / output.length), 1);
    const columns = Math.min(
      Math.round(Math.sqrt(2.5 * biased * shown) / biased),
      Math.floor((look.breakLength - look.indent) / cell),
      look.compact * 4,
      15,
    );
    if (columns <= 1) return output;
    const lengths = Array.from({ length: columns }, (_, column) => {
      let longest = 0;
      for (let at = column; at < shown; at += columns) longest = Math.max(longest, widths[at]);
      return longest + 2;
    });
    const isNumbers = value !== undefined && output.every((_, at) => typeof value[at] === 'number' || typeof value[at] === 'bigint');
    const rows = [];
    for (let at = 0; at < shown; at += columns) {
      const row = output.slice(at, Math.min(at + columns, shown));
      rows.push(row.map((part, column) => {
        const isLast = column === row.length - 1;
        const pad = lengths[column] + part.length - widthOf(part);
        if (isLast) return isNumbers ? part.padStart(pad - 2) : part;
        return isNumbers ? `${part}, `.padStart(pad) : `${part}, `.padEnd(pad);
      }).join(''));
    }
    if (shown < output.length) rows.push(output[shown]);
    return rows;
  }

  // Columns that a text takes on a terminal; wide characters take two.
  function widthOf(text) {
    if (/^[\x20-\x7e]*$/.test(text)) return text.length;
    let width = 0;
    for (const character of text.normalize('NFC')) {
      const code = character.codePointAt(0);
      if (code < 32 || (code >= 0x7f && code < 0xa0) || /\p{Mark}/u.test(character) || (code >= 0x200b && code <= 0x200f)) continue;
      const isWide = code >= 0x1100 && (code <= 0x115f || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3)
        || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60)
        || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1f64f) || (code >= 0x1f900 && code <= 0x1f9ff)
        || (code >= 0x20000 && code <= 0x3fffd));
      width += isWide ? 2 : 1;
    }
    return width;
  }

  function inspect(value, options, ...older) {
    if (older.length > 0 || typeof options === 'boolean') node.host.stop('util.inspect with positional options');
    return show(view(options), value, 0);
  }
  inspect.custom = custom;
  inspect.defaultOptions = node.object({ ...DEFAULTS });

  const element = (look, value, depth, key) => showElement(look, value, depth, key);
  kinds.join({ element });
  return { inspect, format: (...rest) => node.load('format')(rest), quote, showNumber };
})
