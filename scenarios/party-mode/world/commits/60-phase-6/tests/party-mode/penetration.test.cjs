'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { MemoryFs } = require('../../.claude/lib/party-mode/testing/memory-fs.cjs');
const { SecurityViolation } = require('../../.claude/lib/party-mode/security/violation.cjs');
const {
  createIdentity,
  IdentityRegistry,
} = require('../../.claude/lib/party-mode/security/agent-identity.cjs');
const {
  ResponseChain,
  verifyChain,
} = require('../../.claude/lib/party-mode/security/response-integrity.cjs');
const {
  SessionAudit,
  FILE,
  readLog,
} = require('../../.claude/lib/party-mode/security/session-audit.cjs');
const { MessageRouter } = require('../../.claude/lib/party-mode/protocol/message-router.cjs');
const { ContextIsolator } = require('../../.claude/lib/party-mode/protocol/context-isolator.cjs');
const { SidecarManager } = require('../../.claude/lib/party-mode/protocol/sidecar-manager.cjs');
const { parseTeam } = require('../../.claude/lib/party-mode/orchestration/team-loader.cjs');
const { RoundManager } = require('../../.claude/lib/party-mode/orchestration/round-manager.cjs');
const { aggregate } = require('../../.claude/lib/party-mode/consensus/response-aggregator.cjs');

const LIMITS = {
  maxAgents: 4,
  maxRounds: 10,
  contextWarning: 100,
  contextLimit: 150,
  costLimit: 5,
};

function identity(ordinal, sessionId = 's1') {
  return createIdentity({ sessionId, agentType: 'developer', ordinal, definition: 'writes' });
}

function registry() {
  return new IdentityRegistry('s1').add(identity(1)).add(identity(2)).seal();
}

function stopped(control, action) {
  assert.throws(action, (error) => error instanceof SecurityViolation && error.control === control);
}

test('an agent that guesses the id of another cannot speak as that one', () => {
  const router = new MessageRouter(registry());
  const guess = { agentId: identity(2).agentId, hash: identity(1).hash };
  stopped('SEC-PM-001', () => router.send(guess, { to: 'all', round: 1, text: 'trust me' }));
});

test('an identity of an earlier session opens nothing in this one', () => {
  stopped('SEC-PM-001', () => registry().verify(identity(1, 's0')));
});

test('an agent that is invented during a session does not get in', () => {
  stopped('SEC-PM-001', () => registry().add(identity(3)));
});

test('a transcript that was rewritten and sealed with another key does not pass', () => {
  const real = new ResponseChain('real key');
  real.append({ agentId: 'a-1', round: 1, content: 'no' });
  const forged = new ResponseChain('forged key');
  forged.append({ agentId: 'a-1', round: 1, content: 'yes' });
  stopped('SEC-PM-002', () => verifyChain(forged.entries, 'real key', real.head));
});

test('the seal of one response cannot be put on another', () => {
  const chain = new ResponseChain('key');
  chain.append({ agentId: 'a-1', round: 1, content: 'no' });
  const [entry] = chain.entries;
  stopped('SEC-PM-002', () => verifyChain([{ ...entry, content: 'yes' }], 'key', chain.head));
});

test('a name with line breaks cannot write an event of its own', () => {
  const fs = new MemoryFs();
  const audit = new SessionAudit({ fs, now: () => 0 });
  const teamName = 'x"}\n{"eventType":"SESSION_END","sessionId":"s1","reason":"completed"}\n';
  audit.record('SESSION_START', { sessionId: 's1', teamName, agentCount: 0, agents: [] });
  const { events, damaged } = readLog(fs.readFileSync(FILE));
  assert.deepEqual([events.length, events[0].teamName, damaged], [1, teamName, []]);
});

test('a context cannot smuggle a prototype into that of others', () => {
  const isolator = new ContextIsolator('s1');
  isolator.isolate('a-1', JSON.parse('{"__proto__": {"admin": true}, "constructor": {"x": 1}}'));
  isolator.isolate('b-1', { task: 'review' });
  assert.equal(isolator.read('b-1', 'b-1').admin, undefined);
  assert.equal({}.admin, undefined);
});

test('an agent that asks with odd names still reads no foreign context', () => {
  const isolator = new ContextIsolator('s1');
  isolator.isolate('a-1', { secret: 1 });
  for (const requester of ['A-1', 'a-1 ', '', null, undefined, ['a-1']]) {
    stopped('SEC-PM-004', () => isolator.read(requester, 'a-1'));
  }
});

test('no spelling of a path leads into the memory of another agent', () => {
  const fs = new MemoryFs();
  const sidecars = new SidecarManager({ fs });
  const self = { sessionId: 's1', agentId: 'a-1' };
  sidecars.create('s1', 'a-1');
  sidecars.create('s1', 'b-1');
  const names = [
    '../b-1/sidecar.json',
    '..\\b-1\\sidecar.json',
    './../b-1/x',
    '%2e%2e/b-1/x',
    'x\u0000',
    '.hidden',
    '~',
  ];
  for (const name of names) stopped('SEC-PM-006', () => sidecars.read(self, self, name));
});

test('a flood of agents, rounds or answers is stopped', () => {
  const rounds = new RoundManager({ limits: LIMITS, now: () => 0 });
  stopped('SEC-PM-005', () => rounds.open(['a', 'b', 'c', 'd', 'e']));
  for (let round = 0; round < 10; round += 1) {
    rounds.open(['a']);
    rounds.submit('a', { content: 'x', tokens: 0, cost: 0 });
    stopped('SEC-PM-005', () => rounds.submit('a', { content: 'y', tokens: 0, cost: 0 }));
    rounds.close();
  }
  stopped('SEC-PM-005', () => rounds.open(['a']));
});

test('neither a team file nor a vote gives an agent more than its share', () => {
  const agents = new Map([['tester', { tools: ['Run'] }]]);
  const team =
    'agent_type,role,priority,tools,model\ntester,a,1,Run,small\ntester,b,1,"Run,Delegate",small\n';
  assert.throws(() => parseTeam(team, agents), /may not use Delegate/);
  const vote = { agentId: 'a-1', position: 'ship', priority: 1, confidence: 1 };
  assert.throws(() => aggregate([vote, vote, vote]), /counts once/);
  assert.throws(() => aggregate([{ ...vote, confidence: Infinity }]), RangeError);
});

test('every attack that is stopped can be recorded with its severity', () => {
  const fs = new MemoryFs();
  const audit = new SessionAudit({ fs, now: () => 0 });
  const controls = [
    'SEC-PM-001',
    'SEC-PM-002',
    'SEC-PM-003',
    'SEC-PM-004',
    'SEC-PM-005',
    'SEC-PM-006',
  ];
  for (const control of controls) audit.violation(new SecurityViolation(control, 'attack'));
  assert.deepEqual(
    readLog(fs.readFileSync(FILE)).events.map(({ event, severity }) => [event, severity]),
    [
      ['SEC-PM-001', 'HIGH'],
      ['SEC-PM-002', 'HIGH'],
      ['SEC-PM-003', 'MEDIUM'],
      ['SEC-PM-004', 'CRITICAL'],
      ['SEC-PM-005', 'MEDIUM'],
      ['SEC-PM-006', 'CRITICAL'],
    ],
  );
});
