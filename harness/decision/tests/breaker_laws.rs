//! The circuit breaker against a reference that looks at all that happened, each time anew.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::scene::{NOW, runbook, settings};
use crate::audit::{EndedSession, Ending, Severity, Summary, Violation};
use crate::decision::{Breaker, BreakerState, ConfigSignal, Outcome, Settings, Signals};
use crate::determinism::Tick;

/// One step: everything is counted in minutes from the beginning, so that edges are met often.
#[derive(Debug, Clone)]
struct Step {
    /// When.
    now: u64,
    /// How many of the sessions ended with success.
    success: usize,
    /// How many sessions are judged.
    sessions: usize,
    /// How many minutes old the only violation is.
    violation: u64,
    /// When somebody acted last.
    acted: Option<u64>,
}

const WAIT: u64 = 15;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        prop_oneof![Just(0), Just(1), Just(7), Just(14), Just(15), Just(16)],
        prop_oneof![4 => Just(69_usize), 1 => Just(70), 1 => Just(71)],
        prop_oneof![6 => Just(100_usize), 1 => Just(99), 1 => Just(101)],
        prop_oneof![3 => Just(0_u64), 2 => Just(59), 1 => Just(60), 1 => Just(61)],
        prop::option::weighted(0.3, 0..20_u64),
    );
    prop::collection::vec(step, 1..25).prop_map(|all| {
        let mut now = 0;
        let mut acted = None;
        let step = |(wait, success, sessions, violation, back): (u64, _, _, _, Option<u64>)| {
            now += wait;
            // Sometimes somebody acts: a few minutes ago, now, or as announced for later.
            acted = back.map_or(acted, |back| Some((now + 3).saturating_sub(back)));
            Step { now, success, sessions, violation, acted }
        };
        all.into_iter().map(step).collect()
    })
}

fn tick(minutes: u64) -> Tick {
    Tick::from_epoch_ms(NOW.epoch_ms() + minutes * 60_000)
}

fn signals(step: &Step) -> Signals {
    let now = tick(step.now);
    let settings = SETTINGS.clone();
    let mut log = Summary::of(b"", now, settings.windows(None));
    log.windows.sessions = 200;
    log.lines.session_events = 1;
    log.ended = (0..step.sessions)
        .map(|number| EndedSession {
            session: format!("s{number}"),
            at: now,
            // Failures first, so that one session more is one success more of an older time.
            ending: if number < step.sessions - step.success {
                Ending::Failure
            } else {
                Ending::Success
            },
        })
        .collect();
    let at = Tick::from_epoch_ms(now.epoch_ms() - step.violation * 60_000);
    if step.violation < 60 {
        let (control, session) = ("SEC-PM-004".to_owned(), Some("a".to_owned()));
        let severity = Some(Severity::Critical);
        log.violations.push(Violation { at, control, severity, session, line: 1 });
    }
    let config = ConfigSignal::default();
    Signals { now, log, config, suite: None, reports: Vec::new(), settings }
}

impl Step {
    /// Whether the conditions hold together, in plain arithmetic.
    fn together(&self) -> Outcome {
        if self.violation >= 60 {
            return Outcome::DoesNotHold;
        }
        match self.sessions {
            0..100 => Outcome::Unknown,
            // The last hundred: of 101 the oldest, a failure, falls out.
            _ if self.success >= 70 => Outcome::DoesNotHold,
            _ => Outcome::Holds,
        }
    }
}

/// Where the breaker stands after `history`: in the first episode that tripped, or else in the
/// last one. An episode begins when the conditions hold and ends before they are seen not to.
fn naive(history: &[Step]) -> BreakerState {
    let episodes = history.split(|step| step.together() == Outcome::DoesNotHold);
    let states: Vec<BreakerState> = episodes.map(state_of).collect();
    let tripped = states.iter().find(|state| matches!(state, BreakerState::Tripped { .. }));
    tripped.or(states.last()).copied().unwrap_or(BreakerState::Quiet)
}

fn state_of(episode: &[Step]) -> BreakerState {
    let Some(first) = episode.iter().position(|step| step.together() == Outcome::Holds) else {
        return BreakerState::Quiet;
    };
    let since = episode[first].now;
    let behind = &episode[first + 1..];
    let in_time = |step: &Step| {
        let is_heard = |at: &u64| (since..=since + WAIT).contains(at) && *at <= step.now;
        step.acted.filter(is_heard)
    };
    let is_over = |step: &Step| step.now >= since + WAIT && step.together() == Outcome::Holds;
    let acted = behind.iter().position(|step| in_time(step).is_some());
    let over = behind.iter().position(is_over);
    match (acted, over) {
        (Some(acted), over) if over.is_none_or(|over| acted <= over) => {
            let at = in_time(&behind[acted]).expect("the step at which somebody had acted");
            BreakerState::Intervened { at: tick(at) }
        }
        (_, Some(over)) => BreakerState::Tripped { at: tick(behind[over].now) },
        _ => BreakerState::Alerted { since: tick(since) },
    }
}

/// The breaker of the built-in runbook, read once.
static ARMED: LazyLock<Breaker> = LazyLock::new(|| {
    let breaker = runbook().breaker.expect("the built-in runbook has a circuit breaker");
    Breaker::new(&breaker, &SETTINGS)
});

static SETTINGS: LazyLock<Settings> = LazyLock::new(settings);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_breaker_stands_where_a_look_at_all_that_happened_puts_it(steps in steps()) {
        let mut breaker = ARMED.clone();
        for (at, step) in steps.iter().enumerate() {
            let before = breaker.state();
            let seen = breaker.step(tick(step.now), &signals(step), step.acted.map(tick));
            prop_assert_eq!(seen.from, before);
            prop_assert_eq!(seen.to, naive(&steps[..=at]), "step {}", at);
            let outcome = seen.conditions.iter().map(|it| it.outcome).min();
            prop_assert_eq!(outcome, Some(step.together()));
        }
    }
}
