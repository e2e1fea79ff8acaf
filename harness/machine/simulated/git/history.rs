//! `git log`, `git show` and `git rev-list`.

use std::collections::BTreeSet;

use git2::{ObjectType, Oid};

use super::arguments::Arguments;
use super::changes::{Change, between, limited};
use super::dates::DateStyle;
use super::diffing::Shown;
use super::log_filter::Filter;
use super::outcome::{Done, Halt};
use super::pathspec::Pathspec;
use super::pretty::{Layout, Style};
use super::session::Session;
use super::walk::{Range, Walk};
use super::when::approximate;
use crate::shell::Exit;

/// The options of `log`, `show` and what goes with them.
const GRAMMAR: &str = "n,max-count: skip: oneline all branches tags remotes grep: \
    i,regexp-ignore-case E,extended-regexp F,fixed-strings G,basic-regexp invert-grep all-match \
    since: after: until: before: format? pretty? reverse author: committer: merges no-merges \
    first-parent date: decorate? no-decorate abbrev-commit no-abbrev-commit abbrev? no-color \
    p,patch u s,no-patch stat numstat shortstat summary name-only name-status raw U,unified: \
    M,find-renames? no-renames no-ext-diff no-notes full-index count no-walk? no-mailmap";

/// Which commits are kept of a walk, and how they are shown.
struct Listing {
    style: Style,
    shown: Shown,
    walk: Walk,
    filter: Filter,
    reverse: bool,
    first_parent: bool,
}

/// `git log`.
pub(super) fn log(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = read("log", arguments)?;
    let mut range = session.range(&given.operands, given.before_dashes)?;
    add_all(session, &given, &mut range)?;
    if range.include.is_empty() && no_start(&given) && range.named.is_empty() {
        range.include.push(session.head_commit()?);
    }
    let listing = Listing::read(session, &given, &range)?;
    let found = listing.commits(session, &range)?;
    listing.print(session, &found)?;
    Ok(Exit::SUCCESS)
}

/// `git show`.
pub(super) fn show(session: &Session<'_>, arguments: &[String]) -> Done {
    let mut given = read("show", arguments)?;
    let ranged = given.operands.iter().any(|text| text.contains("..") || text.starts_with('^'));
    if ranged {
        return Err(Halt::unmodelled("show of a range"));
    }
    if given.parted().0.is_empty() {
        given.operands.insert(0, "HEAD".to_owned());
        given.before_dashes = given.before_dashes.map(|before| before + 1);
    }
    let range = session.range(&given.operands, given.before_dashes)?;
    let mut listing = Listing::read(session, &given, &range)?;
    listing.shown.default_to_patch();
    let mut parted = false;
    for (name, id) in &range.named {
        listing.print_object(session, name, *id, &mut parted)?;
    }
    Ok(Exit::SUCCESS)
}

/// `git rev-list`.
pub(super) fn rev_list(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = read("rev-list", arguments)?;
    if given.given().any(|(name, _)| SHOWS.contains(&name)) {
        return Err(Halt::unmodelled("rev-list with a format"));
    }
    let mut range = session.range(&given.operands, given.before_dashes)?;
    add_all(session, &given, &mut range)?;
    if range.include.is_empty() && range.exclude.is_empty() && no_start(&given) {
        return Err(Halt::unmodelled("rev-list without a commit"));
    }
    let listing = Listing::read(session, &given, &range)?;
    let found = listing.commits(session, &range)?;
    if given.has("count") {
        session.out(&format!("{}\n", found.len()));
        return Ok(Exit::SUCCESS);
    }
    for id in found {
        let id = if given.has("abbrev-commit") { session.short(id)? } else { id.to_string() };
        session.out(&format!("{id}\n"));
    }
    Ok(Exit::SUCCESS)
}

/// Options that make `rev-list` more than a list of ids.
const SHOWS: [&str; 10] = [
    "oneline",
    "format",
    "pretty",
    "patch",
    "stat",
    "numstat",
    "shortstat",
    "name-only",
    "name-status",
    "raw",
];

