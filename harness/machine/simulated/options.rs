//! Options of simulated commands, read as GNU's `getopt_long` reads them.
//!
//! A command writes down every option that the real tool has, then acts on those that it models
//! and hands the rest to [`Arguments::only`]: what the real tool would reject is rejected in its
//! words, and what it would do but we do not is never done silently.

use super::quoting::quoted_plainly;
use crate::shell::{Call, Exit, Stop};

/// All options of one real tool.
#[derive(Debug)]
pub(super) struct Grammar {
    /// Short options: each a letter, then `:` where a value follows, `::` where one may be glued on.
    pub short: &'static str,
    /// Long options, each with the letter that it stands for and the same colons. Without a letter
    /// the option goes by its long name; without colons it takes what its letter takes.
    pub long: &'static [(&'static str, &'static str)],
    /// Where operands may stand.
    pub operands: Operands,
}

/// Where operands may stand among the options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operands {
    /// Anywhere: options count up to `--`.
    Anywhere,
    /// Behind all options: the first operand ends them, as for `env` and `xargs`.
    Last,
}

/// One option as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    /// Its letter, or its long name where it has no letter.
    pub name: &'static str,
    /// Its value, if it has one.
    pub value: Option<String>,
}

/// The arguments of one call, options and operands apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Arguments {
    /// The options, in the order in which they were given.
    pub options: Vec<Given>,
    /// Everything else, in order.
    pub operands: Vec<String>,
}

/// What an option takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    MaybeValue,
}

/// Options that every GNU tool has besides its own.
const EVERYWHERE: &[(&str, &str)] = &[("help", ""), ("version", "")];

impl Grammar {
    /// Parses a call's arguments. Where they are wrong it complains as GNU tools do, with the line
    /// that points to `--help`, and returns nothing: the command then ends with its usage code.
    pub(super) fn read(&self, call: &Call<'_>) -> Option<Arguments> {
        match self.parse(call.arguments()) {
            Ok(arguments) => Some(arguments),
            Err(message) => {
                misused(call, &message, Exit::USAGE);
                None
            }
        }
    }

    /// Parses `arguments`; an error is the message of the C library, without the command's name.
    pub(super) fn parse(&self, arguments: &[String]) -> Result<Arguments, String> {
        let mut found = Arguments::default();
        let mut left = arguments.iter();
        while let Some(argument) = left.next() {
            let is_operand = argument.len() < 2 || !argument.starts_with('-');
            if is_operand {
                found.operands.push(argument.clone());
            }
            if argument == "--" || (is_operand && self.operands == Operands::Last) {
                found.operands.extend(left.cloned());
                break;
            }
            if let Some(long) = argument.strip_prefix("--") {
                found.options.push(self.long_option(long, &mut left)?);
            } else if !is_operand {
                self.cluster(&argument[1..], &mut left, &mut found.options)?;
            }
        }
        Ok(found)
    }

