//! What jq remembers between calls: compiled programs, and what was read of the last inputs.
//!
//! A runbook asks the same log about one session after another; nothing here changes an answer.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use super::inputs::{self, Parsed};
use super::program::Program;
use super::review::Objection;

/// The most programs that are remembered.
const PROGRAMS_MAX: usize = 512;
/// The most bytes of one input that is remembered.
const TEXT_MAX: usize = 8 * 1024 * 1024;
/// How many inputs are remembered.
const TEXTS_MAX: usize = 4;

/// A text and what was read of it.
type Remembered = (Rc<[u8]>, Parsed);

/// The memory of one machine.
#[derive(Default)]
pub(in super::super) struct Memory {
    programs: BTreeMap<(String, Vec<String>), Result<Rc<Program>, Objection>>,
    texts: Vec<Remembered>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("programs", &self.programs.len()).finish_non_exhaustive()
    }
}

impl Memory {
    /// Returns the compiled program; `variables` are the names of those that are set outside.
    pub(super) fn program(
        &mut self,
        text: &str,
        variables: &[String],
    ) -> Result<Rc<Program>, Objection> {
        let key = (text.to_owned(), variables.to_vec());
        if let Some(known) = self.programs.get(&key) {
            return known.clone();
        }
        if self.programs.len() >= PROGRAMS_MAX {
            self.programs.clear();
        }
        let program = Program::compile(text, variables).map(Rc::new);
        self.programs.insert(key, program.clone());
        program
    }

    /// Returns the values in a text.
    pub(super) fn values(&mut self, text: &[u8]) -> Parsed {
        if let Some((_, parsed)) = self.texts.iter().find(|(known, _)| **known == *text) {
            return Rc::clone(parsed);
        }
        let parsed = inputs::parse(text);
        if text.len() <= TEXT_MAX {
            self.texts.truncate(TEXTS_MAX - 1);
            self.texts.insert(0, (text.into(), Rc::clone(&parsed)));
        }
        parsed
    }
}
