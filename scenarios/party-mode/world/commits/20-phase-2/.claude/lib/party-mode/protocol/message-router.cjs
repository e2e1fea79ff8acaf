'use strict';

// Carries messages between the agents of a session. Every agent has an inbox that only it can
// empty; a sender is checked against the registry of identities before anything is delivered.

class MessageRouter {
  constructor(registry) {
    this.registry = registry;
    this.inboxes = new Map(registry.list().map(({ name }) => [name, []]));
  }

  /** Delivers `text` to one agent, or to all others where `to` is `all`. Returns who got it. */
  send(claim, { to, round, text }) {
    const { agentId } = this.registry.verify(claim);
    const others = [...this.inboxes.keys()].filter((name) => name !== agentId);
    const receivers = to === 'all' ? others : [to];
    for (const receiver of receivers) {
      if (!this.inboxes.has(receiver)) throw new Error(`no agent ${receiver} in this session`);
      this.inboxes.get(receiver).push(Object.freeze({ from: agentId, to: receiver, round, text }));
    }
    return receivers;
  }

  /** Returns the messages of the agent that asks, oldest first, and empties its inbox. */
  receive(claim) {
    const { agentId } = this.registry.verify(claim);
    return this.inboxes.get(agentId).splice(0);
  }
}

module.exports = { MessageRouter };
