//! One entry of a journal.

use serde::Serialize;

use crate::determinism::Tick;
use crate::runbook::Audience;
use crate::world::WorkTree;

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// When, on the virtual clock.
    pub at: Tick,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// What can happen in a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The operator began a level of a runbook.
    LevelStarted {
        /// The drill's name.
        drill: String,
        /// The time that the runbook gives the level, in milliseconds; none where it gives none.
        budget_ms: Option<u64>,
        /// Whether exactly that time is already too long.
        is_strict: bool,
    },
    /// What was checked out when the operator turned to a wider level.
    CheckedOut {
        /// The commit.
        commit: String,
    },
    /// The operator turned to a step.
    StepReached {
        /// Level and step, such as `L4.2`.
        address: String,
        /// The line of its heading.
        line: u32,
    },
    /// The operator gave a placeholder a value.
    PlaceholderFilled(Filled),
    /// A command ran to its end.
    CommandRan(Box<CommandRecord>),
    /// A command could not be run as a real machine would, so the drill stopped before it went wrong.
    Unmodelled {
        /// The command's address.
        address: String,
        /// Its line.
        line: u32,
        /// What is not modelled.
        what: String,
    },
    /// The operator could not go on: nothing says what to type.
    Stuck {
        /// The command's address.
        address: String,
        /// Its line.
        line: u32,
        /// Why.
        why: String,
    },
    /// The operator watched the system for a while because the runbook asks for it.
    Watched {
        /// The line that asks for it.
        line: u32,
        /// How long, in milliseconds.
        window_ms: u64,
    },
    /// The world was searched for the condition itself, apart from what any monitoring says.
    ConditionLookedAt {
        /// The condition's name.
        condition: String,
        /// When.
        moment: Moment,
        /// Whether it is there.
        is_present: bool,
        /// What shows it.
        evidence: String,
    },
    /// The monitoring saw that a row of the decision matrix holds.
    Detected {
        /// The line of the row.
        line: u32,
        /// The row's condition.
        condition: String,
        /// Since when it holds, as far as the signals tell.
        since: Option<Tick>,
        /// What shows it.
        evidence: Vec<String>,
    },
    /// Whoever is on call decided what to do.
    Decided {
        /// The level to carry out.
        level: u8,
        /// How soon it has to begin after it was detected, in milliseconds; none where nothing says
        /// so.
        within_ms: Option<u64>,
        /// Who has to approve it.
        authorities: Vec<String>,
    },
    /// The condition went on after a level, and the operator looked for the next one.
    Escalated {
        /// The level that did not help.
        from: u8,
        /// The one that the runbook escalates to; none where it names none.
        to: Option<u8>,
        /// The line that says so; that of the level where none does.
        line: u32,
    },
    /// Somebody was asked for an approval.
    ApprovalAsked {
        /// The role.
        role: String,
    },
    /// An approval was heard of.
    Approved {
        /// The role that gave it.
        role: String,
        /// When it was asked for.
        asked: Tick,
        /// When it was given.
        given: Tick,
    },
    /// The operator waited for approvals.
    ApprovalsAwaited {
        /// The step or the command that could not begin without them.
        address: String,
        /// Its line.
        line: u32,
        /// How long, in milliseconds.
        waited_ms: u64,
    },
    /// A message of the runbook was sent.
    MessageSent {
        /// The line of the message.
        line: u32,
        /// Whom it is for.
        audience: Audience,
        /// What was sent.
        text: String,
        /// The blanks for which nothing was known, as they stand in it.
        holes: Vec<String>,
    },
    /// The operator reached the end of the level.
    LevelEnded,
    /// The service read its config and serves by it from now on.
    ConfigLoaded {
        /// Whether the feature is on from now on.
        feature_on: bool,
    },
    /// The service could not use its config file and has every feature off.
    ConfigRejected {
        /// What was wrong with it.
        why: String,
    },
    /// The service was started anew by a deployment.
    ServiceRestarted {
        /// The environment it runs in from now on.
        environment: String,
    },
    /// A session began.
    SessionStarted {
        /// Its id.
        session: String,
    },
    /// A session came to the end of a round and said so in the audit log.
    RoundCompleted {
        /// Its id.
        session: String,
    },
    /// Somebody asked for a session and got a single agent instead.
    SessionRefused,
    /// A session ended.
    SessionEnded {
        /// Its id.
        session: String,
        /// Why, as the audit log says it.
        reason: String,
    },
    /// The service wrote a line to the audit log, or tried to.
    AuditLine {
        /// The line, without its line end.
        text: String,
        /// What went wrong; none when it was written.
        lost: Option<String>,
    },
    /// A command of the runbook changed something that the checks care for.
    Noticed {
        /// The command's address.
        address: String,
        /// Its line.
        line: u32,
        /// What changed.
        change: Change,
    },
    /// A command ran test files.
    SuiteRan {
        /// How many tests passed.
        passed: usize,
        /// How many tests failed.
        failed: usize,
        /// The tree they ran in; none where no repository holds it.
        tree: Option<WorkTree>,
    },
    /// Something was deployed.
    Deployed {
        /// The target, such as `staging`.
        target: String,
        /// The environment it runs in from now on.
        environment: String,
        /// The commit that is said to be deployed, with what is there in its place.
        tree: WorkTree,
    },
    /// A session wrote the memory of one agent.
    SidecarWritten {
        /// The file, absolute in the world.
        path: String,
        /// SHA-256 of what was written, in hex.
        digest: String,
    },
}

