//! What `find` asks of each file, and what it does with it.

use super::super::glob::{Case, matches};
use crate::determinism::Tick;
use crate::throwaway::FileFacts;
use crate::world::FileKind;

/// Tests and actions, combined.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    /// One test or action.
    One(Primary),
    /// True where the inner one is false.
    Not(Box<Self>),
    /// The second one only where the first is true.
    And(Box<Self>, Box<Self>),
    /// The second one only where the first is false.
    Or(Box<Self>, Box<Self>),
    /// Both, and the second one counts.
    List(Box<Self>, Box<Self>),
}

/// One test or action.
#[derive(Debug, Clone)]
pub(super) enum Primary {
    /// A test that only looks.
    Test(Test),
    /// `-print`, with the byte that ends the name.
    Print(char),
    /// `-printf`.
    PrintAs(String),
    /// `-delete`.
    Delete,
    /// `-prune`.
    Prune,
    /// `-quit`.
    Quit,
    /// `-exec .. ;`.
    Run(Vec<String>),
    /// `-exec .. +`, by its place among those of the command line.
    Collect(usize),
}

/// A test that only looks.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// `-true`, `-false`.
    Constant(bool),
    /// `-name`, `-iname`.
    Name(String, Case),
    /// `-path`, `-ipath`, `-wholename`.
    Path(String, Case),
    /// `-type`, one or several.
    Kinds(Vec<FileKind>),
    /// `-empty`.
    Empty,
    /// `-newer`, `-newermt`.
    NewerThan(Tick),
    /// `-mtime`, `-mmin`.
    Age(Comparison, AgeUnit),
    /// `-size`, with the bytes of its unit.
    Size(Comparison, u64),
    /// `-perm`.
    Mode(ModeTest),
    /// `-readable`, `-writable`, `-executable`: these bits of the owner.
    Allows(u32),
}

/// A number as `find` compares with it: `+5`, `-5`, `5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    /// More than.
    More(u64),
    /// Less than.
    Less(u64),
    /// Exactly.
    Exactly(u64),
}

/// In what an age is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AgeUnit {
    /// Whole days, begun ones not counted.
    Days,
    /// Minutes.
    Minutes,
}

/// How `-perm` compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ModeTest {
    /// The bits are just these.
    Just(u32),
    /// All of these are set.
    All(u32),
    /// One of these is set.
    Any(u32),
}

/// One file on its way through an expression.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    /// Its path, as it is shown.
    pub path: &'a str,
    /// What is known of it.
    pub facts: &'a FileFacts,
    /// Whether nothing is in it.
    pub is_empty: bool,
}

impl Test {
    /// Answers the test for one file at the instant `now`.
    pub(super) fn holds(&self, file: Candidate<'_>, now: Tick) -> bool {
        let facts = file.facts;
        match self {
            Self::Constant(answer) => *answer,
            Self::Name(pattern, case) => matches(pattern, name_of(file.path), *case),
            Self::Path(pattern, case) => matches(pattern, file.path, *case),
            Self::Kinds(kinds) => kinds.contains(&facts.kind),
            Self::Empty => file.is_empty,
            Self::NewerThan(than) => facts.modified > *than,
            Self::Age(comparison, unit) => unit.holds(*comparison, facts.modified, now),
            Self::Size(comparison, unit) => comparison.holds(facts.size.div_ceil(*unit)),
            Self::Mode(ModeTest::Just(bits)) => facts.mode == *bits,
            Self::Mode(ModeTest::Any(bits)) => *bits == 0 || facts.mode & bits != 0,
            Self::Mode(ModeTest::All(bits)) | Self::Allows(bits) => facts.mode & bits == *bits,
        }
    }
}

impl Comparison {
    fn holds(self, number: u64) -> bool {
        match self {
            Self::More(than) => number > than,
            Self::Less(than) => number < than,
            Self::Exactly(wanted) => number == wanted,
        }
    }
}

impl AgeUnit {
    /// Compares an age in milliseconds: a day counts when it is over, a minute when it begins.
    fn holds(self, comparison: Comparison, modified: Tick, now: Tick) -> bool {
        let (modified, now) = (i128::from(modified.epoch_ms()), i128::from(now.epoch_ms()));
        let age = now - modified;
        let (unit, begun) = match self {
            Self::Days => (86_400_000, 1),
            Self::Minutes => (60_000, 0),
        };
        match comparison {
            Comparison::More(count) => age > (i128::from(count) + begun) * unit,
            Comparison::Less(count) => age < i128::from(count) * unit,
            Comparison::Exactly(count) => {
                let until = (i128::from(count) + begun) * unit;
                (until - unit..until).contains(&age)
            }
        }
    }
}

/// Returns the last part of a path, `/` for the root.
pub(super) fn name_of(path: &str) -> &str {
    super::super::place::last_part(path)
}