    fn cluster<'a>(
        &self,
        cluster: &str,
        left: &mut impl Iterator<Item = &'a String>,
        options: &mut Vec<Given>,
    ) -> Result<(), String> {
        let mut rest = cluster.chars();
        while let Some(letter) = rest.next() {
            let (name, takes) =
                self.short_option(letter).ok_or_else(|| format!("invalid option -- '{letter}'"))?;
            let glued = rest.as_str();
            let value = match takes {
                Takes::Nothing => {
                    options.push(Given { name, value: None });
                    continue;
                }
                Takes::MaybeValue => (!glued.is_empty()).then(|| glued.to_owned()),
                Takes::Value if !glued.is_empty() => Some(glued.to_owned()),
                Takes::Value => Some(
                    left.next()
                        .cloned()
                        .ok_or_else(|| format!("option requires an argument -- '{letter}'"))?,
                ),
            };
            options.push(Given { name, value });
            break;
        }
        Ok(())
    }

    fn short_option(&self, letter: char) -> Option<(&'static str, Takes)> {
        let at = self.short.find(letter).filter(|_| letter != ':')?;
        let (name, behind) = self.short[at..].split_at(letter.len_utf8());
        Some((name, takes(behind)))
    }

    fn long_option<'a>(
        &self,
        text: &str,
        left: &mut impl Iterator<Item = &'a String>,
    ) -> Result<Given, String> {
        let (written, glued) = match text.split_once('=') {
            Some((written, value)) => (written, Some(value.to_owned())),
            None => (text, None),
        };
        let (long, meaning) = self.complete(written)?;
        let (name, takes) = self.meaning(long, meaning);
        let value = match (takes, glued) {
            (Takes::Nothing, Some(_)) => {
                return Err(format!("option '--{long}' doesn't allow an argument"));
            }
            (Takes::Value, None) => Some(
                left.next()
                    .cloned()
                    .ok_or_else(|| format!("option '--{long}' requires an argument"))?,
            ),
            (_, glued) => glued,
        };
        Ok(Given { name, value })
    }

    /// Finds the long option that `written` names: whole, or by a beginning that fits no other.
    fn complete(&self, written: &str) -> Result<(&'static str, &'static str), String> {
        let known = || self.long.iter().chain(EVERYWHERE).copied();
        if let Some(exact) = known().find(|(long, _)| *long == written) {
            return Ok(exact);
        }
        let fitting: Vec<_> = known().filter(|(long, _)| long.starts_with(written)).collect();
        let Some(first) = fitting.first() else {
            return Err(format!("unrecognized option '--{written}'"));
        };
        let one_meaning = |(long, meaning)| self.meaning(long, meaning).0;
        if fitting.iter().all(|other| one_meaning(*other) == one_meaning(*first)) {
            return Ok(*first);
        }
        let listed: Vec<String> = fitting.iter().map(|(long, _)| format!(" '--{long}'")).collect();
        Err(format!("option '--{written}' is ambiguous; possibilities:{}", listed.concat()))
    }

    fn meaning(&self, long: &'static str, meaning: &'static str) -> (&'static str, Takes) {
        let letters = meaning.trim_end_matches(':').len();
        match meaning.split_at(letters) {
            ("", colons) => (long, takes(colons)),
            (letter, "") => {
                let short = letter.chars().next().and_then(|letter| self.short_option(letter));
                short.unwrap_or((letter, Takes::Nothing))
            }
            (letter, colons) => (letter, takes(colons)),
        }
    }
}

impl Given {
    /// Returns the option as one may write it: `-l`, `--all`.
    pub(super) fn spelling(&self) -> String {
        let dashes = if self.name.chars().count() == 1 { "-" } else { "--" };
        format!("{dashes}{}", self.name)
    }
}

impl Arguments {
    /// Returns whether the option was given, by letter or long name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.options.iter().any(|given| given.name == name)
    }

    /// Returns the value of the option where it was given last.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|given| given.name == name)?.value.as_deref()
    }

    /// Returns which of `names` was given last: the one that counts where each overrides the others.
    pub(super) fn last_of(&self, names: &[&str]) -> Option<&'static str> {
        let mut backwards = self.options.iter().rev();
        backwards.find(|given| names.contains(&given.name)).map(|given| given.name)
    }

    /// Stops the drill at an option that is none of `modelled`.
    pub(super) fn only(&self, call: &Call<'_>, modelled: &[&str]) -> Result<(), Stop> {
        match self.options.iter().find(|given| !modelled.contains(&given.name)) {
            Some(given) => Err(call.unmodelled(&given.spelling())),
            None => Ok(()),
        }
    }
}

/// Complains about a wrong call as GNU tools do and returns `exit`.
pub(super) fn misused(call: &Call<'_>, message: &str, exit: Exit) -> Exit {
    call.complain(message);
    call.stderr.write(format!("Try '{} --help' for more information.\n", call.name()).as_bytes());
    exit
}

