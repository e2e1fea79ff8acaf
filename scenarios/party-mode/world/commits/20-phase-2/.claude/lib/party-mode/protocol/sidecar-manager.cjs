'use strict';

// Sidecars: the scratch memory of agents, one directory for each agent of each session. No agent
// reaches the directory of another (SEC-PM-006).

const path = require('path');
const { SecurityViolation } = require('../security/violation.cjs');

const BASE = path.join('.claude', 'staging', 'agents');
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

class SidecarManager {
  constructor({ fs, base = BASE, maxBytes = 65536 }) {
    Object.assign(this, { fs, base, maxBytes });
  }

  /** Returns the directory of an agent. */
  directory(sessionId, agentId) {
    return path.join(this.base, this.checked(sessionId, agentId), this.checked(agentId, agentId));
  }

  create(sessionId, agentId) {
    const directory = this.directory(sessionId, agentId);
    if (this.fs.existsSync(directory)) throw new Error(`${agentId} has a sidecar already`);
    this.fs.mkdirSync(directory, { recursive: true });
    this.fs.writeFileSync(
      path.join(directory, 'sidecar.json'),
      `${JSON.stringify({ sessionId, agentId })}\n`,
    );
    return directory;
  }

  write(requester, owner, name, text) {
    const file = this.file(requester, owner, name);
    if (name === 'sidecar.json')
      this.refuse('wrote over the description of a sidecar', requester.agentId);
    if (text.length > this.maxBytes)
      throw new RangeError(`${name} is larger than ${this.maxBytes} characters`);
    this.fs.writeFileSync(file, text);
  }

  read(requester, owner, name) {
    return this.fs.readFileSync(this.file(requester, owner, name), 'utf-8');
  }

  list(requester, owner) {
    this.checkOwner(requester, owner);
    return this.fs.readdirSync(this.directory(owner.sessionId, owner.agentId)).sort();
  }

  /** Returns the sessions that have sidecars. */
  sessions() {
    return this.fs.existsSync(this.base) ? this.fs.readdirSync(this.base).sort() : [];
  }

  /** Removes all sidecars of a session. */
  removeSession(sessionId) {
    this.fs.rmSync(path.join(this.base, this.checked(sessionId, 'session')), {
      recursive: true,
      force: true,
    });
  }

  file(requester, owner, name) {
    this.checkOwner(requester, owner);
    return path.join(
      this.directory(owner.sessionId, owner.agentId),
      this.checked(name, requester.agentId),
    );
  }

  checkOwner(requester, owner) {
    const own = requester.sessionId === owner.sessionId && requester.agentId === owner.agentId;
    if (!own)
      this.refuse('reached for the memory of another agent', requester.agentId, owner.agentId);
  }

  /** Returns a name that cannot lead out of its directory. */
  checked(name, agentId) {
    if (!NAME.test(name)) this.refuse('used a name that leads out of its memory', agentId, name);
    return name;
  }

  refuse(reason, agentId, target) {
    throw new SecurityViolation('SEC-PM-006', reason, { agentId, target });
  }
}

module.exports = { SidecarManager, BASE };
