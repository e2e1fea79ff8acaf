//! The search itself: walking directories, asking, acting.

use super::super::System;
use super::super::place::{inside, place};
use super::super::quoting::quoted_plainly;
use super::super::table::Command;
use super::expression::{Candidate, Expression, Primary};
use super::parse::{Follow, Misuse, Search, parse};
use super::print::{Shown, print_as};
use crate::shell::{Call, Exit, Kernel as _, Stop};
use crate::throwaway::FileFacts;
use crate::world::{FileError, FileKind};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("find", find)];

/// The most bytes of names that one command of `-exec .. +` is given.
const BATCH_BYTES_MAX: usize = 128 * 1024;

/// The most files that one search looks at.
const FILES_MAX: usize = 1_000_000;

/// One run of `find`.
struct Walk<'a> {
    system: &'a mut System,
    call: &'a Call<'a>,
    search: &'a Search,
    /// Names that wait for the commands of `-exec .. +`, one list for each.
    waiting: Vec<Vec<String>>,
    /// The directories above the file at work, to find links that go round.
    above: Vec<(u64, u64)>,
    start: usize,
    seen: usize,
    pruned: bool,
    quit: bool,
    exit: Exit,
}

fn find(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let search = match parse(system, call) {
        Ok(search) => search,
        Err(Misuse::Stopped(stop)) => return Err(stop),
        Err(Misuse::Refused(message)) => {
            call.complain(&message);
            return Ok(Exit::FAILURE);
        }
    };
    let mut walk = Walk {
        system,
        call,
        search: &search,
        waiting: vec![Vec::new(); search.collecting.len()],
        above: Vec::new(),
        start: 0,
        seen: 0,
        pruned: false,
        quit: false,
        exit: Exit::SUCCESS,
    };
    for start in &search.starts {
        if !walk.quit {
            walk.start = start.len();
            walk.visit(start, 0)?;
        }
    }
    for at in 0..search.collecting.len() {
        walk.run_waiting(at)?;
    }
    Ok(walk.exit)
}

