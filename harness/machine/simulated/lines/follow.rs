//! `tail -f`: watching a file grow in virtual time.

use super::super::System;
use super::super::place::place;
use crate::shell::{Call, Exit, Kernel as _, Stop};

/// Waits until the operator presses Ctrl-C, then prints what was appended by then.
pub(super) fn follow(
    system: &mut System,
    call: &Call<'_>,
    operands: &[String],
) -> Result<Exit, Stop> {
    let Some(deadline) = system.deadline() else {
        return Err(Stop::unmodelled(format!("{} -f never ends", call.name())));
    };
    let [name] = operands else {
        return Err(call.unmodelled("-f of anything but one file"));
    };
    let path = place(call, name);
    let seen = system.root.size(&path).unwrap_or(0);
    let window = deadline.since(system.now());
    let waited = system.pass(window);
    let now = system.root.read(&path).unwrap_or_default();
    let from = usize::try_from(seen).unwrap_or(usize::MAX);
    match now.get(from..) {
        Some(grown) => call.stdout.write(grown),
        None => call.complain(&format!("{name}: file truncated")),
    }
    waited.map(|()| Exit::SUCCESS)
}
