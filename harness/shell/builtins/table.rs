//! Which name is which builtin.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind};
use super::{
    Builtin::{self, Plain, Unwinding},
    condition, control, declare, directory, echo, environment, getopts, jobs, names, options,
    printf, read, trap,
};

/// All builtins by name.
const BUILTINS: &[(&str, Builtin)] = &[
    (".", Unwinding(control::source)),
    (":", Plain(control::succeed)),
    ("[", Unwinding(condition::bracket)),
    ("alias", Unwinding(unmodelled)),
    ("bg", Unwinding(unmodelled)),
    ("bind", Unwinding(unmodelled)),
    ("break", Unwinding(control::leave_loops)),
    ("builtin", Unwinding(names::builtin)),
    ("caller", Unwinding(unmodelled)),
    ("cd", Unwinding(directory::cd)),
    ("command", Unwinding(names::command)),
    ("compgen", Unwinding(unmodelled)),
    ("complete", Unwinding(unmodelled)),
    ("compopt", Unwinding(unmodelled)),
    ("continue", Unwinding(control::next_round)),
    ("declare", Unwinding(declare::declare)),
    ("dirs", Unwinding(directory::dirs)),
    ("disown", Unwinding(unmodelled)),
    ("echo", Plain(echo::echo)),
    ("enable", Unwinding(unmodelled)),
    ("eval", Unwinding(control::eval)),
    ("exec", Unwinding(control::exec)),
    ("exit", Unwinding(control::exit)),
    ("export", Unwinding(environment::export)),
    ("false", Plain(control::fail)),
    ("fc", Unwinding(unmodelled)),
    ("fg", Unwinding(unmodelled)),
    ("getopts", Unwinding(getopts::getopts)),
    ("hash", Unwinding(names::hash)),
    ("help", Unwinding(unmodelled)),
    ("history", Unwinding(unmodelled)),
    ("jobs", Unwinding(jobs::jobs)),
    ("let", Unwinding(control::compute)),
    ("local", Unwinding(declare::local)),
    ("logout", Unwinding(unmodelled)),
    ("mapfile", Unwinding(read::mapfile)),
    ("popd", Unwinding(directory::popd)),
    ("printf", Unwinding(printf::printf)),
    ("pushd", Unwinding(directory::pushd)),
    ("pwd", Unwinding(directory::pwd)),
    ("read", Unwinding(read::read)),
    ("readarray", Unwinding(read::mapfile)),
    ("readonly", Unwinding(environment::readonly)),
    ("return", Unwinding(control::leave_function)),
    ("set", Unwinding(options::set)),
    ("shift", Plain(control::shift)),
    ("shopt", Unwinding(options::shopt)),
    ("source", Unwinding(control::source)),
    ("suspend", Unwinding(unmodelled)),
    ("test", Unwinding(condition::test)),
    ("times", Unwinding(unmodelled)),
    ("trap", Unwinding(trap::trap)),
    ("true", Plain(control::succeed)),
    ("type", Unwinding(names::kind)),
    ("typeset", Unwinding(declare::declare)),
    ("ulimit", Unwinding(unmodelled)),
    ("umask", Unwinding(jobs::umask)),
    ("unalias", Unwinding(unmodelled)),
    ("unset", Unwinding(environment::unset)),
    ("wait", Unwinding(jobs::wait)),
];

/// Returns the builtin of that name.
pub(in crate::shell) fn find(name: &str) -> Option<Builtin> {
    let at = BUILTINS.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(BUILTINS[at].1)
}

/// Returns whether arguments of this command that look like assignments are ones.
pub(in crate::shell) fn declares(name: &str) -> bool {
    matches!(name, "declare" | "typeset" | "local" | "export" | "readonly")
}

fn unmodelled(_: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    Err(Unwind::unmodelled(argv[0].clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_is_found_by_its_name() {
        for (name, _) in BUILTINS {
            assert!(find(name).is_some(), "{name} is out of order");
        }
    }

    #[test]
    fn a_runbook_can_tell_every_modelled_builtin_in_its_prose() {
        let prose = ["bind", "break", "complete", "continue", "enable", "help", "history", "times"];
        for (name, _) in BUILTINS.iter().filter(|(name, _)| !prose.contains(name)) {
            assert!(crate::runbook::names_command(name), "{name}");
        }
    }
}
