'use strict';

// The audit log of all sessions (SEC-PM-003): one JSON object a line, only ever appended.

const path = require('path');
const { SecurityViolation, SEVERITIES } = require('./violation.cjs');

const FILE = path.join('.claude', 'context', 'metrics', 'party-mode-audit.jsonl');
const FIELDS = {
  SESSION_START: ['sessionId', 'teamName', 'agentCount', 'agents'],
  AGENT_SPAWN: ['sessionId', 'agentId', 'agentType', 'contextHash', 'spawnDuration', 'status'],
  AGENT_RESPONSE: ['sessionId', 'agentId', 'responseHash', 'contentLength', 'responseDuration'],
  ROUND_COMPLETE: ['sessionId', 'round', 'duration', 'consensus'],
  SESSION_END: ['sessionId', 'reason', 'totalRounds', 'totalResponses', 'duration'],
  SECURITY_EVENT: ['event', 'severity', 'reason'],
};

/** Writes events. `fs` appends, `now` returns milliseconds since 1970. */
class SessionAudit {
  constructor({ fs, file = FILE, now }) {
    Object.assign(this, { fs, file, now });
  }

  record(eventType, fields) {
    const required = Object.keys(FIELDS).includes(eventType) ? FIELDS[eventType] : null;
    if (required === null)
      throw new SecurityViolation('SEC-PM-003', `no event is called ${eventType}`);
    const missing = required.filter((name) => fields[name] === undefined);
    if (missing.length > 0) {
      throw new SecurityViolation('SEC-PM-003', `${eventType} without ${missing.join(', ')}`);
    }
    const event = { timestamp: new Date(this.now()).toISOString(), eventType, ...fields };
    this.fs.appendFileSync(this.file, `${JSON.stringify(event)}\n`);
    return event;
  }

  /** Records a violation as a SECURITY_EVENT. */
  violation(error) {
    return this.record('SECURITY_EVENT', error.toEvent());
  }
}

/** Reads a log: its events, and the numbers of the lines that are none. */
function readLog(text) {
  const log = { events: [], damaged: [] };
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    try {
      log.events.push(JSON.parse(line));
    } catch {
      log.damaged.push(index + 1);
    }
  });
  return log;
}

/** Returns the sessions that started and did not end, in the order in which they started. */
function activeSessions(events) {
  const ids = (type) =>
    events.filter(({ eventType }) => eventType === type).map(({ sessionId }) => sessionId);
  const ended = new Set(ids('SESSION_END'));
  return [...new Set(ids('SESSION_START'))].filter((sessionId) => !ended.has(sessionId));
}

/** Returns the events of violations that are CRITICAL. */
function criticalEvents(events) {
  return events.filter(({ event }) => SEVERITIES[event] === 'CRITICAL');
}

module.exports = { SessionAudit, FILE, readLog, activeSessions, criticalEvents };
