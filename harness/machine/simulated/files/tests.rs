//! Sessions at a terminal of Debian 12, in the C locale, replayed.
//!
//! The transcripts hold what the real tools print for an ordinary user; where those follow the
//! order of a real directory, ours is the order of the names.

use super::super::testing::Bench;

/// The small world that every session begins in: two files, directories, links of three kinds.
fn world() -> Bench {
    let files = [("d/x", "x\n"), ("d/e/y", "y\n"), ("f", "f\n"), ("g", "g\n"), ("n/", "")];
    let bench = Bench::with(&files);
    bench.put("/tmp/", "");
    for (target, path) in [("d", "l"), ("nope", "bad"), ("f", "lf")] {
        bench.system.root.symlink(target, &format!("/srv/app/{path}")).expect("a link");
    }
    bench
}

macro_rules! sessions {
    ($($name:ident: $file:literal,)*) => {
        $(
            #[test]
            fn $name() {
                world().replay(include_str!(concat!("transcripts/", $file)));
            }
        )*
    };
}

sessions! {
    rm_removes_what_it_may_and_says_what_it_may_not: "remove.txt",
    rm_removes_links_and_not_what_they_lead_to: "remove-links.txt",
    rmdir_removes_empty_directories_only: "rmdir.txt",
    permission_bits_are_obeyed_by_every_command: "permissions.txt",
    mkdir_makes_directories_with_the_mode_asked_for: "mkdir.txt",
    touch_makes_and_stamps_files: "touch.txt",
    cp_copies_files_directories_and_links: "copy.txt",
    cp_keeps_modes_times_and_second_names_where_asked: "copy-modes.txt",
    mv_moves_files_and_directories: "move.txt",
    mv_replaces_only_what_may_be_replaced: "move-onto.txt",
    ls_lists_as_into_a_pipe: "list.txt",
    chmod_and_stat_agree_on_modes: "chmod.txt",
    ln_makes_names_and_links: "link.txt",
    mktemp_and_truncate_refuse_what_is_wrong: "scratch.txt",
}

#[test]
fn copying_a_directory_into_itself_is_refused_after_the_copy_began() {
    let mut bench = world();
    let ran = bench.run("cp -r d d");
    let message = "cp: cannot copy a directory, 'd', into itself, 'd/d'\n";
    assert_eq!((ran.exit, ran.stderr.as_str()), (1, message));
    assert!(bench.system.root.kind("/srv/app/d/d").is_some());
}

#[test]
fn removing_everything_leaves_a_world_that_still_answers() {
    let mut bench = world();
    bench.output("rm -rf /srv /tmp");
    assert_eq!(bench.system.root.quietly(|root| root.list("/")), Ok(Vec::new()));
    assert_eq!(bench.run("touch x").exit, 1);
}

#[test]
fn old_and_future_files_show_their_year() {
    let mut bench = Bench::with(&[("now", ""), ("old", ""), ("fut", "")]);
    bench.output("touch -d 2020-01-01 old");
    bench.output("touch -d 2030-01-01 fut");
    bench.output("touch -d '-30 days' now");
    assert_eq!(
        bench.output("ls -lt"),
        "total 0\n\
         -rw-r--r-- 1 operator operator 0 Jan  1  2030 fut\n\
         -rw-r--r-- 1 operator operator 0 Dec 29 10:00 now\n\
         -rw-r--r-- 1 operator operator 0 Jan  1  2020 old\n"
    );
}

#[test]
fn long_listings_end_where_the_world_ends() {
    let mut bench = world();
    for path in ["/", "/..", "/srv/../../.."] {
        let line = format!("drwxr-xr-x 4 operator operator 4096 Jan 28 10:00 {path}\n");
        assert_eq!(bench.output(&format!("ls -ld {path}")), line);
    }
}

#[test]
fn the_names_at_the_top_of_a_machine_are_not_known() {
    let mut bench = world();
    for line in ["ls /", "ls -la /", "ls /var", "find / -name x", "du -s /", "grep -r x /"] {
        bench.put("/var/log/", "");
        let what = bench.unmodelled(line);
        assert!(what.ends_with("a place of the system that the world leaves out"), "{what}");
    }
    assert_eq!(bench.output("ls /srv"), "app\n");
}

#[test]
fn sizes_are_counted_in_blocks_of_the_disk() {
    let mut bench = world();
    bench.put("big", &"x".repeat(20_000));
    let table = [
        ("du", "8\t./d/e\n16\t./d\n4\t./n\n52\t.\n"),
        ("du -sh d big", "16K\td\n20K\tbig\n"),
        ("du -a d", "4\td/e/y\n8\td/e\n4\td/x\n16\td\n"),
        ("du -sb d", "8196\td\n"),
        ("du -c d f", "8\td/e\n16\td\n4\tf\n20\ttotal\n"),
        ("du -d1 d", "8\td/e\n16\td\n"),
        ("du d/e d", "8\td/e\n8\td\n"),
        ("ls -lh big", "-rw-r--r-- 1 operator operator 20K Jan 28 10:00 big\n"),
    ];
    for (line, expected) in table {
        assert_eq!(bench.output(line), expected, "{line}");
    }
}

#[test]
fn temporary_names_are_drawn_alike_in_equal_worlds_and_differ_within_one() {
    let mut bench = world();
    let (one, two) = (bench.output("mktemp"), bench.output("mktemp -d"));
    assert_ne!(one, two);
    assert_eq!(world().output("mktemp"), one);
    assert!(one.starts_with("/tmp/tmp.") && one.len() == "/tmp/tmp.XXXXXXXXXX\n".len(), "{one}");
    assert_eq!(bench.output(&format!("stat -c %a:%F {}", two.trim())), "700:directory\n");
}

#[test]
fn what_would_ask_or_is_not_modelled_is_named() {
    let mut bench = world();
    bench.output("chmod 444 f g");
    let table = [
        ("rm f", "rm waits for the keyboard: the file is write-protected"),
        ("mv f g", "mv waits for the keyboard: the file is write-protected"),
        ("rm -i f", "rm -i"),
        ("cp --backup f g", "cp -b"),
        ("ls -C", "ls -C"),
        ("ls --color", "ls --color"),
        ("ls --sort=version", "ls --sort"),
        ("stat f", "stat without -c: it shows numbers of the host"),
        ("stat -c %i f", "stat -c %i"),
        ("ln -r f h", "ln -r"),
        ("touch -d @-5 f", "touch with a time before 1970"),
        ("mkdir --help", "mkdir --help"),
    ];
    for (line, expected) in table {
        assert_eq!(bench.unmodelled(line), expected, "{line}");
    }
}
