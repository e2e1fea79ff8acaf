'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { MemoryFs } = require('../testing/memory-fs.cjs');
const { SidecarManager, BASE } = require('./sidecar-manager.cjs');

const ANNA = { sessionId: 's1', agentId: 'planner-1' };
const BERT = { sessionId: 's1', agentId: 'tester-2' };

function sidecars(options = {}) {
  const fs = new MemoryFs();
  const manager = new SidecarManager({ fs, ...options });
  for (const { sessionId, agentId } of [ANNA, BERT]) manager.create(sessionId, agentId);
  return { fs, manager };
}

function crossed(action) {
  assert.throws(action, (error) => error.control === 'SEC-PM-006' && error.severity === 'CRITICAL');
}

test('sidecars stand below the staging directory', () => {
  assert.equal(BASE, '.claude/staging/agents');
});

test('each agent has a directory below its session', () => {
  const { manager } = sidecars();
  assert.equal(manager.directory('s1', 'planner-1'), '.claude/staging/agents/s1/planner-1');
});

test('a new sidecar says whose it is', () => {
  const { fs } = sidecars();
  const text = fs.readFileSync('.claude/staging/agents/s1/planner-1/sidecar.json');
  assert.deepEqual(JSON.parse(text), ANNA);
});

test('a sidecar is created once', () => {
  const { manager } = sidecars();
  assert.throws(() => manager.create('s1', 'planner-1'), /already/);
});

test('an agent reads what it wrote', () => {
  const { manager } = sidecars();
  manager.write(ANNA, ANNA, 'notes.md', 'first');
  assert.equal(manager.read(ANNA, ANNA, 'notes.md'), 'first');
});

test('a second write replaces the first', () => {
  const { manager } = sidecars();
  manager.write(ANNA, ANNA, 'notes.md', 'first');
  manager.write(ANNA, ANNA, 'notes.md', 'second');
  assert.equal(manager.read(ANNA, ANNA, 'notes.md'), 'second');
});

test('what was never written cannot be read', () => {
  assert.throws(() => sidecars().manager.read(ANNA, ANNA, 'notes.md'), /ENOENT/);
});

test('an agent cannot read the memory of another', () => {
  crossed(() => sidecars().manager.read(ANNA, BERT, 'sidecar.json'));
});

test('an agent cannot write into the memory of another', () => {
  const { fs, manager } = sidecars();
  crossed(() => manager.write(ANNA, BERT, 'notes.md', 'x'));
  assert.equal(fs.existsSync('.claude/staging/agents/s1/tester-2/notes.md'), false);
});

test('an agent cannot list the memory of another', () => {
  crossed(() => sidecars().manager.list(ANNA, BERT));
});

test('an agent of the same name in another session is another agent', () => {
  crossed(() => sidecars().manager.read({ ...ANNA, sessionId: 's2' }, ANNA, 'sidecar.json'));
});

test('a name cannot climb out of the sidecar', () => {
  const { manager } = sidecars();
  for (const name of ['../tester-2/notes.md', '..', '/etc/passwd', 'a/b', '']) {
    crossed(() => manager.write(ANNA, ANNA, name, 'x'));
  }
});

test('neither session nor agent can climb out of the base', () => {
  const { manager } = sidecars();
  crossed(() => manager.create('../s1', 'planner-1'));
  crossed(() => manager.create('s1', '..'));
});

test('the description of a sidecar is not written over', () => {
  crossed(() => sidecars().manager.write(ANNA, ANNA, 'sidecar.json', '{}'));
});

test('a file is limited in size', () => {
  const { manager } = sidecars({ maxBytes: 4 });
  assert.doesNotThrow(() => manager.write(ANNA, ANNA, 'four.txt', '1234'));
  assert.throws(() => manager.write(ANNA, ANNA, 'five.txt', '12345'), RangeError);
});

test('the end of a session removes its sidecars and no others', () => {
  const { manager } = sidecars();
  manager.create('s2', 'planner-1');
  manager.removeSession('s1');
  assert.deepEqual(
    [manager.sessions(), manager.list({ ...ANNA, sessionId: 's2' }, { ...ANNA, sessionId: 's2' })],
    [['s2'], ['sidecar.json']],
  );
});
