//! What a check is.

use crate::journal::{Change, Event, Journal, Moment, Timeline};
use crate::verdict::{Evidence, Outcome, Rule};
use crate::world::{Facts, FileState, State};

/// One invariant.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// What it claims, and what to do where that does not hold.
    pub rule: Rule,
    /// When it has to hold.
    pub kind: Kind,
    /// Looks at a drill.
    pub(super) look: fn(&Scene<'_>) -> Seen,
}

impl Check {
    /// Returns its name, such as `audit-log-complete`.
    pub const fn id(&self) -> &'static str {
        self.rule.id
    }
}

/// When an invariant has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// At every moment: what breaks it stays broken, even if the drill did not end.
    Always,
    /// At the end: nothing is known of it unless the drill ended.
    AtTheEnd,
}

/// Where nothing is kept: what lies here is gone with the next start or clean-up.
const VOLATILE: &[&str] = &["/tmp/", "/var/tmp/", "/dev/shm/", "/run/"];

/// What a check saw: its outcome and the evidence for it.
pub(super) type Seen = (Outcome, Vec<Evidence>);

/// All that a check may look at.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The world when the operator began.
    pub before: &'a State,
    /// The world when everything was over.
    pub after: &'a State,
    /// What came of a second run from the top; none where there was none.
    pub again: Option<&'a Again>,
    /// What happened in between.
    pub journal: &'a Journal,
    /// What the world is.
    pub facts: &'a Facts,
}

/// What came of a second run from the top.
#[derive(Debug, Clone)]
pub enum Again {
    /// The first one did not come to its end, so there was none.
    NotTried,
    /// It did not come to its end.
    Stopped {
        /// Why.
        why: String,
    },
    /// It came to its end.
    Ended {
        /// The world behind it.
        state: Box<State>,
    },
}

impl<'a> Scene<'a> {
    /// Returns every change that was noticed right after a command, with the command's place.
    pub fn changes(&self) -> impl Iterator<Item = (&'a str, u32, &'a Change)> + use<'a> {
        let journal: &'a Journal = self.journal;
        journal.entries().iter().filter_map(|entry| match &entry.event {
            Event::Noticed { address, line, change } => Some((address.as_str(), *line, change)),
            _ => None,
        })
    }

    /// Returns the place in the journal at which the last level began; its beginning where none did.
    pub(super) fn last_level(&self) -> usize {
        let mut entries = self.journal.entries().iter();
        entries.rposition(|e| matches!(e.event, Event::LevelStarted { .. })).unwrap_or(0)
    }

    /// Makes evidence of the command that ran when the entry at `index` was written, by its place
    /// in the journal; of no command where none did.
    pub(super) fn during(&self, index: usize, text: String) -> Evidence {
        let entries = self.journal.entries();
        let next = entries.iter().skip(index).find_map(|entry| match &entry.event {
            Event::CommandRan(command) => Some(command),
            _ => None,
        });
        match next.filter(|command| command.started <= entries[index].at) {
            Some(command) => Evidence::at(&command.address, command.line, text),
            None => Evidence::of(text),
        }
    }

    /// Returns the marks that the rollback reached.
    pub fn timeline(&self) -> Timeline {
        Timeline::of(self.journal, self.facts.leaves(), &self.before.service.live_sessions)
    }

    /// Returns the row of the decision matrix that the drill was about: its line and condition.
    pub(super) fn row(&self) -> Option<(u32, &'a str)> {
        let journal: &'a Journal = self.journal;
        journal.entries().iter().find_map(|entry| match &entry.event {
            Event::Detected { line, condition, .. } => Some((*line, condition.as_str())),
            _ => None,
        })
    }

    /// Returns what was seen when the condition was looked for: its name, whether it was there, and
    /// what showed that; none where nobody looked.
    pub(super) fn looked_at(&self, wanted: Moment) -> Option<(&'a str, bool, &'a str)> {
        let journal: &'a Journal = self.journal;
        journal.entries().iter().rev().find_map(|entry| match &entry.event {
            Event::ConditionLookedAt { condition, moment, is_present, evidence }
                if *moment == wanted =>
            {
                Some((condition.as_str(), *is_present, evidence.as_str()))
            }
            _ => None,
        })
    }

    /// Returns every file and every member of an archive that will still be there tomorrow.
    pub(super) fn lasting_files(&self) -> impl Iterator<Item = (&'a str, &'a FileState)> + use<'a> {
        let after: &'a State = self.after;
        let all = after.files.iter().chain(&after.archived);
        all.map(|(path, file)| (path.as_str(), file)).filter(|(path, _)| lasts(path))
    }

    /// Makes evidence of what the last command did after which a change that `is_meant` was noticed;
    /// of no command where there is none.
    pub(super) fn blamed(&self, text: String, is_meant: impl Fn(&Change) -> bool) -> Evidence {
        match self.changes().filter(|(_, _, change)| is_meant(change)).last() {
            Some((address, line, _)) => Evidence::at(address, line, text),
            None => Evidence::of(text),
        }
    }

    /// Returns the path from the checkout of an absolute path in the world; none outside it.
    pub fn in_checkout<'p>(&self, absolute: &'p str) -> Option<&'p str> {
        absolute.strip_prefix(self.facts.checkout.as_str())?.strip_prefix('/')
    }
}

/// Says whether what stands at `path` outlives the next start of the machine.
pub(super) fn lasts(path: &str) -> bool {
    !VOLATILE.iter().any(|directory| path.starts_with(directory))
}

/// Holds where nothing speaks against it: `broken` is the evidence against, `held` the one for it.
pub(super) fn unless(broken: Vec<Evidence>, held: impl Into<String>) -> Seen {
    if broken.is_empty() {
        (Outcome::Held, vec![Evidence::of(held)])
    } else {
        (Outcome::Broken, broken)
    }
}

/// Names the first few of `names` and counts the rest: `a, b, c and 4 more`.
pub(super) fn few<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const SHOWN: usize = 3;
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The beginning of a text that may be long.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 100;
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}..", &text[..end]),
    }
}

/// Counts things by their noun: `1 session`, `2 sessions`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_names_are_shown_and_the_others_counted() {
        assert_eq!(few([]), "");
        assert_eq!(few(["a", "b", "c"]), "a, b, c");
        assert_eq!(few(["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
    }

    #[test]
    fn only_one_is_counted_without_an_s() {
        assert_eq!([0, 1, 2].map(|n| counted(n, "test")), ["0 tests", "1 test", "2 tests"]);
    }

    #[test]
    fn a_text_of_up_to_a_hundred_characters_is_shown_whole() {
        assert_eq!(shortened(&"ä".repeat(100)), "ä".repeat(100));
        assert_eq!(shortened(&"ä".repeat(101)), format!("{}..", "ä".repeat(100)));
    }

    #[test]
    fn a_path_is_in_the_checkout_only_below_its_whole_name() {
        let drill = crate::checks::testing::Drill::flawless();
        let journal = Journal::default();
        let (before, after) = (&drill.before, &drill.after);
        let scene = Scene { before, after, again: None, journal: &journal, facts: &drill.facts };
        assert_eq!(scene.in_checkout("/srv/app/src/app.js"), Some("src/app.js"));
        assert_eq!(scene.in_checkout("/srv/app2/src/app.js"), None);
        assert_eq!(scene.in_checkout("/srv/app"), None);
    }
}
