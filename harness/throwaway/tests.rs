//! What a built and forked world is, beside what git itself makes of the same input.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;

use super::*;
use crate::determinism::Tick;
use crate::world::{Blueprint, CommitPlan, FilePlan, Layout, RepositoryState};

/// What git 2.47 names the two commits of [`blueprint`].
pub(super) const FIRST: &str = "17a6f6915c697f4f06e9822a713b5f59998eceef";
pub(super) const SECOND: &str = "97d7ebd2f40f9667c6f86bc512ef90846d14d2e4";

pub(super) fn file(text: &str) -> FilePlan {
    FilePlan { bytes: text.as_bytes().to_vec(), executable: false }
}

fn commit(message: &str, at: u64, writes: &[(&str, &str)], removes: &[&str]) -> CommitPlan {
    CommitPlan {
        message: message.to_owned(),
        author: "A. Writer".to_owned(),
        email: "writer@example.com".to_owned(),
        at: Tick::from_epoch_ms(at * 1000),
        writes: writes.iter().map(|(path, text)| ((*path).to_owned(), file(text))).collect(),
        removes: removes.iter().map(|path| (*path).to_owned()).collect(),
        tags: Vec::new(),
    }
}

pub(super) fn blueprint() -> Blueprint {
    let files = [("a-b/x", "1\n"), ("a.txt", "2\n"), ("a/b/c", "3\n"), ("gone", "4\n")];
    let mut first = commit("first: lay\n\nbody", 1_769_000_000, &files, &[]);
    first.tags.push("baseline".to_owned());
    let mut second = commit("second", 1_769_000_100, &[("a/b/c", "5\n")], &["gone"]);
    second.writes.insert("run".to_owned(), FilePlan { executable: true, ..file("#!/bin/sh\n") });
    Blueprint {
        existing: None,
        layout: Layout {
            checkout: "/srv/app".to_owned(),
            origin: "/srv/git/app.git".to_owned(),
            home: "/home/operator".to_owned(),
        },
        commits: vec![first, second],
        untracked: BTreeMap::from([("notes/own".to_owned(), file("own\n"))]),
        edited: BTreeMap::new(),
        outside: BTreeMap::from([("/etc/hosts".to_owned(), file("hosts\n"))]),
        directories: vec!["/srv/app/empty/inner".to_owned()],
    }
}

pub(super) fn forked() -> (tempfile::TempDir, World) {
    let scratch = tempfile::tempdir().expect("a scratch directory");
    let template = Template::build(&blueprint(), scratch.path()).expect("a template");
    let world = template.fork(&scratch.path().join("world")).expect("a world");
    (scratch, world)
}

#[test]
fn commits_have_the_ids_that_git_gives_them() {
    let (_scratch, world) = forked();
    let state = observe_repository(&world.root, "/srv/app").expect("a repository");
    let RepositoryState { branch, head, refs, tree } = state;
    assert_eq!((branch.as_deref(), head.as_str()), (Some("main"), SECOND));
    let names = [
        ("refs/heads/main", SECOND),
        ("refs/remotes/origin/main", SECOND),
        ("refs/tags/baseline", FIRST),
    ];
    assert_eq!(refs, names.map(|(name, id)| (name.to_owned(), id.to_owned())).into());
    let paths: Vec<&str> = tree.keys().map(String::as_str).collect();
    assert_eq!(paths, ["a-b/x", "a.txt", "a/b/c", "run"]);
    assert_eq!(tree["a/b/c"], "7ed6ff82de6bcc2a78243fc9c54d3ef5ac14da69");
    let origin = observe_references(&world.root, "/srv/git/app.git").expect("an origin");
    assert_eq!(origin, [names[0], names[2]].map(|(n, id)| (n.to_owned(), id.to_owned())).into());
}

#[test]
fn every_planned_file_stands_where_it_should_stamped_with_the_last_commit() {
    let (_scratch, world) = forked();
    let at = Some(Tick::from_epoch_ms(1_769_000_100_000));
    for (path, text) in [
        ("/srv/app/a/b/c", "5\n"),
        ("/srv/app/notes/own", "own\n"),
        ("/etc/hosts", "hosts\n"),
        ("/srv/app/run", "#!/bin/sh\n"),
    ] {
        assert_eq!(world.root.read(path).expect(path), text.as_bytes());
        assert_eq!(world.root.modified(path), at, "{path}");
    }
    assert_eq!(world.root.kind("/srv/app/gone"), None);
    assert!(world.root.is_executable("/srv/app/run"));
    for directory in ["/srv/app/empty/inner", "/home/operator"] {
        assert_eq!(world.root.list(directory), Ok(Vec::new()));
        assert_eq!(world.root.modified(directory), at);
    }
}

