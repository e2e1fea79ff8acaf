//! What it costs to build a world once and to fork it, beside a plain copy of the same files.
//!
//! The copy neither fixes times and permissions nor writes an index: it is the least that the host
//! asks for so many files.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use rollback_drill::determinism::Tick;
use rollback_drill::throwaway::Template;
use rollback_drill::world::{Blueprint, CommitPlan, FilePlan, Layout};

/// Files of the benched world.
const FILES: usize = 250;
/// Commits of its history.
const COMMITS: usize = 12;

/// Plans a world of the size of the agent-studio twin.
fn blueprint() -> Blueprint {
    let file = |at: usize, round: usize| FilePlan {
        bytes: format!("// file {at}, round {round}\n").repeat(60).into_bytes(),
        executable: false,
    };
    let commit = |round: usize| CommitPlan {
        message: format!("Party Mode Phase {round}"),
        author: "A. Writer".to_owned(),
        email: "writer@example.com".to_owned(),
        at: Tick::from_epoch_ms(1_769_000_000_000 + round as u64 * 60_000),
        writes: (0..FILES)
            .filter(|at| round == 0 || at % COMMITS == round)
            .map(|at| (format!(".claude/lib/part-{}/unit-{at}.cjs", at % 40), file(at, round)))
            .collect(),
        removes: Vec::new(),
        tags: vec![format!("round-{round}")],
    };
    Blueprint {
        existing: None,
        layout: Layout {
            checkout: "/srv/agent-studio".to_owned(),
            origin: "/srv/git/agent-studio.git".to_owned(),
            home: "/home/operator".to_owned(),
        },
        commits: (0..COMMITS).map(commit).collect(),
        untracked: BTreeMap::new(),
        edited: BTreeMap::new(),
        outside: BTreeMap::new(),
        directories: Vec::new(),
    }
}

/// Returns a fast place for worlds: in memory where the host has one.
fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

fn fork(criterion: &mut Criterion) {
    let scratch = tempfile::tempdir_in(scratch()).expect("a scratch directory");
    let plan = blueprint();
    criterion.bench_function("template/build", |bencher| {
        bencher.iter(|| Template::build(black_box(&plan), scratch.path()).expect("a template"));
    });
    let template = Template::build(&plan, scratch.path()).expect("a template");
    let forks = Cell::new(0_u32);
    let next = || {
        forks.set(forks.get() + 1);
        scratch.path().join(format!("world-{}", forks.get()))
    };
    criterion.bench_function("template/fork", |bencher| {
        bencher.iter_batched(
            next,
            |into| template.fork(&into).expect("a world"),
            BatchSize::PerIteration,
        );
    });
    let model = template.fork(&next()).expect("a world");
    criterion.bench_function("template/plain_copy", |bencher| {
        let copied = |into: PathBuf| {
            copy(model.root.host(), &into);
            Copied(into)
        };
        bencher.iter_batched(next, copied, BatchSize::PerIteration);
    });
}

/// A plain copy of a world, removed like a world when it is dropped, outside of the measured time.
struct Copied(PathBuf);

impl Drop for Copied {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("it can be removed");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a free name");
    for entry in fs::read_dir(from).expect("a directory of the world") {
        let entry = entry.expect("an entry");
        let goal = to.join(entry.file_name());
        if entry.file_type().expect("its kind").is_dir() {
            copy(&entry.path(), &goal);
        } else {
            fs::copy(entry.path(), &goal).expect("a file");
        }
    }
}

criterion_group!(benches, fork);
criterion_main!(benches);
