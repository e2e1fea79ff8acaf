'use strict';

// Context isolation (SEC-PM-004): every agent works on a copy of its own, without what is not meant
// for it, and reads no other. What an agent does to its copy reaches nobody else.

const crypto = require('crypto');
const { SecurityViolation } = require('../security/violation.cjs');

const PRIVATE = ['credentials', 'systemPrompt', 'contexts'];

/** Returns a copy without private keys, at any depth. */
function withoutPrivate(value) {
  if (Array.isArray(value)) return value.map(withoutPrivate);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !PRIVATE.includes(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutPrivate(inner)]));
}

/** Returns the same value with the keys of all objects in order. */
function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key])]),
  );
}

/** Returns the digest of a context; the order of its keys does not count. */
function hashOf(context) {
  return crypto
    .createHash('sha256')
    .update(JSON.stringify(ordered(context)))
    .digest('hex');
}

class ContextIsolator {
  constructor(sessionId) {
    this.sessionId = sessionId;
    this.contexts = new Map();
  }

  /** Gives an agent its copy of `shared` and returns the digest of that copy. */
  isolate(agentId, shared) {
    if (this.contexts.has(agentId)) throw new Error(`${agentId} has a context already`);
    const context = withoutPrivate(shared);
    this.contexts.set(agentId, context);
    return hashOf(context);
  }

  /** Returns the context of `owner`; only `owner` itself may ask. */
  read(requester, owner) {
    if (requester !== owner || !this.contexts.has(owner)) {
      const attempt = { sessionId: this.sessionId, agentId: requester, target: owner };
      throw new SecurityViolation('SEC-PM-004', 'read a context that is not its own', attempt);
    }
    return this.contexts.get(owner);
  }

  /** Says whether the context of an agent is still the one of this digest. */
  isUntouched(agentId, hash) {
    return this.contexts.has(agentId) && hashOf(this.contexts.get(agentId)) === hash;
  }

  release(agentId) {
    return this.contexts.delete(agentId);
  }
}

module.exports = { ContextIsolator, hashOf };
