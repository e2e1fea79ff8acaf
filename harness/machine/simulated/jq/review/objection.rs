//! Why a program is not run.

/// What a program names and nobody defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Missing {
    /// What it is, in the words of jq: `foo/1 is not defined`.
    pub(in super::super) what: String,
    /// Where it stands in the program, in bytes.
    pub(in super::super) at: usize,
}

/// Why a program is not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Objection {
    /// jq refuses it too, for these reasons.
    Wrong(Vec<Missing>),
    /// jq might run it, but it is not modelled.
    Unmodelled(String),
}
