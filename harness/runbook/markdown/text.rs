//! Inline text without markup, and the labels in it: `**Steps**:`, `**Duration**: <1 minute`.

use std::ops::Range;

/// One line of a paragraph, without markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::runbook) struct Line {
    /// The text; inline code keeps its backticks.
    pub(in crate::runbook) text: String,
    /// How many bytes of the text, from its beginning, are bold.
    pub(in crate::runbook) bold: usize,
    /// The bytes of the source.
    pub(in crate::runbook) range: Range<usize>,
}

/// A paragraph, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::runbook) struct Paragraph {
    /// The lines, never empty.
    pub(in crate::runbook) lines: Vec<Line>,
}

/// Joins lines by spaces.
pub(in crate::runbook) fn text_of(lines: &[Line]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.text.trim()).collect();
    lines.join(" ").trim().to_owned()
}

/// Returns the bytes of the source from the first line to the last.
pub(in crate::runbook) fn range_of(lines: &[Line]) -> Range<usize> {
    let start = lines.first().map_or(0, |line| line.range.start);
    start..lines.last().map_or(start, |line| line.range.end)
}

/// A name in front of what it names: `**Alternative Method** (if it fails): rest`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runbook) struct Label {
    /// The name, without colon.
    pub(in crate::runbook) name: String,
    /// What stands in parentheses behind the name.
    pub(in crate::runbook) remark: Option<String>,
    /// What follows on the line; empty where the label stands alone.
    pub(in crate::runbook) rest: String,
    /// The bytes of the line.
    pub(in crate::runbook) range: Range<usize>,
}

/// The most bytes of a name that is not bold.
const PLAIN_NAME_BYTES_MAX: usize = 60;

/// Reads a line that begins with a bold name, or with a short one and a colon. A bold beginning
/// of a sentence, as in "**Note** that ..", is none.
pub(in crate::runbook) fn label_in_line(line: &Line) -> Option<Label> {
    if line.bold == 0 {
        return plain_label(line);
    }
    let bold = line.text.get(..line.bold)?.trim();
    let tail = line.text.get(line.bold..)?.trim();
    let name = bold.trim_end_matches(':').trim_end();
    let (remark, rest) = remark_in_front(tail);
    let is_closed = bold.ends_with(':') || rest.is_empty() || rest.starts_with(':');
    if name.is_empty() || !is_closed {
        return None;
    }
    let rest = rest.trim_start_matches(':').trim().to_owned();
    let (name, inner) = remark_behind(name);
    let remark = remark.or(inner).map(str::to_owned);
    Some(Label { name: name.to_owned(), remark, rest, range: line.range.clone() })
}

fn plain_label(line: &Line) -> Option<Label> {
    let (name, rest) = line.text.split_once(':')?;
    let (name, remark) = remark_behind(name.trim());
    let is_short = !name.is_empty() && name.len() <= PLAIN_NAME_BYTES_MAX;
    let is_closed = rest.is_empty() || rest.starts_with(' ');
    (is_short && is_closed).then(|| Label {
        name: name.to_owned(),
        remark: remark.map(str::to_owned),
        rest: rest.trim().to_owned(),
        range: line.range.clone(),
    })
}

/// Reads a heading: `Option A: Revert (keeps others)` is a name, a rest and a remark.
pub(in crate::runbook) fn label_in_heading(line: &Line) -> Label {
    let text = line.text.trim().trim_end_matches(':').trim_end();
    let (text, remark) = remark_behind(text);
    let (name, rest) = text.split_once(": ").unwrap_or((text, ""));
    Label {
        name: name.trim().to_owned(),
        remark: remark.map(str::to_owned),
        rest: rest.trim().to_owned(),
        range: line.range.clone(),
    }
}

/// Cuts "(remark) rest" into its two parts.
fn remark_in_front(text: &str) -> (Option<&str>, &str) {
    let cut = || {
        let inner = text.strip_prefix('(')?;
        let mut depth = 1_usize;
        let end = inner.char_indices().find_map(|(at, c)| {
            depth = match c {
                '(' => depth + 1,
                ')' => depth - 1,
                _ => depth,
            };
            (depth == 0).then_some(at)
        })?;
        Some((inner[..end].trim(), inner[end + 1..].trim_start()))
    };
    cut().map_or((None, text), |(remark, rest)| (Some(remark), rest))
}

/// Cuts "name (remark)" into its two parts.
pub(in crate::runbook) fn remark_behind(text: &str) -> (&str, Option<&str>) {
    let cut = || {
        let inner = text.strip_suffix(')')?;
        let mut depth = 1_usize;
        let start = inner.char_indices().rev().find_map(|(at, c)| {
            depth = match c {
                ')' => depth + 1,
                '(' => depth - 1,
                _ => depth,
            };
            (depth == 0).then_some(at)
        })?;
        let name = inner[..start].trim_end();
        (!name.is_empty()).then(|| (name, inner[start + 1..].trim()))
    };
    cut().map_or((text, None), |(name, remark)| (name, Some(remark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, bold: usize) -> Line {
        Line { text: text.to_owned(), bold, range: 0..text.len() }
    }

    #[test]
    fn bold_names_with_colon_remark_or_nothing_behind_are_labels() {
        let table = [
            ("Steps:", 5, ("Steps", None, "")),
            ("Steps:", 6, ("Steps", None, "")),
            ("Duration: <1 minute", 8, ("Duration", None, "<1 minute")),
            ("Notify users", 12, ("Notify users", None, "")),
            (
                "Create snapshot (current state):",
                15,
                ("Create snapshot", Some("current state"), ""),
            ),
            ("Method (a (b) c): rest", 6, ("Method", Some("a (b) c"), "rest")),
            ("Method (inner): rest", 14, ("Method", Some("inner"), "rest")),
            ("Steps (all):", 0, ("Steps", Some("all"), "")),
        ];
        for (text, bold, (name, remark, rest)) in table {
            let label = label_in_line(&line(text, bold)).expect(text);
            assert_eq!(
                (label.name.as_str(), label.remark.as_deref(), label.rest.as_str()),
                (name, remark, rest)
            );
        }
    }

    #[test]
    fn sentences_are_no_labels() {
        let table =
            [("Note that this is so", 4), ("plain text", 0), ("https://x.invalid", 0), (":", 1)];
        for (text, bold) in table {
            assert_eq!(label_in_line(&line(text, bold)), None, "{text}");
        }
    }

    #[test]
    fn a_heading_gives_name_rest_and_remark() {
        let label = label_in_heading(&line("Option A: Revert (keeps others)", 0));
        assert_eq!(label.name, "Option A");
        assert_eq!(label.rest, "Revert");
        assert_eq!(label.remark.as_deref(), Some("keeps others"));
        assert_eq!(remark_behind("(all)"), ("(all)", None));
        assert_eq!(remark_behind("a) b)"), ("a) b)", None));
    }
}
