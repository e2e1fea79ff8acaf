//! Blanks: `<commit-hash>` in commands, `[HH:MM]` and `[A | B]` in messages and reports.

use std::borrow::Cow;
use std::ops::Range;

use crate::runbook::model::PlaceholderKind;

/// A blank in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runbook) struct Blank {
    /// Its bytes, brackets included.
    pub(in crate::runbook) range: Range<usize>,
    /// What is between the brackets.
    pub(in crate::runbook) name: String,
    /// What fills it.
    pub(in crate::runbook) kind: PlaceholderKind,
}

/// The most bytes between two brackets of a blank.
const NAME_BYTES_MAX: usize = 160;

/// The most bytes between the two tags of a markup element in a command.
const TAGGED_BYTES_MAX: usize = 256;

/// Words between double braces that a template language of a real command means.
const TEMPLATE_WORDS: [&str; 6] = ["end", "else", "json", "range", "println", "break"];

/// Returns the blanks of a command: `<name>` unless the shell would rightly read a redirection
/// from `name`, and `{{name}}`.
pub(in crate::runbook) fn blanks_in_command(text: &str) -> Vec<Blank> {
    let mut blanks = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(['<', '{']) {
        let start = at + found;
        match blank_at(text, start) {
            Some(blank) => {
                at = blank.range.end;
                blanks.push(blank);
            }
            None => at = start + 1,
        }
    }
    blanks
}

/// Returns the blanks of a message or report: `[name]`, and those that commands have.
pub(in crate::runbook) fn blanks_in_text(text: &str) -> Vec<Blank> {
    let mut blanks = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(['[', '<', '{']) {
        let start = at + found;
        let blank = match text.as_bytes()[start] {
            b'[' => bracketed_at(text, start),
            _ => blank_at(text, start),
        };
        match blank {
            Some(blank) => {
                at = blank.range.end;
                blanks.push(blank);
            }
            None => at = start + 1,
        }
    }
    blanks
}

/// Replaces every blank of a command by letters of the same length, so that a shell reads a word.
pub(in crate::runbook) fn masked<'a>(text: &'a str, blanks: &[Blank]) -> Cow<'a, str> {
    if blanks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for blank in blanks {
        masked.push_str(&text[at..blank.range.start]);
        masked.extend(std::iter::repeat_n('x', blank.range.len()));
        at = blank.range.end;
    }
    masked.push_str(&text[at..]);
    Cow::Owned(masked)
}

fn blank_at(text: &str, start: usize) -> Option<Blank> {
    if text[start..].starts_with("{{") { braced_at(text, start) } else { angled_at(text, start) }
}

fn angled_at(text: &str, start: usize) -> Option<Blank> {
    let inner = inner_of(&text[start..], "<", ">")?;
    let is_name = inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && !inner.ends_with(' ')
        && inner.chars().all(|c| c.is_ascii_alphanumeric() || " -_./:|,".contains(c));
    let range = start..start + inner.len() + 2;
    if !is_name || is_redirection(text, &range) || is_tag(text, &range, inner) {
        return None;
    }
    Some(Blank { range, name: inner.to_owned(), kind: kind_of(inner) })
}

/// Tells `cat <in>out` and `<<EOF` from a blank.
fn is_redirection(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let is_free = before.is_none_or(char::is_whitespace);
    let is_target = after.is_some_and(|c| c.is_alphanumeric() || "$&\"'>".contains(c));
    before == Some('<') || (is_free && is_target)
}

/// Returns whether the closing tag of a markup element follows soon.
fn is_tag(text: &str, range: &Range<usize>, name: &str) -> bool {
    let rest = &text.as_bytes()[range.end..text.len().min(range.end + TAGGED_BYTES_MAX)];
    let close = format!("</{name}>");
    rest.windows(close.len()).any(|part| part == close.as_bytes())
}

fn braced_at(text: &str, start: usize) -> Option<Blank> {
    let inner = inner_of(&text[start..], "{{", "}}")?;
    let name = inner.trim();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        && !TEMPLATE_WORDS.contains(&name);
    let range = start..start + inner.len() + 4;
    is_name.then(|| Blank { range, name: name.to_owned(), kind: kind_of(name) })
}

fn bracketed_at(text: &str, start: usize) -> Option<Blank> {
    let inner = inner_of(&text[start..], "[", "]")?;
    let name = inner.trim();
    let range = start..start + inner.len() + 2;
    let is_link = text[range.end..].starts_with('(');
    let is_tick = matches!(name, "x" | "X") && {
        let before = text[..start].trim_end_matches(' ');
        before.ends_with(['-', '*', '+', '.', ')'])
    };
    if name.is_empty() || is_link || is_tick {
        return None;
    }
    let kind = kind_of(name);
    let range = match kind {
        PlaceholderKind::Date => incident_around(text, &range).unwrap_or(range),
        _ => range,
    };
    let is_incident = range.start < start;
    let kind = if is_incident { PlaceholderKind::IncidentId } else { kind };
    Some(Blank { range, name: name.to_owned(), kind })
}

/// Widens the date of `INC-[YYYYMMDD]-001` to the whole number.
fn incident_around(text: &str, date: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..date.start].strip_suffix('-')?;
    let prefix = before.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let after = text[date.end..].strip_prefix('-')?;
    let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_number = before.len() - prefix.len() >= 2 && digits > 0;
    is_number.then(|| prefix.len()..date.end + 1 + digits)
}