/// Finds what the beginning of a name chooses among `known`, each with all its names. An error is
/// the message that lists them; `what` is the option.
pub(super) fn choose<T: Copy + PartialEq>(
    what: &str,
    wanted: &str,
    known: &[(&[&str], T)],
) -> Result<T, String> {
    let fits = |names: &[&str]| names.iter().any(|name| name.starts_with(wanted));
    let exact = known.iter().find(|(names, _)| names.contains(&wanted));
    let fitting: Vec<_> = known.iter().filter(|(names, _)| fits(names)).collect();
    let fault = match (exact, &fitting[..]) {
        (Some((_, chosen)), _) | (None, [(_, chosen)]) => return Ok(*chosen),
        (None, []) => "invalid",
        (None, _) => "ambiguous",
    };
    let listed = known.iter().map(|(names, _)| {
        let names: Vec<String> = names.iter().map(|name| quoted_plainly(name)).collect();
        format!("\n  - {}", names.join(", "))
    });
    let listed: String = listed.collect();
    Err(format!(
        "{fault} argument {} for {}\nValid arguments are:{listed}",
        quoted_plainly(wanted),
        quoted_plainly(what)
    ))
}

fn takes(colons: &str) -> Takes {
    if colons.starts_with("::") {
        Takes::MaybeValue
    } else if colons.starts_with(':') {
        Takes::Value
    } else {
        Takes::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIKE_LS: Grammar = Grammar {
        short: "alw:T::",
        long: &[
            ("all", "a"),
            ("almost-all", "A"),
            ("width", "w"),
            ("color", "::"),
            ("size", "s"),
            ("si", ""),
            ("sort", ":"),
        ],
        operands: Operands::Anywhere,
    };

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn shown(grammar: &Grammar, line: &str) -> String {
        match grammar.parse(&words(line)) {
            Ok(found) => {
                let options = found.options.iter().map(|given| match &given.value {
                    Some(value) => format!("{}={value}", given.name),
                    None => given.name.to_owned(),
                });
                format!("{} | {}", options.collect::<Vec<_>>().join(" "), found.operands.join(" "))
            }
            Err(message) => message,
        }
    }

    #[test]
    fn options_mean_what_getopt_long_takes_them_for() {
        let table = [
            ("-la x", "l a | x"),
            ("x -l y -a", "l a | x y"),
            ("-lw7 x", "l w=7 | x"),
            ("-w 7 x", "w=7 | x"),
            ("-w -l x", "w=-l | x"),
            ("-T x", "T | x"),
            ("-T4 x", "T=4 | x"),
            ("--all --width 3 --wid=4 --color --color=x", "a w=3 w=4 color color=x | "),
            ("-l -- -a --all", "l | -a --all"),
            ("- -l", "l | -"),
            ("--si", "si | "),
            ("--help", "help | "),
        ];
        for (line, expected) in table {
            assert_eq!(shown(&LIKE_LS, line), expected, "{line}");
        }
    }

    #[test]
    fn wrong_options_are_refused_in_the_words_of_the_c_library() {
        let table = [
            ("-lz", "invalid option -- 'z'"),
            ("-:", "invalid option -- ':'"),
            ("-lw", "option requires an argument -- 'w'"),
            ("--width", "option '--width' requires an argument"),
            ("--all=3", "option '--all' doesn't allow an argument"),
            ("--nothing=3", "unrecognized option '--nothing'"),
            ("--s", "option '--s' is ambiguous; possibilities: '--size' '--si' '--sort'"),
        ];
        for (line, expected) in table {
            assert_eq!(shown(&LIKE_LS, line), expected, "{line}");
        }
    }

    #[test]
    fn the_first_operand_ends_the_options_where_the_tool_says_so() {
        let like_env = Grammar { short: "i", long: &[], operands: Operands::Last };
        assert_eq!(shown(&like_env, "-i sh -c x"), "i | sh -c x");
        assert_eq!(shown(&like_env, "-i -- -i"), "i | -i");
    }
}
