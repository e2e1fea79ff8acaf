//! Which files `node --test` runs: those named, and those found below directories.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::throwaway::Root;
use crate::world::{FileError, FileKind, join, name_of};

static IS_TEST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(test(-.+)?|.+[._-]test)\.[cm]?js$").expect("a valid pattern"));

/// The most files that are looked at.
const FILES_MAX: usize = 100_000;

/// Lists the test files that `named` means, sorted; all below `cwd` where nothing is named.
///
/// The error is the path that does not exist.
pub(super) fn test_files(root: &Root, cwd: &str, named: &[String]) -> Result<Vec<String>, String> {
    let mut found = BTreeSet::new();
    let starts: Vec<String> = if named.is_empty() {
        vec![cwd.to_owned()]
    } else {
        named.iter().map(|path| join(cwd, path)).collect()
    };
    for start in starts {
        match root.kind(&start) {
            None => return Err(start),
            Some(FileKind::Directory) => {
                let is_test_folder = name_of(&start) == "test";
                look_below(root, &start, is_test_folder, &mut found).map_err(|_| start)?;
            }
            Some(_) => {
                found.insert(start);
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn look_below(
    root: &Root,
    directory: &str,
    under_test: bool,
    found: &mut BTreeSet<String>,
) -> Result<(), FileError> {
    for name in root.list(directory)? {
        let path = join(directory, &name);
        match root.kind(&path) {
            Some(FileKind::Directory) if name == "node_modules" => {}
            Some(FileKind::Directory) if root.kind_of_link(&path) == Some(FileKind::Symlink) => {}
            Some(FileKind::Directory) => {
                look_below(root, &path, under_test || name == "test", found)?;
            }
            Some(_) if found.len() < FILES_MAX && is_wanted(&name, under_test) => {
                found.insert(path);
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_wanted(name: &str, under_test: bool) -> bool {
    let is_script = [".js", ".cjs", ".mjs"].iter().any(|ending| name.ends_with(ending));
    IS_TEST.is_match(name) || (under_test && is_script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_named_like_tests_are_wanted_and_every_script_below_a_test_folder() {
        for name in ["test.js", "test-a.mjs", "a.test.cjs", "a-test.js", "a_test.js"] {
            assert!(is_wanted(name, false), "{name}");
        }
        for name in ["testing.js", "a.tests.js", "test.ts", ".test", "latest.js"] {
            assert!(!is_wanted(name, false), "{name}");
        }
        assert!(is_wanted("plain.js", true));
        assert!(!is_wanted("plain.json", true));
    }
}
