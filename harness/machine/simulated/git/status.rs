//! `git status`.

use std::collections::BTreeMap;

use super::arguments::Arguments;
use super::changes::{Change, between, limited};
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::quoting::{quoted, quoted_with_blanks};
use super::renames::with_renames;
use super::scene::Scene;
use super::session::{Head, Session};
use super::status_text::long_text;
use crate::shell::Exit;
use crate::throwaway::Leaf;

const GRAMMAR: &str = "s,short long b,branch porcelain? u,untracked-files? no-ahead-behind \
    ahead-behind no-renames no-column";

/// What differs from the last commit.
pub(super) struct Report {
    /// What is checked out.
    pub head: Head,
    /// Differences between the last commit and the index.
    pub staged: Vec<Change>,
    /// Differences between index and work tree.
    pub unstaged: Vec<Change>,
    /// Paths in conflict with base, ours and theirs.
    pub conflicts: BTreeMap<String, [Option<Leaf>; 3]>,
    /// Untracked files and directories.
    pub untracked: Vec<String>,
    /// Whether untracked files were looked for.
    pub untracked_shown: bool,
}

/// Which untracked files are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Untracked {
    /// None.
    No,
    /// Directories as one path.
    Folded,
    /// Every file.
    All,
}

impl Report {
    /// Compares commit, index and work tree.
    pub(super) fn of(
        session: &Session<'_>,
        scene: &Scene<'_>,
        paths: &Pathspec,
        untracked: Untracked,
    ) -> Done<Self> {
        let head = session.head()?;
        let mut last = session.files_of(head.commit)?;
        for path in scene.staging.conflicts.keys() {
            last.remove(path);
        }
        let staged = limited(between(&last, &scene.staging.listing()), paths);
        let mut unstaged = Vec::new();
        for (path, new) in scene.local_changes()? {
            unstaged.push(Change::at(&path, scene.staging.get(&path), new));
        }
        let found = match untracked {
            Untracked::No => Vec::new(),
            Untracked::Folded => scene.untracked_folded()?,
            Untracked::All => scene.untracked()?,
        };
        let meant = |path: &String| paths.matches(path.trim_end_matches('/'));
        Ok(Self {
            head,
            staged: with_renames(session, staged)?,
            unstaged: limited(unstaged, paths),
            conflicts: scene
                .staging
                .conflicts
                .iter()
                .filter(|(path, _)| paths.matches(path))
                .map(|(path, sides)| (path.clone(), *sides))
                .collect(),
            untracked: found.into_iter().filter(meant).collect(),
            untracked_shown: untracked != Untracked::No,
        })
    }
}

/// `git status`.
pub(super) fn status(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("status", GRAMMAR, arguments)?;
    let untracked = match given.value("untracked-files") {
        _ if !given.has("untracked-files") => Untracked::Folded,
        Some("no" | "false") => Untracked::No,
        Some("normal" | "true") => Untracked::Folded,
        None | Some("all") => Untracked::All,
        Some(other) => {
            return Err(Halt::fatal(format!("Invalid untracked files mode '{other}'")));
        }
    };
    let mut scene = Scene::of(session)?;
    let paths = Pathspec::read(session, &given.operands)?;
    let report = Report::of(session, &scene, &paths, untracked)?;
    scene.refresh()?;
    match given.last_of(&["short", "long", "porcelain"]) {
        Some("porcelain") if !matches!(given.value("porcelain"), None | Some("v1" | "1")) => {
            return Err(Halt::unmodelled("status --porcelain=v2"));
        }
        Some(form @ ("short" | "porcelain")) => {
            let from_top = form == "porcelain";
            session.out(&short_text(session, &report, from_top, given.has("branch"))?);
        }
        _ => session.out(&long_text(session, &report)?),
    }
    Ok(Exit::SUCCESS)
}

fn short_text(
    session: &Session<'_>,
    report: &Report,
    from_top: bool,
    branch: bool,
) -> Done<String> {
    let mut text = String::new();
    if branch {
        text += &format!("## {}\n", branch_line(session, &report.head)?)[..];
    }
    let shown = |path: &str| {
        quoted_with_blanks(&if from_top { path.to_owned() } else { session.seen(path) })
    };
    let mut lines: BTreeMap<String, (char, char, String)> = BTreeMap::new();
    for change in &report.staged {
        let path = match &change.from {
            Some((from, _)) => format!("{} -> {}", shown(from), shown(&change.path)),
            None => shown(&change.path),
        };
        lines.insert(change.path.clone(), (change.letter(), ' ', path));
    }
    for change in &report.unstaged {
        let path = shown(&change.path);
        lines.entry(change.path.clone()).or_insert((' ', ' ', path)).1 = change.letter();
    }
    for (path, sides) in &report.conflicts {
        let (ours, theirs) = conflict_letters(sides);
        lines.insert(path.clone(), (ours, theirs, shown(path)));
    }
    for (index, tree, path) in lines.values() {
        text += &format!("{index}{tree} {path}\n")[..];
    }
    for path in &report.untracked {
        text += &format!("?? {}\n", shown(path))[..];
    }
    Ok(text)
}

fn branch_line(session: &Session<'_>, head: &Head) -> Done<String> {
    let Some((full, short)) = head.branch.as_deref().zip(head.short_branch()) else {
        return Ok("HEAD (no branch)".to_owned());
    };
    if head.commit.is_none() {
        return Ok(format!("No commits yet on {short}"));
    }
    Ok(match session.tracking(full)? {
        None => short.to_owned(),
        Some(tracking) => {
            let brackets = tracking.brackets();
            let blank = if brackets.is_empty() { "" } else { " " };
            format!("{short}...{}{blank}{brackets}", tracking.name)
        }
    })
}

/// Returns the two letters of a conflict, by which of base, ours and theirs are there.
fn conflict_letters(sides: &[Option<Leaf>; 3]) -> (char, char) {
    match sides.map(|side| side.is_some()) {
        [true, false, false] => ('D', 'D'),
        [_, true, false] if sides[0].is_some() => ('U', 'D'),
        [_, false, true] if sides[0].is_some() => ('D', 'U'),
        [false, true, false] => ('A', 'U'),
        [false, false, true] => ('U', 'A'),
        [false, true, true] => ('A', 'A'),
        _ => ('U', 'U'),
    }
}

/// Returns the words of `git status` for a conflict.
pub(super) fn conflict_words(sides: &[Option<Leaf>; 3]) -> &'static str {
    match conflict_letters(sides) {
        ('D', 'D') => "both deleted:",
        ('A', 'U') => "added by us:",
        ('U', 'D') => "deleted by them:",
        ('U', 'A') => "added by them:",
        ('D', 'U') => "deleted by us:",
        ('A', 'A') => "both added:",
        _ => "both modified:",
    }
}

/// Quotes a path as the long form shows it.
pub(super) fn shown_long(session: &Session<'_>, path: &str) -> String {
    quoted(&session.seen(path))
}
