//! The pieces of a word.

/// One piece of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) enum Piece {
    /// Text as it stands: a pattern may be in it, and it is not split.
    Text(String),
    /// Text that was quoted, quotes and escapes already resolved.
    Quoted(String),
    /// What stood between double quotes.
    Double(Vec<Piece>),
    /// `~NAME` at the start, without the tilde.
    Tilde(String),
    /// `$x`, `${x...}`.
    Parameter(Box<Parameter>),
    /// `${...}` that means nothing, as it was written: an error when it is expanded.
    Bad(String),
    /// The text of `$(...)` or backquotes, with the line at which it starts.
    Command(String, usize),
    /// The expression of `$((...))`, itself with pieces to expand.
    Arithmetic(Vec<Piece>),
}

/// A parameter with what is done to its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) struct Parameter {
    /// What is asked for.
    pub subject: Subject,
    /// Whether the value is the name of the one that is meant: `${!x}`.
    pub indirect: bool,
    /// What is done to it.
    pub operation: Operation,
    /// Everything between `${` and `}`, for messages.
    pub source: String,
}

/// What a parameter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) enum Subject {
    /// `$1`, `${10}`.
    Positional(usize),
    /// `$@`, `$*`.
    All { joined: bool },
    /// `$?`, `$#`, `$$`, `$!`, `$-`, `$0`.
    Special(char),
    /// A variable, or elements of an array.
    Variable { name: String, subscript: Option<Subscript> },
    /// `${!prefix*}`, `${!prefix@}`: the names of variables.
    Names { prefix: String, joined: bool },
    /// `${!array[@]}`: the keys.
    Keys { name: String, joined: bool },
}

/// Which elements of an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) enum Subscript {
    /// `[@]`, `[*]`.
    All { joined: bool },
    /// `[EXPRESSION]`, as it was written and in pieces.
    One { source: String, pieces: Vec<Piece> },
}

/// When `:-`, `:=`, `:?`, `:+` apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shell) enum When {
    /// With a colon.
    UnsetOrEmpty,
    /// Without.
    Unset,
}

/// Where `${x/pattern/text}` looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shell) enum Match {
    /// `/`.
    First,
    /// `//`.
    Every,
    /// `/#`.
    Prefix,
    /// `/%`.
    Suffix,
}

/// What is done to the value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) enum Operation {
    /// Nothing.
    Value,
    /// `${#x}`.
    Length,
    /// `-`.
    Default(When, Vec<Piece>),
    /// `=`.
    Assign(When, Vec<Piece>),
    /// `?`.
    Require(When, Vec<Piece>),
    /// `+`.
    Alternative(When, Vec<Piece>),
    /// `#`, `##`, the latter `longest`.
    RemovePrefix { longest: bool, pattern: Vec<Piece> },
    /// `%`, `%%`, the latter `longest`.
    RemoveSuffix { longest: bool, pattern: Vec<Piece> },
    /// `/`, `//`, `/#`, `/%`.
    Replace { place: Match, pattern: Vec<Piece>, text: Vec<Piece> },
    /// `:offset:length`.
    Slice { offset: Vec<Piece>, length: Option<Vec<Piece>> },
    /// `^`, `^^`, `,`, `,,`.
    Case { upper: bool, every: bool, pattern: Option<Vec<Piece>> },
    /// `@Q` and the like, by letter.
    Transform(char),
}
