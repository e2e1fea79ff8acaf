//! `--stat`, `--shortstat` and the summary lines of created, removed and renamed files.

use std::fmt::Write as _;

use super::changes::{ALIKE_MAX, Change};
use super::outcome::Done;
use super::patch::{Counts, counts};
use super::quoting::quoted;
use super::session::Session;

/// How wide the table is when nothing is a terminal.
const COLUMNS: usize = 80;

/// One row of the table.
struct Row {
    name: String,
    counts: Option<Counts>,
    /// Sizes before and after, in bytes.
    sizes: (usize, usize),
}

/// The changed lines of some changes.
pub(super) struct Stat {
    rows: Vec<Row>,
}

impl Stat {
    /// Counts the lines of every change.
    pub(super) fn of(session: &Session<'_>, changes: &[Change]) -> Done<Self> {
        let rows = changes.iter().map(|change| Row::of(session, change)).collect::<Done<_>>()?;
        Ok(Self { rows })
    }

    /// Writes the table with the line of sums.
    pub(super) fn table(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let changed = |row: &Row| row.counts.map_or(0, |counts| counts.added + counts.removed);
        let most = self.rows.iter().map(changed).max().unwrap_or(0);
        let binary = self.rows.iter().any(|row| row.counts.is_none());
        let digits = most.to_string().len().max(if binary { 3 } else { 0 });
        let longest = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        let room_for_bytes = self
            .rows
            .iter()
            .filter(|row| row.counts.is_none())
            .map(|row| 14 + row.sizes.0.to_string().len() + row.sizes.1.to_string().len());
        let room_for_bytes = room_for_bytes.max().unwrap_or(0);
        let (names, graph) =
            widths(longest, digits, most.max(room_for_bytes.saturating_sub(digits)));
        let mut text = String::new();
        for row in &self.rows {
            let _ =
                writeln!(text, " {} | {}", padded(&row.name, names), row.bar(digits, graph, most));
        }
        text + &self.sums()
    }

    /// Writes the line of sums.
    pub(super) fn sums(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let total = |count: fn(Counts) -> usize| -> usize {
            self.rows.iter().filter_map(|row| row.counts).map(count).sum()
        };
        let (added, removed) = (total(|counts| counts.added), total(|counts| counts.removed));
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let files = self.rows.len();
        let mut text = format!(" {files} file{} changed", plural(files));
        if added > 0 || removed == 0 {
            let _ = write!(text, ", {added} insertion{}(+)", plural(added));
        }
        if removed > 0 || added == 0 {
            let _ = write!(text, ", {removed} deletion{}(-)", plural(removed));
        }
        text + "\n"
    }

    /// Writes `ADDED<tab>REMOVED<tab>PATH` for every change.
    pub(super) fn numbers(&self) -> String {
        let line = |row: &Row| match row.counts {
            Some(counts) => format!("{}\t{}\t{}\n", counts.added, counts.removed, row.name),
            None => format!("-\t-\t{}\n", row.name),
        };
        self.rows.iter().map(line).collect()
    }
}

impl Row {
    fn of(session: &Session<'_>, change: &Change) -> Done<Self> {
        let (old, new) = (session.old_content(change)?, session.new_content(change)?);
        let same = change.old.map(|leaf| leaf.id) == change.new.map(|leaf| leaf.id);
        let counts = match counts(&old, &new)? {
            Some(_) if same => Some(Counts::default()),
            counted => counted,
        };
        let name = match &change.from {
            Some((from, _)) => renamed(from, &change.path),
            None => quoted(&change.path),
        };
        Ok(Self { name, counts, sizes: (old.len(), new.len()) })
    }

    fn bar(&self, digits: usize, graph: usize, most: usize) -> String {
        let Some(Counts { added, removed }) = self.counts else {
            let (old, new) = self.sizes;
            let bytes = if old == new && old == 0 {
                String::new()
            } else {
                format!(" {old} -> {new} bytes")
            };
            return format!("{:>digits$}{bytes}", "Bin");
        };
        let (plus, minus) = scaled(added, removed, graph, most);
        let blank = if added + removed == 0 { "" } else { " " };
        format!("{:>digits$}{blank}{}{}", added + removed, "+".repeat(plus), "-".repeat(minus))
    }
}

