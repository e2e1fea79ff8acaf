//! What a script is, once it is read.

use std::rc::Rc;

use super::super::regex::Pattern;

/// A pattern of the script, or the one that was used last.
#[derive(Debug, Clone)]
pub(super) enum Regex {
    /// This one.
    Given(Rc<Pattern>),
    /// `//`: whichever was used last.
    LastUsed,
}

/// What picks single lines.
#[derive(Debug, Clone)]
pub(super) enum Pick {
    /// The line of this number; zero only before a pattern.
    Number(usize),
    /// Every `step`th line from `first` on.
    Step {
        /// The first line.
        first: usize,
        /// How far apart.
        step: usize,
    },
    /// The last line of all.
    Last,
    /// Lines that match.
    Matching(Regex),
}

/// Where a range of lines ends.
#[derive(Debug, Clone)]
pub(super) enum RangeEnd {
    /// At such a line.
    At(Pick),
    /// So many lines further.
    Plus(usize),
    /// At the next line whose number is a multiple.
    Multiple(usize),
}

/// Which lines a command is for.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    /// Where it begins; none is everywhere.
    pub(super) start: Option<Pick>,
    /// Where it ends, if it is a range.
    pub(super) end: Option<RangeEnd>,
    /// Whether it is for the other lines.
    pub(super) is_negated: bool,
}

/// One command.
#[derive(Debug, Clone)]
pub(super) struct Command {
    /// Which lines it is for.
    pub(super) guard: Guard,
    /// What it does.
    pub(super) action: Action,
}

/// Where output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
    /// A file, by its name in the script.
    File(String),
}

/// When a branch is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// `b`.
    Always,
    /// `t`: a substitution was made since the last line was read.
    Substituted,
    /// `T`: none was.
    NotSubstituted,
}

/// What a command does.
#[derive(Debug, Clone)]
pub(super) enum Action {
    /// `{`: goes to behind the matching brace where the guard does not hold.
    Open(usize),
    /// `}`, a label, `v`: nothing.
    Nothing,
    /// `a`, `i`, `c`.
    Append(Rc<[u8]>),
    Insert(Rc<[u8]>),
    Change(Rc<[u8]>),
    /// `b`, `t`, `T`: to the command of this number, or to the end.
    Branch(When, Option<usize>),
    /// `d`, `D`.
    Delete,
    DeleteFirst,
    /// `p`, `P`.
    Print,
    PrintFirst,
    /// `n`, `N`.
    Next,
    AppendNext,
    /// `g`, `G`, `h`, `H`, `x`.
    Get,
    GetMore,
    Hold,
    HoldMore,
    Exchange,
    /// `q`, `Q`, with an exit code.
    Quit(u8),
    QuitSilently(u8),
    /// `=`, `F`, `z`.
    PrintNumber,
    PrintFileName,
    Zap,
    /// `l`, with a width if one is given.
    Show(Option<usize>),
    /// `r`, `R`.
    ReadFile(String),
    ReadLine(String),
    /// `w`, `W`.
    Write(Target),
    WriteFirst(Target),
    /// `y`: what every byte becomes.
    Translate(Box<[u8; 256]>),
    /// `s`.
    Substitute(Box<Substitution>),
}

/// `s/regex/replacement/flags`.
#[derive(Debug, Clone)]
pub(super) struct Substitution {
    /// What is replaced.
    pub(super) regex: Regex,
    /// With what.
    pub(super) parts: Vec<Part>,
    /// From which match on.
    pub(super) first: usize,
    /// Whether all further matches are replaced too.
    pub(super) all: bool,
    /// Whether the line is printed where a replacement was made.
    pub(super) print: bool,
    /// Where else it is written then.
    pub(super) target: Option<Target>,
}

/// One part of a replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Bytes as they stand.
    Text(Vec<u8>),
    /// What a group held; 0 is the whole match.
    Group(usize),
    /// `\U`, `\L`, `\E`.
    Case(Letters),
    /// `\u`, `\l`: the next letter only.
    CaseOnce(Letters),
}

/// What happens to letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Nothing.
    Kept,
    /// They become upper case.
    Upper,
    /// They become lower case.
    Lower,
}

/// A whole script.
#[derive(Debug, Clone, Default)]
pub(super) struct Script {
    /// The commands, in order.
    pub(super) commands: Vec<Command>,
    /// Whether it starts with `#n`.
    pub(super) is_quiet: bool,
    /// What is said when `//` comes before any other pattern was used.
    pub(super) no_regex: String,
}