fn read(command: &str, arguments: &[String]) -> Done<Arguments> {
    let numbered = |text: &String| {
        let digits = text.strip_prefix('-').filter(|rest| !rest.is_empty());
        match digits.filter(|rest| rest.bytes().all(|b| b.is_ascii_digit())) {
            Some(digits) => format!("--max-count={digits}"),
            None => text.clone(),
        }
    };
    let ends = arguments.iter().position(|text| text == "--").unwrap_or(arguments.len());
    let (options, paths) = arguments.split_at(ends);
    let all: Vec<String> = options.iter().map(numbered).chain(paths.iter().cloned()).collect();
    Arguments::read(command, GRAMMAR, &all)
}

fn no_start(given: &Arguments) -> bool {
    !["all", "branches", "tags", "remotes"].iter().any(|name| given.has(name))
}

/// Adds the commits that `--all` and its like stand for.
fn add_all(session: &Session<'_>, given: &Arguments, range: &mut Range) -> Done<()> {
    let kinds: &[(&str, &str)] = &[
        ("all", "refs/"),
        ("branches", "refs/heads/"),
        ("tags", "refs/tags/"),
        ("remotes", "refs/remotes/"),
    ];
    for (_, prefix) in kinds.iter().filter(|(option, _)| given.has(option)) {
        for (_, id) in
            session.references().all()?.iter().filter(|(name, _)| name.starts_with(prefix))
        {
            range.include.extend(session.peeled(*id, ObjectType::Commit)?);
        }
    }
    if given.has("all") {
        range.include.extend(session.head()?.commit);
        range.include.extend(session.work_trees()?.into_iter().filter_map(|tree| tree.head.commit));
    }
    Ok(())
}

impl Listing {
    fn read(session: &Session<'_>, given: &Arguments, range: &Range) -> Done<Self> {
        let limit = |names: [&'static str; 2]| match given.last_of(&names) {
            Some(name) => {
                let text = given.value(name).unwrap_or_default();
                let odd = || Halt::unmodelled(format!("log --{name}={text}"));
                approximate(text, session.now_seconds()).ok_or_else(odd).map(Some)
            }
            None => Ok(None),
        };
        let walk = Walk {
            first_parent: given.has("first-parent"),
            since: limit(["since", "after"])?,
            paths: Pathspec::read(session, &range.paths)?,
        };
        let mut filter = Filter::read(given)?;
        filter.until = limit(["until", "before"])?;
        Ok(Self {
            style: style(session, given)?,
            shown: Shown::read(given)?,
            walk,
            filter,
            reverse: given.has("reverse"),
            first_parent: given.has("first-parent"),
        })
    }

    fn commits(&self, session: &Session<'_>, range: &Range) -> Done<Vec<Oid>> {
        let mut found = Vec::new();
        for id in session.walk(range, &self.walk)? {
            if self.filter.keeps(session, id)? {
                found.push(id);
            }
        }
        let most = self.filter.count_most.unwrap_or(usize::MAX);
        let mut found: Vec<Oid> = found.into_iter().skip(self.filter.skip).take(most).collect();
        if self.reverse {
            found.reverse();
        }
        Ok(found)
    }

    fn print(&self, session: &Session<'_>, commits: &[Oid]) -> Done<()> {
        let mut parted = false;
        for id in commits {
            let parents: Vec<Oid> = session.objects.find_commit(*id)?.parent_ids().collect();
            let changes = match (parents.len(), self.first_parent) {
                (0 | 1, _) | (_, true) => self.changes(session, *id, parents.first())?,
                _ => Vec::new(),
            };
            self.print_commit(session, *id, &changes, &mut parted)?;
        }
        Ok(())
    }

    fn print_commit(
        &self,
        session: &Session<'_>,
        id: Oid,
        changes: &[Change],
        parted: &mut bool,
    ) -> Done<()> {
        let diff = self.shown.text(session, changes)?;
        if !self.style.terminated && std::mem::replace(parted, true) {
            session.out("\n");
        }
        if !self.style.is_empty() {
            let mut entry = self.style.entry(session, id)?;
            if self.style.terminated
                || !matches!(self.style.layout, Layout::Custom(_))
                || !diff.is_empty()
            {
                entry.push('\n');
            }
            session.out(&entry);
            if !diff.is_empty() && self.style.layout != Layout::Oneline {
                session.out(self.shown.line_before());
            }
        }
        session.call.stdout.write(&diff);
        Ok(())
    }

    fn changes(&self, session: &Session<'_>, id: Oid, parent: Option<&Oid>) -> Done<Vec<Change>> {
        if self.shown.is_nothing() {
            return Ok(Vec::new());
        }
        let before = session.files_of(parent.copied())?;
        let changes = between(&before, &session.files_of(Some(id))?);
        self.shown.with_renames(session, limited(changes, &self.walk.paths))
    }

