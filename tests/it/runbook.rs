//! The documented runbook of the embedded pack is read whole, piece by piece.

use std::time::Duration;

use rollback_drill::runbook::{
    Audience, BlockKind, BreakerTest, Claim, Combination, Command, Level, PlaceholderKind,
    ReportKind, RouteItem, Runbook, Stretch, Urgency, parse,
};

const DOCUMENTED: &str = include_str!("../../scenarios/party-mode/runbooks/documented.md");

fn documented() -> Runbook {
    parse(DOCUMENTED, "documented.md").runbook
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

fn commands(level: &Level) -> Vec<&Command> {
    level.all_commands().map(|(_, _, command)| command).collect()
}

fn find<'a>(runbook: &'a Runbook, address: &str) -> &'a Command {
    let address = address.parse().expect("an address");
    runbook.command(&address).expect("the command is there").1
}

#[test]
fn four_levels_have_their_names_budgets_steps_and_checklists() {
    let runbook = documented();
    let read: Vec<_> = runbook
        .levels
        .iter()
        .map(|level| {
            let budget = level.budget.expect("every level has a budget");
            let figures = (budget.least, budget.most, budget.is_strict);
            let counts = (level.steps.len(), commands(level).len(), level.checklist.len());
            (level.number, level.name.as_str(), figures, counts)
        })
        .collect();
    let expected = [
        (1, "Feature Flag Disable", (None, minutes(1), true), (6, 8, 5)),
        (2, "Configuration Rollback", (Some(minutes(5)), minutes(10), false), (6, 11, 7)),
        (3, "Code Rollback", (Some(minutes(30)), minutes(60), false), (8, 22, 9)),
        (4, "Full System Restore", (Some(minutes(120)), minutes(240), false), (9, 27, 13)),
    ];
    assert_eq!(read, expected);
    assert_eq!(runbook.title.as_deref(), Some("Party Mode Rollback Procedures"));
}

#[test]
fn only_the_two_lines_of_prose_among_commands_are_remarked_on() {
    let parsed = parse(DOCUMENTED, "documented.md");
    let shown: Vec<_> =
        parsed.diagnostics.iter().map(|each| (each.rule, each.span.slice(DOCUMENTED))).collect();
    let expected = [
        ("prose-among-commands", "User: \"Start Party Mode session\""),
        ("prose-among-commands", "Expected: Router spawns single agent instead"),
    ];
    assert_eq!(shown, expected);
    assert!(!parsed.has_errors());
}

#[test]
fn every_command_has_the_address_and_the_text_of_its_lines() {
    let runbook = documented();
    let table = [
        ("L1.1.1", "export PARTY_MODE_ENABLED=false"),
        ("L1.6.2", "Expected: Router spawns single agent instead"),
        ("L1.alt.2", "touch .claude/config.yaml  # Trigger file watcher"),
        ("L2.2.2", "cat .claude/config.yaml | grep -A 10 \"partyMode:\""),
        ("L3.3A.6", "git revert <phase-1-commit>"),
        ("L3.3B.1", "git reset --hard pre-party-mode-v1.0.0"),
        ("L3.4.3", "rm .claude/docs/PARTY_MODE*.md"),
        (
            "L4.2.3",
            "cp .claude/context/metrics/party-mode-audit.jsonl \\\n   \
             .claude/context/archives/party-mode-audit-$(date +%Y%m%d).jsonl",
        ),
        ("L4.8.3", "npm run deploy:production"),
    ];
    for (address, text) in table {
        let command = find(&runbook, address);
        assert_eq!(command.text, text);
        let first = text.lines().next().expect("a line");
        let line = usize::try_from(command.span.line).expect("a line number") - 1;
        assert!(
            DOCUMENTED.lines().nth(line).is_some_and(|line| line.ends_with(first)),
            "{address}"
        );
    }
    assert!(find(&runbook, "L1.3.1").text.ends_with("\n  done"));
    assert_eq!(find(&runbook, "L4.3.3").text.lines().count(), 6);
}

