//! Where the paths that commands are given lie in the world, and what is said when one fails.

use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

/// Returns the path in the world that `path` means to a command in its working directory.
///
/// Dots and links are left as they are: only the [`Root`](crate::throwaway::Root) can say where
/// `link/..` leads. An empty path stays empty and is found nowhere.
pub(super) fn place(call: &Call<'_>, path: &str) -> String {
    if path.is_empty() || path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{}/{path}", call.cwd.trim_end_matches('/'))
    }
}

/// Returns `path` with `name` in it, as tools write it: one slash between them.
pub(super) fn inside(path: &str, name: &str) -> String {
    let slash = if path.is_empty() || path.ends_with('/') { "" } else { "/" };
    format!("{path}{slash}{name}")
}

/// Returns the last part of a path as it was given, without slashes behind it; `/` for the root.
pub(super) fn last_part(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return &path[..path.len().min(1)];
    }
    trimmed.rsplit_once('/').map_or(trimmed, |(_, name)| name)
}

/// Complains about a file that could not be used, `NAME: WHAT: REASON`, and returns failure; what
/// the harness itself could not do stops the drill.
pub(super) fn refuse(call: &Call<'_>, what: &str, error: FileError) -> Result<Exit, Stop> {
    match error {
        FileError::Harness(reason) => Err(Stop::Harness { what: format!("{what}: {reason}") }),
        error => {
            call.complain(&format!("{what}: {error}"));
            Ok(Exit::FAILURE)
        }
    }
}
