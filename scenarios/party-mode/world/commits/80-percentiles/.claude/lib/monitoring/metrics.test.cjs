'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { successRate, meanDuration, percentile, alertsFor } = require('./metrics.cjs');

const LIMITS = { successRate: 0.95, meanDurationMs: 90000 };

function samples(good, bad, durationMs) {
  return Array.from({ length: good + bad }, (_, index) => ({ ok: index < good, durationMs }));
}

test('the success rate is the share of good samples', () => {
  assert.equal(successRate(samples(3, 1, 10)), 0.75);
});

test('without samples no rate, mean or percentile is known', () => {
  assert.deepEqual([successRate([]), meanDuration([]), percentile([], 95)], [null, null, null]);
});

test('mean and percentile count good and bad samples', () => {
  assert.equal(
    meanDuration([
      { ok: true, durationMs: 10 },
      { ok: false, durationMs: 20 },
    ]),
    15,
  );
  const hundred = Array.from({ length: 100 }, (_, index) => ({
    ok: index % 2 === 0,
    durationMs: 100 - index,
  }));
  assert.deepEqual(
    [percentile(hundred, 95), percentile(hundred, 100), percentile(hundred, 0)],
    [95, 100, 1],
  );
});

test('figures at their thresholds raise no alert', () => {
  assert.deepEqual(alertsFor(samples(95, 5, 90000), LIMITS), []);
});

test('a low rate and a long mean raise one alert each', () => {
  assert.deepEqual(alertsFor(samples(9, 1, 95000), LIMITS), [
    'success rate is 0.90',
    'mean duration is 95000 ms',
  ]);
});

test('without samples nobody is alarmed', () => {
  assert.deepEqual(alertsFor([], LIMITS), []);
});
