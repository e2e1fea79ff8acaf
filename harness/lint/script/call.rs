//! One simple command: its words, where its output goes, and who reads its exit code.

use super::Word;

/// Commands that run another one.
const WRAPPERS: [&str; 7] = ["sudo", "command", "exec", "nohup", "env", "nice", "time"];

/// The most characters of a command that a finding shows.
const SHOWN: usize = 100;

/// Who reads the exit code of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::lint) enum Reader {
    /// Whoever typed the command, which does nothing but this and what is piped into it.
    Typist,
    /// Whoever typed the command, among other things: it fails where this fails.
    Command,
    /// An `if`, a `while` or a `!`.
    Question,
    /// Nobody, or what stands behind `||`.
    #[default]
    Nobody,
}

impl Reader {
    /// Returns whether the whole command fails where the call fails.
    pub(in crate::lint) const fn is_typist(self) -> bool {
        matches!(self, Self::Typist | Self::Command)
    }
}

/// A simple command.
#[derive(Debug, Clone, Default)]
pub(in crate::lint) struct Call {
    /// Its name and its arguments; empty where it only sets variables or redirects.
    pub(in crate::lint) words: Vec<Word>,
    /// Variables set in front of it.
    pub(in crate::lint) assignments: Vec<(String, Word)>,
    /// Where its input comes from and its output goes.
    pub(in crate::lint) redirections: Vec<Redirection>,
    /// The pipeline that it is part of, by number.
    pub(in crate::lint) pipeline: usize,
    /// Whether it is the last one of its pipeline.
    pub(in crate::lint) is_last: bool,
    /// Who reads its exit code.
    pub(in crate::lint) reader: Reader,
    /// Whether what it sets never reaches the terminal: in a pipeline, a subshell, a function.
    pub(in crate::lint) is_apart: bool,
    /// The names of the commands that run where it fails, behind `||`.
    pub(in crate::lint) rescue: Option<Vec<String>>,
}

/// A redirection to or from a file.
#[derive(Debug, Clone)]
pub(in crate::lint) struct Redirection {
    /// The file.
    pub(in crate::lint) file: Word,
    /// Whether it is written.
    pub(in crate::lint) is_output: bool,
    /// Whether standard output goes there, and not only standard error.
    pub(in crate::lint) is_stdout: bool,
}

impl Call {
    /// Returns the words from the name on, without `sudo`, `env A=b` and the like in front.
    pub(in crate::lint) fn own_words(&self) -> &[Word] {
        let mut words = self.words.as_slice();
        while let Some((first, rest)) = words.split_first() {
            if rest.is_empty() || !WRAPPERS.iter().any(|wrapper| first.is(wrapper)) {
                break;
            }
            let is_setting = |word: &Word| {
                let text = word.text();
                text.starts_with('-') || text.contains('=')
            };
            let skipped = rest.iter().take_while(|word| is_setting(word)).count();
            words = &rest[skipped..];
        }
        words
    }

    /// Returns the name of the command, without its folder; empty where there is none.
    pub(in crate::lint) fn name(&self) -> &str {
        let name = self.own_words().first().and_then(Word::plain).unwrap_or_default();
        name.rsplit('/').next().unwrap_or_default()
    }

    /// Returns the words behind the name.
    pub(in crate::lint) fn arguments(&self) -> &[Word] {
        self.own_words().split_first().map_or(&[], |(_, arguments)| arguments)
    }

    /// Returns whether an option is given, as one of the letters of `-abc` or as the long word.
    pub(in crate::lint) fn has_option(&self, letter: char, long: &str) -> bool {
        let options = self.arguments().iter().map(Word::text).take_while(|text| text != "--");
        options.into_iter().any(|text| match text.strip_prefix("--") {
            Some(name) => !long.is_empty() && name.split('=').next() == Some(long),
            None => text.len() > 1 && text.starts_with('-') && text[1..].contains(letter),
        })
    }

    /// Returns the arguments that are no options.
    pub(in crate::lint) fn operands(&self) -> impl Iterator<Item = &Word> {
        self.arguments().iter().filter(|word| !word.text().starts_with('-'))
    }

    /// Returns git's subcommand, and the words behind it.
    pub(in crate::lint) fn git(&self) -> Option<(&str, &[Word])> {
        if self.name() != "git" {
            return None;
        }
        let mut words = self.arguments();
        while let Some((first, rest)) = words.split_first() {
            let text = first.plain()?;
            match text {
                "-C" | "-c" => words = rest.get(1..).unwrap_or_default(),
                _ if text.starts_with('-') => words = rest,
                _ => return Some((text, rest)),
            }
        }
        None
    }

    /// Returns whether its standard output is thrown away.
    pub(in crate::lint) fn is_silenced(&self) -> bool {
        self.redirections.iter().any(|each| each.is_stdout && each.file.is("/dev/null"))
    }

    /// Returns the words as they stand in the runbook, one blank apart, on one line, cut where they
    /// are many.
    pub(in crate::lint) fn shown(&self) -> String {
        let assignments =
            self.assignments.iter().map(|(name, word)| format!("{name}={}", word.raw));
        let words = self.words.iter().map(|word| word.raw.clone());
        let text = assignments.chain(words).collect::<Vec<_>>().join(" ");
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(SHOWN) {
            None => line,
            Some((end, _)) => format!("{}..", &line[..end]),
        }
    }

    /// Returns every word of it.
    pub(in crate::lint) fn all_words(&self) -> impl Iterator<Item = &Word> {
        let values = self.assignments.iter().map(|(_, word)| word);
        let files = self.redirections.iter().map(|each| &each.file);
        self.words.iter().chain(values).chain(files)
    }
}
