//! Which programs take time, and for how long: those that somebody typed or wrote into a script, not those
//! that git or npm start for their own ends.

use std::collections::BTreeMap;
use std::fs;

use super::bell::Begin;
use crate::machine::ProcessTable;

/// Programs that run what somebody wrote.
const SHELLS: [&str; 3] = ["bash", "sh", "dash"];

/// Programs that run the command that follows them.
const WRAPPERS: [&str; 12] = [
    "env", "find", "nice", "nohup", "setsid", "stdbuf", "sudo", "time", "timeout", "watch",
    "xargs", "ionice",
];

/// Programs that run what somebody wrote elsewhere, by a shell.
const RUNNERS: [&str; 4] = ["make", "node", "npm", "npx"];

/// What a process is to the one who typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Somebody typed it, or wrote it into a script.
    Written,
    /// A shell that a runner started for what somebody wrote.
    Between,
    /// Another program started it for its own ends.
    Inner,
}

/// What a process is.
#[derive(Debug, Clone)]
struct Image {
    /// The name of the program or script.
    name: String,
    part: Part,
    /// The script that an interpreter was started for and has not reached yet.
    script: Option<String>,
}

/// A program that takes time and has not ended yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Running {
    host_pid: i32,
    /// Name and arguments, as they were typed.
    pub(super) argv: Vec<String>,
    /// The directory in which it began.
    pub(super) cwd: String,
}

/// The programs of one sandbox.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    images: BTreeMap<u32, Image>,
    running: Vec<Running>,
}

impl Accounts {
    /// Notes that a program begins.
    pub(super) fn begin(&mut self, begin: Begin, host_pid: i32) {
        if self.goes_on(&begin) {
            return;
        }
        let (argv, script) = as_typed(&begin);
        let name = name_of(argv.first().map_or("", String::as_str)).to_owned();
        let part = self.part(&begin, &name);
        self.images.insert(begin.pid, Image { name, part, script });
        if part == Part::Written {
            self.running.push(Running { host_pid, argv, cwd: begin.cwd });
        }
    }

    /// Takes those that began in a process which says that it ends, the last one first.
    pub(super) fn end(&mut self, host_pid: i32) -> Vec<Running> {
        let (ended, running) = std::mem::take(&mut self.running)
            .into_iter()
            .partition::<Vec<_>, _>(|each| each.host_pid == host_pid);
        self.running = running;
        in_order(ended)
    }

    /// Takes those that have ended without a word, in the order in which they would have been waited for: of those that began in one
    /// process the last one first.
    pub(super) fn ended(&mut self) -> Vec<Running> {
        let (ended, running) = std::mem::take(&mut self.running)
            .into_iter()
            .partition::<Vec<_>, _>(|each| has_ended(each.host_pid));
        self.running = running;
        in_order(ended)
    }

    /// Says whether this is the interpreter that a script was waiting for.
    fn goes_on(&mut self, begin: &Begin) -> bool {
        let Some(image) = self.images.get_mut(&begin.pid) else { return false };
        let is_same = image.script.as_ref().is_some_and(|script| begin.argv.contains(script));
        if is_same {
            image.script = None;
        }
        is_same
    }

    /// Says what a program is that begins as `name`. A parent that executed nothing is a part of a shell.
    fn part(&self, begin: &Begin, name: &str) -> Part {
        // The terminal itself is nothing that somebody typed.
        if begin.parent == ProcessTable::INIT {
            return Part::Between;
        }
        let Some(parent) = self.images.get(&begin.parent) else { return Part::Written };
        let is_of = |names: &[&str]| names.contains(&parent.name.as_str());
        match parent.part {
            Part::Inner => Part::Inner,
            _ if is_of(&SHELLS) || is_of(&WRAPPERS) => Part::Written,
            _ if is_of(&RUNNERS) && SHELLS.contains(&name) => Part::Between,
            _ => Part::Inner,
        }
    }
}

