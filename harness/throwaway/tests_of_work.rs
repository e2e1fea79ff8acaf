//! What can still be reached in a world, and what its files are beside their commits.

use std::collections::BTreeMap;

use super::tests::{FIRST, SECOND, blueprint, file, forked};
use super::*;

const CHECKOUT: &str = "/srv/app";
const GIT: &str = "/srv/app/.git";
const ORIGIN: &str = "/srv/git/app.git";

fn differs(world: &World, directory: &str) -> Vec<String> {
    let seen = observe_work_tree(&world.root, directory, |path| path == "notes/own");
    seen.expect("a repository").differs
}

fn commits(world: &World, git_dirs: &[&str]) -> Vec<String> {
    let git_dirs: Vec<String> = git_dirs.iter().map(|&path| path.to_owned()).collect();
    let history = observe_history(&world.root, &git_dirs).expect("repositories");
    history.commits.into_keys().collect()
}

#[test]
fn a_fresh_work_tree_is_its_commit_from_every_directory_of_it() {
    let (_scratch, world) = forked();
    let seen = observe_work_tree(&world.root, "/srv/app/a/b", |path| path.starts_with("notes"));
    let seen = seen.expect("a repository");
    assert_eq!((seen.commit.as_str(), seen.differs.len()), (SECOND, 0));
    assert_eq!(seen.tree.len(), 40);
    assert_eq!(observe_work_tree(&world.root, "/srv", |_| false), None);
}

#[test]
fn files_that_changed_went_or_came_are_named_and_those_aside_are_not() {
    let (_scratch, world) = forked();
    world.root.write("/srv/app/a.txt", b"other\n").expect("a file");
    world.root.remove_file("/srv/app/a-b/x").expect("a file");
    world.root.write("/srv/app/new", b"new\n").expect("a file");
    assert_eq!(differs(&world, CHECKOUT), ["a-b/x", "a.txt", "new"]);
}

#[test]
fn a_linked_work_tree_stands_for_the_commit_that_is_checked_out_in_it() {
    let (_scratch, world) = forked();
    let own = format!("{GIT}/worktrees/tree");
    for (path, text) in [
        (format!("{own}/HEAD"), format!("{FIRST}\n")),
        (format!("{own}/commondir"), "../..\n".to_owned()),
        ("/tmp/tree/.git".to_owned(), format!("gitdir: {own}\n")),
        ("/tmp/tree/a.txt".to_owned(), "2\n".to_owned()),
    ] {
        world.root.create_dir_all(crate::world::parent_of(&path)).expect("a directory");
        world.root.write(&path, text.as_bytes()).expect("a file");
    }
    let seen = observe_work_tree(&world.root, "/tmp/tree", |_| false).expect("a repository");
    assert_eq!(seen.commit, FIRST);
    assert_eq!(seen.differs, ["a-b/x", "a/b/c", "gone"]);
}

#[test]
fn a_copy_may_be_a_part_of_its_commit_and_nothing_else() {
    let (_scratch, world) = forked();
    let copy = |path: &str, text: &str| {
        let path = format!("/srv/copy/{path}");
        world.root.create_dir_all(crate::world::parent_of(&path)).expect("a directory");
        world.root.write(&path, text.as_bytes()).expect("a file");
    };
    copy("a/b/c", "5\n");
    copy("record", "of it\n");
    let seen = |commit: &str| observe_copy(&world.root, GIT, commit, "/srv/copy", "record");
    assert_eq!(seen(SECOND).differs, Vec::<String>::new());
    assert_eq!(seen(FIRST).differs, ["a/b/c"]);
    copy("more", "x\n");
    assert_eq!(seen(SECOND).differs, ["more"]);
    let unknown = seen("no commit");
    assert_eq!((unknown.commit.as_str(), unknown.tree.as_str()), ("no commit", ""));
}

#[test]
fn a_commit_is_reached_by_any_reference_here_or_at_origin_and_else_not_at_all() {
    let (_scratch, world) = forked();
    assert_eq!(commits(&world, &[GIT, ORIGIN]), [FIRST, SECOND]);
    let references = References::of(&world.root, GIT);
    let first = git2::Oid::from_str(FIRST).expect("an id");
    for name in ["refs/heads/main", "refs/remotes/origin/main"] {
        references.write(name, first).expect("a reference");
    }
    assert_eq!(commits(&world, &[GIT]), [FIRST]);
    assert_eq!(commits(&world, &[GIT, ORIGIN]), [FIRST, SECOND]);
    let line = format!("{} {SECOND} A <a@b> 1 +0000\tWIP\n", "0".repeat(40));
    world.root.create_dir_all(&format!("{GIT}/logs/refs")).expect("a directory");
    world.root.write(&format!("{GIT}/logs/refs/stash"), line.as_bytes()).expect("a stash");
    assert_eq!(commits(&world, &[GIT]), [FIRST, SECOND]);
}

#[test]
fn the_files_of_every_commit_that_is_reached_are_known_by_their_ids() {
    let (_scratch, world) = forked();
    let history = observe_history(&world.root, &[GIT.to_owned()]).expect("a repository");
    for text in ["3\n", "4\n", "5\n"] {
        assert!(history.blobs.contains(&blob_id(text.as_bytes())), "{text}");
    }
    assert!(!history.blobs.contains(&blob_id(b"own\n")));
}

#[test]
fn a_repository_that_is_gone_hides_nothing_of_the_other_one() {
    let (_scratch, world) = forked();
    world.root.remove_dir_all(GIT).expect("a repository");
    assert_eq!(commits(&world, &[GIT, ORIGIN]), [FIRST, SECOND]);
}

#[test]
fn an_edited_file_stands_as_it_was_edited_and_has_to_be_one_of_the_last_commit() {
    let scratch = tempfile::tempdir().expect("a scratch directory");
    let mut plan = blueprint();
    plan.edited = BTreeMap::from([("a.txt".to_owned(), file("mine\n"))]);
    let template = Template::build(&plan, scratch.path()).expect("a template");
    let world = template.fork(&scratch.path().join("world")).expect("a world");
    assert_eq!(differs(&world, CHECKOUT), ["a.txt"]);
    plan.edited = BTreeMap::from([("gone".to_owned(), file("mine\n"))]);
    assert!(Template::build(&plan, scratch.path()).is_err());
}
