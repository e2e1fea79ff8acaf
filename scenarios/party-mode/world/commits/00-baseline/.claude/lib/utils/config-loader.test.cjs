'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { configPath, loadConfig, sectionsOf, problemsOf } = require('./config-loader.cjs');

const WHOLE = `
agents: { entry: router, spawnTimeoutMs: 1 }
tokenOptimization: { enabled: true }
tokenMonitoring: { tokenWarning: 5, tokenLimit: 9 }
monitoring: { enabled: true }
features:
  pairing: { enabled: false, maxPairs: 2 }
`;

function source(files, env = {}) {
  const readFileSync = (path) => {
    if (!(path in files)) throw new Error(`ENOENT: ${path}`);
    return files[path];
  };
  return { root: '/studio', env, fs: { existsSync: (path) => path in files, readFileSync } };
}

function load(text) {
  return loadConfig(source({ '/studio/.claude/config.yaml': text }));
}

test('config.yaml is the default', () => {
  assert.equal(configPath(source({})), '/studio/.claude/config.yaml');
});

test('an environment with a file of its own chooses that file', () => {
  const files = { '/studio/.claude/config.staging.yaml': '' };
  assert.equal(
    configPath(source(files, { AGENT_STUDIO_ENV: 'staging' })),
    '/studio/.claude/config.staging.yaml',
  );
});

test('an environment without a file of its own falls back to config.yaml', () => {
  assert.equal(
    configPath(source({}, { AGENT_STUDIO_ENV: 'review' })),
    '/studio/.claude/config.yaml',
  );
});

test('the name of an environment cannot leave the directory', () => {
  const fs = { existsSync: () => true };
  const env = { AGENT_STUDIO_ENV: '../../secret' };
  assert.equal(configPath({ root: '/studio', env, fs }), '/studio/.claude/config.yaml');
});

test('a whole configuration has no problems', () => {
  assert.deepEqual(problemsOf(load(WHOLE)), []);
});

test('an error names the file and the line', () => {
  assert.throws(() => load('a: 1\nnonsense\n'), /config\.yaml: .* line 2/);
});

test('a missing file is an error, and so is one without sections', () => {
  assert.throws(() => load('- entry\n'), /config\.yaml: holds no sections/);
  assert.throws(() => loadConfig(source({})), /config\.yaml: ENOENT/);
});

test('sections are found at the top and below features', () => {
  const names = [...sectionsOf(load(WHOLE)).keys()];
  assert.ok(names.includes('monitoring') && names.includes('pairing'));
  assert.ok(!names.includes('features'));
});

test('problems are named one by one', () => {
  const broken = WHOLE.replace('spawnTimeoutMs: 1', 'spawnTimeoutMs: -1')
    .replace('enabled: true', 'enabled: maybe')
    .replace('tokenWarning: 5', 'tokenWarning: 9')
    .replace('maxPairs: 2', 'maxPairs: 0')
    .replace('monitoring: { enabled: true }', '');
  assert.deepEqual(problemsOf(load(broken)), [
    'monitoring is missing',
    'agents.spawnTimeoutMs is below zero',
    'tokenOptimization.enabled is neither true nor false',
    'tokenMonitoring.tokenWarning is not below its limit',
    'pairing.maxPairs is not a whole number above zero',
  ]);
});
