//! The tests and actions of a `find` command line.

use super::super::date::{Moment, Unclear, describe};
use super::super::glob::Case;
use super::super::place::place;
use super::super::quoting::quoted_plainly;
use super::expression::{AgeUnit, Comparison, Expression, ModeTest, Primary, Test};
use super::parse::{Misuse, Reader, refused};
use crate::determinism::Tick;
use crate::shell::Kernel as _;
use crate::world::FileKind;

impl Reader<'_> {
    /// Reads the test or action that `word` names, with its arguments.
    pub(super) fn primary(&mut self, word: &str) -> Result<Expression, Misuse> {
        let always = Test::Constant(true);
        let test = match word {
            "-maxdepth" => {
                self.search.most_depth = self.depth(word)?;
                always
            }
            "-mindepth" => {
                self.search.least_depth = self.depth(word)?;
                always
            }
            "-depth" | "-d" => {
                self.search.depth_first = true;
                self.asked_depth = true;
                always
            }
            "-mount" | "-xdev" | "-noleaf" | "-true" => always,
            "-false" => Test::Constant(false),
            "-empty" => Test::Empty,
            "-readable" => Test::Allows(0o400),
            "-writable" => Test::Allows(0o200),
            "-executable" => Test::Allows(0o100),
            "-print" | "-print0" | "-printf" | "-delete" | "-prune" | "-quit" | "-exec" => {
                return self.action(word).map(Expression::One);
            }
            _ => self.test(word)?,
        };
        Ok(Expression::One(Primary::Test(test)))
    }

    fn action(&mut self, word: &str) -> Result<Primary, Misuse> {
        self.acts |= word != "-prune" && word != "-quit";
        Ok(match word {
            "-print" => Primary::Print('\n'),
            "-print0" => Primary::Print('\0'),
            "-printf" => Primary::PrintAs(self.value(word)?),
            "-delete" => {
                self.search.depth_first = true;
                Primary::Delete
            }
            "-prune" => {
                self.prunes = true;
                Primary::Prune
            }
            "-quit" => Primary::Quit,
            _ => return self.exec(word),
        })
    }

    fn exec(&mut self, word: &str) -> Result<Primary, Misuse> {
        let rest = &self.words[self.at..];
        let is_end = |at: usize| {
            rest[at] == ";" || (rest[at] == "+" && at > 0 && rest[at - 1].contains("{}"))
        };
        let Some(end) = (0..rest.len()).find(|at| is_end(*at)).filter(|end| *end > 0) else {
            return match rest.first().map(String::as_str) {
                Some(";") => refused(format!("invalid argument `;' to `{word}'")),
                _ => refused(format!("missing argument to `{word}'")),
            };
        };
        let argv = rest[..end].to_vec();
        self.at += end + 1;
        if rest[end] == ";" {
            return Ok(Primary::Run(argv));
        }
        let holders: Vec<&String> = argv.iter().filter(|word| word.contains("{}")).collect();
        match &holders[..] {
            [only] if *only == "{}" => {}
            [only] => {
                return refused(format!(
                    "In '{word} ... {{}} +' the '{{}}' must appear by itself, but you specified {}",
                    quoted_plainly(only)
                ));
            }
            _ => {
                return refused(format!(
                    "Only one instance of {{}} is supported with {word} ... +"
                ));
            }
        }
        self.search.collecting.push(argv[..end - 1].to_vec());
        Ok(Primary::Collect(self.search.collecting.len() - 1))
    }

    fn value(&mut self, word: &str) -> Result<String, Misuse> {
        let Some(value) = self.words.get(self.at).cloned() else {
            return refused(format!("missing argument to `{word}'"));
        };
        self.at += 1;
        Ok(value)
    }

    fn depth(&mut self, word: &str) -> Result<usize, Misuse> {
        let value = self.value(word)?;
        value.parse().or_else(|_| {
            refused(format!(
                "Expected a positive decimal integer argument to {word}, but got {}",
                quoted_plainly(&value)
            ))
        })
    }

    fn test(&mut self, word: &str) -> Result<Test, Misuse> {
        Ok(match word {
            "-name" => Test::Name(self.value(word)?, Case::Matters),
            "-iname" => Test::Name(self.value(word)?, Case::Folded),
            "-path" | "-wholename" => Test::Path(self.value(word)?, Case::Matters),
            "-ipath" | "-iwholename" => Test::Path(self.value(word)?, Case::Folded),
            "-type" => self.kinds(word)?,
            "-newer" => self.newer(word)?,
            "-newermt" => self.newer_than_date(word)?,
            "-mtime" => Test::Age(self.age(word)?, AgeUnit::Days),
            "-mmin" => Test::Age(self.age(word)?, AgeUnit::Minutes),
            "-size" => self.size(word)?,
            "-perm" => self.mode(word)?,
            _ if is_known(word) => return Err(self.call.unmodelled(word).into()),
            _ if !word.starts_with('-') => {
                return refused(format!("paths must precede expression: `{word}'"));
            }
            _ => return refused(format!("unknown predicate `{word}'")),
        })
    }

    fn kinds(&mut self, word: &str) -> Result<Test, Misuse> {
        let value = self.value(word)?;
        let kind = |letter: &str| match letter {
            "f" => Ok(Some(FileKind::File)),
            "d" => Ok(Some(FileKind::Directory)),
            "l" => Ok(Some(FileKind::Symlink)),
            "b" | "c" | "p" | "s" => Ok(None),
            _ => refused(format!("Unknown argument to {word}: {letter}")),
        };
        let kinds = value.split(',').map(kind).collect::<Result<Vec<_>, Misuse>>()?;
        Ok(Test::Kinds(kinds.into_iter().flatten().collect()))
    }

    fn newer(&mut self, word: &str) -> Result<Test, Misuse> {
        let path = self.value(word)?;
        match self.system.root.facts(&place(self.call, &path)) {
            Ok(facts) => Ok(Test::NewerThan(facts.modified)),
            Err(error) => refused(format!("{}: {error}", quoted_plainly(&path))),
        }
    }

    fn newer_than_date(&mut self, word: &str) -> Result<Test, Misuse> {
        let text = self.value(word)?;
        match describe(&text, Moment::of(self.system.now())) {
            Ok(moment) => Ok(Test::NewerThan(moment.tick().unwrap_or(Tick::from_epoch_ms(0)))),
            Err(Unclear::Unmodelled) => {
                Err(self.call.unmodelled(&format!("{word} {}", quoted_plainly(&text))).into())
            }
            Err(Unclear::Invalid) => refused(format!(
                "I cannot figure out how to interpret {} as a date or time",
                quoted_plainly(&text)
            )),
        }
    }

    fn age(&mut self, word: &str) -> Result<Comparison, Misuse> {
        let value = self.value(word)?;
        let digits = value.strip_prefix(['+', '-']).unwrap_or(&value);
        if digits.contains('.') {
            return Err(self.call.unmodelled(&format!("{word} {value}")).into());
        }
        comparison(&value, digits)
            .map_or_else(|| refused(format!("invalid argument `{value}' to `{word}'")), Ok)
    }

    fn size(&mut self, word: &str) -> Result<Test, Misuse> {
        let value = self.value(word)?;
        let whole = value.strip_prefix(['+', '-']).unwrap_or(&value);
        let digits = whole.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = match &whole[digits.len()..] {
            "" | "b" => 512,
            "c" => 1,
            "w" => 2,
            "k" => 1024,
            "M" => 1024 * 1024,
            "G" => 1024 * 1024 * 1024,
            other => {
                let letter: String = other.chars().last().into_iter().collect();
                return refused(format!("invalid {word} type `{letter}'"));
            }
        };
        match comparison(&value, digits) {
            Some(comparison) => Ok(Test::Size(comparison, unit)),
            None => refused(format!("Invalid argument `{value}' to {word}")),
        }
    }

    fn mode(&mut self, word: &str) -> Result<Test, Misuse> {
        let value = self.value(word)?;
        let digits = value.strip_prefix(['-', '/']).unwrap_or(&value);
        let Ok(bits) = u32::from_str_radix(digits, 8) else {
            return Err(self.call.unmodelled(&format!("{word} {value}")).into());
        };
        Ok(Test::Mode(match value.as_bytes().first() {
            Some(b'-') => ModeTest::All(bits),
            Some(b'/') => ModeTest::Any(bits),
            _ => ModeTest::Just(bits),
        }))
    }
}

/// Reads a number with the sign of `value` before it.
fn comparison(value: &str, digits: &str) -> Option<Comparison> {
    let number = digits.parse().ok()?;
    Some(match value.as_bytes().first() {
        Some(b'+') => Comparison::More(number),
        Some(b'-') => Comparison::Less(number),
        _ => Comparison::Exactly(number),
    })
}

/// Says whether the real tool has a test or action of this name.
fn is_known(word: &str) -> bool {
    const KNOWN: &str = "-amin -anewer -atime -cmin -cnewer -context -ctime -daystart -execdir \
        -files0-from -fls -follow -fprint -fprint0 -fprintf -fstype -gid -group -ilname \
        -ignore_readdir_race -inum -iregex -links -lname -ls -nogroup -nouser -nowarn -ok -okdir \
        -regex -regextype -samefile -uid -used -user -warn -xtype";
    word.starts_with("-newer") || KNOWN.split(' ').any(|known| known == word)
}
