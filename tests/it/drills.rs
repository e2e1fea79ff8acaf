//! The embedded runbook, drilled: what comes of every level and option, and that it repeats.

use std::fmt::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rollback_drill::determinism::Seed;
use rollback_drill::drill::{DrillResult, EmbeddedPack, Pack, Scenario, Stage, Wanted, plan};
use rollback_drill::journal::Event;
use rollback_drill::report::{Part, Purpose, Report, duration, to_json, to_text};
use rollback_drill::runbook::{Runbook, parse};
use rollback_drill::sweep::{Comparison, Extent, Progress, Silent, compare, run_all};
use rollback_drill::verdict::{Outcome, Verdict};

struct Campaign {
    runbook: Runbook,
    drills: Vec<DrillResult>,
    comparison: Comparison,
}

fn campaign(seed: u64, jobs: usize) -> Campaign {
    let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
    let (name, text) = pack.runbook(&EmbeddedPack, "documented").expect("its runbook");
    let runbook = parse(&text, &name).runbook;
    let scratch = tempfile::tempdir().expect("a folder");
    let stage = Stage::new(&pack, &EmbeddedPack, &runbook, scratch.path());
    let conditions = pack.conditions(&EmbeddedPack).expect("its conditions");
    let scenarios = plan(&runbook, &conditions, "documented", &Wanted::default(), Seed::new(seed));
    let stage = stage.in_conditions(conditions);
    let drills = run_all(&stage, &scenarios, jobs, None, &Silent).expect("all drills");
    let known = pack.known_findings(&EmbeddedPack, "documented").expect("its known findings");
    let comparison = compare(&known.run, &drills, Extent::Whole);
    Campaign { runbook, drills, comparison }
}

/// The campaign of seed 1, run once for all tests that only look at it.
fn shared() -> &'static Campaign {
    static SHARED: OnceLock<Campaign> = OnceLock::new();
    SHARED.get_or_init(|| campaign(1, 2))
}

impl Campaign {
    fn part(&self) -> Part<'_> {
        Part {
            variant: "documented",
            runbook: &self.runbook,
            drills: &self.drills,
            diagnostics: &[],
            without_steps: &[],
            comparison: &self.comparison,
            interrupted: 0,
        }
    }

    fn json(&self) -> String {
        to_json(&Report { parts: &[self.part()], purpose: Purpose::Drill })
    }

    fn text(&self) -> String {
        to_text(&Report { parts: &[self.part()], purpose: Purpose::Drill })
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_one_job_and_on_two() {
    let (one, two) = (campaign(1, 1), shared());
    assert_eq!(one.json(), two.json());
    assert_eq!(one.text(), two.text());
    let journals = |campaign: &Campaign| -> Vec<String> {
        campaign.drills.iter().map(|drill| drill.journal.to_lines()).collect()
    };
    assert_eq!(journals(&one), journals(two));
}

#[test]
fn another_seed_gives_another_fleet_and_the_same_commits() {
    let (one, two) = (shared(), campaign(2, 2));
    assert_ne!(one.json(), two.json());
    let hashes = |campaign: &Campaign| -> Vec<String> {
        let commands = campaign.drills.iter().flat_map(|drill| drill.journal.commands());
        let logs = commands.filter(|command| command.text.starts_with("git log --oneline --all"));
        logs.map(|command| command.stdout.clone()).collect()
    };
    assert_eq!(hashes(one), hashes(&two));
    assert!(!hashes(one).is_empty());
}

#[test]
fn every_level_option_and_audit_log_is_drilled_to_its_end() {
    let campaign = shared();
    let ids: Vec<String> = campaign.drills.iter().map(|drill| drill.scenario.id()).collect();
    let routes = ["L1", "L1-alternative", "L2", "L3-A", "L3-B", "L4"];
    let expected: Vec<String> = routes
        .iter()
        .flat_map(|route| ["ignored", "tracked"].map(|log| format!("documented-{route}-{log}")))
        .collect();
    assert_eq!(ids, expected);
    for drill in &campaign.drills {
        // The first checks have nothing against level 2: the restored config is a good one here.
        let expected = if drill.scenario.level == 2 { Verdict::Proven } else { Verdict::Refuted };
        assert_eq!(drill.verdict, expected, "{}", drill.scenario.id());
        let unknown = drill.checks.iter().filter(|check| check.outcome == Outcome::Unknown);
        let unknown: Vec<_> = unknown.map(|check| (check.id(), &check.evidence)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:#?}", drill.scenario.id());
    }
}

/// Outcome, timeline and suite of each route: what a person would read of it.
#[test]
fn what_comes_of_each_route_is_as_it_was_seen_last() {
    let campaign = shared();
    for drill in &campaign.drills {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(drill.scenario.id(), told(campaign, drill)));
    }
}

#[test]
fn every_snapshot_belongs_to_a_drill_or_to_lint() {
    let ids: Vec<String> = shared().drills.iter().map(|drill| drill.scenario.id()).collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let known = name
            .strip_suffix(".snap")
            .is_some_and(|name| name.starts_with("lint-") || ids.iter().any(|id| id == name));
        assert!(known || name.ends_with(".snap.new"), "{name} belongs to no drill");
    }
}