impl Walk<'_> {
    /// Visits one file and what is in it.
    fn visit(&mut self, path: &str, depth: usize) -> Result<(), Stop> {
        self.seen += 1;
        if self.seen > FILES_MAX {
            return Err(self.call.unmodelled("among more than a million files"));
        }
        let facts = match self.facts(path, depth) {
            Ok(facts) => facts,
            Err(error) => return self.refuse(path, &error),
        };
        if self.above.contains(&facts.identity) {
            return Err(self.call.unmodelled("-L through links that go round"));
        }
        self.pruned = false;
        let counts = depth >= self.search.least_depth;
        if counts && !self.search.depth_first {
            self.ask(path, &facts, depth)?;
        }
        let goes_in = (self.search.depth_first || !self.pruned)
            && depth < self.search.most_depth
            && facts.kind == FileKind::Directory;
        if goes_in && !self.quit {
            self.above.push(facts.identity);
            let entered = self.enter(path, depth);
            self.above.pop();
            entered?;
        }
        if counts && self.search.depth_first && !self.quit {
            self.ask(path, &facts, depth)?;
        }
        Ok(())
    }

    fn enter(&mut self, path: &str, depth: usize) -> Result<(), Stop> {
        let names = match self.system.root.list(&place(self.call, path)) {
            Ok(names) => names,
            Err(error) => return self.refuse(path, &error),
        };
        for name in names {
            if self.quit {
                break;
            }
            self.visit(&inside(path, &name), depth + 1)?;
        }
        Ok(())
    }

    fn facts(&self, path: &str, depth: usize) -> Result<FileFacts, FileError> {
        let at = place(self.call, path);
        let root = &self.system.root;
        let follows = match self.search.follow {
            Follow::Nothing => false,
            Follow::Given => depth == 0,
            Follow::All => true,
        };
        let itself = root.facts_of_link(&at);
        if follows { root.facts(&at).or(itself) } else { itself }
    }

    fn ask(&mut self, path: &str, facts: &FileFacts, depth: usize) -> Result<(), Stop> {
        let search = self.search;
        let Some(expression) = &search.expression else { return Ok(()) };
        let is_empty = match facts.kind {
            FileKind::File => facts.size == 0,
            FileKind::Directory => {
                self.system.root.list(&place(self.call, path)).is_ok_and(|names| names.is_empty())
            }
            FileKind::Symlink => false,
        };
        let file = Candidate { path, facts, is_empty };
        self.evaluate(expression, file, depth).map(|_| ())
    }

    fn evaluate(
        &mut self,
        expression: &Expression,
        file: Candidate<'_>,
        depth: usize,
    ) -> Result<bool, Stop> {
        match expression {
            Expression::One(Primary::Test(test)) => Ok(test.holds(file, self.system.now())),
            Expression::One(action) => self.act(action, file, depth),
            Expression::Not(inner) => Ok(!self.evaluate(inner, file, depth)?),
            Expression::And(one, other) => {
                Ok(self.evaluate(one, file, depth)? && self.evaluate(other, file, depth)?)
            }
            Expression::Or(one, other) => {
                Ok(self.evaluate(one, file, depth)? || self.evaluate(other, file, depth)?)
            }
            Expression::List(one, other) => {
                self.evaluate(one, file, depth)?;
                self.evaluate(other, file, depth)
            }
        }
    }

    fn act(&mut self, action: &Primary, file: Candidate<'_>, depth: usize) -> Result<bool, Stop> {
        if self.quit {
            return Ok(false);
        }
        let path = file.path;
        match action {
            Primary::Test(_) => {}
            Primary::Print(end) => self.call.print(&format!("{path}{end}")),
            Primary::PrintAs(wanted) => {
                let link = self.system.root.read_link(&place(self.call, path)).ok();
                let shown = Shown { file, start: self.start, depth, link };
                let text = print_as(wanted, &shown).map_err(|what| self.call.unmodelled(&what))?;
                self.call.print(&text);
            }
            Primary::Delete => return self.delete(file),
            Primary::Prune => self.pruned = true,
            Primary::Quit => self.quit = true,
            Primary::Run(argv) => {
                let argv: Vec<String> = argv.iter().map(|word| word.replace("{}", path)).collect();
                return Ok(self.run(&argv)?.is_success());
            }
            Primary::Collect(at) => {
                self.waiting[*at].push(path.to_owned());
                if self.waiting[*at].iter().map(|name| name.len() + 1).sum::<usize>()
                    > BATCH_BYTES_MAX
                {
                    self.run_waiting(*at)?;
                }
            }
        }
        Ok(true)
    }

    fn delete(&mut self, file: Candidate<'_>) -> Result<bool, Stop> {
        if file.path == "." {
            return Ok(true);
        }
        let at = place(self.call, file.path);
        let root = &self.system.root;
        let removed = match file.facts.kind {
            FileKind::Directory => root.remove_dir(&at),
            _ => root.remove_file(&at),
        };
        match removed {
            Ok(()) => Ok(true),
            Err(FileError::Harness(what)) => Err(Stop::Harness { what }),
            Err(error) => {
                let quoted = quoted_plainly(file.path);
                self.call.complain(&format!("cannot delete {quoted}: {error}"));
                self.exit = Exit::FAILURE;
                Ok(false)
            }
        }
    }

    fn run_waiting(&mut self, at: usize) -> Result<(), Stop> {
        let names = std::mem::take(&mut self.waiting[at]);
        if names.is_empty() {
            return Ok(());
        }
        let mut argv = self.search.collecting[at].clone();
        argv.extend(names);
        if !self.run(&argv)?.is_success() {
            self.exit = Exit::FAILURE;
        }
        Ok(())
    }

    fn run(&mut self, argv: &[String]) -> Result<Exit, Stop> {
        let launched = self.system.run_inner(self.call, argv, self.call.environment)?;
        if let Some(reason) = launched.reason() {
            let quoted = quoted_plainly(&argv[0]);
            self.call.complain(&format!("{quoted}: {reason}"));
        }
        Ok(launched.exit())
    }

    fn refuse(&mut self, path: &str, error: &FileError) -> Result<(), Stop> {
        if let FileError::Harness(what) = error {
            return Err(Stop::Harness { what: what.clone() });
        }
        self.call.complain(&format!("{}: {error}", quoted_plainly(path)));
        self.exit = Exit::FAILURE;
        Ok(())
    }
}
