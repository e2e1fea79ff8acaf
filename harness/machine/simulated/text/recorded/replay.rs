//! Replays what the real tools did.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::super::testing::Bench;
use crate::shell::{Input, Stop};

#[derive(Debug, Deserialize)]
struct Files {
    files: BTreeMap<String, String>,
}

/// One command as it was recorded.
#[derive(Debug, Deserialize)]
struct Recorded {
    run: Vec<String>,
    #[serde(default, rename = "in")]
    input: String,
    #[serde(default)]
    exit: u8,
    #[serde(default)]
    out: String,
    #[serde(default)]
    err: String,
    /// Whether the order of the lines is the directory's own.
    #[serde(default)]
    unordered: bool,
    #[serde(default)]
    after: BTreeMap<String, Option<String>>,
}

fn bench(files: &Files) -> Bench {
    let files: Vec<(&str, &str)> =
        files.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut bench = Bench::with(&files);
    let variables = [("LC_ALL", "C"), ("TZ", "UTC")];
    bench.environment = variables.map(|(name, value)| (name.into(), value.into())).into();
    bench
}

/// Says how a command differs from its record; nothing where it does not.
fn difference(bench: &mut Bench, recorded: &Recorded) -> Option<String> {
    let input = Input::of_bytes(recorded.input.clone().into_bytes());
    let (outcome, out, err) = bench.call(&recorded.run, input);
    let shown = |outcome: &Result<_, Stop>| format!("{outcome:?}");
    let is_same = outcome.as_ref().is_ok_and(|exit| exit.0 == recorded.exit)
        && in_order(&out, recorded) == in_order(&recorded.out, recorded)
        && err == recorded.err
        && recorded.after.iter().all(|(name, text)| bench.read(name) == *text);
    (!is_same).then(|| {
        format!(
            "{:?}\n  real: {} {:?} {:?}\n  ours: {} {out:?} {err:?}\n",
            recorded.run,
            recorded.exit,
            recorded.out,
            recorded.err,
            shown(&outcome)
        )
    })
}

/// Returns the first file that is not as it was.
fn changed<'f>(bench: &Bench, files: &'f Files) -> Option<&'f str> {
    let is_changed =
        |name: &str, text: &String| !name.ends_with('/') && bench.read(name).as_ref() != Some(text);
    files.files.iter().find(|(name, text)| is_changed(name, text)).map(|(name, _)| name.as_str())
}

fn in_order<'o>(out: &'o str, recorded: &Recorded) -> Vec<&'o str> {
    let mut lines: Vec<&str> = out.split_inclusive('\n').collect();
    if recorded.unordered {
        lines.sort_unstable();
    }
    lines
}

/// Replays a record and panics where ours differs, showing how.
pub(in super::super::super) fn replay(record: &str) {
    let mut lines = record.lines();
    let first = lines.next().expect("a line of files");
    let files: Files = serde_json::from_str(first).expect("the files");
    let mut shared = bench(&files);
    let mut differences = Vec::new();
    let mut count = 0;
    for line in lines {
        let recorded: Recorded = serde_json::from_str(line).expect("a recorded command");
        count += 1;
        if recorded.after.is_empty() {
            differences.extend(difference(&mut shared, &recorded));
        } else {
            differences.extend(difference(&mut bench(&files), &recorded));
        }
        if let Some(name) = changed(&shared, &files) {
            differences.push(format!("{:?}\n  ours: changes {name}\n", recorded.run));
            shared = bench(&files);
        }
    }
    assert!(count > 0, "nothing is recorded");
    let shown = differences.concat();
    assert!(differences.is_empty(), "{} of {count} differ:\n{shown}", differences.len());
}

#[test]
fn grep_does_what_the_real_one_did() {
    replay(include_str!("grep.jsonl"));
}

#[test]
fn patterns_made_by_chance_match_what_they_really_match() {
    replay(include_str!("patterns.jsonl"));
}

#[test]
fn sed_does_what_the_real_one_did() {
    replay(include_str!("sed.jsonl"));
}

#[test]
fn jq_does_what_the_real_one_did() {
    replay(include_str!("jq.jsonl"));
}
