//! `wc`.

use super::super::System;
use super::super::options::{Grammar, Operands};
use super::super::table::Command;
use super::sources::each;
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("wc", wc)];

const GRAMMAR: Grammar = Grammar {
    short: "clLmw",
    long: &[
        ("bytes", "c"),
        ("chars", "m"),
        ("lines", "l"),
        ("words", "w"),
        ("max-line-length", "L"),
        ("files0-from", ":"),
        ("total", ":"),
    ],
    operands: Operands::Anywhere,
};

/// Lines, words and bytes.
type Counts = [u64; 3];

fn wc(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["c", "l", "m", "w"])?;
    let chosen = [arguments.has("l"), arguments.has("w"), arguments.has("c") || arguments.has("m")];
    let shown = if chosen.contains(&true) { chosen } else { [true; 3] };
    let mut counted: Vec<(String, Counts)> = Vec::new();
    let complaint = |name: &str, error: &FileError| format!("{name}: {error}");
    let all_read = each(system, call, &arguments.operands, complaint, |_, name, bytes| {
        counted.push((name.to_owned(), count(&bytes)));
        Ok(())
    })?;
    let total = counted
        .iter()
        .fold([0; 3], |sum: Counts, (_, one)| [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2]]);
    let from_standard = arguments.operands.iter().all(|name| name == "-");
    let columns = shown.iter().filter(|is_shown| **is_shown).count();
    let width = match (columns, arguments.operands.len()) {
        (1, 0 | 1) => 1,
        _ if from_standard => 7,
        _ => total[2].to_string().len(),
    };
    if arguments.operands.is_empty() {
        for (name, _) in &mut counted {
            name.clear();
        }
    }
    if arguments.operands.len() > 1 {
        counted.push(("total".to_owned(), total));
    }
    for (name, counts) in counted {
        call.print(&line(&name, counts, shown, width));
    }
    Ok(if all_read { Exit::SUCCESS } else { Exit::FAILURE })
}

fn count(bytes: &[u8]) -> Counts {
    let lines = bytes.split(|byte| *byte == b'\n').count() - 1;
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let words = bytes.split(is_blank).filter(|word| !word.is_empty()).count();
    [lines as u64, words as u64, bytes.len() as u64]
}

fn line(name: &str, counts: Counts, shown: [bool; 3], width: usize) -> String {
    let figures = counts.iter().zip(shown).filter(|(_, is_shown)| *is_shown);
    let figures: Vec<String> = figures.map(|(figure, _)| format!("{figure:>width$}")).collect();
    let gap = if name.is_empty() { "" } else { " " };
    format!("{}{gap}{name}\n", figures.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;

    #[test]
    fn counts_stand_in_the_columns_of_the_real_tool() {
        let mut bench = Bench::with(&[("a", "one two\nthree\n"), ("b", "x")]);
        bench.replay(
            "
$ wc a
 2  3 14 a
$ wc -l a
2 a
$ wc a b
 2  3 14 a
 0  1  1 b
 2  4 15 total
$ wc -lw b a
 0  1 b
 2  3 a
 2  4 total
$ wc x
wc: x: No such file or directory
=> 1",
        );
        assert_eq!(bench.feed("a b\n", "wc -l").stdout, "1\n");
        assert_eq!(bench.feed("a b\n", "wc").stdout, "      1       2       4\n");
    }
}
