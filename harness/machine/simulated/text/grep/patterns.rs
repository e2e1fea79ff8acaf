//! The patterns of one call, and which lines they select.

use super::super::super::System;
use super::super::super::options::Arguments;
use super::super::input;
use super::super::regex::{Around, Case, Dialect, Lines, Pattern, Trouble, Wanted};
use super::request::refuse;
use crate::shell::{Call, Exit, Stop};

/// What lines are held against.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    patterns: Vec<Pattern>,
    inverts: bool,
}

impl Matcher {
    /// Says whether a line is selected.
    pub(super) fn selects(&self, line: &[u8]) -> Result<bool, Trouble> {
        for pattern in &self.patterns {
            if pattern.is_match(line)? {
                return Ok(!self.inverts);
            }
        }
        Ok(self.inverts)
    }

    /// Returns where the matches in a line start and end, but for empty ones; none in lines that
    /// are selected because they do not match.
    pub(super) fn matches(&self, line: &[u8]) -> Result<Vec<(usize, usize)>, Trouble> {
        let mut matches = Vec::new();
        let mut at = 0;
        while !self.inverts && at <= line.len() {
            let Some((start, end)) = self.leftmost_longest(line, at)? else {
                break;
            };
            if start < end {
                matches.push((start, end));
            }
            at = end.max(start + 1);
        }
        Ok(matches)
    }

    fn leftmost_longest(
        &self,
        line: &[u8],
        from: usize,
    ) -> Result<Option<(usize, usize)>, Trouble> {
        let mut best: Option<(usize, usize)> = None;
        for pattern in &self.patterns {
            let Some(found) = pattern.find_at(line, from)? else {
                continue;
            };
            let (start, end) = (found.start(), found.end());
            let is_better = best.is_none_or(|(best_start, best_end)| {
                start < best_start || start == best_start && end > best_end
            });
            if is_better {
                best = Some((start, end));
            }
        }
        Ok(best)
    }
}

/// Compiles the patterns of a call. The inner error is the exit code of a call that was refused.
pub(super) fn compile(
    system: &System,
    call: &Call<'_>,
    arguments: &Arguments,
    operand: Option<&str>,
) -> Result<Result<Matcher, Exit>, Stop> {
    let texts = match texts(system, call, arguments, operand)? {
        Ok(texts) => texts,
        Err(exit) => return Ok(Err(exit)),
    };
    let Some(kind) = kind(call, arguments) else {
        return Ok(Err(refuse(call, "conflicting matchers specified")));
    };
    let case = match arguments.last_of(&["i", "y", "no-ignore-case"]) {
        Some("i" | "y") => Case::Ignored,
        _ => Case::Counts,
    };
    let around = if arguments.has("x") {
        Around::Nothing
    } else if arguments.has("w") {
        Around::NoWord
    } else {
        Around::Anything
    };
    let mut patterns = Vec::new();
    for text in texts {
        let pattern = match compile_one(&text, kind, case, around) {
            Ok(pattern) => pattern,
            Err(Trouble::Invalid(message)) => return Ok(Err(refuse(call, message))),
            Err(Trouble::TooHard) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                return Err(call.unmodelled(&format!("the pattern {text}")));
            }
        };
        for warning in pattern.warnings() {
            call.stderr.write(format!("grep: warning: {warning}\n").as_bytes());
        }
        patterns.push(pattern);
    }
    Ok(Ok(Matcher { patterns, inverts: arguments.has("v") }))
}

fn compile_one(text: &[u8], kind: &str, case: Case, around: Around) -> Result<Pattern, Trouble> {
    let dialect = match kind {
        "F" => return Pattern::literal(text, case, around),
        "P" => return Pattern::perl(text, case, around),
        "E" => Dialect::GrepExtended,
        _ => Dialect::GrepBasic,
    };
    Pattern::compile(text, Wanted { dialect, case, lines: Lines::One, around })
}

/// Returns the letter of the pattern language; none where two were asked for.
fn kind(call: &Call<'_>, arguments: &Arguments) -> Option<&'static str> {
    const KINDS: [&str; 4] = ["E", "F", "G", "P"];
    let by_name = match call.name().rsplit('/').next() {
        Some("egrep") => Some("E"),
        Some("fgrep") => Some("F"),
        _ => None,
    };
    let asked = arguments.options.iter().map(|given| given.name);
    let mut kinds = by_name.into_iter().chain(asked.filter(|name| KINDS.contains(name)));
    let Some(first) = kinds.next() else {
        return Some("G");
    };
    kinds.all(|other| other == first).then_some(first)
}

/// Collects the texts of all patterns: one a line, from `-e`, `-f` or the first operand.
fn texts(
    system: &System,
    call: &Call<'_>,
    arguments: &Arguments,
    operand: Option<&str>,
) -> Result<Result<Vec<Vec<u8>>, Exit>, Stop> {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let mut add = |text: &[u8]| texts.extend(text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec));
    if let Some(operand) = operand {
        add(operand.as_bytes());
    }
    for given in &arguments.options {
        match (given.name, given.value.as_deref()) {
            ("e", Some(text)) => add(text.as_bytes()),
            ("f", Some(name)) => match input::read(system, call, name)? {
                Ok(text) if text.is_empty() => {}
                Ok(text) => add(text.strip_suffix(b"\n").unwrap_or(&text)),
                Err(error) => return Ok(Err(refuse(call, &format!("{name}: {error}")))),
            },
            _ => {}
        }
    }
    Ok(Ok(texts))
}
