//! What is wrong with the arguments of a builtin, in bash's words.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind};

/// The synopsis of each builtin that has options.
const SYNOPSES: &[(&str, &str)] = &[
    (".", "filename [arguments]"),
    ("builtin", "[shell-builtin [arg ...]]"),
    ("cd", "[-L|[-P [-e]] [-@]] [dir]"),
    ("command", "[-pVv] command [arg ...]"),
    ("declare", "[-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]"),
    ("dirs", "[-clpv] [+N] [-N]"),
    ("eval", "[arg ...]"),
    ("exec", "[-cl] [-a name] [command [argument ...]] [redirection ...]"),
    ("export", "[-fn] [name[=value] ...] or export -p"),
    ("getopts", "optstring name [arg ...]"),
    ("hash", "[-lr] [-p pathname] [-dt] [name ...]"),
    ("jobs", "[-lnprs] [jobspec ...] or jobs -x command [args]"),
    ("local", "[option] name[=value] ..."),
    (
        "mapfile",
        "[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
    ),
    ("popd", "[-n] [+N | -N]"),
    ("printf", "[-v var] format [arguments]"),
    ("pushd", "[-n] [+N | -N | dir]"),
    ("pwd", "[-LP]"),
    (
        "read",
        "[-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]",
    ),
    (
        "readarray",
        "[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
    ),
    ("readonly", "[-aAf] [name[=value] ...] or readonly -p"),
    ("set", "[-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]"),
    ("shopt", "[-pqsu] [-o] [optname ...]"),
    ("source", "filename [arguments]"),
    ("trap", "[-lp] [[arg] signal_spec ...]"),
    ("type", "[-afptP] name [name ...]"),
    ("typeset", "[-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]"),
    ("umask", "[-p] [-S] [mode]"),
    ("unset", "[-f] [-v] [-n] [name ...]"),
    ("wait", "[-fn] [-p var] [id ...]"),
];

/// The letters of options, taken off the front of the arguments.
pub(super) struct Taken<'a> {
    /// The letters that were given, in order.
    pub(super) letters: String,
    /// The arguments behind the options.
    pub(super) rest: &'a [String],
}

impl Taken<'_> {
    pub(super) fn has(&self, letter: char) -> bool {
        self.letters.contains(letter)
    }
}

impl Shell<'_> {
    /// Complains in the name of a builtin.
    pub(super) fn complain_of(&self, name: &str, message: &str) {
        self.complain(&format!("{name}: {message}"));
    }

    /// Shows how a builtin is to be called.
    pub(super) fn show_usage(&self, name: &str) {
        if let Some((_, synopsis)) = SYNOPSES.iter().find(|(known, _)| *known == name) {
            self.write(2, format!("{name}: usage: {name} {synopsis}\n").as_bytes());
        }
    }

    /// Takes options off the front. `modelled` are the letters that are evaluated, `known` those
    /// that bash has besides; any other one is refused as bash does, with none as the result.
    pub(super) fn take_options<'a>(
        &self,
        argv: &'a [String],
        modelled: &str,
        known: &str,
    ) -> Flow<Option<Taken<'a>>> {
        let mut letters = String::new();
        let mut rest = &argv[1..];
        while let Some(first) = rest.first().filter(|first| first.len() > 1) {
            let Some(group) = first.strip_prefix('-') else { break };
            rest = &rest[1..];
            if group == "-" {
                break;
            }
            letters.push_str(group);
        }
        if let Some(letter) = letters.chars().find(|letter| !modelled.contains(*letter)) {
            if known.contains(letter) {
                return Err(Unwind::unmodelled(format!("{} -{letter}", argv[0])));
            }
            self.complain_of(&argv[0], &format!("-{letter}: invalid option"));
            self.show_usage(&argv[0]);
            return Ok(None);
        }
        Ok(Some(Taken { letters, rest }))
    }

    /// Prints to standard output; 1 where that is closed.
    pub(super) fn print_of(&mut self, name: &str, bytes: &[u8]) -> Exit {
        if self.write(1, bytes) {
            return Exit::SUCCESS;
        }
        self.complain_of(name, "write error: Bad file descriptor");
        Exit::FAILURE
    }
}
