'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { TokenMonitor } = require('./monitor.cjs');

function monitor() {
  return new TokenMonitor({ tokenWarning: 100, tokenLimit: 150, agentBudgets: { planner: 30 } });
}

test('a session that was never recorded has used nothing', () => {
  assert.equal(monitor().total('s1'), 0);
});

test('tokens add up by session, and by agent within one', () => {
  const counts = monitor();
  counts.record('s1', 30, 'planner');
  counts.record('s2', 5, 'planner');
  counts.record('s1', 60, 'tester');
  assert.deepEqual([counts.total('s1'), counts.total('s2')], [90, 5]);
  assert.deepEqual(counts.overBudget('s1'), []);
  counts.record('s1', 1, 'planner');
  assert.deepEqual([counts.overBudget('s1'), counts.overBudget('s2')], [['planner'], []]);
});

test('the level rises at the warning and at the limit', () => {
  const counts = monitor();
  assert.deepEqual(
    [99, 1, 49, 1].map((tokens) => counts.record('s1', tokens)),
    ['ok', 'warning', 'warning', 'limit'],
  );
});

test('the end of a session returns its total and forgets it', () => {
  const counts = monitor();
  counts.record('s1', 7);
  assert.equal(counts.end('s1'), 7);
  assert.equal(counts.total('s1'), 0);
});

test('tokens are whole and not negative', () => {
  assert.throws(() => monitor().record('s1', 1.5), RangeError);
  assert.throws(() => monitor().record('s1', -1), RangeError);
});

test('a warning that is not below the limit is refused', () => {
  assert.throws(() => new TokenMonitor({ tokenWarning: 5, tokenLimit: 5 }), RangeError);
});
