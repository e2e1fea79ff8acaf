//! The rows of `ls -l`.

use std::fmt::Write as _;

use super::super::date::{Moment, format};
use super::super::options::Arguments;
use super::attributes::{OWNER, OWNER_ID};
use super::mode::shown;
use super::size::for_people;
use crate::determinism::Tick;
use crate::throwaway::FileFacts;
use crate::world::FileKind;

/// Half of the mean Gregorian year, in seconds: what is older shows its year.
const HALF_YEAR_SECONDS: u64 = 31_556_952 / 2;

/// One file of a listing.
pub(super) struct Entry {
    /// The name to show.
    pub name: String,
    /// What is known of it.
    pub facts: FileFacts,
    /// The text of the link that it is.
    pub link: Option<String>,
    /// What is known of what the link leads to.
    pub target: Option<FileFacts>,
}

/// How times are written.
pub(super) enum TimeStyle {
    /// As the C locale does: with the hour where it is recent, else with the year.
    Locale,
    /// In one format of `date`.
    Format(String),
}

impl TimeStyle {
    /// Reads the value of `--time-style`; none for what is not modelled.
    pub(super) fn of(style: &str) -> Option<Self> {
        match style {
            "full-iso" => Some(Self::Format("%F %T.%N %z".to_owned())),
            "long-iso" => Some(Self::Format("%F %H:%M".to_owned())),
            "locale" => Some(Self::Locale),
            _ if style.contains('\n') => None,
            _ => style.strip_prefix('+').map(|format| Self::Format(format.to_owned())),
        }
    }

    fn write(&self, modified: Tick, now: Tick) -> Result<String, String> {
        let age = now.since(modified).as_secs();
        let text = match self {
            Self::Format(text) => text,
            Self::Locale if modified <= now && age < HALF_YEAR_SECONDS => "%b %e %H:%M",
            Self::Locale => "%b %e  %Y",
        };
        format(text, Moment::of(modified))
    }
}

impl Entry {
    /// Returns the name with the mark that `-F` or `-p` puts behind it.
    pub(super) fn marked(&self, given: &Arguments) -> String {
        format!("{}{}", self.name, mark(&self.facts, given))
    }

    /// Returns the name in a row: a link shows where it leads, and the mark is the target's.
    fn in_row(&self, given: &Arguments) -> String {
        let marked = given.last_of(&["F", "p"]) == Some("F");
        let target = self.target.as_ref().filter(|_| marked).map_or("", |it| mark(it, given));
        match &self.link {
            Some(link) => format!("{} -> {link}{target}", self.name),
            None => self.marked(given),
        }
    }

    fn size(&self, given: &Arguments) -> String {
        if given.has("h") { for_people(self.facts.size) } else { self.facts.size.to_string() }
    }
}

/// Writes the rows of one listing, in columns that have room for the `others` too; an error names
/// a time format that is not modelled.
pub(super) fn rows(
    entries: &[Entry],
    others: &[Entry],
    given: &Arguments,
    (time, now): (&TimeStyle, Tick),
) -> Result<String, String> {
    let widest = |texts: &dyn Fn(&Entry) -> String| {
        entries.iter().chain(others).map(|entry| texts(entry).len()).max().unwrap_or(0)
    };
    let links = widest(&|entry| entry.facts.links.to_string());
    let sizes = widest(&|entry| entry.size(given));
    let owner = if given.has("n") { OWNER_ID } else { OWNER };
    let mut owners = String::new();
    for hiding in [&["g"][..], &["o", "G"]] {
        if !hiding.iter().any(|name| given.has(name)) {
            owners.push_str(owner);
            owners.push(' ');
        }
    }
    let mut text = String::new();
    for entry in entries {
        let (facts, size) = (&entry.facts, entry.size(given));
        let (mode, count) = (shown(facts.kind, facts.mode), facts.links);
        let (when, name) = (time.write(facts.modified, now)?, entry.in_row(given));
        writeln!(text, "{mode} {count:>links$} {owners}{size:>sizes$} {when} {name}")
            .expect("a string takes any text");
    }
    Ok(text)
}

fn mark(facts: &FileFacts, given: &Arguments) -> &'static str {
    match (given.last_of(&["F", "p"]), facts.kind) {
        (Some(_), FileKind::Directory) => "/",
        (Some("F"), FileKind::Symlink) => "@",
        (Some("F"), FileKind::File) if facts.mode & 0o111 != 0 => "*",
        _ => "",
    }
}