/// When a condition was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// Before the rollback.
    Before,
    /// When everything was over: what is new since the last session ended.
    After,
}

/// Where the value of a placeholder came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filled {
    /// The command with the placeholder.
    pub address: String,
    /// Its line.
    pub line: u32,
    /// The placeholder's name.
    pub name: String,
    /// What was typed for it.
    pub value: String,
    /// The command of the runbook that printed the value; none when the operator had to look it up
    /// with a command of their own.
    pub printed_by: Option<String>,
}

/// One command that was typed, with all that came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandRecord {
    /// Level, step and command, such as `L4.2.1`.
    pub address: String,
    /// The line of the runbook on which it begins.
    pub line: u32,
    /// What was typed, placeholders filled.
    pub text: String,
    /// What it exited with.
    pub exit_code: u8,
    /// What it printed.
    pub stdout: String,
    /// What it complained.
    pub stderr: String,
    /// When it was started.
    pub started: Tick,
    /// How long it ran, in milliseconds.
    pub duration_ms: u64,
    /// Whether the operator ended it because it would not have ended by itself.
    pub interrupted: bool,
    /// Whether the runbook does not hold this command: the operator looked something up.
    pub improvised: bool,
    /// What the runbook expected and did not get; empty when all was as expected.
    pub disappointments: Vec<String>,
    /// What the runbook expected and nobody decided: words that only people can judge.
    pub undecided: Vec<String>,
}

/// A change of the world that was seen right after a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "changed", rename_all = "snake_case")]
pub enum Change {
    /// The audit log lost bytes or is gone.
    AuditLogCut {
        /// Its size before the command, in bytes.
        before_bytes: u64,
        /// Its size after it; none where it is gone.
        after_bytes: Option<u64>,
    },
    /// A value of the config file is another one, is new or is gone.
    ConfigValue {
        /// Where in the file, such as `features.partyMode.enabled`.
        key: String,
        /// The value before, as JSON; none where there was none.
        before: Option<String>,
        /// The value after, as JSON; none where there is none.
        after: Option<String>,
    },
    /// A process does not live any more.
    ProcessEnded {
        /// Its number.
        pid: u32,
        /// Its command line.
        command: String,
    },
    /// A reference of the checkout's repository is another one, is new or is gone.
    Reference {
        /// Its full name.
        name: String,
        /// The commit before.
        before: Option<String>,
        /// The commit after.
        after: Option<String>,
    },
    /// A file of others, outside the checkout or never committed, holds something else or is gone.
    OthersFile {
        /// The file, absolute in the world.
        path: String,
    },
    /// A reference of origin is another one, is new or is gone.
    OriginReference {
        /// Its full name.
        name: String,
        /// The commit before.
        before: Option<String>,
        /// The commit after.
        after: Option<String>,
    },
    /// The memory of an agent was removed.
    SidecarGone {
        /// The file, absolute in the world.
        path: String,
    },
}
