'use strict';

// Reads teams: one CSV file each, at most four agents (SEC-PM-005).

const realFs = require('fs');
const path = require('path');
const { loadAgents } = require('../../agents/registry.cjs');

const ROOT = path.resolve(__dirname, '../../../..');
const TEAMS = path.join('.claude', 'teams');
const HEADER = 'agent_type,role,priority,tools,model';
const MAX_AGENTS = 4;

/** Splits a line of CSV; a cell in double quotes may hold commas. */
function cellsOf(line) {
  const found = line.match(/("[^"]*"|[^",]*)(,|$)/g) || [];
  const whole = found.join('') === line && line !== '';
  if (!whole) return [];
  const cells = line.endsWith(',') ? found : found.filter((cell) => cell !== '');
  return cells.map((cell) =>
    cell
      .replace(/,$/, '')
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
}

function memberOf(line, number, agents) {
  const fail = (reason) => {
    throw new Error(`line ${number}: ${reason}`);
  };
  const cells = cellsOf(line);
  if (cells.length !== 5) fail(`5 cells are expected, ${cells.length} found`);
  const [agentType, role, priority, tools, model] = cells;
  const agent = agents.get(agentType) || fail(`no agent is called ${agentType}`);
  if (!/^[1-9]$/.test(priority)) fail(`the priority ${priority} is not 1 to 9`);
  const list = tools.split(',').map((tool) => tool.trim());
  const foreign = list.filter((tool) => !agent.tools.includes(tool));
  if (foreign.length > 0) fail(`${agentType} may not use ${foreign.join(', ')}`);
  const { body: definition } = agent;
  return { agentType, role, priority: Number(priority), tools: list, model, definition };
}

/** Returns the members of a team, in order; `agents` are the definitions by name. */
function parseTeam(text, agents) {
  const lines = text
    .split(/\r?\n/)
    .filter((line, index, all) => line !== '' || index < all.length - 1);
  if (lines[0] !== HEADER) throw new Error(`line 1: the header is not ${HEADER}`);
  const members = lines.slice(1).map((line, index) => memberOf(line, index + 2, agents));
  if (members.length < 2) throw new Error('a team has at least two agents');
  if (members.length > MAX_AGENTS) throw new Error(`a team has at most ${MAX_AGENTS} agents`);
  return members;
}

/** Returns the names of all teams, sorted. */
function teamNames({ root = ROOT, fs = realFs } = {}) {
  const files = fs.readdirSync(path.join(root, TEAMS)).filter((file) => file.endsWith('.csv'));
  return files.map((file) => file.slice(0, -'.csv'.length)).sort();
}

/** Returns a team by name: `{ name, members }`; throws an Error that names the file. */
function loadTeam(name, { root = ROOT, fs = realFs, agents = loadAgents() } = {}) {
  const file = path.join(TEAMS, `${name}.csv`);
  try {
    return { name, members: parseTeam(fs.readFileSync(path.join(root, file), 'utf-8'), agents) };
  } catch (error) {
    throw new Error(`${file}: ${error.message}`);
  }
}

module.exports = { parseTeam, teamNames, loadTeam, MAX_AGENTS };
