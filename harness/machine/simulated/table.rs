//! Which name is which command.

use super::System;
use super::{archive, date, files, find};
use crate::shell::{Call, Exit, Stop};

/// A simulated command: reads and changes the system, writes to the call's streams.
pub(super) type Command = fn(&mut System, &Call<'_>) -> Result<Exit, Stop>;

/// The families, each a list of names with their commands. No name stands in two of them.
const FAMILIES: &[&[(&str, Command)]] = &[
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
    super::node::COMMANDS,
    super::text::grep::COMMANDS,
    super::text::sed::COMMANDS,
    archive::gzip::COMMANDS,
    archive::tar::COMMANDS,
    date::command::COMMANDS,
    files::attributes::COMMANDS,
    files::copy::COMMANDS,
    files::link::COMMANDS,
    files::list::COMMANDS,
    files::make::COMMANDS,
    files::names::COMMANDS,
    files::remove::COMMANDS,
    files::rename::COMMANDS,
    files::scratch::COMMANDS,
    files::usage::COMMANDS,
    find::search::COMMANDS,
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
