//! Runs test files, each as a program of its own, for `node --test` and for the harness.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::engine::Engine;
use super::events::{Done, Event, Failure};
use super::host::{Output, Setting, Telling};
use super::memo::{self, Answers, Start, Told};
use super::script::Program;
use super::trace::{Answer, Question};
use crate::machine::simulated::System;
use crate::machine::simulated::system::left_out;
use crate::shell::{Input, Kernel as _, Stop};
use crate::world::{TestResult, join};

/// One test file that has been run.
#[derive(Debug, Clone)]
pub(super) struct FileRun {
    /// The file, absolute in the world.
    pub(super) path: String,
    /// What it told.
    pub(super) told: Arc<Told>,
}

/// Runs the test suite of `files` (absolute, or from `cwd`) and returns every test, in order.
///
/// A suite within a file is named before its tests, `outer > inner`. A file without tests is one
/// test, named after the file, as node counts it. Tests that are skipped or still to do neither
/// passed nor failed: they are left out.
pub fn run_suite(
    system: &mut System,
    cwd: &str,
    environment: &BTreeMap<String, String>,
    files: &[String],
) -> Result<Vec<TestResult>, Stop> {
    let paths: Vec<String> = files.iter().map(|file| join(cwd, file)).collect();
    let runs = run_files(system, cwd, environment, &paths)?;
    if let Some(path) = system.root.take_unknown() {
        return Err(Stop::unmodelled(format!("a test with {}", left_out(&path))));
    }
    Ok(runs.iter().flat_map(|run| run.results(cwd)).collect())
}

/// Runs test files in order; `paths` are absolute in the world.
pub(super) fn run_files(
    system: &mut System,
    cwd: &str,
    environment: &BTreeMap<String, String>,
    paths: &[String],
) -> Result<Vec<FileRun>, Stop> {
    let mut environment = environment.clone();
    environment.insert("NODE_TEST_CONTEXT".to_owned(), "child-v8".to_owned());
    let mut runner = Runner { cwd, environment: &environment, known: BTreeMap::new() };
    let mut runs = Vec::new();
    let mut left = paths.iter().peekable();
    while let Some(path) = left.peek() {
        if let Some(told) = runner.recall(system, path) {
            runs.push(FileRun { path: (*path).clone(), told });
            left.next();
            continue;
        }
        let mut engine = Engine::start(system, runner.setting(path))?;
        while let Some(path) = left.next_if(|_| !engine.is_spent()) {
            let told = runner.told_by(&mut engine, path)?;
            runs.push(FileRun { path: path.clone(), told });
        }
    }
    Ok(runs)
}

/// What the runs of one suite share.
struct Runner<'r> {
    cwd: &'r str,
    environment: &'r BTreeMap<String, String>,
    /// Answers of the world since it was last changed.
    known: BTreeMap<Question, Answer>,
}

impl Runner<'_> {
    fn recall(&mut self, system: &System, path: &str) -> Option<Arc<Told>> {
        let start = self.start(system, path);
        memo::recall(&start, Answers::of(&system.root, self.environment, &mut self.known))
    }

    fn start(&self, system: &System, path: &str) -> Start {
        let program = Program::File(path.to_owned());
        Start::of(&program, &self.setting(path), system.shell_pid())
    }

    fn setting(&self, path: &str) -> Setting {
        Setting {
            cwd: self.cwd.to_owned(),
            environment: self.environment.clone(),
            arguments: vec![path.to_owned()],
            options: Vec::new(),
            stdin: Input::empty(),
            output: Output::Events,
            telling: Telling::ToRunner,
        }
    }

    fn told_by(&mut self, engine: &mut Engine<'_>, path: &str) -> Result<Arc<Told>, Stop> {
        let known = self.recall(&engine.host.system(), path);
        if let Some(told) = known {
            return Ok(told);
        }
        engine.host.start(self.setting(path));
        let code = engine.run(&Program::File(path.to_owned()))?;
        let told = Arc::new(Told { events: engine.host.events.take(), code });
        match engine.host.trace.take().into_asked() {
            Some(asked) => memo::keep(self.start(&engine.host.system(), path), asked, &told),
            None => self.known.clear(),
        }
        Ok(told)
    }
}

impl FileRun {
    /// Returns the test that the file itself is, where its tests do not tell the whole story: it
    /// has none, or it failed and none of them did.
    pub(super) fn as_test(&self) -> Option<Done> {
        let has_tests = self.done().next().is_some();
        let a_test_failed = self.done().any(|done| done.nesting == 0 && done.failure.is_some());
        let passed = self.told.code == 0;
        if has_tests && (passed || a_test_failed) {
            return None;
        }
        let kind = if a_test_failed { "subtestsFailed" } else { "testCodeFailure" };
        let details = [
            format!("location: '{}:1:1'", self.path),
            format!("failureType: '{kind}'"),
            format!("exitCode: {}", self.told.code),
            "signal: ~".to_owned(),
            "error: 'test failed'".to_owned(),
            "code: 'ERR_TEST_FAILURE'".to_owned(),
        ];
        Some(Done {
            nesting: 0,
            number: 0,
            name: self.path.clone(),
            full_name: self.path.clone(),
            suite: false,
            skip: None,
            todo: None,
            duration_ms: 0,
            failure: (!passed)
                .then(|| Failure { text: "test failed".to_owned(), kind: kind.to_owned() }),
            details: if passed { Vec::new() } else { details.into() },
        })
    }

    fn done(&self) -> impl Iterator<Item = &Done> {
        self.told.events.iter().filter_map(|event| match event {
            Event::Done(done) => Some(done.as_ref()),
            _ => None,
        })
    }

    fn results(&self, cwd: &str) -> Vec<TestResult> {
        let prefix = format!("{}/", cwd.trim_end_matches('/'));
        let file = self.path.strip_prefix(&prefix).unwrap_or(&self.path).to_owned();
        let named = |name: &str, failure: Option<String>| TestResult {
            file: file.clone(),
            name: name.to_owned(),
            failure,
        };
        let mut results: Vec<TestResult> = self
            .done()
            .filter(|done| done.skip.is_none() && done.todo.is_none())
            .filter(|done| !done.suite || done.has_failed_itself())
            .map(|done| named(&done.full_name, done.failure.as_ref().map(|why| why.text.clone())))
            .collect();
        if let Some(whole) = self.as_test() {
            results.push(named(&file, whole.failure.map(|_| self.last_words())));
        }
        results
    }

    /// Says what the file complained of last: the first line that names an error.
    fn last_words(&self) -> String {
        let printed: String = self
            .told
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Output { stream: 2, text } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let named = printed.lines().find(|line| {
            line.split([':', ' ']).next().is_some_and(|first| first.ends_with("Error"))
        });
        named.map_or_else(|| format!("exit code {}", self.told.code), str::to_owned)
    }
}
