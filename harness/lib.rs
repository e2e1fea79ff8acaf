//! Proves rollback runbooks: parses them, runs them in throwaway worlds, says what was proven.
//!
//! The rooms stand in reading order; each may name only rooms above it (`tests/it/tidy.rs`).

pub mod determinism;
pub mod audit;
pub mod runbook;
pub mod decision;
pub mod world;
pub mod journal;
pub mod verdict;
pub mod checks;
pub mod lint;
pub mod throwaway;
pub mod shell;
pub mod machine;
pub mod drill;
pub mod sweep;
pub mod report;
pub mod cli;
