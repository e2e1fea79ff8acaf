// The words of `assert.ok` when no message was given: the expression as it stands in the source.
(function (node) {
  'use strict';
  const { host } = node;
  const UNKNOWN = 'The expression evaluated to a falsy value';

  function wordsFor(stack) {
    const frame = /^ {4}at (?:.*\()?((?:\/|\[eval\]|\[stdin\])[^()]*?):(\d+):(\d+)\)?$/m.exec(`${stack}`);
    if (frame === null) return `${UNKNOWN}.`;
    if (!frame[1].startsWith('/')) return undefined;
    const call = callIn(host.source(frame[1]), Number(frame[2]), Number(frame[3]));
    return call === undefined ? `${UNKNOWN}.` : `${UNKNOWN}:\n\n  ${call}\n`;
  }

  // Finds the innermost call of an assertion around a place of the source.
  function callIn(source, line, column) {
    if (source === undefined) return undefined;
    const lines = source.split('\n');
    const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    const calls = [...source.slice(0, at + 200).matchAll(/(?<![\w$.])(?:[\w$]+\.)*(?:ok|assert)\s*\(/g)];
    const call = calls.findLast(({ index }) => index <= at && index + endOfCall(source.slice(index)) > at);
    if (call === undefined) return undefined;
    const text = source.slice(call.index, call.index + endOfCall(source.slice(call.index)));
    const margin = new RegExp(`^\\s{0,${call.index - source.lastIndexOf('\n', call.index) - 1}}`);
    return text.split('\n').map((one, row) => (row === 0 ? one : `  ${one.replace(margin, '')}`)).join('\n');
  }

  // Finds the bracket that closes the first one, over quotes and comments.
  function endOfCall(text) {
    let depth = 0;
    const tokens = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\/\/.*|\/\*[\s\S]*?\*\/|[()[\]{}]/g;
    for (const found of text.matchAll(tokens)) {
      if ('([{'.includes(found[0])) depth += 1;
      if (!')]}'.includes(found[0])) continue;
      depth -= 1;
      if (depth === 0) return found.index + 1;
    }
    return -1;
  }

  return { wordsFor };
})
