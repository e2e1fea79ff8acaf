//! `sort`, in the C locale: the order is that of the bytes.

use std::cmp::Ordering;

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands};
use super::super::place::place;
use super::super::table::Command;
use super::keys::{Key, Manner};
use super::sources::each;
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("sort", sort)];

const GRAMMAR: Grammar = Grammar {
    short: "bcCdfghik:mMno:rRsS:t:T:uVz",
    long: &[
        ("ignore-leading-blanks", "b"),
        ("check", "::"),
        ("dictionary-order", "d"),
        ("ignore-case", "f"),
        ("general-numeric-sort", "g"),
        ("human-numeric-sort", "h"),
        ("ignore-nonprinting", "i"),
        ("key", "k"),
        ("merge", "m"),
        ("month-sort", "M"),
        ("numeric-sort", "n"),
        ("output", "o"),
        ("reverse", "r"),
        ("random-sort", "R"),
        ("stable", "s"),
        ("buffer-size", "S"),
        ("field-separator", "t"),
        ("temporary-directory", "T"),
        ("unique", "u"),
        ("version-sort", "V"),
        ("zero-terminated", "z"),
    ],
    operands: Operands::Anywhere,
};

/// How lines are put in order.
struct Order {
    keys: Vec<Key>,
    whole: Manner,
    separator: Option<u8>,
    is_stable: bool,
}

fn sort(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::USAGE) };
    arguments.only(call, &["b", "c", "f", "k", "n", "o", "r", "s", "t", "u"])?;
    let order = match order(call, &arguments)? {
        Ok(order) => order,
        Err(message) => {
            call.complain(&message);
            return Ok(Exit::USAGE);
        }
    };
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let complaint = |name: &str, error: &FileError| match error {
        FileError::IsDirectory => format!("read failed: {name}: {error}"),
        error => format!("cannot read: {name}: {error}"),
    };
    let all_read = each(system, call, &arguments.operands, complaint, |_, _, bytes| {
        lines.extend(super::super::text::lines(&bytes).map(<[u8]>::to_vec));
        Ok(())
    })?;
    if !all_read {
        return Ok(Exit::USAGE);
    }
    if arguments.has("c") {
        return Ok(check(call, &arguments, &order, &lines));
    }
    lines.sort_by(|left, right| order.compare(left, right));
    if arguments.has("u") {
        lines.dedup_by(|right, left| order.by_keys(left, right) == Ordering::Equal);
    }
    write(system, call, arguments.value("o"), &lines)
}

fn order(call: &Call<'_>, arguments: &Arguments) -> Result<Result<Order, String>, Stop> {
    let whole = Manner {
        skips_blanks: arguments.has("b"),
        folds_case: arguments.has("f"),
        is_numeric: arguments.has("n"),
        is_reversed: arguments.has("r"),
    };
    let separator = match arguments.value("t").map(str::as_bytes) {
        None => None,
        Some([one]) => Some(*one),
        Some(b"\\0") => Some(0),
        Some([]) => return Ok(Err("empty tab".to_owned())),
        Some(_) => return Err(call.unmodelled("-t with more than one byte")),
    };
    let mut keys = Vec::new();
    for given in arguments.options.iter().filter(|given| given.name == "k") {
        let text = given.value.as_deref().unwrap_or_default();
        let key = Key::parse(text, whole).ok_or_else(|| call.unmodelled(&format!("-k {text}")))?;
        keys.push(key);
    }
    let is_stable = arguments.has("s") || arguments.has("u");
    Ok(Ok(Order { keys, whole, separator, is_stable }))
}

impl Order {
    fn compare(&self, left: &[u8], right: &[u8]) -> Ordering {
        let by_keys = self.by_keys(left, right);
        if by_keys != Ordering::Equal || self.is_stable {
            return by_keys;
        }
        // The last resort: whole lines by their bytes.
        let last = left.cmp(right);
        if self.whole.is_reversed { last.reverse() } else { last }
    }

    fn by_keys(&self, left: &[u8], right: &[u8]) -> Ordering {
        if self.keys.is_empty() {
            return self.whole.compare(left, right);
        }
        let compared = self.keys.iter().map(|key| key.compare(left, right, self.separator));
        compared.into_iter().find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
    }
}

fn check(call: &Call<'_>, arguments: &Arguments, order: &Order, lines: &[Vec<u8>]) -> Exit {
    let out_of_order = lines.windows(2).position(|pair| {
        let found = order.compare(&pair[0], &pair[1]);
        found == Ordering::Greater || (found == Ordering::Equal && arguments.has("u"))
    });
    let Some(at) = out_of_order else { return Exit::SUCCESS };
    let name = arguments.operands.first().map_or("-", String::as_str);
    let line = String::from_utf8_lossy(&lines[at + 1]);
    call.complain(&format!("{name}:{}: disorder: {line}", at + 2));
    Exit::FAILURE
}

fn write(
    system: &System,
    call: &Call<'_>,
    to: Option<&str>,
    lines: &[Vec<u8>],
) -> Result<Exit, Stop> {
    let mut text: Vec<u8> = Vec::new();
    for line in lines {
        text.extend(line);
        text.push(b'\n');
    }
    let Some(name) = to else {
        call.stdout.write(&text);
        return Ok(Exit::SUCCESS);
    };
    match system.root.write(&place(call, name), &text) {
        Ok(()) => Ok(Exit::SUCCESS),
        Err(FileError::Harness(what)) => Err(Stop::Harness { what }),
        Err(error) => {
            call.complain(&format!("open failed: {name}: {error}"));
            Ok(Exit::USAGE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;

    #[test]
    fn lines_come_in_the_order_of_the_real_tool() {
        let mut bench = Bench::with(&[]);
        let table = [
            ("sort", "b\na\nB\n10\n9", "10\n9\nB\na\nb\n"),
            ("sort -n", "10\n9\n-1\nx\n", "-1\nx\n9\n10\n"),
            ("sort -rn", "10\n9\n-1\n1.5\n", "10\n9\n1.5\n-1\n"),
            ("sort -u", "b\na\nb\n", "a\nb\n"),
            ("sort -f", "b\nA\na\nB\n", "A\na\nB\nb\n"),
            ("sort -k2", "x 2\ny 1\n", "y 1\nx 2\n"),
            ("sort -t , -k 2,2n -k 1,1r", "a,2\nb,10\nc,2\n", "c,2\na,2\nb,10\n"),
            ("sort -k2,2 -s", "b 1\na 1\n", "b 1\na 1\n"),
            ("sort -t: -k2.2", "a:x2\nb:y1\n", "b:y1\na:x2\n"),
        ];
        for (line, input, expected) in table {
            assert_eq!(bench.feed(input, line).stdout, expected, "{line}");
        }
    }

    #[test]
    fn disorder_and_missing_files_are_told() {
        let mut bench = Bench::with(&[("a", "2\n1\n")]);
        bench.replay(
            "
$ sort -c a
sort: a:2: disorder: 1
=> 1
$ sort x
sort: cannot read: x: No such file or directory
=> 2",
        );
        assert_eq!(bench.unmodelled("sort -R a"), "sort -R");
    }
}
