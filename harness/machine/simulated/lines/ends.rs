//! `head` and `tail`.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::quoting::quoted;
use super::super::table::Command;
use super::super::text::read;
use super::counts::{Wrong, counted};
use super::follow::follow;
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] =
    &[("head", head), ("tail", tail)];

const HEAD: Grammar = Grammar {
    short: "c:n:qvz0123456789",
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
    short: "c:n:qvzfFs:0123456789",
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
    let mut argv = call.arguments().to_vec();
    if let Some(new) = argv.first().and_then(|first| old_head(first)) {
        argv.splice(..1, new);
    }
    let Some(arguments) = read_arguments(&HEAD, call, &argv) else { return Ok(Exit::FAILURE) };
    if let Some(digit) = digit(&arguments) {
        misused(call, &format!("invalid trailing option -- {digit}"), Exit::FAILURE);
        return Ok(Exit::FAILURE);
    }
    arguments.only(call, &["c", "n", "q", "v"])?;
    let part = |text: &str| match text.strip_prefix('-') {
        Some(count) => counted(count).map(Part::AllButLast),
        None => counted(text.strip_prefix('+').unwrap_or(text)).map(Part::First),
    };
    cut(system, call, &arguments, &part)
}

fn tail(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let mut argv = call.arguments().to_vec();
    if let Some(new) = old_tail(&argv) {
        argv.splice(..1, new);
    }
    let Some(arguments) = read_arguments(&TAIL, call, &argv) else { return Ok(Exit::FAILURE) };
    if let Some(digit) = digit(&arguments) {
        call.complain(&format!("option used in invalid context -- {digit}"));
        return Ok(Exit::FAILURE);
    }
    arguments.only(call, &["c", "n", "q", "v", "f", "F", "s", "follow"])?;
    let part = |text: &str| match text.strip_prefix('+') {
        Some(count) => counted(count).map(Part::From),
        None => counted(text.strip_prefix('-').unwrap_or(text)).map(Part::Last),
    };
    let follows = ["f", "F", "follow"].iter().any(|name| arguments.has(name));
    let exit = cut(system, call, &arguments, &part)?;
    if follows && exit.is_success() { follow(system, call, &arguments.operands) } else { Ok(exit) }
}

fn read_arguments(grammar: &Grammar, call: &Call<'_>, argv: &[String]) -> Option<Arguments> {
    let read = grammar.parse(argv);
    read.map_err(|message| misused(call, &message, Exit::FAILURE)).ok()
}

/// The first digit that was given as an option.
fn digit(arguments: &Arguments) -> Option<&'static str> {
    let names = arguments.options.iter().map(|given| given.name);
    names.into_iter().find(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Turns the old form `-5`, `-5c`, `-5q` of a first argument into options of today.
fn old_head(first: &str) -> Option<Vec<String>> {
    let rest = first.strip_prefix('-')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (count, letters) = rest.split_at(digits);
    if count.is_empty() || !letters.chars().all(|letter| "clqv".contains(letter)) {
        return None;
    }
    let unit = if letters.contains('c') { 'c' } else { 'n' };
    let titles = letters.chars().filter(|letter| "qv".contains(*letter));
    let titles = titles.map(|letter| format!("-{letter}"));
    Some(std::iter::once(format!("-{unit}{count}")).chain(titles).collect())
}

/// Turns the old form `-5`, `+5`, `-5c`, `-5f` into options of today: it counts before one file at most.
fn old_tail(argv: &[String]) -> Option<Vec<String>> {
    let is_option = |text: &&String| text.len() > 1 && text.starts_with('-');
    if argv.len() > 2 || argv.get(1).as_ref().is_some_and(is_option) {
        return None;
    }
    let first = argv.first()?;
    let rest = first.strip_prefix(['-', '+'])?;
    let sign = &first[..1];
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (count, letters) = rest.split_at(digits);
    if count.is_empty() || !["", "c", "l", "f", "cf", "lf"].contains(&letters) {
        return None;
    }
    let unit = if letters.starts_with('c') { 'c' } else { 'n' };
    let follows = letters.ends_with('f').then(|| "-f".to_owned());
    Some(std::iter::once(format!("-{unit}{sign}{count}")).chain(follows).collect())
}

fn cut(
    system: &mut System,
    call: &Call<'_>,
    arguments: &Arguments,
    part: &dyn Fn(&str) -> Result<Part, Wrong>,
) -> Result<Exit, Stop> {
    let unit = if arguments.last_of(&["n", "c"]) == Some("c") { Unit::Bytes } else { Unit::Lines };
    let written = arguments.last_of(&["n", "c"]).and_then(|name| arguments.value(name));
    let written = written.unwrap_or("10");
    let part = match part(written) {
        Ok(part) => part,
        Err(wrong) => return Ok(refuse_count(call, unit, written, wrong)),
    };
    if part == Part::Last(0) {
        return Ok(Exit::SUCCESS);
    }
    let titled = match arguments.last_of(&["q", "v"]) {
        Some("q") => false,
        Some(_) => true,
        None => arguments.operands.len() > 1,
    };
    let standard = ["-".to_owned()];
    let operands =
        if arguments.operands.is_empty() { &standard[..] } else { &arguments.operands[..] };
    let mut gap = "";
    let mut exit = Exit::SUCCESS;
    for name in operands {
        let read = read(system, call, name)?;
        if titled && matches!(read, Ok(_) | Err(FileError::IsDirectory)) {
            let name = if name == "-" { "standard input" } else { name };
            call.print(&format!("{gap}==> {name} <==\n"));
            gap = "\n";
        }
        match read {
            Ok(bytes) => call.stdout.write(taken(&bytes, unit, part)),
            Err(error) => {
                call.complain(&complaint(name, &error));
                exit = Exit::FAILURE;
            }
        }
    }
    Ok(exit)
}

fn complaint(name: &str, error: &FileError) -> String {
    match error {
        FileError::IsDirectory => format!("error reading {}: {error}", quoted(name)),
        error => format!("cannot open {} for reading: {error}", quoted(name)),
    }
}

fn refuse_count(call: &Call<'_>, unit: Unit, written: &str, wrong: Wrong) -> Exit {
    let what = if unit == Unit::Bytes { "bytes" } else { "lines" };
    let digits = quoted(written.strip_prefix('-').unwrap_or(written));
    let why = if wrong == Wrong::TooLarge { ": Value too large for defined data type" } else { "" };
    call.complain(&format!("invalid number of {what}: {digits}{why}"));
    Exit::FAILURE
}

/// Cuts the wanted part out of a text.
fn taken(bytes: &[u8], unit: Unit, part: Part) -> &[u8] {
    let (count, whole) = match unit {
        Unit::Bytes => (bytes.len(), bytes),
        Unit::Lines => (bytes.split_inclusive(|byte| *byte == b'\n').count(), bytes),
    };
    let end_of = |wanted: usize| match unit {
        _ if wanted >= count => whole.len(),
        Unit::Bytes => wanted,
        Unit::Lines => {
            whole.split_inclusive(|byte| *byte == b'\n').take(wanted).map(<[u8]>::len).sum()
        }
    };
    match part {
        Part::First(wanted) => &bytes[..end_of(wanted)],
        Part::AllButLast(left) => &bytes[..end_of(count.saturating_sub(left))],
        Part::Last(wanted) => &bytes[end_of(count.saturating_sub(wanted))..],
        Part::From(first) => &bytes[end_of(first.saturating_sub(1))..],
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
