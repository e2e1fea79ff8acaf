//! Headings that name a level: `### Level 1: Name (remark)`, `L2 – Name`, `Name (Level 3)`.

use crate::runbook::markdown::remark_behind;

/// A heading that speaks of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LevelHeading {
    /// It names the level.
    Numbered {
        /// The number.
        number: u8,
        /// The name; empty where there is none.
        name: String,
        /// What stands in parentheses behind the name.
        remark: Option<String>,
    },
    /// It begins as the heading of a level does, and has no number in digits, or one above 255.
    Unnumbered,
}

/// What may stand between a number and a name.
const MARKS: [char; 9] = [' ', ':', '.', '-', '–', '—', ')', '|', '/'];

/// Reads a heading; none where it speaks of something else.
pub(super) fn level_heading(text: &str) -> Option<LevelHeading> {
    let text = without_section_number(text).trim_end_matches(':').trim_end();
    if let Some(level) = level_in_front(without_rollback(text)) {
        return match level {
            Front::Number(number, rest) => Some(numbered(number, rest)),
            Front::Nothing => Some(LevelHeading::Unnumbered),
            Front::Else => None,
        };
    }
    let (name, remark) = remark_behind(text);
    if let Some(number) = remark.and_then(whole_level) {
        return Some(LevelHeading::Numbered { number, name: name.to_owned(), remark: None });
    }
    let (name, last) =
        [" - ", " – ", " — ", ": "].iter().find_map(|mark| text.rsplit_once(mark))?;
    let number = whole_level(last)?;
    Some(LevelHeading::Numbered { number, name: name.trim().to_owned(), remark: None })
}

/// Returns the level that a text names first: "Escalate to Level 4 if ..".
pub(super) fn level_in(text: &str) -> Option<u8> {
    let starts = text.char_indices().filter(|(at, c)| {
        matches!(c, 'L' | 'l') && !text[..*at].ends_with(|before: char| before.is_alphanumeric())
    });
    starts.into_iter().find_map(|(at, _)| match level_in_front(&text[at..]) {
        Some(Front::Number(number, _)) => Some(number),
        _ => None,
    })
}

/// Reads a text that is nothing but a level: "Level 2", "L2", "2".
pub(super) fn whole_level(text: &str) -> Option<u8> {
    let text = text.trim();
    let is_short = |text: &str| text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !text.is_empty() && is_short(text) {
        return text.parse().ok();
    }
    match level_in_front(text)? {
        Front::Number(number, "") => Some(number),
        _ => None,
    }
}

enum Front<'a> {
    Number(u8, &'a str),
    /// "Level" with no number where one is to be expected.
    Nothing,
    /// Another word, or a range of levels.
    Else,
}

fn level_in_front(text: &str) -> Option<Front<'_>> {
    let lower = text.get(..text.len().min(8)).or_else(|| text.get(..5)).unwrap_or(text);
    let lower = lower.to_ascii_lowercase();
    let word = ["level", "lvl", "l"].into_iter().find(|word| lower.starts_with(word))?;
    let rest = &text[word.len()..];
    let digits = rest.trim_start_matches([' ', '-', '#', '_', ':', '\u{a0}']);
    let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    if word == "l" && (length == 0 || rest.starts_with([' ', ':', '_'])) {
        return None;
    }
    if rest.starts_with(char::is_alphabetic) {
        return None;
    }
    if length == 0 {
        return Some(Front::Nothing);
    }
    let behind = &digits[length..];
    let is_range = behind.trim_start_matches(['.', '-', '–', '&', '/', ',', ' ']);
    let is_range = behind.len() - is_range.len() > 0
        && is_range.starts_with(|c: char| c.is_ascii_digit())
        && !behind.starts_with(": ");
    if is_range || behind.starts_with(char::is_alphanumeric) {
        return Some(Front::Else);
    }
    match digits[..length].parse() {
        Ok(number) => Some(Front::Number(number, behind)),
        Err(_) => Some(Front::Nothing),
    }
}

fn numbered(number: u8, rest: &str) -> LevelHeading {
    let name = rest.trim_start_matches(MARKS);
    let marks = [":", " - ", " – ", " — "];
    let shorter = behind_rollback(name)
        .filter(|rest| marks.iter().any(|mark| rest.starts_with(mark)))
        .map(|rest| rest.trim_start_matches(MARKS));
    let name = shorter.unwrap_or(name);
    let (name, remark) = remark_behind(name.trim());
    let is_remark = remark.is_none() && name.starts_with('(') && name.ends_with(')');
    if is_remark {
        let remark = Some(name[1..name.len() - 1].trim().to_owned());
        return LevelHeading::Numbered { number, name: String::new(), remark };
    }
    LevelHeading::Numbered { number, name: name.to_owned(), remark: remark.map(str::to_owned) }
}

