//! Markdown to typed runbook.
