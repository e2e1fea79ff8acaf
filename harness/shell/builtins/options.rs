//! `set` and `shopt`.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind};
use super::super::state::{Options, Shopts};

pub(super) fn set(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    if argv.len() == 1 {
        // Bash lists its own variables, of which there are many, and all functions.
        return Err(Unwind::unmodelled("set without arguments"));
    }
    let mut rest = &argv[1..];
    while let Some(first) = rest.first() {
        let Some(sign @ ('-' | '+')) = first.chars().next() else { break };
        rest = &rest[1..];
        if first == "--" {
            shell.state.arguments = rest.to_vec();
            return Ok(Exit::SUCCESS);
        }
        if first == "-" {
            shell.state.options.turn("xtrace", false);
            break;
        }
        if let Some(exit) = set_letters(shell, sign, &first[1..], &mut rest)? {
            return Ok(exit);
        }
    }
    if !rest.is_empty() {
        shell.state.arguments = rest.to_vec();
    }
    Ok(Exit::SUCCESS)
}

/// Turns options by letter, `o` by the name that follows; a code where that ends `set`.
fn set_letters(
    shell: &mut Shell<'_>,
    sign: char,
    letters: &str,
    rest: &mut &[String],
) -> Flow<Option<Exit>> {
    for letter in letters.chars() {
        let option = if letter == 'o' {
            let Some((name, after)) = rest.split_first() else {
                return Ok(Some(list_options(shell, sign)));
            };
            *rest = after;
            Options::named(name).ok_or_else(|| format!("{name}: invalid option name"))
        } else {
            Options::lettered(letter).ok_or_else(|| format!("{sign}{letter}: invalid option"))
        };
        match option {
            Ok(option) => turn(shell, option, sign)?,
            Err(message) => {
                shell.complain_of("set", &message);
                if letter != 'o' {
                    shell.show_usage("set");
                }
                return Ok(Some(Exit::USAGE));
            }
        }
    }
    Ok(None)
}

fn turn(shell: &mut Shell<'_>, option: &'static str, sign: char) -> Flow<()> {
    if shell.state.options.turn(option, sign == '-') {
        return Ok(());
    }
    Err(Unwind::unmodelled(format!("set {sign}o {option}")))
}

fn list_options(shell: &mut Shell<'_>, sign: char) -> Exit {
    let lines: Vec<String> = shell
        .state
        .options
        .listed()
        .map(|(name, is_on)| match sign {
            '-' => format!("{name:<15}\t{}\n", if is_on { "on" } else { "off" }),
            _ => format!("set {}o {name}\n", if is_on { '-' } else { '+' }),
        })
        .collect();
    shell.print_of("set", lines.concat().as_bytes())
}

pub(super) fn shopt(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let Some(taken) = shell.take_options(argv, "supq", "o")? else { return Ok(Exit::USAGE) };
    if taken.rest.is_empty() {
        return Err(Unwind::unmodelled("shopt without names"));
    }
    let mut exit = Exit::SUCCESS;
    for name in taken.rest {
        let Some(option) = Shopts::named(name) else {
            if KNOWN.contains(&name.as_str()) {
                return Err(Unwind::unmodelled(format!("shopt {name}")));
            }
            shell.complain_of("shopt", &format!("{name}: invalid shell option name"));
            exit = Exit::FAILURE;
            continue;
        };
        if taken.has('s') || taken.has('u') {
            shell.state.shopts.turn(option, taken.has('s'));
            continue;
        }
        let is_on = shell.state.shopts.has(option);
        if !is_on {
            exit = Exit::FAILURE;
        }
        let line = match (taken.has('q'), taken.has('p')) {
            (true, _) => continue,
            (_, true) => format!("shopt -{} {option}\n", if is_on { 's' } else { 'u' }),
            _ => format!("{option:<15}\t{}\n", if is_on { "on" } else { "off" }),
        };
        shell.print_of("shopt", line.as_bytes());
    }
    Ok(exit)
}

/// The options that bash has besides those that are modelled.
const KNOWN: &[&str] = &[
    "assoc_expand_once",
    "autocd",
    "cdable_vars",
    "cdspell",
    "checkhash",
    "checkjobs",
    "compat31",
    "compat32",
    "compat40",
    "compat41",
    "compat42",
    "compat43",
    "compat44",
    "complete_fullquote",
    "direxpand",
    "dirspell",
    "execfail",
    "expand_aliases",
    "extdebug",
    "extquote",
    "force_fignore",
    "globasciiranges",
    "globskipdots",
    "gnu_errfmt",
    "histreedit",
    "histverify",
    "hostcomplete",
    "huponexit",
    "interactive_comments",
    "lastpipe",
    "lithist",
    "localvar_inherit",
    "localvar_unset",
    "login_shell",
    "mailwarn",
    "no_empty_cmd_completion",
    "noexpand_translation",
    "patsub_replacement",
    "progcomp",
    "progcomp_alias",
    "promptvars",
    "restricted_shell",
    "shift_verbose",
    "varredir_close",
    "xpg_echo",
];
