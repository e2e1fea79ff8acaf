'use strict';

// Says which features are on. The environment decides first, then the configuration; what neither
// names is off, and so is everything when the configuration cannot be read.

const crypto = require('crypto');
const { loadConfig, sectionsOf } = require('./config-loader.cjs');

/** Returns the variable that decides about a feature: MONITORING_ENABLED for `monitoring`. */
function variableFor(name) {
  return `${name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}_ENABLED`;
}

/** Returns what the environment says: on, off, or undefined where it says nothing. */
function fromEnvironment(name, env) {
  const text = (env[variableFor(name)] || '').trim().toLowerCase();
  return text === '' ? undefined : text === 'true' || text === '1';
}

/** Returns the section of a feature, null where there is none; throws on a broken configuration. */
function getConfig(name, source = {}) {
  return sectionsOf(loadConfig(source)).get(name) || null;
}

function fromConfig(name, source) {
  try {
    const section = getConfig(name, source);
    return section !== null && section.enabled === true;
  } catch {
    return false;
  }
}

/** Says whether a feature is on for the process that asks. */
function isEnabled(name, source = {}) {
  const decided = fromEnvironment(name, source.env || process.env);
  return decided === undefined ? fromConfig(name, source) : decided;
}

/** Says whether a feature is on for `subject`, which `rolloutPercentage` may exclude. */
function isEnabledFor(name, subject, source = {}) {
  if (!isEnabled(name, source)) return false;
  const { rolloutPercentage = 100 } = getConfig(name, source) || {};
  const digest = crypto.createHash('sha256').update(`${name}/${subject}`).digest('hex');
  return parseInt(digest.slice(0, 8), 16) % 100 < rolloutPercentage;
}

module.exports = { isEnabled, isEnabledFor, getConfig, variableFor };
