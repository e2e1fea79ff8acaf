//! The people around a rollback: how fast they work, who approves, and when their answers come.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde::de::Deserializer;

use super::Span;
use crate::determinism::{Draw, Seed, Tick};

/// The people of a pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeoplePlan {
    /// How often the monitoring looks at the signals.
    pub watch_every: Span,
    /// How long whoever is on call takes from the alert to a decision.
    pub decide: Pace,
    /// How soon a rollback has to begin whose urgency is "immediate".
    pub immediate: Span,
    /// How long each role takes to approve, by its name in lower case.
    pub approve: BTreeMap<String, Pace>,
    /// How long any other role takes.
    pub approve_otherwise: Pace,
    /// First words of the commands that cannot be taken back: they wait for the approvals.
    pub irreversible: Vec<String>,
}

/// How long something takes: a span, or the shortest and the longest, between which is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace(pub Duration, pub Duration);

/// Words of a step that make the operator wait for an approval.
const WAITS: [&str; 10] = [
    "requires approval",
    "require approval",
    "requires the approval",
    "approval required",
    "approval is needed",
    "approval is required",
    "needs approval",
    "must be approved",
    "obtain approval",
    "wait for approval",
];

/// Everybody in one drill, with a stream of chance of their own.
#[derive(Debug)]
pub(super) struct People {
    plan: PeoplePlan,
    draw: Draw,
    asked: BTreeMap<String, Asked>,
}

/// A question for approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    at: Tick,
    answers_at: Tick,
    is_heard: bool,
}

/// An approval that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Approval {
    /// Who gave it.
    pub(super) role: String,
    /// When they were asked.
    pub(super) asked: Tick,
    /// When they gave it.
    pub(super) given: Tick,
}

impl People {
    /// Brings the people of a pack to a drill.
    pub(super) fn of(plan: &PeoplePlan, seed: Seed) -> Self {
        Self { plan: plan.clone(), draw: seed.child("people").draw(), asked: BTreeMap::new() }
    }

    /// Draws how long something takes.
    pub(super) fn take(&mut self, pace: Pace) -> Duration {
        let ms = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(self.draw.between(ms(pace.0), ms(pace.1)))
    }

    /// Asks a role for its approval. Says whether it had not been asked before.
    pub(super) fn ask(&mut self, role: &str, at: Tick) -> bool {
        let role = role.to_lowercase();
        if self.asked.contains_key(&role) {
            return false;
        }
        let pace = self.plan.approve.get(&role).copied().unwrap_or(self.plan.approve_otherwise);
        let answers_at = at + self.take(pace);
        self.asked.insert(role, Asked { at, answers_at, is_heard: false });
        true
    }

    /// Returns the approvals that came in by `now` and were not heard of yet, in their order.
    pub(super) fn hear(&mut self, now: Tick) -> Vec<Approval> {
        let mut heard = Vec::new();
        for (role, asked) in &mut self.asked {
            if !asked.is_heard && asked.answers_at <= now {
                asked.is_heard = true;
                let (role, given) = (role.clone(), asked.answers_at);
                heard.push(Approval { role, asked: asked.at, given });
            }
        }
        heard.sort_by_key(|approval| approval.given);
        heard
    }

    /// Returns when the last answer comes that is still out; none where all are in.
    pub(super) fn last_answer(&self) -> Option<Tick> {
        self.asked.values().filter(|asked| !asked.is_heard).map(|asked| asked.answers_at).max()
    }

    /// Returns the roles that `text` names, where it says that nothing goes on without their approval.
    pub(super) fn approvers_named(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        if !WAITS.iter().any(|words| text.contains(words)) {
            return Vec::new();
        }
        self.plan.approve.keys().filter(|role| text.contains(role.as_str())).cloned().collect()
    }

    /// Says whether a command, as typed, does something that cannot be taken back.
    pub(super) fn is_irreversible(&self, text: &str) -> bool {
        let patterns = &self.plan.irreversible;
        simple_commands(text).any(|words| {
            patterns.iter().any(|pattern| {
                let mut wanted = pattern.split_whitespace();
                let mut words = words.iter();
                wanted.all(|word| words.next().is_some_and(|typed| *typed == word))
            })
        })
    }
}

