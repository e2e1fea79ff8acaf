//! Trees that are the baseline's, or nearly.

use super::super::testing::{Drill, bare, file};
use crate::world::FileKind;

const ID: &str = "tree-equals-baseline";
const HELD: &str = "5 files and no other, all the baseline's, in work tree and commit";
const APP: &str = "src/app.js";

#[test]
fn it_holds_where_work_tree_and_commit_are_the_baselines() {
    Drill::flawless().holds(ID, HELD);
}

#[test]
fn what_must_be_kept_and_what_git_never_held_is_not_compared() {
    let mut drill = Drill::flawless();
    for path in [".claude/context/archives/a.tar", "node_modules/yaml/index.js"] {
        drill.leaves(path, "x");
        drill.commits(path, "x");
    }
    drill.leaves(".claude/context/metrics/audit.jsonl", "x");
    drill.commits(".claude/context/metrics/audit.jsonl", "x");
    drill.holds(ID, HELD);
}

#[test]
fn a_directory_is_no_file_and_neither_is_what_stands_outside() {
    let mut drill = Drill::flawless();
    drill.after.files.insert("/srv/app/lib".to_owned(), bare(FileKind::Directory));
    drill.after.files.insert("/srv/app2/lib".to_owned(), bare(FileKind::Symlink));
    drill.holds(ID, HELD);
}

#[test]
fn a_work_tree_that_is_dirty_is_not_the_baseline_though_the_commit_is() {
    let mut drill = Drill::flawless();
    drill.leaves(APP, "run();\r\n");
    drill.loses("README.md");
    drill.leaves("src/new/untracked.js", "x");
    drill.is_broken(
        ID,
        &[
            "the work tree has 1 file that the baseline has not: src/new/untracked.js",
            "the work tree has 1 file with other content than the baseline's: src/app.js",
            "the work tree has 1 file less than the baseline: README.md",
        ],
    );
}

#[test]
fn a_commit_that_differs_is_not_the_baseline_though_the_work_tree_is() {
    let mut drill = Drill::flawless();
    drill.commits(APP, "run(1);\n");
    drill.commits("sidecars.tar.gz", "x");
    drill.after.repository.tree.remove("README.md");
    drill.is_broken(
        ID,
        &[
            "the commit checked out has 1 file that the baseline has not: sidecars.tar.gz",
            "the commit checked out has 1 file with other content than the baseline's: src/app.js",
            "the commit checked out has 1 file less than the baseline: README.md",
        ],
    );
}

#[test]
fn an_edit_that_was_committed_is_told_of_in_both_places() {
    let mut drill = Drill::flawless();
    drill.leaves("CLAUDE.md", "# Index\n");
    drill.commits("CLAUDE.md", "# Index\n");
    let what = "has 1 file with other content than the baseline's: CLAUDE.md";
    let (tree, commit) =
        (format!("the work tree {what}"), format!("the commit checked out {what}"));
    drill.is_broken(ID, &[&tree, &commit]);
}

#[test]
fn two_files_that_changed_places_are_changed() {
    let mut drill = Drill::flawless();
    drill.leaves("README.md", "run();\n");
    drill.leaves(APP, "# App\n");
    let text =
        "the work tree has 2 files with other content than the baseline's: README.md, src/app.js";
    drill.is_broken(ID, &[text]);
}

#[test]
fn many_files_are_counted_and_three_of_them_named() {
    let mut drill = Drill::flawless();
    for name in ["a", "b", "c", "d"] {
        drill.leaves(&format!("new/{name}"), "x");
    }
    let text =
        "the work tree has 4 files that the baseline has not: new/a, new/b, new/c and 1 more";
    drill.is_broken(ID, &[text]);
}

#[test]
fn a_link_is_not_what_it_leads_to() {
    let mut drill = Drill::flawless();
    drill.after.files.insert("/srv/app/src/app.js".to_owned(), bare(FileKind::Symlink));
    drill.after.files.insert("/srv/app/lib".to_owned(), bare(FileKind::Symlink));
    drill.is_broken(
        ID,
        &[
            "the work tree has 1 file that the baseline has not: lib",
            "the work tree has 1 file with other content than the baseline's: src/app.js",
        ],
    );
}

#[test]
fn an_empty_file_and_a_directory_in_its_place_are_not_the_same() {
    let mut drill = Drill::flawless();
    drill.facts.baseline.insert("README.md".to_owned(), [].into());
    drill.after.files.insert("/srv/app/README.md".to_owned(), bare(FileKind::Directory));
    drill.is_broken(ID, &["the work tree has 1 file less than the baseline: README.md"]);
}

#[test]
fn without_a_baseline_there_is_nothing_to_compare_with() {
    let mut drill = Drill::flawless();
    drill.facts.baseline.clear();
    drill.is_unknown(ID, "the pack's baseline holds no file to compare with");
}

#[test]
fn what_a_colleague_had_not_committed_is_none_of_the_rollbacks_while_it_is_as_it_was() {
    let mut drill = Drill::flawless();
    for (path, text) in [("notes.md", "Mine.\n"), (APP, "draft();\n")] {
        drill.before.uncommitted.insert(path.to_owned(), "b1".to_owned());
        drill.before.files.insert(drill.facts.absolute(path), file(text));
        drill.leaves(path, text);
    }
    drill.holds(ID, HELD);
    drill.leaves("notes.md", "Mine no more.\n");
    drill.commits(APP, "draft();\n");
    drill.is_broken(
        ID,
        &[
            "the work tree has 1 file that the baseline has not: notes.md",
            "the commit checked out has 1 file with other content than the baseline's: src/app.js",
        ],
    );
}
