//! The room held against the matrix and the breaker of the built-in runbook, edge by edge.

mod breaker;
mod breaker_laws;
mod config;
mod decision;
mod detection;
mod scene;