/// Name and arguments as somebody typed them, and the script that an interpreter has still to be found for.
fn as_typed(begin: &Begin) -> (Vec<String>, Option<String>) {
    let at = begin.argv.iter().skip(1).position(|word| *word == begin.program);
    match at {
        Some(at) => {
            let mut typed = vec![name_of(&begin.program).to_owned()];
            typed.extend(begin.argv[at + 2..].iter().cloned());
            let by_env = name_of(&begin.argv[0]) == "env";
            (typed, by_env.then(|| begin.program.clone()))
        }
        None => (begin.argv.clone(), None),
    }
}

fn name_of(path: &str) -> &str {
    let path = path.strip_prefix('-').unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

/// Says whether a process is over, whether or not somebody has waited for it.
fn has_ended(host_pid: i32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{host_pid}/stat")) else { return true };
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    matches!(state, None | Some('Z' | 'X'))
}

fn in_order(ended: Vec<Running>) -> Vec<Running> {
    let mut ordered: Vec<Running> = Vec::new();
    for each in ended {
        let same = ordered.iter().position(|other| other.host_pid == each.host_pid);
        ordered.insert(same.unwrap_or(ordered.len()), each);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(pid: u32, parent: u32, program: &str, argv: &[&str]) -> Begin {
        let argv = argv.iter().map(|word| (*word).to_owned()).collect();
        Begin { pid, parent, program: program.to_owned(), cwd: "/srv".to_owned(), argv }
    }

    fn counted(begins: Vec<Begin>) -> Vec<String> {
        let mut accounts = Accounts::default();
        for each in begins {
            accounts.begin(each, 0);
        }
        accounts.running.iter().map(|each| each.argv.join(" ")).collect()
    }

    #[test]
    fn what_git_and_npm_start_for_themselves_takes_no_time_of_its_own() {
        let found = counted(vec![
            begin(900, 1, "/bin/bash", &["bash", "-i"]),
            begin(10, 900, "/usr/bin/git", &["git", "push", "origin", "x"]),
            begin(11, 10, "/usr/lib/git-core/git", &["git", "pack-objects"]),
            begin(16, 10, "/bin/sh", &["/bin/sh", "-c", "git-receive-pack x"]),
            begin(17, 16, "/usr/bin/git-receive-pack", &["git-receive-pack", "x"]),
            begin(12, 900, "/usr/bin/npm", &["/usr/bin/env", "node", "/usr/bin/npm", "test"]),
            begin(12, 900, "/usr/bin/node", &["node", "/usr/bin/npm", "test"]),
            begin(13, 12, "/bin/sh", &["sh", "-c", "node --test x"]),
            begin(14, 13, "/usr/bin/node", &["node", "--test", "x"]),
            begin(15, 14, "/usr/bin/node", &["/usr/bin/node", "x"]),
        ]);
        assert_eq!(found, ["git push origin x", "npm test", "node --test x"]);
    }

    #[test]
    fn what_a_wrapper_or_a_part_of_a_shell_runs_takes_its_time() {
        let found = counted(vec![
            begin(900, 1, "/bin/bash", &["bash", "-i"]),
            // 20 is a part of the shell that executed nothing.
            begin(21, 20, "/usr/bin/jq", &["jq", "."]),
            begin(22, 900, "/usr/bin/xargs", &["xargs", "rm"]),
            begin(23, 22, "/bin/rm", &["rm", "a"]),
        ]);
        assert_eq!(found, ["jq .", "xargs rm", "rm a"]);
    }

    #[test]
    fn in_one_process_the_last_program_ends_first() {
        let running = |host_pid, name: &str| Running {
            host_pid,
            argv: vec![name.to_owned()],
            cwd: String::new(),
        };
        let ended = vec![running(1, "env"), running(2, "cat"), running(1, "git")];
        let names: Vec<_> = in_order(ended).into_iter().map(|each| each.argv.join(" ")).collect();
        assert_eq!(names, ["git", "env", "cat"]);
    }
}
