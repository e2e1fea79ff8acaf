//! Messages: a template of the runbook, filled with what the operator knows at that moment.

use std::time::Duration;

use super::placeholder::{self, Printed};
use crate::determinism::Tick;
use crate::runbook::{Level, MatrixRow, Placeholder, PlaceholderKind, Template};

/// How far the rollback is when a message goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// It has begun.
    Begun,
    /// It is over.
    Over,
}

/// What the operator knows when they write.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// The time.
    pub(super) now: Tick,
    /// When the level began.
    pub(super) began: Tick,
    /// How far the rollback is.
    pub(super) progress: Progress,
    /// The level.
    pub(super) level: &'a Level,
    /// The row of the decision matrix that called for it.
    pub(super) row: Option<&'a MatrixRow>,
    /// What the commands printed so far.
    pub(super) printed: &'a [Printed],
    /// What was typed for the placeholders so far, newest last.
    pub(super) typed: &'a [String],
    /// How long after the rollback its analysis is due.
    pub(super) analysis_due: Option<Duration>,
}

/// A message as it went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// The text.
    pub(super) text: String,
    /// The blanks for which nothing was known, as they stand in it.
    pub(super) holes: Vec<String>,
}

/// Fills the blanks of a template. What is not known stays as it stands.
pub(super) fn write(template: &Template, known: &Known<'_>) -> Written {
    let mut text = template.text.clone();
    let mut holes = Vec::new();
    for blank in template.placeholders.iter().rev() {
        match value(template, blank, known) {
            Some(value) => text.replace_range(blank.at..blank.at + blank.text.len(), &value),
            None => holes.insert(0, blank.text.clone()),
        }
    }
    Written { text, holes }
}

fn value(template: &Template, blank: &Placeholder, known: &Known<'_>) -> Option<String> {
    match &blank.kind {
        PlaceholderKind::Choice(options) => choice(options, known),
        PlaceholderKind::Revision => revision(&blank.name, known),
        PlaceholderKind::Time => time_for(line_of(&template.text, blank.at), known).map(clock),
        PlaceholderKind::TimeRange => {
            let end = known.began + known.level.budget?.most;
            Some(format!("{} - {}", clock(known.began), clock(end)))
        }
        PlaceholderKind::Date => Some(date(&blank.name, known.now)),
        PlaceholderKind::IncidentId => {
            Some(blank.text.replace(&format!("[{}]", blank.name), &date(&blank.name, known.began)))
        }
        PlaceholderKind::Text | PlaceholderKind::Percent | PlaceholderKind::Count => None,
    }
}

/// Takes the option that says how far the rollback is; or else the one that shares words with the
/// condition, or with the level's own reasons that speak of it; or else "Other".
fn choice(options: &[String], known: &Known<'_>) -> Option<String> {
    let named = |wanted: &str| options.iter().find(|option| option.eq_ignore_ascii_case(wanted));
    let is_status = named("In Progress").is_some() || named("Complete").is_some();
    if is_status {
        let wanted = if known.progress == Progress::Over { "Complete" } else { "In Progress" };
        return named(wanted).cloned();
    }
    // Where nobody said why, any reason is as good as another, and none is the runbook's fault.
    let Some(row) = known.row else { return options.first().cloned() };
    let condition = format!("{} {}", row.condition, row.detail.as_deref().unwrap_or_default());
    let reasons = known.level.when_to_use.iter().map(|reason| reason.text.as_str());
    let reason = most_alike(&condition, reasons);
    let mut texts = [Some(condition.as_str()), reason].into_iter().flatten();
    let found = texts.find_map(|text| most_alike(text, options.iter().map(String::as_str)));
    let other = || named("Other").cloned();
    found.map(str::to_owned).or_else(other).or_else(|| only_alike(&condition, options))
}

/// The text that shares the most words of three letters or more with `wanted`, two at least: one
/// alone, such as "rate", says nothing. The first one wins where several share as many.
fn most_alike<'t>(wanted: &str, texts: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let wanted = words(wanted);
    let mut best: Option<(usize, &str)> = None;
    for text in texts {
        let shared = words(text).iter().filter(|word| wanted.contains(word)).count();
        if shared > best.map_or(1, |(most, _)| most) {
            best = Some((shared, text));
        }
    }
    best.map(|(_, text)| text)
}

/// The only option that shares any word with the condition.
fn only_alike(condition: &str, options: &[String]) -> Option<String> {
    let condition = words(condition);
    let is_alike = |option: &&String| words(option).iter().any(|word| condition.contains(word));
    let mut alike = options.iter().filter(is_alike);
    alike.next().filter(|_| alike.next().is_none()).cloned()
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts.filter(|word| word.len() > 2).map(str::to_lowercase).collect()
}

/// What was typed for a placeholder, or printed as a commit or a tag.
fn revision(name: &str, known: &Known<'_>) -> Option<String> {
    let printed = || {
        let kinds = name.split('/').map(str::trim);
        kinds.filter_map(|kind| placeholder::find(kind, known.printed, 1)).map(|(_, v)| v).next()
    };
    known.typed.last().cloned().or_else(printed)
}

