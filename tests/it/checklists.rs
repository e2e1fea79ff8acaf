//! Checklists of the built-in pack: an item is confirmed only by checks that held and had something
//! to judge.

use rollback_drill::checks::{Confirmation, Ticked};
use rollback_drill::determinism::Seed;
use rollback_drill::drill::{DrillResult, EmbeddedPack, Pack, Stage, Wanted, plan};
use rollback_drill::runbook::parse;
use rollback_drill::sweep::{Silent, run_all};
use rollback_drill::verdict::Outcome;

const NOTIFIED: &str = "Users notified";
const APPROVED: &str = "CTO + Security Architect approval obtained";

fn pack() -> Pack {
    Pack::read(&EmbeddedPack).expect("the embedded pack")
}

fn runbook(variant: &str) -> String {
    pack().runbook(&EmbeddedPack, variant).expect("a runbook").1
}

/// Drills one level of a text, in a condition or in none.
fn drill(pack: &Pack, text: &str, level: u8, condition: Option<&str>) -> Vec<DrillResult> {
    let runbook = parse(text, "own.md").runbook;
    let scratch = tempfile::tempdir().expect("a folder");
    let mut conditions = pack.conditions(&EmbeddedPack).expect("its conditions");
    conditions.retain(|each| Some(each.name.as_str()) == condition);
    let wanted = Wanted { levels: vec![level], ..Wanted::default() };
    let scenarios = plan(&runbook, &conditions, "own", &wanted, Seed::new(1));
    let stage = Stage::new(pack, &EmbeddedPack, &runbook, scratch.path());
    run_all(&stage.in_conditions(conditions), &scenarios, 2, None, &Silent).expect("all drills")
}

/// What every drill says of an item, which is the same in all of them.
#[track_caller]
fn said(drills: &[DrillResult], item: &str) -> Confirmation {
    let find = |drill: &DrillResult| -> Ticked {
        let found = drill.checklist.iter().find(|ticked| ticked.text == item);
        found.expect("the item").clone()
    };
    let mut states: Vec<Confirmation> = drills.iter().map(|drill| find(drill).state).collect();
    states.dedup();
    assert_eq!(states.len(), 1, "{item}: {states:?}");
    states[0]
}

const DRILLED: [(u8, Option<&str>); 4] =
    [(1, Some("context-leak")), (2, Some("bad-config")), (4, Some("compromise")), (4, None)];

#[test]
fn nothing_is_ticked_by_a_check_that_did_not_hold_or_had_nothing_to_judge() {
    let drills = ["documented", "hardened"].into_iter().flat_map(|variant| {
        DRILLED.map(|(level, condition)| drill(&pack(), &runbook(variant), level, condition))
    });
    let (mut confirmed, mut open) = (0, 0);
    for drill in drills.flatten() {
        let rightly = drill.checklist.iter().filter(|item| is_rightly_confirmed(item, &drill));
        let rightly = rightly.count();
        confirmed += rightly;
        open += drill.checklist.len() - rightly;
    }
    assert!(confirmed > 40 && open > 40, "{confirmed} confirmed, {open} not");
}

/// Says whether an item is confirmed, and fails where it should not be.
#[track_caller]
fn is_rightly_confirmed(item: &Ticked, drill: &DrillResult) -> bool {
    if item.state != Confirmation::Confirmed {
        return false;
    }
    assert!(!item.by.is_empty(), "{}: {item:?}", drill.scenario.id());
    for name in &item.by {
        let check = drill.checks.iter().find(|check| check.id() == name).expect("it was made");
        let proves = check.outcome == Outcome::Held && !check.is_moot();
        assert!(proves, "{}: {item:?} by {check:?}", drill.scenario.id());
    }
    true
}

#[test]
fn users_are_notified_where_a_message_to_them_went_out_whole() {
    let (pack, text) = (pack(), runbook("hardened"));
    let after = |text: &str| said(&drill(&pack, text, 1, Some("context-leak")), NOTIFIED);
    assert_eq!(after(&text), Confirmation::Confirmed);
    let heading = "**User-Facing Message**:";
    let (before, own) = text.split_once(heading).expect("the message of level 1");
    let blank = own.replacen("Apologies", "Apologies, [Name]", 1);
    assert_eq!(after(&format!("{before}{heading}{blank}")), Confirmation::Refuted);
    let other = format!("{before}**Message to the Press**:{own}");
    assert_eq!(after(&other), Confirmation::Unproven);
}

#[test]
fn an_approval_is_obtained_where_everybody_gave_it_before_anything_final_happened() {
    let (mut pack, text) = (pack(), runbook("documented"));
    let after = |pack: &Pack, condition| said(&drill(pack, &text, 4, condition), APPROVED);
    assert_eq!(after(&pack, Some("compromise")), Confirmation::Confirmed);
    assert_eq!(after(&pack, None), Confirmation::Unproven);
    // An operator whom no step stops, and who thinks that everything can be taken back, waits for
    // nobody.
    pack.people.irreversible.clear();
    let hasty = text.replace("Approval is needed from", "Tell");
    assert_ne!(hasty, text);
    let said = said(&drill(&pack, &hasty, 4, Some("compromise")), APPROVED);
    assert_eq!(said, Confirmation::Refuted);
}
