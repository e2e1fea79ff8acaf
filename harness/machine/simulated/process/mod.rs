//! Commands about processes and about waiting.
//!
//! Read `everyone` (who there is), `signals` (what a signal does), then `pick` (`pgrep`, `pkill`),
//! `kill`, `ps`, and `span` (lengths of time), `wait`, `watch`.

pub(super) mod everyone;
pub(super) mod kill;
pub(super) mod pick;
pub(super) mod ps;
mod signals;
mod span;
#[cfg(test)]
mod tests;
pub(super) mod wait;
pub(super) mod watch;
