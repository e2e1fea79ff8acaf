//! Sessions that git 2.39 itself was recorded in, replayed in the simulated world.
//!
//! Each transcript holds command lines behind `$ `, what git prints and complains about, and `=> N`
//! for an exit code that is not 0; `! write`, `! append` and `! remove` change files in between, and
//! `! cd` the working directory.
//! To record one anew, lay the same world, run git with `GIT_AUTHOR_DATE`, `GIT_COMMITTER_DATE`
//! and `GIT_TEST_DATE_NOW` set to [`START`] and a minute more for each command.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::{Actors, Durations, ProcessTable, System};
use crate::determinism::{Tick, VirtualClock};
use crate::shell::{Call, Input, Kernel as _, Sink, Stop};
use crate::throwaway::{Root, Template, World};
use crate::world::{Blueprint, CommitPlan, FilePlan, Layout, join, parent_of};

/// 2026-01-15T18:00:00Z, when every session begins.
const START: Tick = Tick::from_epoch_ms(1_768_500_000_000);
/// How long each command takes.
const STEP: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}

fn lines(word: &str, count: usize) -> String {
    (1..=count).map(|at| format!("{word} {at}\n")).collect::<Vec<_>>().concat()
}

fn config(agents: u32) -> String {
    format!("features:\n  partyMode:\n    enabled: true\n    maxAgents: {agents}\nlog: info\n")
}

fn commit(day: u64, message: &str, writes: &[(&str, String)], tag: Option<&str>) -> CommitPlan {
    let plan = |text: &String| FilePlan { bytes: text.clone().into_bytes(), executable: false };
    CommitPlan {
        message: message.to_owned(),
        author: "Dana Dev".to_owned(),
        email: "dana@example.com".to_owned(),
        at: Tick::from_epoch_ms((1_766_000_000 + day * 86_400) * 1000),
        writes: writes.iter().map(|(path, text)| ((*path).to_owned(), plan(text))).collect(),
        removes: Vec::new(),
        tags: tag.into_iter().map(str::to_owned).collect(),
    }
}

fn blueprint() -> Blueprint {
    let app = |tail: &str| lines("app", 12) + tail;
    let base = [
        (".claude/config.yaml", "features: {}\nlog: info\n".to_owned()),
        (".gitignore", "*.log\n".to_owned()),
        ("package.json", "{}\n".to_owned()),
        ("src/app.js", app("")),
    ];
    let phase = |at: u32| format!("Party Mode Phase {at}: part {at}");
    Blueprint {
        existing: None,
        layout: Layout {
            checkout: "/srv/app".to_owned(),
            origin: "/srv/git/app.git".to_owned(),
            home: "/home/operator".to_owned(),
        },
        commits: vec![
            commit(0, "Baseline", &base, Some("baseline")),
            commit(1, &phase(1), &[("party/one.js", lines("one", 9))], None),
            commit(2, &phase(2), &[(".claude/config.yaml", config(4))], None),
            commit(3, "Hot-fix: app", &[("src/app.js", app("fixed\n"))], Some("v2")),
            commit(4, &phase(3), &[("docs/PARTY.md", lines("doc", 5))], None),
            commit(5, "Tune limits\n\nMore agents.", &[(".claude/config.yaml", config(8))], None),
        ],
        untracked: BTreeMap::new(),
        edited: BTreeMap::new(),
        outside: BTreeMap::new(),
        directories: Vec::new(),
    }
}

/// A system over a world that was built for it.
struct Desk {
    system: System,
    world: World,
    cwd: String,
    _scratch: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        let template = Template::build(&blueprint(), scratch.path()).expect("a template");
        let world = template.fork(&scratch.path().join("world")).expect("a world");
        let system = System::new(
            Root::at(world.root.host()),
            ProcessTable::default(),
            VirtualClock::starting_at(START),
            Durations { by_command: BTreeMap::new(), otherwise: STEP },
            Box::new(Nobody),
        );
        Self { system, world, cwd: "/srv/app".to_owned(), _scratch: scratch }
    }

    /// Runs a command line; returns what it prints, complains about and exits with.
    fn run(&mut self, line: &str) -> Result<String, Stop> {
        let argv = words(line);
        let (stdout, stderr) = (Sink::new(), Sink::new());
        let environment = BTreeMap::from([("HOME".to_owned(), "/home/operator".to_owned())]);
        let exit = self.system.run(Call {
            argv: &argv,
            environment: &environment,
            cwd: &self.cwd,
            stdin: Input::terminal(),
            stdout: stdout.clone(),
            stderr: stderr.clone(),
        })?;
        let mut text = String::from_utf8_lossy(&stdout.take()).into_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text += &String::from_utf8_lossy(&stderr.take());
        if exit.0 != 0 {
            text += &["=> ", &exit.0.to_string(), "\n"].concat();
        }
        Ok(text)
    }

    /// Changes a file as a `!` line says.
    fn change(&mut self, step: &str) {
        let mut parts = step.splitn(3, ' ');
        let mut next = || parts.next().unwrap_or_default();
        let (verb, path, text) = (next(), join(&self.cwd, next()), next());
        if verb == "cd" {
            self.cwd = path;
            return;
        }
        let root = &self.system.root;
        match verb {
            "write" => {
                root.create_dir_all(parent_of(&path)).expect("a directory");
                root.write(&path, format!("{text}\n").as_bytes()).expect("a file");
            }
            "append" => root.append(&path, format!("{text}\n").as_bytes()).expect("a file"),
            _ => root.remove_file(&path).expect("a file to remove"),
        }
    }

    fn replay(&mut self, transcript: &str) {
        let mut left = transcript.lines().peekable();
        while let Some(line) = left.next() {
            if let Some(step) = line.strip_prefix("! ") {
                self.change(step);
                continue;
            }
            let command = line.strip_prefix("$ ").expect("a command line");
            let mut expected = String::new();
            while let Some(line) = left.next_if(|it| !it.starts_with("$ ") && !it.starts_with("! "))
            {
                expected += &[line, "\n"].concat();
            }
            let shown = self.run(command).unwrap_or_else(|stop| panic!("{command}: {stop:?}"));
            assert_eq!(shown, expected, "$ {command}");
        }
    }

    fn unmodelled(&mut self, line: &str) -> String {
        match self.run(line) {
            Err(Stop::Unmodelled { what }) => what,
            other => panic!("{line}: {other:?}"),
        }
    }
}

