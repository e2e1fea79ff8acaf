//! Patch text.

use std::fmt::Write as _;

use git2::{DiffLineType, DiffOptions, Patch};

use super::changes::{ALIKE_MAX, Change};
use super::likeness::is_binary;
use super::outcome::Done;
use super::quoting::{quoted, quoted_behind};
use super::session::Session;

/// Lines around a change, unless a command asks for another number.
pub(super) const CONTEXT_LINES: u32 = 3;
/// The longest text behind the second `@@`.
const HEADING_BYTES_MAX: usize = 80;

/// What separates two sides: how many lines came and went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Lines that are new.
    pub added: usize,
    /// Lines that are gone.
    pub removed: usize,
}

/// Writes the patch of every change.
pub(super) fn patch_text(session: &Session<'_>, changes: &[Change], context: u32) -> Done<Vec<u8>> {
    let mut text = Vec::new();
    for change in changes {
        if change.letter() == 'T' {
            let removed = Change::at(&change.path, change.old, None);
            let added = Change::at(&change.path, None, change.new);
            text.extend(patch_of(session, &removed, context)?);
            text.extend(patch_of(session, &added, context)?);
        } else {
            text.extend(patch_of(session, change, context)?);
        }
    }
    Ok(text)
}

fn patch_of(session: &Session<'_>, change: &Change, context: u32) -> Done<Vec<u8>> {
    let (old_name, new_name) =
        (quoted_behind("a/", change.old_path()), quoted_behind("b/", &change.path));
    let mut head = format!("diff --git {old_name} {new_name}\n");
    head.push_str(&mode_lines(change));
    if let Some((from, alike)) = &change.from {
        let percent = alike * 100 / ALIKE_MAX;
        let (from, to) = (quoted(from), quoted(&change.path));
        let _ = write!(head, "similarity index {percent}%\nrename from {from}\nrename to {to}\n");
    }
    let (old_id, new_id) = (change.old.map(|leaf| leaf.id), change.new.map(|leaf| leaf.id));
    if old_id == new_id {
        return Ok(head.into_bytes());
    }
    let short = |id: Option<git2::Oid>| match id {
        Some(id) => session.short(id),
        None => Ok("0".repeat(super::session::SHORT_DIGITS)),
    };
    let _ = write!(head, "index {}..{}", short(old_id)?, short(new_id)?);
    match (change.old, change.new) {
        (Some(old), Some(new)) if old.mode == new.mode => {
            let _ = writeln!(head, " {:06o}", old.mode);
        }
        _ => head.push('\n'),
    }
    let (old, new) = (session.old_content(change)?, session.new_content(change)?);
    let side = |name: String, there: bool| if there { name } else { "/dev/null".to_owned() };
    let (old_name, new_name) =
        (side(old_name, change.old.is_some()), side(new_name, change.new.is_some()));
    if is_binary(&old) || is_binary(&new) {
        let _ = writeln!(head, "Binary files {old_name} and {new_name} differ");
        return Ok(head.into_bytes());
    }
    let hunks = hunks(&old, &new, context)?;
    if !hunks.is_empty() {
        let tab = |name: &str| if name.contains(' ') { "\t" } else { "" };
        let _ =
            write!(head, "--- {old_name}{}\n+++ {new_name}{}\n", tab(&old_name), tab(&new_name));
    }
    let mut text = head.into_bytes();
    text.extend(hunks);
    Ok(text)
}

fn mode_lines(change: &Change) -> String {
    match (change.old, change.new) {
        (None, Some(new)) => format!("new file mode {:06o}\n", new.mode),
        (Some(old), None) => format!("deleted file mode {:06o}\n", old.mode),
        (Some(old), Some(new)) if old.mode != new.mode => {
            format!("old mode {:06o}\nnew mode {:06o}\n", old.mode, new.mode)
        }
        _ => String::new(),
    }
}

/// Writes the hunks that turn `old` into `new`.
fn hunks(old: &[u8], new: &[u8], context: u32) -> Done<Vec<u8>> {
    let patch = compare(old, new, context)?;
    let old_lines: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
    let mut text = Vec::new();
    for at in 0..patch.num_hunks() {
        let (hunk, lines) = patch.hunk(at)?;
        let heading = heading(&old_lines, hunk.old_start());
        let range = |start: u32, lines: u32| match lines {
            1 => start.to_string(),
            _ => format!("{start},{lines}"),
        };
        let (before, after) =
            (range(hunk.old_start(), hunk.old_lines()), range(hunk.new_start(), hunk.new_lines()));
        text.extend_from_slice(format!("@@ -{before} +{after} @@").as_bytes());
        text.extend_from_slice(&heading);
        text.push(b'\n');
        for line in 0..lines {
            let line = patch.line_in_hunk(at, line)?;
            match line.origin_value() {
                DiffLineType::Context => text.push(b' '),
                DiffLineType::Addition => text.push(b'+'),
                DiffLineType::Deletion => text.push(b'-'),
                _ => {}
            }
            text.extend_from_slice(line.content());
        }
    }
    Ok(text)
}

/// Returns what git writes behind a hunk's range: the last line before it that opens something.
fn heading(lines: &[&[u8]], start: u32) -> Vec<u8> {
    let before = usize::try_from(start).unwrap_or(0).saturating_sub(1).min(lines.len());
    let opens =
        |line: &&&[u8]| line.first().is_some_and(|b| b.is_ascii_alphabetic() || b"_$".contains(b));
    let Some(line) = lines[..before].iter().rev().find(opens) else { return Vec::new() };
    let cut = &line[..line.len().min(HEADING_BYTES_MAX)];
    let mut heading = b" ".to_vec();
    heading.extend_from_slice(cut.trim_ascii_end());
    heading
}

fn compare<'b>(old: &'b [u8], new: &'b [u8], context: u32) -> Done<Patch<'b>> {
    let mut options = DiffOptions::new();
    options.context_lines(context).indent_heuristic(true).force_text(true);
    Ok(Patch::from_buffers(old, None, new, None, Some(&mut options))?)
}

/// Counts the lines that came and went; none for binary content.
pub(super) fn counts(old: &[u8], new: &[u8]) -> Done<Option<Counts>> {
    if is_binary(old) || is_binary(new) {
        return Ok(None);
    }
    let lines = |bytes: &[u8]| bytes.split_inclusive(|byte| *byte == b'\n').count();
    if old.is_empty() || new.is_empty() {
        return Ok(Some(Counts { added: lines(new), removed: lines(old) }));
    }
    let (_, added, removed) = compare(old, new, 0)?.line_stats()?;
    Ok(Some(Counts { added, removed }))
}
