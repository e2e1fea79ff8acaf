'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { loadConfig, problemsOf } = require('../.claude/lib/utils/config-loader.cjs');
const { isEnabled } = require('../.claude/lib/utils/feature-flags.cjs');
const { loadAgents } = require('../.claude/lib/agents/registry.cjs');
const { TokenMonitor } = require('../.claude/lib/tokens/monitor.cjs');

const PRODUCTION = { env: {} };
const STAGING = { env: { AGENT_STUDIO_ENV: 'staging' } };

test('the configuration of production is whole and without problems', () => {
  assert.deepEqual(problemsOf(loadConfig(PRODUCTION)), []);
});

test('the configuration of staging is whole and without problems', () => {
  assert.deepEqual(problemsOf(loadConfig(STAGING)), []);
});

test('token optimisation is on in production', () => {
  assert.equal(isEnabled('tokenOptimization', PRODUCTION), true);
});

test('token monitoring is on in production', () => {
  assert.equal(isEnabled('tokenMonitoring', PRODUCTION), true);
});

test('monitoring is on in production, and somebody is told', () => {
  assert.equal(isEnabled('monitoring', PRODUCTION), true);
  assert.ok(loadConfig(PRODUCTION).monitoring.notify.length > 0);
});

test('advanced elicitation is off everywhere', () => {
  assert.equal(isEnabled('advancedElicitation', PRODUCTION), false);
  assert.equal(isEnabled('advancedElicitation', STAGING), false);
});

test('staging has the same sections and features as production', () => {
  const shape = (config) => [Object.keys(config), Object.keys(config.features)];
  assert.deepEqual(shape(loadConfig(STAGING)), shape(loadConfig(PRODUCTION)));
});

test('entry and fallback are agents that exist', () => {
  const { entry, fallback } = loadConfig(PRODUCTION).agents;
  const agents = loadAgents();
  assert.ok(agents.has(entry) && agents.has(fallback));
});

test('the token monitor takes the configured figures, with budgets for agents that exist', () => {
  const { tokenMonitoring } = loadConfig(PRODUCTION);
  const agents = loadAgents();
  const budgeted = Object.keys(tokenMonitoring.agentBudgets);
  assert.ok(budgeted.length > 0 && budgeted.every((name) => agents.has(name)));
  const monitor = new TokenMonitor(tokenMonitoring);
  monitor.record('s1', tokenMonitoring.agentBudgets[budgeted[0]] + 1, budgeted[0]);
  assert.deepEqual(monitor.overBudget('s1'), [budgeted[0]]);
});
