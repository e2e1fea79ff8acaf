//! Which name is which builtin.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind};
use super::{
    Builtin, condition, control, declare, directory, echo, environment, getopts, jobs, names,
    options, printf, read, trap,
};

/// All builtins by name.
const BUILTINS: &[(&str, Builtin)] = &[
    (".", control::source),
    (":", control::succeed),
    ("[", condition::bracket),
    ("alias", unmodelled),
    ("bg", unmodelled),
    ("bind", unmodelled),
    ("break", control::leave_loops),
    ("builtin", names::builtin),
    ("caller", unmodelled),
    ("cd", directory::cd),
    ("command", names::command),
    ("compgen", unmodelled),
    ("complete", unmodelled),
    ("compopt", unmodelled),
    ("continue", control::next_round),
    ("declare", declare::declare),
    ("dirs", directory::dirs),
    ("disown", unmodelled),
    ("echo", echo::echo),
    ("enable", unmodelled),
    ("eval", control::eval),
    ("exec", control::exec),
    ("exit", control::exit),
    ("export", environment::export),
    ("false", control::fail),
    ("fc", unmodelled),
    ("fg", unmodelled),
    ("getopts", getopts::getopts),
    ("hash", names::hash),
    ("help", unmodelled),
    ("history", unmodelled),
    ("jobs", jobs::jobs),
    ("let", control::compute),
    ("local", declare::local),
    ("logout", unmodelled),
    ("mapfile", read::mapfile),
    ("popd", directory::popd),
    ("printf", printf::printf),
    ("pushd", directory::pushd),
    ("pwd", directory::pwd),
    ("read", read::read),
    ("readarray", read::mapfile),
    ("readonly", environment::readonly),
    ("return", control::leave_function),
    ("set", options::set),
    ("shift", control::shift),
    ("shopt", options::shopt),
    ("source", control::source),
    ("suspend", unmodelled),
    ("test", condition::test),
    ("times", unmodelled),
    ("trap", trap::trap),
    ("true", control::succeed),
    ("type", names::kind),
    ("typeset", declare::declare),
    ("ulimit", unmodelled),
    ("umask", jobs::umask),
    ("unalias", unmodelled),
    ("unset", environment::unset),
    ("wait", jobs::wait),
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
}
