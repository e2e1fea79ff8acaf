//! `diff` of two directories: which files are only in one of them, and which differ.

use std::collections::BTreeSet;

use super::super::System;
use super::super::place::{inside, place};
use crate::shell::{Call, Exit, Stop};
use crate::world::FileKind;

/// How `diff` goes about files and directories.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Directories in directories are compared too.
    pub recursive: bool,
    /// Compares two files by their names.
    pub files: fn(&mut System, &Call<'_>, [&str; 2], Shown) -> Result<Exit, Stop>,
    /// What is said of files.
    pub shown: Shown,
}

/// What is said of two files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// Only whether they differ.
    pub brief: bool,
    /// Also that they are the same.
    pub identical: bool,
}

/// Compares two directories, entry by entry in the order of their names.
pub(super) fn directories(
    system: &mut System,
    call: &Call<'_>,
    [first, second]: [&str; 2],
    manner: Manner,
) -> Result<Exit, Stop> {
    let left = entries(system, call, first)?;
    let right = entries(system, call, second)?;
    let mut worst = Exit::SUCCESS;
    for name in left.union(&right) {
        let exit = match (left.contains(name), right.contains(name)) {
            (true, true) => {
                let names = [inside(first, name), inside(second, name)];
                both(system, call, [&names[0], &names[1]], manner)?
            }
            (here, _) => {
                let only = if here { first } else { second };
                call.print(&format!("Only in {only}: {name}\n"));
                Exit::FAILURE
            }
        };
        worst = Exit(worst.0.max(exit.0));
    }
    Ok(worst)
}

fn entries(system: &System, call: &Call<'_>, name: &str) -> Result<BTreeSet<String>, Stop> {
    let names = system.root.list(&place(call, name));
    let odd = |_| call.unmodelled("of a directory that cannot be listed");
    Ok(names.map_err(odd)?.into_iter().collect())
}

/// Compares what stands under one name in both directories.
fn both(
    system: &mut System,
    call: &Call<'_>,
    names: [&str; 2],
    manner: Manner,
) -> Result<Exit, Stop> {
    let [first, second] = names;
    let kind = |name: &str| system.root.kind_of_link(&place(call, name));
    match (kind(first), kind(second)) {
        (Some(FileKind::Directory), Some(FileKind::Directory)) if manner.recursive => {
            directories(system, call, names, manner)
        }
        (Some(FileKind::Directory), Some(FileKind::Directory)) => {
            call.print(&format!("Common subdirectories: {first} and {second}\n"));
            Ok(Exit::SUCCESS)
        }
        (Some(FileKind::File), Some(FileKind::File)) => {
            (manner.files)(system, call, names, manner.shown)
        }
        (Some(FileKind::Directory), Some(FileKind::File)) => Ok(unlike(call, names, true)),
        (Some(FileKind::File), Some(FileKind::Directory)) => Ok(unlike(call, names, false)),
        _ => Err(call.unmodelled("of directories with links in them")),
    }
}

fn unlike(call: &Call<'_>, [first, second]: [&str; 2], directory_first: bool) -> Exit {
    let (one, other) = ("a directory", "a regular file");
    let (one, other) = if directory_first { (one, other) } else { (other, one) };
    call.print(&format!("File {first} is {one} while file {second} is {other}\n"));
    Exit::FAILURE
}
