//! Which commits `git log` keeps of those that it walks over.

use git2::Oid;
use regex::Regex;

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::pattern::{Dialect, compile};
use super::pretty::message_of;
use super::session::Session;

/// Which commits `git log` keeps.
#[derive(Default)]
pub(super) struct Filter {
    messages: Vec<Regex>,
    every: bool,
    inverted: bool,
    authors: Vec<Regex>,
    committers: Vec<Regex>,
    /// Newer commits are left out.
    pub until: Option<i64>,
    parents_least: usize,
    parents_most: Option<usize>,
    /// How many commits are left out at the start.
    pub skip: usize,
    /// How many commits are kept at most.
    pub count_most: Option<usize>,
}

impl Filter {
    /// Reads the options that leave commits out.
    pub(super) fn read(given: &Arguments) -> Done<Self> {
        let dialect = match given.last_of(&["extended-regexp", "fixed-strings", "basic-regexp"]) {
            Some("extended-regexp") => Dialect::Extended,
            Some("fixed-strings") => Dialect::Fixed,
            _ => Dialect::Basic,
        };
        let compiled = |name: &str| -> Done<Vec<Regex>> {
            let blind = given.has("regexp-ignore-case");
            given.values(name).map(|text| compile(text, dialect, blind)).collect()
        };
        let number = |name: &str| match given.value(name) {
            Some(text) => {
                let odd = |_| Halt::fatal(format!("'{text}': not an integer"));
                text.parse::<usize>().map_err(odd).map(Some)
            }
            None => Ok(None),
        };
        Ok(Self {
            messages: compiled("grep")?,
            every: given.has("all-match"),
            inverted: given.has("invert-grep"),
            authors: compiled("author")?,
            committers: compiled("committer")?,
            until: None,
            parents_least: if given.has("merges") { 2 } else { 0 },
            parents_most: given.has("no-merges").then_some(1),
            skip: number("skip")?.unwrap_or(0),
            count_most: number("max-count")?,
        })
    }

    /// Says whether the commit is kept.
    pub(super) fn keeps(&self, session: &Session<'_>, id: Oid) -> Done<bool> {
        let commit = session.objects.find_commit(id)?;
        let parents = commit.parent_count();
        if parents < self.parents_least || self.parents_most.is_some_and(|most| parents > most) {
            return Ok(false);
        }
        if self.until.is_some_and(|until| commit.time().seconds() > until) {
            return Ok(false);
        }
        let by = |wanted: &[Regex], person: &git2::Signature<'_>| {
            let who = format!(
                "{} <{}>",
                String::from_utf8_lossy(person.name_bytes()),
                String::from_utf8_lossy(person.email_bytes())
            );
            wanted.is_empty() || wanted.iter().any(|pattern| pattern.is_match(&who))
        };
        if !by(&self.authors, &commit.author()) || !by(&self.committers, &commit.committer()) {
            return Ok(false);
        }
        if self.messages.is_empty() {
            return Ok(true);
        }
        let message = message_of(&commit);
        let found = |pattern: &Regex| message.lines().any(|line| pattern.is_match(line));
        let matched = if self.every {
            self.messages.iter().all(found)
        } else {
            self.messages.iter().any(found)
        };
        Ok(matched != self.inverted)
    }
}
