//! The files that a line tool was given, one after the other.

use super::super::System;
use super::super::text::read;
use crate::shell::{Call, Stop};
use crate::world::FileError;

/// Reads every operand in its order, standard input where there is none, and hands each to `use_it`
/// with its name. Returns whether all could be read; what could not is complained of, and the rest
/// goes on, as GNU tools do. `complaint` words the message for a name and an error.
pub(super) fn each(
    system: &mut System,
    call: &Call<'_>,
    operands: &[String],
    complaint: impl Fn(&str, &FileError) -> String,
    mut use_it: impl FnMut(&mut System, &str, Vec<u8>) -> Result<(), Stop>,
) -> Result<bool, Stop> {
    let standard = ["-".to_owned()];
    let operands = if operands.is_empty() { &standard[..] } else { operands };
    let mut all_read = true;
    for name in operands {
        match read(system, call, name)? {
            Ok(bytes) => use_it(system, name, bytes)?,
            Err(error) => {
                call.complain(&complaint(name, &error));
                all_read = false;
            }
        }
    }
    Ok(all_read)
}
