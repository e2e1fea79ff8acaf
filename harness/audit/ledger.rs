//! Reading a log: the few fields that every event of the first dialect has.

use serde::Deserialize;

/// What one line of a log says, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditRecord {
    /// The kind of event, such as `SESSION_START`.
    pub event_type: String,
    /// The session; none for events that belong to none.
    pub session_id: Option<String>,
    /// Why a session ended.
    pub reason: Option<String>,
}

/// Reads a log line by line: the number of each line from 1, and its record or none where the line
/// is no event of the first dialect. Empty lines are passed over.
pub fn records(log: &[u8]) -> impl Iterator<Item = (usize, Option<AuditRecord>)> {
    log.split(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(at, line)| (at + 1, serde_json::from_slice(line).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_is_reported_and_never_counted_as_an_event() {
        let log = b"{\"eventType\":\"SESSION_START\",\"sessionId\":\"a\"}\n\n{\"eventType\":\"SESS";
        let read: Vec<_> = records(log).collect();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].1.as_ref().map(|r| r.event_type.as_str()), Some("SESSION_START"));
        assert_eq!(read[1], (3, None));
    }
}
