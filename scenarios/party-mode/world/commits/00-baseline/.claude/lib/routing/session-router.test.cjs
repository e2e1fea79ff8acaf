'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { parseRoutes, pickAgent } = require('./session-router.cjs');

const TABLE = `
# Router

| Keywords | Agent | Feature |
| --- | --- | --- |
| plan, road map | planner | - |
| test | tester | - |
| tokens | token-analyst | tokenMonitoring |
`;

function pick(request, on = true) {
  return pickAgent(request, {
    routes: parseRoutes(TABLE),
    fallback: 'developer',
    isEnabled: () => on,
  });
}

test('the table of routes is read in order', () => {
  assert.deepEqual(parseRoutes(TABLE)[0], {
    keywords: ['plan', 'road map'],
    agent: 'planner',
    feature: null,
  });
});

test('a text without a table is refused', () => {
  assert.throws(() => parseRoutes('# Router\n'), /no table/);
});

test('a keyword picks its agent', () => {
  assert.equal(pick('please plan the release'), 'planner');
});

test('the first route wins', () => {
  assert.equal(pick('test the plan'), 'planner');
});

test('capital letters do not matter', () => {
  assert.equal(pick('Draw a Road Map'), 'planner');
});

test('a route of a feature that is off is passed over', () => {
  assert.equal(pick('count my tokens', true), 'token-analyst');
  assert.equal(pick('count my tokens', false), 'developer');
});

test('what no route names goes to the fallback', () => {
  assert.equal(pick('sing a song'), 'developer');
});
