'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { aggregate } = require('./response-aggregator.cjs');

function responses(...positions) {
  return positions.map((position, index) => ({
    agentId: `a-${index}`,
    position,
    priority: 1,
    confidence: 1,
  }));
}

test('agents who agree decide', () => {
  assert.deepEqual(aggregate(responses('ship', 'ship', 'ship')), {
    decision: 'ship',
    consensus: 1,
    dissent: [],
    abstained: [],
  });
});

test('who disagrees is named', () => {
  const result = aggregate(responses('ship', 'wait', 'ship'));
  assert.deepEqual([result.decision, result.dissent], ['ship', ['a-1']]);
});

test('below the threshold nothing is decided', () => {
  const result = aggregate(responses('ship', 'wait'));
  assert.deepEqual([result.decision, result.consensus], [null, 0.5]);
});

test('the threshold itself is enough, and it can be set', () => {
  const three = aggregate(responses('ship', 'wait', 'ship', 'wait', 'ship'));
  assert.deepEqual([three.decision, three.consensus], ['ship', 0.6]);
  assert.equal(aggregate(responses('ship', 'wait', 'ship'), { threshold: 0.9 }).decision, null);
});

test('a better priority weighs more', () => {
  const [first, second] = responses('ship', 'wait');
  assert.equal(aggregate([first, { ...second, priority: 9 }]).decision, 'ship');
  assert.equal(aggregate([{ ...first, priority: 9 }, second]).decision, 'wait');
});

test('confidence counts, and must be 0 to 1', () => {
  const [first, second] = responses('ship', 'wait');
  assert.equal(aggregate([{ ...first, confidence: 0.1 }, second]).decision, 'wait');
  assert.throws(() => aggregate([{ ...first, confidence: 2 }]), RangeError);
});

test('who abstains weighs nothing', () => {
  const result = aggregate(responses('ship', null, null));
  assert.deepEqual(
    [result.decision, result.consensus, result.abstained],
    ['ship', 1, ['a-1', 'a-2']],
  );
  const nobody = aggregate(responses(null));
  assert.deepEqual([nobody.decision, nobody.consensus], [null, 0]);
});

test('nobody counts twice', () => {
  const [first] = responses('ship');
  assert.throws(() => aggregate([first, first]), /counts once/);
});
