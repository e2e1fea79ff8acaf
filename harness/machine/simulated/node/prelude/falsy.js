// The words of `assert.ok` when no message was given: the expression as it stands in the source.
(function (node) {
  'use strict';
  const { host } = node;
  const UNKNOWN = 'The expression evaluated to a falsy value';

  function wordsFor(stack) {
    const frame = /^ {4}at (?:.*\()?((?:\/|\[eval\]|\[stdin\])[^()]*?):(\d+):(\d+)\)?$/m.exec(`${stack}`);
    if (frame === null) return `${UNKNOWN}.`;
    if (!frame[1].startsWith('/')) return `${UNKNOWN}:\n\n  ${callIn(host.source(frame[1]), Number(frame[2]), Number(frame[3])) ?? ''}\n`;
    const call = callIn(host.source(frame[1]), Number(frame[2]), Number(frame[3]));
    return call === undefined ? `${UNKNOWN}.` : `${UNKNOWN}:\n\n  ${call}\n`;
  }

  function callIn(source, line, column) {
    if (source === undefined) return undefined;
    const lines = source.split('\n');
    const before = lines[line - 1].slice(0, column - 1);
    const start = column - 1 - (/[\w$.]*$/.exec(before)?.[0].length ?? 0);
    const text = [lines[line - 1].slice(start), ...lines.slice(line)].join('\n');
    const end = endOfCall(text);
    if (end === -1) return undefined;
    const margin = new RegExp(`^\\s{0,${start}}`);
    return text.slice(0, end).split('\n').map((one, at) => (at === 0 ? one : `  ${one.replace(margin, '')}`)).join('\n');
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
