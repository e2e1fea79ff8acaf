//! `tee`.

use super::super::System;
use super::super::options::{Grammar, Operands};
use super::super::place::place;
use super::super::quoting::named;
use super::super::table::Command;
use super::super::text::read;
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] = &[("tee", tee)];

const GRAMMAR: Grammar = Grammar {
    short: "aip",
    long: &[("append", "a"), ("ignore-interrupts", "i"), ("output-error", "::")],
    operands: Operands::Anywhere,
};

fn tee(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = GRAMMAR.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["a", "i"])?;
    let bytes =
        read(system, call, "-")?.map_err(|error| Stop::Harness { what: error.to_string() })?;
    call.stdout.write(&bytes);
    let mut exit = Exit::SUCCESS;
    for name in &arguments.operands {
        let path = place(call, name);
        let written = match name.as_str() {
            "/dev/null" => Ok(()),
            "/dev/stdout" => {
                call.stdout.write(&bytes);
                Ok(())
            }
            "/dev/stderr" => {
                call.stderr.write(&bytes);
                Ok(())
            }
            name if name.starts_with("/dev/") => return Err(call.unmodelled(name)),
            _ if arguments.has("a") => system.root.append(&path, &bytes),
            _ => system.root.write(&path, &bytes),
        };
        match written {
            Ok(()) => {}
            Err(FileError::Harness(what)) => return Err(Stop::Harness { what }),
            Err(error) => {
                call.complain(&format!("{}: {error}", named(name)));
                exit = Exit::FAILURE;
            }
        }
    }
    Ok(exit)
}