/// Cuts a line at blanks outside of single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            let glued = line.split('\'').nth(at - 1).is_some_and(|before| !before.ends_with(' '));
            match words.last_mut().filter(|_| glued) {
                Some(last) => *last = format!("{last}{part}"),
                None => words.push(part.to_owned()),
            }
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn history_is_shown_as_git_shows_it() {
    Desk::new().replay(include_str!("transcripts/history.txt"));
}

#[test]
fn files_and_branches_are_checked_out_as_git_does() {
    Desk::new().replay(include_str!("transcripts/checkout.txt"));
}

#[test]
fn a_reset_a_commit_and_a_push_go_as_git_makes_them_go() {
    Desk::new().replay(include_str!("transcripts/rollback.txt"));
}

#[test]
fn an_atomic_push_goes_whole_or_not_at_all() {
    Desk::new().replay(include_str!("transcripts/atomic.txt"));
}

#[test]
fn commits_are_reverted_as_git_reverts_them() {
    Desk::new().replay(include_str!("transcripts/revert.txt"));
}

#[test]
fn histories_are_joined_as_git_joins_them() {
    Desk::new().replay(include_str!("transcripts/merge.txt"));
}

#[test]
fn a_linked_work_tree_is_worked_in_as_git_works_in_it() {
    Desk::new().replay(include_str!("transcripts/worktree.txt"));
}

#[test]
fn work_trees_are_added_listed_removed_and_pruned_as_git_does() {
    Desk::new().replay(include_str!("transcripts/worktrees.txt"));
}

#[test]
fn what_is_not_modelled_is_named_with_its_option() {
    let mut desk = Desk::new();
    for (line, named) in [
        ("git log --graph", "git log --graph"),
        ("git rebase main", "git rebase"),
        ("git commit -S -m x", "git commit -S"),
        (
            "git push https://example.com/x.git main",
            "git with the remote https://example.com/x.git",
        ),
        ("git -c core.hooksPath=/x status", "git with core.hookspath"),
        ("git log --since=teatime", "git log --since=teatime"),
    ] {
        assert_eq!(desk.unmodelled(line), named);
    }
}

#[test]
fn a_hook_that_git_would_run_is_never_skipped() {
    let mut desk = Desk::new();
    let hook = "/srv/app/.git/hooks/pre-commit";
    desk.system.root.create_dir_all(parent_of(hook)).expect("a directory");
    desk.system.root.write(hook, b"#!/bin/sh\nexit 1\n").expect("a hook");
    assert!(desk.run("git commit --allow-empty -m x").is_ok(), "no one may execute it yet");
    desk.system.root.set_mode(hook, 0o755).expect("a mode");
    assert_eq!(desk.unmodelled("git commit --allow-empty -m x"), "git with a pre-commit hook");
}

#[test]
fn no_link_in_the_work_tree_leads_git_out_of_the_world() {
    let mut desk = Desk::new();
    let outside = desk.world.root.host().parent().expect("the scratch directory").join("outside");
    std::fs::create_dir(&outside).expect("a directory of the host");
    for target in [outside.to_str().expect("utf-8").to_owned(), "/../outside".to_owned()] {
        desk.system.root.remove_dir_all("/srv/app/src").expect("the directory");
        desk.system.root.symlink(&target, "/srv/app/src").expect("a link");
        desk.run("git checkout -- .").expect("modelled");
        let found = desk.system.root.read("/srv/app/src/app.js").expect("laid inside");
        assert!(found.starts_with(b"app 1\n"));
        assert_eq!(std::fs::read_dir(&outside).expect("still there").count(), 0);
    }
}

#[test]
fn a_change_in_the_instant_of_a_checkout_is_seen() {
    let mut desk = Desk::new();
    desk.run("git checkout HEAD~1 -- .claude/config.yaml").expect("modelled");
    let before = desk.system.root.read("/srv/app/.claude/config.yaml").expect("a file");
    let after = String::from_utf8_lossy(&before).replace("maxAgents: 4", "maxAgents: 5");
    let stamp = desk.system.root.modified("/srv/app/.claude/config.yaml").expect("a time");
    desk.system.root.write("/srv/app/.claude/config.yaml", after.as_bytes()).expect("written");
    desk.system.root.set_modified("/srv/app/.claude/config.yaml", stamp).expect("stamped back");
    let shown = desk.run("git status -s").expect("modelled");
    assert_eq!(shown, "MM .claude/config.yaml\n");
}