/// The instant that a line of a message speaks of.
fn time_for(line: &str, known: &Known<'_>) -> Option<Tick> {
    const UPDATES: Duration = Duration::from_secs(30 * 60);
    let line = line.to_lowercase();
    let says = |word: &str| line.contains(word);
    if says("next update") {
        return Some(known.now + UPDATES);
    }
    if says("post-mortem") || says("postmortem") {
        return Some(known.began + known.level.budget?.most + known.analysis_due?);
    }
    if says("completion") || says("expected") || says("end") {
        return Some(known.began + known.level.budget?.most);
    }
    says("start").then_some(known.began)
}

fn line_of(text: &str, at: usize) -> &str {
    let begins = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[begins..].lines().next().unwrap_or_default()
}

/// The time of day, as `HH:MM` in UTC.
fn clock(at: Tick) -> String {
    at.to_string().get(11..16).unwrap_or_default().to_owned()
}

/// The date in the form that a blank asks for: `YYYYMMDD`, or else `YYYY-MM-DD`.
fn date(form: &str, at: Tick) -> String {
    let day = at.to_string().get(..10).unwrap_or_default().to_owned();
    if form.contains('-') { day } else { day.replace('-', "") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::{Audience, Runbook, parse};

    const RUNBOOK: &str = include_str!("../../scenarios/party-mode/runbooks/documented.md");

    fn written(runbook: &Runbook, level: u8, row: &str, progress: Progress) -> Vec<Written> {
        let at = Tick::from_epoch_ms(1_769_592_600_000);
        let known = Known {
            now: at,
            began: at,
            progress,
            level: runbook.level(level).expect("a level"),
            row: runbook.matrix.iter().find(|each| each.condition.contains(row)),
            printed: &[],
            typed: &["abc1234".to_owned()],
            analysis_due: Some(Duration::from_secs(48 * 3600)),
        };
        let due = runbook.templates.iter().filter(|each| each.level == Some(level));
        due.map(|template| write(template, &known)).collect()
    }

    #[test]
    fn every_message_of_the_runbook_is_filled_without_a_hole() {
        let runbook = parse(RUNBOOK, "documented.md").runbook;
        for row in &runbook.matrix {
            for message in written(&runbook, row.level, &row.condition, Progress::Begun) {
                assert!(message.holes.is_empty(), "{}: {message:?}", row.condition);
                assert!(!message.text.contains('['), "{message:?}");
            }
        }
        let audiences = runbook.templates.iter().map(|template| template.audience);
        assert_eq!(audiences.filter(|audience| *audience == Audience::Internal).count(), 4);
    }

    #[test]
    fn the_reason_is_the_one_that_the_level_gives_for_the_condition() {
        let runbook = parse(RUNBOOK, "documented.md").runbook;
        let table = [
            (1, "SEC-PM-004", "Reason: CRITICAL security incident"),
            (1, "success rate", "Reason: Session success rate <80%"),
            (1, "spawn failure", "Reason: Other"),
            (2, "Bad configuration", "Reason: Bad configuration\n"),
            (3, "vulnerability", "Reason: Security vulnerability"),
            (4, "compromise", "Reason: System compromise suspected"),
        ];
        for (level, row, reason) in table {
            let internal = &written(&runbook, level, row, Progress::Begun)[0];
            assert!(internal.text.contains(reason), "{row}: {}", internal.text);
        }
    }

    #[test]
    fn status_times_and_numbers_follow_the_clock() {
        let runbook = parse(RUNBOOK, "documented.md").runbook;
        let begun = &written(&runbook, 4, "compromise", Progress::Begun);
        assert!(begun[0].text.contains("Deployment Window: 09:30 - 13:30"), "{}", begun[0].text);
        assert!(begun[0].text.contains("Incident ID: INC-20260128-001"), "{}", begun[0].text);
        assert!(begun[0].text.contains("Status: In Progress"), "{}", begun[0].text);
        assert!(begun[1].text.contains("09:30 - Maintenance start"), "{}", begun[1].text);
        assert!(begun[1].text.contains("13:30 - Expected completion"), "{}", begun[1].text);
        let over = &written(&runbook, 4, "compromise", Progress::Over)[0];
        assert!(over.text.contains("Status: Complete"), "{}", over.text);
        let first = &written(&runbook, 1, "SEC-PM-004", Progress::Begun)[0];
        assert!(first.text.contains("Next Update: 10:00"), "{}", first.text);
    }

    #[test]
    fn what_nobody_knows_stays_a_hole() {
        let text = "# R\n\n## Level 1: Off\n\n**Steps**:\n\n1. **Do**:\n   ```bash\n   true\n   ```\n\n\
            ## Communication Templates\n\n### Level 1: Off\n\n**Internal Communication**:\n\
            ```\nOwner: [Engineering Lead], at [HH:MM] for lunch\n```\n";
        let runbook = parse(text, "own.md").runbook;
        let message = &written(&runbook, 1, "none", Progress::Begun)[0];
        assert_eq!(message.holes, ["[Engineering Lead]", "[HH:MM]"]);
        assert_eq!(message.text, "Owner: [Engineering Lead], at [HH:MM] for lunch\n");
    }
}
