'use strict';

// Counts the tokens of sessions against a warning and a limit, and those of single agents in a
// session against budgets of their own.

class TokenMonitor {
  constructor({ tokenWarning, tokenLimit, agentBudgets = {} }) {
    if (!(tokenWarning < tokenLimit)) throw new RangeError('the warning must be below the limit');
    this.tokenWarning = tokenWarning;
    this.tokenLimit = tokenLimit;
    this.agentBudgets = agentBudgets;
    this.used = new Map();
  }

  /** Adds tokens to a session, and to an agent where one is named; returns the session's level. */
  record(sessionId, tokens, agent) {
    if (!Number.isInteger(tokens) || tokens < 0)
      throw new RangeError('tokens are counted in whole numbers');
    const session = this.used.get(sessionId) || { total: 0, agents: new Map() };
    session.total += tokens;
    if (agent) session.agents.set(agent, (session.agents.get(agent) || 0) + tokens);
    this.used.set(sessionId, session);
    return this.level(sessionId);
  }

  total(sessionId) {
    return this.used.has(sessionId) ? this.used.get(sessionId).total : 0;
  }

  /** Returns the agents of a session that are over their budgets, sorted. */
  overBudget(sessionId) {
    const agents = this.used.has(sessionId) ? [...this.used.get(sessionId).agents] : [];
    return agents
      .filter(([name, tokens]) => tokens > this.agentBudgets[name])
      .map(([name]) => name)
      .sort();
  }

  /** Returns `ok`, `warning` or `limit`. */
  level(sessionId) {
    const total = this.total(sessionId);
    if (total >= this.tokenLimit) return 'limit';
    return total >= this.tokenWarning ? 'warning' : 'ok';
  }

  /** Forgets a session and returns what it used. */
  end(sessionId) {
    const total = this.total(sessionId);
    this.used.delete(sessionId);
    return total;
  }
}

module.exports = { TokenMonitor };
