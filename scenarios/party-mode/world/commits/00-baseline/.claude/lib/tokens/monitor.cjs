'use strict';

// Counts the tokens of sessions against a warning and a limit.

class TokenMonitor {
  constructor({ tokenWarning, tokenLimit }) {
    if (!(tokenWarning < tokenLimit)) throw new RangeError('the warning must be below the limit');
    this.tokenWarning = tokenWarning;
    this.tokenLimit = tokenLimit;
    this.used = new Map();
  }

  /** Adds tokens to a session and returns its level. */
  record(sessionId, tokens) {
    if (!Number.isInteger(tokens) || tokens < 0)
      throw new RangeError('tokens are counted in whole numbers');
    this.used.set(sessionId, this.total(sessionId) + tokens);
    return this.level(sessionId);
  }

  total(sessionId) {
    return this.used.get(sessionId) || 0;
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
