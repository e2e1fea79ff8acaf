//! Sessions at a terminal of Debian 12, in the C locale, replayed.

use super::super::testing::Bench;
use crate::shell::Input;

fn world() -> Bench {
    let files = [("d/x", "x\n"), ("d/e/y.txt", "y\n"), ("f", "f\n"), ("n/", "")];
    let bench = Bench::with(&files);
    for (target, path) in [("d", "l"), ("nope", "bad")] {
        bench.system.root.symlink(target, &format!("/srv/app/{path}")).expect("a link");
    }
    bench
}

#[test]
fn tar_writes_lists_and_unpacks_as_gnu_tar_does() {
    world().replay(include_str!("transcripts/tar.txt"));
}

#[test]
fn tar_keeps_modes_and_times_and_obeys_permission_bits() {
    let mut bench = Bench::with(&[("d/x", "x\n"), ("d/e/y.txt", "y\n")]);
    bench.replay(include_str!("transcripts/tar-modes.txt"));
}

#[test]
fn gzip_packs_and_unpacks_as_gnu_gzip_does() {
    let mut bench = Bench::with(&[("z", "hi\n"), ("d/x", "x\n")]);
    bench.replay(include_str!("transcripts/gzip.txt"));
}

#[test]
fn an_archive_through_a_pipe_holds_what_went_in() {
    let mut bench = world();
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<String>>();
    bench.output("tar -cf plain.tar d");
    let bytes = bench.system.root.read("/srv/app/plain.tar").expect("the archive");
    let (exit, _, stderr) = bench.call(&words("tar -xvf - -C n"), Input::of_bytes(bytes));
    assert_eq!((exit.map(|exit| exit.0), stderr.as_str()), (Ok(0), ""));
    assert_eq!(bench.read("n/d/e/y.txt").as_deref(), Some("y\n"));
}

/// An archive with one member of each kind of mischief, as no tar writes it by itself.
fn mischief() -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, link) in [
        ("../x", None),
        ("a/../../y", None),
        ("/abs/z", None),
        ("ok/w", None),
        ("sl", Some("/etc")),
        ("sl/pw", None),
    ] {
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().expect("GNU").name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_mode(0o644);
        header.set_size(if link.is_some() { 0 } else { 2 });
        if let Some(target) = link {
            header.set_entry_type(tar::EntryType::Symlink);
            header.set_link_name(target).expect("short");
        }
        header.set_cksum();
        builder.append(&header, if link.is_some() { &b""[..] } else { b"q\n" }).expect("in memory");
    }
    builder.into_inner().expect("in memory")
}

#[test]
fn no_member_leaves_the_directory_where_an_archive_is_unpacked() {
    let mut bench = Bench::with(&[("o/", "")]);
    bench.system.root.write("/srv/app/evil.tar", &mischief()).expect("the archive");
    bench.replay(
        "$ tar -xvf evil.tar -C o\n\
         /abs/z\nok/w\nsl\nsl/pw\n\
         tar: Removing leading `../' from member names\n\
         tar: ../x: Member name contains '..'\n\
         tar: Removing leading `a/../../' from member names\n\
         tar: a/../../y: Member name contains '..'\n\
         tar: Removing leading `/' from member names\n\
         tar: sl/pw: Cannot open: Not a directory\n\
         tar: Exiting with failure status due to previous errors\n\
         => 2\n\
         $ find o\n\
         o\no/abs\no/abs/z\no/ok\no/ok/w\no/sl\n\
         $ readlink o/sl\n\
         /etc\n",
    );
}

#[test]
fn equal_worlds_give_equal_archives() {
    let pack = || {
        let mut bench = world();
        bench.output("tar -czf a.tgz d f");
        bench.system.root.read("/srv/app/a.tgz").expect("the archive")
    };
    assert_eq!(pack(), pack());
}

#[test]
fn what_is_not_modelled_is_named() {
    let mut bench = world();
    bench.put("cut.tar", &"x".repeat(700));
    let table = [
        ("tar -cjf a.tbz d", "tar -j"),
        ("tar -rf a.tar d", "tar -r"),
        ("tar -czf all.tgz .", "tar writes a compressed archive into a directory that it archives"),
        ("tar -c d", "tar without -f"),
        ("tar -acf a.txz d", "tar -a a.txz"),
        ("tar -xf -", "tar waits for the keyboard"),
        ("gzip -l f", "gzip -l"),
        ("gunzip", "gunzip waits for the keyboard"),
        ("zip a.zip d", "zip"),
    ];
    for (line, expected) in table {
        assert_eq!(bench.unmodelled(line), expected, "{line}");
    }
    assert_eq!(bench.run("tar -tf cut.tar").exit, 2);
}
