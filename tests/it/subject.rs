//! Drills on a repository of the user's.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use git2::{Commit, Oid, Repository, Signature, Time};
use serde_json::Value;

use crate::support::{Ran, run};

/// A repository of a user's: the bare origin of a world of the pack, in a folder of its own.
struct Theirs {
    folder: tempfile::TempDir,
    repository: Repository,
}

/// How git treats the log in a kept world.
const IGNORED: &str = "ignored";
const TRACKED: &str = "tracked";

impl Theirs {
    fn with_log(log: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = folder.path().join("kept");
        let ran = run(&format!(
            "run --variant hardened --level 1 --option alternative --condition memory-boundary \
             --keep-world {}",
            kept.display()
        ));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let world = format!("hardened-memory-boundary-L1-alternative-{log}");
        let origin = kept.join(world).join("srv/git/agent-studio.git");
        let repository = Repository::open_bare(&origin).expect("an origin");
        Self { folder, repository }
    }

    fn path(&self) -> PathBuf {
        self.repository.path().to_owned()
    }

    fn head(&self) -> Commit<'_> {
        self.repository.head().and_then(|head| head.peel_to_commit()).expect("a commit")
    }

    /// Commits one entry of the top folder, on top of `parents`; moves `main` there.
    fn commit(&self, message: &str, entry: (&str, Oid, i32), parents: &[&Commit<'_>]) -> Oid {
        let tree = parents[0].tree().expect("a tree");
        let mut builder = self.repository.treebuilder(Some(&tree)).expect("a builder");
        builder.insert(entry.0, entry.1, entry.2).expect("an entry");
        self.commit_tree(message, builder.write().expect("a tree"), parents)
    }

    fn commit_tree(&self, message: &str, tree: Oid, parents: &[&Commit<'_>]) -> Oid {
        let when = Time::new(parents[0].time().seconds() + 60, 0);
        let who =
            Signature::new("Ines Duarte", "ines@agent-studio.example", &when).expect("a name");
        let tree = self.repository.find_tree(tree).expect("the tree");
        let id = self.repository.commit(None, &who, &who, message, &tree, parents);
        let id = id.expect("a commit");
        self.repository.reference("refs/heads/main", id, true, "test").expect("moved");
        id
    }

    fn blob(&self, text: &str) -> Oid {
        self.repository.blob(text.as_bytes()).expect("a blob")
    }

    fn drill(&self, at: &str, arguments: &str) -> Ran {
        let subject = self.path();
        run(&format!(
            "run --variant hardened --format json --subject {}{at} {arguments}",
            subject.display()
        ))
    }
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|why| panic_on(&ran.stderr, &why))
}

fn panic_on(stderr: &str, why: &serde_json::Error) -> Value {
    assert!(stderr.is_empty(), "{why}: {stderr}");
    Value::Null
}

fn verdicts(report: &Value) -> Vec<&str> {
    let drills = report["drills"].as_array().expect("drills");
    drills.iter().filter_map(|drill| drill["verdict"].as_str()).collect()
}

/// Every file below a folder, with its bytes and the time of its last change.
fn all_files(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, i64, i64)> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(&here).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let about = fs::metadata(&path).expect("a file");
                let bytes = fs::read(&path).expect("a file");
                found.insert(path.clone(), (bytes, about.mtime(), about.mtime_nsec()));
            }
        }
    }
    found
}

#[test]
fn a_level_that_is_proven_on_the_packs_repository_is_proven_on_a_copy_of_it() {
    for log in [IGNORED, TRACKED] {
        let theirs = Theirs::with_log(log);
        let before = all_files(&theirs.path());
        let ran = theirs.drill("", "--level 2");
        let report = json(&ran);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(verdicts(&report).len() > 2, "{}", verdicts(&report).len());
        assert!(verdicts(&report).iter().all(|verdict| *verdict == "proven"));
        assert_eq!(report["subject"]["audit_log"], log);
        assert_eq!(report["subject"]["branch"], "main");
        assert_eq!(report["subject"]["commit"], theirs.head().id().to_string());
        let drills = report["drills"].as_array().expect("drills");
        assert!(drills.iter().all(|drill| drill["audit_log"] == log));
        assert!(all_files(&theirs.path()) == before, "the user's repository was written to");
        drop(theirs.folder);
    }
}