#[test]
fn the_index_of_a_fork_is_fresh() {
    let (_scratch, world) = forked();
    let index = git2::Index::open(&world.root.host().join("srv/app/.git/index")).expect("an index");
    for entry in index.iter() {
        let path = format!("/srv/app/{}", String::from_utf8_lossy(&entry.path));
        let host = world.root.resolve(&path).expect("a file");
        let found = fs::symlink_metadata(host).expect("a file");
        let leaf = Leaf { mode: entry.mode, id: entry.id };
        let fresh =
            index_entry(path.strip_prefix("/srv/app/").expect("inside"), leaf, Some(&found));
        assert_eq!((entry.ino, entry.file_size), (fresh.ino, fresh.file_size), "{path}");
        assert_eq!(entry.mtime, fresh.mtime, "{path}");
    }
    assert_eq!(index.len(), 4);
    let written = world.root.modified("/srv/app/.git/index").expect("a time");
    let laid = world.root.modified("/srv/app/a.txt").expect("a time");
    assert!(laid < written, "git would read every file again");
}

#[test]
fn forks_do_not_share_what_one_of_them_changes() {
    let scratch = tempfile::tempdir().expect("a scratch directory");
    let template = Template::build(&blueprint(), scratch.path()).expect("a template");
    let one = template.fork(&scratch.path().join("one")).expect("a world");
    one.root.remove_dir_all("/srv/app/.git/objects").expect("damage");
    let other = template.fork(&scratch.path().join("other")).expect("a world");
    assert!(observe_repository(&other.root, "/srv/app").is_ok());
    assert!(observe_repository(&one.root, "/srv/app").is_err());
}

#[test]
fn a_world_is_gone_when_dropped_unless_it_is_kept() {
    let (scratch, world) = forked();
    let host = world.root.host().to_owned();
    drop(world);
    assert!(!host.exists());
    let template = Template::build(&blueprint(), scratch.path()).expect("a template");
    let kept = template.fork(&host).expect("a world").keep();
    assert!(kept.join("srv/app/run").exists());
    assert!(template.fork(&host).is_err(), "a world must not be laid over another");
}

/// Builds the blueprint after `change` and returns why it was refused.
fn refusal(change: impl FnOnce(&mut Blueprint)) -> String {
    let mut plan = blueprint();
    change(&mut plan);
    let scratch = tempfile::tempdir().expect("a scratch directory");
    Template::build(&plan, scratch.path()).expect_err("refused").to_string()
}

#[test]
fn a_plan_that_no_world_can_have_is_refused() {
    assert!(refusal(|plan| plan.commits.clear()).contains("there is no commit"));
    let removed = refusal(|plan| plan.commits[1].removes.push("none".to_owned()));
    assert_eq!(removed, "failed to lay out none: it is removed but not there");
    for path in ["../out", "a//b", ".git/config", "x/./y", ""] {
        let odd = refusal(|plan| drop(plan.untracked.insert(path.to_owned(), file("x"))));
        assert!(odd.contains("a part of it is empty"), "{path:?}: {odd}");
    }
    let both = refusal(|plan| drop(plan.untracked.insert("a/b".to_owned(), file("x"))));
    assert!(both.contains("it is a file and a directory"), "{both}");
}

#[test]
fn settings_that_lead_out_of_the_world_are_refused_by_name() {
    for (text, named) in [
        ("[core]\n\tworktree = /etc\n", "core.worktree"),
        ("[include]\n\tpath = /etc/gitconfig\n", "include.path"),
        ("[includeIf \"gitdir:/\"]\n\tpath = x\n", "includeif.gitdir:/.path"),
        ("[core]\n\thooksPath = /x\n", "core.hookspath"),
        ("[core]\n\tfsmonitor = /x\n", "core.fsmonitor"),
        ("[filter \"x\"]\n\tclean = cat\n", "filter.x.clean"),
        ("[core]\n\tattributesFile = /x\n", "core.attributesfile"),
        ("[core]\n\texcludesFile = /x\n", "core.excludesfile"),
        ("[core]\n\tautocrlf = input\n", "core.autocrlf = input"),
        ("[extensions]\n\tworktreeConfig = true\n", "extensions.worktreeconfig"),
    ] {
        let (_scratch, world) = forked();
        world.root.append("/srv/app/.git/config", text.as_bytes()).expect("a setting");
        let error = open_confined(&world.root, "/srv/app/.git").err().expect("refused");
        let ThrowawayError::Refused { what, .. } = error else { panic!("{error}") };
        assert_eq!(what, named);
    }
}

#[test]
fn links_and_pointers_inside_git_are_refused() {
    for (path, target) in [
        ("objects/info/alternates", None),
        ("commondir", None),
        ("refs-elsewhere", Some("/tmp")),
        ("objects/ab", Some("/tmp")),
    ] {
        let (_scratch, world) = forked();
        let host = world.root.host().join("srv/app/.git").join(path);
        match target {
            Some(target) => symlink(target, host).expect("a link"),
            None => fs::write(host, "/tmp").expect("a pointer"),
        }
        let error = open_confined(&world.root, "/srv/app/.git").err().expect("refused");
        assert!(matches!(error, ThrowawayError::Refused { .. }), "{path}: {error}");
    }
}