fn told(campaign: &Campaign, drill: &DrillResult) -> String {
    let mut text = String::new();
    let mut line = |words: String| writeln!(text, "{words}").expect("a String takes every write");
    line(format!("{:?}, {}", drill.status, drill.verdict.word()));
    let budget = drill.budget_ms.map_or_else(|| "no budget".to_owned(), duration);
    line(format!(
        "time {}, watched {}, budget {budget}",
        duration(drill.timeline_ms),
        duration(drill.watched_ms)
    ));
    line(format!("suite before {:?}", drill.suite_before));
    line(format!("suite after  {:?}", drill.suite_after));
    line("\ncommands".to_owned());
    let report = campaign.part();
    for command in drill.journal.commands() {
        let at =
            duration(u64::try_from(command.started.since(drill.began).as_millis()).expect("ms"));
        let note = if command.improvised { " (looked up)" } else { "" };
        line(format!("{:>14}  {} exit {}{note}", at, command.address, command.exit_code));
        line(format!("                {}", command.text.lines().next().unwrap_or_default()));
        for disappointment in &command.disappointments {
            line(format!("                ! {disappointment}"));
        }
    }
    line("\nchecks".to_owned());
    for check in &drill.checks {
        line(format!("{:?} {}", check.outcome, check.id()));
        for evidence in &check.evidence {
            let place = evidence.place.as_ref();
            let place = place.map_or_else(String::new, |place| {
                format!("{} `{}`: ", place.address, report.line(place.line))
            });
            line(format!("    {place}{}", evidence.text));
        }
    }
    line("\ntimeline".to_owned());
    for entry in drill.journal.entries() {
        if let Some(words) = milestone(&entry.event) {
            line(format!("{:>14}  {words}", duration_of(drill, entry.at)));
        }
    }
    text
}

fn duration_of(drill: &DrillResult, at: rollback_drill::determinism::Tick) -> String {
    duration(u64::try_from(at.since(drill.began).as_millis()).expect("milliseconds"))
}

fn milestone(event: &Event) -> Option<String> {
    Some(match event {
        Event::ConfigLoaded { feature_on } => {
            format!("service read its config, feature on: {feature_on}")
        }
        Event::ConfigRejected { why } => format!("service refused its config: {why}"),
        Event::ServiceRestarted { environment } => format!("service started in {environment}"),
        Event::Watched { window_ms, .. } => format!("watched for {}", duration(*window_ms)),
        Event::MessageSent { .. } => "message sent".to_owned(),
        Event::LevelEnded => "end of the level".to_owned(),
        _ => return None,
    })
}

