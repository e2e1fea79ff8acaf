//! The witness: notes test runs and deployments at the moment they happen, with what was really there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::FeaturePlan;
use super::observe::deployment_of;
use crate::determinism::Tick;
use crate::journal::{Event, Journal};
use crate::machine::TestRun;
use crate::throwaway::{Root, observe_copy, observe_work_tree};
use crate::world::{Facts, join};

/// The file in the directory of a target that says what was deployed there.
pub(super) const RECORD: &str = "deployment.json";

/// Somebody who sees what a quick look between two commands would miss.
#[derive(Debug)]
pub(super) struct Witness {
    journal: Rc<RefCell<Journal>>,
    git_dir: String,
    deployments: String,
    /// What is no code: paths, from a checkout, that its commits need not hold.
    aside: Vec<String>,
    seen: BTreeMap<String, Vec<u8>>,
}

impl Witness {
    /// Takes the world as it is when the operator begins.
    pub(super) fn new(
        facts: &Facts,
        feature: &FeaturePlan,
        journal: &Rc<RefCell<Journal>>,
        root: &Root,
    ) -> Self {
        let mut aside = vec![facts.audit_log.clone(), facts.sidecars.clone()];
        aside.extend(facts.kept.iter().chain(&facts.unmanaged).cloned());
        let mut witness = Self {
            journal: Rc::clone(journal),
            git_dir: join(&facts.checkout, ".git"),
            deployments: feature.deployments.clone(),
            aside,
            seen: BTreeMap::new(),
        };
        witness.seen = witness.records(root);
        witness
    }

    /// Notes a run of tests, with the tree that was tested.
    pub(super) fn sees_tests(&self, run: &TestRun<'_>) {
        let is_aside = |path: &str| {
            let below = |prefix: &String| path.strip_prefix(prefix.as_str());
            let is_part = |rest: &str| rest.is_empty() || rest.starts_with('/');
            self.aside.iter().filter_map(below).any(is_part)
        };
        let tree = observe_work_tree(run.root, run.directory, is_aside);
        let (passed, failed) = (run.passed, run.failed);
        self.journal.borrow_mut().record(run.at, Event::SuiteRan { passed, failed, tree });
    }

    /// Notes what was deployed since the last look.
    pub(super) fn watch_deployments(&mut self, now: Tick, root: &Root) {
        let records = self.records(root);
        if records == self.seen {
            return;
        }
        for (target, record) in &records {
            if self.seen.get(target) != Some(record) {
                self.note_deployment(target, record, now, root);
            }
        }
        self.seen = records;
    }

    fn note_deployment(&self, target: &str, record: &[u8], now: Tick, root: &Root) {
        let Some(deployed) = deployment_of(record) else { return };
        let directory = join(&self.deployments, target);
        let tree = observe_copy(root, &self.git_dir, &deployed.commit, &directory, RECORD);
        let (target, environment) = (target.to_owned(), deployed.environment);
        self.journal.borrow_mut().record(now, Event::Deployed { target, environment, tree });
    }

    /// What each target says of itself, by its name.
    fn records(&self, root: &Root) -> BTreeMap<String, Vec<u8>> {
        let targets = root.list(&self.deployments).unwrap_or_default().into_iter();
        let read = |target: String| {
            let path = format!("{}/{target}/{RECORD}", self.deployments);
            root.read(&path).ok().map(|record| (target, record))
        };
        targets.filter_map(read).collect()
    }
}
