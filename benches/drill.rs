//! How long drills take, beside how long the runbook takes on the virtual clock.
//!
//! Ratios within one run count, not absolute times.

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rollback_drill::determinism::Seed;
use rollback_drill::drill::{EmbeddedPack, Pack, Scenario, Stage, Wanted, plan, run_one};
use rollback_drill::runbook::{Runbook, parse};
use rollback_drill::sweep::{Silent, run_all};
use rollback_drill::world::AuditLogMode;

fn pack() -> (Pack, Runbook) {
    let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
    let (name, text) = pack.runbook(&EmbeddedPack, "documented").expect("its runbook");
    let runbook = parse(&text, &name).runbook;
    (pack, runbook)
}

fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::tempdir_in(place).expect("a scratch directory")
}

/// One drill at a time: the world is laid, drilled, observed and removed in each round. The world is
/// built and its suite is known before.
fn one_drill(criterion: &mut Criterion) {
    let (pack, runbook) = pack();
    let scratch = scratch();
    let stage = Stage::new(&pack, &EmbeddedPack, &runbook, scratch.path());
    let mut group = criterion.benchmark_group("drill");
    for scenario in all(&runbook).into_iter().filter(|s| s.audit_log == AuditLogMode::Ignored) {
        let name = format!("L{}{}", scenario.level, scenario.option.as_deref().unwrap_or(""));
        group.throughput(Throughput::Elements(1));
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || scenario.clone(),
                |scenario| black_box(run_one(&stage, &scenario, None).expect("a drill")),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

/// The whole of `run`, worlds built anew: drills per second, and hours of rollback per second. The
/// second kind of line times the same work; only what is counted differs.
fn whole_run(criterion: &mut Criterion) {
    let (pack, runbook) = pack();
    let scenarios = all(&runbook);
    let whole = |jobs: usize| {
        let scratch = scratch();
        let stage = Stage::new(&pack, &EmbeddedPack, &runbook, scratch.path());
        run_all(&stage, &scenarios, jobs, None, &Silent).expect("all drills")
    };
    let virtual_ms: u64 = whole(2).iter().map(|drill| drill.timeline_ms).sum();
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    for jobs in [1, 2] {
        for (what, count) in
            [("drills", scenarios.len() as u64), ("virtual_hours", virtual_ms / 3_600_000)]
        {
            group.throughput(Throughput::Elements(count));
            group.bench_function(format!("{what}/{jobs}_jobs"), |bencher| {
                bencher.iter(|| black_box(whole(jobs)));
            });
        }
    }
    group.finish();
}

fn all(runbook: &Runbook) -> Vec<Scenario> {
    plan(runbook, &[], "documented", &Wanted::default(), Seed::new(1))
}

criterion_group!(benches, one_drill, whole_run);
criterion_main!(benches);
