//! Parameters that the shell itself sets.

use super::super::evaluate::{Flow, Shell, Unwind};
use super::parameter::Found;

/// Variables that bash sets anew at every look, which are not modelled.
const UNMODELLED: &[&str] = &[
    "BASHOPTS",
    "BASHPID",
    "BASH_ARGC",
    "BASH_ARGV",
    "BASH_COMMAND",
    "BASH_LINENO",
    "BASH_SOURCE",
    "BASH_VERSINFO",
    "DIRSTACK",
    "EPOCHREALTIME",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HISTCMD",
    "HOSTNAME",
    "HOSTTYPE",
    "MACHTYPE",
    "OSTYPE",
    "PPID",
    "RANDOM",
    "SHELLOPTS",
    "SRANDOM",
    "UID",
];

impl Shell<'_> {
    /// Returns the value of `$?`, `$#` and their kin.
    pub(super) fn special(&self, sign: char) -> Option<String> {
        match sign {
            '?' => Some(self.state.last_exit.0.to_string()),
            '#' => Some(self.state.arguments.len().to_string()),
            '$' => Some(self.kernel.shell_pid().to_string()),
            '-' => Some(self.option_letters()),
            '0' => Some(self.state.name.clone()),
            _ => None,
        }
    }

    fn option_letters(&self) -> String {
        use super::super::state::Kind;
        let ending = match self.state.kind {
            Kind::Interactive => "s",
            Kind::CommandString => "c",
            Kind::Script => "",
        };
        self.state.options.letters(self.state.is_interactive(), ending)
    }

    /// Returns the value of a variable that changes by itself; none where `name` is no such.
    pub(super) fn changing(&self, name: &str) -> Flow<Option<Found>> {
        let text = match name {
            "LINENO" => self.line.to_string(),
            "BASH_SUBSHELL" => self.subshells.to_string(),
            "EPOCHSECONDS" => self.kernel.now().epoch_seconds().to_string(),
            "_" => self.state.last_argument.clone(),
            "SECONDS" if self.state.variables.get(name).is_none() => {
                let now = self.kernel.now();
                now.since(self.state.opened.unwrap_or(now)).as_secs().to_string()
            }
            "PIPESTATUS" => {
                let exits = self.state.pipe_status.iter().map(|exit| exit.0.to_string());
                return Ok(Some(Found::of_array(exits.collect())));
            }
            _ if UNMODELLED.contains(&name) && self.state.variables.get(name).is_none() => {
                return Err(Unwind::unmodelled(format!("${name}")));
            }
            _ => return Ok(None),
        };
        Ok(Some(Found::Text(Some(text))))
    }
}