/// The words of each simple command in a text. It is cut wherever one may begin, also inside of
/// quotes: a wait too many is better than one too few.
fn simple_commands(text: &str) -> impl Iterator<Item = Vec<&str>> {
    const LEADS: [&str; 8] = ["then", "do", "else", "sudo", "if", "while", "!", "{"];
    text.split(['\n', ';', '|', '&', '(', '`', '"', '\'']).map(|part| {
        let mut words: Vec<&str> = part.split_whitespace().collect();
        while words.first().is_some_and(|word| LEADS.contains(word) || is_assignment(word)) {
            words.remove(0);
        }
        words
    })
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

impl<'de> Deserialize<'de> for Pace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Always(Span),
            Between(Span, Span),
        }
        match Written::deserialize(deserializer)? {
            Written::Always(span) => Ok(Self(span.0, span.0)),
            Written::Between(least, most) if least.0 <= most.0 => Ok(Self(least.0, most.0)),
            Written::Between(..) => {
                Err(serde::de::Error::custom("of two spans the shorter one stands first"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> People {
        let second = Duration::from_secs(1);
        let plan = PeoplePlan {
            watch_every: Span(second),
            decide: Pace(second, second),
            immediate: Span(second),
            approve: BTreeMap::from([
                ("cto".to_owned(), Pace(second * 10, second * 10)),
                ("security architect".to_owned(), Pace(second * 5, second * 5)),
            ]),
            approve_otherwise: Pace(second * 60, second * 60),
            irreversible: vec!["git push".to_owned(), "rm".to_owned(), "sed -i".to_owned()],
        };
        People::of(&plan, Seed::new(1))
    }

    #[test]
    fn an_approval_is_heard_once_and_not_before_it_is_given() {
        let (mut people, at) = (people(), Tick::from_epoch_ms(0));
        people.ask("CTO", at);
        people.ask("Security Architect", at);
        people.ask("CTO", at + Duration::from_secs(9));
        assert!(people.hear(at + Duration::from_secs(4)).is_empty());
        let roles = |heard: Vec<Approval>| -> Vec<String> {
            heard.into_iter().map(|approval| approval.role).collect()
        };
        assert_eq!(people.last_answer(), Some(at + Duration::from_secs(10)));
        let both = people.hear(at + Duration::from_secs(10));
        assert_eq!(roles(both), ["security architect", "cto"]);
        assert_eq!(
            (people.hear(at + Duration::from_secs(99)), people.last_answer()),
            (vec![], None)
        );
        people.ask("Nobody in particular", at);
        assert_eq!(people.last_answer(), Some(at + Duration::from_secs(60)));
    }

    #[test]
    fn a_command_that_cannot_be_taken_back_is_seen_wherever_it_stands() {
        let people = people();
        for text in [
            "rm -rf x",
            "cd y && rm x",
            "if true; then\n  git push origin main\nfi",
            "A=1 sed -i s/a/b/ x",
            "bash -c 'rm x'",
            "echo $(rm x)",
            "sudo rm x",
            "true\nrm x",
            "true;rm x",
            "true|rm x",
            "echo `rm x`",
            "bash -c \"rm x\"",
            "for x in y; do rm x; done",
            "if rm x; then true; fi",
            "if true; then rm x; fi",
            "if true; then true; else rm y; fi",
            "while rm x; do true; done",
            "! rm x",
            "{ rm x; }",
            "A_1=2 rm x",
        ] {
            assert!(people.is_irreversible(text), "{text}");
        }
        for text in [
            "git status",
            "git log; git fetch",
            "echo rm",
            "sed s/a/b/ x",
            "form -rf x",
            "=1 rm x",
            "a-b=1 rm x",
        ] {
            assert!(!people.is_irreversible(text), "{text}");
        }
    }

    #[test]
    fn approvers_are_named_only_where_approval_is_spoken_of() {
        let people = people();
        let asks = "Requires approval from: CTO, Security Architect, Engineering Lead";
        assert_eq!(people.approvers_named(asks), ["cto", "security architect"]);
        assert_eq!(people.approvers_named("Approval is needed from: CTO"), ["cto"]);
        assert!(people.approvers_named("Notify the CTO").is_empty());
        assert!(people.approvers_named("Ask the CTO to approve, and go on").is_empty());
    }

    #[test]
    fn what_is_drawn_lies_between_the_shortest_and_the_longest() {
        let (mut people, s) = (people(), Duration::from_secs);
        let drawn: Vec<Duration> = (0..50).map(|_| people.take(Pace(s(1), s(9)))).collect();
        assert!(drawn.iter().all(|took| (s(1)..=s(9)).contains(took)), "{drawn:?}");
        assert!(drawn.iter().any(|took| *took > s(5)) && drawn.iter().any(|took| *took < s(5)));
    }

    #[test]
    fn a_pace_is_a_span_or_two_in_order() {
        let read = |text: &str| serde_saphyr::from_str::<Pace>(text).ok();
        let s = Duration::from_secs;
        assert_eq!(read("4s"), Some(Pace(s(4), s(4))));
        assert_eq!(read("[3s, 1m]"), Some(Pace(s(3), s(60))));
        assert_eq!(read("[3s, 3s]"), Some(Pace(s(3), s(3))));
        assert_eq!(read("[1m, 3s]"), None);
        assert_eq!(read("soon"), None);
    }
}
