//! A level that is carried out twice leaves what it left the first time.

use std::collections::BTreeMap;

use super::check::{Again, Check, Kind, Scene, Seen, few, unless};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};
use crate::world::State;

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "second-run-converges",
        severity: Severity::Unsafe,
        claim: "A second run from the top, by somebody who does not know of the first, changes nothing \
            that the first one left in production.",
        why: "Two people answer the same alert, or one begins anew after the terminal was lost.",
        correction: "Make each step look first whether it was done, and name what it makes after the run.",
        example: Example {
            wrong: "git checkout -b rollback-$(date +%Y%m%d)",
            right: "git rev-parse --verify -q \"rollback-$RUN\" || git branch \"rollback-$RUN\" \"$GOOD\"",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    match scene.again {
        None => unless(Vec::new(), "this drill has no second run"),
        Some(Again::NotTried) => {
            (Outcome::Unknown, vec![Evidence::of("the first run did not come to its end")])
        }
        Some(Again::Stopped { why }) => {
            let text = format!("the second run did not come to its end: {why}");
            (Outcome::Broken, vec![Evidence::of(text)])
        }
        Some(Again::Ended { state }) => {
            let broken = differences(scene, state).into_iter().map(Evidence::of).collect();
            unless(broken, "a second run left production as the first one did")
        }
    }
}

/// Says what a second run changed of what production runs and of what must not be lost.
fn differences(scene: &Scene<'_>, again: &State) -> Vec<String> {
    let first = scene.after;
    let mut found = Vec::new();
    if (first.service.runs, first.service.party_mode)
        != (again.service.runs, again.service.party_mode)
    {
        let state = if again.service.party_mode { "on" } else { "off" };
        found.push(format!("the service has the feature {state} after the second run"));
    }
    if first.service.environment != again.service.environment {
        found.push(format!("the service runs in {} after it", again.service.environment));
    }
    if let Some(names) = differing(&first.repository.tree, &again.repository.tree) {
        found.push(format!("the commit that is checked out differs in {names}"));
    }
    if let Some(names) = differing(&managed(scene, first), &managed(scene, again)) {
        found.push(format!("the checkout differs in {names}"));
    }
    let lost = first.origin.keys().filter(|name| !again.origin.contains_key(*name));
    let lost: Vec<&str> = lost.map(String::as_str).collect();
    if !lost.is_empty() {
        found.push(format!("origin has no {} any more", few(lost)));
    }
    let log = scene.facts.absolute(&scene.facts.audit_log);
    let bytes = |state: &State| state.files.get(&log).map(|file| file.bytes.clone());
    if let Some(before) = bytes(first)
        && !bytes(again).is_some_and(|after| after.starts_with(&before))
    {
        found.push("the audit log does not begin any more with what it held".to_owned());
    }
    let failing = |state: &State| state.suite.tests.iter().filter(|t| t.failure.is_some()).count();
    if (first.suite.tests.len(), failing(first)) != (again.suite.tests.len(), failing(again)) {
        let (count, failed) = (again.suite.tests.len(), failing(again));
        found.push(format!("of {count} tests {failed} fail after it"));
    }
    found
}

/// The files of the checkout that a rollback manages, by their content. Evidence may be added to,
/// sidecars come and go, and so does the log.
fn managed<'s>(scene: &Scene<'_>, state: &'s State) -> BTreeMap<&'s str, &'s str> {
    let facts = scene.facts;
    let sidecars = format!("{}/", facts.sidecars);
    let files = state.files.iter().filter_map(|(path, file)| {
        let path = path.strip_prefix(facts.checkout.as_str())?.strip_prefix('/')?;
        Some((path, file.digest.as_str()))
    });
    files
        .filter(|(path, _)| {
            !facts.is_kept(path) && !facts.is_unmanaged(path) && !path.starts_with(&sidecars)
        })
        .filter(|(_, digest)| !digest.is_empty())
        .collect()
}

/// Names the keys whose values differ; none where all are equal.
fn differing<K: Ord + AsRef<str>, V: PartialEq>(
    first: &BTreeMap<K, V>,
    again: &BTreeMap<K, V>,
) -> Option<String> {
    let changed = first.iter().filter(|(key, value)| again.get(key) != Some(value));
    let new = again.keys().filter(|key| !first.contains_key(key));
    let names: Vec<&str> = changed.map(|(key, _)| key).chain(new).map(AsRef::as_ref).collect();
    (!names.is_empty()).then(|| few(names))
}

#[cfg(test)]
mod tests {
    use super::super::check::Again;
    use super::super::testing::{Drill, LOG, file, test};

    const ID: &str = "second-run-converges";

    #[test]
    fn a_second_run_that_changes_nothing_converges() {
        let mut drill = Drill::flawless();
        drill.holds(ID, "this drill has no second run");
        drill.again = Some(Again::Ended { state: Box::new(drill.after.clone()) });
        drill.holds(ID, "a second run left production as the first one did");
        let mut longer = drill.after.clone();
        let log = drill.facts.absolute(LOG);
        let text = String::from_utf8_lossy(&longer.files[&log].bytes).into_owned() + "{\"n\":5}\n";
        longer.files.insert(log, file(text));
        drill.again = Some(Again::Ended { state: Box::new(longer) });
        drill.holds_somehow(ID);
    }

    #[test]
    fn each_change_of_a_second_run_is_found() {
        type Change = fn(&mut crate::world::State);
        let table: [(&str, Change); 6] = [
            ("the service has the feature on after the second run", |s| {
                s.service.party_mode = true;
            }),
            ("the service runs in staging after it", |s| s.service.environment = "staging".into()),
            ("the checkout differs in README.md", |s| {
                s.files.insert("/srv/app/README.md".to_owned(), file("other\n"));
            }),
            ("origin has no refs/heads/main any more", |s| {
                s.origin.remove("refs/heads/main");
            }),
            ("the audit log does not begin any more with what it held", |s| {
                s.files.insert(format!("/srv/app/{LOG}"), file("{}\n"));
            }),
            ("of 4 tests 0 fail after it", |s| s.suite.tests.push(test("x.test.js", "one more"))),
        ];
        for (why, change) in table {
            let mut drill = Drill::flawless();
            let mut state = drill.after.clone();
            change(&mut state);
            drill.again = Some(Again::Ended { state: Box::new(state) });
            drill.is_broken(ID, &[why]);
        }
    }

    #[test]
    fn a_second_run_that_stops_does_not_converge() {
        let mut drill = Drill::flawless();
        drill.again = Some(Again::Stopped { why: "stuck".to_owned() });
        drill.is_broken(ID, &["the second run did not come to its end: stuck"]);
        drill.again = Some(Again::NotTried);
        drill.is_unknown(ID, "the first run did not come to its end");
    }
}
