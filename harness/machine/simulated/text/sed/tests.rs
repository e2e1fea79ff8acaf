//! Scripts of sed by table and by chance.

use proptest::prelude::*;

use super::super::super::testing::Bench;
use crate::shell::Input;

fn bench() -> Bench {
    Bench::with(&[("five", "one\ntwo\nthree\nfour\nfive\n"), ("b", "a\nb\n")])
}

#[test]
fn a_file_edited_in_place_keeps_its_mode_and_gets_the_time_of_the_clock() {
    let mut bench = bench();
    let path = "/srv/app/five";
    bench.system.root.set_mode(path, 0o750).expect("the file");
    let before = bench.system.root.modified(path);
    bench.system.pass(std::time::Duration::from_secs(60)).expect("nobody acts");
    bench.output("sed -i s/one/1/ five");
    assert_eq!(bench.system.root.mode(path), Some(0o750));
    assert!(bench.system.root.modified(path) > before);
}

#[test]
fn editing_a_link_in_place_makes_a_file_of_it_and_leaves_its_target() {
    let mut bench = bench();
    bench.system.root.symlink("five", "/srv/app/link").expect("a link");
    bench.output("sed -i 2,5d link");
    assert_eq!(bench.read("link").as_deref(), Some("one\n"));
    assert_eq!(bench.read("five").as_deref(), Some("one\ntwo\nthree\nfour\nfive\n"));
}

#[test]
fn a_script_that_never_ends_is_given_up() {
    let mut bench = bench();
    assert_eq!(bench.unmodelled("sed ':a;ba' five"), "sed script does not end");
    assert_eq!(bench.unmodelled("sed ':a;G;h;ba' five"), "sed on a line longer than 64 MiB");
}

#[test]
fn what_is_not_modelled_is_named() {
    let mut bench = bench();
    for (line, expected) in [
        ("sed 's/a/b/e' five", "sed the flag e of s"),
        ("sed 1e five", "sed the command e"),
        ("sed --posix p five", "sed --posix"),
        ("sed p", "sed waits for the keyboard"),
        ("sed -Q p five", "sed (invalid option -- 'Q')"),
    ] {
        assert_eq!(bench.unmodelled(line), expected);
    }
}

proptest! {
    #[test]
    fn no_script_panics(script in "[snpdDNgGhHxyltbaic=qQ{}:;!,$~+0-9/\\\\|&*.\\[\\] #\n]{0,20}") {
        let mut bench = bench();
        let argv: Vec<String> = ["sed", &script, "five", "b"].map(str::to_owned).to_vec();
        let _ = bench.call(&argv, Input::empty());
    }

    #[test]
    fn no_substitution_panics(pattern in "[ab.*\\\\()\\[\\]^$|]{0,8}", with in "[x&\\\\1ULEul\n]{0,8}") {
        let mut bench = bench();
        let script = format!("s/{pattern}/{with}/g");
        let argv: Vec<String> = ["sed", "-E", &script, "b"].map(str::to_owned).to_vec();
        let _ = bench.call(&argv, Input::empty());
    }
}
