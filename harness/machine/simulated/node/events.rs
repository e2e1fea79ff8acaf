//! What a test file tells its runner, in order.

/// One thing that a test file told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// Bytes on standard output (1) or standard error (2).
    Output {
        /// Which stream.
        stream: u8,
        /// The text.
        text: String,
    },
    /// A test or suite begins to be told.
    Start {
        /// How many suites and tests it stands in.
        nesting: usize,
        /// Its name.
        name: String,
    },
    /// A test or suite ended.
    Done(Box<Done>),
    /// How many children the test that is told next has.
    Plan {
        /// How many suites and tests the children stand in.
        nesting: usize,
        /// How many they are.
        count: usize,
    },
    /// A note.
    Note {
        /// How many suites and tests it stands in.
        nesting: usize,
        /// The text.
        text: String,
    },
}

/// The end of one test or suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    /// How many suites and tests it stands in.
    pub(super) nesting: usize,
    /// Its place among its siblings, from one.
    pub(super) number: usize,
    /// Its name.
    pub(super) name: String,
    /// Its name behind those of what it stands in, `outer > inner`.
    pub(super) full_name: String,
    /// Whether it is a suite.
    pub(super) suite: bool,
    /// Why it was skipped, empty where no reason was given.
    pub(super) skip: Option<String>,
    /// Why it is still to do, empty where no reason was given.
    pub(super) todo: Option<String>,
    /// How long it took on the virtual clock.
    pub(super) duration_ms: u64,
    /// What went wrong; none where it passed.
    pub(super) failure: Option<Failure>,
    /// The lines of the report that describe the failure, not indented.
    pub(super) details: Vec<String>,
}

impl Done {
    /// Says whether it failed for a reason of its own, and not only because a test in it did.
    pub(super) fn has_failed_itself(&self) -> bool {
        self.failure.as_ref().is_some_and(|failure| !failure.is_of_subtests())
    }
}

/// Why a test did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// The message of what was thrown.
    pub(super) text: String,
    /// How it came about, in node's words: `testCodeFailure`, `subtestsFailed` and others.
    pub(super) kind: String,
}

impl Failure {
    /// Says whether the test was given up rather than failed.
    pub(super) fn is_cancellation(&self) -> bool {
        matches!(self.kind.as_str(), "cancelledByParent" | "testAborted" | "testTimeoutFailure")
    }

    /// Says whether it failed only because a test in it did.
    pub(super) fn is_of_subtests(&self) -> bool {
        self.kind == "subtestsFailed"
    }
}
