//! One script of a project: its banner, its environment, its shell.

use std::collections::BTreeMap;

use super::project::Project;
use crate::machine::simulated::{System, wrap::shells::run_text};
use crate::shell::{Call, Exit, Stop, Streams};
use crate::world::join;

/// A script that shall run.
#[derive(Debug)]
pub(super) struct Wanted<'w> {
    /// The npm command that asked for it.
    pub(super) command: &'w str,
    /// Its name.
    pub(super) event: &'w str,
    /// What is added behind its text.
    pub(super) arguments: &'w [String],
    /// Whether the banner is left out.
    pub(super) silent: bool,
}

/// Runs a script; one that the project does not have, or that is empty, does nothing.
pub(super) fn run(
    system: &mut System,
    call: &Call<'_>,
    project: &Project,
    wanted: &Wanted<'_>,
) -> Result<Exit, Stop> {
    let Some(script) = project.script(wanted.event).filter(|script| !script.is_empty()) else {
        return Ok(Exit::SUCCESS);
    };
    if !wanted.silent {
        call.print(&banner(project, wanted, script));
    }
    let quoted = wanted.arguments.iter().map(|argument| quoted(argument));
    let text = std::iter::once(script.to_owned()).chain(quoted).collect::<Vec<_>>().join(" ");
    let environment = environment(call, project, wanted, script);
    let inner = Call {
        argv: call.argv,
        environment: &environment,
        cwd: &project.directory,
        stdin: call.stdin.clone(),
        stdout: call.stdout.clone(),
        stderr: call.stderr.clone(),
    };
    let streams = Streams {
        stdin: call.stdin.clone(),
        stdout: call.stdout.clone(),
        stderr: call.stderr.clone(),
    };
    run_text(system, &inner, &text, streams)
}

fn banner(project: &Project, wanted: &Wanted<'_>, script: &str) -> String {
    let package = project.id().map_or_else(String::new, |id| format!("{id} "));
    let script = script.trim().replace('\n', "\n> ");
    let typed = [&[script], wanted.arguments].concat().join(" ");
    format!("\n> {package}{}\n> {typed}\n\n", wanted.event)
}

/// Returns the environment of a script: that of npm, and what npm tells its scripts.
fn environment(
    call: &Call<'_>,
    project: &Project,
    wanted: &Wanted<'_>,
    script: &str,
) -> BTreeMap<String, String> {
    let home = call.environment.get("HOME").map_or("/root", String::as_str);
    let mut environment = call.environment.clone();
    environment.entry("INIT_CWD".to_owned()).or_insert_with(|| call.cwd.to_owned());
    let told = [
        ("COLOR", "0".to_owned()),
        ("EDITOR", "vi".to_owned()),
        ("NODE", "/usr/bin/node".to_owned()),
        ("PWD", project.directory.clone()),
        ("npm_command", wanted.command.to_owned()),
        ("npm_config_cache", format!("{home}/.npm")),
        ("npm_config_local_prefix", project.directory.clone()),
        ("npm_config_npm_version", "11.19.1".to_owned()),
        (
            "npm_config_user_agent",
            "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false".to_owned(),
        ),
        ("npm_config_userconfig", format!("{home}/.npmrc")),
        ("npm_execpath", "/usr/lib/node_modules/npm/bin/npm-cli.js".to_owned()),
        ("npm_lifecycle_event", wanted.event.to_owned()),
        ("npm_lifecycle_script", script.to_owned()),
        ("npm_node_execpath", "/usr/bin/node".to_owned()),
        ("npm_package_json", join(&project.directory, "package.json")),
    ];
    environment.extend(told.map(|(name, value)| (name.to_owned(), value)));
    environment.extend(project.fields.iter().cloned());
    environment
}

/// Quotes an argument for the shell, as npm does.
fn quoted(argument: &str) -> String {
    const SPECIAL: &str = "\t\n\r \"#$&'()*;<>?\\`|~";
    if argument.is_empty() {
        return "''".to_owned();
    }
    if !argument.contains(|c| SPECIAL.contains(c)) {
        return argument.to_owned();
    }
    let whole = format!("'{}'", argument.replace('\'', "'\\''"));
    let mut rest = whole.as_str();
    while rest.len() > 2 && rest.starts_with("''") {
        rest = &rest[2..];
    }
    rest.replace("\\'''", "\\'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_as_npm_quotes_them() {
        let table = [
            ("plain", "plain"),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's", "'it'\\''s'"),
            ("'quoted'", "\\''quoted'\\'"),
            ("$HOME", "'$HOME'"),
        ];
        for (argument, expected) in table {
            assert_eq!(quoted(argument), expected, "{argument}");
        }
    }
}
