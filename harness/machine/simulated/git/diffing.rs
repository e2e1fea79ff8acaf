//! What is shown of changes.

use super::arguments::Arguments;
use super::changes::Change;
use super::outcome::{Done, Halt};
use super::patch::{CONTEXT_LINES, patch_text};
use super::quoting::quoted;
use super::renames::with_renames;
use super::session::Session;
use super::stat::{Stat, summary};

/// What is shown of changes.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    parts: Vec<Part>,
    nothing: bool,
    context: u32,
    renames: bool,
}

/// One form in which changes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Names,
    Letters,
    Numbers,
    Table,
    Sums,
    Summary,
    Patch,
}

impl Shown {
    /// Reads the options that say what is shown.
    pub(super) fn read(given: &Arguments) -> Done<Self> {
        let mut shown = Self { context: CONTEXT_LINES, renames: true, ..Self::default() };
        for (name, value) in given.given() {
            let part = match name {
                "name-only" => Part::Names,
                "name-status" => Part::Letters,
                "numstat" => Part::Numbers,
                "stat" => Part::Table,
                "shortstat" => Part::Sums,
                "summary" => Part::Summary,
                "patch" | "u" => Part::Patch,
                "unified" => {
                    let text = value.unwrap_or_default();
                    let odd = |_| Halt::error(format!("invalid number of lines: {text}"));
                    shown.context = text.parse().map_err(odd)?;
                    Part::Patch
                }
                "no-patch" => {
                    shown.parts.clear();
                    shown.nothing = true;
                    continue;
                }
                "no-renames" => {
                    shown.renames = false;
                    continue;
                }
                "find-renames" if value.is_some() => {
                    return Err(Halt::unmodelled("diff with another measure of likeness"));
                }
                "raw" | "full-index" => return Err(Halt::unmodelled(format!("diff --{name}"))),
                _ => continue,
            };
            shown.nothing = false;
            shown.parts.push(part);
        }
        shown.parts.sort_unstable();
        shown.parts.dedup();
        let names = shown.parts.iter().filter(|part| **part <= Part::Letters).count();
        if names > 1 {
            let what = "options '--name-only', '--name-status', '--check', and '-s' cannot be \
                        used together";
            return Err(Halt::fatal(what));
        }
        Ok(shown)
    }

    /// Shows the table of changed lines.
    pub(super) fn table() -> Self {
        let parts = vec![Part::Table];
        Self { parts, context: CONTEXT_LINES, renames: true, ..Self::default() }
    }

    /// Shows the patch where no option asked for anything.
    pub(super) fn default_to_patch(&mut self) {
        if self.parts.is_empty() && !self.nothing {
            self.parts.push(Part::Patch);
        }
    }

    /// Says whether nothing is shown.
    pub(super) fn is_nothing(&self) -> bool {
        self.parts.is_empty()
    }

    /// Returns the line between a message and what is shown of the changes.
    pub(super) fn line_before(&self) -> &'static str {
        let both = self.parts.contains(&Part::Table) && self.parts.contains(&Part::Patch);
        if both { "---\n" } else { "\n" }
    }

    /// Says whether only lines are counted.
    pub(super) fn is_table_only(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Numbers | Part::Table | Part::Sums))
    }

    /// Says whether only names are shown.
    pub(super) fn is_names_only(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Names | Part::Letters))
    }

    /// Writes the paths in conflict as this form shows them.
    pub(super) fn unmerged_text(&self, paths: &[String]) -> String {
        let letter = if self.parts.contains(&Part::Letters) { "U\t" } else { "" };
        paths.iter().map(|path| format!("{letter}{}\n", quoted(path))).collect::<Vec<_>>().concat()
    }

    /// Finds renames, unless an option forbids it.
    pub(super) fn with_renames(
        &self,
        session: &Session<'_>,
        changes: Vec<Change>,
    ) -> Done<Vec<Change>> {
        if self.renames { with_renames(session, changes) } else { Ok(changes) }
    }

    /// Writes the changes in every form that is wanted.
    pub(super) fn text(&self, session: &Session<'_>, changes: &[Change]) -> Done<Vec<u8>> {
        let mut text = Vec::new();
        if changes.is_empty() {
            return Ok(text);
        }
        for part in &self.parts {
            match part {
                Part::Names => {
                    text.extend(
                        changes.iter().flat_map(|it| (quoted(&it.path) + "\n").into_bytes()),
                    );
                }
                Part::Letters => text.extend(letters(changes).into_bytes()),
                Part::Numbers => text.extend(Stat::of(session, changes)?.numbers().into_bytes()),
                Part::Table => text.extend(Stat::of(session, changes)?.table().into_bytes()),
                Part::Sums => text.extend(Stat::of(session, changes)?.sums().into_bytes()),
                Part::Summary => text.extend(summary(changes).into_bytes()),
                Part::Patch => {
                    text.extend((!text.is_empty()).then_some(b'\n'));
                    text.extend(patch_text(session, changes, self.context)?);
                }
            }
        }
        Ok(text)
    }
}

fn letters(changes: &[Change]) -> String {
    let line = |change: &Change| match &change.from {
        Some((from, alike)) => {
            let percent = alike * 100 / super::changes::ALIKE_MAX;
            format!("R{percent:03}\t{}\t{}\n", quoted(from), quoted(&change.path))
        }
        None => format!("{}\t{}\n", change.letter(), quoted(&change.path)),
    };
    changes.iter().map(line).collect()
}
