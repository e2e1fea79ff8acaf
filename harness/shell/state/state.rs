//! Everything that a subshell gets its own copy of.

use std::collections::BTreeMap;
use std::rc::Rc;

use brush_parser::ast;

use super::super::Exit;
use super::{NeverSet, Options, Shopts, Variables};
use crate::determinism::Tick;

/// What started the shell: it decides the prefix of messages and what an error ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) enum Kind {
    /// An operator types.
    Interactive,
    /// `bash FILE`.
    Script,
    /// `bash -c TEXT`.
    CommandString,
}

/// What a trap waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::shell) enum Signal {
    /// The end of the shell.
    Exit,
    /// A failing command.
    Err,
    /// A signal by number, which nobody sends to a simulated shell.
    Number(u8),
}

/// A function.
#[derive(Debug)]
pub(in crate::shell) struct Function {
    /// What it runs.
    pub body: ast::FunctionBody,
    /// The file that defined it, where that is not the script.
    pub source: Option<String>,
}

/// What a shell remembers.
#[derive(Debug, Clone)]
pub(in crate::shell) struct State {
    /// What started it.
    pub kind: Kind,
    /// `$0`.
    pub name: String,
    /// `$1` and what follows.
    pub arguments: Vec<String>,
    /// The working directory, absolute in the world.
    pub cwd: String,
    /// The variables.
    pub variables: Variables,
    /// What was expanded and never set.
    pub never_set: NeverSet,
    /// The functions.
    pub functions: BTreeMap<String, Rc<Function>>,
    /// The options of `set`.
    pub options: Options,
    /// The options of `shopt`.
    pub shopts: Shopts,
    /// What runs on a signal; an empty text ignores it.
    pub traps: BTreeMap<Signal, String>,
    /// `$?`.
    pub last_exit: Exit,
    /// `${PIPESTATUS[@]}`.
    pub pipe_status: Vec<Exit>,
    /// `$_`: the last argument of the last command.
    pub last_argument: String,
    /// The directories of `pushd`, without the current one, top first.
    pub directories: Vec<String>,
    /// The commands that `getopts` has read of the present argument, in letters.
    pub option_offset: usize,
    /// When the shell was opened, for `$SECONDS`.
    pub opened: Option<Tick>,
    /// The code with which `exit` ended it.
    pub exited: Option<Exit>,
}

impl State {
    /// Makes the state of a new shell.
    pub(in crate::shell) fn new(
        kind: Kind,
        cwd: &str,
        environment: BTreeMap<String, String>,
        name: &str,
    ) -> Self {
        let interactive = kind == Kind::Interactive;
        let mut state = Self {
            name: name.to_owned(),
            arguments: Vec::new(),
            cwd: cwd.to_owned(),
            variables: Variables::new(environment),
            never_set: NeverSet::default(),
            functions: BTreeMap::new(),
            options: Options::of_new_shell(interactive),
            shopts: Shopts::default(),
            traps: BTreeMap::new(),
            last_exit: Exit::SUCCESS,
            pipe_status: vec![Exit::SUCCESS],
            last_argument: "bash".to_owned(),
            directories: Vec::new(),
            option_offset: 0,
            opened: None,
            exited: None,
            kind,
        };
        state.set_up_variables(cwd);
        state
    }

    fn set_up_variables(&mut self, cwd: &str) {
        for (name, text) in [
            ("IFS", " \t\n"),
            ("OPTIND", "1"),
            ("PS4", "+ "),
            ("BASH", "/bin/bash"),
            ("BASH_VERSION", "5.2.15(1)-release"),
        ] {
            let variable = self.variables.global(name);
            variable.put(text.to_owned());
        }
        let pwd = self.variables.global("PWD");
        pwd.put(cwd.to_owned());
        pwd.exported = true;
        self.variables.global("OLDPWD").exported = true;
        let level = self.variables.text("SHLVL").and_then(|level| level.parse().ok());
        let shell_level = self.variables.global("SHLVL");
        shell_level.put((level.unwrap_or(0_u32) + 1).to_string());
        shell_level.exported = true;
    }

    /// Returns whether an operator types.
    pub(in crate::shell) fn is_interactive(&self) -> bool {
        self.kind == Kind::Interactive
    }

    /// Returns the characters at which unquoted expansions split.
    pub(in crate::shell) fn separators(&self) -> &str {
        match self.variables.get("IFS") {
            None => " \t\n",
            Some(variable) => variable.scalar().unwrap_or_default(),
        }
    }
}
