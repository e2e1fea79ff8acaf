//! The circuit breaker: its YAML, and the sentences beside it.

use super::heading::level_in;
use super::yaml::{Value, parse};
use crate::runbook::markdown::{Code, Node, Outline, Paragraph, Section, text_of};
use crate::runbook::model::{
    Breaker, BreakerCondition, BreakerTest, Clause, Combination, Threshold,
};
use crate::runbook::reading::Reading;
use crate::runbook::words::{durations_in, stretch_in, threshold_in};

/// The keys that a breaker may have.
const KEYS: [&str; 5] = ["enabled", "conditions", "duration", "action", "notify"];

/// Reads the first circuit breaker of the runbook.
pub(in crate::runbook) fn read_breaker(
    reading: &Reading<'_>,
    outline: &Outline,
) -> Option<Breaker> {
    let mut found: Option<Breaker> = None;
    for section in &outline.sections {
        for (place, node) in section.nodes.iter().enumerate() {
            let Node::Code(code) = node else { continue };
            if !is_breaker(reading, code, section, place) {
                continue;
            }
            let reader = BreakerReader { reading, code };
            if found.is_none() {
                found = reader.read(&section.nodes[..place]);
            } else {
                reader.warn(1, "a circuit breaker stands above already; this one is left out");
            }
        }
    }
    found
}

/// Returns whether a block is YAML and names a circuit breaker, or stands under its name.
fn is_breaker(reading: &Reading<'_>, code: &Code, section: &Section, place: usize) -> bool {
    let is_yaml = matches!(code.language.as_str(), "yaml" | "yml");
    let is_plain = code.language.is_empty();
    let names_it = |text: &str| {
        let text = text.to_ascii_lowercase().replace(['_', '-', ' '], "");
        text.contains("circuitbreaker")
    };
    let first = code.lines.iter().filter_map(|line| reading.source.get(line.clone()));
    let has_key = first.take(50).any(|line| names_it(line) && line.trim_end().ends_with(':'));
    let is_under = || {
        let above = section.nodes[..place].iter().filter_map(paragraph);
        names_it(&section.heading.text)
            || above.into_iter().any(|each| names_it(&text_of(&each.lines)))
    };
    (is_yaml && (has_key || is_under())) || (is_plain && has_key)
}

const fn paragraph(node: &Node) -> Option<&Paragraph> {
    match node {
        Node::Paragraph(paragraph) => Some(paragraph),
        Node::List(_) | Node::Code(_) | Node::Table(_) => None,
    }
}

fn combination_in(text: &str) -> Option<Combination> {
    let lower = text.to_ascii_lowercase();
    if lower.contains("all of") {
        Some(Combination::All)
    } else if lower.contains("any of") || lower.contains("one of") {
        Some(Combination::Any)
    } else {
        None
    }
}

struct BreakerReader<'r, 's> {
    reading: &'r Reading<'s>,
    code: &'r Code,
}

impl BreakerReader<'_, '_> {
    fn read(&self, above: &[Node]) -> Option<Breaker> {
        let text = self.code.text(self.reading.source);
        let root = match parse(&text) {
            Ok(root) => root,
            Err(fault) => {
                self.reading.error(
                    "broken-yaml",
                    self.span_of_line(fault.line.unwrap_or(1)),
                    format!("the circuit breaker is no YAML: {}", fault.reason),
                    "check the indentation and the brackets of the block",
                );
                return None;
            }
        };
        let inner =
            root.entries().iter().find(|(key, _)| key.to_ascii_lowercase().contains("breaker"));
        let map = inner.map_or(&root, |(_, value)| value);
        self.remark_on_keys(map);
        let scalar = |key: &str| map.get(key).and_then(Value::text).map(str::to_owned);
        let mut breaker = Breaker {
            span: self.reading.span(self.code.range.clone()),
            text,
            is_enabled: self.is_enabled(map),
            conditions: map.get("conditions").map_or_else(Vec::new, |list| self.conditions(list)),
            duration: map.get("duration").and_then(|value| self.duration(value)),
            action: scalar("action"),
            notify: map.get("notify").map(Value::texts).unwrap_or_default(),
            level: None,
            combination: None,
            clauses: Vec::new(),
        };
        self.read_above(above, &mut breaker);
        Some(breaker)
    }

