//! How long it takes to read a runbook.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rollback_drill::runbook::parse;

const DOCUMENTED: &str = include_str!("../scenarios/party-mode/runbooks/documented.md");

fn documented(c: &mut Criterion) {
    c.bench_function("parse/documented", |b| {
        b.iter(|| parse(black_box(DOCUMENTED), "documented.md"));
    });
}

/// A runbook ten times as long: the time has to grow with the length and no faster.
fn long(c: &mut Criterion) {
    let text = (0..10).map(|part| DOCUMENTED.replace("Level ", &format!("Level {part}")));
    let text = text.collect::<String>();
    c.bench_function("parse/ten_times", |b| b.iter(|| parse(black_box(&text), "long.md")));
}

criterion_group!(benches, documented, long);
criterion_main!(benches);
