//! What a team knows to be wrong with a runbook and expects to be found, exactly.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use super::places::place_of;
use super::{PackError, PackFiles, Scenario, TRAITS};
use crate::checks;
use crate::lint;
use crate::verdict::FindingName;

/// The findings of a runbook that are known, in a file of the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KnownFindings {
    /// Those of a reading.
    pub lint: Vec<KnownReading>,
    /// Those of a run.
    pub run: Vec<KnownFinding>,
}

/// A finding that a reading is known to come to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownReading {
    /// The rule.
    pub rule: String,
    /// The address; none where the finding has none.
    #[serde(default)]
    pub at: Option<String>,
}

/// A finding that drills are known to come to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFinding {
    /// The rule.
    pub rule: String,
    /// The address; none where the finding has none.
    #[serde(default)]
    pub at: Option<String>,
    /// The routes of which every drill comes to it, such as `L1` and `L3-A`. Where none is named, a
    /// drill of any route may come to it, and one at least does.
    #[serde(default, rename = "in")]
    pub routes: Words,
    /// The treatments of the audit log with which drills come to it; with any where none is named.
    #[serde(default)]
    pub log: Words,
    /// The conditions in which drills come to it; in any where none is named.
    #[serde(default)]
    pub condition: Words,
    /// Whether it is before midnight that drills come to it; at any time where none is named.
    #[serde(default)]
    pub clock: Words,
    /// How often the level is carried out in drills that come to it; either where none is named.
    #[serde(default)]
    pub turns: Words,
    /// Whether it depends on the draws of the seed: such a one may be found and may be missed.
    #[serde(default)]
    pub chance: bool,
}

/// Some words: one alone or a list. No word at all stands for any.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words(pub Vec<String>);

/// The words of each trait, and what to say of another one; a condition is named by its pack.
const WORDS: [(&[&str], &str); TRAITS.len()] = [
    (&["ignored", "tracked"], "has to be 'ignored' or 'tracked'"),
    (&[], ""),
    (&["usual", "midnight"], "has to be 'usual' or 'midnight'"),
    (&["once", "twice"], "has to be 'once' or 'twice'"),
];

impl KnownFindings {
    /// Refuses rules and words that this program does not have, at their place.
    pub(super) fn check(&self, files: &dyn PackFiles, path: &str) -> Result<(), PackError> {
        let read = self.lint.iter().enumerate();
        let read =
            read.map(|(at, each)| ("lint", at, &each.rule, lint::find(&each.rule).is_some()));
        let run = self.run.iter().enumerate();
        let run = run.map(|(at, each)| ("run", at, &each.rule, checks::find(&each.rule).is_some()));
        if let Some((part, at, rule, _)) = read.chain(run).find(|(_, _, _, is_known)| !is_known) {
            let place = place_of(files, path, &[part, &at.to_string(), "rule"]);
            return Err(PackError::NoRule { place, wanted: rule.clone(), finder: part });
        }
        let wrong = self.run.iter().enumerate().find_map(|(at, each)| {
            let keys = TRAITS.iter().zip(each.traits()).zip(WORDS);
            let mut wrong = keys.filter(|((_, own), (words, _))| !own.are_among(words));
            wrong.next().map(|((key, _), (_, rule))| (at, *key, rule))
        });
        wrong.map_or(Ok(()), |(at, key, rule)| {
            let place = place_of(files, path, &["run", &at.to_string(), key]);
            Err(PackError::Figure { place, key: key.to_owned(), rule })
        })
    }
}

/// What stands above a list that this program writes.
const ACCEPTED: &str = "\
# Exactly these findings are expected: one that is new and one that is gone are no success. Those by
# chance depend on the seed: they may be found and may be missed.
# To accept a finding is a decision of people: write beside each entry who accepts it and why.
";

