'use strict';

// Shortens conversations: the oldest messages go first, system messages and the latest ones stay.

/** Returns the estimated tokens of a text: four characters count as one. */
function estimateTokens(text) {
  return Math.ceil(text.length / 4);
}

function totalTokens(messages) {
  return messages.reduce((sum, message) => sum + estimateTokens(message.text), 0);
}

/**
 * Returns the messages to send, in their order. It can stay above `targetTokens` when what has to
 * be kept is larger than that.
 */
function optimize(messages, { targetTokens, keepRecentMessages }) {
  const firstRecent = messages.length - keepRecentMessages;
  let excess = totalTokens(messages) - targetTokens;
  return messages.filter((message, index) => {
    if (excess <= 0 || message.role === 'system' || index >= firstRecent) return true;
    excess -= estimateTokens(message.text);
    return false;
  });
}

module.exports = { estimateTokens, totalTokens, optimize };
