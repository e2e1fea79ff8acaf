//! What a pattern is wanted for, and why one gives no answer.

/// What a pattern is wanted for.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Wanted {
    /// Whose grammar it is in.
    pub(in super::super) dialect: Dialect,
    /// Whether letters match in either case.
    pub(in super::super) case: Case,
    /// What a line end inside the text means.
    pub(in super::super) lines: Lines,
    /// What must stand around a match.
    pub(in super::super) around: Around,
}

/// Whether the case of letters counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Case {
    /// It does.
    Counts,
    /// It does not.
    Ignored,
}

/// What must stand around a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Around {
    /// Anything.
    Anything,
    /// No letter, digit or underscore (`grep -w`).
    NoWord,
    /// Nothing: the match is the whole text (`grep -x`).
    Nothing,
}

/// Whose pattern it is; the tools differ at the edges of the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Dialect {
    /// `grep`.
    GrepBasic,
    /// `grep -E`.
    GrepExtended,
    /// `sed`.
    SedBasic,
    /// `sed -E`.
    SedExtended,
    /// `awk` (mawk: extended, and braces are plain).
    Awk,
}

impl Dialect {
    /// Returns whether operators stand without a backslash.
    pub(super) fn is_extended(self) -> bool {
        matches!(self, Self::GrepExtended | Self::SedExtended | Self::Awk)
    }

    /// Returns whether grep reads it, which forgives more.
    pub(super) fn is_grep(self) -> bool {
        matches!(self, Self::GrepBasic | Self::GrepExtended)
    }
}

/// Whether a line end inside the text parts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Lines {
    /// The text is one line, whatever is in it: `^` and `$` are its ends.
    One,
    /// `^` and `$` match at every line, and `.` stops there (sed's `M`).
    Many,
}

/// Why a pattern gives no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Trouble {
    /// It is no pattern: the C library's message.
    Invalid(&'static str),
    /// It would take too long.
    TooHard,
}

impl From<&'static str> for Trouble {
    fn from(message: &'static str) -> Self {
        Self::Invalid(message)
    }
}
