//! Which name is which command.

use super::System;
use crate::shell::{Call, Exit, Stop};

/// A simulated command: reads and changes the system, writes to the call's streams.
pub(super) type Command = fn(&mut System, &Call<'_>) -> Result<Exit, Stop>;

/// The families, each a list of names with their commands. No name stands in two of them.
const FAMILIES: &[&[(&str, Command)]] = &[
    super::archive::gzip::COMMANDS,
    super::archive::tar::COMMANDS,
    super::date::command::COMMANDS,
    super::files::attributes::COMMANDS,
    super::files::copy::COMMANDS,
    super::files::link::COMMANDS,
    super::files::list::COMMANDS,
    super::files::make::COMMANDS,
    super::files::names::COMMANDS,
    super::files::remove::COMMANDS,
    super::files::rename::COMMANDS,
    super::files::scratch::COMMANDS,
    super::files::usage::COMMANDS,
    super::find::search::COMMANDS,
    super::git::COMMANDS,
    super::jq::COMMANDS,
    super::lines::cat::COMMANDS,
    super::lines::columns::COMMANDS,
    super::lines::compare::COMMANDS,
    super::lines::cut::COMMANDS,
    super::lines::digest::COMMANDS,
    super::lines::ends::COMMANDS,
    super::lines::seq::COMMANDS,
    super::lines::sort::COMMANDS,
    super::lines::tee::COMMANDS,
    super::lines::tr::command::COMMANDS,
    super::lines::uniq::COMMANDS,
    super::lines::wc::COMMANDS,
    super::node::COMMANDS,
    super::node::npm::COMMANDS,
    super::process::kill::COMMANDS,
    super::process::pick::COMMANDS,
    super::process::ps::COMMANDS,
    super::process::wait::COMMANDS,
    super::process::watch::COMMANDS,
    super::text::grep::COMMANDS,
    super::text::sed::COMMANDS,
    super::wrap::answers::COMMANDS,
    super::wrap::env::COMMANDS,
    super::wrap::shells::COMMANDS,
    super::wrap::xargs::COMMANDS,
];

/// Looks a command up by name, or by a path such as `/usr/bin/env`.
pub(super) fn find(name: &str) -> Option<Command> {
    let plain = name
        .strip_prefix("/usr/bin/")
        .or_else(|| name.strip_prefix("/bin/"))
        .or_else(|| name.strip_prefix("/usr/local/bin/"))
        .unwrap_or(name);
    FAMILIES
        .iter()
        .copied()
        .flatten()
        .find(|(known, _)| *known == plain)
        .map(|(_, command)| *command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runbook_can_tell_every_command_in_its_prose() {
        for (name, _) in FAMILIES.iter().copied().flatten() {
            assert!(crate::runbook::names_command(name), "{name}");
        }
    }
}
