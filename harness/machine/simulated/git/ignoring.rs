//! Files that git ignores.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::glob;
use super::outcome::Done;
use super::session::Session;
use crate::world::FileKind;

/// The rules of one work tree, read as they are needed.
pub(super) struct Ignoring<'s> {
    session: &'s Session<'s>,
    by_directory: RefCell<BTreeMap<String, Vec<Rule>>>,
    everywhere: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    pattern: String,
    negated: bool,
    directories_only: bool,
    by_path: bool,
}

impl<'s> Ignoring<'s> {
    /// Reads the rules that count everywhere.
    pub(super) fn of(session: &'s Session<'s>) -> Done<Self> {
        let everywhere = session.git_file("info/exclude")?.unwrap_or_default();
        Ok(Self { session, by_directory: RefCell::default(), everywhere: rules(&everywhere) })
    }

    /// Says whether the path is ignored, itself or with a directory above it.
    pub(super) fn holds(&self, path: &str, is_directory: bool) -> Done<bool> {
        let mut ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
        ends.push(path.len());
        for end in ends {
            if self.decides(&path[..end], is_directory || end < path.len())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says whether the rules ignore exactly this path; the nearest file of rules comes first.
    fn decides(&self, path: &str, is_directory: bool) -> Done<bool> {
        let mut directory = path;
        loop {
            directory = directory.rsplit_once('/').map_or("", |(above, _)| above);
            self.load(directory)?;
            let inner = path[directory.len()..].trim_start_matches('/');
            let known = self.by_directory.borrow();
            let found = known.get(directory).and_then(|rules| decide(rules, inner, is_directory));
            if let Some(ignored) = found {
                return Ok(ignored);
            }
            if directory.is_empty() {
                return Ok(decide(&self.everywhere, path, is_directory).unwrap_or(false));
            }
        }
    }

    fn load(&self, directory: &str) -> Done<()> {
        if self.by_directory.borrow().contains_key(directory) {
            return Ok(());
        }
        let inner = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let path = self.session.file(&format!("{inner}.gitignore"))?;
        let text = match self.session.root.kind_of_link(&path) {
            Some(FileKind::File) => self.session.root.read(&path)?,
            _ => Vec::new(),
        };
        let read = rules(&String::from_utf8_lossy(&text));
        self.by_directory.borrow_mut().insert(directory.to_owned(), read);
        Ok(())
    }
}

fn decide(rules: &[Rule], path: &str, is_directory: bool) -> Option<bool> {
    rules.iter().rev().find(|rule| rule.matches(path, is_directory)).map(|rule| !rule.negated)
}

fn rules(text: &str) -> Vec<Rule> {
    text.lines().filter_map(Rule::parse).collect()
}

impl Rule {
    fn parse(line: &str) -> Option<Self> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut kept = line.trim_end_matches(' ');
        if kept.ends_with('\\') && kept.len() < line.len() {
            kept = &line[..=kept.len()];
        }
        if kept.is_empty() || kept.starts_with('#') {
            return None;
        }
        let (negated, rest) = match kept.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, kept),
        };
        let (directories_only, rest) = match rest.strip_suffix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let by_path = rest.contains('/');
        let pattern = rest.strip_prefix('/').unwrap_or(rest).to_owned();
        Some(Self { pattern, negated, directories_only, by_path })
    }

    fn matches(&self, path: &str, is_directory: bool) -> bool {
        if self.directories_only && !is_directory {
            return false;
        }
        let subject = if self.by_path { path } else { crate::world::name_of(path) };
        glob::matches(&self.pattern, subject, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rule_that_matches_decides() {
        let rules = rules("# no\n*.log\n!keep.log\n/top\nd/\na/*/c\n\\#x\n sp\\ \n");
        for (path, is_directory, expected) in [
            ("x/y.log", false, Some(true)),
            ("x/keep.log", false, Some(false)),
            ("top", false, Some(true)),
            ("x/top", false, None),
            ("x/d", true, Some(true)),
            ("x/d", false, None),
            ("a/b/c", false, Some(true)),
            ("#x", false, Some(true)),
            ("# no", false, None),
        ] {
            assert_eq!(decide(&rules, path, is_directory), expected, "{path}");
        }
    }
}
