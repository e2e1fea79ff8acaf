//! The map of the project, as a test: which room may name which, and what no file may hold.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in reading order: each may name only rooms above it. A pure room touches no file,
/// process, clock or environment.
const ROOMS: &[(&str, Kind)] = &[
    ("determinism", Kind::Pure),
    ("audit", Kind::Pure),
    ("runbook", Kind::Pure),
    ("decision", Kind::Pure),
    ("world", Kind::Pure),
    ("journal", Kind::Pure),
    ("verdict", Kind::Pure),
    ("checks", Kind::Pure),
    ("lint", Kind::Pure),
    ("throwaway", Kind::System),
    ("shell", Kind::Pure),
    ("machine", Kind::System),
    ("drill", Kind::System),
    ("sweep", Kind::System),
    ("report", Kind::Pure),
    ("cli", Kind::System),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Pure,
    System,
}

/// Words of the system that no pure room may hold.
const SYSTEM_WORDS: &[&str] =
    &["std::fs", "std::process", "std::env", "std::net", "git2::", "tempfile::", "std::thread"];

/// The most lines of one file.
const LINES_MAX: usize = 400;

#[test]
fn every_room_names_only_rooms_above_it() {
    let mut wrong = Vec::new();
    for (at, (room, _)) in ROOMS.iter().enumerate() {
        for (path, text) in files_of(room) {
            wrong.extend(
                ROOMS[at + 1..]
                    .iter()
                    .filter(|(other, _)| names_room(&text, other))
                    .map(|(other, _)| format!("{} names {other}", path.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_of_rooms_is_the_list_of_folders_and_of_modules() {
    let mut folders: Vec<String> = fs::read_dir(root().join("harness"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("UTF-8"))
        .collect();
    folders.sort();
    let mut rooms: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let lib = fs::read_to_string(root().join("harness/lib.rs")).expect("lib.rs");
    let modules: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(modules, rooms, "lib.rs lists the rooms in reading order");
    rooms.sort_unstable();
    assert_eq!(folders, rooms);
}

#[test]
fn pure_rooms_touch_nothing_of_the_system() {
    let mut wrong = Vec::new();
    for (room, _) in ROOMS.iter().filter(|(_, kind)| *kind == Kind::Pure) {
        for (path, text) in files_of(room) {
            let found =
                SYSTEM_WORDS.iter().filter(|word| code(&text).any(|line| line.contains(**word)));
            wrong.extend(found.map(|word| format!("{} holds {word}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_is_longer_than_the_ceiling_and_every_file_says_what_it_is() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if text.lines().count() > LINES_MAX {
            wrong.push(format!("{} has {} lines", path.display(), text.lines().count()));
        }
        if !text.starts_with("//! ") {
            wrong.push(format!("{} has no module comment", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_import_of_a_room_is_a_line_of_its_own() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| code(text).any(|line| line.trim_start().starts_with("use crate::{")))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_door_holds_modules_and_names_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| path.ends_with("mod.rs")) {
        let holds = |word: &str| code(&text).any(|line| line.contains(word));
        if holds("fn ") || holds("struct ") || holds("impl ") {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_scenario_folder_explains_itself() {
    for folder in ["scenarios/party-mode", "scenarios/party-mode/world"] {
        let readme = root().join(folder).join("README.md");
        assert!(readme.is_file(), "{} is missing", readme.display());
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn names_room(text: &str, room: &str) -> bool {
    let needle = format!("crate::{room}");
    code(text).any(|line| {
        line.match_indices(&needle).any(|(at, _)| {
            let behind = line[at + needle.len()..].chars().next();
            !behind.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
    })
}

/// The lines that are no comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn files_of(room: &str) -> Vec<(PathBuf, String)> {
    sources_below(&format!("harness/{room}"))
}

fn sources() -> Vec<(PathBuf, String)> {
    ["harness", "tests", "benches"].iter().flat_map(|folder| sources_below(folder)).collect()
}

fn sources_below(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(&here).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push((short(&path), fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    found.sort();
    found
}

fn short(path: &Path) -> PathBuf {
    path.strip_prefix(root()).expect("below the root").to_owned()
}
