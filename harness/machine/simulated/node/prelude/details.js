// What a failed test's report says of the failure: YAML lines, not indented.
(function (node) {
  'use strict';
  const { host } = node;
  const UNWRAPPED = ['testCodeFailure', 'hookFailed', 'uncaughtException', 'unhandledRejection'];
  const shown = (value) => node.load('inspect').inspect(value, { breakLength: Infinity, customInspect: false });
  const isObject = (value) => typeof value === 'object' && value !== null;

  function field(lines, indent, name, value, seen) {
    if (value === undefined) return;
    const start = `${indent}${name}:`;
    if (value === null) lines.push(`${start} ~`);
    else if (typeof value === 'string' && /\n/.test(value)) lines.push(`${start} |-`, ...value.split(/\n|\r\n/).map((line) => `${indent}  ${line}`));
    else if (!isObject(value)) lines.push(`${start} ${shown(value)}`);
    else nested(lines, indent, start, value, seen);
  }

  function nested(lines, indent, start, value, seen) {
    const isDate = node.load('inspect_kinds').is.date(value);
    lines.push(isDate ? `${start} ${value.toISOString()}` : start);
    const open = new Set([...seen, value]);
    for (const [key, inner] of Object.entries(value)) {
      if (host.isError(value) && (key === 'cause' || key === 'code')) continue;
      if (open.has(inner)) lines.push(`${indent}  ${key}: <Circular>`);
      else field(lines, `${indent}  `, key, inner, open);
    }
    if (host.isError(value)) describeError(lines, indent, value, open);
  }

  function describeError(lines, indent, error, seen) {
    field(lines, indent, 'error', error.message ?? '<unknown error>', seen);
    if (error.code) field(lines, indent, 'code', error.code, seen);
    if (error.name && error.name !== 'Error') field(lines, indent, 'name', error.name, seen);
    stackOf(lines, indent, error.stack);
  }

  function stackOf(lines, indent, stack) {
    if (typeof stack !== 'string') return;
    const frames = stack.split(/\n|\r\n/).filter((line) => line.startsWith('    at ')).map((line) => line.slice(7));
    if (frames.length > 0) lines.push(`${indent}stack: |-`, ...frames.map((frame) => `${indent}  ${frame}`));
  }

  function linesOf(test) {
    const { failure } = test;
    const lines = [];
    if (test.place?.() !== undefined) field(lines, '', 'location', test.place(), new Set());
    if (failure === undefined) return lines;
    field(lines, '', 'failureType', failure.kind, new Set());
    const cause = UNWRAPPED.includes(failure.kind) ? unwrapped(failure) : undefined;
    field(lines, '', 'error', cause?.message ?? failure.message, new Set());
    field(lines, '', 'code', cause?.code ?? 'ERR_TEST_FAILURE', new Set());
    if (cause?.name && cause.name !== 'Error') field(lines, '', 'name', cause.name, new Set());
    // A function does not reach the runner of the tests.
    const isLost = (value) => typeof value === 'function' && host.isChild();
    if (isObject(cause) && 'expected' in cause && 'actual' in cause && !isLost(cause.expected) && !isLost(cause.actual)) {
      field(lines, '', 'expected', cause.expected, new Set());
      field(lines, '', 'actual', cause.actual, new Set());
      if (cause.operator) field(lines, '', 'operator', cause.operator, new Set());
    }
    stackOf(lines, '', cause?.stack);
    return lines;
  }

  const unwrapped = (failure) => (failure.cause instanceof node.load('test_run').Failure ? failure.cause.cause : failure.cause);

  return { linesOf };
})
