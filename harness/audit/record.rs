//! Reading one line of a log.

use std::borrow::Cow;

use serde::Deserialize;

use super::field::Field;
use super::{Ending, Severity};
use crate::determinism::Tick;

/// The longest line that is read; a longer one is bad.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;

/// The longest duration of a round that is believed: a hundred days, in milliseconds.
const DURATION_MS_MAX: u64 = 100 * 24 * 3_600_000;

/// The kinds of the second dialect, in its key `event`.
const SECOND_DIALECT: [&str; 3] = ["SPAWN", "RESPONSE", "COMPLETE"];

/// What a line of a log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard<'a> {
    /// An event of the first dialect.
    Event(Record<'a>),
    /// An event of a kind that the first dialect does not have.
    UnknownKind(Cow<'a, str>),
    /// An event of the second dialect, of this kind.
    SecondDialect(Cow<'a, str>),
    /// No event, for this reason.
    Bad(&'static str),
}

/// One event of the first dialect, with the fields that figures are made from. The others may be
/// missing or odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// When it happened.
    pub at: Tick,
    /// Its session. Only the beginning and the end of a session always have one.
    pub session: Option<Cow<'a, str>>,
    /// What happened.
    pub what: What<'a>,
}

/// What happened, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What<'a> {
    /// `SESSION_START`
    SessionStart,
    /// `AGENT_SPAWN`
    AgentSpawn {
        /// Whether the agent was started.
        is_success: bool,
    },
    /// `AGENT_RESPONSE`
    AgentResponse,
    /// `ROUND_COMPLETE`
    RoundComplete {
        /// How long it took.
        duration_ms: u64,
    },
    /// `SESSION_END`
    SessionEnd {
        /// How it ended, by its reason.
        ending: Ending,
    },
    /// `SECURITY_EVENT`
    SecurityEvent {
        /// The control, e.g. `SEC-PM-004`.
        control: Cow<'a, str>,
        /// How grave; none where the word is missing or not known.
        severity: Option<Severity>,
    },
}

/// The fields of a line.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    #[serde(borrow, default)]
    timestamp: Field<'a>,
    #[serde(borrow, default)]
    event_type: Field<'a>,
    #[serde(borrow, default)]
    event: Field<'a>,
    #[serde(borrow, default)]
    session_id: Field<'a>,
    #[serde(borrow, default)]
    status: Field<'a>,
    #[serde(borrow, default)]
    reason: Field<'a>,
    #[serde(borrow, default)]
    severity: Field<'a>,
    #[serde(borrow, default)]
    duration: Field<'a>,
}

/// Reads one line, with or without its line end.
pub fn hear(line: &[u8]) -> Heard<'_> {
    if line.len() > LINE_BYTES_MAX {
        return Heard::Bad("it is longer than 1 MiB");
    }
    // A list would be taken for the fields in their order.
    if !line.trim_ascii_start().starts_with(b"{") {
        return Heard::Bad("it is no JSON object");
    }
    match serde_json::from_slice::<Fields<'_>>(line) {
        Ok(fields) => fields.heard(),
        Err(error) if error.is_eof() => Heard::Bad("it is torn"),
        Err(_) => Heard::Bad("it is no JSON object"),
    }
}

impl<'a> Fields<'a> {
    fn heard(self) -> Heard<'a> {
        if self.event_type == Field::Other {
            return match self.event.text() {
                Some(kind) if SECOND_DIALECT.contains(&&*kind) => Heard::SecondDialect(kind),
                _ => Heard::Bad("it has no eventType"),
            };
        }
        self.record().unwrap_or_else(|heard| heard)
    }

    /// Returns the event, or else what the line is instead.
    fn record(self) -> Result<Heard<'a>, Heard<'a>> {
        let kind = self.event_type.text().ok_or(Heard::Bad("its eventType is no text"))?;
        let time = self.timestamp.text();
        let session = self.session_id.text();
        let has_session =
            || session.is_some().then_some(()).ok_or(Heard::Bad("it has no sessionId"));
        let what = match &*kind {
            "SESSION_START" => {
                has_session()?;
                What::SessionStart
            }
            "SESSION_END" => {
                has_session()?;
                What::SessionEnd { ending: ending_of(self.reason.text().as_deref()) }
            }
            "AGENT_SPAWN" => What::AgentSpawn { is_success: is_success(self.status)? },
            "AGENT_RESPONSE" => What::AgentResponse,
            "ROUND_COMPLETE" => What::RoundComplete { duration_ms: duration_ms(&self.duration)? },
            "SECURITY_EVENT" => What::SecurityEvent {
                control: self.event.text().ok_or(Heard::Bad("it names no control"))?,
                severity: self.severity.text().and_then(|word| Severity::of(&word)),
            },
            _ => return Err(Heard::UnknownKind(kind)),
        };
        let at = time.and_then(|time| instant(&time)).ok_or(Heard::Bad("it has no time"))?;
        Ok(Heard::Event(Record { at, session, what }))
    }
}

fn instant(text: &str) -> Option<Tick> {
    let at: jiff::Timestamp = text.parse().ok()?;
    u64::try_from(at.as_millisecond()).ok().map(Tick::from_epoch_ms)
}

fn is_success(status: Field<'_>) -> Result<bool, Heard<'static>> {
    match status.text().as_deref() {
        Some("success") => Ok(true),
        Some("failed") => Ok(false),
        _ => Err(Heard::Bad("its status is neither success nor failed")),
    }
}

fn duration_ms(duration: &Field<'_>) -> Result<u64, Heard<'static>> {
    let whole = duration.whole().filter(|ms| *ms <= DURATION_MS_MAX);
    whole.ok_or(Heard::Bad("its duration is no whole number of milliseconds"))
}

/// Returns how a session ended that gives this reason. A reason nobody knows is a failure: a new
/// word must not make the success rate look better than it is.
fn ending_of(reason: Option<&str>) -> Ending {
    match reason {
        Some("completed" | "user_exit" | "max_rounds") => Ending::Success,
        Some("feature_disabled" | "shutdown") => Ending::Stopped,
        _ => Ending::Failure,
    }
}
