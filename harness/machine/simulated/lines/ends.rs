//! `head` and `tail`.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands};
use super::super::table::Command;
use super::follow::follow;
use super::sources::each;
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] =
    &[("head", head), ("tail", tail)];

const HEAD: Grammar = Grammar {
    short: "c:n:qvz",
    long: &[
        ("bytes", "c"),
        ("lines", "n"),
        ("quiet", "q"),
        ("silent", "q"),
        ("verbose", "v"),
        ("zero-terminated", "z"),
    ],
    operands: Operands::Anywhere,
};

const TAIL: Grammar = Grammar {
    short: "c:n:qvzfFs:",
    long: &[
        ("bytes", "c"),
        ("lines", "n"),
        ("quiet", "q"),
        ("silent", "q"),
        ("verbose", "v"),
        ("zero-terminated", "z"),
        ("follow", "::"),
        ("retry", ""),
        ("pid", ":"),
        ("sleep-interval", "s"),
        ("max-unchanged-stats", ":"),
    ],
    operands: Operands::Anywhere,
};

/// How much of a text is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// So many from the beginning.
    First(usize),
    /// All but so many at the end.
    AllButLast(usize),
    /// So many at the end.
    Last(usize),
    /// From this one on, counted from 1.
    From(usize),
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Lines,
    Bytes,
}

fn head(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let argv = old_form(call, &["n", "c"]);
    let Some(arguments) = read_arguments(&HEAD, call, &argv) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["c", "n", "q", "v"])?;
    let part = |text: &str| match text.strip_prefix('-') {
        Some(count) => number(count).map(Part::AllButLast),
        None => number(text).map(Part::First),
    };
    cut(system, call, &arguments, &part)
}

fn tail(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let argv = old_form(call, &["n", "c", "s"]);
    let Some(arguments) = read_arguments(&TAIL, call, &argv) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["c", "n", "q", "v", "f", "F", "s", "follow"])?;
    let part = |text: &str| match text.strip_prefix('+') {
        Some(count) => number(count).map(Part::From),
        None => number(text.strip_prefix('-').unwrap_or(text)).map(Part::Last),
    };
    if let (Some(old), true) = (old_count(call, &argv), arguments.operands.len() > 1) {
        call.complain(&format!("option used in invalid context -- {old}"));
        return Ok(Exit::FAILURE);
    }
    let follows = ["f", "F", "follow"].iter().any(|name| arguments.has(name));
    let exit = cut(system, call, &arguments, &part)?;
    if follows && exit.is_success() { follow(system, call, &arguments.operands) } else { Ok(exit) }
}

fn read_arguments(grammar: &Grammar, call: &Call<'_>, argv: &[String]) -> Option<Arguments> {
    match grammar.parse(argv) {
        Ok(arguments) => Some(arguments),
        Err(message) => {
            super::super::options::misused(call, &message, Exit::FAILURE);
            None
        }
    }
}

/// Turns the old form `-5` into `-n 5`, where it is not the value of an option before it.
fn old_form(call: &Call<'_>, with_values: &[&str]) -> Vec<String> {
    let mut argv: Vec<String> = Vec::new();
    for argument in call.arguments() {
        let digits = argument.strip_prefix('-').filter(|rest| !rest.is_empty());
        let is_old = digits.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
        let is_value = argv
            .last()
            .and_then(|before| before.strip_prefix('-'))
            .is_some_and(|before| with_values.contains(&before));
        match digits {
            Some(count) if is_old && !is_value => argv.push(format!("-n{count}")),
            _ => argv.push(argument.clone()),
        }
    }
    argv
}

/// The digit of the first old form that was turned into a new one.
fn old_count(call: &Call<'_>, turned: &[String]) -> Option<char> {
    let changed = call.arguments().iter().zip(turned).find(|(written, read)| written != read);
    changed.and_then(|(written, _)| written.chars().nth(1))
}

