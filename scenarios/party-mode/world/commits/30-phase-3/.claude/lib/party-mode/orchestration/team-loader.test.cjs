'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { parseTeam, teamNames, loadTeam, MAX_AGENTS } = require('./team-loader.cjs');

const AGENTS = new Map([
  ['planner', { tools: ['Read', 'Search'] }],
  ['tester', { tools: ['Run'] }],
]);
const HEADER = 'agent_type,role,priority,tools,model';
const PLANNER = 'planner,Plans,1,"Read,Search",large';
const TESTER = 'tester,"Tests, twice",2,Run,small';

function team(...lines) {
  return parseTeam(`${[HEADER, ...lines].join('\n')}\n`, AGENTS);
}

test('every team of the framework can be loaded', () => {
  const sizes = teamNames().map((name) => loadTeam(name).members.length);
  assert.ok(sizes.length >= 3 && sizes.every((size) => size <= MAX_AGENTS));
});

test('the default team plans before it develops, each by its definition', () => {
  const { members } = loadTeam('default');
  assert.match(members[0].definition, /^\s*# Planner/);
  assert.deepEqual(
    members.map(({ agentType }) => agentType),
    ['planner', 'developer', 'tester'],
  );
});

test('a team that is not there is named with its file', () => {
  assert.throws(() => loadTeam('nobody'), /teams\/nobody\.csv/);
});

test('a quoted cell may hold commas', () => {
  const [planner, tester] = team(PLANNER, TESTER);
  assert.deepEqual([planner.tools, tester.role], [['Read', 'Search'], 'Tests, twice']);
});

test('another header is refused', () => {
  assert.throws(() => parseTeam(`agent,role\n${PLANNER}\n`, AGENTS), /line 1/);
});

test('a line with a cell too few is named', () => {
  assert.throws(() => team(PLANNER, 'tester,Tests,2,Run'), /line 3: 5 cells/);
});

test('an agent that is not defined is refused', () => {
  assert.throws(() => team(PLANNER, 'pirate,Steals,2,Run,small'), /no agent is called pirate/);
});

test('an agent gets no tool beyond its definition', () => {
  assert.throws(() => team(PLANNER, 'tester,Tests,2,"Run,Edit",small'), /may not use Edit/);
});

test('a priority is a figure from 1 to 9', () => {
  for (const priority of ['0', '10', 'high', '']) {
    assert.throws(() => team(PLANNER, `tester,Tests,${priority},Run,small`), /priority/);
  }
});

test('a team has two to four agents', () => {
  assert.throws(() => team(PLANNER), /at least two/);
  assert.doesNotThrow(() => team(PLANNER, TESTER, TESTER, TESTER));
  assert.throws(() => team(PLANNER, TESTER, TESTER, TESTER, TESTER), /at most 4/);
});