#[test]
fn links_and_the_work_of_others_survive_on_a_copy_as_they_do_in_the_packs_world() {
    let theirs = Theirs::with_log(IGNORED);
    let head = theirs.head();
    let notes = theirs.blob("Who is on call: the table in the wiki.\n");
    let first = theirs.commit("Team notes", ("team-notes.md", notes, 0o100_644), &[&head]);
    let first = theirs.repository.find_commit(first).expect("the commit");
    let target = theirs.blob("team-notes.md");
    theirs.commit("A shorter name", ("notes.md", target, 0o120_000), &[&first]);
    let conditions = "--condition critical-bug --condition compromise";
    let ran = theirs.drill("", &format!("--level 3 --level 4 {conditions}"));
    let report = json(&ran);
    assert!(verdicts(&report).len() > 4);
    assert_eq!(ran.code, 0, "{} {:?}", ran.stderr, verdicts(&report));
}

#[test]
fn a_merge_in_the_history_refutes_a_way_that_reverts_commit_by_commit() {
    let theirs = Theirs::with_log(IGNORED);
    let head = theirs.head();
    let (one, two) = (theirs.blob("1\n"), theirs.blob("2\n"));
    let side = theirs.commit("Side", ("side.txt", one, 0o100_644), &[&head]);
    let main = theirs.commit("Main", ("main.txt", two, 0o100_644), &[&head]);
    let find = |id| theirs.repository.find_commit(id).expect("the commit");
    let (side, main) = (find(side), find(main));
    theirs.commit("Merge side", ("side.txt", one, 0o100_644), &[&main, &side]);
    let ran = theirs.drill("", "--level 3 --option B --condition vulnerability");
    let report = json(&ran);
    assert_eq!(ran.code, 10, "{}", ran.stderr);
    assert!(ran.stdout.contains("is a merge but no -m option was given"), "{}", ran.stdout);
    // The commit before the merge has none in its history, and there the same way is proven.
    let before = main.id().to_string();
    let ran = theirs.drill(&format!("@{before}"), "--level 3 --option B --condition vulnerability");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(json(&ran)["subject"]["commit"], before);
    assert_ne!(report["subject"]["commit"], before);
}

#[test]
fn one_job_and_two_say_the_same_of_a_subject() {
    let theirs = Theirs::with_log(IGNORED);
    let [one, two] = [1, 2].map(|jobs| theirs.drill("", &format!("--level 2 --jobs {jobs}")));
    assert_eq!(one.stdout, two.stdout);
    assert!(one.stdout.contains("\"subject\""));
}

#[cfg(target_os = "linux")]
#[test]
fn both_machines_agree_about_a_subject() {
    if !crate::real::can_run() {
        return;
    }
    let theirs = Theirs::with_log(TRACKED);
    let arguments = "--machine both --level 2 --level 3 --condition bad-config \
                     --condition vulnerability";
    let subject = theirs.path();
    let ran = run(&format!("run --subject {} {arguments}", subject.display()));
    assert!(ran.code == 10, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("The machines agree: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("audit log tracked"), "{}", ran.stdout);
}

#[test]
fn what_is_no_whole_repository_with_the_feature_is_refused_with_advice() {
    let refused = |ran: &Ran, what: &str, hint: &str| {
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        assert!(ran.stderr.contains(what) && ran.stderr.contains(hint), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    };
    let theirs = Theirs::with_log(IGNORED);
    refused(&theirs.drill("@nowhere", ""), "has no commit 'nowhere'", "PATH@BRANCH");
    let gone = run("run --subject does/not/exist");
    refused(&gone, "does/not/exist is no git repository", "the folder that holds .git");
    let old = theirs.drill("@baseline-before-party-mode", "");
    refused(&old, "which the pack names as feature.code", "with the feature in it");

    let head = theirs.head();
    let module = theirs.commit("A submodule", ("vendor", head.id(), 0o160_000), &[&head]);
    refused(&theirs.drill("", ""), "vendor is a submodule", "a commit without it");
    let module = theirs.repository.find_commit(module).expect("the commit");
    theirs.commit_tree("Back", head.tree_id(), &[&module]);
    let shallow = theirs.path().join("shallow");
    fs::write(&shallow, format!("{}\n", head.id())).expect("a file");
    refused(&theirs.drill("", ""), "it is shallow", "--unshallow");
    fs::remove_file(shallow).expect("removed");
    fs::write(theirs.path().join("objects/pack/pack-1.promisor"), "").expect("a file");
    refused(&theirs.drill("", ""), "partial clone", "without --filter");
}
