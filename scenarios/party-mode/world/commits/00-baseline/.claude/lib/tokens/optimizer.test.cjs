'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { estimateTokens, totalTokens, optimize } = require('./optimizer.cjs');

function message(role, tokens) {
  return { role, text: 'four'.repeat(tokens) };
}

const TALK = [
  message('system', 10),
  message('user', 30),
  message('agent', 40),
  message('user', 20),
];

test('four characters count as one token, and a rest as a whole one', () => {
  assert.equal(estimateTokens('12345678'), 2);
  assert.equal(estimateTokens('123456789'), 3);
});

test('an empty text has no tokens', () => {
  assert.equal(estimateTokens(''), 0);
});

test('a conversation below the target stays as it is', () => {
  assert.deepEqual(optimize(TALK, { targetTokens: 100, keepRecentMessages: 1 }), TALK);
});

test('the oldest message goes first', () => {
  const kept = optimize(TALK, { targetTokens: 70, keepRecentMessages: 1 });
  assert.deepEqual(kept, [TALK[0], TALK[2], TALK[3]]);
});

test('system messages stay however old they are', () => {
  const kept = optimize(TALK, { targetTokens: 0, keepRecentMessages: 0 });
  assert.deepEqual(kept, [TALK[0]]);
});

test('the latest messages stay even above the target', () => {
  const kept = optimize(TALK, { targetTokens: 5, keepRecentMessages: 2 });
  assert.equal(totalTokens(kept), 70);
});
