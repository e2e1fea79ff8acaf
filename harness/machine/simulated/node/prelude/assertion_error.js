// `AssertionError` and its words, which show how two values differ.
(function (node) {
  'use strict';
  const { realm } = node;
  const { inspect } = node.load('inspect');
  const FULL = { compact: false, customInspect: false, depth: 1000, maxArrayLength: Infinity, maxStringLength: Infinity, sorted: true, getters: true };
  const full = (value) => inspect(value, FULL);
  const isObject = (value) => typeof value === 'object' && value !== null;

  const WORDS = {
    deepStrictEqual: 'Expected values to be strictly deep-equal:',
    strictEqual: 'Expected values to be strictly equal:',
    strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
    deepEqual: 'Expected values to be loosely deep-equal:',
    notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
    notStrictEqual: 'Expected "actual" to be strictly unequal to:',
    notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
    notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
    notIdentical: 'Values have same structure but are not reference-equal:',
    notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
  };
  const cutTo = (lines, most) => (lines.length > 50 ? [...lines.slice(0, most), '...'] : lines);

  // Lines that one value has and the other has not, with some of those around them.
  function difference(actual, expected, operator, words) {
    const bothObjects = (isObject(actual) && isObject(expected)) || (typeof actual === 'function' && typeof expected === 'function');
    const name = operator === 'strictEqual' && bothObjects ? 'strictEqualObject' : operator;
    const head = words || WORDS[name];
    const whole = full(actual).split('\n');
    const ours = [...whole];
    const theirs = full(expected).split('\n');
    let pointer = '';
    if (ours.length === 1 && theirs.length === 1 && ours[0] !== theirs[0]) {
      const length = ours[0].length + theirs[0].length;
      if (length <= 12) {
        if (!isObject(actual) && !isObject(expected) && (actual !== 0 || expected !== 0)) {
          return `${head}\n\n${ours[0]} !== ${theirs[0]}\n`;
        }
      } else if (name !== 'strictEqualObject' && length < 80) {
        let same = 0;
        while (ours[0][same] === theirs[0][same]) same += 1;
        if (same > 2) pointer = `\n  ${' '.repeat(same)}^`;
      }
    }
    const { tail, other, count } = cutEqualEnd(ours, theirs);
    if (ours.length === 0 && theirs.length === 0) {
      return `${WORDS.notIdentical}\n\n${cutTo(whole, 46).join('\n')}\n`;
    }
    let end = tail;
    let isCut = false;
    if (count >= 5) {
      end = `\n...${end}`;
      isCut = true;
    }
    if (other !== '') end = `\n  ${other}${end}`;
    return merged({ ours, theirs, head: `${head}\n+ actual - expected`, end, pointer, isCut });
  }

  // Takes the equal lines off the end of both; the last three of them are kept for the tail.
  function cutEqualEnd(ours, theirs) {
    let [tail, other, count] = ['', '', 0];
    while (ours.length > 0 && theirs.length > 0 && ours.at(-1) === theirs.at(-1)) {
      if (count < 3) tail = `\n  ${ours.at(-1)}${tail}`;
      else other = ours.at(-1);
      count += 1;
      ours.pop();
      theirs.pop();
    }
    return { tail, other, count };
  }

  function merged({ ours, theirs, head, end, pointer, isCut }) {
    const most = Math.max(ours.length, theirs.length);
    const longer = ours.length < most ? theirs : ours;
    const least = Math.min(ours.length, theirs.length);
    const state = { text: '', later: '', printed: 0, same: 0, isCut };
    for (let at = 0; at < most; at += 1) {
      if (at >= least) {
        showSame(state, longer, at);
        const mark = longer === ours ? '+' : '-';
        if (longer === ours) state.text += `\n${mark} ${longer[at]}`;
        else state.later += `\n${mark} ${longer[at]}`;
        state.printed += 1;
      } else {
        mergeLine(state, ours, theirs, at);
      }
      if (state.printed > 50 && at < most - 2) return `${head} ... Lines skipped\n${state.text}\n...${state.later}\n...`;
    }
    return `${head}${state.isCut ? ' ... Lines skipped' : ''}\n${state.text}${state.later}${end}${pointer}`;
  }

  function mergeLine(state, ours, theirs, at) {
    const their = theirs[at];
    let our = ours[at];
    let differs = our !== their && !(our.endsWith(',') && our.slice(0, -1) === their);
    if (differs && their.endsWith(',') && their.slice(0, -1) === our) {
      differs = false;
      our += ',';
    }
    if (differs) {
      showSame(state, ours, at);
      state.text += `\n+ ${our}`;
      state.later += `\n- ${their}`;
      state.printed += 2;
      return;
    }
    state.text += state.later;
    state.later = '';
    state.same += 1;
    if (state.same <= 2) {
      state.text += `\n  ${our}`;
      state.printed += 1;
    }
  }

  // Of a run of equal lines the last ones before a difference are shown too.
  function showSame(state, lines, at) {
    if (state.same > 2) {
      if (state.same > 3) {
        if (state.same === 5) {
          state.text += `\n  ${lines[at - 3]}`;
          state.printed += 1;
        } else if (state.same > 5) {
          state.text += '\n...';
          state.isCut = true;
        }
        state.text += `\n  ${lines[at - 2]}`;
        state.printed += 1;
      }
      state.text += `\n  ${lines[at - 1]}`;
      state.printed += 1;
    }
    state.same = 0;
  }

  function unequal(actual, operator) {
    const isReference = operator === 'notStrictEqual' && (isObject(actual) || typeof actual === 'function');
    const head = WORDS[isReference ? 'notStrictEqualObject' : operator];
    const lines = cutTo(full(actual).split('\n'), 46);
    if (lines.length === 1) return `${head}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
    return `${head}\n\n${lines.join('\n')}\n`;
  }

  const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 3)}...` : text);

  function loose(actual, expected, operator) {
    const [one, two] = [full(actual), full(expected)];
    if (operator === 'notDeepEqual' && one === two) return shortened(`${WORDS[operator]}\n\n${one}`, 1024);
    const [left, right] = [shortened(one, 512), shortened(two, 512)];
    if (operator === 'deepEqual') return `${WORDS[operator]}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
    if (operator === 'notDeepEqual') return `${WORDS.notDeepEqualUnequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
    return `${left} ${operator} ${right}`;
  }

  function withoutStack(error) {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(error)), error);
    Object.defineProperty(copy, 'message', { value: error.message });
    return copy;
  }

  function wordsFor({ message, actual, expected, operator }) {
    const isStrict = operator === 'deepStrictEqual' || operator === 'strictEqual';
    if (message != null) return isStrict ? difference(actual, expected, operator, message) : String(message);
    const areErrors = actual instanceof realm.Error && expected instanceof realm.Error;
    const [one, two] = areErrors ? [withoutStack(actual), withoutStack(expected)] : [actual, expected];
    if (isStrict) return difference(one, two, operator);
    if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') return unequal(one, operator);
    return loose(one, two, operator);
  }

  class AssertionError extends realm.Error {
    constructor(options) {
      if (!isObject(options)) throw node.load('errors').invalidType('options', 'of type object', options);
      super(wordsFor(options));
      this.generatedMessage = !options.message;
      const hidden = (value) => ({ value, writable: true, configurable: true, enumerable: false });
      Object.defineProperty(this, 'name', hidden('AssertionError [ERR_ASSERTION]'));
      this.code = 'ERR_ASSERTION';
      this.actual = options.actual;
      this.expected = options.expected;
      this.operator = options.operator;
      const frames = `${this.stack}`.split('\n').filter((line) => line.startsWith('    at '));
      Object.defineProperty(this, 'stack', hidden([`${this.name}: ${this.message}`, ...frames].join('\n')));
      this.name = 'AssertionError';
    }
    toString() { return `${this.name} [${this.code}]: ${this.message}`; }
    [Symbol.for('nodejs.util.inspect.custom')](_, options) {
      const saved = [this.actual, this.expected];
      for (const key of ['actual', 'expected']) if (typeof this[key] === 'string') this[key] = shortText(this[key]);
      const shown = inspect(this, { ...options, customInspect: false, depth: 0 });
      [this.actual, this.expected] = saved;
      return shown;
    }
  }

  function shortText(text) {
    const lines = text.split('\n', 11);
    if (lines.length > 10) return `${lines.slice(0, 10).join('\n')}\n...`;
    return text.length > 512 ? `${text.slice(512)}...` : text;
  }
  return { AssertionError };
})