    /// A breaker that does not say whether it is on, is on.
    fn is_enabled(&self, map: &Value) -> bool {
        let Some(value) = map.get("enabled") else { return true };
        match value.text() {
            Some("true" | "yes" | "on") => true,
            Some("false" | "no" | "off") => false,
            _ => {
                self.warn(value.line, "this is neither true nor false; it is taken as false");
                false
            }
        }
    }

    fn duration(&self, value: &Value) -> Option<std::time::Duration> {
        let found = value.text().and_then(|text| durations_in(text).first().map(|it| it.length));
        if found.is_none() {
            self.warn(value.line, "this duration is not understood");
        }
        found
    }

    fn conditions(&self, list: &Value) -> Vec<BreakerCondition> {
        if list.items().is_empty() && list.entries().is_empty() {
            self.warn(list.line, "these conditions are no list");
        }
        let nested = list.items().iter().flat_map(|item| {
            if item.entries().is_empty() {
                self.warn(item.line, "this condition has no name");
            }
            item.entries()
        });
        list.entries()
            .iter()
            .chain(nested)
            .map(|(signal, value)| self.condition(signal, value))
            .collect()
    }

    fn condition(&self, signal: &str, value: &Value) -> BreakerCondition {
        let test = match value.text() {
            None => BreakerTest::AnyOf(value.texts()),
            Some(text) => self.bound(signal, text, value.line),
        };
        let span = self.span_of_value(value);
        BreakerCondition { span, signal: signal.to_owned(), test }
    }

    fn bound(&self, signal: &str, text: &str, line: usize) -> BreakerTest {
        if let Some(bound) = threshold_in(text) {
            return BreakerTest::Crosses(Threshold { subject: signal.to_owned(), ..bound });
        }
        self.warn(line, "this condition has no bound that is understood");
        BreakerTest::Text(text.to_owned())
    }

    fn remark_on_keys(&self, map: &Value) {
        if map.entries().is_empty() {
            self.warn(map.line, "this circuit breaker is empty");
        }
        for (key, value) in map.entries() {
            if !KEYS.contains(&key.as_str()) {
                self.warn(value.line, &format!("'{key}' means nothing to a circuit breaker"));
            }
        }
    }

    /// Reads the sentences above the block: the level, "ALL of" or "ANY of", and the clauses.
    fn read_above(&self, above: &[Node], breaker: &mut Breaker) {
        for node in above {
            match node {
                Node::Paragraph(paragraph) => {
                    let text = text_of(&paragraph.lines);
                    breaker.level = breaker.level.or_else(|| level_in(&text));
                    breaker.combination = combination_in(&text).or(breaker.combination);
                }
                Node::List(list) if breaker.combination.is_some() => {
                    let leads = list.items.iter().filter_map(|item| item.lead());
                    breaker.clauses.extend(leads.map(|lead| self.clause(lead)));
                }
                Node::List(_) | Node::Code(_) | Node::Table(_) => {}
            }
        }
    }

    fn clause(&self, lead: &Paragraph) -> Clause {
        let prose = self.reading.prose(&lead.lines);
        let lower = prose.text.to_ascii_lowercase();
        let within = lower
            .find("within")
            .and_then(|at| durations_in(&prose.text[at..]).first().map(|found| found.length));
        Clause {
            span: prose.span,
            threshold: threshold_in(&prose.text),
            over: stretch_in(&prose.text),
            within,
            text: prose.text,
        }
    }

    fn warn(&self, line: usize, message: &str) {
        self.reading.warn(
            "unclear-breaker",
            self.span_of_line(line),
            message,
            "a circuit breaker has the keys enabled, conditions, duration, action and notify; a \
             condition is a list of events or a bound such as '<70%'",
        );
    }

    /// Returns the span of a line of the block, from 1.
    fn span_of_line(&self, line: usize) -> crate::runbook::Span {
        let last = self.code.lines.len();
        let range = self.code.lines.get(line.clamp(1, last.max(1)) - 1);
        self.reading.span(range.cloned().unwrap_or_else(|| self.code.range.clone()))
    }

    fn span_of_value(&self, value: &Value) -> crate::runbook::Span {
        let Some(line) = value.line.checked_sub(1).and_then(|line| self.code.lines.get(line))
        else {
            return self.reading.span(self.code.range.clone());
        };
        let text = self.reading.source.get(line.clone()).unwrap_or_default();
        let skip = text.char_indices().nth(value.column.saturating_sub(1));
        self.reading.span(line.start + skip.map_or(0, |(at, _)| at)..line.end)
    }
}
