'use strict';

// Picks the agent for a request by the table of routes in the router's definition.

/** Returns the routes of a Markdown text, in order: `{ keywords, agent, feature }`. */
function parseRoutes(markdown) {
  const rows = markdown.split('\n').filter((line) => /^\|.*\|$/.test(line));
  const cells = rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  const header = cells.findIndex((row) => row.join() === 'Keywords,Agent,Feature');
  if (header < 0) throw new Error('the text has no table of routes');
  return cells.slice(header + 2).map(([keywords, agent, feature]) => ({
    keywords: keywords.split(',').map((keyword) => keyword.trim()),
    agent,
    feature: feature === '-' ? null : feature,
  }));
}

function names(request, keyword) {
  return request.includes(keyword);
}

/**
 * Returns the agent of the first route that a request names and whose feature is on, otherwise
 * `fallback`. `isEnabled` says whether a feature is on.
 */
function pickAgent(request, { routes, fallback, isEnabled }) {
  const text = request.toLowerCase();
  const route = routes.find(
    ({ keywords, feature }) =>
      keywords.some((keyword) => names(text, keyword)) && (feature === null || isEnabled(feature)),
  );
  return route ? route.agent : fallback;
}

module.exports = { parseRoutes, pickAgent };
