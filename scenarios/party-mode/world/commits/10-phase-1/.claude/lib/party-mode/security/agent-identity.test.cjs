'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { createIdentity, IdentityRegistry } = require('./agent-identity.cjs');

const PARTS = { sessionId: 's1', agentType: 'planner', ordinal: 1, definition: '# Planner' };

function identity(changes = {}) {
  return createIdentity({ ...PARTS, ...changes });
}

function refused(action, reason) {
  assert.throws(action, (error) => error.control === 'SEC-PM-001' && reason.test(error.reason));
}

test('the same parts give the same identity', () => {
  assert.deepEqual(identity(), identity());
});

test('an identity names its type and its place', () => {
  assert.match(identity({ ordinal: 3 }).agentId, /^planner-3-[0-9a-f]{8}$/);
});

test('another session gives another hash', () => {
  assert.notEqual(identity({ sessionId: 's2' }).hash, identity().hash);
});

test('another definition gives another hash', () => {
  assert.notEqual(identity({ definition: '# Planner, changed' }).hash, identity().hash);
});

test('two agents of one type differ by their place', () => {
  assert.notEqual(identity({ ordinal: 2 }).agentId, identity().agentId);
});

test('an identity cannot be changed', () => {
  assert.throws(() => {
    identity().hash = 'forged';
  }, TypeError);
});

test('a type that is not a word is refused', () => {
  assert.throws(() => identity({ agentType: '../planner' }), TypeError);
});

test('a place below one is refused', () => {
  assert.throws(() => identity({ ordinal: 0 }), TypeError);
});

test('an identity without a definition is refused', () => {
  assert.throws(() => identity({ definition: '' }), TypeError);
});

test('a registered agent proves who it is', () => {
  const registry = new IdentityRegistry('s1').add(identity());
  assert.equal(registry.verify(identity()).agentType, 'planner');
});

test('an unknown agent is refused', () => {
  refused(() => new IdentityRegistry('s1').verify(identity()), /unknown/);
});

test('an agent with the hash of another is refused', () => {
  const registry = new IdentityRegistry('s1').add(identity());
  refused(
    () => registry.verify({ agentId: identity().agentId, hash: 'f'.repeat(64) }),
    /another agent/,
  );
});

test('an identity is added once, and only to its own session', () => {
  const registry = new IdentityRegistry('s1').add(identity());
  refused(() => registry.add(identity()), /taken/);
  refused(() => registry.add(identity({ sessionId: 's2' })), /another session/);
});

test('nobody joins after the seal', () => {
  const registry = new IdentityRegistry('s1').add(identity()).seal();
  refused(() => registry.add(identity({ ordinal: 2 })), /after the start/);
  assert.deepEqual(registry.list(), [{ name: identity().agentId, hash: identity().hash }]);
});