/// Returns the widths of names and graph.
fn widths(longest: usize, digits: usize, most: usize) -> (usize, usize) {
    let fixed = digits + 6;
    let (mut names, mut graph) = (longest, most);
    if names + fixed + graph > COLUMNS {
        let share = (COLUMNS * 3 / 8).saturating_sub(fixed).max(6);
        graph = graph.min(share);
        if names > COLUMNS - fixed - graph {
            names = COLUMNS - fixed - graph;
        } else {
            graph = COLUMNS - fixed - names;
        }
    }
    (names, graph)
}

fn scaled(added: usize, removed: usize, graph: usize, most: usize) -> (usize, usize) {
    if graph > most {
        return (added, removed);
    }
    let scale = |count: usize| if count == 0 { 0 } else { 1 + count * (graph - 1) / most };
    let mut total = scale(added + removed);
    if total < 2 && added > 0 && removed > 0 {
        total = 2;
    }
    if added < removed {
        (scale(added), total - scale(added))
    } else {
        (total - scale(removed), scale(removed))
    }
}

/// Pads a name, or cuts its front at a slash and marks that with dots.
fn padded(name: &str, width: usize) -> String {
    let length = name.chars().count();
    if length <= width {
        return format!("{name:<width$}");
    }
    let kept: String = name.chars().skip(length - width.saturating_sub(3)).collect();
    let kept = kept.find('/').map_or(kept.as_str(), |at| &kept[at..]);
    format!("{:<width$}", format!("...{kept}"))
}

/// Writes a rename with what both paths share taken out of the braces.
pub(super) fn renamed(from: &str, to: &str) -> String {
    if quoted(from) != from || quoted(to) != to {
        return format!("{} => {}", quoted(from), quoted(to));
    }
    let shared = from.bytes().zip(to.bytes()).take_while(|(one, other)| one == other).count();
    let front = from[..shared].rfind('/').map_or(0, |at| at + 1);
    let mut back = 0;
    let tails = from.bytes().rev().zip(to.bytes().rev());
    let room = (from.len().min(to.len()) + usize::from(front > 0)).saturating_sub(front);
    for (at, (one, other)) in tails.enumerate().take(room) {
        if one != other {
            break;
        }
        if one == b'/' {
            back = at + 1;
        }
    }
    if front + back == 0 {
        return format!("{from} => {to}");
    }
    let middle = |path: &str| path.get(front..path.len() - back).unwrap_or_default().to_owned();
    let tail = &from[from.len() - back..];
    format!("{}{{{} => {}}}{tail}", &from[..front], middle(from), middle(to))
}

/// Writes a line for every file that was created, removed, renamed or changed in mode.
pub(super) fn summary(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let percent = |measure: u64| measure * 100 / ALIKE_MAX;
        let path = quoted(&change.path);
        match (&change.from, change.old, change.new) {
            (Some((from, alike)), ..) => {
                let both = renamed(from, &change.path);
                let _ = writeln!(text, " rename {both} ({}%)", percent(*alike));
            }
            (None, None, Some(new)) => {
                let _ = writeln!(text, " create mode {:06o} {path}", new.mode);
            }
            (None, Some(old), None) => {
                let _ = writeln!(text, " delete mode {:06o} {path}", old.mode);
            }
            _ => {}
        }
        if let (Some(old), Some(new)) = (change.old, change.new)
            && old.mode != new.mode
        {
            let alone = change.from.is_none();
            let named = if alone { format!(" {path}") } else { String::new() };
            let _ = writeln!(text, " mode change {:06o} => {:06o}{named}", old.mode, new.mode);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renames_are_written_with_what_they_share() {
        for (from, to, expected) in [
            ("a", "b", "a => b"),
            ("a/b/c", "a/x/c", "a/{b => x}/c"),
            ("a/b/c", "a/c", "a/{b => }/c"),
            ("a/c", "a/b/c", "a/{ => b}/c"),
            ("d/a.txt", "e/a.txt", "{d => e}/a.txt"),
            ("d/a.txt", "d/b.txt", "d/{a.txt => b.txt}"),
        ] {
            assert_eq!(renamed(from, to), expected);
        }
    }
}
