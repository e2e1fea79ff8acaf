// `node:assert`, loose and strict.
(function (node) {
  'use strict';
  const { realm, host } = node;
  const errors = node.load('errors');
  const isEqual = (one, two, strict) => node.load('compare').isEqual(one, two, strict);
  const isRegExp = (value) => typeof value === 'object' && value !== null && node.load('inspect_kinds').is.regExp(value);
  const isError = (value) => host.isError(value) || value instanceof realm.Error;
  const shown = (value, options) => node.load('inspect').inspect(value, options);

  function failed(fields) {
    if (isError(fields.message)) return fields.message;
    const { AssertionError } = node.load('assertion_error');
    return node.load('fatal').thrownIn(new AssertionError(fields), 'assertion');
  }
  const thrownIn = (error, where) => node.load('fatal').thrownIn(error, where);

  function atLeast(count, rest, names) {
    if (rest.length >= count) return;
    const quoted = names.map((name) => `"${name}"`).join(' and ');
    throw errors.coded('TypeError', 'ERR_MISSING_ARGS', `The ${quoted} arguments must be specified`);
  }

  const comparison = (operator, holds) => function compared(...rest) {
    atLeast(2, rest, ['actual', 'expected']);
    const [actual, expected, message] = rest;
    if (!holds(actual, expected)) throw failed({ actual, expected, message, operator });
  };
  // eslint-disable-next-line eqeqeq
  const looselyEqual = (one, two) => one == two || (Number.isNaN(one) && Number.isNaN(two));
  const equal = comparison('==', looselyEqual);
  const notEqual = comparison('!=', (one, two) => !looselyEqual(one, two));
  const deepEqual = comparison('deepEqual', (one, two) => isEqual(one, two, false));
  const notDeepEqual = comparison('notDeepEqual', (one, two) => !isEqual(one, two, false));
  const strictEqual = comparison('strictEqual', Object.is);
  const notStrictEqual = comparison('notStrictEqual', (one, two) => !Object.is(one, two));
  const deepStrictEqual = comparison('deepStrictEqual', (one, two) => isEqual(one, two, true));
  const notDeepStrictEqual = comparison('notDeepStrictEqual', (one, two) => !isEqual(one, two, true));

  function ok(...rest) {
    const [value, given] = rest;
    if (value) return;
    let message = given;
    let generated = false;
    if (rest.length === 0) {
      message = 'No value argument passed to `assert.ok()`';
      generated = true;
    } else if (given == null) {
      message = node.load('falsy').wordsFor(new realm.Error().stack) ?? `${shown(value)} == true`;
      generated = true;
    }
    const error = failed({ actual: value, expected: true, message, operator: '==' });
    if (generated) error.generatedMessage = true;
    throw thrownIn(error, 'ok');
  }

  function fail(message = 'Failed', ...rest) {
    if (rest.length > 0) host.stop('assert.fail with more than a message');
    if (isError(message)) throw message;
    const error = failed({ message, operator: 'fail' });
    error.generatedMessage = message === 'Failed';
    throw thrownIn(error, 'fail');
  }

  function thrownBy(callback) {
    if (typeof callback !== 'function') throw errors.invalidType('fn', 'of type function', callback);
    try {
      callback();
    } catch (error) {
      return { error };
    }
    return undefined;
  }

  function throws(callback, ...rest) { expectThrown('throws', thrownBy(callback), rest); }

  function expectThrown(operator, thrown, rest) {
    let [expected, message] = rest;
    if (typeof expected === 'string') {
      if (rest.length === 2) throw errors.invalidType('error', 'of type function or an instance of Error, RegExp, or Object', expected);
      if (thrown !== undefined && (thrown.error?.message === expected || thrown.error === expected)) {
        const which = typeof thrown.error === 'object' ? `error message "${expected}"` : `error "${expected}"`;
        throw errors.coded('TypeError', 'ERR_AMBIGUOUS_ARGUMENT', `The "error/message" argument is ambiguous. The ${which} is identical to the message.`);
      }
      message = expected;
      expected = undefined;
    } else if (expected != null && typeof expected !== 'object' && typeof expected !== 'function') {
      throw errors.invalidType('error', 'of type function or an instance of Error, RegExp, or Object', expected);
    }
    if (thrown === undefined) {
      const kind = operator === 'rejects' ? 'rejection' : 'exception';
      const details = `${expected?.name ? ` (${expected.name})` : ''}${message ? `: ${message}` : '.'}`;
      if (isError(message)) throw message;
      throw failed({ actual: undefined, expected, operator, message: `Missing expected ${kind}${details}` });
    }
    if (expected) matchThrown(operator, thrown.error, expected, message);
  }

  function matchThrown(operator, actual, expected, message) {
    const mismatch = (words) => {
      const error = failed({ actual, expected, message: message || words, operator });
      if (!message) error.generatedMessage = true;
      throw thrownIn(error, 'thrown');
    };
    if (isRegExp(expected)) {
      const text = String(actual);
      if (expected.exec(text) === null) mismatch(`The input did not match the regular expression ${shown(expected)}. Input:\n\n${shown(text)}\n`);
    } else if (typeof expected === 'object') {
      matchFields(operator, actual, expected, message);
    } else if (expected.prototype !== undefined && actual instanceof expected) {
      // The class fits.
    } else if (Object.prototype.isPrototypeOf.call(realm.Error, expected) || expected === realm.Error) {
      mismatch(wrongClass(actual, expected));
    } else {
      const answer = expected.call({}, actual);
      if (answer === true) return;
      const name = expected.name ? `"${expected.name}" ` : '';
      const caught = isError(actual) ? `\n\nCaught error:\n\n${actual}` : '';
      mismatch(`The ${name}validation function is expected to return "true". Received ${shown(answer)}${caught}`);
    }
  }

  function wrongClass(actual, expected) {
    const start = `The error is expected to be an instance of "${expected.name}". Received `;
    if (!isError(actual)) return `${start}"${shown(actual, { depth: -1 })}"`;
    const name = actual.constructor?.name || actual.name;
    const what = expected.name === name ? 'an error with identical name but a different prototype.' : `"${name}"`;
    return `${start}${what}${actual.message ? `\n\nError message:\n\n${actual.message}` : ''}`;
  }

  function matchFields(operator, actual, expected, message) {
    if (typeof actual !== 'object' || actual === null) {
      const error = failed({ actual, expected, message, operator: 'deepStrictEqual' });
      error.operator = operator;
      throw error;
    }
    const keys = Object.keys(expected);
    if (isError(expected)) keys.push('name', 'message');
    else if (keys.length === 0) throw errors.coded('TypeError', 'ERR_INVALID_ARG_VALUE', `The argument 'error' may not be an empty object. Received {}`);
    const matches = (key) => typeof actual[key] === 'string' && isRegExp(expected[key]) && expected[key].exec(actual[key]) !== null;
    const wrong = keys.find((key) => !matches(key) && (!(key in actual) || !isEqual(actual[key], expected[key], true)));
    if (wrong === undefined) return;
    if (message) throw failed({ actual, expected, message, operator });
    class Comparison {}
    const view = (value, other) => Object.assign(new Comparison(), Object.fromEntries(keys.filter((key) => key in value)
      .map((key) => [key, other !== undefined && matches(key) ? other[key] : value[key]])));
    const error = failed({ actual: view(actual), expected: view(expected, actual), operator: 'deepStrictEqual' });
    throw thrownIn(Object.assign(error, { actual, expected, operator }), 'fields');
  }

  function doesNotThrow(callback, ...rest) { expectQuiet('doesNotThrow', thrownBy(callback), rest); }

  function expectQuiet(operator, thrown, rest) {
    if (thrown === undefined) return;
    const [first, second] = rest;
    const [expected, message] = typeof first === 'string' ? [undefined, first] : [first, second];
    if (typeof expected === 'object' && expected !== null && !isRegExp(expected)) {
      throw errors.invalidType('expected', 'of type function or an instance of RegExp', expected);
    }
    const fits = !expected || (typeof expected === 'function'
      ? (expected.prototype !== undefined && thrown.error instanceof expected) || (!Object.prototype.isPrototypeOf.call(realm.Error, expected) && expected.call({}, thrown.error) === true)
      : expected.exec(String(thrown.error)) !== null);
    if (!fits) throw thrown.error;
    const kind = operator === 'doesNotReject' ? 'rejection' : 'exception';
    throw failed({ actual: thrown.error, expected, operator, message: `Got unwanted ${kind}${message ? `: ${message}` : '.'}\nActual message: "${thrown.error && thrown.error.message}"` });
  }

  async function settled(promise) {
    const work = typeof promise === 'function' ? promise() : promise;
    if (typeof work?.then !== 'function') throw errors.invalidType('promiseFn', 'of type function or an instance of Promise', promise);
    try {
      await work;
    } catch (error) {
      return { error };
    }
    return undefined;
  }
  const promised = (work) => new realm.Promise((resolve, reject) => { work().then(resolve, reject); });
  const rejects = (promise, ...rest) => promised(async () => expectThrown('rejects', await settled(promise), rest));
  const doesNotReject = (promise, ...rest) => promised(async () => expectQuiet('doesNotReject', await settled(promise), rest));

  const matching = (operator, isWanted) => function matched(text, pattern, message) {
    if (!isRegExp(pattern)) throw errors.invalidType('regexp', 'an instance of RegExp', pattern);
    if (typeof text === 'string' && (pattern.exec(text) !== null) === isWanted) return;
    if (isError(message)) throw message;
    const words = typeof text !== 'string'
      ? `The "string" argument must be of type string. Received type ${typeof text} (${shown(text)})`
      : `The input ${isWanted ? 'did not' : 'was expected to not'} match the regular expression ${shown(pattern)}. Input:\n\n${shown(text)}\n`;
    const error = failed({ actual: text, expected: pattern, message: message || words, operator });
    error.generatedMessage = !message;
    throw thrownIn(error, 'match');
  };

  function ifError(value) {
    if (value === null || value === undefined) return;
    const words = typeof value === 'object' && typeof value.message === 'string' ? value.message || value.constructor?.name : shown(value);
    throw failed({ actual: value, expected: null, operator: 'ifError', message: `ifError got unwanted exception: ${words}` });
  }

  const shared = {
    fail, throws, doesNotThrow, rejects, doesNotReject, ifError,
    match: matching('match', true), doesNotMatch: matching('doesNotMatch', false),
    strictEqual, notStrictEqual, deepStrictEqual, notDeepStrictEqual,
  };
  const build = (fields) => {
    const assert = (...rest) => ok(...rest);
    Object.assign(assert, shared, fields);
    assert.ok = (...rest) => ok(...rest);
    for (const name of Object.keys(assert)) {
      Object.setPrototypeOf(assert[name], realm.Function.prototype);
      Object.defineProperty(assert[name], 'name', { value: name, configurable: true });
    }
    Object.defineProperty(assert, 'AssertionError', { get: () => node.load('assertion_error').AssertionError, enumerable: true, configurable: true });
    return assert;
  };
  const loose = build({ equal, notEqual, deepEqual, notDeepEqual });
  const strict = build({ equal: strictEqual, notEqual: notStrictEqual, deepEqual: deepStrictEqual, notDeepEqual: notDeepStrictEqual });
  loose.strict = strict;
  strict.strict = strict;
  node.closed('assert', loose);
  node.closed('assert.strict', strict);
  return { loose, strict };
})