#[test]
fn json_has_every_field_that_the_readme_names() {
    let json: serde_json::Value = serde_json::from_str(&shared().json()).expect("JSON");
    assert_eq!(json["format_version"], 1);
    assert_eq!(json["verdict"], "refuted");
    for drill in json["drills"].as_array().expect("drills") {
        let fields = [
            "id",
            "level",
            "option",
            "variant",
            "runbook",
            "audit_log",
            "machine",
            "seed",
            "status",
            "verdict",
            "expected",
            "expected_findings",
            "expectation",
            "new_findings",
            "gone_findings",
            "timeline_ms",
            "watched_ms",
            "budget_ms",
            "within_budget",
            "suite",
            "commands",
            "checks",
            "checklist",
            "findings",
            "left_out",
            "for_people",
            "kept",
        ];
        let names: Vec<&str> =
            drill.as_object().expect("a drill").keys().map(String::as_str).collect();
        assert!(fields.iter().all(|field| names.contains(field)), "{names:?}");
        assert_eq!(names.len(), fields.len());
        assert_eq!(drill["suite"]["before"]["baseline"], 74);
        assert!(drill["suite"]["before"]["party_mode"].as_u64() >= Some(123));
        for command in drill["commands"].as_array().expect("commands") {
            for field in [
                "address",
                "line",
                "text",
                "exit_code",
                "stdout",
                "stderr",
                "started_ms",
                "duration_ms",
            ] {
                assert!(!command[field].is_null(), "{field}");
            }
        }
    }
}

#[test]
fn findings_stand_at_lines_of_the_runbook_that_hold_their_command() {
    let campaign = shared();
    let report = campaign.part();
    let mut located = 0;
    for drill in &campaign.drills {
        for place in drill.findings.iter().filter_map(|finding| finding.evidence.place.as_ref()) {
            let address = place.address.parse().expect("an address");
            let (_, command) = campaign.runbook.command(&address).expect("a command");
            assert_eq!(command.span.line, place.line);
            assert!(command.text.starts_with(report.line(place.line)), "{address}");
            located += 1;
        }
    }
    assert!(located > 20, "{located}");
}

/// Wants to stop once a number of drills have ended.
struct StopAfter(usize, AtomicUsize);

impl Progress for StopAfter {
    fn ended(&self, _: &Scenario) {
        self.1.fetch_add(1, Ordering::SeqCst);
    }

    fn wants_stop(&self) -> bool {
        self.1.load(Ordering::SeqCst) >= self.0
    }
}

#[test]
fn what_ended_before_the_user_asked_to_stop_is_reported_as_a_part() {
    let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
    let (name, text) = pack.runbook(&EmbeddedPack, "documented").expect("its runbook");
    let runbook = parse(&text, &name).runbook;
    let scratch = tempfile::tempdir().expect("a folder");
    let stage = Stage::new(&pack, &EmbeddedPack, &runbook, scratch.path());
    let scenarios = plan(&runbook, &[], "documented", &Wanted::default(), Seed::new(1));
    let stopping = StopAfter(2, AtomicUsize::new(0));
    let drills = run_all(&stage, &scenarios, 1, None, &stopping).expect("what ended");
    assert_eq!(drills.len(), 2);
    let interrupted = scenarios.len() - drills.len();
    let comparison = compare(&[], &drills, Extent::Narrowed);
    let campaign = Campaign { runbook, drills, comparison };
    let parts = [Part { interrupted, ..campaign.part() }];
    let report = Report { parts: &parts, purpose: Purpose::Drill };
    assert!(to_text(&report).contains("Interrupted: 2 of 12 drills came to an end."));
    let json: serde_json::Value = serde_json::from_str(&to_json(&report)).expect("JSON");
    assert_eq!(json["interrupted"], true);
    let none = Part { drills: &[], interrupted: 12, ..campaign.part() };
    assert_eq!(none.verdict(), Verdict::Inconclusive);
}
