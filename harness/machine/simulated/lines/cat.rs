//! `cat`.

use super::super::System;
use super::super::options::{Grammar, Operands};
use super::super::quoting::named;
use super::super::table::Command;
use super::sources::each;
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("cat", cat)];

const GRAMMAR: Grammar = Grammar {
    short: "benstuvAET",
    long: &[
        ("number-nonblank", "b"),
        ("number", "n"),
        ("squeeze-blank", "s"),
        ("show-nonprinting", "v"),
        ("show-ends", "E"),
        ("show-tabs", "T"),
        ("show-all", "A"),
    ],
    operands: Operands::Anywhere,
};

/// Which lines get a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    None,
    Filled,
    All,
}

/// What `cat` does to lines; it goes on from file to file.
struct Style {
    numbers: Numbers,
    squeezes: bool,
    line_end: &'static [u8],
    /// The bytes that are written as something else.
    shown: fn(u8) -> bool,
    number: u64,
    blanks: u32,
    at_line_start: bool,
}

fn cat(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["n", "b", "s", "E", "T", "u", "v", "A", "e", "t"])?;
    let has = |names: &[&str]| names.iter().any(|name| arguments.has(name));
    let mut style = Style {
        numbers: match (arguments.has("b"), arguments.has("n")) {
            (true, _) => Numbers::Filled,
            (false, true) => Numbers::All,
            (false, false) => Numbers::None,
        },
        squeezes: arguments.has("s"),
        line_end: if has(&["E", "A", "e"]) { b"$\n" } else { b"\n" },
        shown: match (has(&["v", "A", "e", "t"]), has(&["T", "A", "t"])) {
            (false, false) => |_| false,
            (false, true) => |byte| byte == b'\t',
            (true, false) => |byte| byte != b'\t' && !matches!(byte, b' '..=b'~'),
            (true, true) => |byte| !matches!(byte, b' '..=b'~'),
        },
        number: 0,
        blanks: 0,
        at_line_start: true,
    };
    let complaint = |name: &str, error: &FileError| format!("{}: {error}", named(name));
    let all_read = each(system, call, &arguments.operands, complaint, |_, _, bytes| {
        call.stdout.write(&style.apply(&bytes));
        Ok(())
    })?;
    Ok(if all_read { Exit::SUCCESS } else { Exit::FAILURE })
}

impl Style {
    fn apply(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line(line, &mut out);
        }
        out
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let is_blank = self.at_line_start && line == b"\n";
        self.blanks = if is_blank { self.blanks + 1 } else { 0 };
        if self.squeezes && self.blanks > 1 {
            return;
        }
        let is_counted = match self.numbers {
            Numbers::None => false,
            Numbers::Filled => !is_blank,
            Numbers::All => true,
        };
        if self.at_line_start && is_counted {
            self.number += 1;
            out.extend(format!("{:>6}\t", self.number).bytes());
        }
        let ended = line.strip_suffix(b"\n");
        let text = ended.unwrap_or(line);
        for byte in text {
            if (self.shown)(*byte) { show(*byte, out) } else { out.push(*byte) }
        }
        if ended.is_some() {
            if self.line_end.len() > 1 && out.last() == Some(&b'\r') {
                // A file of another system: the end would else be painted over.
                out.pop();
                out.extend(b"^M");
            }
            out.extend(self.line_end);
        }
        self.at_line_start = ended.is_some();
    }
}

/// Writes a byte as `cat -v` does: `^A`, `^?`, `M-C`.
fn show(byte: u8, out: &mut Vec<u8>) {
    if byte >= 0x80 {
        out.extend(b"M-");
    }
    match byte & 0x7f {
        low @ 0..0x20 => out.extend([b'^', low + 0x40]),
        0x7f => out.extend(b"^?"),
        low => out.push(low),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;

    #[test]
    fn lines_are_shown_as_cat_shows_them() {
        let mut bench = Bench::with(&[("a", "one\n\n\n\ttwo"), ("b", " three\n"), ("d/", "")]);
        let table = [
            ("cat a b", "one\n\n\n\ttwo three\n"),
            ("cat -n a b", "     1\tone\n     2\t\n     3\t\n     4\t\ttwo three\n"),
            ("cat -b a", "     1\tone\n\n\n     2\t\ttwo"),
            ("cat -s a", "one\n\n\ttwo"),
            ("cat -ET a", "one$\n$\n$\n^Itwo"),
        ];
        for (line, expected) in table {
            assert_eq!(bench.output(line), expected, "{line}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_and_the_rest_is_shown() {
        let mut bench = Bench::with(&[("b", "three\n"), ("d/", "")]);
        bench.replay(
            "
$ cat x b d
three
cat: x: No such file or directory
cat: d: Is a directory
=> 1",
        );
        assert_eq!(bench.unmodelled("cat"), "cat waits for the keyboard");
    }
}
