//! What a row of the decision matrix asks about.

use super::words::Words;
use crate::runbook::{MatrixRow, Threshold, Unit};

/// The question of one row, as far as it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// Was one of these controls violated?
    Violation {
        /// The controls, e.g. `SEC-PM-004`.
        controls: Vec<String>,
    },
    /// Does the share of sessions that succeed cross this bound?
    SuccessRate(Threshold),
    /// Does the share of spawns that fail cross this bound?
    SpawnFailureRate(Threshold),
    /// Is the configuration wrong?
    BadConfiguration,
    /// Do rounds take this many times as long as usual?
    Performance {
        /// The bound, in times.
        bound: Threshold,
        /// Which rounds are asked about.
        span: RoundSpan,
    },
    /// Does the code do harm?
    CriticalBug,
    /// Has the code a hole?
    Vulnerability,
    /// Is somebody in the system?
    Compromise,
    /// Were there two or more critical violations, in at least two sessions?
    ManyCritical,
    /// Something else. The row is never guessed at.
    NotUnderstood,
}

/// Which rounds a question about performance is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundSpan {
    /// All in the window.
    Window,
    /// Those in the window that ended after the configuration changed.
    SinceConfigChange,
}

/// The words of one question.
struct Wording {
    /// One word of each group has to be there.
    groups: &'static [&'static [&'static str]],
    /// Words that may be there besides.
    fillers: &'static [&'static str],
    /// What the bound counts; none where the question has no bound.
    unit: Option<Unit>,
    /// The question.
    question: fn(Option<Threshold>) -> Option<Criterion>,
}

const CONFIG: &[&str] = &["config", "configuration"];
const WORSE: &[&str] = &["degradation", "degraded", "regression"];

const WORDINGS: [Wording; 9] = [
    Wording {
        groups: &[&["session", "sessions"], &["success", "successful"]],
        fillers: &["rate", "share"],
        unit: Some(Unit::Percent),
        question: |bound| bound.map(Criterion::SuccessRate),
    },
    Wording {
        groups: &[&["spawn", "spawns"], &["failure", "failures", "failed"]],
        fillers: &["agent", "agents", "rate", "share"],
        unit: Some(Unit::Percent),
        question: |bound| bound.map(Criterion::SpawnFailureRate),
    },
    Wording {
        groups: &[CONFIG, &["bad", "wrong", "invalid", "broken"]],
        fillers: &["deployed"],
        unit: None,
        question: |_| Some(Criterion::BadConfiguration),
    },
    Wording {
        groups: &[&["performance"], WORSE],
        fillers: &[],
        unit: Some(Unit::Times),
        question: |bound| performance(bound, RoundSpan::Window),
    },
    Wording {
        groups: &[&["performance"], WORSE, &["after", "since"], CONFIG, &["change"]],
        fillers: &[],
        unit: Some(Unit::Times),
        question: |bound| performance(bound, RoundSpan::SinceConfigChange),
    },
    Wording {
        groups: &[&["critical"], &["bug", "bugs", "defect"]],
        fillers: &["code"],
        unit: None,
        question: |_| Some(Criterion::CriticalBug),
    },
    Wording {
        groups: &[&["vulnerability", "vulnerabilities"]],
        fillers: &["security", "discovered", "found", "code"],
        unit: None,
        question: |_| Some(Criterion::Vulnerability),
    },
    Wording {
        groups: &[&["compromise", "compromised", "breach"]],
        fillers: &["system", "suspected"],
        unit: None,
        question: |_| Some(Criterion::Compromise),
    },
    Wording {
        groups: &[&["multiple", "several"], &["critical"], &["violations"]],
        fillers: &["across", "sessions"],
        unit: None,
        question: |_| Some(Criterion::ManyCritical),
    },
];

