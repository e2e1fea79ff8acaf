//! Everything below one directory of a world, links not followed.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;

use super::{Root, ThrowawayError};

/// The most files and directories of one survey.
const ENTRIES_MAX: usize = 500_000;

/// What was found below a directory, by path from it, in byte order.
#[derive(Debug, Default)]
pub struct Survey {
    /// Files and links, with what the host says of each.
    pub files: BTreeMap<String, Metadata>,
    /// Directories; `true` where one holds a `.git` of its own and was not entered.
    pub directories: BTreeMap<String, bool>,
}

/// Looks at everything below `directory` of the world but `.git`.
pub fn survey(root: &Root, directory: &str) -> Result<Survey, ThrowawayError> {
    let host = root
        .resolve_link(directory)
        .map_err(|source| ThrowawayError::World { path: directory.to_owned(), source })?;
    let mut found = Survey::default();
    look_below(&host, "", &mut found)?;
    Ok(found)
}

fn look_below(host: &Path, above: &str, found: &mut Survey) -> Result<(), ThrowawayError> {
    for entry in fs::read_dir(host).map_err(ThrowawayError::host("list", host))? {
        let entry = entry.map_err(ThrowawayError::host("list", host))?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            let path = format!("{above}/{}", entry.file_name().display());
            return Err(ThrowawayError::Plan { path, why: "the name is no UTF-8" });
        };
        if name == ".git" {
            continue;
        }
        let path = if above.is_empty() { name } else { format!("{above}/{name}") };
        if found.files.len() + found.directories.len() >= ENTRIES_MAX {
            return Err(ThrowawayError::Plan { path, why: "there are too many files beside it" });
        }
        let host = entry.path();
        let kind = entry.file_type().map_err(ThrowawayError::host("look at", &host))?;
        if kind.is_dir() {
            let nested = host.join(".git").symlink_metadata().is_ok();
            found.directories.insert(path.clone(), nested);
            if !nested {
                look_below(&host, &path, found)?;
            }
        } else {
            let seen = entry.metadata().map_err(ThrowawayError::host("look at", &host))?;
            found.files.insert(path, seen);
        }
    }
    Ok(())
}
