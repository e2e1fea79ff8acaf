//! The hardened runbook: every drill of it is proven, and each correction taken out again is
//! refuted by the check that it is for.

use std::time::Duration;

use rollback_drill::determinism::{Seed, Tick};
use rollback_drill::drill::{
    Condition, DrillResult, EmbeddedPack, Pace, Pack, Stage, Wanted, plan,
};
use rollback_drill::runbook::{Severity, parse};
use rollback_drill::sweep::{Silent, run_all};
use rollback_drill::verdict::{Outcome, Verdict};

use crate::support::run_in;

fn pack() -> Pack {
    Pack::read(&EmbeddedPack).expect("the embedded pack")
}

fn hardened() -> String {
    pack().runbook(&EmbeddedPack, "hardened").expect("the hardened runbook").1
}

/// Drills a text in the world of `pack`.
fn drill(
    pack: &Pack,
    text: &str,
    conditions: &[Condition],
    (wanted, seed): (&Wanted, u64),
) -> Vec<DrillResult> {
    let parsed = parse(text, "hardened.md");
    let wrong = parsed.diagnostics.iter().filter(|it| it.severity == Severity::Error);
    assert_eq!(wrong.count(), 0, "{:#?}", parsed.diagnostics);
    let scratch = tempfile::tempdir().expect("a folder");
    let stage = Stage::new(pack, &EmbeddedPack, &parsed.runbook, scratch.path());
    let stage = stage.in_conditions(conditions.to_vec());
    let scenarios = plan(&parsed.runbook, conditions, "hardened", wanted, Seed::new(seed));
    run_all(&stage, &scenarios, 2, None, &Silent).expect("all drills")
}

fn assert_proven(drills: &[DrillResult]) {
    for drill in drills {
        let open = drill.checks.iter().filter(|check| check.outcome != Outcome::Held);
        let open: Vec<_> = open.map(|check| (check.id(), &check.evidence)).collect();
        assert_eq!(drill.verdict, Verdict::Proven, "{}: {open:#?}", drill.scenario.id());
    }
}

#[test]
fn it_is_proven_in_every_condition_with_either_log_and_at_midnight() {
    let conditions = pack().conditions(&EmbeddedPack).expect("its conditions");
    let drills = drill(&pack(), &hardened(), &conditions, (&Wanted::default(), 1));
    assert_proven(&drills);
    let named = |name: &str| drills.iter().any(|d| d.scenario.condition.as_deref() == Some(name));
    assert!(conditions.len() == 11 && conditions.iter().all(|condition| named(&condition.name)));
}

#[test]
fn it_is_proven_when_midnight_passes_on_the_way() {
    let mut pack = pack();
    // 20 s before: the run is opened on one day and closed on the next, or opened on the next.
    pack.world.starts_at = Tick::from_epoch_ms(1_769_644_780_000);
    assert_eq!(pack.world.starts_at.to_string(), "2026-01-28T23:59:40.000Z");
    let drills = drill(&pack, &hardened(), &[], (&Wanted::default(), 2));
    assert_eq!(drills.len(), 12);
    assert_proven(&drills);
}

#[test]
fn nothing_of_it_is_doubtful_to_the_parser() {
    let parsed = parse(&hardened(), "hardened.md");
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
}

/// One correction, taken out again: in the block of `level` that holds `needle`, what the documented
/// runbook does stands instead.
struct Relapse {
    level: u8,
    option: Option<&'static str>,
    blocks: &'static [Block],
    /// The check that has to refute it.
    check: &'static str,
}