impl Criterion {
    /// Reads the question of a row. Every word of the condition has to have its meaning: a row
    /// that says more than is known here, such as "for 10 minutes", is not understood. What stands
    /// in parentheses explains; with a figure in it, it would change the question.
    pub fn of(row: &MatrixRow) -> Self {
        let explains = |detail: &String| !detail.contains(|c: char| c.is_ascii_digit());
        if !row.detail.as_ref().is_none_or(explains) {
            return Self::NotUnderstood;
        }
        let words = Words::of(&row.condition);
        if !words.controls.is_empty() {
            return violation(words);
        }
        let bound = |wording: &Wording| {
            row.threshold.clone().filter(|bound| Some(bound.unit) == wording.unit)
        };
        WORDINGS
            .iter()
            .find(|wording| wording.fits(&words))
            .and_then(|wording| (wording.question)(bound(wording)))
            .unwrap_or(Self::NotUnderstood)
    }
}

impl Wording {
    fn fits(&self, words: &Words) -> bool {
        let is_said = |group: &&[&str]| group.iter().any(|word| words.has(word));
        let is_known = |word: &str| {
            self.groups.iter().any(|group| group.contains(&word)) || self.fillers.contains(&word)
        };
        self.groups.iter().all(is_said)
            && words.are_all(is_known, self.unit.is_some())
            && words.figures == usize::from(self.unit.is_some())
    }
}

fn violation(words: Words) -> Criterion {
    let is_known = |word: &str| ["violation", "violations", "or", "any"].contains(&word);
    let is_asked = words.has("violation") || words.has("violations");
    if is_asked && words.figures == 0 && words.are_all(is_known, false) {
        Criterion::Violation { controls: words.controls }
    } else {
        Criterion::NotUnderstood
    }
}

fn performance(bound: Option<Threshold>, span: RoundSpan) -> Option<Criterion> {
    bound.map(|bound| Criterion::Performance { bound, span })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::parse;

    fn criteria(conditions: &[&str]) -> Vec<Criterion> {
        let rows = conditions.join(" | Level 1 |\n| ");
        let text = format!("| Condition | Level |\n| --- | --- |\n| {rows} | Level 1 |\n");
        let parsed = parse(&text, "matrix.md");
        parsed.runbook.matrix.iter().map(Criterion::of).collect()
    }

    fn one(condition: &str) -> Criterion {
        criteria(&[condition]).remove(0)
    }

    #[test]
    fn a_row_that_says_more_or_less_than_is_known_is_not_understood() {
        for condition in [
            "Weather is bad",
            "No critical bug in code",
            "Non-critical bug in code",
            "Session success rate",
            "Session success rate <2x",
            "Session success rate <80",
            "Session success rate <80% over last 50 sessions",
            "Session success rate <80% (over last 50 sessions)",
            "Session failure rate >20%",
            "Sessions succeed",
            "Performance degradation",
            "Performance degradation >2x for 10 minutes",
            "Performance regression >2x after code deploy",
            "SEC-PM-004",
            "SEC-PM-004 and SEC-PM-006 violation",
            "SEC-PM-004/006 violation",
            "SEC-PM-004 violation count >3",
            "SEC-PM-004 violations >3",
            "CRITICAL violations",
            "Multiple CRITICAL violations >3",
            "Data exfiltration detected",
        ] {
            assert_eq!(one(condition), Criterion::NotUnderstood, "{condition}");
        }
    }

    #[test]
    fn other_wordings_of_a_known_question_are_understood() {
        let controls = |names: &[&str]| Criterion::Violation {
            controls: names.iter().map(|&name| name.to_owned()).collect(),
        };
        assert_eq!(
            one("Any violation of SEC-PM-004 or SEC-PM-006"),
            controls(&["SEC-PM-004", "SEC-PM-006"])
        );
        assert_eq!(one("**CTL-9** violation (memory)"), controls(&["CTL-9"]));
        assert_eq!(one("Invalid config"), Criterion::BadConfiguration);
        assert_eq!(one("A vulnerability is found in the code"), Criterion::Vulnerability);
        assert_eq!(one("Multiple CRITICAL violations across sessions"), Criterion::ManyCritical);
        let Criterion::SuccessRate(bound) = one("The share of successful sessions is below 80.5 %")
        else {
            panic!("a success rate")
        };
        assert_eq!(bound.to_string(), "<80.5%");
        let Criterion::Performance { bound, span } =
            one("Performance degradation >=1.5x after config change")
        else {
            panic!("a question about performance")
        };
        assert_eq!((bound.to_string().as_str(), span), (">=1.5x", RoundSpan::SinceConfigChange));
    }
}