#[test]
fn expectations_belong_to_the_commands_they_speak_of() {
    let runbook = documented();
    let nothing = || vec![Claim::PrintsNothing];
    let table = [
        ("L1.2.1", vec![Claim::PrintsExactly("Party Mode: false".to_owned())]),
        ("L1.3.1", vec![]),
        ("L1.6.3", nothing()),
        (
            "L3.5.1",
            vec![Claim::TestsPass { passed: 74, of: None }, Claim::TestsGone { count: Some(123) }],
        ),
        ("L3.6.1", vec![]),
        ("L3.6.2", vec![Claim::Prose, Claim::Prose]),
        ("L3.8.1", nothing()),
        ("L3.8.2", nothing()),
        ("L3.8.3", nothing()),
        ("L4.6.2", nothing()),
        (
            "L4.7.1",
            vec![
                Claim::TestsPass { passed: 74, of: None },
                Claim::TestsPass { passed: 74, of: Some(74) },
                Claim::TestsGone { count: None },
            ],
        ),
    ];
    for (address, claims) in table {
        let found: Vec<_> =
            find(&runbook, address).expectations.iter().map(|each| each.claim.clone()).collect();
        assert_eq!(found, claims, "{address}");
    }
    let remarks = &find(&runbook, "L1.alt.2").remarks;
    let said: Vec<_> = remarks.iter().map(|each| each.span.slice(DOCUMENTED)).collect();
    let expected = [
        "# Force config reload (if auto-reload not enabled)",
        "# Trigger file watcher",
        "# OR restart application",
    ];
    assert_eq!(said, expected);
}

/// Shows a route as an operator walks it: steps in brackets, waits as minutes.
fn walked(level: &Level, option: Option<&str>) -> String {
    let route = level.routes().into_iter().find(|route| route.option.as_deref() == option);
    let items = route.expect("the route is there").items.into_iter().map(|item| match item {
        RouteItem::Step(step) => format!("[{}]", step.number),
        RouteItem::Command(_, _, command) => command.address.to_string(),
        RouteItem::Message(..) => "message".to_owned(),
        RouteItem::Other(..) => "other".to_owned(),
        RouteItem::Observation(wait) => {
            let during = wait.during.map_or(String::new(), |address| format!(" during {address}"));
            format!("wait {}{during}", wait.window.as_secs() / 60)
        }
    });
    items.collect::<Vec<_>>().join(", ")
}

#[test]
fn routes_lead_through_a_level_in_the_order_of_the_text() {
    let runbook = documented();
    let level = |number| runbook.level(number).expect("the level is there");
    assert_eq!(
        walked(level(1), None),
        "[1], L1.1.1, [2], L1.2.1, [3], L1.3.1, [4], [5], message, [6], L1.6.1, L1.6.2, L1.6.3"
    );
    assert_eq!(
        walked(level(1), Some("alternative")),
        "[1], L1.alt.1, L1.alt.2, [2], L1.2.1, [3], L1.3.1, [4], [5], message, [6], L1.6.1, \
         L1.6.2, L1.6.3"
    );
    assert!(walked(level(2), None).ends_with("[6], wait 15 during L2.6.1, L2.6.1"));
    assert!(walked(level(3), Some("A")).contains("[3], L3.3A.1, L3.3A.2, L3.3A.3"));
    assert!(walked(level(3), Some("B")).contains("L3.2.1, [3], L3.3B.1, [4], L3.4.1"));
    assert!(walked(level(3), Some("B")).contains("[7], L3.7.1, wait 30, [8]"));
    assert!(
        walked(level(4), None)
            .contains("[8], L4.8.1, L4.8.2, wait 60, L4.8.3, wait 240, [9], L4.9.1")
    );
    let names: Vec<_> = runbook
        .levels
        .iter()
        .flat_map(|level| level.routes().into_iter().map(|route| (level.number, route.option)))
        .collect();
    let name = |text: &str| Some(text.to_owned());
    let expected =
        [(1, None), (1, name("alternative")), (2, None), (3, name("A")), (3, name("B")), (4, None)];
    assert_eq!(names, expected);
}