fn cut(
    system: &mut System,
    call: &Call<'_>,
    arguments: &Arguments,
    part: &dyn Fn(&str) -> Option<Part>,
) -> Result<Exit, Stop> {
    let unit = if arguments.last_of(&["n", "c"]) == Some("c") { Unit::Bytes } else { Unit::Lines };
    let written = arguments.value(if unit == Unit::Bytes { "c" } else { "n" }).unwrap_or("10");
    let Some(part) = part(written) else {
        return refuse_count(call, unit, written);
    };
    let several = arguments.operands.len() > 1;
    let titled = match arguments.last_of(&["q", "v"]) {
        Some("q") => false,
        Some(_) => true,
        None => several,
    };
    let mut is_first = true;
    let complaint = |name: &str, error: &FileError| match error {
        FileError::IsDirectory => format!("error reading '{name}': {error}"),
        error => format!("cannot open '{name}' for reading: {error}"),
    };
    let all_read = each(system, call, &arguments.operands, complaint, |_, name, bytes| {
        if titled {
            let gap = if is_first { "" } else { "\n" };
            let name = if name == "-" { "standard input" } else { name };
            call.print(&format!("{gap}==> {name} <==\n"));
        }
        is_first = false;
        call.stdout.write(taken(&bytes, unit, part));
        Ok(())
    })?;
    Ok(if all_read { Exit::SUCCESS } else { Exit::FAILURE })
}

fn refuse_count(call: &Call<'_>, unit: Unit, written: &str) -> Result<Exit, Stop> {
    let digits = written.trim_start_matches(['-', '+']);
    if digits.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(call.unmodelled(&format!("with the count {written}")));
    }
    let what = if unit == Unit::Bytes { "bytes" } else { "lines" };
    call.complain(&format!("invalid number of {what}: '{digits}'"));
    Ok(Exit::FAILURE)
}

fn number(text: &str) -> Option<usize> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().unwrap_or(usize::MAX))
}

/// Cuts the wanted part out of a text.
fn taken(bytes: &[u8], unit: Unit, part: Part) -> &[u8] {
    let ends: Vec<usize> = match unit {
        Unit::Bytes => (1..=bytes.len()).collect(),
        Unit::Lines => bytes
            .split_inclusive(|byte| *byte == b'\n')
            .scan(0, |end, line| {
                *end += line.len();
                Some(*end)
            })
            .collect(),
    };
    // Where the n-th line or byte ends; the text ends where there are fewer.
    let end_of = |count: usize| match count.checked_sub(1) {
        None => 0,
        Some(at) => ends.get(at).copied().unwrap_or(bytes.len()),
    };
    match part {
        Part::First(count) => &bytes[..end_of(count)],
        Part::AllButLast(count) => &bytes[..end_of(ends.len().saturating_sub(count))],
        Part::Last(count) => &bytes[end_of(ends.len().saturating_sub(count))..],
        Part::From(count) => &bytes[end_of(count.saturating_sub(1))..],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;

    #[test]
    fn both_ends_are_cut_as_the_real_tools_cut_them() {
        let mut bench = Bench::with(&[("a", "1\n2\n3\n4"), ("b", "x\n"), ("e", "")]);
        let table = [
            ("head -n 2 a", "1\n2\n"),
            ("head -2 a", "1\n2\n"),
            ("head -n -1 a", "1\n2\n3\n"),
            ("head -c 3 a", "1\n2"),
            ("tail -n 2 a", "3\n4"),
            ("tail -2 a", "3\n4"),
            ("tail -n +3 a", "3\n4"),
            ("tail -n +0 a", "1\n2\n3\n4"),
            ("tail -c 2 a", "\n4"),
            ("tail -n 0 a", ""),
            ("tail -5 e", ""),
            ("tail -n1 a b", "==> a <==\n4\n==> b <==\nx\n"),
            ("head -q -n1 a b", "1\nx\n"),
            ("head -v -n1 b", "==> b <==\nx\n"),
        ];
        for (line, expected) in table {
            assert_eq!(bench.output(line), expected, "{line}");
        }
    }

    #[test]
    fn wrong_calls_are_refused_in_the_real_words() {
        let mut bench = Bench::with(&[("a", "1\n")]);
        bench.replay(
            "
$ tail -5 x
tail: cannot open 'x' for reading: No such file or directory
=> 1
$ tail -1 a a
tail: option used in invalid context -- 1
=> 1
$ head -n x a
head: invalid number of lines: 'x'
=> 1",
        );
        assert_eq!(bench.unmodelled("tail -f a"), "tail -f never ends");
    }
}
