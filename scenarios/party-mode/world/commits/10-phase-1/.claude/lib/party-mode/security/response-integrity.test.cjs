'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { ResponseChain, firstBroken, verifyChain } = require('./response-integrity.cjs');

const KEY = 'key of the session';

function chain(...contents) {
  const responses = new ResponseChain(KEY);
  contents.forEach((content, index) =>
    responses.append({ agentId: `a-${index}`, round: 1, content }),
  );
  return responses;
}

function changed(entries, index, changes) {
  return entries.map((entry, at) => (at === index ? { ...entry, ...changes } : entry));
}

test('an empty chain holds', () => {
  assert.doesNotThrow(() => verifyChain([], KEY, chain().head));
});

test('a chain holds as it was written', () => {
  const responses = chain('yes', 'no', 'maybe');
  assert.doesNotThrow(() => verifyChain(responses.entries, KEY, responses.head));
});

test('each response carries the seal of the one before', () => {
  const { entries } = chain('yes', 'no');
  assert.equal(entries[1].previous, entries[0].seal);
});

test('a response is text, and the same words twice have two seals', () => {
  assert.throws(() => chain(42), TypeError);
  const { entries } = chain('yes', 'yes');
  assert.notEqual(entries[0].seal, entries[1].seal);
});

test('changed words are found where they stand', () => {
  assert.equal(firstBroken(changed(chain('a', 'b', 'c').entries, 1, { content: 'B' }), KEY), 1);
});

test('a changed speaker is found', () => {
  assert.equal(firstBroken(changed(chain('a', 'b').entries, 0, { agentId: 'a-1' }), KEY), 0);
});

test('a changed round is found', () => {
  assert.equal(firstBroken(changed(chain('a', 'b').entries, 1, { round: 2 }), KEY), 1);
});

test('a response that was left out is found', () => {
  const [first, , third] = chain('a', 'b', 'c').entries;
  assert.equal(firstBroken([first, third], KEY), 1);
});

test('two responses that changed places are found', () => {
  const [first, second] = chain('a', 'b').entries;
  assert.equal(firstBroken([second, first], KEY), 0);
});

test('without the key or the seal nothing holds', () => {
  assert.throws(() => new ResponseChain(''), TypeError);
  assert.equal(firstBroken(changed(chain('a').entries, 0, { seal: undefined }), KEY), 0);
  assert.equal(firstBroken(chain('a').entries, 'another key'), 0);
});

test('a chain that was cut at its end is found by its head', () => {
  const responses = chain('a', 'b');
  assert.throws(
    () => verifyChain(responses.entries.slice(0, 1), KEY, responses.head),
    /missing at the end/,
  );
});

test('a violation names its control and the speaker', () => {
  const responses = chain('a');
  const entries = changed(responses.entries, 0, { content: 'x' });
  assert.throws(
    () => verifyChain(entries, KEY, responses.head),
    (error) =>
      error.control === 'SEC-PM-002' &&
      error.severity === 'HIGH' &&
      error.attempt.agentId === 'a-0',
  );
});
