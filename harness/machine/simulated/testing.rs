//! A small world to run simulated commands in, for the tests of all families.

use std::collections::BTreeMap;

use super::{Actors, Durations, ProcessTable, System};
use crate::determinism::{Tick, VirtualClock};
use crate::shell::{Call, Exit, Input, Kernel, Sink, Stop};
use crate::throwaway::Root;

/// Where commands run: the working directory of every test.
pub(super) const CWD: &str = "/srv/app";

/// 2026-01-28T10:00:00Z: when every test begins.
pub(super) const START: Tick = Tick::from_epoch_ms(1_769_594_400_000);

/// A system over a temporary root, nobody acting in it, every command taking no time.
#[derive(Debug)]
pub(super) struct Bench {
    /// The system.
    pub system: System,
    /// Exported variables that the commands see.
    pub environment: BTreeMap<String, String>,
    _directory: tempfile::TempDir,
}

/// What one command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ran {
    /// Its exit code.
    pub exit: u8,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}

impl Bench {
    /// Makes a bench with `files`, each a path (from [`CWD`]) and a text; a path that ends in `/`
    /// is a directory.
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let system = System::new(
            Root::at(directory.path()),
            ProcessTable::default(),
            VirtualClock::starting_at(START),
            Durations::default(),
            Box::new(Nobody),
        );
        system.root.create_dir_all(CWD).expect("the working directory");
        let bench = Self { system, environment: BTreeMap::new(), _directory: directory };
        for (path, text) in files {
            bench.put(path, text);
        }
        bench
    }

    /// Runs one command line: words between blanks, `'..'` keeping blanks; no other shell syntax.
    /// Nothing is on its standard input.
    pub(super) fn run(&mut self, line: &str) -> Ran {
        self.feed("", line)
    }

    /// Runs one command line with `input` on its standard input.
    pub(super) fn feed(&mut self, input: &str, line: &str) -> Ran {
        let stdin = Input::of_bytes(input.as_bytes().to_vec());
        let (outcome, stdout, stderr) = self.call(&words(line), stdin);
        let exit = outcome.unwrap_or_else(|stop| panic!("{line}: {stop:?}")).0;
        Ran { exit, stdout, stderr }
    }

    /// Runs one command line that must succeed without a complaint, and returns what it printed.
    pub(super) fn output(&mut self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{line}");
        ran.stdout
    }

    /// Replays a session at a terminal: each line that begins with `$ ` is a command line, under it
    /// stand what it prints, then what it complains about, then `=> N` if its exit code is not 0.
    pub(super) fn replay(&mut self, session: &str) {
        for step in format!("\n{}", session.trim()).split("\n$ ").skip(1) {
            let (line, expected) = step.split_once('\n').unwrap_or((step, ""));
            let ran = self.run(line);
            let gap = if ran.stdout.is_empty() || ran.stdout.ends_with('\n') { "" } else { "\n" };
            let exit = if ran.exit == 0 { String::new() } else { format!("=> {}", ran.exit) };
            let shown = format!("{}{gap}{}{exit}", ran.stdout, ran.stderr);
            assert_eq!(shown.trim_end(), expected.trim_end(), "$ {line}");
        }
    }

    /// Runs one command line that must not be modelled, and returns what is not.
    pub(super) fn unmodelled(&mut self, line: &str) -> String {
        match self.call(&words(line), Input::terminal()).0 {
            Err(Stop::Unmodelled { what }) => what,
            other => panic!("{line}: {other:?}"),
        }
    }

    /// Runs a command from its words, with everything that may come of it.
    pub(super) fn call(
        &mut self,
        argv: &[String],
        stdin: Input,
    ) -> (Result<Exit, Stop>, String, String) {
        let (stdout, stderr) = (Sink::new(), Sink::new());
        let call = Call {
            argv,
            environment: &self.environment,
            cwd: CWD,
            stdin,
            stdout: stdout.clone(),
            stderr: stderr.clone(),
        };
        let outcome = self.system.run(call);
        let text = |sink: &Sink| String::from_utf8_lossy(&sink.take()).into_owned();
        (outcome, text(&stdout), text(&stderr))
    }

    /// Writes a file, with the directories above it; a path that ends in `/` is a directory.
    pub(super) fn put(&self, path: &str, text: &str) {
        let whole = crate::world::join(CWD, path);
        self.system.root.quietly(|root| {
            if path.ends_with('/') {
                root.create_dir_all(&whole).expect("a directory");
                return;
            }
            root.create_dir_all(crate::world::parent_of(&whole)).expect("the directory above");
            root.write(&whole, text.as_bytes()).expect("a file");
        });
    }

    /// Reads a file as text; none where there is no such file.
    pub(super) fn read(&self, path: &str) -> Option<String> {
        let bytes = self.system.root.read(&crate::world::join(CWD, path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Cuts a line at blanks outside of single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}
