// `localeCompare` for ASCII texts, in the order of the root collation: marks, digits, letters;
// lower case before upper case where nothing else differs.
(function (node) {
  'use strict';
  const ORDER = '_-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$0123456789';
  const rank = new Map();
  for (const [at, character] of [...` ${ORDER}`].entries()) rank.set(character, at);
  for (let letter = 0; letter < 26; letter += 1) {
    const lower = String.fromCharCode(97 + letter);
    rank.set(lower, 100 + letter);
    rank.set(lower.toUpperCase(), 100 + letter);
  }

  function weightsOf(text) {
    return [...text].map((character) => {
      if (!rank.has(character)) return node.host.stop('localeCompare of texts that are not plain ASCII');
      return rank.get(character);
    });
  }

  function compare(self, other, locales, options) {
    if (locales !== undefined || options !== undefined) node.host.stop('localeCompare with a locale or options');
    const [one, two] = [`${self}`, `${other}`];
    const [first, second] = [weightsOf(one), weightsOf(two)];
    for (let at = 0; at < first.length && at < second.length; at += 1) {
      if (first[at] !== second[at]) return first[at] < second[at] ? -1 : 1;
    }
    if (first.length !== second.length) return first.length < second.length ? -1 : 1;
    for (let at = 0; at < first.length; at += 1) {
      if (one[at] !== two[at]) return one[at] > two[at] ? -1 : 1;
    }
    return 0;
  }

  return { compare };
})
