//! `test` and `[`, and the questions that `[[` shares with them.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind};
use crate::world::FileKind;

pub(super) fn test(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    decide(shell, "test", &argv[1..])
}

pub(super) fn bracket(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    match argv.split_last() {
        Some((last, rest)) if last == "]" => decide(shell, "[", rest.get(1..).unwrap_or_default()),
        _ => {
            shell.complain_of("[", "missing `]'");
            Ok(Exit::USAGE)
        }
    }
}

/// Why a question has no answer.
enum Refusal {
    Wrong(String),
    Unwind(Unwind),
}

impl From<Unwind> for Refusal {
    fn from(unwind: Unwind) -> Self {
        Self::Unwind(unwind)
    }
}

type Answer = Result<bool, Refusal>;

fn wrong(message: impl Into<String>) -> Answer {
    Err(Refusal::Wrong(message.into()))
}

fn decide(shell: &mut Shell<'_>, name: &str, words: &[String]) -> Flow<Exit> {
    let mut question = Question { shell, name, words, at: 0, depth: 0 };
    match question.whole() {
        Ok(holds) => Ok(if holds { Exit::SUCCESS } else { Exit::FAILURE }),
        Err(Refusal::Wrong(message)) => {
            shell.complain_of(name, &message);
            Ok(Exit::USAGE)
        }
        Err(Refusal::Unwind(unwind)) => Err(unwind),
    }
}

/// The words of one `test`.
struct Question<'q, 's, 'k> {
    shell: &'s mut Shell<'k>,
    name: &'q str,
    words: &'q [String],
    at: usize,
    depth: u32,
}

/// How deep `(` and `!` may nest.
const DEPTH_MAX: u32 = 100;

impl<'q> Question<'q, '_, '_> {
    /// Answers by the number of words, as POSIX lays down.
    fn whole(&mut self) -> Answer {
        self.by_count(self.words)
    }

    fn by_count(&mut self, words: &'q [String]) -> Answer {
        match words {
            [] => Ok(false),
            [only] => Ok(!only.is_empty()),
            [not, word] if not == "!" => Ok(word.is_empty()),
            [operator, word] if is_unary(operator) => {
                Ok(unary_test(self.shell, self.name, operator, word)?)
            }
            [first, _] => wrong(format!("{first}: unary operator expected")),
            [left, operator, right] => self.of_three(left, operator, right),
            [not, rest @ ..] if not == "!" && rest.len() == 3 => Ok(!self.by_count(rest)?),
            [open, first, second, close] if open == "(" && close == ")" => {
                let _ = (first, second);
                self.by_count(&words[1..3])
            }
            _ => self.at_large(words),
        }
    }

    fn of_three(&mut self, left: &'q str, operator: &'q str, right: &'q str) -> Answer {
        if is_binary(operator) {
            return self.binary(left, operator, right);
        }
        match (left, operator, right) {
            (_, "-a", _) => Ok(!left.is_empty() && !right.is_empty()),
            (_, "-o", _) => Ok(!left.is_empty() || !right.is_empty()),
            ("!", _, _) => {
                let start = self.words.len() - 2;
                Ok(!self.by_count(&self.words[start..])?)
            }
            ("(", word, ")") => Ok(!word.is_empty()),
            _ => wrong(format!("{operator}: binary operator expected")),
        }
    }

    /// Answers more words than POSIX lays down: `-o` binds looser than `-a`.
    fn at_large(&mut self, words: &'q [String]) -> Answer {
        self.words = words;
        self.at = 0;
        let holds = self.any()?;
        if self.at < self.words.len() {
            return wrong("too many arguments");
        }
        Ok(holds)
    }

    fn any(&mut self) -> Answer {
        let mut holds = self.all()?;
        while self.eat("-o") {
            holds = self.all()? || holds;
        }
        Ok(holds)
    }

    fn all(&mut self) -> Answer {
        let mut holds = self.term()?;
        while self.eat("-a") {
            holds = self.term()? && holds;
        }
        Ok(holds)
    }

