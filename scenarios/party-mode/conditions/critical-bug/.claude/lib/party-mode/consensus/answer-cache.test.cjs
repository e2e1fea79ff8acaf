'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { AnswerCache } = require('./answer-cache.cjs');

const ASKED = { sessionId: 's1', agentId: 'tester', question: 'Which test fails?' };

test('an answer is found again, however the question is spaced and spelt', () => {
  const cache = new AnswerCache();
  cache.keep(ASKED, 'the third');
  assert.equal(cache.find({ ...ASKED, question: '  which test FAILS? ' }), 'the third');
});

test('a question that nobody was asked has no answer', () => {
  const cache = new AnswerCache();
  cache.keep(ASKED, 'the third');
  assert.equal(cache.find({ ...ASKED, question: 'Which test passes?' }), null);
  assert.equal(cache.find({ ...ASKED, agentId: 'planner' }), null);
});

test('the oldest answer makes room', () => {
  const cache = new AnswerCache({ most: 1 });
  cache.keep(ASKED, 'the third');
  cache.keep({ ...ASKED, question: 'Why?' }, 'a lost bracket');
  assert.equal(cache.find(ASKED), null);
});

test('no session is given the answer of another', () => {
  const cache = new AnswerCache();
  cache.keep(ASKED, 'the third');
  assert.equal(cache.find({ ...ASKED, sessionId: 's2' }), null);
});
