//! Results of scripts that stand, because what their runs asked of the world has equal answers.
//!
//! A run that did more than ask is never kept: one that wrote, looked at the clock, let time pass
//! or read standard input; nor one that stopped the drill or printed what is no text.
//!
//! **Invariant:** a kept result is what a new run would tell; it saves time and nothing else.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::events::Event;
use super::host::{Setting, Telling};
use super::script::Program;
use super::trace::{self, Answer, Question};
use crate::throwaway::Root;

/// All that a run starts with but its environment, which it has to ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    program: Program,
    cwd: String,
    arguments: Vec<String>,
    options: Vec<String>,
    telling: Telling,
    pid: u32,
}

impl Start {
    /// Tells the start of `program`; `pid` is the number of the shell that starts it.
    pub(super) fn of(program: &Program, setting: &Setting, pid: u32) -> Self {
        Self {
            program: program.clone(),
            cwd: setting.cwd.clone(),
            arguments: setting.arguments.clone(),
            options: setting.options.clone(),
            telling: setting.telling,
            pid,
        }
    }
}

/// What one run told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// Its events, in order; of a plain program, what it printed.
    pub(super) events: Vec<Event>,
    /// Its exit code.
    pub(super) code: u8,
}

/// The results kept by this process, for all worlds.
static MEMO: Mutex<Memo> = Mutex::new(Memo { kept: BTreeMap::new() });

struct Memo {
    /// By what they started with, newest first.
    kept: BTreeMap<Start, VecDeque<Arc<Kept>>>,
}

struct Kept {
    asked: BTreeMap<Question, Answer>,
    told: Arc<Told>,
}

/// The most results kept of one start, the most starts, and the most events of a result.
const RESULTS_MAX: usize = 8;
const STARTS_MAX: usize = 1_000;
const EVENTS_MAX: usize = 2_000;

/// Answers of one world, each looked up once.
#[derive(Debug)]
pub(super) struct Answers<'w> {
    root: &'w Root,
    environment: &'w BTreeMap<String, String>,
    known: &'w mut BTreeMap<Question, Answer>,
}

impl<'w> Answers<'w> {
    /// Answers from the world at `root`; `known` keeps what was looked up while it is unchanged.
    pub(super) fn of(
        root: &'w Root,
        environment: &'w BTreeMap<String, String>,
        known: &'w mut BTreeMap<Question, Answer>,
    ) -> Self {
        Self { root, environment, known }
    }

    fn agree(&mut self, asked: &BTreeMap<Question, Answer>) -> bool {
        asked.iter().all(|(question, answer)| self.to(question) == Some(*answer))
    }

    /// Answers a question; none where the answer lies in a place that the world leaves out. Only a
    /// new run may be blamed for asking there: this one might not get that far.
    fn to(&mut self, question: &Question) -> Option<Answer> {
        if let Some(answer) = self.known.get(question) {
            return Some(*answer);
        }
        let answer = self.root.quietly(|root| {
            root.take_unknown();
            let answer = trace::answer(root, self.environment, question);
            root.take_unknown().is_none().then_some(answer)
        })?;
        self.known.insert(question.clone(), answer);
        Some(answer)
    }
}

/// Finds what a run that starts so tells, where that is known.
pub(super) fn recall(start: &Start, mut answers: Answers<'_>) -> Option<Arc<Told>> {
    // The world is asked without the lock: another job must not wait for this one's files.
    let kept = MEMO.lock().unwrap_or_else(PoisonError::into_inner).kept.get(start).cloned()?;
    kept.iter().find(|kept| answers.agree(&kept.asked)).map(|kept| Arc::clone(&kept.told))
}

/// Keeps what a run told that started so, with all that it asked for.
pub(super) fn keep(start: Start, asked: BTreeMap<Question, Answer>, told: &Arc<Told>) {
    if told.events.len() > EVENTS_MAX {
        return;
    }
    let mut memo = MEMO.lock().unwrap_or_else(PoisonError::into_inner);
    if memo.kept.len() >= STARTS_MAX && !memo.kept.contains_key(&start) {
        memo.kept.clear();
    }
    let results = memo.kept.entry(start).or_default();
    results.push_front(Arc::new(Kept { asked, told: Arc::clone(told) }));
    results.truncate(RESULTS_MAX);
}
