//! Looking for a condition in the world itself, apart from what any monitoring says of it.

use serde_json::Value;

use super::condition::{Condition, LinesProof, Proof};
use crate::decision::About;
use crate::determinism::Tick;
use crate::journal::{Event, Moment};
use crate::throwaway::Root;
use crate::world::join;

/// Where conditions are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The world.
    pub(super) root: &'a Root,
    /// The live checkout.
    pub(super) checkout: &'a str,
    /// The audit log, absolute.
    pub(super) log: &'a str,
    /// The reports, absolute; none where the pack has none.
    pub(super) reports: Option<&'a str>,
}

impl Condition {
    /// Looks whether all of it is there.
    pub(super) fn is_there(&self, place: Place<'_>) -> Event {
        let found: Vec<(bool, String)> = self
            .proof
            .iter()
            .map(|proof| {
                let seen = look(proof, place, None);
                (seen.count >= seen.least, seen.words)
            })
            .collect();
        let is_present = !found.is_empty() && found.iter().all(|(is_found, _)| *is_found);
        self.event(Moment::Before, is_present, found.into_iter().map(|(_, words)| words))
    }

    /// Looks whether any of it is there that is newer than `since`.
    pub(super) fn goes_on(&self, place: Place<'_>, since: Tick) -> Event {
        let found: Vec<Seen> =
            self.proof.iter().map(|proof| look(proof, place, Some(since))).collect();
        let is_present = found.iter().any(|seen| seen.count > 0);
        self.event(Moment::After, is_present, found.into_iter().map(|seen| seen.words))
    }

    fn event(
        &self,
        moment: Moment,
        is_present: bool,
        words: impl Iterator<Item = String>,
    ) -> Event {
        let (condition, evidence) = (self.name.clone(), words.collect::<Vec<_>>().join("; "));
        Event::ConditionLookedAt { condition, moment, is_present, evidence }
    }
}

/// What was found of one proof.
struct Seen {
    count: usize,
    least: usize,
    words: String,
}

fn look(proof: &Proof, place: Place<'_>, since: Option<Tick>) -> Seen {
    let newer = since.map_or(String::new(), |since| format!(" since {since}"));
    match proof {
        Proof::Lines(lines) => {
            let count = count_lines(lines, &text_of(place, place.log), since);
            let asked = lines.with.iter().map(|(field, value)| format!("{field}={value}"));
            let asked = asked.collect::<Vec<_>>().join(" ");
            let words = format!("{count} lines of the audit log{newer} with {asked}");
            Seen { count, least: lines.at_least, words }
        }
        Proof::File(says) => {
            let count = usize::from(says.is_true(place.root, place.checkout));
            let verb = if count > 0 { "says" } else { "does not say" };
            let words = format!("{} {verb} \"{}\"", says.file, says.says);
            Seen { count, least: 1, words }
        }
        Proof::Report(about) => {
            let text = place.reports.map_or_else(String::new, |path| text_of(place, path));
            let count = count_reports(*about, &text, since);
            Seen { count, least: 1, words: format!("{count} reports{newer} about it") }
        }
    }
}

fn text_of(place: Place<'_>, path: &str) -> String {
    let path = join(place.checkout, path);
    let bytes = place.root.quietly(|root| root.read(&path)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn count_lines(proof: &LinesProof, log: &str, since: Option<Tick>) -> usize {
    let longer = proof.longer_than.map(|span| span.0.as_millis());
    // A line that lacks one of the values as a text cannot have it as a field.
    let candidates =
        log.lines().filter(|line| proof.with.values().all(|value| line.contains(value.as_str())));
    let lines = candidates.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter(|line| is_newer(line.get("timestamp"), since))
        .filter(|line| proof.with.iter().all(|(field, value)| has(line, field, value)))
        .filter(|line| {
            let took = line.get("duration").and_then(Value::as_u64).map(u128::from);
            longer.is_none_or(|bound| took.is_some_and(|took| took > bound))
        })
        .count()
}

fn count_reports(about: About, text: &str, since: Option<Tick>) -> usize {
    let wanted = serde_json::to_value(about).expect("a plain name always serializes");
    let reports = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    reports
        .filter(|report| report.get("about") == Some(&wanted))
        .filter(|report| is_newer(report.get("at"), since))
        .count()
}

fn has(line: &Value, field: &str, wanted: &str) -> bool {
    line.get(field).is_some_and(|found| match found {
        Value::String(text) => text == wanted,
        Value::Number(number) => number.to_string() == wanted,
        Value::Bool(truth) => truth.to_string() == wanted,
        _ => false,
    })
}

/// Says whether a line is newer than `since`; one without a readable time is.
fn is_newer(at: Option<&Value>, since: Option<Tick>) -> bool {
    let Some(since) = since else { return true };
    let at = at.and_then(Value::as_str).and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let ms = at.and_then(|at| u64::try_from(at.as_millisecond()).ok());
    ms.is_none_or(|ms| Tick::from_epoch_ms(ms) > since)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::drill::Span;

    const LOG: &str = concat!(
        r#"{"timestamp":"2026-01-28T09:00:00.000Z","eventType":"ROUND_COMPLETE","duration":116000}"#,
        "\n{torn\n",
        r#"{"timestamp":"2026-01-28T09:10:00.000Z","eventType":"ROUND_COMPLETE","duration":116001}"#,
        "\n",
        r#"{"timestamp":"2026-01-28T09:10:00.000Z","eventType":"SESSION_END","duration":999999}"#,
        "\n",
    );

    fn proof(longer_than: Option<u64>) -> LinesProof {
        LinesProof {
            with: BTreeMap::from([("eventType".to_owned(), "ROUND_COMPLETE".to_owned())]),
            longer_than: longer_than.map(|seconds| Span(Duration::from_secs(seconds))),
            at_least: 1,
        }
    }

    #[test]
    fn lines_count_by_their_fields_their_length_and_their_age() {
        let ten: jiff::Timestamp = "2026-01-28T09:10:00Z".parse().expect("an instant");
        let at = Tick::from_epoch_ms(u64::try_from(ten.as_millisecond()).expect("after 1970"));
        assert_eq!(count_lines(&proof(None), LOG, None), 2);
        assert_eq!(count_lines(&proof(Some(116)), LOG, None), 1);
        assert_eq!(count_lines(&proof(None), LOG, Some(at)), 0);
        assert_eq!(count_lines(&proof(None), LOG, Some(at - Duration::from_millis(1))), 1);
    }

    #[test]
    fn reports_count_by_what_they_are_about() {
        let text = "{\"at\":\"2026-01-28T09:00:00Z\",\"about\":\"critical-bug\"}\nnoise\n";
        assert_eq!(count_reports(About::CriticalBug, text, None), 1);
        assert_eq!(count_reports(About::Vulnerability, text, None), 0);
    }
}
