'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('fs');
const path = require('path');
const { loadConfig } = require('../.claude/lib/utils/config-loader.cjs');

const ROOT = path.resolve(__dirname, '..');
const DOCS = '.claude/docs';
const documents = fs
  .readdirSync(path.join(ROOT, DOCS))
  .sort()
  .map((name) => `${DOCS}/${name}`);

function read(file) {
  return fs.readFileSync(path.join(ROOT, file), 'utf-8');
}

test('the index lists exactly the documents that exist', () => {
  const listed = read('.claude/CLAUDE.md').match(/^- `\.claude\/docs\/[^`]+`/gm) || [];
  assert.deepEqual(listed.map((line) => line.slice(3, -1)).sort(), documents);
});

test('every document starts with a title and says something', () => {
  for (const file of documents) assert.match(read(file), /^# \S.*\n\n\S/, file);
});

test('every path that a document names exists', () => {
  const named = documents.flatMap((file) => read(file).match(/`\.claude\/[^`<*]+`/g) || []);
  const missing = named.filter((quoted) => !fs.existsSync(path.join(ROOT, quoted.slice(1, -1))));
  assert.deepEqual(missing, []);
});

test('the configuration document names every section and every feature', () => {
  const { features, ...sections } = loadConfig({ env: {} });
  const names = [
    ...Object.keys(sections),
    ...Object.keys(features).map((name) => `features.${name}`),
  ];
  const listed = read(`${DOCS}/CONFIGURATION.md`)
    .match(/^\| `[^`]+`/gm)
    .map((row) => row.slice(3, -1));
  assert.deepEqual(listed.sort(), names.sort());
});
