'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { RoundManager } = require('./round-manager.cjs');

const LIMITS = { maxAgents: 4, maxRounds: 3, contextWarning: 100, contextLimit: 150, costLimit: 5 };

function rounds(limits = {}) {
  let clock = 0;
  return new RoundManager({
    limits: { ...LIMITS, ...limits },
    now: () => {
      clock += 500;
      return clock;
    },
  });
}

function answer(tokens = 1, cost = 0) {
  return { content: 'yes', tokens, cost };
}

function playRound(manager, tokens, cost) {
  manager.open(['a']);
  manager.submit('a', answer(tokens, cost));
  return manager.close();
}

function limited(action, reason) {
  assert.throws(action, (error) => error.control === 'SEC-PM-005' && reason.test(error.reason));
}

test('rounds count from one', () => {
  const manager = rounds();
  assert.deepEqual([playRound(manager).round, playRound(manager).round], [1, 2]);
});

test('a round is complete when everybody has answered', () => {
  const manager = rounds();
  manager.open(['a', 'b']);
  assert.deepEqual([manager.submit('a', answer()), manager.submit('b', answer())], [false, true]);
});

test('a closed round knows its duration', () => {
  assert.equal(playRound(rounds()).duration, 500);
});

test('a round that is closed early names who is missing', () => {
  const manager = rounds();
  manager.open(['a', 'b']);
  manager.submit('b', answer());
  const { answers, missing } = manager.close();
  assert.deepEqual([answers, missing], [{ b: 'yes' }, ['a']]);
});

test('two rounds are never open at once', () => {
  const manager = rounds();
  manager.open(['a']);
  assert.throws(() => manager.open(['a']), /round 1 is still open/);
});

test('no answer is taken while no round is open', () => {
  assert.throws(() => rounds().submit('a', answer()), /no round is open/);
});

test('who takes no part cannot answer', () => {
  const manager = rounds();
  manager.open(['a']);
  assert.throws(() => manager.submit('b', answer()), /takes no part/);
});

test('nobody answers twice in a round', () => {
  const manager = rounds();
  manager.open(['a', 'b']);
  manager.submit('a', answer());
  limited(() => manager.submit('a', answer()), /twice/);
});

test('a round has at most the agents that are allowed', () => {
  assert.equal(rounds().open(['a', 'b', 'c', 'd']), 1);
  limited(() => rounds().open(['a', 'b', 'c', 'd', 'e']), /too many agents/);
});

test('a session has at most the rounds that are allowed', () => {
  const manager = rounds();
  for (let round = 0; round < 3; round += 1) playRound(manager);
  assert.equal(manager.mayContinue(), false);
  limited(() => manager.open(['a']), /too many rounds/);
});

test('a configuration cannot go beyond four agents and ten rounds', () => {
  limited(() => rounds({ maxAgents: 5 }), /4 agents/);
  limited(() => rounds({ maxRounds: 11 }), /10 rounds/);
});

test('tokens and cost add up, warn, and end a session', () => {
  const manager = rounds({ maxRounds: 9 });
  playRound(manager, 99, 2);
  assert.equal(manager.contextLevel(), 'ok');
  playRound(manager, 1, 1);
  assert.deepEqual([manager.contextLevel(), manager.mayContinue()], ['warning', true]);
  playRound(manager, 50, 1);
  assert.deepEqual([manager.contextLevel(), manager.mayContinue()], ['limit', false]);
  const costly = rounds();
  playRound(costly, 1, 5);
  assert.deepEqual([costly.contextLevel(), costly.mayContinue()], ['ok', false]);
});
