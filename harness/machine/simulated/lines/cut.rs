//! `cut`.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::quoting::named;
use super::super::table::Command;
use super::super::text::lines;
use super::sources::each;
use super::spans::{Counted, Spans};
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("cut", cut)];

const GRAMMAR: Grammar = Grammar {
    short: "b:c:d:f:nsz",
    long: &[
        ("bytes", "b"),
        ("characters", "c"),
        ("fields", "f"),
        ("delimiter", "d"),
        ("only-delimited", "s"),
        ("output-delimiter", ":"),
        ("complement", ""),
        ("zero-terminated", "z"),
    ],
    operands: Operands::Anywhere,
};

/// What is cut out of every line.
struct Cut {
    spans: Spans,
    counted: Counted,
    delimiter: u8,
    /// What stands between the parts; nothing where parts of bytes just follow each other.
    glue: Vec<u8>,
    only_delimited: bool,
}

fn cut(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::FAILURE) };
    let modelled = ["b", "c", "f", "d", "n", "s", "output-delimiter", "complement"];
    arguments.only(call, &modelled)?;
    let cut = match wanted(&arguments) {
        Ok(cut) => cut,
        Err(message) => return Ok(misused(call, &message, Exit::FAILURE)),
    };
    if cut.delimiter == b'\n' {
        return Err(call.unmodelled("-d with a line end"));
    }
    let complaint = |name: &str, error: &FileError| format!("{}: {error}", named(name));
    let all_read = each(system, call, &arguments.operands, complaint, |_, _, bytes| {
        let mut out = Vec::new();
        lines(&bytes).for_each(|line| cut.line(line, &mut out));
        call.stdout.write(&out);
        Ok(())
    })?;
    Ok(if all_read { Exit::SUCCESS } else { Exit::FAILURE })
}

fn wanted(arguments: &Arguments) -> Result<Cut, String> {
    let lists = || arguments.options.iter().filter(|given| ["b", "c", "f"].contains(&given.name));
    let Some(list) = lists().next() else {
        return Err("you must specify a list of bytes, characters, or fields".to_owned());
    };
    if lists().count() > 1 {
        return Err("only one list may be specified".to_owned());
    }
    let delimiter = match arguments.value("d").map(str::as_bytes) {
        None => None,
        Some([]) => Some(0),
        Some([one]) => Some(*one),
        Some(_) => return Err("the delimiter must be a single character".to_owned()),
    };
    let counted = if list.name == "f" { Counted::Fields } else { Counted::Bytes };
    if counted == Counted::Bytes && delimiter.is_some() {
        let message = "an input delimiter may be specified only when operating on fields";
        return Err(message.to_owned());
    }
    if counted == Counted::Bytes && arguments.has("s") {
        let message =
            "suppressing non-delimited lines makes sense\n\tonly when operating on fields";
        return Err(message.to_owned());
    }
    let spans = Spans::parse(list.value.as_deref().unwrap_or_default(), counted)?;
    let delimiter = delimiter.unwrap_or(b'\t');
    let glue = match (arguments.value("output-delimiter"), counted) {
        (Some(""), _) => vec![0],
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Counted::Fields) => vec![delimiter],
        (None, Counted::Bytes) => Vec::new(),
    };
    Ok(Cut {
        spans: if arguments.has("complement") { spans.complement() } else { spans },
        counted,
        delimiter,
        glue,
        only_delimited: arguments.has("s"),
    })
}

impl Cut {
    fn line(&self, line: &[u8], out: &mut Vec<u8>) {
        let kept: Vec<&[u8]> = match self.counted {
            Counted::Bytes => {
                let spans = self.spans.within(line.len());
                spans.map(|span| &line[span.from - 1..span.to]).collect()
            }
            Counted::Fields if !line.contains(&self.delimiter) => {
                if self.only_delimited {
                    return;
                }
                vec![line]
            }
            Counted::Fields => {
                let fields: Vec<&[u8]> = line.split(|byte| *byte == self.delimiter).collect();
                let spans = self.spans.within(fields.len());
                spans.flat_map(|span| fields[span.from - 1..span.to].to_vec()).collect()
            }
        };
        out.extend(kept.join(&self.glue[..]));
        out.push(b'\n');
    }
}
