//! The fleet: live sessions that write the audit log in virtual time, and users who ask for more.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ailing::Ailing;
use super::service::Service;
use super::session::{Session, between, past_log, session_id};
use super::witness::Witness;
use super::{FeaturePlan, FleetPlan, Symptoms};
use crate::audit::AuditEvent;
use crate::determinism::{Draw, Seed, Tick, digest};
use crate::journal::{Event, Journal};
use crate::machine::{Actors, ProcessTable, TestRun};
use crate::throwaway::Root;
use crate::world::{Facts, ServiceState, join};

/// The fleet of one drill. Clones are handles to the same fleet: the machine lets it act, the
/// drill asks it.
#[derive(Debug, Clone)]
pub struct Fleet(Rc<RefCell<Acting>>);

#[derive(Debug)]
struct Acting {
    plan: FleetPlan,
    audit_log: String,
    sidecars: String,
    service: Service,
    service_pid: u32,
    worker_pids: Vec<u32>,
    journal: Rc<RefCell<Journal>>,
    draw: Draw,
    sessions: Vec<Session>,
    next_request: Tick,
    next_number: u64,
    requests: u64,
    now: Tick,
    cleaned: BTreeSet<String>,
    stop: Arc<AtomicBool>,
    witness: Witness,
    checkout: String,
    symptoms: Symptoms,
}

/// Where a fleet works and who may end it.
#[derive(Debug)]
pub struct FleetPlace<'a> {
    /// The world.
    pub root: &'a Root,
    /// The live checkout.
    pub checkout: &'a str,
    /// The process of the service.
    pub service_pid: u32,
    /// The processes that work for the feature.
    pub worker_pids: Vec<u32>,
    /// When the operator begins.
    pub at: Tick,
    /// Set when the user wants no more of the drill.
    pub stop: Arc<AtomicBool>,
    /// What is known of the world.
    pub facts: &'a Facts,
    /// Lines that stand in the audit log besides those of the fleet, each with its time.
    pub lines: Vec<(Tick, String)>,
    /// What is wrong with the sessions.
    pub symptoms: Symptoms,
    /// What the audit log holds already; none where it holds the past sessions of the plan.
    pub past: Option<Vec<u8>>,
}

impl Fleet {
    /// Puts the live sessions of a pack into a world, as they stand when the operator begins. The
    /// audit log is written whole: what is over, then what is live.
    pub fn populate(
        plan: &FleetPlan,
        feature: &FeaturePlan,
        place: FleetPlace<'_>,
        seed: Seed,
        journal: Rc<RefCell<Journal>>,
    ) -> Result<Self, crate::world::FileError> {
        let (service, events) = Service::start(feature, place.checkout, place.root, place.at);
        for event in events {
            journal.borrow_mut().record(place.at, event);
        }
        let witness = Witness::new(place.facts, feature, &journal, place.root);
        let mut draw = seed.child("fleet").draw();
        let next_request = place.at + between(&mut draw, plan.request_every);
        let mut acting = Acting {
            plan: plan.clone(),
            audit_log: join(place.checkout, &feature.audit_log),
            sidecars: join(place.checkout, &feature.sidecars),
            service,
            service_pid: place.service_pid,
            worker_pids: place.worker_pids,
            journal,
            draw,
            sessions: Vec::new(),
            next_request,
            next_number: plan.past_sessions + 1,
            requests: 0,
            now: place.at,
            cleaned: BTreeSet::new(),
            stop: place.stop,
            witness,
            checkout: place.checkout.to_owned(),
            symptoms: place.symptoms,
        };
        let mut lines = place.lines;
        lines.extend(acting.warm_up(place.root, place.at)?);
        lines.sort_by_key(|(at, _)| *at);
        let mut log = place.past.unwrap_or_else(|| past_log(plan, place.at));
        log.extend(lines.into_iter().flat_map(|(_, line)| line.into_bytes()));
        place.root.create_dir_all(crate::world::parent_of(&acting.audit_log))?;
        place.root.write(&acting.audit_log, &log)?;
        acting.say(place.root);
        Ok(Self(Rc::new(RefCell::new(acting))))
    }

