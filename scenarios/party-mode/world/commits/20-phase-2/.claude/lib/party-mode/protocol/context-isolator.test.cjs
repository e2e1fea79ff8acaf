'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { createIdentity, IdentityRegistry } = require('../security/agent-identity.cjs');
const { ContextIsolator, hashOf } = require('./context-isolator.cjs');
const { MessageRouter } = require('./message-router.cjs');

const SHARED = {
  task: 'review the login',
  files: [{ name: 'login.js', credentials: 'hunter2' }],
  systemPrompt: 'you are',
  contexts: { 'b-1': { note: 'of b' } },
};

function isolated(...agents) {
  const isolator = new ContextIsolator('s1');
  agents.forEach((agent) => isolator.isolate(agent, SHARED));
  return isolator;
}

function leak(action) {
  assert.throws(action, (error) => error.control === 'SEC-PM-004' && error.severity === 'CRITICAL');
}

function session() {
  const agents = ['planner', 'tester', 'debugger'].map((agentType, index) =>
    createIdentity({
      sessionId: 's1',
      agentType,
      ordinal: index + 1,
      definition: agentType,
    }),
  );
  const registry = new IdentityRegistry('s1');
  agents.forEach((agent) => registry.add(agent));
  return { agents, router: new MessageRouter(registry.seal()) };
}

test('an agent reads its own context', () => {
  assert.equal(isolated('a-1').read('a-1', 'a-1').task, SHARED.task);
});

test('an agent cannot read the context of another', () => {
  leak(() => isolated('a-1', 'b-1').read('a-1', 'b-1'));
});

test('an agent without a context reads nothing', () => {
  leak(() => isolated('a-1').read('c-1', 'c-1'));
});

test('a leak says who tried to read what', () => {
  assert.throws(
    () => isolated('a-1', 'b-1').read('a-1', 'b-1'),
    (error) => error.attempt.agentId === 'a-1' && error.attempt.target === 'b-1',
  );
});

test('private keys are left out at the top', () => {
  const context = isolated('a-1').read('a-1', 'a-1');
  assert.deepEqual(Object.keys(context), ['task', 'files']);
});

test('private keys are left out inside lists', () => {
  assert.deepEqual(isolated('a-1').read('a-1', 'a-1').files, [{ name: 'login.js' }]);
});

test('what one agent writes into its copy reaches no other', () => {
  const isolator = isolated('a-1', 'b-1');
  isolator.read('a-1', 'a-1').files.push('more');
  assert.equal(isolator.read('b-1', 'b-1').files.length, 1);
});

test('what an agent writes does not reach what is shared', () => {
  isolated('a-1').read('a-1', 'a-1').files[0].name = 'changed';
  assert.equal(SHARED.files[0].name, 'login.js');
});

test('two agents start with the same digest', () => {
  const isolator = new ContextIsolator('s1');
  assert.equal(isolator.isolate('a-1', SHARED), isolator.isolate('b-1', SHARED));
});

test('the digest does not depend on the order of keys', () => {
  assert.equal(hashOf({ a: 1, b: { c: 2, d: 3 } }), hashOf({ b: { d: 3, c: 2 }, a: 1 }));
});

test('a change of a context shows in its digest', () => {
  const isolator = new ContextIsolator('s1');
  const hash = isolator.isolate('a-1', SHARED);
  assert.equal(isolator.isUntouched('a-1', hash), true);
  isolator.read('a-1', 'a-1').task = 'something else';
  assert.equal(isolator.isUntouched('a-1', hash), false);
});

test('a context is given once', () => {
  const isolator = isolated('a-1');
  assert.throws(() => isolator.isolate('a-1', {}), /already/);
});

test('a context that was released is gone', () => {
  const isolator = isolated('a-1');
  assert.equal(isolator.release('a-1'), true);
  leak(() => isolator.read('a-1', 'a-1'));
});

test('a message to all reaches everybody but its sender', () => {
  const {
    agents: [planner, tester],
    router,
  } = session();
  assert.equal(router.send(planner, { to: 'all', round: 1, text: 'hello' }).length, 2);
  assert.deepEqual(router.receive(planner), []);
  assert.equal(router.receive(tester)[0].from, planner.agentId);
});

test('a message to one agent reaches nobody else, and only once', () => {
  const {
    agents: [planner, tester, third],
    router,
  } = session();
  router.send(planner, { to: tester.agentId, round: 1, text: 'hello' });
  assert.throws(
    () => router.send(planner, { to: 'ghost', round: 1, text: 'hello' }),
    /no agent ghost/,
  );
  assert.deepEqual(
    [router.receive(third), router.receive(tester).length, router.receive(tester)],
    [[], 1, []],
  );
});

test('nobody sends or receives in the name of another', () => {
  const {
    agents: [planner, tester],
    router,
  } = session();
  const forged = { agentId: planner.agentId, hash: tester.hash };
  assert.throws(() => router.send(forged, { to: 'all', round: 1, text: 'x' }), /SEC-PM-001/);
  assert.throws(() => router.receive(forged), /SEC-PM-001/);
});