    fn term(&mut self) -> Answer {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Unwind::unmodelled(format!("{} nested too deep", self.name)).into());
        }
        if self.eat("!") {
            return Ok(!self.term()?);
        }
        if self.eat("(") {
            let holds = self.any()?;
            return if self.eat(")") { Ok(holds) } else { wrong("`)' expected") };
        }
        let rest = &self.words[self.at..];
        match rest {
            [] => wrong("argument expected"),
            [left, operator, right, ..] if is_binary(operator) => {
                self.at += 3;
                self.binary(left, operator, right)
            }
            [operator, word, ..] if is_unary(operator) => {
                self.at += 2;
                Ok(unary_test(self.shell, self.name, operator, word)?)
            }
            [word, ..] => {
                self.at += 1;
                Ok(!word.is_empty())
            }
        }
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at).is_some_and(|next| next == word);
        self.at += usize::from(found);
        found
    }

    fn binary(&mut self, left: &str, operator: &str, right: &str) -> Answer {
        match operator {
            "=" | "==" => Ok(left == right),
            "!=" => Ok(left != right),
            "<" => Ok(left < right),
            ">" => Ok(left > right),
            "-nt" | "-ot" | "-ef" => Ok(compare_files(self.shell, operator, left, right)?),
            _ => {
                let (left, right) = (integer(left)?, integer(right)?);
                Ok(match operator {
                    "-eq" => left == right,
                    "-ne" => left != right,
                    "-lt" => left < right,
                    "-le" => left <= right,
                    "-gt" => left > right,
                    _ => left >= right,
                })
            }
        }
    }
}

fn integer(text: &str) -> Result<i64, Refusal> {
    let message = || Refusal::Wrong(format!("{text}: integer expression expected"));
    text.trim().parse().map_err(|_| message())
}

fn is_unary(word: &str) -> bool {
    word.len() == 2 && word.starts_with('-') && "abcdefghknoprstuvwxzGLNORS".contains(&word[1..])
}

fn is_binary(word: &str) -> bool {
    matches!(
        word,
        "=" | "=="
            | "!="
            | "<"
            | ">"
            | "-eq"
            | "-ne"
            | "-lt"
            | "-le"
            | "-gt"
            | "-ge"
            | "-nt"
            | "-ot"
            | "-ef"
    )
}

/// Answers a question about one word; `name` is the command that asks.
pub(in crate::shell) fn unary_test(
    shell: &mut Shell<'_>,
    name: &str,
    operator: &str,
    word: &str,
) -> Flow<bool> {
    match operator {
        "-n" => return Ok(!word.is_empty()),
        "-z" => return Ok(word.is_empty()),
        "-v" => return shell.is_set(word),
        "-o" => return Ok(shell.state.options.has(word)),
        "-t" => return is_terminal(shell, name, word),
        "-N" | "-R" => return Err(Unwind::unmodelled(format!("{name} {operator}"))),
        _ => {}
    }
    if word == "/dev/null" {
        return Ok(matches!(operator, "-e" | "-a" | "-c" | "-r" | "-w" | "-O"));
    }
    let path = shell.absolute(word);
    if path.starts_with("/dev/") {
        return Err(Unwind::unmodelled(format!("{name} {operator} {word}")));
    }
    let kind = if word.is_empty() { None } else { shell.kernel.kind(&path) };
    Ok(match operator {
        "-d" => kind == Some(FileKind::Directory),
        "-f" => kind == Some(FileKind::File),
        "-h" | "-L" => {
            !word.is_empty() && shell.kernel.kind_of_link(&path) == Some(FileKind::Symlink)
        }
        "-s" => {
            kind == Some(FileKind::Directory)
                || (kind.is_some() && shell.kernel.size(&path).is_some_and(|size| size > 0))
        }
        "-x" => {
            kind == Some(FileKind::Directory)
                || (kind.is_some() && shell.kernel.is_executable(&path))
        }
        "-a" | "-e" | "-r" | "-w" | "-O" | "-G" => kind.is_some(),
        // Worlds have no devices, pipes, sockets or special bits.
        _ => false,
    })
}

fn is_terminal(shell: &Shell<'_>, name: &str, word: &str) -> Flow<bool> {
    match word.parse::<i32>() {
        Ok(0) => Ok(shell.is_terminal(0)),
        Ok(1 | 2) => Err(Unwind::unmodelled(format!("{name} -t {word}"))),
        _ => Ok(false),
    }
}

/// Compares two files by age, or asks whether they are the same.
pub(in crate::shell) fn compare_files(
    shell: &mut Shell<'_>,
    operator: &str,
    left: &str,
    right: &str,
) -> Flow<bool> {
    let (left, right) = (shell.absolute(left), shell.absolute(right));
    if operator == "-ef" {
        let has_links = [&left, &right]
            .iter()
            .any(|path| shell.kernel.kind_of_link(path) == Some(FileKind::Symlink));
        if has_links {
            return Err(Unwind::unmodelled("-ef of a symbolic link"));
        }
        return Ok(left == right && shell.kernel.kind(&left).is_some());
    }
    let (left, right) = (shell.kernel.modified(&left), shell.kernel.modified(&right));
    Ok(if operator == "-nt" { left > right } else { left < right })
}
