'use strict';

// Identities of the agents in one session (SEC-PM-001). An identity binds an agent to its session,
// its place in it and the text that defines it; whoever cannot show its hash is somebody else.

const crypto = require('crypto');
const { SecurityViolation } = require('./violation.cjs');

function sha256(text) {
  return crypto.createHash('sha256').update(text).digest('hex');
}

/** Returns the frozen identity of an agent; `ordinal` counts the agents of a session from 1. */
function createIdentity({ sessionId, agentType, ordinal, definition }) {
  if (!/^[a-z][a-z-]*$/.test(agentType || '')) throw new TypeError('an agent type is a word');
  if (!Number.isInteger(ordinal) || ordinal < 1) throw new TypeError('ordinals start at 1');
  if (!sessionId || !definition)
    throw new TypeError('an identity needs a session and a definition');
  const hash = sha256(JSON.stringify([sessionId, agentType, ordinal, sha256(definition)]));
  const agentId = `${agentType}-${ordinal}-${hash.slice(0, 8)}`;
  return Object.freeze({ agentId, agentType, sessionId, hash });
}

/** The agents that belong to one session. */
class IdentityRegistry {
  constructor(sessionId) {
    this.sessionId = sessionId;
    this.identities = new Map();
    this.sealed = false;
  }

  add(identity) {
    if (this.sealed) this.refuse('an agent joined after the start', identity);
    if (identity.sessionId !== this.sessionId)
      this.refuse('the identity is of another session', identity);
    if (this.identities.has(identity.agentId))
      this.refuse('the identity is already taken', identity);
    this.identities.set(identity.agentId, identity);
    return this;
  }

  /** Closes the session for further agents. */
  seal() {
    this.sealed = true;
    return this;
  }

  /** Returns the identity behind a claim; throws where the claim does not hold. */
  verify(claim) {
    const identity = this.identities.get(claim.agentId);
    if (!identity) this.refuse('the agent is unknown', claim);
    if (identity.hash !== claim.hash) this.refuse('the hash is of another agent', claim);
    return identity;
  }

  list() {
    return [...this.identities.values()].map(({ agentId, hash }) => ({ name: agentId, hash }));
  }

  refuse(reason, { agentId }) {
    throw new SecurityViolation('SEC-PM-001', reason, { sessionId: this.sessionId, agentId });
  }
}

module.exports = { createIdentity, IdentityRegistry };
