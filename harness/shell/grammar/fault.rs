//! Why a text cannot be read.

/// Why a text, or a word of it, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) enum Fault {
    /// The text ends before the quote or bracket is closed.
    Unclosed {
        /// The character that is missing.
        closer: char,
        /// The line that bash names.
        line: usize,
    },
    /// The text ends inside a command.
    UnexpectedEnd {
        /// The line after the last.
        line: usize,
    },
    /// A token stands where bash does not accept it.
    Unexpected {
        /// The token as bash spells it, `newline` for a line end.
        token: String,
        /// Its line.
        line: usize,
    },
    /// Something in `[[ ... ]]` stands where bash does not accept it.
    OddCondition {
        /// What bash says; it says nothing about an empty condition.
        message: String,
        /// Its line.
        line: usize,
    },
    /// The text can be read, but what it says is not modelled.
    Unmodelled(String),
}
