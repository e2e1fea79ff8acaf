'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { isEnabled, isEnabledFor, getConfig, variableFor } = require('./feature-flags.cjs');

const CONFIG = `
tracing:
  enabled: true
features:
  pairing:
    enabled: false
    maxPairs: 2
  half:
    enabled: true
    rolloutPercentage: 50
`;

function source(env, config = CONFIG) {
  return { root: '/studio', env, fs: { existsSync: () => false, readFileSync: () => config } };
}

test('the variable of a feature is its name in snake case', () => {
  assert.equal(variableFor('tokenMonitoring'), 'TOKEN_MONITORING_ENABLED');
  assert.equal(variableFor('monitoring'), 'MONITORING_ENABLED');
});

test('the configuration decides when the environment says nothing', () => {
  assert.equal(isEnabled('tracing', source({})), true);
  assert.equal(isEnabled('pairing', source({})), false);
});

test('the environment turns a feature off that the configuration turns on', () => {
  assert.equal(isEnabled('tracing', source({ TRACING_ENABLED: 'false' })), false);
});

test('the environment turns a feature on that the configuration turns off', () => {
  assert.equal(isEnabled('pairing', source({ PAIRING_ENABLED: 'TRUE' })), true);
  assert.equal(isEnabled('pairing', source({ PAIRING_ENABLED: '1' })), true);
});

test('a word that is neither true nor 1 turns a feature off', () => {
  assert.equal(isEnabled('tracing', source({ TRACING_ENABLED: 'yes please' })), false);
});

test('an empty variable says nothing', () => {
  assert.equal(isEnabled('tracing', source({ TRACING_ENABLED: ' ' })), true);
});

test('a feature that nobody names is off', () => {
  assert.equal(isEnabled('teleport', source({})), false);
});

test('a configuration that cannot be parsed turns features off', () => {
  assert.equal(isEnabled('tracing', source({}, 'tracing:\n\tenabled: true\n')), false);
});

test('getConfig returns the section of a feature', () => {
  assert.deepEqual(getConfig('pairing', source({})), { enabled: false, maxPairs: 2 });
});

test('getConfig returns null where there is no section', () => {
  assert.equal(getConfig('teleport', source({})), null);
});

test('a roll-out includes some subjects and always the same ones', () => {
  const subjects = ['s0', 's1', 's2', 's3', 's4', 's5'];
  const included = subjects.filter((subject) => isEnabledFor('half', subject, source({})));
  assert.deepEqual(included, ['s0', 's4']);
  assert.equal(isEnabledFor('pairing', 's0', source({})), false);
});
