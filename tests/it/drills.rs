//! The embedded runbook, drilled: what comes of every level and option, and that it repeats.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rollback_drill::determinism::Seed;
use rollback_drill::drill::{DrillResult, EmbeddedPack, Pack, Scenario, Stage, Wanted, plan};
use rollback_drill::report::{Part, Purpose, Report, to_json, to_text};
use rollback_drill::runbook::{Runbook, parse};
use rollback_drill::sweep::{Comparison, Extent, Progress, Silent, compare, run_all};
use rollback_drill::verdict::{Expectation, Verdict};

/// All drills of one runbook of the embedded pack.
pub(crate) struct Campaign {
    runbook: Runbook,
    pub(crate) drills: Vec<DrillResult>,
    comparison: Comparison,
}

fn campaign(seed: u64, jobs: usize) -> Campaign {
    campaign_of("documented", seed, jobs)
}

fn campaign_of(variant: &str, seed: u64, jobs: usize) -> Campaign {
    let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
    let (name, text) = pack.runbook(&EmbeddedPack, variant).expect("its runbook");
    let runbook = parse(&text, &name).runbook;
    let scratch = tempfile::tempdir().expect("a folder");
    let stage = Stage::new(&pack, &EmbeddedPack, &runbook, scratch.path());
    let conditions = pack.conditions(&EmbeddedPack).expect("its conditions");
    let scenarios = plan(&runbook, &conditions, variant, &Wanted::default(), Seed::new(seed));
    let stage = stage.in_conditions(conditions);
    let drills = run_all(&stage, &scenarios, jobs, None, &Silent).expect("all drills");
    let known = pack.known_findings(&EmbeddedPack, variant).expect("its known findings");
    let comparison = compare(&known.run, &drills, Extent::Whole);
    Campaign { runbook, drills, comparison }
}

/// The campaign of seed 1, run once for all tests that only look at it.
pub(crate) fn shared() -> &'static Campaign {
    static SHARED: OnceLock<Campaign> = OnceLock::new();
    SHARED.get_or_init(|| campaign(1, 2))
}

/// The same of the corrected runbook.
pub(crate) fn corrected() -> &'static Campaign {
    static CORRECTED: OnceLock<Campaign> = OnceLock::new();
    CORRECTED.get_or_init(|| campaign_of("hardened", 1, 2))
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
        to_json(&Report {
            parts: &[self.part()],
            purpose: Purpose::Drill,
            disagreements: None,
            subject: None,
        })
    }

    fn text(&self) -> String {
        to_text(&Report {
            parts: &[self.part()],
            purpose: Purpose::Drill,
            disagreements: None,
            subject: None,
        })
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
fn every_level_option_and_audit_log_is_drilled_and_comes_as_expected() {
    for campaign in [shared(), corrected()] {
        let scenarios = || campaign.drills.iter().map(|drill| &drill.scenario);
        for route in ["L1", "L1-alternative", "L2", "L3-A", "L3-B", "L4"] {
            for log in ["ignored", "tracked"] {
                let is_it = |it: &&Scenario| it.route() == route && it.audit_log.word() == log;
                assert!(scenarios().any(|scenario| is_it(&scenario)), "{route} {log}");
            }
        }
        let ids: BTreeSet<String> = scenarios().map(Scenario::id).collect();
        assert_eq!(ids.len(), campaign.drills.len(), "no two drills share a name");
        for (drill, compared) in campaign.drills.iter().zip(&campaign.comparison.drills) {
            assert_eq!(compared.expectation, Expectation::Met, "{}", drill.scenario.id());
        }
    }
    assert!(corrected().drills.iter().all(|drill| drill.verdict == Verdict::Proven));
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
            "condition",
            "clock",
            "turns",
            "timeline",
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
            // A finding about a step or a level has no command.
            let Ok(address) = place.address.parse() else { continue };
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
    let report =
        Report { parts: &parts, purpose: Purpose::Drill, disagreements: None, subject: None };
    assert!(to_text(&report).contains("Interrupted: 2 of 12 drills came to an end."));
    let json: serde_json::Value = serde_json::from_str(&to_json(&report)).expect("JSON");
    assert_eq!(json["interrupted"], true);
    let none = Part { drills: &[], interrupted: 12, ..campaign.part() };
    assert_eq!(none.verdict(), Verdict::Inconclusive);
}
