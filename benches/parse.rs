//! How long it takes to read a runbook, beside what Markdown alone takes over the same text.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pulldown_cmark::{Options, Parser};
use rollback_drill::runbook::parse;

const DOCUMENTED: &str = include_str!("../scenarios/party-mode/runbooks/documented.md");

fn documented(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Bytes(DOCUMENTED.len() as u64));
    group.bench_function("documented", |b| {
        b.iter(|| parse(black_box(DOCUMENTED), "documented.md"));
    });
    // The least that any reader of Markdown has to do: every event once, with its place.
    group.bench_function("markdown_alone", |b| {
        b.iter(|| {
            let events = Parser::new_ext(black_box(DOCUMENTED), Options::all());
            events.into_offset_iter().map(black_box).count()
        });
    });
    group.finish();
}

/// A runbook ten times as long: the time has to grow with the length and no faster.
fn long(c: &mut Criterion) {
    let text = (0..10).map(|part| DOCUMENTED.replace("Level ", &format!("Level {part}")));
    let text = text.collect::<String>();
    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("ten_times", |b| b.iter(|| parse(black_box(&text), "long.md")));
    group.finish();
}

criterion_group!(benches, documented, long);
criterion_main!(benches);
