//! `declare` and `local`.

use std::collections::BTreeMap;

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind, is_name};
use super::super::expand::ansi_c_quoted;
use super::super::state::{Value, Variable};

/// What is to be declared.
#[derive(Default)]
struct Request {
    on: String,
    off: String,
}

/// Where a variable is declared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Function,
    Present,
    Global,
}

pub(super) fn declare(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some((request, names)) = request_of(shell, argv)? else { return Ok(Exit::USAGE) };
    if request.on.contains(['f', 'F']) {
        return functions(shell, &request, names);
    }
    if request.on.contains('p') || (names.is_empty() && request.on.is_empty()) {
        return print(shell, &argv[0], names);
    }
    if names.is_empty() {
        return Err(Unwind::unmodelled(format!("{} with options and no names", argv[0])));
    }
    let scope = match () {
        () if request.on.contains('g') => Scope::Global,
        () if shell.state.variables.in_function() => Scope::Function,
        () => Scope::Present,
    };
    declare_all(shell, &argv[0], &request, names, scope)
}

pub(super) fn local(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    if !shell.state.variables.in_function() {
        shell.complain_of("local", "can only be used in a function");
        return Ok(Exit::FAILURE);
    }
    let Some((request, names)) = request_of(shell, argv)? else { return Ok(Exit::USAGE) };
    if names.is_empty() || request.on.contains(['p', 'f', 'F', 'g']) || names[0] == "-" {
        return Err(Unwind::unmodelled(format!("local {}", argv[1..].join(" ")).trim_end()));
    }
    declare_all(shell, "local", &request, names, Scope::Function)
}

fn request_of<'a>(shell: &Shell<'_>, argv: &'a [String]) -> Flow<Option<(Request, &'a [String])>> {
    let mut request = Request::default();
    let mut rest = &argv[1..];
    while let Some(first) = rest.first().filter(|first| first.len() > 1) {
        let Some(sign @ ('-' | '+')) = first.chars().next() else { break };
        rest = &rest[1..];
        if first == "--" {
            break;
        }
        for letter in first[1..].chars() {
            if "ntI".contains(letter) {
                return Err(Unwind::unmodelled(format!("{} {sign}{letter}", argv[0])));
            }
            if !"aAfFgilprux".contains(letter) {
                shell.complain_of(&argv[0], &format!("{sign}{letter}: invalid option"));
                shell.show_usage(&argv[0]);
                return Ok(None);
            }
            if sign == '-' { &mut request.on } else { &mut request.off }.push(letter);
        }
    }
    Ok(Some((request, rest)))
}

fn declare_all(
    shell: &mut Shell<'_>,
    command: &str,
    request: &Request,
    arguments: &[String],
    scope: Scope,
) -> Flow<Exit> {
    let mut exit = Exit::SUCCESS;
    for argument in arguments {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument.as_str(), None),
        };
        let (name, append) = name.strip_suffix('+').map_or((name, false), |name| (name, true));
        if name.contains('[') {
            return Err(Unwind::unmodelled(format!("{command} {argument}")));
        }
        if !is_name(name) {
            shell.complain_of(command, &format!("`{argument}': not a valid identifier"));
            exit = Exit::FAILURE;
            continue;
        }
        if !declare_one(shell, command, request, name, scope) {
            exit = Exit::FAILURE;
            continue;
        }
        if let Some(value) = value {
            let value = shell.appended(name, value.to_owned(), append);
            if shell.try_assign(name, value)?.is_err() {
                shell.complain(&format!("{name}: readonly variable"));
                exit = Exit::FAILURE;
                continue;
            }
        }
        if request.on.contains('r') {
            shell.state.variables.attributes(name).readonly = true;
        }
    }
    Ok(exit)
}

