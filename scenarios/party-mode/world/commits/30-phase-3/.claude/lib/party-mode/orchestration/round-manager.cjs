'use strict';

// Rounds of a session and their limits (SEC-PM-005). A round is open until every agent that takes
// part has answered or it is closed without the rest.

const { SecurityViolation } = require('../security/violation.cjs');

const MOST_AGENTS = 4;
const MOST_ROUNDS = 10;

class RoundManager {
  /** `limits` are those of `features.partyMode`; `now` returns milliseconds. */
  constructor({ limits, now }) {
    if (limits.maxAgents > MOST_AGENTS)
      this.refuse(`more than ${MOST_AGENTS} agents are configured`);
    if (limits.maxRounds > MOST_ROUNDS)
      this.refuse(`more than ${MOST_ROUNDS} rounds are configured`);
    Object.assign(this, { limits, now, round: 0, current: null, tokens: 0, cost: 0 });
  }

  /** Opens the next round for these agents and returns its number. */
  open(agentIds) {
    if (this.current) throw new Error(`round ${this.round} is still open`);
    if (agentIds.length > this.limits.maxAgents) this.refuse('too many agents in a round');
    if (this.round >= this.limits.maxRounds) this.refuse('too many rounds in a session');
    this.round += 1;
    this.current = {
      openedAt: this.now(),
      answers: new Map(agentIds.map((agentId) => [agentId, null])),
    };
    return this.round;
  }

  /** Takes the answer of an agent; returns whether the round has all of them. */
  submit(agentId, { content, tokens, cost }) {
    const { answers } = this.openRound();
    if (!answers.has(agentId)) throw new Error(`${agentId} takes no part in round ${this.round}`);
    if (answers.get(agentId) !== null) this.refuse(`${agentId} answered twice`);
    answers.set(agentId, content);
    this.tokens += tokens;
    this.cost += cost;
    return [...answers.values()].every((answer) => answer !== null);
  }

  /** Closes the round: its duration, its answers, and who gave none. */
  close() {
    const { openedAt, answers } = this.openRound();
    this.current = null;
    const given = [...answers].filter(([, content]) => content !== null);
    const missing = [...answers.keys()].filter((agentId) => answers.get(agentId) === null);
    return {
      round: this.round,
      duration: this.now() - openedAt,
      answers: Object.fromEntries(given),
      missing,
    };
  }

  /** Says whether the context of the session grows large: `ok`, `warning` or `limit`. */
  contextLevel() {
    if (this.tokens >= this.limits.contextLimit) return 'limit';
    return this.tokens >= this.limits.contextWarning ? 'warning' : 'ok';
  }

  /** Says whether another round may be opened. */
  mayContinue() {
    const { maxRounds, costLimit } = this.limits;
    return this.round < maxRounds && this.cost < costLimit && this.contextLevel() !== 'limit';
  }

  openRound() {
    if (!this.current) throw new Error('no round is open');
    return this.current;
  }

  refuse(reason) {
    throw new SecurityViolation('SEC-PM-005', reason);
  }
}

module.exports = { RoundManager };
