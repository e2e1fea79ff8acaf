//! `cd`, `pwd`, `pushd`, `popd`, `dirs`.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind};
use crate::world::{FileKind, join};

pub(super) fn cd(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "L", "Pe@")? else { return Ok(Exit::USAGE) };
    if taken.rest.len() > 1 {
        shell.complain_of("cd", "too many arguments");
        return Ok(Exit::FAILURE);
    }
    let (target, shows) = match taken.rest.first().map(String::as_str) {
        None => (shell.state.variables.text("HOME").ok_or("HOME not set"), false),
        Some("-") => (shell.state.variables.text("OLDPWD").ok_or("OLDPWD not set"), true),
        Some(path) => (Ok(path), false),
    };
    let target = match target {
        Ok(target) => target.to_owned(),
        Err(message) => {
            shell.complain_of("cd", message);
            return Ok(Exit::FAILURE);
        }
    };
    let is_plain = !target.starts_with(['/', '.']) && !target.is_empty();
    if is_plain && !shell.variable("CDPATH").is_empty() {
        return Err(Unwind::unmodelled("cd with CDPATH"));
    }
    if !change(shell, "cd", &target) {
        return Ok(Exit::FAILURE);
    }
    if shows {
        let line = format!("{}\n", shell.state.cwd);
        return Ok(shell.print_of("cd", line.as_bytes()));
    }
    Ok(Exit::SUCCESS)
}

/// Changes the directory, or complains that it cannot be entered.
fn change(shell: &mut Shell<'_>, command: &str, target: &str) -> bool {
    if let Some(reason) = hindrance(shell, target) {
        shell.complain_of(command, &format!("{target}: {reason}"));
        return false;
    }
    let now = join(&shell.state.cwd, target);
    let before = std::mem::replace(&mut shell.state.cwd, now.clone());
    for (name, value) in [("OLDPWD", before), ("PWD", now)] {
        if shell.state.variables.set(name, value).is_err() {
            shell.complain(&format!("{name}: readonly variable"));
        }
    }
    true
}

/// Says why a directory cannot be entered. What stands before `..` has to be there too.
fn hindrance(shell: &Shell<'_>, target: &str) -> Option<&'static str> {
    let steps = target.match_indices("..").map(|(at, _)| &target[..at]);
    for path in steps.chain(std::iter::once(target)).filter(|path| !path.is_empty()) {
        match shell.kernel.kind(&shell.absolute(path)) {
            Some(FileKind::Directory) => {}
            Some(_) => return Some("Not a directory"),
            None => return Some("No such file or directory"),
        }
    }
    None
}

pub(super) fn pwd(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    if shell.take_options(argv, "L", "P")?.is_none() {
        return Ok(Exit::USAGE);
    }
    let line = format!("{}\n", shell.state.cwd);
    Ok(shell.print_of("pwd", line.as_bytes()))
}

pub(super) fn pushd(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(target) = only_directory(argv)? else {
        if shell.state.directories.is_empty() {
            shell.complain_of("pushd", "no other directory");
            return Ok(Exit::FAILURE);
        }
        let target = shell.state.directories.remove(0);
        return Ok(push(shell, &target));
    };
    Ok(push(shell, &target))
}

fn push(shell: &mut Shell<'_>, target: &str) -> Exit {
    let before = shell.state.cwd.clone();
    if !change(shell, "pushd", target) {
        return Exit::FAILURE;
    }
    shell.state.directories.insert(0, before);
    show_stack(shell, "pushd")
}

pub(super) fn popd(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    if only_directory(argv)?.is_some() {
        return Err(Unwind::unmodelled(format!("popd {}", argv[1])));
    }
    if shell.state.directories.is_empty() {
        shell.complain_of("popd", "directory stack empty");
        return Ok(Exit::FAILURE);
    }
    let target = shell.state.directories[0].clone();
    if !change(shell, "popd", &target) {
        return Ok(Exit::FAILURE);
    }
    shell.state.directories.remove(0);
    Ok(show_stack(shell, "popd"))
}

fn only_directory(argv: &[String]) -> Flow<Option<String>> {
    match argv {
        [_] => Ok(None),
        [_, path] if !path.starts_with(['-', '+']) => Ok(Some(path.clone())),
        _ => Err(Unwind::unmodelled(argv.join(" "))),
    }
}

fn show_stack(shell: &mut Shell<'_>, command: &str) -> Exit {
    let line = stack(shell, false).join(" ") + "\n";
    shell.print_of(command, line.as_bytes())
}

fn stack(shell: &Shell<'_>, long: bool) -> Vec<String> {
    let home = shell.variable("HOME");
    let shown = |path: &String| match path.strip_prefix(home) {
        Some(rest) if !long && !home.is_empty() && (rest.is_empty() || rest.starts_with('/')) => {
            format!("~{rest}")
        }
        _ => path.clone(),
    };
    std::iter::once(&shell.state.cwd).chain(&shell.state.directories).map(shown).collect()
}

pub(super) fn dirs(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "clpv", "")? else { return Ok(Exit::USAGE) };
    if !taken.rest.is_empty() {
        return Err(Unwind::unmodelled(argv.join(" ")));
    }
    if taken.has('c') {
        shell.state.directories.clear();
        return Ok(Exit::SUCCESS);
    }
    let paths = stack(shell, taken.has('l'));
    let text = if taken.has('v') {
        let lines = (0..).zip(&paths).map(|(at, path)| format!("{at:2}  {path}\n"));
        lines.collect::<Vec<_>>().concat()
    } else if taken.has('p') {
        paths.join("\n") + "\n"
    } else {
        paths.join(" ") + "\n"
    };
    Ok(shell.print_of("dirs", text.as_bytes()))
}