    /// Asks the running service.
    pub fn service_state(&self, processes: &ProcessTable) -> ServiceState {
        let acting = self.0.borrow();
        let runs = acting.service_runs(processes);
        ServiceState {
            runs,
            party_mode: runs && acting.service.offers_feature(),
            environment: acting.service.environment().to_owned(),
            live_sessions: acting.sessions.iter().map(|session| session.id.clone()).collect(),
        }
    }

    /// Returns whether the session `id` removed its own sidecars when it ended.
    pub fn has_cleaned(&self, id: &str) -> bool {
        self.0.borrow().cleaned.contains(id)
    }
}

impl Actors for Fleet {
    fn advance_to(
        &mut self,
        now: Tick,
        root: &Root,
        processes: &mut ProcessTable,
    ) -> Result<(), String> {
        let mut acting = self.0.borrow_mut();
        if acting.stop.load(Ordering::Relaxed) {
            return Err("interrupted".to_owned());
        }
        acting.witness.watch_deployments(now, root);
        acting.advance_to(now, root, processes);
        Ok(())
    }

    fn tests_ran(&mut self, run: &TestRun<'_>) {
        self.0.borrow().witness.sees_tests(run);
    }
}

impl Acting {
    /// Begins the live sessions, a few rounds ago each, and returns what they wrote so far. One
    /// that has done all its rounds since is over: another that begins now is live in its place.
    fn warm_up(
        &mut self,
        root: &Root,
        at: Tick,
    ) -> Result<Vec<(Tick, String)>, crate::world::FileError> {
        let mut events: Vec<AuditEvent> = Vec::new();
        let ailing = self.ailing(root);
        for _ in 0..self.plan.live_sessions {
            let ago = std::time::Duration::from_millis(self.draw.between(20_000, 150_000));
            let mut session = self.session_since(at - ago, at, ailing, &mut events);
            if session.is_done() {
                events.push(session.closing(session.boundary, "completed"));
                session = self.session_since(at, at, ailing, &mut events);
            }
            for name in &session.agents {
                let directory = format!("{}/{}/{name}", self.sidecars, session.id);
                root.create_dir_all(&directory)?;
                root.write(&format!("{directory}/memory.json"), session.memory(name).as_bytes())?;
            }
            self.sessions.push(session);
        }
        events.sort_by_key(AuditEvent::at);
        Ok(events.iter().map(|event| (event.at(), event.line())).collect())
    }

    /// Begins a session at `from` and lets it work until `at`, or until its rounds are done.
    fn session_since(
        &mut self,
        from: Tick,
        at: Tick,
        ailing: Ailing,
        events: &mut Vec<AuditEvent>,
    ) -> Session {
        let id = self.next_id();
        let mut session = Session::begin(id, from, &self.plan, ailing, &mut self.draw);
        events.extend(session.opening(ailing, &mut self.draw));
        while session.boundary <= at && !session.is_done() {
            events.extend(session.end_round(&mut self.draw));
            if !session.is_done() {
                session.next_round(&self.plan, ailing, &mut self.draw);
            }
        }
        session
    }

    /// Says what is wrong with the sessions now.
    fn ailing(&self, root: &Root) -> Ailing {
        self.symptoms.ailing(root, &self.checkout)
    }

    fn advance_to(&mut self, now: Tick, root: &Root, processes: &mut ProcessTable) {
        self.watch_files(root, processes);
        while self.service_runs(processes) {
            let boundary = self.sessions.iter().map(|session| session.boundary).min();
            let due = boundary.map_or(self.next_request, |at| at.min(self.next_request));
            if due > now {
                break;
            }
            self.now = due;
            match self.sessions.iter().position(|session| session.boundary == due) {
                Some(index) => self.reach_boundary(index, root),
                None => self.answer_request(root),
            }
        }
        self.now = now;
        if self.service_runs(processes) {
            self.say(root);
        }
    }

    fn say(&mut self, root: &Root) {
        let sessions: Vec<&str> = self.sessions.iter().map(|session| session.id.as_str()).collect();
        self.service.say(root, self.now, self.service_pid, &sessions);
    }

    fn watch_files(&mut self, root: &Root, processes: &mut ProcessTable) {
        if !self.service_runs(processes) {
            return;
        }
        let (events, restarted) = self.service.watch(root, self.now);
        for event in events {
            self.record(event);
        }
        if restarted {
            for session in std::mem::take(&mut self.sessions) {
                self.end(&session, "shutdown", root);
            }
            if !self.service.offers_feature() {
                self.end_workers(processes);
            }
        }
    }

