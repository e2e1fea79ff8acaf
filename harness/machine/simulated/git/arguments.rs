//! Options of git's commands, read as git reads them.

use super::outcome::{Done, Halt};

/// The options and operands of one git command.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    given: Vec<(&'static str, Option<String>)>,
    /// Everything that is no option, in order.
    pub operands: Vec<String>,
    /// How many operands stand before `--`; none where there is no `--`.
    pub before_dashes: Option<usize>,
}

/// The options that a command models, written `short,long` or only one of them, parted by blanks;
/// `:` behind an option means that a value follows, `?` that one may be glued on with `=`.
pub(super) type Grammar = &'static str;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    Maybe,
}

struct Known {
    short: Option<char>,
    name: &'static str,
    takes: Takes,
}

impl Arguments {
    /// Reads the arguments of `git COMMAND`.
    ///
    /// What the grammar does not hold is unmodelled: git may know it.
    pub(super) fn read(command: &str, grammar: Grammar, arguments: &[String]) -> Done<Self> {
        let known: Vec<Known> = grammar.split_whitespace().map(Known::parse).collect();
        let mut read = Self::default();
        let mut left = arguments.iter();
        while let Some(argument) = left.next() {
            if argument == "--" {
                read.before_dashes = Some(read.operands.len());
                read.operands.extend(left.by_ref().cloned());
            } else if let Some(long) = argument.strip_prefix("--") {
                read.take_long(command, &known, long, &mut left)?;
            } else if argument.len() > 1 && argument.starts_with('-') {
                read.take_short(command, &known, argument, &mut left)?;
            } else {
                read.operands.push(argument.clone());
            }
        }
        Ok(read)
    }

    fn take_long<'a>(
        &mut self,
        command: &str,
        known: &[Known],
        text: &str,
        left: &mut impl Iterator<Item = &'a String>,
    ) -> Done<()> {
        let (name, glued) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let option = known.iter().find(|option| option.name == name && name.len() > 1);
        let option = option.ok_or_else(|| Halt::unmodelled(format!("{command} --{name}")))?;
        let value =
            match (option.takes, glued) {
                (Takes::Nothing, Some(_)) => {
                    return Err(Halt::Error(format!("option `{name}' takes no value"), 129));
                }
                (Takes::Value, None) => Some(left.next().cloned().ok_or_else(|| {
                    Halt::Error(format!("option `{name}' requires a value"), 129)
                })?),
                (_, glued) => glued,
            };
        self.given.push((option.name, value));
        Ok(())
    }

    fn take_short<'a>(
        &mut self,
        command: &str,
        known: &[Known],
        argument: &str,
        left: &mut impl Iterator<Item = &'a String>,
    ) -> Done<()> {
        let mut rest = &argument[1..];
        while let Some(letter) = rest.chars().next() {
            rest = &rest[letter.len_utf8()..];
            let option =
                known.iter().find(|option| option.short == Some(letter)).ok_or_else(|| {
                    Halt::unmodelled(format!("{command} {}", shown(argument, letter)))
                })?;
            let value = match option.takes {
                Takes::Nothing => None,
                _ if !rest.is_empty() => Some(std::mem::take(&mut rest).to_owned()),
                Takes::Maybe => None,
                Takes::Value => Some(left.next().cloned().ok_or_else(|| {
                    Halt::Error(format!("switch `{letter}' requires a value"), 129)
                })?),
            };
            self.given.push((option.name, value));
        }
        Ok(())
    }

    /// Says whether the option was given, by its long name, or its letter if it has no other.
    pub(super) fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| *given == name)
    }

    /// Returns the last value of the option.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.given.iter().rev().find(|(given, _)| *given == name)?.1.as_deref()
    }

    /// Returns every value of the option, in order.
    pub(super) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.given
            .iter()
            .filter(move |(given, _)| *given == name)
            .filter_map(|(_, value)| value.as_deref())
    }

    /// Returns which of `names` was given last.
    pub(super) fn last_of(&self, names: &[&'static str]) -> Option<&'static str> {
        self.given.iter().rev().find(|(given, _)| names.contains(given)).map(|(given, _)| *given)
    }

    /// Returns the options with their values, in order.
    pub(super) fn given(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        self.given.iter().map(|(name, value)| (*name, value.as_deref()))
    }

    /// Returns the operands before and behind `--`; without one, all stand before.
    pub(super) fn parted(&self) -> (&[String], &[String]) {
        self.operands.split_at(self.before_dashes.unwrap_or(self.operands.len()))
    }
}

impl Known {
    fn parse(word: &'static str) -> Self {
        let (names, takes) = match (word.strip_suffix(':'), word.strip_suffix('?')) {
            (Some(names), _) => (names, Takes::Value),
            (_, Some(names)) => (names, Takes::Maybe),
            _ => (word, Takes::Nothing),
        };
        let (short, name) = match names.split_once(',') {
            Some((short, long)) => (short.chars().next(), long),
            None if names.chars().count() == 1 => (names.chars().next(), names),
            None => (None, names),
        };
        Self { short, name, takes }
    }
}

/// Shows the letter that is not known, with the digits behind it where it is a number.
fn shown(argument: &str, letter: char) -> String {
    if letter.is_ascii_digit() { argument.to_owned() } else { format!("-{letter}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAMMAR: Grammar = "a,all m,message: stat? C: n,dry-run porcelain?";

    fn read(line: &str) -> Done<Arguments> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        Arguments::read("try", GRAMMAR, &words)
    }

    #[test]
    fn options_and_operands_mix_until_two_dashes() {
        let read = read("x -am one --message=two y -C3 --stat=4 -- -a z").expect("known options");
        assert!(read.has("all") && !read.has("dry-run"));
        assert_eq!(read.values("message").collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!((read.value("C"), read.value("stat")), (Some("3"), Some("4")));
        assert_eq!(read.operands, ["x", "y", "-a", "z"]);
        assert_eq!(read.parted().1, ["-a", "z"]);
    }

    #[test]
    fn an_option_that_is_not_modelled_is_named() {
        for (line, named) in
            [("-x", "git try -x"), ("--deep=3", "git try --deep"), ("-7", "git try -7")]
        {
            let Err(Halt::Stop(stop)) = read(line) else { panic!("{line} was read") };
            assert_eq!(stop, crate::shell::Stop::unmodelled(named));
        }
        assert!(matches!(read("-m"), Err(Halt::Error(_, 129))));
        assert!(matches!(read("--all=1"), Err(Halt::Error(_, 129))));
    }
}