/// What the block holds that is taken out, and the commands in its place.
type Block = (&'static str, &'static [&'static str]);

/// The run is opened and nothing is kept in it.
const NO_ARCHIVE: Block =
    ("sidecars-live", &["mkdir -p /srv/rollback/x", "echo x > /srv/rollback/current"]);

/// The tag is pushed by a name that is read off the clock once more.
const TWO_CLOCKS: Block = (
    "git tag",
    &[
        "git tag rollback-snapshot-$(date +%Y%m%d-%H%M%S)",
        "git push origin rollback-snapshot-$(date +%Y%m%d-%H%M%S)",
    ],
);

const RELAPSES: &[Relapse] = &[
    Relapse {
        level: 1,
        option: None,
        blocks: &[("sed -i '/^  partyMode", &["export PARTY_MODE_ENABLED=false"])],
        check: "feature-off-in-service",
    },
    Relapse {
        level: 1,
        option: None,
        blocks: &[(
            "sed -i '/^  partyMode",
            &["sed -i 's/enabled: true/enabled: false/' .claude/config.yaml"],
        )],
        check: "other-features-untouched",
    },
    Relapse {
        level: 2,
        option: None,
        blocks: &[("git switch --quiet -c", &["touch .claude/config.yaml"])],
        check: "config-restored",
    },
    Relapse {
        level: 3,
        option: Some("A"),
        blocks: &[
            (
                "git log --oneline --no-decorate",
                &["git log --oneline --all --grep=\"Party Mode Phase 6\""],
            ),
            (
                "git revert --no-edit",
                &["git revert <phase-6-commit>", "git revert <phase-5-commit>"],
            ),
        ],
        check: "placeholders-printed",
    },
    Relapse {
        level: 3,
        option: Some("B"),
        blocks: &[(
            "git switch --quiet -c \"rollback-party",
            &["git reset --hard pre-party-mode-v1.0.0"],
        )],
        check: "other-features-untouched",
    },
    Relapse {
        level: 3,
        option: Some("A"),
        blocks: &[
            (
                "AGENT_STUDIO_ENV=staging npm",
                &["export AGENT_STUDIO_ENV=staging", "npm run deploy:staging"],
            ),
            ("AGENT_STUDIO_ENV=production npm", &["npm run deploy:production"]),
        ],
        check: "production-deployed",
    },
    Relapse {
        level: 3,
        option: Some("A"),
        blocks: &[("git switch --quiet -c \"rollback-party", &["true"])],
        check: "no-artefact-left",
    },
    Relapse {
        level: 4,
        option: None,
        blocks: &[("pgrep -f", &["pkill -f \"party-mode\""])],
        check: "innocents-alive",
    },
    Relapse { level: 4, option: None, blocks: &[TWO_CLOCKS], check: "commands-as-expected" },
    Relapse {
        level: 4,
        option: None,
        blocks: &[NO_ARCHIVE, ("touch \"$E/drained\"", &["rm -rf .claude/staging/agents/"])],
        check: "sidecars-preserved",
    },
    Relapse {
        level: 4,
        option: None,
        blocks: &[
            NO_ARCHIVE,
            ("cmp - \"$E/sidecars.sha256\"", &["git reset --hard baseline-before-party-mode"]),
        ],
        check: "audit-log-complete",
    },
    Relapse {
        level: 4,
        option: None,
        blocks: &[(
            "git switch --quiet -c \"rollback-party",
            &[
                "git reset --hard baseline-before-party-mode",
                "sed -i '/Party Mode/d' .claude/CLAUDE.md",
            ],
        )],
        check: "tree-equals-baseline",
    },
    Relapse {
        level: 4,
        option: None,
        blocks: &[("git push --quiet origin \"$B:$B\"", &["git push origin HEAD:main --force"])],
        check: "origin-main-unmoved",
    },
    Relapse {
        level: 4,
        option: None,
        blocks: &[("git restore --source=baseline", &["git checkout -b rollback-emergency"])],
        check: "suite-as-promised",
    },
    Relapse {
        level: 3,
        option: Some("A"),
        blocks: &[
            ("sed -i '/^  partyMode", &["true"]),
            ("touch \"$E/drained\"", &["touch /srv/rollback/$(cat /srv/rollback/current)/drained"]),
        ],
        check: "sessions-drained",
    },
    Relapse {
        level: 3,
        option: Some("A"),
        blocks: &[
            ("AGENT_STUDIO_ENV=staging npm", &["true"]),
            ("touch \"$E/staged\"", &["touch /srv/rollback/$(cat /srv/rollback/current)/staged"]),
        ],
        check: "staging-first",
    },
    Relapse {
        level: 4,
        option: None,
        blocks: &[("git switch --quiet -c \"rollback-found", &["git reset --hard"])],
        check: "work-kept",
    },
    Relapse { level: 4, option: None, blocks: &[TWO_CLOCKS], check: "snapshot-pushed" },
    Relapse {
        level: 4,
        option: None,
        blocks: &[
            NO_ARCHIVE,
            (
                "SHA256SUMS",
                &[
                    "mkdir -p .claude/context/archives/party-mode-incident-$(date +%Y%m%d)/",
                    "cp party-mode-audit-$(date +%Y%m%d).jsonl .claude/context/archives/",
                ],
            ),
        ],
        check: "incident-package",
    },
    Relapse {
        level: 4,
        option: None,
        blocks: &[(
            "git push --quiet origin \"$B:$B\"",
            &["git push origin HEAD~1:refs/heads/rollback-emergency --force"],
        )],
        check: "pushed-is-tested",
    },
];

#[test]
fn each_correction_taken_out_again_is_refuted_by_the_check_that_it_is_for() {
    let (mut pack, text) = (pack(), hardened());
    // While approvals are waited for sessions end by themselves, and with them what they could lose.
    let at_once = Pace(Duration::ZERO, Duration::ZERO);
    pack.people.approve.values_mut().for_each(|pace| *pace = at_once);
    for relapse in RELAPSES {
        let text = relapse.blocks.iter().fold(text.clone(), |text, (needle, commands)| {
            with_block(&text, relapse.level, needle, commands)
        });
        let options = relapse.option.map(str::to_owned).into_iter().collect();
        let wanted = Wanted { levels: vec![relapse.level], options, ..Wanted::default() };
        let drills = drill(&pack, &text, &[], (&wanted, 1));
        let refuting = |drill: &&DrillResult| {
            let is_broken = |id: &str, outcome| id == relapse.check && outcome == Outcome::Broken;
            drill.verdict == Verdict::Refuted
                && drill.checks.iter().any(|check| is_broken(check.id(), check.outcome))
        };
        let refuted = drills.iter().find(refuting);
        let told: Vec<_> = drills.iter().flat_map(|drill| &drill.findings).collect();
        assert!(refuted.is_some(), "{}: {told:#?}", relapse.check);
    }
}

/// Puts `commands` in the place of the block of commands that holds `needle`.
fn with_block(text: &str, level: u8, needle: &str, commands: &[&str]) -> String {
    let chapter = text.find("## Rollback Procedures\n").expect("the chapter");
    let heading = format!("\n### Level {level}:");
    let level = chapter + text[chapter..].find(&heading).expect("the level");
    assert!(text[level..].contains(needle), "{needle} is not there");
    let at = level + text[level..].find(needle).unwrap_or_default();
    let open = text[..at].rfind("```bash\n").expect("a fence") + "```bash\n".len();
    let close = at + text[at..].find("```\n").expect("its end");
    let line = text[..close].rfind('\n').expect("a line") + 1;
    let indent = &text[line..close];
    let lines: Vec<String> = commands.iter().map(|line| format!("{indent}{line}\n")).collect();
    let lines = lines.concat();
    format!("{}{lines}{}", &text[..open], &text[line..])
}

/// A runbook of level 1 whose steps are `blocks`.
fn own(blocks: &[&str]) -> String {
    let step = |(at, lines): (usize, &&str)| {
        format!("{}. **Do**:\n   ```bash\n   {}\n   ```\n\n", at + 1, lines.replace('\n', "\n   "))
    };
    let steps: Vec<String> = blocks.iter().enumerate().map(step).collect();
    let steps = steps.concat();
    format!("# R\n\n## Level 1: Try\n\n**Steps**:\n\n{steps}")
}

#[test]
fn the_service_writes_what_it_serves_and_falls_silent_when_it_dies() {
    const STATUS: &str = "/var/log/agent-studio/status.json";
    let off = "sed -i '/partyMode:/,/enabled:/s/enabled: true/enabled: false/' .claude/config.yaml";
    let ask = |what: &str, said: &str| format!("jq '{what}' {STATUS}\n# Expected output: {said}");
    let digest = format!(
        "jq -r .configSha256 {STATUS} > /tmp/said; sha256sum < .claude/config.yaml | cut -c 1-64 | cmp - /tmp/said"
    );
    let blocks = [
        "export PARTY_MODE_ENABLED=false",
        &ask(".partyMode", "true"),
        &ask(".sessions | length > 0", "true"),
        off,
        &ask(".partyMode", "false"),
        &digest,
        "sleep 60",
        &ask("now - .atSeconds < 15", "true"),
        "sleep 60",
        &ask(".sessions | length", "0"),
        "kill $(pgrep -f '^node .claude/server.cjs')",
        "sleep 60",
        &ask("now - .atSeconds < 15", "false"),
    ];
    let here = tempfile::tempdir().expect("a folder");
    std::fs::write(here.path().join("own.md"), own(&blocks)).expect("a file");
    let ran = run_in(here.path(), "run --runbook own.md");
    assert!(!ran.stdout.contains("commands-as-expected"), "{}", ran.stdout);
    assert!(ran.stdout.contains("the service does not run at all"), "{}", ran.stdout);
}
