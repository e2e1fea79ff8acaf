// What V8 says of a text that is no JSON. Only texts that were already refused come here.
(function (node) {
  'use strict';
  const SPACE = ' \t\n\r';

  class Wrong {
    constructor(words, at) {
      this.words = words;
      this.at = at;
    }
  }
  const wrong = (words, at) => { throw new Wrong(words, at); };

  // Walks over the text as JSON until it meets what is wrong.
  function walk(text) {
    let at = 0;
    const skip = () => { while (at < text.length && SPACE.includes(text[at])) at += 1; };
    const ended = () => wrong('end', at);

    function value() {
      skip();
      if (at >= text.length) ended();
      const first = text[at];
      if (first === '{') object();
      else if (first === '[') list();
      else if (first === '"') string();
      else if (first === '-' || (first >= '0' && first <= '9')) number();
      else word();
    }

    function object() {
      at += 1;
      for (let isFirst = true; ; isFirst = false) {
        skip();
        if (at >= text.length && isFirst) wrong("Expected property name or '}'", at);
        if (at >= text.length) wrong('Expected double-quoted property name', at);
        if (text[at] === '}' && isFirst) { at += 1; return; }
        if (text[at] !== '"') wrong(isFirst ? "Expected property name or '}'" : 'Expected double-quoted property name', at);
        string();
        skip();
        if (text[at] !== ':') wrong("Expected ':' after property name", at);
        at += 1;
        value();
        skip();
        if (text[at] === '}') { at += 1; return; }
        if (text[at] !== ',') wrong("Expected ',' or '}' after property value", at);
        at += 1;
      }
    }

    function list() {
      at += 1;
      skip();
      if (text[at] === ']') { at += 1; return; }
      for (;;) {
        value();
        skip();
        if (text[at] === ']') { at += 1; return; }
        if (text[at] !== ',') wrong("Expected ',' or ']' after array element", at);
        at += 1;
      }
    }

    function string() {
      for (at += 1; text[at] !== '"'; at += 1) {
        if (at >= text.length) wrong('Unterminated string', at);
        if (text[at] < ' ') wrong('Bad control character in string literal', at);
        if (text[at] !== '\\') continue;
        at += 1;
        if (at >= text.length) ended();
        if (text[at] === 'u') unicode();
        else if (!'"\\/bfnrt'.includes(text[at])) wrong('Bad escaped character', at);
      }
      at += 1;
    }

    function unicode() {
      for (let digit = 0; digit < 4; digit += 1) {
        at += 1;
        if (!/[0-9a-fA-F]/.test(text[at] ?? '')) wrong(at >= text.length ? 'Unterminated string' : 'Bad Unicode escape', at);
      }
    }

    const digits = () => { const start = at; while (text[at] >= '0' && text[at] <= '9') at += 1; return at > start; };
    function number() {
      if (text[at] === '-') at += 1;
      if (!(text[at] >= '0' && text[at] <= '9')) wrong('No number after minus sign', at);
      if (text[at] === '0') {
        at += 1;
        if (text[at] >= '0' && text[at] <= '9') wrong('Unexpected number', at);
      } else {
        digits();
      }
      if (text[at] === '.') {
        at += 1;
        if (!digits()) wrong('Unterminated fractional number', at);
      }
      if (text[at] === 'e' || text[at] === 'E') {
        at += 1;
        if (text[at] === '+' || text[at] === '-') at += 1;
        if (!digits()) wrong('Exponent part is missing a number', at);
      }
    }

    function word() {
      const known = ['true', 'false', 'null'].find((one) => one[0] === text[at]);
      if (known === undefined) wrong('token', at);
      for (const letter of known) {
        if (at >= text.length) ended();
        if (text[at] !== letter) wrong('token', at);
        at += 1;
      }
    }

    value();
    skip();
    if (at < text.length) wrong('Unexpected non-whitespace character after JSON', at);
  }

  function messageFor(text) {
    try {
      walk(text);
      return undefined;
    } catch (found) {
      if (!(found instanceof Wrong)) throw found;
      return words(text, found);
    }
  }

  function words(text, { words: what, at }) {
    if (what === 'end') return 'Unexpected end of JSON input';
    if (what !== 'token' && at >= text.length && !/^(Unterminated|Expected|No number|Exponent)/.test(what)) return 'Unexpected end of JSON input';
    if (what !== 'token') return `${what}${what.endsWith('JSON') ? '' : ' in JSON'} at position ${at}`;
    if (['undefined', '[object Object]', 'NaN', 'Infinity'].includes(text)) return `"${text}" is not valid JSON`;
    const token = String.fromCodePoint(text.codePointAt(at));
    if (text.length <= 20) return `Unexpected token '${token}', "${text}" is not valid JSON`;
    const [start, end] = [Math.max(0, at - 10), Math.min(text.length, at + 10)];
    const shown = `${start > 0 ? '...' : ''}"${text.slice(start, end)}"${end < text.length ? '...' : ''}`;
    return `Unexpected token '${token}', ${shown} is not valid JSON`;
  }

  return { messageFor };
})
