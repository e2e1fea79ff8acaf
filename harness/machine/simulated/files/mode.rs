//! File modes: written as `755` or `u+rwx,go-w`, shown as `-rwxr-xr-x`.

use crate::world::FileKind;

/// What a umask of 022 takes away.
const UMASK: u32 = 0o022;

/// Applies the mode `text` to a file that has `before`; none where the text is no mode.
pub(super) fn applied(text: &str, before: u32, is_directory: bool) -> Option<u32> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return octal(text, before, is_directory);
    }
    text.split(',').try_fold(before, |mode, clause| clause_applied(clause, mode, is_directory))
}

/// Octal digits set all bits, but a directory keeps its set-id bits unless five digits are given.
fn octal(text: &str, before: u32, is_directory: bool) -> Option<u32> {
    let mode = u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777)?;
    let kept = if is_directory && text.len() < 5 { before & 0o6000 } else { 0 };
    Some(mode | kept)
}

/// Applies one clause such as `go-w`, `a=rX` or `u=g`.
fn clause_applied(clause: &str, before: u32, is_directory: bool) -> Option<u32> {
    let operator_at = clause.find(['+', '-', '='])?;
    let (who, mut actions) = clause.split_at(operator_at);
    let mut affected = 0;
    for letter in who.chars() {
        affected |= match letter {
            'u' => 0o4700,
            'g' => 0o2070,
            'o' => 0o1007,
            'a' => 0o7777,
            _ => return None,
        };
    }
    let masked = if who.is_empty() { 0o7777 & !UMASK } else { affected };
    let mut mode = before;
    while !actions.is_empty() {
        let (operator, rest) = actions.split_at(1);
        let end = rest.find(['+', '-', '=']).unwrap_or(rest.len());
        let bits = bits(&rest[..end], mode, is_directory)? & masked;
        mode = match operator {
            "+" => mode | bits,
            "-" => mode & !bits,
            _ => {
                let cleared = if who.is_empty() { 0o777 } else { affected & 0o777 };
                (mode & !cleared) | bits
            }
        };
        actions = &rest[end..];
    }
    Some(mode)
}

fn bits(letters: &str, mode: u32, is_directory: bool) -> Option<u32> {
    if let "u" | "g" | "o" = letters {
        let shift = match letters {
            "u" => 6,
            "g" => 3,
            _ => 0,
        };
        return Some(((mode >> shift) & 7) * 0o111);
    }
    letters.chars().try_fold(0, |bits, letter| {
        Some(
            bits | match letter {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                'X' if is_directory || mode & 0o111 != 0 => 0o111,
                'X' => 0,
                's' => 0o6000,
                't' => 0o1000,
                _ => return None,
            },
        )
    })
}

/// Shows kind and mode as `ls -l` does.
pub(in super::super) fn shown(kind: FileKind, mode: u32) -> String {
    let mut text = String::from(match kind {
        FileKind::File => "-",
        FileKind::Directory => "d",
        FileKind::Symlink => "l",
    });
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (mode & special != 0, bits & 1 != 0) {
            (false, false) => '-',
            (false, true) => 'x',
            (true, true) => letter,
            (true, false) => letter.to_ascii_uppercase(),
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_change_as_chmod_changes_them() {
        let table = [
            ("644", 0o755, false, Some(0o644)),
            ("0", 0o755, false, Some(0)),
            ("1777", 0o755, true, Some(0o1777)),
            ("755", 0o2700, true, Some(0o2755)),
            ("u+x", 0o644, false, Some(0o744)),
            ("+x", 0o644, false, Some(0o755)),
            ("+w", 0o444, false, Some(0o644)),
            ("-w", 0o666, false, Some(0o466)),
            ("a-w", 0o666, false, Some(0o444)),
            ("go=", 0o777, false, Some(0o700)),
            ("u=rw,go=r", 0o777, false, Some(0o644)),
            ("a+X", 0o644, false, Some(0o644)),
            ("a+X", 0o644, true, Some(0o755)),
            ("o=u", 0o740, false, Some(0o747)),
            ("u+s", 0o755, false, Some(0o4755)),
            ("+t", 0o755, true, Some(0o1755)),
            ("u+r-x", 0o300, false, Some(0o600)),
            ("zz", 0o644, false, None),
            ("8", 0o644, false, None),
            ("77777", 0o644, false, None),
            ("u+q", 0o644, false, None),
        ];
        for (text, before, is_directory, expected) in table {
            assert_eq!(applied(text, before, is_directory), expected, "{text} on {before:o}");
        }
    }

    #[test]
    fn modes_are_shown_as_ls_shows_them() {
        assert_eq!(shown(FileKind::File, 0o644), "-rw-r--r--");
        assert_eq!(shown(FileKind::Directory, 0o1777), "drwxrwxrwt");
        assert_eq!(shown(FileKind::File, 0o6644), "-rwSr-Sr--");
        assert_eq!(shown(FileKind::Symlink, 0o777), "lrwxrwxrwx");
    }
}
