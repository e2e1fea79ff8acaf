//! One session of the fleet, and the audit events it writes.

use std::time::Duration;

use super::FleetPlan;
use super::ailing::Ailing;
use crate::audit::{AgentIdentity, AuditEvent, EventKind, agent_hash};
use crate::determinism::{Draw, Seed, Tick};

/// One session: a team that works round by round until it is done or told to stop.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) agents: Vec<String>,
    team: String,
    started: Tick,
    rounds_planned: u64,
    rounds_done: u64,
    round_began: Tick,
    /// When the running round ends.
    pub(super) boundary: Tick,
}

impl Session {
    /// Begins a session at `at`.
    pub(super) fn begin(
        id: String,
        at: Tick,
        plan: &FleetPlan,
        ailing: Ailing,
        draw: &mut Draw,
    ) -> Self {
        let picked = draw.between(0, (plan.teams.len() as u64).saturating_sub(1));
        let index = usize::try_from(picked).unwrap_or(0);
        let (team, agents) = plan.teams.iter().nth(index).map_or_else(
            || ("default".to_owned(), vec!["developer".to_owned()]),
            |(team, agents)| (team.clone(), agents.clone()),
        );
        let rounds_planned = draw.between(plan.rounds.0, plan.rounds.1);
        let boundary = at + round_length(plan, ailing, draw);
        Self {
            id,
            agents,
            team,
            started: at,
            rounds_planned,
            rounds_done: 0,
            round_began: at,
            boundary,
        }
    }

    /// Returns the events with which a session begins.
    pub(super) fn opening(&self, ailing: Ailing, draw: &mut Draw) -> Vec<AuditEvent> {
        let agents = self.agents.iter().map(|name| AgentIdentity::new(&self.id, name)).collect();
        let start = EventKind::SessionStart {
            team_name: self.team.clone(),
            agent_count: self.agents.len(),
            agents,
        };
        let mut events = vec![AuditEvent::new(self.started, &self.id, start)];
        let mut at = self.started;
        for name in &self.agents {
            let took = draw.between(35, 95);
            at = at + Duration::from_millis(took);
            let fails = ailing.spawns_fail.strikes(draw);
            let spawn = EventKind::AgentSpawn {
                agent_id: format!("{}-{name}", self.id),
                agent_type: name.clone(),
                context_hash: agent_hash(&format!("{}/{name}/context", self.id)),
                spawn_duration: took,
                status: if fails { "failed" } else { "success" }.to_owned(),
            };
            events.push(AuditEvent::new(at, &self.id, spawn));
        }
        events
    }

    /// Ends the running round: the answers of all agents and the round itself.
    pub(super) fn end_round(&mut self, draw: &mut Draw) -> Vec<AuditEvent> {
        self.rounds_done += 1;
        let mut events = Vec::new();
        for name in &self.agents {
            let response = EventKind::AgentResponse {
                agent_id: format!("{}-{name}", self.id),
                response_hash: agent_hash(&format!("{}/{name}/{}", self.id, self.rounds_done)),
                content_length: draw.between(400, 3_800),
                response_duration: draw.between(6_000, 21_000),
            };
            events.push(AuditEvent::new(self.boundary, &self.id, response));
        }
        let round = EventKind::RoundComplete {
            round: self.rounds_done,
            duration: ms(self.boundary.since(self.round_began)),
            consensus: if draw.between(0, 9) < 8 { "reached" } else { "split" }.to_owned(),
        };
        events.push(AuditEvent::new(self.boundary, &self.id, round));
        events
    }

    /// Goes on with the next round.
    pub(super) fn next_round(&mut self, plan: &FleetPlan, ailing: Ailing, draw: &mut Draw) {
        self.round_began = self.boundary;
        self.boundary = self.boundary + round_length(plan, ailing, draw);
    }

    /// Returns how many rounds are done.
    pub(super) const fn rounds_done(&self) -> u64 {
        self.rounds_done
    }

    /// Returns whether the team has done what it planned.
    pub(super) const fn is_done(&self) -> bool {
        self.rounds_done >= self.rounds_planned
    }

    /// Returns the event with which the session ends at `at`.
    pub(super) fn closing(&self, at: Tick, reason: &str) -> AuditEvent {
        let end = EventKind::SessionEnd {
            reason: reason.to_owned(),
            total_rounds: self.rounds_done,
            total_responses: self.rounds_done * self.agents.len() as u64,
            duration: ms(at.since(self.started)),
        };
        AuditEvent::new(at, &self.id, end)
    }

    /// Returns what the agent `name` remembers after the rounds done so far.
    pub(super) fn memory(&self, name: &str) -> String {
        let (id, rounds) = (&self.id, self.rounds_done);
        let learned = agent_hash(&format!("{id}/{name}/memory/{rounds}"));
        format!(
            "{{\"sessionId\":\"{id}\",\"agent\":\"{name}\",\"rounds\":{rounds},\"memory\":\"{learned}\"}}\n"
        )
    }
}

fn round_length(plan: &FleetPlan, ailing: Ailing, draw: &mut Draw) -> Duration {
    let usual = between(draw, plan.round);
    match ailing.rounds_take.0 {
        0 => usual,
        percent => Duration::from_millis(ms(usual).saturating_mul(percent) / 100),
    }
}

/// The audit log of the sessions that were over before `until`; the same for every seed, because a
/// commit may hold it.
pub(super) fn past_log(plan: &FleetPlan, until: Tick) -> Vec<u8> {
    const GAP_MS: u64 = 9 * 60 * 1000;
    // Laid out from a fixed instant on, so that an earlier `until` gives the beginning of the
    // same log.
    let mut draw = Seed::new(0).child("past sessions").draw();
    let mut lines: Vec<(Tick, String)> = Vec::new();
    for number in 0..plan.past_sessions {
        let at = plan.past_from + Duration::from_millis(number * GAP_MS);
        let mut session =
            Session::begin(session_id(number + 1), at, plan, Ailing::default(), &mut draw);
        let mut events = session.opening(Ailing::default(), &mut draw);
        while !session.is_done() {
            events.extend(session.end_round(&mut draw));
            if !session.is_done() {
                session.next_round(plan, Ailing::default(), &mut draw);
            }
        }
        let reason = if draw.between(0, 9) == 0 { "user_exit" } else { "completed" };
        events.push(session.closing(session.boundary, reason));
        lines.extend(events.iter().map(|event| (event.at(), event.line())));
    }
    lines.sort_by_key(|(at, _)| *at);
    let lines = lines.into_iter().take_while(|(at, _)| *at <= until);
    lines.flat_map(|(_, line)| line.into_bytes()).collect()
}

/// Returns the name of the session of this number.
pub(super) fn session_id(number: u64) -> String {
    format!("pm-{number:04}")
}

/// Draws a span between the ends of `range`.
pub(super) fn between(draw: &mut Draw, range: super::Range) -> Duration {
    Duration::from_millis(draw.between(ms(range.0.0), ms(range.1.0)))
}

fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
