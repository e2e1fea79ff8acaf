'use strict';

// The error that every security control of Party Mode throws.

const SEVERITIES = {
  'SEC-PM-001': 'HIGH', // identity
  'SEC-PM-002': 'HIGH', // response integrity
  'SEC-PM-003': 'MEDIUM', // audit log
  'SEC-PM-004': 'CRITICAL', // context isolation
  'SEC-PM-005': 'MEDIUM', // rate limits
  'SEC-PM-006': 'CRITICAL', // memory boundaries
};

class SecurityViolation extends Error {
  constructor(control, reason, attempt = {}) {
    super(`${control}: ${reason}`);
    this.name = 'SecurityViolation';
    Object.assign(this, { control, severity: SEVERITIES[control], reason, attempt });
  }

  /** Returns the fields of a SECURITY_EVENT for the audit log. */
  toEvent() {
    return { event: this.control, severity: this.severity, reason: this.reason, ...this.attempt };
  }
}

module.exports = { SecurityViolation, SEVERITIES };
