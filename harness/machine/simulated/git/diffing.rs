//! What is shown of changes, and `git diff`.

use super::arguments::Arguments;
use super::changes::{Change, between, limited};
use super::outcome::{Done, Halt};
use super::patch::{CONTEXT_LINES, patch_text};
use super::pathspec::Pathspec;
use super::quoting::quoted;
use super::renames::with_renames;
use super::scene::Scene;
use super::session::Session;
use super::stat::{Stat, summary};
use super::walk::Range;
use crate::shell::Exit;
use crate::throwaway::Listing;

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

const GRAMMAR: &str = "cached staged stat numstat shortstat summary name-only name-status p,patch u \
    s,no-patch U,unified: q,quiet exit-code raw no-color no-ext-diff M,find-renames? no-renames \
    full-index merge-base";

/// `git diff`.
pub(super) fn diff(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("diff", GRAMMAR, arguments)?;
    if given.has("merge-base") {
        return Err(Halt::unmodelled("diff --merge-base"));
    }
    let range = session.range(&given.operands, given.before_dashes)?;
    let paths = Pathspec::read(session, &range.paths)?;
    let cached = given.has("cached") || given.has("staged");
    let Some((old, new)) = sides(session, &given, &range, cached)? else {
        return blobs(session, &given, &range);
    };
    let mut shown = Shown::read(&given)?;
    shown.default_to_patch();
    let changes = limited(between(&old, &new), &paths);
    let differs = !changes.is_empty();
    if !given.has("quiet") {
        let changes = shown.with_renames(session, changes)?;
        session.call.stdout.write(&shown.text(session, &changes)?);
    }
    let says = given.has("exit-code") || given.has("quiet");
    Ok(if differs && says { Exit::FAILURE } else { Exit::SUCCESS })
}

/// Returns both sides as files by path; none where single files are compared.
fn sides(
    session: &Session<'_>,
    given: &Arguments,
    range: &Range,
    cached: bool,
) -> Done<Option<(Listing, Listing)>> {
    let files = |id| session.files_of(Some(id));
    let ends = (range.exclude.as_slice(), range.include.as_slice());
    if range.named.len() > range.include.len() {
        return Ok(None);
    }
    if cached {
        let old = match ends {
            ([], []) => session.head()?.commit,
            ([], [one]) => Some(*one),
            _ => return Err(Halt::unmodelled("diff --cached of a range")),
        };
        let staging = super::staging::Staging::read(session)?;
        if !staging.conflicts.is_empty() {
            return Err(Halt::unmodelled("diff --cached in a conflict"));
        }
        return Ok(Some((session.files_of(old)?, staging.listing())));
    }
    match ends {
        ([], []) => {
            let scene = Scene::of(session)?;
            if !scene.staging.conflicts.is_empty() {
                return Err(Halt::unmodelled("diff in a conflict"));
            }
            Ok(Some((scene.staging.listing(), scene.tracked_on_disk()?)))
        }
        ([], [one]) => {
            let scene = Scene::of(session)?;
            if !scene.staging.conflicts.is_empty() {
                return Err(Halt::unmodelled("diff in a conflict"));
            }
            Ok(Some((files(*one)?, scene.tracked_on_disk()?)))
        }
        ([], [one, other]) | ([one], [other]) => Ok(Some((files(*one)?, files(*other)?))),
        // Three dots: from the merge base to the right side.
        ([base], [_, other]) if given.operands.iter().any(|text| text.contains("...")) => {
            Ok(Some((files(*base)?, files(*other)?)))
        }
        _ => Err(Halt::unmodelled("diff of more than two commits")),
    }
}

/// Compares two blobs such as `HEAD:FILE` and `main:FILE`.
fn blobs(session: &Session<'_>, _: &Arguments, range: &Range) -> Done {
    let names: Vec<&str> = range.named.iter().map(|(name, _)| name.as_str()).collect();
    let _ = session;
    Err(Halt::unmodelled(format!("diff of {}", names.join(" and "))))
}
