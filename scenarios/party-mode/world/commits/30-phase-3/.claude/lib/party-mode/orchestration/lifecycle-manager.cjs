'use strict';

// The life of a session: started, round after round, ended once. The flag is asked at the start and
// at every boundary between rounds; a session never ends in the middle of one.

const { createIdentity, IdentityRegistry } = require('../security/agent-identity.cjs');

const REASONS = ['completed', 'user_exit', 'error', 'max_rounds', 'limit', 'feature_disabled'];
const MIN_AGENTS = 2;

class Session {
  /**
   * `isEnabled` says whether Party Mode is on, `audit` records, `spawn(identity)` starts an agent
   * and returns the digest of its context, `now` returns milliseconds.
   */
  constructor({ sessionId, team, isEnabled, audit, spawn, now, maxRounds = 10 }) {
    Object.assign(this, { sessionId, team, isEnabled, audit, spawn, now, maxRounds });
    Object.assign(this, { state: 'new', rounds: 0, responses: 0, agents: [], reason: null });
  }

  /** Starts all agents; ends at once with `error` when fewer than two came up. */
  start() {
    this.expect('new');
    if (!this.isEnabled()) throw new Error('Party Mode disabled');
    this.startedAt = this.now();
    const identities = this.team.members.map(({ agentType, definition }, index) =>
      createIdentity({
        sessionId: this.sessionId,
        agentType,
        ordinal: index + 1,
        definition,
      }),
    );
    this.registry = new IdentityRegistry(this.sessionId);
    identities.forEach((identity) => this.registry.add(identity));
    this.record('SESSION_START', {
      teamName: this.team.name,
      agentCount: identities.length,
      agents: this.registry.seal().list(),
    });
    this.state = 'active';
    this.agents = identities.filter((identity) => this.bringUp(identity));
    if (this.agents.length < MIN_AGENTS) this.end('error');
    return this.state;
  }

  bringUp(identity) {
    const before = this.now();
    let contextHash = '';
    let status = 'success';
    try {
      contextHash = this.spawn(identity);
    } catch {
      status = 'failed';
    }
    const { agentId, agentType } = identity;
    const spawnDuration = this.now() - before;
    this.record('AGENT_SPAWN', { agentId, agentType, contextHash, spawnDuration, status });
    return status === 'success';
  }

  /** Closes a round; returns whether another one follows. */
  completeRound({ duration, responses, consensus, reached }) {
    this.expect('active');
    this.rounds += 1;
    this.responses += responses;
    this.record('ROUND_COMPLETE', { round: this.rounds, duration, consensus });
    if (!this.isEnabled()) this.end('feature_disabled');
    else if (reached) this.end('completed');
    else if (this.rounds >= this.maxRounds) this.end('max_rounds');
    return this.state === 'active';
  }

  end(reason) {
    this.expect('active');
    if (!REASONS.includes(reason)) throw new TypeError(`no session ends for ${reason}`);
    Object.assign(this, { state: 'ended', reason });
    this.record('SESSION_END', {
      reason,
      totalRounds: this.rounds,
      totalResponses: this.responses,
      duration: this.now() - this.startedAt,
    });
  }

  expect(state) {
    if (this.state !== state) throw new Error(`the session is ${this.state}, not ${state}`);
  }

  record(eventType, fields) {
    this.audit.record(eventType, { sessionId: this.sessionId, ...fields });
  }
}

module.exports = { Session, REASONS };