/// Returns what is between `open`, with which `text` begins, and the first `close` on its line.
fn inner_of<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let inner = text.strip_prefix(open)?;
    let limit = inner.len().min(NAME_BYTES_MAX + close.len());
    let window = &inner.as_bytes()[..limit];
    let end = window.windows(close.len()).position(|part| part == close.as_bytes())?;
    let name = inner.get(..end)?;
    let is_plain = !name.is_empty() && !name.contains(['\n', '[', '{']);
    is_plain.then_some(name)
}

fn kind_of(name: &str) -> PlaceholderKind {
    let lower = name.to_ascii_lowercase();
    let has_word = |word: &str| lower.split(|c: char| !c.is_alphanumeric()).any(|w| w == word);
    if let Some(choices) = choices_in(name) {
        return PlaceholderKind::Choice(choices);
    }
    match name {
        "HH:MM" | "HH:MM:SS" | "Time" | "time" => PlaceholderKind::Time,
        "HH:MM - HH:MM" | "HH:MM-HH:MM" | "HH:MM – HH:MM" => PlaceholderKind::TimeRange,
        _ if lower == "date" || is_date_form(name) => PlaceholderKind::Date,
        _ if name.ends_with('%') => PlaceholderKind::Percent,
        _ if matches!(lower.as_str(), "count" | "number" | "n") => PlaceholderKind::Count,
        _ if ["commit", "hash", "sha", "tag", "revision", "ref"].iter().any(|w| has_word(w)) => {
            PlaceholderKind::Revision
        }
        _ => PlaceholderKind::Text,
    }
}

/// Reads `A | B | C` and `1/2/3`.
fn choices_in(name: &str) -> Option<Vec<String>> {
    let is_numbers =
        name.contains('/') && name.split('/').all(|part| part.trim().parse::<u32>().is_ok());
    let mark = if is_numbers { '/' } else { '|' };
    let choices: Vec<String> = name
        .split(mark)
        .map(str::trim)
        .filter(|each| !each.is_empty())
        .map(str::to_owned)
        .collect();
    (choices.len() > 1).then_some(choices)
}

fn is_date_form(name: &str) -> bool {
    name.contains("YYYY") && name.contains("MM") && name.chars().all(|c| "YMDHS-/.:T Z".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(blanks: &[Blank]) -> Vec<&str> {
        blanks.iter().map(|blank| blank.name.as_str()).collect()
    }

    #[test]
    fn blanks_of_commands_are_told_from_redirections_and_markup() {
        let table: [(&str, &[&str]); 16] = [
            ("git show <commit-hash>:.claude/config.yaml", &["commit-hash"]),
            ("git log <from>..<to>", &["from", "to"]),
            ("git checkout <commit hash> file", &["commit hash"]),
            ("rm -rf <dir>/sub", &["dir"]),
            ("ssh <user>@<host>", &["user", "host"]),
            ("kubectl scale {{deployment}} --replicas 0", &["deployment"]),
            ("cat <in>out", &[]),
            ("cat <in >out", &[]),
            ("cat < in", &[]),
            ("cat <<EOF >x", &[]),
            ("diff <(a) <(b)", &[]),
            ("cat <in>>out", &[]),
            ("echo '<b>bold</b>'", &[]),
            ("docker inspect -f '{{.State}}' x", &[]),
            ("[ 1 -lt 2 ] && x=${a}", &[]),
            ("node -e 'a<b && c>d'", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(names(&blanks_in_command(text)), expected, "{text}");
        }
    }

    #[test]
    fn blanks_of_messages_are_typed() {
        use PlaceholderKind::{
            Choice, Count, Date, IncidentId, Percent, Revision, Text, Time, TimeRange,
        };
        let choice = |all: &[&str]| Choice(all.iter().map(|each| (*each).to_owned()).collect());
        let table = [
            ("at [HH:MM].", "[HH:MM]", Time),
            ("[HH:MM - HH:MM]", "[HH:MM - HH:MM]", TimeRange),
            ("[A b | C <80% | D]", "[A b | C <80% | D]", choice(&["A b", "C <80%", "D"])),
            ("Level [1/2/3/4]", "[1/2/3/4]", choice(&["1", "2", "3", "4"])),
            ("ID: INC-[YYYYMMDD]-001!", "INC-[YYYYMMDD]-001", IncidentId),
            ("on [YYYY-MM-DD]", "[YYYY-MM-DD]", Date),
            ("to [commit/tag]", "[commit/tag]", Revision),
            ("[commit-hash]", "[commit-hash]", Revision),
            ("[XX%]", "[XX%]", Percent),
            ("[count]", "[count]", Count),
            ("**[ROOT CAUSE]**", "[ROOT CAUSE]", Text),
        ];
        for (text, blank, kind) in table {
            let found = blanks_in_text(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].range.clone()], blank);
            assert_eq!(found[0].kind, kind, "{text}");
        }
    }

    #[test]
    fn boxes_and_links_are_no_blanks() {
        for text in ["- [ ] done", "- [x] done", "1. [X] done", "[text](#anchor)", "[]", "[open"] {
            assert_eq!(blanks_in_text(text), [], "{text}");
        }
    }

    #[test]
    fn masking_keeps_the_length_and_leaves_nothing_to_redirect() {
        let text = "git show <commit-hash>:é <tag>";
        let masked = masked(text, &blanks_in_command(text));
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked, "git show xxxxxxxxxxxxx:é xxxxx");
    }
}
