//! Paths that limit what a command looks at.

use super::glob;
use super::outcome::{Done, Halt};
use super::session::Session;
use crate::world::join;

/// What limits a command to some paths; without any, everything matches.
#[derive(Debug, Default, Clone)]
pub(super) struct Pathspec {
    items: Vec<Item>,
}

/// One path or pattern, from the top of the work tree.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// As it was given.
    pub given: String,
    /// The path or pattern; empty for the top itself.
    pub path: String,
    excludes: bool,
    glob: bool,
    directory_only: bool,
}

impl Pathspec {
    /// Reads the paths that a command was given.
    pub(super) fn read(session: &Session<'_>, given: &[String]) -> Done<Self> {
        let items = given.iter().map(|text| Item::read(session, text)).collect::<Done<_>>()?;
        Ok(Self { items })
    }

    /// Says whether nothing limits.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns the paths and patterns that were given, exclusions left out.
    pub(super) fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !item.excludes)
    }

    /// Says whether the file at `path` is meant.
    pub(super) fn matches(&self, path: &str) -> bool {
        let wanted = self.items().next().is_none() || self.items().any(|item| item.matches(path));
        wanted && !self.items.iter().any(|item| item.excludes && item.matches(path))
    }

    /// Says whether something below the directory `path` may be meant.
    pub(super) fn may_match_below(&self, path: &str) -> bool {
        let inside = |item: &Item| {
            item.matches(path)
                || item.matches(&format!("{path}/"))
                || item.path.starts_with(&format!("{path}/"))
                || (item.glob && item.may_match_below(path))
        };
        self.items().next().is_none() || self.items().any(inside)
    }
}

impl Item {
    fn read(session: &Session<'_>, given: &str) -> Done<Self> {
        let mut text = given;
        let mut excludes = false;
        let mut from_top = false;
        if let Some(long) = given.strip_prefix(":(") {
            let Some((words, rest)) = long.split_once(')') else {
                return Err(Halt::unmodelled(format!("with the pathspec {given}")));
            };
            for word in words.split(',') {
                match word {
                    "top" => from_top = true,
                    "exclude" => excludes = true,
                    _ => return Err(Halt::unmodelled(format!("with the pathspec {given}"))),
                }
            }
            text = rest;
        } else if let Some(mut short) = given.strip_prefix(':') {
            while let Some(letter) = short.chars().next().filter(|c| "!^/".contains(*c)) {
                excludes |= letter != '/';
                from_top |= letter == '/';
                short = &short[1..];
            }
            text = short;
        }
        if given.is_empty() {
            return Err(Halt::fatal(
                "empty string is not a valid pathspec. please use . instead if you meant to match \
                 all paths",
            ));
        }
        let path = if from_top { normal("", text) } else { session.inside(text)? };
        let path = path.ok_or_else(|| outside(session, given))?;
        let directory_only = text.ends_with('/') && !path.is_empty();
        Ok(Self {
            given: given.to_owned(),
            glob: glob::is_glob(&path),
            path,
            excludes,
            directory_only,
        })
    }

    /// Says whether the file at `path` is this one, lies below it, or matches the pattern.
    pub(super) fn matches(&self, path: &str) -> bool {
        let below = self.path.is_empty()
            || path.strip_prefix(self.path.as_str()).is_some_and(|rest| {
                rest.starts_with('/') || (rest.is_empty() && !self.directory_only)
            });
        below || (self.glob && glob::matches(&self.path, path, false))
    }

    fn may_match_below(&self, path: &str) -> bool {
        let plain = self.path.find(['*', '?', '[', '\\']).unwrap_or(self.path.len());
        let plain = &self.path[..plain];
        plain.starts_with(path) || format!("{path}/").starts_with(plain)
    }
}

impl Session<'_> {
    /// Returns a given path from the top of the work tree; none where it leads out of it.
    pub(super) fn inside(&self, given: &str) -> Done<Option<String>> {
        if !given.starts_with('/') {
            return Ok(normal(&self.prefix, given));
        }
        let top = self.top()?;
        let path = join("/", given);
        if path == top {
            return Ok(Some(String::new()));
        }
        Ok(path.strip_prefix(&format!("{}/", top.trim_end_matches('/'))).map(str::to_owned))
    }

    /// Returns a path of the work tree as seen from the working directory.
    pub(super) fn seen(&self, path: &str) -> String {
        if self.prefix.is_empty() {
            return path.to_owned();
        }
        if let Some(inner) = path.strip_prefix(&self.prefix) {
            return if inner.is_empty() { "./".to_owned() } else { inner.to_owned() };
        }
        let here: Vec<&str> = self.prefix.split_terminator('/').collect();
        let there: Vec<&str> = path.split('/').collect();
        let shared = here.iter().zip(&there).take_while(|(one, other)| one == other).count();
        let up = "../".repeat(here.len() - shared);
        format!("{up}{}", there[shared..].join("/"))
    }
}

/// Joins and resolves dots; none where `..` leads above the top.
fn normal(prefix: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in prefix.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn outside(session: &Session<'_>, given: &str) -> Halt {
    let top = session.work_tree.as_deref().unwrap_or_default();
    Halt::fatal(format!("{given}: '{given}' is outside repository at '{top}'"))
}