    fn print_object(
        &self,
        session: &Session<'_>,
        name: &str,
        id: Oid,
        parted: &mut bool,
    ) -> Done<()> {
        let object = session.objects.find_object(id, None)?;
        match object.kind() {
            Some(ObjectType::Blob) => session.call.stdout.write(&session.blob(id)?),
            Some(ObjectType::Tree) => {
                part(session, parted);
                session.out(&format!("tree {name}\n\n"));
                for entry in &session.objects.find_tree(id)? {
                    session.out(&format!("{}\n", tree_line(&entry)?));
                }
            }
            Some(ObjectType::Tag) => {
                part(session, parted);
                let tag = session.objects.find_tag(id)?;
                session.out(&format!("tag {}\n", tag.name()?));
                if let Some(tagger) = super::tagging::tagger(session, id)? {
                    let date = tagger.at.show(&self.style.dates, session.now)?;
                    let who = format!("{} <{}>", tagger.name, tagger.email);
                    session.out(&format!("Tagger: {who}\nDate:   {date}\n"));
                }
                let message = tag.message().ok().flatten().unwrap_or_default().to_owned();
                session.out(&format!("\n{message}"));
                *parted = true;
                self.print_object(session, name, tag.target_id(), parted)?;
            }
            _ => self.show_commit(session, id, parted)?,
        }
        Ok(())
    }

    fn show_commit(&self, session: &Session<'_>, id: Oid, parted: &mut bool) -> Done<()> {
        let parents: Vec<Oid> = session.objects.find_commit(id)?.parent_ids().collect();
        let mut changes = self.changes(session, id, parents.first())?;
        if parents.len() > 1 && !self.first_parent && !self.shown.is_table_only() {
            for parent in &parents[1..] {
                let other: BTreeSet<String> = self
                    .changes(session, id, Some(parent))?
                    .into_iter()
                    .map(|change| change.path)
                    .collect();
                changes.retain(|change| other.contains(&change.path));
            }
            if !changes.is_empty() {
                return Err(Halt::unmodelled("show of a merge that changes what both sides hold"));
            }
        }
        self.print_commit(session, id, &changes, parted)
    }
}

/// Parts an entry from the one before it.
fn part(session: &Session<'_>, parted: &mut bool) {
    if std::mem::replace(parted, true) {
        session.out("\n");
    }
}

/// Writes the name of a tree's entry; a directory has a slash behind.
fn tree_line(entry: &git2::TreeEntry<'_>) -> Done<String> {
    let slash = if entry.kind() == Some(ObjectType::Tree) { "/" } else { "" };
    Ok(format!("{}{slash}", entry.name()?))
}

fn style(session: &Session<'_>, given: &Arguments) -> Done<Style> {
    let mut style = Style::medium();
    for (name, value) in given.given() {
        match name {
            "oneline" => {
                style.take("oneline")?;
                style.short_ids = true;
            }
            // An empty format writes nothing of a commit; only an option without one means medium.
            "format" | "pretty" if value == Some("") => style.take("tformat:")?,
            "format" | "pretty" => style.take(value.unwrap_or_default())?,
            "abbrev-commit" => style.short_ids = true,
            "no-abbrev-commit" => style.short_ids = false,
            "abbrev" => {
                style.digits =
                    value.map_or(Ok(super::session::SHORT_DIGITS), str::parse).map_err(|_| {
                        Halt::unmodelled(format!("log --abbrev={}", value.unwrap_or_default()))
                    })?;
            }
            "date" => style.dates = DateStyle::parse(value.unwrap_or_default())?,
            _ => {}
        }
    }
    let wants_names = matches!(&style.layout,
        Layout::Custom(format) if format.contains("%d") || format.contains("%D"));
    let decorate = match given.last_of(&["decorate", "no-decorate"]) {
        Some("decorate") => given.value("decorate").unwrap_or("short"),
        _ => "no",
    };
    match decorate {
        "short" | "full" => style.decorations = session.decorations(decorate == "full")?,
        "no" | "auto" if wants_names => style.decorations = session.decorations(false)?,
        "no" | "auto" => {}
        other => return Err(Halt::unmodelled(format!("log --decorate={other}"))),
    }
    Ok(style)
}