#[test]
fn steps_keep_titles_remarks_prose_options_and_messages() {
    let runbook = documented();
    let step = |level, number: usize| &runbook.level(level).expect("a level").steps[number - 1];
    assert_eq!(step(1, 1).remark.as_deref(), Some("highest priority"));
    assert_eq!(step(1, 4).prose.len(), 3);
    assert_eq!(step(1, 5).blocks[0].kind, BlockKind::Message);
    assert!(step(1, 5).blocks[0].text.starts_with("NOTICE: Party Mode temporarily disabled"));
    assert_eq!(step(4, 1).title, "STOP: Escalation Required");
    let options: Vec<_> = step(3, 3)
        .options
        .iter()
        .map(|option| (option.letter, option.title.as_str(), option.remark.as_deref()))
        .collect();
    let expected = [
        ('A', "Revert specific commits", Some("preserves other changes")),
        ('B', "Reset to pre-Party Mode state", Some("discards other changes")),
    ];
    assert_eq!(options, expected);
    let other = &runbook.level(1).expect("a level").alternatives[0];
    assert_eq!(other.title, "Config file edit");
    assert_eq!(other.remark.as_deref(), Some("if environment variable fails"));
}

#[test]
fn overview_and_procedure_of_a_level_are_one() {
    let runbook = documented();
    for level in &runbook.levels {
        assert!(level.scope.is_some(), "level {}", level.number);
        assert!(level.impact.len() >= 4 && level.when_to_use.len() >= 3);
    }
    let prerequisites: Vec<_> =
        runbook.levels.iter().map(|level| level.prerequisites.len()).collect();
    assert_eq!(prerequisites, [0, 2, 3, 3]);
    let leads: Vec<_> = runbook
        .levels
        .iter()
        .map(|level| level.if_it_fails.iter().filter_map(|each| each.to).collect::<Vec<_>>())
        .collect();
    assert_eq!(leads, [vec![], vec![3], vec![4], vec![]]);
}

#[test]
fn the_matrix_gives_level_urgency_authorities_and_bounds() {
    let runbook = documented();
    assert_eq!(runbook.matrix.len(), 10);
    let row = |place: usize| &runbook.matrix[place];
    assert_eq!(row(0).condition, "SEC-PM-004 violation");
    assert_eq!(row(0).detail.as_deref(), Some("context leakage"));
    assert_eq!(row(0).urgency, Some(Urgency::Immediate));
    assert_eq!(row(2).threshold.as_ref().expect("a bound").to_string(), "<80%");
    assert_eq!(row(5).threshold.as_ref().expect("a bound").to_string(), ">2x");
    assert_eq!(row(6).urgency, Some(Urgency::Within(minutes(120))));
    assert_eq!(row(8).authorities, ["CTO", "Security architect"]);
    let levels: Vec<_> = runbook.matrix.iter().map(|row| row.level).collect();
    assert_eq!(levels, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4]);
}

#[test]
fn the_circuit_breaker_is_read_from_its_yaml_and_the_sentences_beside_it() {
    let breaker = documented().breaker.expect("there is a breaker");
    assert!(breaker.is_enabled);
    assert_eq!(breaker.duration, Some(minutes(15)));
    assert_eq!(breaker.action.as_deref(), Some("disable_party_mode"));
    assert_eq!(breaker.notify, ["on-call-engineer", "security-team"]);
    let events = vec!["SEC-PM-004".to_owned(), "SEC-PM-006".to_owned()];
    assert_eq!(breaker.conditions[0].test, BreakerTest::AnyOf(events));
    let BreakerTest::Crosses(bound) = &breaker.conditions[1].test else { panic!("a bound") };
    assert_eq!(bound.to_string(), "<70%");
    assert_eq!(breaker.conditions[1].span.slice(DOCUMENTED), "<70%");
    assert_eq!((breaker.level, breaker.combination), (Some(1), Some(Combination::All)));
    let stretches: Vec<_> = breaker.clauses.iter().map(|clause| clause.over).collect();
    let expected = [Some(Stretch::Time(minutes(60))), Some(Stretch::Sessions(100)), None];
    assert_eq!(stretches, expected);
    assert_eq!(breaker.clauses[2].within, Some(minutes(15)));
}

