'use strict';

// Integrity of what agents say (SEC-PM-002): each response is sealed with the key of its session
// and carries the seal of the one before, so that none can be changed, left out or moved.

const crypto = require('crypto');
const { SecurityViolation } = require('./violation.cjs');

const START = '0'.repeat(64);

function sealOf(entry, key) {
  const parts = [entry.previous, entry.agentId, entry.round, entry.content];
  return crypto.createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
}

/** Compares two seals without stopping at the first difference. */
function sameSeal(left, right) {
  if (typeof right !== 'string' || left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < left.length; at += 1)
    difference |= left.charCodeAt(at) ^ right.charCodeAt(at);
  return difference === 0;
}

/** The responses of one session, in order. */
class ResponseChain {
  constructor(key) {
    if (!key) throw new TypeError('a chain needs a key');
    this.key = key;
    this.entries = [];
  }

  get head() {
    return this.entries.length === 0 ? START : this.entries[this.entries.length - 1].seal;
  }

  append({ agentId, round, content }) {
    if (typeof content !== 'string') throw new TypeError('a response is text');
    const entry = { previous: this.head, agentId, round, content };
    this.entries.push(Object.freeze({ ...entry, seal: sealOf(entry, this.key) }));
    return this.head;
  }
}

/** Returns the index of the first entry that is not what was sealed, -1 where all are. */
function firstBroken(entries, key) {
  return entries.findIndex((entry, index) => {
    const previous = index === 0 ? START : entries[index - 1].seal;
    return entry.previous !== previous || !sameSeal(sealOf(entry, key), entry.seal);
  });
}

/** Throws unless the entries are the whole chain that ends in `head`. */
function verifyChain(entries, key, head) {
  const broken = firstBroken(entries, key);
  if (broken >= 0) {
    const { agentId } = entries[broken];
    throw new SecurityViolation('SEC-PM-002', `response ${broken + 1} was changed`, { agentId });
  }
  const last = entries.length === 0 ? START : entries[entries.length - 1].seal;
  if (last !== head) throw new SecurityViolation('SEC-PM-002', 'responses are missing at the end');
}

module.exports = { ResponseChain, firstBroken, verifyChain };
