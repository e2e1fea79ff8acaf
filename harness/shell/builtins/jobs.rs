//! `jobs`, `wait`, `umask`: nothing runs in the background of a simulated shell.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind};

pub(super) fn jobs(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "lnprs", "x")? else { return Ok(Exit::USAGE) };
    let Some(job) = taken.rest.first() else { return Ok(Exit::SUCCESS) };
    shell.complain_of("jobs", &format!("{job}: no such job"));
    Ok(Exit::FAILURE)
}

pub(super) fn wait(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "", "fnp")? else { return Ok(Exit::USAGE) };
    let mut exit = Exit::SUCCESS;
    for job in taken.rest {
        if job.parse::<u32>().is_ok() {
            let message = format!("pid {job} is not a child of this shell");
            shell.complain_of("wait", &message);
            exit = Exit::NOT_FOUND;
        } else if job.starts_with('%') {
            shell.complain_of("wait", &format!("{job}: no such job"));
            exit = Exit::NOT_FOUND;
        } else {
            shell.complain_of("wait", &format!("`{job}': not a pid or valid job spec"));
            exit = Exit::FAILURE;
        }
    }
    Ok(exit)
}

pub(super) fn umask(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "Sp", "")? else { return Ok(Exit::USAGE) };
    let Some(mode) = taken.rest.first() else {
        let text = if taken.has('S') { "u=rwx,g=rx,o=rx" } else { "0022" };
        let line = if taken.has('p') && taken.has('S') {
            format!("umask -S {text}\n")
        } else if taken.has('p') {
            format!("umask {text}\n")
        } else {
            format!("{text}\n")
        };
        return Ok(shell.print_of("umask", line.as_bytes()));
    };
    if mode.trim_start_matches('0') == "22" {
        return Ok(Exit::SUCCESS);
    }
    Err(Unwind::unmodelled(format!("umask {mode}")))
}
