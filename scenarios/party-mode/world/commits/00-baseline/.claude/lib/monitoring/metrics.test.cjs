'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { successRate, meanDuration, alertsFor } = require('./metrics.cjs');

const LIMITS = { successRate: 0.95, meanDurationMs: 90000 };

function samples(good, bad, durationMs) {
  return Array.from({ length: good + bad }, (_, index) => ({ ok: index < good, durationMs }));
}

test('the success rate is the share of good samples', () => {
  assert.equal(successRate(samples(3, 1, 10)), 0.75);
});

test('without samples no rate and no mean is known', () => {
  assert.deepEqual([successRate([]), meanDuration([])], [null, null]);
});

test('the mean duration counts good and bad samples', () => {
  assert.equal(
    meanDuration([
      { ok: true, durationMs: 10 },
      { ok: false, durationMs: 20 },
    ]),
    15,
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
