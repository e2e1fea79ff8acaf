// A program that does not compile, in V8's words and with the word that it did not expect marked.
(function (node) {
  'use strict';
  const { host } = node;
  const PARSING = ['wrapSafe (node:internal/modules/cjs/loader:1464:18)', 'Module._compile (node:internal/modules/cjs/loader:1495:20)',
    'Module._extensions..js (node:internal/modules/cjs/loader:1623:10)', 'Module.load (node:internal/modules/cjs/loader:1266:32)',
    'Module._load (node:internal/modules/cjs/loader:1091:12)'];
  const PARSING_TEXT = (name) => ['makeContextifyScript (node:internal/vm:185:14)', 'node:internal/process/execution:107:22', `${name}-wrapper:6:24`,
    'runScript (node:internal/process/execution:101:62)', 'evalScript (node:internal/process/execution:133:3)',
    name === '[eval]' ? 'node:internal/main/eval_string:51:3' : 'node:internal/main/eval_stdin:32:5'];

  function explain(error, place) {
    const lines = host.source(place.file).split('\n');
    const found = { place, message: error.message, width: 1 };
    if (/^\s*(import|export)\b/.test(lines[place.line - 1] ?? '')) host.stop(`ES module syntax in '${place.file}'`);
    if (place.line > lines.length || / ''$|end of input/.test(error.message)) atEnd(found, lines);
    else reword(found, lines[place.line - 1]);
    node.load('stack').reword(error, found.message);
    node.load('fatal').thrownBy(error, node.load('fatal').arrowAt(found.place, found.width));
    const frames = place.file.startsWith('[') ? PARSING_TEXT(place.file) : PARSING;
    const stack = [`SyntaxError: ${found.message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
    Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
  }

  function atEnd(found, lines) {
    found.message = 'Unexpected end of input';
    found.place = { ...found.place, line: lines.length, column: lines.at(-1).length + 1 };
    found.width = 0;
  }

  function reword(found, line) {
    const unexpected = /^(?:unexpected token in expression|Unexpected token|unexpected token): '(.*)'$/s.exec(found.message);
    if (unexpected !== null) found.message = ofToken(unexpected[1]);
    if (/^invalid redefinition of|^redeclaration of/.test(found.message)) {
      const name = /([\w$]+)\W*$/.exec(line.slice(0, found.place.column - 1));
      if (name !== null) {
        found.message = `Identifier '${name[1]}' has already been declared`;
        found.place = { ...found.place, column: name.index + 1 };
      }
    }
    const word = /'(.*)'(?: has already been declared)?$/s.exec(found.message)?.[1] ?? ' ';
    found.width = Math.max(1, word.length);
  }

  function ofToken(token) {
    if (/^["'`]/.test(token)) return 'Unexpected string';
    if (/^\d/.test(token)) return 'Unexpected number';
    const words = ['break', 'case', 'catch', 'class', 'const', 'continue', 'default', 'do', 'else', 'enum', 'export', 'extends', 'false', 'finally', 'for', 'function',
      'if', 'import', 'in', 'instanceof', 'new', 'null', 'return', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with'];
    return /^[\w$]+$/.test(token) && !words.includes(token) ? `Unexpected identifier '${token}'` : `Unexpected token '${token}'`;
  }

  return { explain };
})