#[test]
fn a_git_directory_that_is_a_link_or_a_pointer_is_never_followed_out_of_the_world() {
    let (scratch, world) = forked();
    let outside = scratch.path().join("outside.git");
    git2::Repository::init_bare(&outside).expect("a repository of the host");
    let link = world.root.host().join("srv/app/.git");
    fs::rename(&link, world.root.host().join("srv/real")).expect("moved");
    symlink(&outside, &link).expect("a link");
    assert!(open_confined(&world.root, "/srv/app/.git").is_err());
    fs::remove_file(&link).expect("removed");
    fs::write(&link, format!("gitdir: {}\n", outside.display())).expect("a pointer");
    assert!(open_confined(&world.root, "/srv/app/.git").is_err());
}

/// Links a work tree at `/srv/roll` to the checkout by hand, on its branch.
fn linked() -> (tempfile::TempDir, World) {
    let (scratch, world) = forked();
    let own = "/srv/app/.git/worktrees/roll";
    for directory in [own, "/srv/roll"] {
        world.root.create_dir_all(directory).expect("a directory");
    }
    for (path, text) in [
        ("/srv/roll/.git".to_owned(), "gitdir: /srv/app/.git/worktrees/roll\n"),
        (format!("{own}/gitdir"), "/srv/roll/.git\n"),
        (format!("{own}/commondir"), "../..\n"),
        (format!("{own}/HEAD"), "ref: refs/heads/main\n"),
    ] {
        world.root.write(&path, text.as_bytes()).expect("a pointer");
    }
    (scratch, world)
}

#[test]
fn a_linked_work_tree_shows_the_references_of_its_repository_and_a_head_of_its_own() {
    let (_scratch, world) = linked();
    let main = observe_repository(&world.root, "/srv/app").expect("readable");
    let same = observe_repository(&world.root, "/srv/roll").expect("readable");
    assert_eq!((&same.refs, &same.head), (&main.refs, &main.head));
    world.root.write("/srv/roll/x", b"x").expect("a file");
    let seen = observe_files(&world.root, &["/srv/app/.git".to_owned()]).expect("readable");
    assert!(seen.contains_key("/srv/roll/x") && !seen.contains_key("/srv/roll/.git"));
    let detached = format!("{}\n", main.head);
    let head = "/srv/app/.git/worktrees/roll/HEAD";
    world.root.write(head, detached.as_bytes()).expect("detached");
    let roll = observe_repository(&world.root, "/srv/roll").expect("readable");
    assert_eq!((roll.branch, roll.head), (None, main.head));
    assert_eq!(observe_repository(&world.root, "/srv/app").expect("readable").branch, main.branch);
}

#[test]
fn a_pointer_that_its_repository_does_not_point_back_to_is_refused() {
    let own = "/srv/app/.git/worktrees/roll";
    for (path, text) in [
        ("/srv/roll/.git", "gitdir: /srv/app/.git\n"),
        ("/srv/roll/.git", "gitdir: ../app/.git/worktrees/roll\n"),
        ("/srv/roll/.git", "gitdir: /srv/roll/../app/.git/worktrees/roll\n"),
        ("/srv/roll/.git", "gitdir: /srv/app/.git/worktrees/roll\nx\n"),
        ("/srv/app/.git/worktrees/roll/gitdir", "/srv/other/.git\n"),
        ("/srv/app/.git/worktrees/roll/commondir", "/etc\n"),
        ("/srv/app/.git/worktrees/roll/commondir", "../../..\n"),
    ] {
        let (_scratch, world) = linked();
        assert!(open_confined(&world.root, "/srv/roll/.git").is_ok());
        world.root.write(path, text.as_bytes()).expect("a pointer");
        let error = open_confined(&world.root, "/srv/roll/.git").err().expect("refused");
        assert!(matches!(error, ThrowawayError::Refused { .. }), "{path} {text}: {error}");
    }
    for (path, target) in [
        (own.to_owned(), "/srv/elsewhere"),
        (format!("{own}/gitdir"), "/srv/elsewhere"),
        (format!("{own}/index"), "/etc/passwd"),
        ("/srv/app/.git/objects/ab".to_owned(), "/tmp"),
    ] {
        let (_scratch, world) = linked();
        world.root.create_dir_all("/srv/elsewhere").expect("a directory");
        let host = world.root.host().join(path.trim_start_matches('/'));
        if host.exists() {
            fs::rename(&host, world.root.host().join("srv/moved")).expect("moved");
        }
        symlink(target, &host).expect("a link");
        let error = open_confined(&world.root, "/srv/roll/.git").err().expect("refused");
        assert!(matches!(error, ThrowawayError::Refused { .. }), "{path}: {error}");
    }
    let (_scratch, world) = linked();
    let config = b"[core]\n\thooksPath = /x\n";
    world.root.append("/srv/app/.git/config", config).expect("a setting");
    assert!(open_confined(&world.root, "/srv/roll/.git").is_err());
}

#[test]
fn nobodys_own_settings_show_in_a_world() {
    let (_scratch, world) = forked();
    let repository = open_confined(&world.root, "/srv/app/.git").expect("a repository");
    let config = repository.config().expect("settings");
    let mut entries = config.entries(None).expect("settings");
    while let Some(entry) = entries.next() {
        assert_eq!(entry.expect("a setting").level(), git2::ConfigLevel::Local);
    }
}
