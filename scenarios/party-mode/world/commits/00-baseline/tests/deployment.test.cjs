'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('fs');
const path = require('path');

const ROOT = path.resolve(__dirname, '..');
const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf-8'));
const deploy = fs.readFileSync(path.join(ROOT, 'scripts/deploy.sh'), 'utf-8');

test('every deployment names a target that the deploy script accepts', () => {
  const names = Object.keys(scripts).filter((name) => name.startsWith('deploy:'));
  assert.deepEqual(names.sort(), ['deploy:production', 'deploy:staging']);
  for (const name of names) {
    const target = name.slice('deploy:'.length);
    assert.equal(scripts[name], `sh scripts/deploy.sh ${target}`);
    assert.ok(/^ {2}([a-z|]+)\) ;;$/m.exec(deploy)[1].split('|').includes(target));
  }
});

test('the deploy script stops at the first error and at an unset variable', () => {
  assert.match(deploy, /^#!\/bin\/sh\n(#.*\n)+set -eu\n/);
});

test('what sessions write is neither deployed nor committed', () => {
  assert.match(deploy, /^ {4}\.claude\/context\|\.claude\/staging\) ;;/m);
  const ignored = fs.readFileSync(path.join(ROOT, '.gitignore'), 'utf-8').split('\n');
  assert.ok(ignored.includes('.claude/staging/') && ignored.includes('node_modules/'));
});