impl KnownFindings {
    /// Writes the list as a pack holds it.
    pub fn to_yaml(&self) -> String {
        let part = |name: &str, items: String| {
            if items.is_empty() { format!("{name}: []\n") } else { format!("{name}:\n{items}") }
        };
        let lint = self.lint.iter().map(|each| item(&each.name(), &[], ""));
        let run = self.run.iter().map(|each| {
            let words: Vec<_> = [("in", &each.routes)]
                .into_iter()
                .chain(TRAITS.into_iter().zip(each.traits()))
                .collect();
            item(&each.name(), &words, if each.chance { ", chance: true" } else { "" })
        });
        format!("{ACCEPTED}{}{}", part("lint", lint.collect()), part("run", run.collect()))
    }
}

fn item(name: &FindingName, words: &[(&str, &Words)], chance: &str) -> String {
    let mut fields = vec![format!("rule: {}", plain(&name.rule))];
    fields.extend(name.at.iter().map(|at| format!("at: {}", plain(at))));
    for (key, words) in words {
        let words: Vec<String> = words.0.iter().map(|word| plain(word)).collect();
        if !words.is_empty() {
            fields.push(format!("{key}: [{}]", words.join(", ")));
        }
    }
    format!("  - {{ {}{chance} }}\n", fields.join(", "))
}

/// Writes a word so that YAML reads it as that word: a letter and plain characters as they are,
/// anything else as a JSON text.
fn plain(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let starts_plain = word.starts_with(|c: char| c.is_ascii_alphabetic());
    let means_another = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|other| other.eq_ignore_ascii_case(word));
    if starts_plain && word.chars().all(is_plain) && !means_another {
        return word.to_owned();
    }
    serde_json::Value::from(word).to_string()
}

impl KnownReading {
    /// Returns the finding's name.
    pub fn name(&self) -> FindingName {
        FindingName { rule: self.rule.clone(), at: self.at.clone() }
    }
}

impl KnownFinding {
    /// Returns the finding's name.
    pub fn name(&self) -> FindingName {
        FindingName { rule: self.rule.clone(), at: self.at.clone() }
    }

    /// Returns the drills that it speaks of, in words: ` in L1, L3-A, log tracked`; nothing for any.
    pub fn scope(&self) -> String {
        let routes = [(" in", &self.routes)];
        let traits = [", log", ", in", ",", ","];
        let named = routes.into_iter().chain(traits.into_iter().zip(self.traits()));
        let named = named.filter(|(_, words)| !words.0.is_empty());
        let words = named.map(|(label, words)| format!("{label} {}", words.0.join(", ")));
        let chance = self.chance.then(|| ", by chance".to_owned());
        words.chain(chance).collect()
    }

    /// Returns whether it speaks of this drill.
    pub fn speaks_of(&self, scenario: &Scenario) -> bool {
        let mut traits = self.traits().into_iter().zip(scenario.traits());
        self.routes.takes(&scenario.route()) && traits.all(|(words, own)| words.takes(own))
    }

    /// Returns the words of each trait of drills, in their order.
    pub const fn traits(&self) -> [&Words; TRAITS.len()] {
        [&self.log, &self.condition, &self.clock, &self.turns]
    }
}

impl Words {
    /// Returns whether each of them is one of `words`; with no word any is right.
    fn are_among(&self, words: &[&str]) -> bool {
        words.is_empty() || self.0.iter().all(|own| words.contains(&own.as_str()))
    }

    /// Returns whether `word` is among them, or they stand for any.
    pub fn takes(&self, word: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|own| own == word)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMore)
    }
}

struct OneOrMore;

impl<'de> Visitor<'de> for OneOrMore {
    type Value = Words;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word, or a list of words that is not empty")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Words, E> {
        Ok(Words(vec![word.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<Words, A::Error> {
        let mut read = Vec::new();
        while let Some(word) = words.next_element()? {
            read.push(word);
        }
        // An empty list would stand for any word, which is hardly what it is meant for.
        if read.is_empty() { Err(A::Error::invalid_length(0, &self)) } else { Ok(Words(read)) }
    }
}
