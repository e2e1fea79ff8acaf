//! Command substitution: the output of commands as text.

use brush_parser::ast::{
    Command, CommandPrefixOrSuffixItem as Item, IoFileRedirectKind, IoFileRedirectTarget,
    IoRedirect, Program, Word,
};

use super::super::grammar::{Reader, parse};
use super::super::state::Endpoint;
use super::super::{Exit, Sink};
use super::{Ending, Flow, Shell, Unwind};

impl Shell<'_> {
    /// Runs `text` in a subshell and returns what it printed, without the line ends at its end.
    pub(in crate::shell) fn substitute(&mut self, text: &str, line: usize) -> Flow<String> {
        let sink = Sink::new();
        let (conditions, outer_line) = (std::mem::take(&mut self.conditions), self.line);
        let result = self.in_subshell(|shell| {
            shell.descriptors.open(1, Endpoint::Sink(sink.clone()));
            if !shell.state.shopts.has("inherit_errexit") {
                shell.state.options.turn("errexit", false);
            }
            match file_to_read(text) {
                Some(word) => shell.print_file(&word),
                None => shell.run_text(text, line, Ending::Part),
            }
        });
        self.conditions = conditions;
        self.line = outer_line;
        let exit = result?;
        self.substituted = Some(exit);
        self.state.last_exit = exit;
        if sink.dropped() > 0 {
            return Err(Unwind::unmodelled("more than 16 MiB from a command substitution"));
        }
        self.as_text(sink.take())
    }

    fn as_text(&mut self, mut bytes: Vec<u8>) -> Flow<String> {
        if bytes.contains(&0) {
            bytes.retain(|byte| *byte != 0);
            self.complain("warning: command substitution: ignored null byte in input");
        }
        let end = bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last + 1);
        bytes.truncate(end);
        String::from_utf8(bytes)
            .map_err(|_| Unwind::unmodelled("a command substitution of bytes that are not UTF-8"))
    }

    /// Does what `$(< FILE)` does.
    fn print_file(&mut self, word: &Word) -> Flow<Exit> {
        let path = self.text_of(&word.value)?;
        match self.kernel.read(&self.absolute(&path)) {
            Ok(bytes) => {
                self.write(1, &bytes);
                Ok(Exit::SUCCESS)
            }
            Err(error) => {
                self.complain(&format!("{path}: {error}"));
                Ok(Exit::FAILURE)
            }
        }
    }
}

/// Returns the file of `< FILE` where that is the whole text.
fn file_to_read(text: &str) -> Option<Word> {
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let complete = Reader::new(text, 1).next_command().ok()??;
    let program = parse(&complete.tokens).ok()?;
    match only_command(&program)? {
        Command::Simple(simple) if simple.word_or_name.is_none() => {
            let [Item::IoRedirect(redirection)] = simple.prefix.as_ref()?.0.as_slice() else {
                return None;
            };
            match redirection {
                IoRedirect::File(
                    None,
                    IoFileRedirectKind::Read,
                    IoFileRedirectTarget::Filename(word),
                ) => Some(word.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

fn only_command(program: &Program) -> Option<&Command> {
    let [list] = program.complete_commands.as_slice() else { return None };
    let [item] = list.0.as_slice() else { return None };
    let is_alone = item.0.additional.is_empty() && !item.0.first.bang;
    match item.0.first.seq.as_slice() {
        [command] if is_alone => Some(command),
        _ => None,
    }
}
