'use strict';

// Keeps what agents answered, so that a question that was asked before costs nothing.

const MOST_ANSWERS = 200;

class AnswerCache {
  constructor({ most = MOST_ANSWERS } = {}) {
    Object.assign(this, { most, answers: new Map() });
  }

  /** Keeps the answer that an agent of a session gave; the oldest one makes room. */
  keep(asked, answer) {
    this.answers.set(this.key(asked), answer);
    if (this.answers.size > this.most) this.answers.delete(this.answers.keys().next().value);
  }

  /** Returns the answer that this agent of this session gave to the question, or null. */
  find(asked) {
    const answer = this.answers.get(this.key(asked));
    return answer === undefined ? null : answer;
  }

  key({ agentId, question }) {
    return `${agentId}: ${question.trim().toLowerCase()}`;
  }
}

module.exports = { AnswerCache };
