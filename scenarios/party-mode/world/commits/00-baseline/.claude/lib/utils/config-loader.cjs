'use strict';

// Finds, reads and judges the configuration.

const realFs = require('fs');
const path = require('path');
const yaml = require('yaml');

const ROOT = path.resolve(__dirname, '../../..');
const REQUIRED = ['agents', 'tokenOptimization', 'tokenMonitoring', 'monitoring', 'features'];

function isSection(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the path of the file that AGENT_STUDIO_ENV chooses; config.yaml is the default. */
function configPath({ root = ROOT, env = process.env, fs = realFs } = {}) {
  const name = (env.AGENT_STUDIO_ENV || '').trim();
  const own = path.join(root, '.claude', `config.${name}.yaml`);
  const chosen = /^[a-z]+$/.test(name) && fs.existsSync(own);
  return chosen ? own : path.join(root, '.claude', 'config.yaml');
}

/** Returns the parsed configuration; throws an Error that names the file. */
function loadConfig(source = {}) {
  const file = configPath(source);
  let config;
  try {
    config = yaml.parse((source.fs || realFs).readFileSync(file, 'utf-8'));
  } catch (error) {
    throw new Error(`${path.basename(file)}: ${error.message}`);
  }
  if (!isSection(config)) throw new Error(`${path.basename(file)}: holds no sections`);
  return config;
}

/** Returns all sections by name: those of `features` and those at the top. */
function sectionsOf(config) {
  const { features, ...top } = config;
  const entries = Object.entries({ ...top, ...(isSection(features) ? features : {}) });
  return new Map(entries.filter(([, section]) => isSection(section)));
}

function problemsOfSection(name, section) {
  const problems = [];
  if ('enabled' in section && typeof section.enabled !== 'boolean') {
    problems.push(`${name}.enabled is neither true nor false`);
  }
  for (const [key, value] of Object.entries(section)) {
    if (typeof value === 'number' && value < 0) problems.push(`${name}.${key} is below zero`);
    if (/^max[A-Z]/.test(key) && !(Number.isInteger(value) && value > 0)) {
      problems.push(`${name}.${key} is not a whole number above zero`);
    }
    const limit = /Warning$/.test(key) ? section[key.replace(/Warning$/, 'Limit')] : undefined;
    if (limit !== undefined && !(value < limit))
      problems.push(`${name}.${key} is not below its limit`);
  }
  return problems;
}

/** Returns what is wrong with a configuration, one sentence a problem. */
function problemsOf(config) {
  const missing = REQUIRED.filter((name) => !isSection(config[name]));
  const wrong = [...sectionsOf(config)].flatMap(([name, section]) =>
    problemsOfSection(name, section),
  );
  return [...missing.map((name) => `${name} is missing`), ...wrong];
}

module.exports = { configPath, loadConfig, sectionsOf, problemsOf };
