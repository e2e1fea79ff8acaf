'use strict';

// Turns samples of sessions into figures and alerts. A sample is `{ ok, durationMs }`.

/** Returns the share of samples that went well; null without samples: nothing is known then. */
function successRate(samples) {
  return samples.length === 0
    ? null
    : samples.filter((sample) => sample.ok).length / samples.length;
}

/** Returns the mean duration in milliseconds; null without samples. */
function meanDuration(samples) {
  if (samples.length === 0) return null;
  return samples.reduce((sum, sample) => sum + sample.durationMs, 0) / samples.length;
}

/** Returns the alerts that are due, one sentence each. */
function alertsFor(samples, thresholds) {
  const alerts = [];
  const rate = successRate(samples);
  const mean = meanDuration(samples);
  if (rate !== null && rate < thresholds.successRate)
    alerts.push(`success rate is ${rate.toFixed(2)}`);
  if (mean !== null && mean > thresholds.meanDurationMs)
    alerts.push(`mean duration is ${Math.round(mean)} ms`);
  return alerts;
}

module.exports = { successRate, meanDuration, alertsFor };
