'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { MemoryFs } = require('../testing/memory-fs.cjs');
const { SessionAudit, FILE, readLog, activeSessions } = require('../security/session-audit.cjs');
const { Session } = require('./lifecycle-manager.cjs');

const TEAM = {
  name: 'default',
  members: ['planner', 'developer', 'tester'].map((agentType) => ({
    agentType,
    definition: `# ${agentType}`,
  })),
};
const ROUND = { duration: 58000, responses: 3, consensus: 0.5, reached: false };

function session(options = {}) {
  const fs = new MemoryFs();
  const flag = { on: true };
  let clock = 1767600000000;
  const now = () => {
    clock += 10;
    return clock;
  };
  const made = new Session({
    sessionId: 's1',
    team: TEAM,
    isEnabled: () => flag.on,
    now,
    spawn: () => 'c0ffee',
    audit: new SessionAudit({ fs, now }),
    ...options,
  });
  const events = () => (fs.existsSync(FILE) ? readLog(fs.readFileSync(FILE)).events : []);
  return { made, flag, events };
}

function started(options) {
  const parts = session(options);
  parts.made.start();
  return parts;
}

function failing(...types) {
  return {
    spawn: ({ agentType }) => {
      if (types.includes(agentType)) throw new Error('no');
      return 'c0ffee';
    },
  };
}

test('a session that was started is active', () => {
  assert.equal(started().made.state, 'active');
});

test('the start is recorded before any agent', () => {
  assert.deepEqual(
    started()
      .events()
      .map(({ eventType }) => eventType),
    ['SESSION_START', 'AGENT_SPAWN', 'AGENT_SPAWN', 'AGENT_SPAWN'],
  );
});

test('no session starts while Party Mode is off, and nothing is recorded', () => {
  const { made, flag, events } = session();
  flag.on = false;
  assert.throws(() => made.start(), /Party Mode disabled/);
  assert.deepEqual(events(), []);
});

test('a session starts once', () => {
  assert.throws(() => started().made.start(), /is active, not new/);
});

test('an agent that does not come up is recorded, and the others go on', () => {
  const { made, events } = started(failing('developer'));
  assert.deepEqual([made.state, made.agents.length], ['active', 2]);
  assert.deepEqual(
    events()
      .slice(1)
      .map(({ status }) => status),
    ['success', 'failed', 'success'],
  );
});

test('with fewer than two agents a session ends as an error', () => {
  const { made } = started(failing('developer', 'tester'));
  assert.deepEqual([made.state, made.reason], ['ended', 'error']);
});

test('a session goes on while nothing ends it', () => {
  assert.equal(started().made.completeRound(ROUND), true);
});

test('agreement ends a session as completed', () => {
  const { made } = started();
  assert.equal(made.completeRound({ ...ROUND, consensus: 1, reached: true }), false);
  assert.equal(made.reason, 'completed');
});

test('a flag that goes off ends a session at the boundary of its round', () => {
  const { made, flag, events } = started();
  flag.on = false;
  assert.equal(made.state, 'active');
  made.completeRound(ROUND);
  assert.deepEqual(
    events()
      .slice(-2)
      .map(({ eventType }) => eventType),
    ['ROUND_COMPLETE', 'SESSION_END'],
  );
  assert.equal(made.reason, 'feature_disabled');
});

test('the last round that is allowed ends a session', () => {
  const { made } = started({ maxRounds: 2 });
  assert.deepEqual([made.completeRound(ROUND), made.completeRound(ROUND)], [true, false]);
  assert.equal(made.reason, 'max_rounds');
});

test('the end counts rounds and responses', () => {
  const { made, events } = started();
  made.completeRound(ROUND);
  made.completeRound({ ...ROUND, responses: 2 });
  made.end('user_exit');
  const { totalRounds, totalResponses, reason } = events().pop();
  assert.deepEqual([totalRounds, totalResponses, reason], [2, 5, 'user_exit']);
});

test('a session ends once, and for a known reason', () => {
  const { made } = started();
  assert.throws(() => made.end('boredom'), TypeError);
  made.end('user_exit');
  assert.throws(() => made.end('user_exit'), /is ended/);
});

test('a session that ended is no longer active in the log', () => {
  const { made, events } = started();
  assert.deepEqual(activeSessions(events()), ['s1']);
  made.end('user_exit');
  assert.deepEqual(activeSessions(events()), []);
});
