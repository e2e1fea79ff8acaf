//! Path patterns of a pack: `*` within a name, `**` across names.

/// Returns whether `path` matches `pattern` as a whole.
pub fn matches_pattern(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    matches_parts(&pattern, &path)
}

fn matches_parts(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => {
            (0..=path.len()).any(|skipped| matches_parts(rest, &path[skipped..]))
        }
        (Some((first, rest)), Some((name, deeper))) => {
            matches_name(first.as_bytes(), name.as_bytes()) && matches_parts(rest, deeper)
        }
        _ => false,
    }
}

fn matches_name(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => {
            (0..=name.len()).any(|skipped| matches_name(rest, &name[skipped..]))
        }
        (Some((wanted, rest)), Some((found, behind))) => {
            wanted == found && matches_name(rest, behind)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_star_stays_within_a_name_and_two_cross_names() {
        let table = [
            ("a/*.cjs", "a/x.cjs", true),
            ("a/*.cjs", "a/b/x.cjs", false),
            ("a/**/*.test.cjs", "a/b/c/x.test.cjs", true),
            ("a/**", "a/b/c", true),
            ("a/**/x", "a/x", true),
            ("a/**", "ab/c", false),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(matches_pattern(pattern, path), expected, "{pattern} {path}");
        }
    }
}