#[test]
fn eight_messages_have_their_level_audience_and_blanks() {
    let runbook = documented();
    let read: Vec<_> = runbook
        .templates
        .iter()
        .map(|template| (template.level, template.audience, template.placeholders.len()))
        .collect();
    let (inside, users) = (Audience::Internal, Audience::UserFacing);
    let expected = [
        (Some(1), inside, 2),
        (Some(1), users, 0),
        (Some(2), inside, 3),
        (Some(2), users, 0),
        (Some(3), inside, 4),
        (Some(3), users, 0),
        (Some(4), inside, 4),
        (Some(4), users, 3),
    ];
    assert_eq!(read, expected);
    assert_eq!(runbook.templates[0].channel.as_deref(), Some("Slack/Teams"));
}

#[test]
fn blanks_are_typed_and_stand_where_their_spans_say() {
    let runbook = documented();
    let texts = runbook.templates.iter().map(|each| (&each.text, &each.placeholders));
    let reports = runbook.reports.iter().map(|each| (&each.text, &each.placeholders));
    let commands = runbook.levels.iter().flat_map(commands);
    let typed = commands.map(|command| (&command.text, &command.placeholders));
    for (text, blanks) in texts.chain(reports).chain(typed) {
        for blank in blanks {
            assert_eq!(blank.span.slice(DOCUMENTED), blank.text);
            assert_eq!(&text[blank.at..blank.at + blank.text.len()], blank.text);
        }
    }
    let kind = |level: usize, text: &str| {
        let blanks = &runbook.templates[level].placeholders;
        blanks.iter().find(|blank| blank.text == text).expect("the blank is there").kind.clone()
    };
    assert_eq!(kind(0, "[HH:MM]"), PlaceholderKind::Time);
    assert_eq!(kind(6, "INC-[YYYYMMDD]-001"), PlaceholderKind::IncidentId);
    assert_eq!(kind(2, "[commit-hash]"), PlaceholderKind::Revision);
    let choices = ["CRITICAL security incident", "Session success rate <80%", "Other"];
    let reason = format!("[{}]", choices.join(" | "));
    assert_eq!(kind(0, &reason), PlaceholderKind::Choice(choices.map(str::to_owned).to_vec()));
}

#[test]
fn reports_are_told_apart_and_the_root_cause_has_five_whys() {
    let reports = documented().reports;
    let kinds: Vec<_> = reports.iter().map(|report| report.kind).collect();
    assert_eq!(kinds, [ReportKind::Status, ReportKind::RootCause, ReportKind::Remediation]);
    let due: Vec<_> = reports.iter().map(|report| report.due.map(|due| due.most)).collect();
    assert_eq!(due, [240, 48 * 60, 14 * 24 * 60].map(|count| Some(minutes(count))));
    let counts: Vec<_> = reports[1].whys.iter().map(|chain| chain.whys.len()).collect();
    assert_eq!(counts, [5, 5]);
    assert_eq!(reports[1].whys[0].whys[0].question, "Why did [issue] occur?");
    assert_eq!(reports[1].whys[1].whys[4].answer, "Because [root cause]");
    let checklists: Vec<_> = documented()
        .checklists
        .iter()
        .map(|checklist| (checklist.title.clone(), checklist.items.len()))
        .collect();
    let expected = [("System Stability", 4), ("User Impact", 3), ("Data Integrity", 3)];
    assert_eq!(checklists, expected.map(|(title, count)| (title.to_owned(), count)));
}

#[test]
fn the_way_back_has_criteria_stages_and_what_forbids_it() {
    let back = documented().redeployment.expect("there is a way back");
    assert_eq!((back.criteria.len(), back.do_not_until.len()), (7, 4));
    assert_eq!(back.criteria[6].only_after_level, Some(4));
    let stages: Vec<_> = back
        .stages
        .iter()
        .map(|stage| (stage.number, stage.share_percent_thousandths, stage.window))
        .collect();
    let days = |count: u64| Some(minutes(count * 24 * 60));
    let expected = [
        (1, None, days(2)),
        (2, Some(10_000), days(2)),
        (3, Some(50_000), days(7)),
        (4, Some(100_000), None),
    ];
    assert_eq!(stages, expected);
}