    /// A service that was started without the feature has no workers for it.
    fn end_workers(&mut self, processes: &mut ProcessTable) {
        for pid in std::mem::take(&mut self.worker_pids) {
            processes.end(pid);
        }
    }

    /// A round of the session at `index` is over: the flag is obeyed here and nowhere else.
    fn reach_boundary(&mut self, index: usize, root: &Root) {
        let mut session = self.sessions.remove(index);
        let ailing = self.ailing(root);
        self.violate(&session, root);
        for event in session.end_round(&mut self.draw) {
            self.append(&event, root);
        }
        self.record(Event::RoundCompleted { session: session.id.clone() });
        let remembered = self.write_memories(&session, root);
        if !self.service.flag_is_on() {
            self.end(&session, "feature_disabled", root);
        } else if !remembered {
            self.end(&session, "error", root);
        } else if session.is_done() {
            let fails = ailing.sessions_fail.strikes(&mut self.draw);
            self.end(&session, if fails { "error" } else { "completed" }, root);
        } else {
            session.next_round(&self.plan, ailing, &mut self.draw);
            self.sessions.push(session);
        }
    }

    /// Lets a session violate what the symptoms say, if it is its turn.
    fn violate(&mut self, session: &Session, root: &Root) {
        let violation = self.symptoms.violation(session, self.now);
        if let Some(event) = violation.filter(|_| self.symptoms.show(root, &self.checkout)) {
            self.append(&event, root);
        }
    }

    fn answer_request(&mut self, root: &Root) {
        let at = self.next_request;
        self.next_request = at + between(&mut self.draw, self.plan.request_every);
        self.requests += 1;
        if !self.service.offers_feature_to(&format!("request-{}", self.requests)) {
            self.record(Event::SessionRefused);
            return;
        }
        if self.sessions.len() >= self.plan.live_sessions_max {
            return;
        }
        let id = self.next_id();
        let ailing = self.ailing(root);
        let session = Session::begin(id, at, &self.plan, ailing, &mut self.draw);
        for event in session.opening(ailing, &mut self.draw) {
            self.append(&event, root);
        }
        self.record(Event::SessionStarted { session: session.id.clone() });
        for name in &session.agents {
            let directory = format!("{}/{}/{name}", self.sidecars, session.id);
            // A session whose memory cannot be made ends at its first round.
            if root.create_dir_all(&directory).is_err() {
                break;
            }
        }
        self.write_memories(&session, root);
        self.sessions.push(session);
    }

    fn write_memories(&mut self, session: &Session, root: &Root) -> bool {
        for name in &session.agents {
            let path = format!("{}/{}/{name}/memory.json", self.sidecars, session.id);
            let memory = session.memory(name);
            if root.write(&path, memory.as_bytes()).is_err() {
                return false;
            }
            let digest = digest(memory.as_bytes());
            self.record(Event::SidecarWritten { path, digest });
        }
        true
    }

    fn end(&mut self, session: &Session, reason: &str, root: &Root) {
        self.append(&session.closing(self.now, reason), root);
        if root.remove_dir_all(&format!("{}/{}", self.sidecars, session.id)).is_ok() {
            self.cleaned.insert(session.id.clone());
        }
        let (session, reason) = (session.id.clone(), reason.to_owned());
        self.record(Event::SessionEnded { session, reason });
    }

    fn append(&mut self, event: &AuditEvent, root: &Root) {
        let line = event.line();
        let lost = root.append(&self.audit_log, line.as_bytes()).err();
        let text = line.trim_end().to_owned();
        self.record(Event::AuditLine { text, lost: lost.map(|why| why.to_string()) });
    }

    fn record(&self, event: Event) {
        self.journal.borrow_mut().record(self.now, event);
    }

    fn service_runs(&self, processes: &ProcessTable) -> bool {
        processes.live().iter().any(|process| process.pid == self.service_pid)
    }

    fn next_id(&mut self) -> String {
        let id = session_id(self.next_number);
        self.next_number += 1;
        id
    }
}
