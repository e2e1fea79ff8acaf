//! Which lines a command is for, while a script runs.

use std::rc::Rc;

use super::super::regex::Pattern;
use super::machine::{Halt, Machine};
use super::range::Range;
use super::script::{Guard, Pick, RangeEnd, Regex};

impl Machine<'_> {
    /// Says whether a command is for the present line.
    pub(super) fn applies(&mut self, at: usize, guard: &Guard) -> Result<bool, Halt> {
        let holds = match (&guard.start, &guard.end) {
            (None, _) => true,
            (Some(pick), None) => self.picks(pick)?,
            (Some(start), Some(end)) => self.in_range(at, start, end)?,
        };
        Ok(holds != guard.is_negated)
    }

    fn in_range(&mut self, at: usize, start: &Pick, end: &RangeEnd) -> Result<bool, Halt> {
        let number = self.source.number;
        match self.ranges[at] {
            Range::Closed => {
                if !self.picks(start)? {
                    return Ok(false);
                }
                let ends_here = matches!(end, RangeEnd::At(Pick::Last)) && self.source.is_last()?;
                if !ends_here {
                    self.ranges[at] = Range::from(number, end);
                }
                Ok(true)
            }
            Range::UntilNumber(last) => {
                if number >= last {
                    self.ranges[at] = Range::Closed;
                }
                Ok(number <= last)
            }
            Range::Open => {
                if let RangeEnd::At(pick) = end
                    && self.picks(pick)?
                {
                    self.ranges[at] = Range::Closed;
                }
                Ok(true)
            }
        }
    }

    fn picks(&mut self, pick: &Pick) -> Result<bool, Halt> {
        let number = self.source.number;
        match pick {
            Pick::Number(wanted) => Ok(number == *wanted),
            Pick::Step { first, step } => {
                Ok(number >= *first && (number - first).is_multiple_of(*step))
            }
            Pick::Last => Ok(self.source.is_last()?),
            Pick::Matching(regex) => {
                let pattern = self.pattern(regex)?;
                pattern.is_match(&self.space.text).map_err(|trouble| self.too_hard(&trouble))
            }
        }
    }

    /// Returns the pattern that is meant, and remembers it as the one used last.
    pub(super) fn pattern(&mut self, regex: &Regex) -> Result<Rc<Pattern>, Halt> {
        match regex {
            Regex::Given(pattern) => {
                self.last_regex = Some(Rc::clone(pattern));
                Ok(Rc::clone(pattern))
            }
            Regex::LastUsed => self.last_regex.clone().ok_or(Halt::NoRegex),
        }
    }

    /// Closes all ranges; one that starts at line 0 is open from the beginning.
    pub(super) fn reset_ranges(&mut self) {
        let commands = self.script.commands.iter();
        self.ranges = commands.map(|command| Range::before_first(&command.guard)).collect();
    }
}
