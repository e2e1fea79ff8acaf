'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { MemoryFs } = require('../testing/memory-fs.cjs');
const { SecurityViolation } = require('./violation.cjs');
const {
  SessionAudit,
  FILE,
  readLog,
  activeSessions,
  criticalEvents,
} = require('./session-audit.cjs');

const END = {
  sessionId: 's1',
  reason: 'completed',
  totalRounds: 2,
  totalResponses: 8,
  duration: 9,
};

function start(sessionId) {
  return { sessionId, teamName: 'default', agentCount: 0, agents: [] };
}

function audit() {
  const fs = new MemoryFs();
  return { fs, log: new SessionAudit({ fs, now: () => 1767600000123 }) };
}

test('the log stands where the operators look for it', () => {
  assert.equal(FILE, '.claude/context/metrics/party-mode-audit.jsonl');
});

test('an event is one line of JSON', () => {
  const { fs, log } = audit();
  log.record('SESSION_START', start('s1'));
  assert.match(fs.readFileSync(FILE), /^\{.*\}\n$/);
});

test('a timestamp has milliseconds and is in universal time', () => {
  assert.equal(audit().log.record('SESSION_END', END).timestamp, '2026-01-05T08:00:00.123Z');
});

test('what was written stays when more is written', () => {
  const { fs, log } = audit();
  log.record('SESSION_START', start('s1'));
  const before = fs.readFileSync(FILE);
  log.record('SESSION_END', END);
  assert.ok(fs.readFileSync(FILE).startsWith(before));
});

test('an event of an unknown type is refused and not written', () => {
  const { fs, log } = audit();
  assert.throws(() => log.record('SESSION_PAUSE', start('s1')), /SEC-PM-003: no event/);
  assert.throws(() => log.record('constructor', start('s1')), /SEC-PM-003: no event/);
  assert.equal(fs.existsSync(FILE), false);
});

test('an event names what it lacks', () => {
  const { reason, ...rest } = END;
  assert.throws(() => audit().log.record('SESSION_END', rest), /without reason/);
});

test('a violation is recorded with control, severity and attempt', () => {
  const error = new SecurityViolation('SEC-PM-006', 'left its memory', { agentId: 'a-1' });
  const event = audit().log.violation(error);
  assert.deepEqual([event.event, event.severity, event.agentId], ['SEC-PM-006', 'CRITICAL', 'a-1']);
});

test('a torn line is counted as damaged and never as an event', () => {
  const log = readLog('{"eventType":"SESSION_START","sessionId":"s1"}\n{"eventType":"SESS');
  assert.deepEqual([log.events.length, log.damaged], [1, [2]]);
});

test('active sessions started and did not end', () => {
  const { fs, log } = audit();
  for (const sessionId of ['s1', 's2', 's3']) log.record('SESSION_START', start(sessionId));
  log.record('SESSION_END', END);
  assert.deepEqual(activeSessions(readLog(fs.readFileSync(FILE)).events), ['s2', 's3']);
});

test('critical events are those of context isolation and memory boundaries', () => {
  const events = ['SEC-PM-001', 'SEC-PM-004', 'SEC-PM-005', 'SEC-PM-006'].map((event) => ({
    event,
  }));
  assert.deepEqual(
    criticalEvents(events).map(({ event }) => event),
    ['SEC-PM-004', 'SEC-PM-006'],
  );
});
