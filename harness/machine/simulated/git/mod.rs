//! `git`: its commands over real repositories, with the texts and exit codes of git 2.39.
//!
//! Read `command` (git's own options and the table), `session` (one command in one repository),
//! `revision` and `walk` (naming commits), `staging` and `scene` (index and work tree), `unpack`
//! (going from tree to tree), then any command.
//!
//! **Invariant:** the library reads and writes objects and the index only, and merges texts.
//! References, settings, work trees, ignore rules and transfers between repositories are done
//! here, through the wall around the world, and nothing ever reaches a network or runs a program.

mod adding;
mod arguments;
mod branching;
mod changes;
mod checkout;
mod command;
mod committing;
mod configuring;
mod creating;
mod dates;
mod diff;
mod diffing;
mod fetching;
mod glob;
mod history;
mod identity;
mod ignoring;
mod likeness;
mod listing;
mod log_filter;
mod merging;
mod message;
mod naming;
mod outcome;
mod patch;
mod pathspec;
mod pattern;
mod pretty;
mod progress;
mod push_report;
mod push_spec;
mod pushing;
mod quoting;
mod recording;
mod remotes;
mod removing;
mod renames;
mod resetting;
mod restoring;
mod revision;
mod scene;
mod sequencer;
mod series;
mod session;
mod staging;
mod stashing;
mod stat;
mod status;
mod status_text;
mod surroundings;
mod switching;
mod tagging;
#[cfg(test)]
mod tests;
mod threeway;
mod tracking;
mod unpack;
mod walk;
mod when;
mod work_trees;
mod worktree;
mod worktree_add;

use super::table::Command;

pub(super) const COMMANDS: &[(&str, Command)] = &[("git", command::git)];
