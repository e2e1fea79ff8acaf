//! The fleet when the operator begins.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::super::fleet::FleetPlace;
use super::super::{EmbeddedPack, Fleet, Pack, Symptoms};
use crate::determinism::Seed;
use crate::machine::ProcessTable;
use crate::throwaway::Root;
use crate::world::Facts;

/// What the log tells of each session: its rounds, and whether it ended.
fn told(log: &[u8]) -> BTreeMap<String, (u64, bool)> {
    let mut told: BTreeMap<String, (u64, bool)> = BTreeMap::new();
    for line in String::from_utf8_lossy(log).lines() {
        let event: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let of = told.entry(event["sessionId"].as_str().expect("a session").to_owned());
        let (rounds, has_ended) = of.or_default();
        assert!(!*has_ended, "nothing follows the end: {line}");
        *rounds += u64::from(event["eventType"] == "ROUND_COMPLETE");
        *has_ended = event["eventType"] == "SESSION_END";
    }
    told
}

#[test]
fn a_session_whose_rounds_are_over_is_not_live() {
    let mut pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
    pack.fleet.rounds = (1, 2);
    pack.fleet.past_sessions = 0;
    let mut over = 0;
    for seed in 0..20 {
        let directory = tempfile::tempdir().expect("a directory");
        let root = Root::at(directory.path());
        root.create_dir_all("/srv").expect("a directory");
        let place = FleetPlace {
            root: &root,
            checkout: "/srv",
            service_pid: 1,
            worker_pids: Vec::new(),
            at: pack.world.starts_at,
            stop: Arc::default(),
            facts: &Facts::default(),
            lines: Vec::new(),
            symptoms: Symptoms::default(),
            past: None,
        };
        let journal = Rc::default();
        let fleet = Fleet::populate(&pack.fleet, &pack.feature, place, Seed::new(seed), journal)
            .expect("a fleet");
        let live = fleet.service_state(&ProcessTable::default()).live_sessions;
        assert_eq!(live.len() as u64, pack.fleet.live_sessions);
        let log = root.read(&format!("/srv/{}", pack.feature.audit_log)).expect("the log");
        for (id, (rounds, has_ended)) in told(&log) {
            assert_eq!(has_ended, !live.contains(&id), "seed {seed}: {id}");
            let fits = (has_ended && rounds >= 1) || (!has_ended && rounds < 2);
            assert!(fits, "seed {seed}: {id} had {rounds} rounds");
            over += u64::from(has_ended);
        }
    }
    assert!(over > 0, "no seed has shown a session that was over");
}