/// Returns what follows "rollback" in front of a text.
fn behind_rollback(text: &str) -> Option<&str> {
    let front = text.get(.."rollback".len())?;
    front.eq_ignore_ascii_case("rollback").then(|| &text[front.len()..])
}

/// Leaves out the "rollback" of "Rollback level 3".
fn without_rollback(text: &str) -> &str {
    let rest = behind_rollback(text).filter(|rest| rest.starts_with(' ')).map(str::trim_start);
    rest.filter(|rest| level_in_front(rest).is_some()).unwrap_or(text)
}

/// Leaves out "3.1 " and symbols in front of a heading.
fn without_section_number(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let rest = rest.strip_prefix(')').unwrap_or(rest);
    if rest.len() < text.len() && rest.starts_with(' ') { rest.trim_start() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(number: u8, name: &str, remark: Option<&str>) -> LevelHeading {
        let remark = remark.map(str::to_owned);
        LevelHeading::Numbered { number, name: name.to_owned(), remark }
    }

    #[test]
    fn headings_of_levels_are_known_in_every_usual_wording() {
        let table = [
            ("Level 1: Feature Flag Disable", level(1, "Feature Flag Disable", None)),
            (
                "Level 1: Feature Flag Disable (Immediate, <1 minute)",
                level(1, "Feature Flag Disable", Some("Immediate, <1 minute")),
            ),
            ("L2 – Config rollback", level(2, "Config rollback", None)),
            ("L-2: Config", level(2, "Config", None)),
            ("Rollback level 3: Code", level(3, "Code", None)),
            ("ROLLBACK LEVEL 3 - Code", level(3, "Code", None)),
            ("Level 2 rollback: Config", level(2, "Config", None)),
            ("Level 2 rollback procedure", level(2, "rollback procedure", None)),
            ("Level 10", level(10, "", None)),
            ("Level #7 — Everything", level(7, "Everything", None)),
            ("Level-4 Restore", level(4, "Restore", None)),
            ("3.1 Level 1: Flag", level(1, "Flag", None)),
            ("🔥 Level 4: Restore", level(4, "Restore", None)),
            ("Level 3 (30-60 minutes)", level(3, "", Some("30-60 minutes"))),
            ("Level 3: 2 regions", level(3, "2 regions", None)),
            ("Config rollback (Level 2)", level(2, "Config rollback", None)),
            ("Config rollback – L2", level(2, "Config rollback", None)),
            ("Lvl 5: Ünïcode", level(5, "Ünïcode", None)),
        ];
        for (text, expected) in table {
            assert_eq!(level_heading(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_level_without_digits_is_noticed_and_other_headings_are_not() {
        for text in ["Level Two: Config", "Level: Config", "Rollback Level", "Level 256", "level"] {
            assert_eq!(level_heading(text), Some(LevelHeading::Unnumbered), "{text}");
        }
        let others = [
            "Rollback Levels",
            "Levels 1-3",
            "Level 1-3 overview",
            "Level 2.1 details",
            "Leveling up",
            "When to Rollback",
            "Stufe 2",
            "Logs (last 3)",
            "2024 review",
            "",
            "Überblick",
            "éééééééé",
        ];
        for text in others {
            assert_eq!(level_heading(text), None, "{text}");
        }
    }

    #[test]
    fn a_level_is_found_inside_a_sentence() {
        let table = [
            ("Escalate to Level 3 (Code Rollback)", Some(3)),
            ("go to L4!", Some(4)),
            ("CTO approval (if Level 4 rollback)", Some(4)),
            ("multilevel 5 storage, all 7 of it", None),
            ("a high level 2.5 plan", None),
            ("nothing", None),
        ];
        for (text, expected) in table {
            assert_eq!(level_in(text), expected, "{text}");
        }
        assert_eq!(whole_level(" **2** ".trim_matches([' ', '*'])), Some(2));
        assert_eq!(whole_level("Level 2"), Some(2));
        assert_eq!(whole_level("Level 2 or 3"), None);
    }
}
