//! `export`, `readonly`, `unset`.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind, is_name};
use super::super::state::{Refusal, Variable};
use super::declare::declaration;

pub(super) fn export(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "np", "f")? else { return Ok(Exit::USAGE) };
    let exported = !taken.has('n');
    if taken.rest.is_empty() {
        return list(shell, &argv[0], |variable| variable.exported);
    }
    each(shell, &argv[0], taken.rest, |variable| variable.exported = exported)
}

pub(super) fn readonly(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "pa", "Af")? else { return Ok(Exit::USAGE) };
    if taken.rest.is_empty() {
        // Bash lists its own readonly variables too.
        return Err(Unwind::unmodelled("readonly -p"));
    }
    each(shell, &argv[0], taken.rest, |variable| variable.readonly = true)
}

fn list(shell: &mut Shell<'_>, name: &str, wanted: fn(&Variable) -> bool) -> Flow<Exit> {
    let mut text = String::new();
    for (name, variable) in shell.state.variables.visible() {
        if wanted(variable) {
            text.push_str(&declaration(name, variable)?);
        }
    }
    Ok(shell.print_of(name, text.as_bytes()))
}

/// Assigns where a value is given and marks each variable.
fn each(
    shell: &mut Shell<'_>,
    command: &str,
    arguments: &[String],
    mark: impl Fn(&mut Variable),
) -> Flow<Exit> {
    let mut exit = Exit::SUCCESS;
    for argument in arguments {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument.as_str(), None),
        };
        let (name, append) = name.strip_suffix('+').map_or((name, false), |name| (name, true));
        if !is_name(name) || (append && value.is_none()) {
            shell.complain_of(command, &format!("`{argument}': not a valid identifier"));
            exit = Exit::FAILURE;
            continue;
        }
        if let Some(value) = value {
            let value = shell.appended(name, value.to_owned(), append);
            let shown = super::super::evaluate::shown_value(&value);
            shell.trace_line(&format!("{name}={shown}"));
            if let Err(Refusal::Readonly) = shell.try_assign(name, value)? {
                shell.complain(&format!("{name}: readonly variable"));
                exit = Exit::FAILURE;
                continue;
            }
        }
        mark(shell.state.variables.attributes(name));
    }
    Ok(exit)
}

pub(super) fn unset(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "fv", "n")? else { return Ok(Exit::USAGE) };
    let mut exit = Exit::SUCCESS;
    for name in taken.rest {
        if taken.has('f') {
            shell.state.functions.remove(name);
        } else if !unset_one(shell, name, taken.has('v'))? {
            exit = Exit::FAILURE;
        }
    }
    Ok(exit)
}

fn unset_one(shell: &mut Shell<'_>, argument: &str, only_variables: bool) -> Flow<bool> {
    if let Some((name, subscript)) = argument.strip_suffix(']').and_then(|a| a.split_once('['))
        && is_name(name)
    {
        return unset_element(shell, name, subscript);
    }
    if !is_name(argument) {
        if !only_variables {
            shell.state.functions.remove(argument);
            return Ok(true);
        }
        shell.complain_of("unset", &format!("`{argument}': not a valid identifier"));
        return Ok(false);
    }
    let known = shell.state.variables.get(argument).is_some();
    if let Err(Refusal::Readonly) = shell.state.variables.unset(argument) {
        shell.complain_of("unset", &format!("{argument}: cannot unset: readonly variable"));
        return Ok(false);
    }
    shell.state.never_set.cleared(argument);
    if !known && !only_variables {
        shell.state.functions.remove(argument);
    }
    Ok(true)
}

fn unset_element(shell: &mut Shell<'_>, name: &str, subscript: &str) -> Flow<bool> {
    if subscript == "@" || subscript == "*" {
        return Ok(shell.state.variables.unset(name).is_ok());
    }
    shell.remove_element(name, subscript)
}
