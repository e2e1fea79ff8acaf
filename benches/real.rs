//! The real machine: starting a sandbox, a drill beside the same commands piped to bash, one job beside two.
#![expect(clippy::disallowed_methods, reason = "the peer of a drill is bash itself")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use rollback_drill::determinism::{Seed, Tick};
use rollback_drill::drill::{DrillResult, EmbeddedPack, Host, Pack, Scenario, Stage, Wanted, plan};
use rollback_drill::machine::real::{Real, Subject, Tools, Walls};
use rollback_drill::machine::{Actors, Durations, Kind, Machine as _, ProcessTable};
use rollback_drill::runbook::{Runbook, parse};
use rollback_drill::sweep::{Silent, run_all};
use rollback_drill::throwaway::Root;

/// Nobody acts in the world of a sandbox that is only started.
#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}

fn host() -> Host {
    Host {
        program: env!("CARGO_BIN_EXE_rollback-drill").into(),
        tools: Arc::new(Tools::find("/usr/bin:/bin").expect("the programs of the real machine")),
        walls: Walls::Own,
    }
}

fn scratch() -> tempfile::TempDir {
    let in_memory = Path::new("/dev/shm");
    let made =
        if in_memory.is_dir() { tempfile::tempdir_in(in_memory) } else { tempfile::tempdir() };
    made.expect("a directory")
}

fn documented(pack: &Pack) -> Runbook {
    let text = pack.runbook(&EmbeddedPack, "documented").expect("the documented runbook").1;
    parse(&text, "documented.md").runbook
}

/// The drills of level 3 on one machine.
fn drills(runbook: &Runbook, machine: Kind, option: &str) -> Vec<Scenario> {
    let wanted =
        Wanted { levels: vec![3], options: vec![option.to_owned()], conditions: Vec::new() };
    let planned = plan(runbook, &[], "documented", &wanted, Seed::new(1));
    planned.into_iter().map(|scenario| Scenario { machine, ..scenario }).collect()
}

fn start(criterion: &mut Criterion) {
    let (host, scratch) = (host(), scratch());
    let world = scratch.path().join("world");
    std::fs::create_dir_all(world.join("srv")).expect("a world");
    criterion.bench_function("sandbox/start", |bencher| {
        bencher.iter_with_large_drop(|| {
            let mut processes = ProcessTable::default();
            for _ in 0..6 {
                processes.start("operator", "node worker.cjs");
            }
            let started = Real::start(Subject {
                program: &host.program,
                scratch: scratch.path(),
                walls: &host.walls,
                tools: &host.tools,
                root: Root::at(&world),
                home: "/srv",
                user: "operator",
                processes,
                start: Tick::from_epoch_ms(0),
                durations: Durations::default(),
                actors: Box::new(Nobody),
                stop: Arc::default(),
            });
            let mut machine = started.expect("a sandbox");
            machine.open_terminal("/srv", &std::collections::BTreeMap::new()).expect("a terminal");
            machine
        });
    });
    criterion.bench_function("sandbox/bash_alone", |bencher| {
        bencher.iter(|| Command::new("/bin/bash").args(["-c", ":"]).status().expect("bash"));
    });
}

fn beside_bash(criterion: &mut Criterion) {
    let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
    let (runbook, scratch) = (documented(&pack), scratch());
    let stage = Stage::new(&pack, &EmbeddedPack, &runbook, scratch.path()).on_host(Some(host()));
    let one = drills(&runbook, Kind::Real, "A").remove(0);
    let run = || {
        run_all(&stage, std::slice::from_ref(&one), 1, None, &Silent).expect("a drill").remove(0)
    };
    let ran = run();
    let kept = prepared(&stage, &one, scratch.path());
    let mut group = criterion.benchmark_group("level_3");
    group.sample_size(10).measurement_time(Duration::from_secs(30));
    group.bench_function("drill", |bencher| bencher.iter(run));
    group.bench_function("piped_to_bash", |bencher| {
        bencher.iter_batched(
            || copied(&kept, scratch.path()),
            |world| pipe(&ran, world.path()),
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// The world of a drill as it is before its first command.
fn prepared(stage: &Stage<'_>, one: &Scenario, scratch: &Path) -> std::path::PathBuf {
    let place = scratch.join("kept");
    stage.lay(one, &place).expect("a world");
    place
}

fn copied(world: &Path, scratch: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir_in(scratch).expect("a directory");
    let status = Command::new("cp").arg("-a").arg(world.join(".")).arg(copy.path()).status();
    assert!(status.expect("cp").success());
    copy
}

/// Pipes what a drill typed to a plain bash in the checkout of a prepared world.
fn pipe(ran: &DrillResult, world: &Path) {
    let lines = ran.journal.commands().map(|command| format!("{}\n", command.text));
    let text: String = lines.collect();
    let mut bash = Command::new("/bin/bash")
        .args(["--norc", "--noprofile"])
        .current_dir(world.join("srv/agent-studio"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", world.join("home/operator"))
        .env("DEPLOY_ROOT", world.join("srv/deployments"))
        .env("GIT_EDITOR", "true")
        .env("npm_config_update_notifier", "false")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("bash");
    bash.stdin.take().expect("its input").write_all(text.as_bytes()).expect("it reads");
    bash.wait().expect("its end");
}

fn jobs(criterion: &mut Criterion) {
    let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
    let (runbook, scratch) = (documented(&pack), scratch());
    let stage = Stage::new(&pack, &EmbeddedPack, &runbook, scratch.path()).on_host(Some(host()));
    let mut all = drills(&runbook, Kind::Real, "A");
    all.extend(drills(&runbook, Kind::Real, "B"));
    let mut group = criterion.benchmark_group("real_drills");
    group.sample_size(10).measurement_time(Duration::from_secs(60));
    for jobs in [1, 2] {
        group.bench_function(format!("{jobs}_jobs"), |bencher| {
            bencher.iter(|| run_all(&stage, &all, jobs, None, &Silent).expect("all drills"));
        });
    }
    group.finish();
}

criterion_group!(benches, start, beside_bash, jobs);
criterion_main!(benches);
