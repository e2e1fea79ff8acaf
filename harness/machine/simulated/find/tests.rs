//! Sessions at a terminal of Debian 12, in the C locale, replayed.

use super::super::testing::Bench;

fn world() -> Bench {
    let files = [("d/x", "x\n"), ("d/e/y.txt", "y\n"), ("f", "f\n"), (".g", "g\n"), ("n/", "")];
    let bench = Bench::with(&files);
    for (target, path) in [("d", "l"), ("nope", "bad")] {
        bench.system.root.symlink(target, &format!("/srv/app/{path}")).expect("a link");
    }
    bench
}

#[test]
fn find_finds_and_acts_as_gnu_find_does() {
    world().replay(include_str!("transcripts/find.txt"));
}

#[test]
fn ages_are_counted_in_whole_days_and_begun_minutes() {
    let mut bench = Bench::with(&[("n/", "")]);
    for hours in [1, 23, 25, 47, 49, 71, 73] {
        bench.output(&format!("touch -d '{hours} hours ago' n/h{hours}"));
    }
    bench.output("touch -d '+1 hour' n/fut");
    let mut found = |test: &str| {
        let listed = bench.output(&format!("find n -type f {test} -printf '%f '"));
        listed.trim_end().to_owned()
    };
    assert_eq!(found("-mtime 0"), "h1 h23");
    assert_eq!(found("-mtime -1"), "fut h1 h23");
    assert_eq!(found("-mtime 1"), "h25 h47");
    assert_eq!(found("-mtime +1"), "h49 h71 h73");
    assert_eq!(found("-mmin -61"), "fut h1");
    assert_eq!(found("-mmin +1400"), "h25 h47 h49 h71 h73");
    assert_eq!(found("-newermt '2 days ago'"), "fut h1 h23 h25 h47");
}

#[test]
fn names_end_as_print0_says() {
    assert_eq!(world().output("find d -print0"), "d\0d/e\0d/e/y.txt\0d/x\0");
}

#[test]
fn a_command_for_each_file_and_one_for_all_get_the_same_names() {
    let mut bench = world();
    assert_eq!(bench.output("find d -type f -exec basename {} ;"), "y.txt\nx\n");
    assert_eq!(bench.output("find d -type f -exec basename -a {} +"), "y.txt\nx\n");
    assert_eq!(bench.run("find d -exec rm nope {} +").exit, 1);
    assert_eq!(
        bench.run("find f -exec NoSuch {} ;").stderr,
        "find: 'NoSuch': No such file or directory\n"
    );
}

#[test]
fn deleting_everything_stays_in_the_world() {
    let mut bench = world();
    bench.unmodelled("find / -mindepth 1 -delete");
    assert_eq!(bench.system.root.list("/"), Ok(Vec::new()));
    assert!(bench.system.root.host().is_dir());
}

#[test]
fn what_is_not_modelled_is_named() {
    let mut bench = world();
    let table = [
        ("find . -regex x", "find -regex"),
        ("find . -user operator", "find -user"),
        ("find . -ok rm {} ;", "find -ok"),
        ("find . -printf %i", "find -printf %i"),
        ("find . -perm u+x", "find -perm u+x"),
        ("find . -exec frobnicate {} ;", "frobnicate"),
        ("find -L /srv/app/up", "find -L through links that go round"),
    ];
    bench.system.root.symlink("..", "/srv/app/up").expect("a link");
    for (line, expected) in table {
        assert_eq!(bench.unmodelled(line), expected, "{line}");
    }
    let deep = "! ".repeat(200);
    assert_eq!(
        bench.unmodelled(&format!("find . {deep} -name x")),
        "find with so deep an expression"
    );
}
