//! One audit event and its line.

use serde::Serialize;

use super::Severity;
use crate::determinism::Tick;
use crate::determinism::digest;

/// One event of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    #[serde(serialize_with = "iso")]
    timestamp: Tick,
    session_id: String,
    #[serde(flatten)]
    kind: EventKind,
}

/// What happened, with the fields of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "eventType", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum EventKind {
    /// A session began.
    SessionStart {
        /// The team that works in it.
        team_name: String,
        /// How many agents the team has.
        agent_count: usize,
        /// The agents, each with the hash of its identity.
        agents: Vec<AgentIdentity>,
    },
    /// An agent was started, or was not.
    AgentSpawn {
        /// The agent.
        agent_id: String,
        /// Its kind.
        agent_type: String,
        /// Hash of the context it was given.
        context_hash: String,
        /// How long it took, in milliseconds.
        spawn_duration: u64,
        /// `success` or `failed`.
        status: String,
    },
    /// An agent answered.
    AgentResponse {
        /// The agent.
        agent_id: String,
        /// Hash of the answer.
        response_hash: String,
        /// Length of the answer in characters.
        content_length: u64,
        /// How long it took, in milliseconds.
        response_duration: u64,
    },
    /// All agents of a session answered.
    RoundComplete {
        /// Which round, from 1.
        round: u64,
        /// How long it took, in milliseconds.
        duration: u64,
        /// Whether they agreed.
        consensus: String,
    },
    /// A session ended.
    SessionEnd {
        /// Why: `completed`, `error`, `feature_disabled`, ...
        reason: String,
        /// Rounds in all.
        total_rounds: u64,
        /// Answers in all.
        total_responses: u64,
        /// How long it lived, in milliseconds.
        duration: u64,
    },
    /// A control was violated.
    SecurityEvent {
        /// The control, e.g. `SEC-PM-004`.
        event: String,
        /// How grave.
        severity: Severity,
        /// The agent that did it.
        agent_id: String,
        /// What made it a violation.
        reason: String,
        /// What was attempted.
        attempted: String,
    },
}

/// The name of an agent with the hash of its identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgentIdentity {
    /// The agent's name.
    pub name: String,
    /// Its identity.
    pub hash: String,
}

impl AuditEvent {
    /// Makes an event of the session `session_id` at `timestamp`.
    pub fn new(timestamp: Tick, session_id: &str, kind: EventKind) -> Self {
        Self { timestamp, session_id: session_id.to_owned(), kind }
    }

    /// Returns when it happened.
    pub const fn at(&self) -> Tick {
        self.timestamp
    }

    /// Returns the line of the log, with its line end.
    pub fn line(&self) -> String {
        let mut line = serde_json::to_string(self).expect("plain fields always serialize");
        line.push('\n');
        line
    }
}

impl AgentIdentity {
    /// Makes the identity of the agent `name` in the session `session_id`.
    pub fn new(session_id: &str, name: &str) -> Self {
        Self { name: name.to_owned(), hash: agent_hash(&format!("{session_id}/{name}")) }
    }
}

/// Returns the short hash that the audit log writes for `text`: 16 hex digits of its SHA-256.
pub fn agent_hash(text: &str) -> String {
    digest(text.as_bytes())[..16].to_owned()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn iso<S: serde::Serializer>(at: &Tick, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_with_the_fields_of_its_kind() {
        let kind = EventKind::SessionEnd {
            reason: "feature_disabled".to_owned(),
            total_rounds: 3,
            total_responses: 12,
            duration: 174_000,
        };
        let line = AuditEvent::new(Tick::from_epoch_ms(1_769_558_400_007), "pm-1", kind).line();
        assert_eq!(
            line,
            concat!(
                r#"{"timestamp":"2026-01-28T00:00:00.007Z","sessionId":"pm-1","#,
                r#""eventType":"SESSION_END","reason":"feature_disabled","totalRounds":3,"#,
                r#""totalResponses":12,"duration":174000}"#,
                "\n"
            )
        );
    }
}
