//! What a check is.

use crate::journal::{Change, Event, Journal};
use crate::verdict::{Evidence, Outcome};
use crate::world::{Facts, State};

/// One invariant.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its name, such as `audit-log-complete`.
    pub id: &'static str,
    /// What it claims, one sentence.
    pub claim: &'static str,
    /// When it has to hold.
    pub kind: Kind,
    /// Looks at a drill.
    pub(super) look: fn(&Scene<'_>) -> Seen,
}

/// When an invariant has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// At every moment: what breaks it stays broken, even if the drill did not end.
    Always,
    /// At the end: nothing is known of it unless the drill ended.
    AtTheEnd,
}

/// What a check saw: its outcome and the evidence for it.
pub(super) type Seen = (Outcome, Vec<Evidence>);

/// All that a check may look at.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The world when the operator began.
    pub before: &'a State,
    /// The world when everything was over.
    pub after: &'a State,
    /// What happened in between.
    pub journal: &'a Journal,
    /// What the world is.
    pub facts: &'a Facts,
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

    /// Returns the path from the checkout of an absolute path in the world; none outside it.
    pub fn in_checkout<'p>(&self, absolute: &'p str) -> Option<&'p str> {
        absolute.strip_prefix(self.facts.checkout.as_str())?.strip_prefix('/')
    }
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
