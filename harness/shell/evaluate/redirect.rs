//! Redirections.

use brush_parser::ast::{
    IoFileRedirectKind as Way, IoFileRedirectTarget as Target, IoHereDocument, IoRedirect, Word,
};

use super::super::state::Endpoint;
use super::super::{Exit, Input, Sink, Stop};
use super::command::process_substitution;
use super::{Flow, Shell, Unwind};
use crate::world::{FileError, FileKind};

/// Why a redirection was not made.
enum Obstacle {
    /// It cannot be made, as was already reported.
    Refused,
    /// The evaluation unwinds.
    Unwind(Unwind),
}

impl From<Unwind> for Obstacle {
    fn from(unwind: Unwind) -> Self {
        Self::Unwind(unwind)
    }
}

type Made = Result<(), Obstacle>;

impl Shell<'_> {
    /// Runs something with redirections; where one is refused, the code is 1 and nothing runs.
    pub(super) fn with_redirections(
        &mut self,
        redirections: &[&IoRedirect],
        run: impl FnOnce(&mut Self) -> Flow<Exit>,
    ) -> Flow<Exit> {
        if redirections.is_empty() {
            return run(self);
        }
        let before = self.descriptors.clone();
        let result = match self.redirect_all(redirections) {
            Ok(()) => run(self),
            Err(Obstacle::Refused) => Ok(Exit::FAILURE),
            Err(Obstacle::Unwind(unwind)) => Err(unwind),
        };
        let flushed = self.flush();
        self.descriptors = before;
        let exit = result?;
        flushed?;
        Ok(exit)
    }

    /// Makes redirections for good, as `exec` without a command does.
    pub(super) fn keep_redirections(&mut self, redirections: &[&IoRedirect]) -> Flow<Exit> {
        let before = self.descriptors.clone();
        match self.redirect_all(redirections) {
            Ok(()) => Ok(Exit::SUCCESS),
            Err(Obstacle::Refused) => {
                self.descriptors = before;
                Ok(Exit::FAILURE)
            }
            Err(Obstacle::Unwind(unwind)) => Err(unwind),
        }
    }

    fn redirect_all(&mut self, redirections: &[&IoRedirect]) -> Made {
        redirections.iter().try_for_each(|redirection| self.redirect(redirection))
    }

    fn redirect(&mut self, redirection: &IoRedirect) -> Made {
        match redirection {
            IoRedirect::File(number, way, target) => self.redirect_file(*number, way, target)?,
            IoRedirect::HereDocument(number, document) => {
                let body = self.here_document(document)?;
                self.open_input(number.unwrap_or(0), body.into_bytes());
            }
            IoRedirect::HereString(number, word) => {
                let text = self.text_of(&word.value)? + "\n";
                self.open_input(number.unwrap_or(0), text.into_bytes());
            }
            IoRedirect::OutputAndError(word, appends) => {
                let way = if *appends { Way::Append } else { Way::Write };
                let path = self.target(word)?;
                self.open_file(1, &way, &path)?;
                self.duplicate(2, 1);
            }
        }
        Ok(())
    }

    fn here_document(&mut self, document: &IoHereDocument) -> Flow<String> {
        if document.requires_expansion {
            self.here_text_of(&document.doc.value)
        } else {
            Ok(document.doc.value.clone())
        }
    }

    fn open_input(&mut self, number: i32, bytes: Vec<u8>) {
        self.descriptors.open(number, Endpoint::Input(Input::of_bytes(bytes)));
    }

    fn redirect_file(&mut self, number: Option<i32>, way: &Way, target: &Target) -> Made {
        let default =
            i32::from(!matches!(way, Way::Read | Way::ReadAndWrite | Way::DuplicateInput));
        let descriptor = number.unwrap_or(default);
        match (way, target) {
            (Way::DuplicateInput | Way::DuplicateOutput, Target::Fd(source)) => {
                self.duplicate_or_complain(descriptor, *source, &source.to_string())
            }
            (Way::DuplicateInput | Way::DuplicateOutput, Target::Duplicate(word)) => {
                self.redirect_duplicate(number, descriptor, way, word)
            }
            (_, Target::Filename(word)) => {
                let path = self.target(word)?;
                self.open_file(descriptor, way, &path)
            }
            (_, Target::ProcessSubstitution(..)) => Err(process_substitution().into()),
            (_, Target::Fd(_) | Target::Duplicate(_)) => {
                Err(Unwind::unmodelled("a redirection to a descriptor without &").into())
            }
        }
    }

    /// Redirects as `N>&WORD` says: a number, `-` to close, or (`>&FILE`) a file.
    fn redirect_duplicate(
        &mut self,
        number: Option<i32>,
        descriptor: i32,
        way: &Way,
        word: &Word,
    ) -> Made {
        let text = self.target(word)?;
        if text == "-" {
            self.descriptors.close(descriptor);
            return Ok(());
        }
        let (digits, moves) =
            text.strip_suffix('-').map_or((text.as_str(), false), |digits| (digits, true));
        if let Ok(source) = digits.parse::<i32>() {
            self.duplicate_or_complain(descriptor, source, &text)?;
            if moves && source != descriptor {
                self.descriptors.close(source);
            }
            return Ok(());
        }
        if matches!(way, Way::DuplicateOutput) && number.is_none() {
            self.open_file(1, &Way::Write, &text)?;
            self.duplicate(2, 1);
            return Ok(());
        }
        self.complain(&format!("{}: ambiguous redirect", word.value));
        Err(Obstacle::Refused)
    }

    fn duplicate(&mut self, to: i32, from: i32) {
        if let Some(end) = self.descriptors.get(from).cloned() {
            self.descriptors.open(to, end);
        }
    }

    fn duplicate_or_complain(&mut self, to: i32, from: i32, shown: &str) -> Made {
        if self.descriptors.get(from).is_none() {
            self.complain(&format!("{shown}: Bad file descriptor"));
            return Err(Obstacle::Refused);
        }
        self.duplicate(to, from);
        Ok(())
    }

    /// Expands the target of a redirection, which has to be one word.
    fn target(&mut self, word: &Word) -> Result<String, Obstacle> {
        let mut fields = self.fields_of(&word.value)?;
        match fields.pop() {
            Some(only) if fields.is_empty() => Ok(only),
            _ => {
                self.complain(&format!("{}: ambiguous redirect", word.value));
                Err(Obstacle::Refused)
            }
        }
    }

    fn open_file(&mut self, descriptor: i32, way: &Way, path: &str) -> Made {
        if path.starts_with("/dev/") {
            return self.open_device(descriptor, way, path);
        }
        let absolute = self.absolute(path);
        let opened = match way {
            Way::Read => return self.open_for_reading(descriptor, path, &absolute),
            Way::ReadAndWrite => {
                self.kernel.append(&absolute, b"").map_err(|error| self.refusal(path, &error))?;
                return self.open_for_reading(descriptor, path, &absolute);
            }
            Way::Append => self.kernel.append(&absolute, b""),
            Way::Write if self.is_guarded(&absolute) => {
                self.complain(&format!("{path}: cannot overwrite existing file"));
                return Err(Obstacle::Refused);
            }
            _ => self.kernel.truncate(&absolute),
        };
        opened.map_err(|error| self.refusal(path, &error))?;
        self.descriptors.open(descriptor, Endpoint::File { sink: Sink::new(), path: absolute });
        Ok(())
    }

    fn is_guarded(&self, absolute: &str) -> bool {
        self.state.options.has("noclobber") && self.kernel.kind(absolute) == Some(FileKind::File)
    }

    fn open_for_reading(&mut self, descriptor: i32, path: &str, absolute: &str) -> Made {
        match self.kernel.read(absolute) {
            Ok(bytes) => {
                self.descriptors.open(descriptor, Endpoint::Input(Input::of_file(bytes)));
                Ok(())
            }
            Err(FileError::IsDirectory) => {
                Err(Unwind::unmodelled(format!("reading from the directory {path}")).into())
            }
            Err(error) => Err(self.refusal(path, &error)),
        }
    }

    fn refusal(&self, path: &str, error: &FileError) -> Obstacle {
        if let FileError::Harness(what) = error {
            return Obstacle::Unwind(Stop::Harness { what: what.clone() }.into());
        }
        self.complain(&format!("{path}: {error}"));
        Obstacle::Refused
    }

    /// Opens one of the files of `/dev` that every machine has.
    fn open_device(&mut self, descriptor: i32, way: &Way, path: &str) -> Made {
        let source = match path {
            "/dev/null" if matches!(way, Way::Read) => {
                self.descriptors.open(descriptor, Endpoint::Input(Input::empty()));
                return Ok(());
            }
            "/dev/null" => {
                self.descriptors.open(descriptor, Endpoint::Null);
                return Ok(());
            }
            "/dev/stdin" => 0,
            "/dev/stdout" => 1,
            "/dev/stderr" => 2,
            _ => {
                let number = path.strip_prefix("/dev/fd/").and_then(|number| number.parse().ok());
                let unmodelled = || Unwind::unmodelled(format!("a redirection to {path}"));
                number.ok_or_else(unmodelled)?
            }
        };
        self.duplicate_or_complain(descriptor, source, path)
    }
}
