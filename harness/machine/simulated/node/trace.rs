//! What a script asked of the world, so that an equal answer lets its result stand.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::files;
use crate::throwaway::Root;

/// One question that a script put to the world or to its environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Question {
    /// The bytes of a file.
    Read(String),
    /// What stands at a path: kind, size, mode, time; links followed or not.
    Stat {
        /// The path, absolute in the world.
        path: String,
        /// Whether a link at its end is followed.
        follow: bool,
    },
    /// The kind of what stands at a path, links followed.
    Kind(String),
    /// Where a path leads once every link is followed.
    Real(String),
    /// The names in a directory.
    List(String),
    /// One variable of the environment.
    Variable(String),
    /// The names of all variables.
    Variables,
}

/// A digest of the answer.
pub(super) type Answer = [u8; 32];

/// Everything that one script asked; none where it did more than ask.
#[derive(Debug)]
pub(super) struct Trace {
    asked: Option<BTreeMap<Question, Answer>>,
    printed_bytes: usize,
}

impl Default for Trace {
    fn default() -> Self {
        Self { asked: Some(BTreeMap::new()), printed_bytes: 0 }
    }
}

impl Trace {
    /// The most questions that are worth remembering.
    const QUESTIONS_MAX: usize = 2_000;

    /// The most bytes of output that are worth remembering.
    const PRINTED_BYTES_MAX: usize = 64 * 1024;

    /// Notes a question with the bytes of its answer.
    pub(super) fn note(&mut self, question: Question, answer: &[u8]) {
        if let Some(asked) = &mut self.asked {
            asked.entry(question).or_insert_with(|| Sha256::digest(answer).into());
            if asked.len() > Self::QUESTIONS_MAX {
                self.asked = None;
            }
        }
    }

    /// Notes that the script did what no question describes: wrote, or looked at the clock.
    pub(super) fn give_up(&mut self) {
        self.asked = None;
    }

    /// Counts `bytes` more of output, and says whether all of it may still be remembered.
    pub(super) fn has_room_for(&mut self, bytes: usize) -> bool {
        self.printed_bytes = self.printed_bytes.saturating_add(bytes);
        self.asked.is_some() && self.printed_bytes <= Self::PRINTED_BYTES_MAX
    }

    /// Returns the questions with their answers, where they tell all that the result hangs on.
    pub(super) fn into_asked(self) -> Option<BTreeMap<Question, Answer>> {
        self.asked
    }
}

/// Answers `question` from the world as it is now.
pub(super) fn answer(
    root: &Root,
    environment: &BTreeMap<String, String>,
    question: &Question,
) -> Answer {
    let bytes = match question {
        Question::Read(path) => files::told(root.read(path)),
        Question::Stat { path, follow } => files::told(files::stat(root, path, *follow)),
        Question::Kind(path) => files::told_kind(root.kind(path)),
        Question::Real(path) => files::told(files::real_path(root, path).map(String::into_bytes)),
        Question::List(path) => files::told(root.list(path).map(|names| names.join("\0").into())),
        Question::Variable(name) => told_variable(environment, name),
        Question::Variables => told_variables(environment),
    };
    Sha256::digest(bytes).into()
}

/// Spells what a variable holds.
pub(super) fn told_variable(environment: &BTreeMap<String, String>, name: &str) -> Vec<u8> {
    environment.get(name).map_or_else(Vec::new, |value| format!("={value}").into_bytes())
}

/// Spells the names of all variables.
pub(super) fn told_variables(environment: &BTreeMap<String, String>) -> Vec<u8> {
    environment.keys().flat_map(|name| [name.as_bytes(), b"\0"].concat()).collect()
}
