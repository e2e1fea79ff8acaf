'use strict';

// Turns the responses of a round into a decision. A response takes a position with a confidence of
// 0 to 1; agents of a better priority (1 is the best, 9 the least) weigh more.

const THRESHOLD = 0.6;
const LEAST_PRIORITY = 9;

function weightOf({ agentId, priority, confidence }) {
  if (!(confidence >= 0 && confidence <= 1))
    throw new RangeError(`${agentId} has no confidence of 0 to 1`);
  return (LEAST_PRIORITY + 1 - priority) * confidence;
}

/** Returns the weight of every position, the heaviest first; equal ones by name. */
function weighPositions(responses) {
  const weights = new Map();
  for (const response of responses) {
    const before = weights.get(response.position) || 0;
    weights.set(response.position, before + weightOf(response));
  }
  return [...weights].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}

/**
 * Returns `{ decision, consensus, dissent, abstained }`: the position that has its share of the
 * weight, or null; that share; and who took another position or none.
 */
function aggregate(responses, { threshold = THRESHOLD } = {}) {
  const speakers = new Set(responses.map(({ agentId }) => agentId));
  if (speakers.size !== responses.length) throw new Error('an agent counts once');
  const voiced = responses.filter(({ position }) => position);
  const weights = weighPositions(voiced);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const [leading, weight] = weights[0] || [null, 0];
  const consensus = total === 0 ? 0 : weight / total;
  const decision = total > 0 && consensus >= threshold ? leading : null;
  const names = (list) => list.map(({ agentId }) => agentId);
  return {
    decision,
    consensus,
    dissent: decision === null ? [] : names(voiced.filter(({ position }) => position !== decision)),
    abstained: names(responses.filter(({ position }) => !position)),
  };
}

module.exports = { aggregate, THRESHOLD };
