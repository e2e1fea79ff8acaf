//! The command `tar` itself, and how it ends.

use super::super::System;
use super::super::table::Command;
use super::request::{Misuse, Operation, read};
use crate::shell::{Call, Exit, Stop};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("tar", tar)];

/// Why work on an archive ended early.
pub(super) enum Fault {
    /// A complaint was made; the command ends with this code.
    Ended(Exit),
    /// The drill stops.
    Stopped(Stop),
}

impl Fault {
    /// Returns how the command ends.
    pub(super) fn exit(self) -> Result<Exit, Stop> {
        match self {
            Self::Ended(exit) => Ok(exit),
            Self::Stopped(stop) => Err(stop),
        }
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

fn tar(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let request = match read(call) {
        Ok(request) => request,
        Err(Misuse::Stopped(stop)) => return Err(stop),
        Err(Misuse::Refused(message, exit)) => {
            call.complain(&message);
            return Ok(advise(call, exit));
        }
    };
    match request.operation {
        Operation::Create => super::create::create(system, call, &request),
        Operation::List | Operation::Extract => super::extract::extract(system, call, &request),
    }
}

/// Points to the help and ends with `exit`.
pub(super) fn advise(call: &Call<'_>, exit: u8) -> Exit {
    let name = call.name();
    let advice = format!("Try '{name} --help' or '{name} --usage' for more information.\n");
    call.stderr.write(advice.as_bytes());
    Exit(exit)
}

/// Says that nothing more can be done.
pub(super) fn fatal(call: &Call<'_>) -> Exit {
    call.complain("Error is not recoverable: exiting now");
    Exit::USAGE
}

/// Returns the exit code at the end, with the closing words where something failed.
pub(super) fn exit_of(call: &Call<'_>, failed: bool) -> Exit {
    if failed {
        call.complain("Exiting with failure status due to previous errors");
        return Exit::USAGE;
    }
    Exit::SUCCESS
}
