//! `sort`, in the C locale: the order is that of the bytes.

use std::cmp::Ordering;

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, choose, misused};
use super::super::place::place;
use super::super::quoting::{named, quoted};
use super::super::table::Command;
use super::super::text::{lines as text_lines, read};
use super::keys::{Key, Manner, Wrong};
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
        ("sort", ":"),
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

/// The letters of options that say how lines are compared.
const MANNERS: &str = "bdfghiMnRrV";

/// Why there is no order: the words of the real tool, and the code it ends with.
struct Refused(String, Exit);

fn sort(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::USAGE) };
    arguments.only(call, MODELLED)?;
    let (order, checks) = match (order(call, &arguments)?, checks(&arguments)) {
        (Ok(order), Ok(checks)) => (order, checks),
        (Err(Refused(message, exit)), _) | (_, Err(Refused(message, exit))) => {
            refuse(call, &message, exit);
            return Ok(exit);
        }
    };
    if let (Some(check), Some(extra)) = (checks, arguments.operands.get(1)) {
        call.complain(&format!("extra operand {} not allowed with -{check}", quoted(extra)));
        return Ok(Exit::USAGE);
    }
    let missing = if checks.is_some() { "open failed" } else { "cannot read" };
    let Some(mut lines) = lines_of(system, call, &arguments.operands, missing)? else {
        return Ok(Exit::USAGE);
    };
    if let Some(check) = checks {
        return Ok(inspect(call, &arguments, &order, &lines, check));
    }
    lines.sort_by(|left, right| order.compare(left, right));
    if arguments.has("u") {
        lines.dedup_by(|right, left| order.by_keys(left, right) == Ordering::Equal);
    }
    write(system, call, arguments.value("o"), &lines)
}

/// Options that are modelled, or handed to [`Manner::parse`], which knows better.
const MODELLED: &[&str] = &[
    "b", "c", "C", "d", "f", "h", "i", "k", "n", "o", "r", "s", "t", "u", "V", "check", "sort",
    "S", "T",
];

fn refuse(call: &Call<'_>, message: &str, exit: Exit) {
    if exit == Exit::FAILURE {
        misused(call, message, exit);
    } else {
        call.complain(message);
    }
}

/// Reads the lines of all files; none where one cannot be read, which ends it all.
fn lines_of(
    system: &mut System,
    call: &Call<'_>,
    operands: &[String],
    missing: &str,
) -> Result<Option<Vec<Vec<u8>>>, Stop> {
    let path = |name: &String| place(call, name);
    let is_missing = |name: &&String| {
        *name != "-" && *name != "/dev/null" && system.root.kind(&path(name)).is_none()
    };
    if let Some(name) = operands.iter().find(is_missing) {
        call.complain(&format!("{missing}: {}: {}", named(name), FileError::NotFound));
        return Ok(None);
    }
    let standard = ["-".to_owned()];
    let operands = if operands.is_empty() { &standard[..] } else { operands };
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for name in operands {
        match read(system, call, name)? {
            Ok(bytes) => lines.extend(text_lines(&bytes).map(<[u8]>::to_vec)),
            Err(error) => {
                let what = if error == FileError::IsDirectory { "read failed" } else { missing };
                call.complain(&format!("{what}: {}: {error}", named(name)));
                return Ok(None);
            }
        }
    }
    Ok(Some(lines))
}

/// Returns with which letter a check is asked for, if one is.
fn checks(arguments: &Arguments) -> Result<Option<char>, Refused> {
    let silent = (&["quiet", "silent"][..], 'C');
    let known = [silent, (&["diagnose-first"][..], 'c')];
    match arguments.last_of(&["c", "C", "check"]) {
        Some("check") => match arguments.value("check") {
            None => Ok(Some('c')),
            Some(how) => choose("--check", how, &known)
                .map(Some)
                .map_err(|message| Refused(message, Exit::FAILURE)),
        },
        Some("C") => Ok(Some('C')),
        Some(_) => Ok(Some('c')),
        None => Ok(None),
    }
}

/// Returns the letters of the manner that all lines are compared in.
fn letters(arguments: &Arguments) -> Result<String, Refused> {
    let known = [
        (&["general-numeric"][..], 'g'),
        (&["human-numeric"][..], 'h'),
        (&["month"][..], 'M'),
        (&["numeric"][..], 'n'),
        (&["random"][..], 'R'),
        (&["version"][..], 'V'),
    ];
    let mut letters = String::new();
    for given in &arguments.options {
        if given.name == "sort" {
            let chosen = choose("--sort", given.value.as_deref().unwrap_or_default(), &known);
            letters.push(chosen.map_err(|message| Refused(message, Exit::FAILURE))?);
        } else if MANNERS.contains(given.name) {
            letters.push_str(given.name);
        }
    }
    Ok(letters)
}

fn order(call: &Call<'_>, arguments: &Arguments) -> Result<Result<Order, Refused>, Stop> {
    let letters = match letters(arguments) {
        Ok(letters) => letters,
        Err(refused) => return Ok(Err(refused)),
    };
    let separator = match arguments.value("t").map(str::as_bytes) {
        None => None,
        Some([one]) => Some(*one),
        Some(b"\\0") => Some(0),
        Some([]) => return Ok(Err(Refused("empty tab".to_owned(), Exit::USAGE))),
        Some(_) => {
            let tab = quoted(arguments.value("t").unwrap_or_default());
            return Ok(Err(Refused(format!("multi-character tab {tab}"), Exit::USAGE)));
        }
    };
    let wrong = |wrong: Wrong, what: &str| match wrong {
        Wrong::Refused(message) => Ok(Err(Refused(message, Exit::USAGE))),
        Wrong::Unmodelled => Err(call.unmodelled(what)),
    };
    let whole = match Manner::parse(&letters, &letters) {
        Ok(whole) => whole,
        Err(fault) => return wrong(fault, &format!("-{letters}")),
    };
    let mut keys = Vec::new();
    for given in arguments.options.iter().filter(|given| given.name == "k") {
        let text = given.value.as_deref().unwrap_or_default();
        match Key::parse(text, whole) {
            Ok(key) => keys.push(key),
            Err(fault) => return wrong(fault, &format!("-k {text}")),
        }
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
            return self.whole.compare_lines(left, right);
        }
        let compared = self.keys.iter().map(|key| key.compare(left, right, self.separator));
        compared.into_iter().find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
    }
}

fn inspect(
    call: &Call<'_>,
    arguments: &Arguments,
    order: &Order,
    lines: &[Vec<u8>],
    check: char,
) -> Exit {
    let out_of_order = lines.windows(2).position(|pair| {
        let found = order.compare(&pair[0], &pair[1]);
        found == Ordering::Greater || (found == Ordering::Equal && arguments.has("u"))
    });
    let Some(at) = out_of_order else { return Exit::SUCCESS };
    if check == 'C' {
        return Exit::FAILURE;
    }
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
            call.complain(&format!("open failed: {}: {error}", named(name)));
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
