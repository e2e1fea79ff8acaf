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

    /// 2026-01-28T09:30:00Z: when the level began.
    const BEGAN: Tick = Tick::from_epoch_ms(1_769_592_600_000);

    /// What an operator knows ten minutes after `level` began.
    fn known<'a>(runbook: &'a Runbook, level: u8, row: &str, progress: Progress) -> Known<'a> {
        Known {
            now: BEGAN + Duration::from_secs(600),
            began: BEGAN,
            progress,
            level: runbook.level(level).expect("a level"),
            row: runbook.matrix.iter().find(|each| each.condition.contains(row)),
            printed: &[],
            typed: &[],
            analysis_due: Some(Duration::from_secs(48 * 3600)),
        }
    }

    fn written(runbook: &Runbook, level: u8, row: &str, progress: Progress) -> Vec<Written> {
        let typed = ["0123abc".to_owned(), "abc1234".to_owned()];
        let known = Known { typed: &typed, ..known(runbook, level, row, progress) };
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
        assert!(begun[1].text.contains("13:30 - Post-mortem published"), "{}", begun[1].text);
        let over = &written(&runbook, 4, "compromise", Progress::Over)[0];
        assert!(over.text.contains("Status: Complete"), "{}", over.text);
        let first = &written(&runbook, 1, "SEC-PM-004", Progress::Begun)[0];
        assert!(first.text.contains("Next Update: 10:10"), "{}", first.text);
    }

    /// A runbook with one level and one message.
    fn own(reasons: &str, message: &str) -> Runbook {
        let text = format!(
            "# R\n\n## Level 1: Off\n\n**Duration**: 5 minutes\n\n**When to Use**:\n- {reasons}\n\n\
            **Steps**:\n\n1. **Do**:\n   ```bash\n   true\n   ```\n\n\
            ### Rollback Decision Matrix\n\n| Condition | Level | Urgency | Authority Required |\n\
            |---|---|---|---|\n| Session success rate <80% of it | Level 1 | Immediate | CTO |\n\n\
            ## Communication Templates\n\n### Level 1: Off\n\n**Internal Communication**:\n\
            ```\n{message}\n```\n"
        );
        parse(&text, "own.md").runbook
    }

    /// What becomes of the message of such a runbook.
    fn becomes(reasons: &str, message: &str, row: &str, progress: Progress) -> String {
        written(&own(reasons, message), 1, row, progress).remove(0).text
    }

    #[test]
    fn a_choice_that_speaks_of_progress_is_made_by_it_alone() {
        let begun = |message| becomes("Any", message, "Session", Progress::Begun);
        let over = |message| becomes("Any", message, "Session", Progress::Over);
        assert_eq!(begun("[In Progress | Session success rate]"), "In Progress\n");
        assert_eq!(over("[Complete | Session success rate]"), "Complete\n");
        assert_eq!(over("[In Progress | Testing]"), "[In Progress | Testing]\n");
    }

    #[test]
    fn a_reason_is_chosen_by_the_condition_before_the_levels_own_reasons() {
        let reasons = "Session success rate low or critical bug in code";
        let options = "[Critical bug in code | Session success rate]";
        assert_eq!(becomes(reasons, options, "Session", Progress::Begun), "Session success rate\n");
        assert_eq!(becomes(reasons, options, "none", Progress::Begun), "Critical bug in code\n");
        let short = "[Is of it | Other]";
        assert_eq!(becomes(reasons, short, "Session", Progress::Begun), "Other\n");
        let few = "[Slow | Low rate]";
        assert_eq!(becomes("Any", few, "Session", Progress::Begun), "Low rate\n");
        let many = "[Error rate | Low rate]";
        assert_eq!(becomes("Any", many, "Session", Progress::Begun), format!("{many}\n"));
    }

    #[test]
    fn a_revision_is_what_was_typed_last_or_else_what_was_printed() {
        let runbook = own("Any", "Back to [commit-hash]");
        let printed = [Printed {
            address: "L1.1.1".to_owned(),
            text: "git log --oneline".to_owned(),
            stdout: "fedcba9 Before\n".to_owned(),
        }];
        let text = |typed: &[String]| {
            let known = known(&runbook, 1, "Session", Progress::Begun);
            write(&runbook.templates[0], &Known { printed: &printed, typed, ..known }).text
        };
        assert_eq!(text(&[]), "Back to fedcba9\n");
        assert_eq!(text(&["0123abc".to_owned(), "abc1234".to_owned()]), "Back to abc1234\n");
    }

    #[test]
    fn a_number_has_the_day_on_which_the_level_began_and_a_date_the_day_of_writing() {
        let runbook =
            own("Any", "INC-[YYYYMMDD]-001, [YYYY-MM-DD], [HH:MM - HH:MM], end at [HH:MM]");
        let known = known(&runbook, 1, "Session", Progress::Begun);
        let began = BEGAN + Duration::from_secs(14 * 3600 + 29 * 60);
        let now = began + Duration::from_secs(120);
        let text = write(&runbook.templates[0], &Known { now, began, ..known }).text;
        assert_eq!(text, "INC-20260128-001, 2026-01-29, 23:59 - 00:04, end at 00:04\n");
    }

    #[test]
    fn an_analysis_is_due_so_long_after_the_level() {
        let runbook = own("Any", "[HH:MM] - Post-mortem");
        let known = known(&runbook, 1, "Session", Progress::Begun);
        let analysis_due = Some(Duration::from_secs(3 * 3600));
        let text = |known: Known<'_>| write(&runbook.templates[0], &known).text;
        assert_eq!(text(Known { analysis_due, ..known }), "12:35 - Post-mortem\n");
        assert_eq!(text(Known { analysis_due: None, ..known }), "[HH:MM] - Post-mortem\n");
    }

    #[test]
    fn what_nobody_knows_stays_a_hole() {
        let runbook = own("Any", "Owner: [Engineering Lead], at [HH:MM] for lunch");
        let message = &written(&runbook, 1, "none", Progress::Begun)[0];
        assert_eq!(message.holes, ["[Engineering Lead]", "[HH:MM]"]);
        assert_eq!(message.text, "Owner: [Engineering Lead], at [HH:MM] for lunch\n");
    }
}