/// Declares one variable with its attributes, but for `-r`, which comes after the value.
fn declare_one(
    shell: &mut Shell<'_>,
    command: &str,
    request: &Request,
    name: &str,
    scope: Scope,
) -> bool {
    let is_readonly = shell.state.variables.get(name).is_some_and(|v| v.readonly);
    if is_readonly && (request.off.contains('r') || scope == Scope::Function) {
        let prefix = if scope == Scope::Function { format!("{command}: ") } else { String::new() };
        shell.complain(&format!("{prefix}{name}: readonly variable"));
        return false;
    }
    let variables = &mut shell.state.variables;
    let variable = match scope {
        Scope::Global => variables.global(name),
        Scope::Present => variables.attributes(name),
        Scope::Function => match variables.declare_local(name) {
            Some(variable) => variable,
            None => return false,
        },
    };
    set_attributes(variable, request);
    true
}

fn set_attributes(variable: &mut Variable, request: &Request) {
    for (letters, is_on) in [(&request.on, true), (&request.off, false)] {
        for letter in letters.chars() {
            match letter {
                'x' => variable.exported = is_on,
                'i' => variable.integer = is_on,
                'l' | 'u' => variable.case = is_on.then_some(letter),
                'a' if is_on => make_list(variable),
                'A' if is_on && !variable.is_array() => {
                    variable.value = Value::Map(BTreeMap::new());
                }
                _ => {}
            }
        }
    }
}

fn make_list(variable: &mut Variable) {
    match &mut variable.value {
        Value::Unset => variable.value = Value::List(BTreeMap::new()),
        Value::Text(text) => {
            let first = (0, std::mem::take(text));
            variable.value = Value::List(BTreeMap::from([first]));
        }
        Value::List(_) | Value::Map(_) => {}
    }
}

fn print(shell: &mut Shell<'_>, command: &str, names: &[String]) -> Flow<Exit> {
    if names.is_empty() {
        // Bash lists its own variables too.
        return Err(Unwind::unmodelled(format!("{command} without names")));
    }
    let mut exit = Exit::SUCCESS;
    for name in names {
        let Some(variable) = shell.state.variables.get(name).cloned() else {
            shell.complain_of(command, &format!("{name}: not found"));
            exit = Exit::FAILURE;
            continue;
        };
        let text = declaration(name, &variable)?;
        shell.print_of(command, text.as_bytes());
    }
    Ok(exit)
}

fn functions(shell: &mut Shell<'_>, request: &Request, names: &[String]) -> Flow<Exit> {
    if request.on.contains('f') {
        return Err(Unwind::unmodelled("declare -f"));
    }
    let mut exit = Exit::SUCCESS;
    let mut text = String::new();
    if names.is_empty() {
        for name in shell.state.functions.keys() {
            text.extend(["declare -f ", name, "\n"]);
        }
    }
    for name in names {
        if shell.state.functions.contains_key(name) {
            text.extend([name.as_str(), "\n"]);
        } else {
            exit = Exit::FAILURE;
        }
    }
    shell.print_of("declare", text.as_bytes());
    Ok(exit)
}

/// Returns the line that declares a variable again.
pub(super) fn declaration(name: &str, variable: &Variable) -> Flow<String> {
    let letters = variable.letters();
    let letters = if letters.is_empty() { "-" } else { &letters };
    let value = match &variable.value {
        Value::Unset => return Ok(format!("declare -{letters} {name}\n")),
        Value::Text(text) => double_quoted(text),
        Value::List(list) => {
            let items: Vec<String> = list
                .iter()
                .map(|(index, text)| format!("[{index}]={}", double_quoted(text)))
                .collect();
            format!("({})", items.join(" "))
        }
        Value::Map(map) if map.len() > 1 => {
            let what = format!("the order of the associative array {name}");
            return Err(Unwind::unmodelled(what));
        }
        Value::Map(map) => {
            let items: Vec<String> =
                map.iter().map(|(key, text)| format!("[{key}]={} ", double_quoted(text))).collect();
            format!("({})", items.concat())
        }
    };
    Ok(format!("declare -{letters} {name}={value}\n"))
}

fn double_quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        return ansi_c_quoted(text);
    }
    let mut quoted = String::from("\"");
    for next in text.chars() {
        if "\"$`\\".contains(next) {
            quoted.push('\\');
        }
        quoted.push(next);
    }
    quoted.push('"');
    quoted
}
