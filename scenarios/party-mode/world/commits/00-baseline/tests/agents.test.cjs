'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('fs');
const path = require('path');
const { loadAgents } = require('../.claude/lib/agents/registry.cjs');
const { parseRoutes } = require('../.claude/lib/routing/session-router.cjs');
const { loadConfig, sectionsOf } = require('../.claude/lib/utils/config-loader.cjs');

const ROOT = path.resolve(__dirname, '..');
const agents = loadAgents();
const index = fs.readFileSync(path.join(ROOT, '.claude/CLAUDE.md'), 'utf-8');

function config() {
  return loadConfig({ env: {} });
}

/** Returns the table of agents in the index: name and file. */
function indexed() {
  const rows = index.match(/^\| [a-z-]+ \| `[^`]+` \|/gm) || [];
  return rows.map((row) => /^\| ([a-z-]+) \| `([^`]+)`/.exec(row).slice(1, 3));
}

/** Returns the paths into the framework that a text names in backticks. */
function pathsIn(text) {
  return (text.match(/`\.claude\/[^`<*]+`/g) || []).map((quoted) => quoted.slice(1, -1));
}

test('every agent of the index has the definition that the index names', () => {
  const files = indexed().map(([name]) => agents.get(name) && agents.get(name).file);
  assert.deepEqual(
    files,
    indexed().map(([, file]) => file),
  );
});

test('every agent that is defined stands in the index', () => {
  assert.deepEqual(
    indexed()
      .map(([name]) => name)
      .sort(),
    [...agents.keys()].sort(),
  );
});

test('every route leads to an agent that is defined', () => {
  const lost = parseRoutes(agents.get('router').body).filter(({ agent }) => !agents.has(agent));
  assert.deepEqual(lost, []);
});

test('every agent can be reached by a route or as entry or fallback', () => {
  const routed = parseRoutes(agents.get('router').body).map(({ agent }) => agent);
  const { entry, fallback } = config().agents;
  const reached = new Set([...routed, entry, fallback]);
  assert.deepEqual(
    [...agents.keys()].filter((name) => !reached.has(name)),
    [],
  );
});

test('every feature that an agent or a route names has a section in the configuration', () => {
  const routed = parseRoutes(agents.get('router').body).map(({ feature }) => feature);
  const named = [...routed, ...[...agents.values()].map(({ feature }) => feature)].filter(Boolean);
  const sections = sectionsOf(config());
  assert.deepEqual(
    named.filter((feature) => !sections.has(feature)),
    [],
  );
});

test('every path that an agent or the index names exists', () => {
  const named = [index, ...[...agents.values()].map(({ body }) => body)].flatMap(pathsIn);
  assert.ok(named.length > 0);
  assert.deepEqual(
    named.filter((file) => !fs.existsSync(path.join(ROOT, file))),
    [],
  );
});

test('every model that an agent uses is configured', () => {
  const { models } = config().agents;
  assert.deepEqual(
    [...agents.values()].filter(({ model }) => !models.includes(model)),
    [],
  );
});
