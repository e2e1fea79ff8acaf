'use strict';

// Reads agent definitions: Markdown files with front matter.

const realFs = require('fs');
const path = require('path');
const yaml = require('yaml');

const ROOT = path.resolve(__dirname, '../../..');
const REQUIRED = ['name', 'description', 'model', 'tools'];

/** Splits a definition into its front matter and its body. */
function parseDefinition(text) {
  const found = /^---\n([^]*?)\n---\n([^]*)$/.exec(text);
  if (!found) throw new Error('an agent definition starts with front matter');
  const head = yaml.parse(found[1]);
  const missing = REQUIRED.filter((key) => !head[key]);
  if (missing.length > 0) throw new Error(`front matter without ${missing.join(', ')}`);
  return { ...head, body: found[2] };
}

/** Returns the paths of all definitions below `.claude/agents`, from the root, sorted. */
function definitionFiles({ root = ROOT, fs = realFs } = {}) {
  const base = path.join('.claude', 'agents');
  const groups = fs.readdirSync(path.join(root, base)).sort();
  return groups.flatMap((group) =>
    fs
      .readdirSync(path.join(root, base, group))
      .filter((file) => file.endsWith('.md'))
      .sort()
      .map((file) => path.join(base, group, file)),
  );
}

/** Returns all agents by name; throws where two definitions share one. */
function loadAgents(source = {}) {
  const { root = ROOT, fs = realFs } = source;
  const agents = new Map();
  for (const file of definitionFiles(source)) {
    const agent = parseDefinition(fs.readFileSync(path.join(root, file), 'utf-8'));
    if (agents.has(agent.name)) throw new Error(`two agents are called ${agent.name}`);
    agents.set(agent.name, { ...agent, file });
  }
  return agents;
}

module.exports = { parseDefinition, definitionFiles, loadAgents };
