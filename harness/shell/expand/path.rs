//! Pathname expansion: patterns against the names of files.

use super::super::evaluate::{Flow, Shell, Unwind};
use super::WORDS_MAX;
use super::pattern::{Pattern, Span};
use super::split::Field;
use crate::world::FileKind;

/// One part of a path between slashes.
enum Part {
    Name(String),
    Pattern(Pattern),
    /// `**` with `globstar`.
    Anywhere,
}

impl Shell<'_> {
    /// Adds the files that a field matches, or the field itself.
    pub(super) fn match_files(&mut self, field: &Field, words: &mut Vec<String>) -> Flow<()> {
        let text: String = field.iter().map(|span| span.text.as_str()).collect();
        let may_match =
            field.iter().any(|span| !span.is_quoted && span.text.contains(['*', '?', '[']));
        if !may_match || self.state.options.has("noglob") {
            words.push(text);
            return Ok(());
        }
        let parts = self.parts_of(field)?;
        if !parts.iter().any(|part| !matches!(part, Part::Name(_))) {
            words.push(text);
            return Ok(());
        }
        let found = self.files(&parts, text.starts_with('/'))?;
        if !found.is_empty() {
            words.extend(found);
        } else if self.state.shopts.has("failglob") {
            return self.abandon(&format!("no match: {text}"));
        } else if !self.state.shopts.has("nullglob") {
            words.push(text);
        }
        Ok(())
    }

    fn parts_of(&self, field: &[Span]) -> Flow<Vec<Part>> {
        let letters: Vec<(char, bool)> = field
            .iter()
            .flat_map(|span| span.text.chars().map(|letter| (letter, span.is_quoted)))
            .collect();
        let extended = self.state.shopts.has("extglob");
        let folds = self.state.shopts.has("nocaseglob");
        let globstar = self.state.shopts.has("globstar");
        let mut parts = Vec::new();
        for part in letters.split(|(letter, _)| *letter == '/') {
            if globstar && part == [('*', false), ('*', false)] {
                parts.push(Part::Anywhere);
                continue;
            }
            let pattern = Pattern::of_letters(part, extended)?.folding(folds);
            parts.push(match pattern.as_text() {
                Some(name) => Part::Name(name),
                None => Part::Pattern(pattern),
            });
        }
        Ok(parts)
    }

    /// Returns the paths that match, sorted by bytes, written as the pattern is.
    fn files(&self, parts: &[Part], is_absolute: bool) -> Flow<Vec<String>> {
        let (mut found, parts) = if is_absolute {
            (vec!["/".to_owned()], parts.get(1..).unwrap_or_default())
        } else {
            (vec![String::new()], parts)
        };
        for (index, part) in parts.iter().enumerate() {
            let is_last = index + 1 == parts.len();
            let mut next = Vec::new();
            for before in &found {
                self.extend_path(before, part, is_last, &mut next)?;
            }
            if next.len() > WORDS_MAX {
                return Err(Unwind::unmodelled(format!(
                    "more than {WORDS_MAX} files of a pattern"
                )));
            }
            found = next;
        }
        found.retain(|path| !path.is_empty());
        found.sort();
        found.dedup();
        Ok(found)
    }

    fn extend_path(
        &self,
        before: &str,
        part: &Part,
        is_last: bool,
        next: &mut Vec<String>,
    ) -> Flow<()> {
        match part {
            Part::Name(name) if is_last && name.is_empty() => next.push(before.to_owned()),
            Part::Name(name) => {
                let path = format!("{before}{name}");
                let exists = self.kernel.kind_of_link(&self.absolute(&path)).is_some();
                if exists {
                    next.extend(self.ended(path, is_last));
                }
            }
            Part::Pattern(pattern) => {
                let names = self.names_in(before);
                let wanted = self.wanted(names, pattern)?.into_iter();
                next.extend(
                    wanted.filter_map(|name| self.ended(format!("{before}{name}"), is_last)),
                );
            }
            Part::Anywhere => self.extend_anywhere(before, is_last, next)?,
        }
        Ok(())
    }

    /// Returns a path that is to go on with a slash, if it is a directory.
    fn ended(&self, path: String, is_last: bool) -> Option<String> {
        if is_last {
            return Some(path);
        }
        let is_directory = self.kernel.kind(&self.absolute(&path)) == Some(FileKind::Directory);
        is_directory.then(|| path + "/")
    }

    fn wanted(&self, names: Vec<String>, pattern: &Pattern) -> Flow<Vec<String>> {
        let mut wanted = Vec::new();
        for name in names {
            if self.is_wanted(&name, pattern)? {
                wanted.push(name);
            }
        }
        Ok(wanted)
    }

    fn is_wanted(&self, name: &str, pattern: &Pattern) -> Flow<bool> {
        let is_hidden = name.starts_with('.');
        let sees_hidden = pattern.starts_with_dot() || self.state.shopts.has("dotglob");
        Ok((!is_hidden || sees_hidden) && pattern.matches(name)?)
    }

    fn names_in(&self, directory: &str) -> Vec<String> {
        let path = if directory.is_empty() { "." } else { directory };
        self.kernel.list(&self.absolute(path)).unwrap_or_default()
    }

    /// Follows `**`: no directory, or any number of them; links are not followed.
    fn extend_anywhere(&self, before: &str, is_last: bool, next: &mut Vec<String>) -> Flow<()> {
        let mut waiting = vec![before.to_owned()];
        while let Some(directory) = waiting.pop() {
            let is_below = directory != before;
            let shown = directory.strip_suffix('/').filter(|_| is_last && is_below);
            next.push(shown.unwrap_or(&directory).to_owned());
            let (directories, files) = self.seen_in(&directory);
            waiting.extend(directories);
            if is_last {
                next.extend(files);
            }
            if next.len() > WORDS_MAX {
                return Err(Unwind::unmodelled(format!("more than {WORDS_MAX} files of **")));
            }
        }
        Ok(())
    }

    /// Returns the directories, each with a slash, and the files that `**` sees in one.
    fn seen_in(&self, directory: &str) -> (Vec<String>, Vec<String>) {
        let sees_hidden = self.state.shopts.has("dotglob");
        let names = self.names_in(directory);
        let seen = names.iter().filter(|name| sees_hidden || !name.starts_with('.'));
        let paths = seen.map(|name| format!("{directory}{name}"));
        let (directories, files) = paths.partition::<Vec<_>, _>(|path| {
            self.kernel.kind_of_link(&self.absolute(path)) == Some(FileKind::Directory)
        });
        (directories.into_iter().map(|path| path + "/").collect(), files)
    }
}
