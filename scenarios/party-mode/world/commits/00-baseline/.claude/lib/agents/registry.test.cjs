'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { parseDefinition, definitionFiles, loadAgents } = require('./registry.cjs');

const HEAD = 'name: scribe\ndescription: Writes things down\nmodel: small\ntools: [Read]';
const SCRIBE = `---\n${HEAD}\n---\nBody.\n`;

function source(tree) {
  const readdirSync = (path) =>
    Object.keys(path.endsWith('agents') ? tree : tree[path.split('/').pop()]);
  const readFileSync = (path) => tree[path.split('/').slice(-2)[0]][path.split('/').pop()];
  return { root: '/studio', fs: { readdirSync, readFileSync } };
}

test('a definition has a head and a body', () => {
  const agent = parseDefinition(SCRIBE);
  assert.deepEqual([agent.name, agent.tools, agent.body], ['scribe', ['Read'], 'Body.\n']);
});

test('a definition without front matter is refused', () => {
  assert.throws(() => parseDefinition('# Scribe\n'), /front matter/);
});

test('a definition names what its front matter lacks', () => {
  assert.throws(() => parseDefinition(SCRIBE.replace('model: small\n', '')), /without model/);
});

test('definitions are found in order, and only Markdown counts', () => {
  const tree = {
    solo: { 'b.md': SCRIBE, 'a.md': SCRIBE, 'notes.txt': '' },
    core: { 'z.md': SCRIBE },
  };
  assert.deepEqual(definitionFiles(source(tree)), [
    '.claude/agents/core/z.md',
    '.claude/agents/solo/a.md',
    '.claude/agents/solo/b.md',
  ]);
});

test('agents are loaded by name with the file they come from', () => {
  const agents = loadAgents(source({ solo: { 'scribe.md': SCRIBE } }));
  assert.equal(agents.get('scribe').file, '.claude/agents/solo/scribe.md');
});

test('two agents cannot share a name', () => {
  assert.throws(
    () => loadAgents(source({ solo: { 'a.md': SCRIBE, 'b.md': SCRIBE } })),
    /called scribe/,
  );
});
