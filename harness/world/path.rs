//! Paths inside a world: text, absolute, with `/` as the root of the throwaway world.

/// Joins `path` to the absolute directory `base` and resolves `.` and `..` by text alone.
///
/// `..` at the root stays at the root, as in every Unix. Symlinks are not looked at.
pub fn join(base: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let whole = if path.starts_with('/') { "" } else { base };
    for part in whole.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Returns the directory that holds `path`; the root holds itself.
pub fn parent_of(path: &str) -> &str {
    match path.trim_end_matches('/').rsplit_once('/') {
        None | Some(("", _)) => "/",
        Some((parent, _)) => parent,
    }
}

/// Returns the last part of `path`, empty for the root.
pub fn name_of(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    trimmed.rsplit_once('/').map_or(trimmed, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_resolves_dots_and_never_leaves_the_root() {
        let table = [
            ("/srv/app", "x", "/srv/app/x"),
            ("/srv/app", "../x/./y/", "/srv/x/y"),
            ("/srv", "/etc/passwd", "/etc/passwd"),
            ("/srv", "../../../..", "/"),
            ("/", "", "/"),
        ];
        for (base, path, expected) in table {
            assert_eq!(join(base, path), expected);
        }
    }

    #[test]
    fn parents_and_names_of_short_paths_are_right() {
        assert_eq!((parent_of("/a"), name_of("/a")), ("/", "a"));
        assert_eq!((parent_of("/a/b/"), name_of("/a/b/")), ("/a", "b"));
        assert_eq!((parent_of("/"), name_of("/")), ("/", ""));
    }
}
