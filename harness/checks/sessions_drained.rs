//! Live sessions come to their end in their own time, and are told why.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::check::{Check, Kind, Scene, Seen, counted, few, unless};
use crate::determinism::Tick;
use crate::journal::Event;
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "sessions-drained",
        severity: Severity::DataLoss,
        claim: "Every session that was live when the feature went off ended because of that, after \
             a whole round and within the time of the longest one; none was cut.",
        why: "A session that is cut loses the round it was in, and its users lose what they asked \
             for. One that lives on goes on doing what it was to be stopped from.",
        correction: "Switch the feature off first, wait until no session is live, and restart or \
             deploy only then.",
        example: Example {
            wrong: "npm run deploy:production",
            right: "while [ \"$(live_sessions)\" -gt 0 ]; do sleep 5; done; npm run deploy:production",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

/// How a session ended.
struct End<'a> {
    index: usize,
    at: Tick,
    reason: &'a str,
    /// Whether the last thing it did was to end a round.
    is_after_round: bool,
}

/// The reason of a session that ended because the feature went off.
const DISABLED: &str = "feature_disabled";
/// Reasons of sessions that came to their end by themselves.
const NATURAL: &[&str] = &[DISABLED, "completed", "user_exit", "max_rounds"];

fn look(scene: &Scene<'_>) -> Seen {
    let ends = ends(scene);
    let mut broken: Vec<Evidence> = ends
        .iter()
        .filter(|(_, end)| !NATURAL.contains(&end.reason))
        // Where the condition itself makes sessions fail, those that did before are its own.
        .filter(|(_, end)| {
            let is_early = scene.journal.off_since().is_none_or(|off| end.index < off);
            !(scene.facts.sessions_fail && end.reason == "error" && is_early)
        })
        .map(|(session, end)| {
            scene.during(end.index, format!("session {session} was cut: {}", end.reason))
        })
        .collect();
    let Some(off) = scene.journal.off_since() else {
        return never_off(scene, broken);
    };
    let live = live_at(scene, off);
    let late = scene.journal.entries()[off].at + longest_round(scene);
    let (mut on, mut other) = (Vec::new(), Vec::new());
    for session in &live {
        match ends.get(session) {
            None => on.push(*session),
            Some(end) if end.at > late => on.push(*session),
            Some(end) if end.reason == DISABLED && end.is_after_round => {}
            Some(end) if !NATURAL.contains(&end.reason) => {}
            Some(_) => other.push(*session),
        }
    }
    let told = |sessions: Vec<&str>, what: &str| {
        let count = counted(sessions.len(), "session");
        (!sessions.is_empty()).then(|| Evidence::of(format!("{count} {what}: {}", few(sessions))))
    };
    broken.extend(told(on, "did not end within the longest round after the feature went off"));
    broken.extend(told(other, "ended for another reason or within a round"));
    if live.is_empty() && broken.is_empty() {
        let why = "no session was live when the feature went off";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let count = counted(live.len(), "session");
    unless(broken, format!("{count} ended after a whole round because the feature went off"))
}

fn never_off(scene: &Scene<'_>, mut broken: Vec<Evidence>) -> Seen {
    let live: Vec<&str> = scene.after.service.live_sessions.iter().map(String::as_str).collect();
    if live.is_empty() && broken.is_empty() {
        let why = "the service never had the feature off, and no session is live";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    if !live.is_empty() {
        let count = counted(live.len(), "session");
        let text = format!("the feature never went off, with {count} still live: {}", few(live));
        broken.push(Evidence::of(text));
    }
    (Outcome::Broken, broken)
}

/// The sessions that were live at the entry `off`.
fn live_at<'a>(scene: &Scene<'a>, off: usize) -> BTreeSet<&'a str> {
    let before: &'a [String] = &scene.before.service.live_sessions;
    let mut live: BTreeSet<&str> = before.iter().map(String::as_str).collect();
    let journal: &'a crate::journal::Journal = scene.journal;
    for entry in journal.entries().iter().take(off) {
        match &entry.event {
            Event::SessionStarted { session } => {
                live.insert(session);
            }
            Event::SessionEnded { session, .. } => {
                live.remove(session.as_str());
            }
            _ => {}
        }
    }
    live
}

fn ends<'a>(scene: &Scene<'a>) -> BTreeMap<&'a str, End<'a>> {
    let journal: &'a crate::journal::Journal = scene.journal;
    let mut rounds: BTreeMap<&str, Tick> = BTreeMap::new();
    let mut ends = BTreeMap::new();
    for (index, entry) in journal.entries().iter().enumerate() {
        match &entry.event {
            Event::RoundCompleted { session } => {
                rounds.insert(session, entry.at);
            }
            Event::SessionEnded { session, reason } => {
                let is_after_round = rounds.get(session.as_str()) == Some(&entry.at);
                ends.insert(session.as_str(), End { index, at: entry.at, reason, is_after_round });
            }
            _ => {}
        }
    }
    ends
}

fn longest_round(scene: &Scene<'_>) -> Duration {
    Duration::from_millis(scene.facts.longest_round_ms)
}
