//! What text commands read: files and standard input, bounded.

use crate::shell::{Call, Stop};
use crate::world::FileError;

use super::super::System;
use super::super::place::place;

/// The most bytes that one command reads from one file or from standard input.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// Reads one operand: a file, or standard input for `-`. What the tool would complain about comes
/// back inside.
pub(in crate::machine::simulated) fn read(
    system: &System,
    call: &Call<'_>,
    name: &str,
) -> Result<Result<Vec<u8>, FileError>, Stop> {
    if name == "-" {
        return standard_input(call).map(Ok);
    }
    read_file(system, call, name)
}

/// Reads a file, whatever its name.
pub(in crate::machine::simulated) fn read_file(
    system: &System,
    call: &Call<'_>,
    name: &str,
) -> Result<Result<Vec<u8>, FileError>, Stop> {
    match name {
        "/dev/null" => return Ok(Ok(Vec::new())),
        "/dev/stdin" | "/proc/self/fd/0" | "/dev/fd/0" => return standard_input(call).map(Ok),
        _ => {}
    }
    let path = place(call, name);
    if system.root.size(&path).is_some_and(|size| size > BYTES_MAX as u64) {
        return Err(call.unmodelled("on more than 64 MiB"));
    }
    match system.root.read(&path) {
        Err(FileError::Harness(what)) => Err(Stop::Harness { what }),
        read => Ok(read),
    }
}

/// Reads all of standard input. Nobody types: on a terminal the command would wait for ever.
pub(in crate::machine::simulated) fn standard_input(call: &Call<'_>) -> Result<Vec<u8>, Stop> {
    if call.stdin.is_terminal() {
        return Err(Stop::unmodelled(format!("{} waits for the keyboard", call.name())));
    }
    let bytes = call.stdin.take_all();
    if bytes.len() > BYTES_MAX {
        return Err(call.unmodelled("on more than 64 MiB"));
    }
    Ok(bytes)
}

/// Cuts text into lines without their line ends; nothing follows the last line end.
pub(in crate::machine::simulated) fn lines(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}
