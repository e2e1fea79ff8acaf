//! Where the paths that commands are given lie in the world.

use crate::shell::Call;

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
