//! What the twin's 197 tests cost, run anew and remembered, and what one `node -e` costs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rollback_drill::determinism::{Tick, VirtualClock};
use rollback_drill::machine::simulated::{System, run_suite};
use rollback_drill::machine::{Actors, Durations, ProcessTable};
use rollback_drill::shell::{Call, Exit, Input, Kernel as _, Sink};
use rollback_drill::throwaway::Root;

/// The tests of the twin.
const TESTS: usize = 197;

/// Nobody acts while the suite runs.
#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}

/// Copies a folder, file by file, over what is there.
fn lay(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of the scenario") {
        let path = entry.expect("an entry").path();
        let goal = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            lay(&path, &goal);
        } else {
            fs::copy(&path, &goal).expect("a file");
        }
    }
}

/// Lays the whole twin in `checkout`.
fn twin(checkout: &Path) {
    let world = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/party-mode/world");
    let commits = fs::read_dir(world.join("commits")).expect("the commits of the scenario");
    let mut folders: Vec<PathBuf> = commits.map(|entry| entry.expect("a commit").path()).collect();
    folders.sort();
    folders.push(world.join("untracked"));
    for folder in folders {
        lay(&folder, checkout);
    }
}

/// Lists the test files below `folder`, by path from `checkout`.
fn tests(checkout: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("node_modules") {
            tests(checkout, &path, found);
        } else if path.to_string_lossy().ends_with(".test.cjs") {
            let inner = path.strip_prefix(checkout).expect("below the checkout");
            found.push(inner.to_string_lossy().into_owned());
        }
    }
    found.sort();
}

fn system(root: &Path) -> System {
    let clock = VirtualClock::starting_at(Tick::from_epoch_ms(1_769_594_400_000));
    let processes = ProcessTable::default();
    System::new(Root::at(root), processes, clock, Durations::default(), Box::new(Nobody))
}

fn suite(criterion: &mut Criterion) {
    let root = tempfile::tempdir().expect("a world");
    let home = root.path().join("app");
    twin(&home);
    let mut files = Vec::new();
    tests(&home, &home, &mut files);
    let environment = BTreeMap::new();
    let run = |cwd: &str| {
        let results = run_suite(&mut system(root.path()), cwd, &environment, &files);
        assert_eq!(results.expect("a suite that is modelled").len(), TESTS);
    };
    let mut group = criterion.benchmark_group("suite");
    group.throughput(Throughput::Elements(TESTS as u64));
    group.bench_function("remembered", |bencher| bencher.iter(|| run("/app")));
    let mut moves = 0_u32;
    let mut here = home;
    group.bench_function("anew", |bencher| {
        // A checkout that stands elsewhere has never been seen: nothing of it is remembered.
        let elsewhere = || {
            moves += 1;
            let name = format!("moved-{moves}");
            fs::rename(&here, root.path().join(&name)).expect("a free name");
            here = root.path().join(&name);
            format!("/{name}")
        };
        bencher.iter_batched(elsewhere, |cwd| run(&cwd), BatchSize::PerIteration);
    });
    group.finish();
    let cwd = format!("/{}", here.file_name().expect("a name").to_string_lossy());
    let mut group = criterion.benchmark_group("node");
    group.bench_function("remembered", |bencher| {
        bencher.iter(|| evaluate(root.path(), &cwd, ASKS));
    });
    let mut runs = 0_u32;
    group.bench_function("anew", |bencher| {
        // A text that no run had before: nothing of it is remembered.
        let another = || {
            runs += 1;
            format!("{ASKS} // {runs}")
        };
        bencher.iter_batched(
            another,
            |code| evaluate(root.path(), &cwd, &code),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// A program of the kind that runbooks have: it asks whether a feature is on.
const ASKS: &str =
    "console.log(require('./.claude/lib/utils/feature-flags.cjs').isEnabled('partyMode'))";

/// Runs `node -e` with `code`.
fn evaluate(root: &Path, cwd: &str, code: &str) -> Exit {
    let argv = ["node", "-e", code].map(str::to_owned);
    let call = Call {
        argv: &argv,
        environment: &BTreeMap::new(),
        cwd,
        stdin: Input::empty(),
        stdout: Sink::new(),
        stderr: Sink::new(),
    };
    system(root).run(call).expect("a script that is modelled")
}

criterion_group!(benches, suite);
criterion_main!(benches);
