//! Redirections.

use brush_parser::ast::{
    IoFileRedirectKind as Way, IoFileRedirectTarget as Target, IoHereDocument, IoRedirect, Word,
};

use super::super::state::Endpoint;
use super::super::{Exit, Input};
use super::command::process_substitution;
use super::{Flow, Shell, Unwind};
use crate::world::{FileError, FileKind};

/// Whether a redirection could be made; a refusal was already reported.
type Made = Flow<Result<(), Refused>>;

/// A redirection that was refused.
struct Refused;

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
            Ok(Ok(())) => run(self),
            Ok(Err(Refused)) => Ok(Exit::FAILURE),
            Err(unwind) => Err(unwind),
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
        match self.redirect_all(redirections)? {
            Ok(()) => Ok(Exit::SUCCESS),
            Err(Refused) => {
                self.descriptors = before;
                Ok(Exit::FAILURE)
            }
        }
    }

    fn redirect_all(&mut self, redirections: &[&IoRedirect]) -> Made {
        for redirection in redirections {
            if let Err(refused) = self.redirect(redirection)? {
                return Ok(Err(refused));
            }
        }
        Ok(Ok(()))
    }

    fn redirect(&mut self, redirection: &IoRedirect) -> Made {
        match redirection {
            IoRedirect::File(number, way, target) => self.redirect_file(*number, way, target),
            IoRedirect::HereDocument(number, document) => {
                let body = self.here_document(document)?;
                self.open_input(number.unwrap_or(0), body.into_bytes())
            }
            IoRedirect::HereString(number, word) => {
                let text = self.text_of(&word.value)? + "\n";
                self.open_input(number.unwrap_or(0), text.into_bytes())
            }
            IoRedirect::OutputAndError(word, appends) => {
                let way = if *appends { Way::Append } else { Way::Write };
                let Some(path) = self.target(word)? else { return Ok(Err(Refused)) };
                if let Err(refused) = self.open_file(1, &way, &path)? {
                    return Ok(Err(refused));
                }
                self.duplicate(2, 1);
                Ok(Ok(()))
            }
        }
    }

    fn here_document(&mut self, document: &IoHereDocument) -> Flow<String> {
        if document.requires_expansion {
            self.here_text_of(&document.doc.value)
        } else {
            Ok(document.doc.value.clone())
        }
    }

    fn open_input(&mut self, number: i32, bytes: Vec<u8>) -> Made {
        self.descriptors.open(number, Endpoint::Input(Input::of_bytes(bytes)));
        Ok(Ok(()))
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
                let Some(path) = self.target(word)? else { return Ok(Err(Refused)) };
                self.open_file(descriptor, way, &path)
            }
            (_, Target::ProcessSubstitution(..)) => Err(process_substitution()),
            (_, Target::Fd(_) | Target::Duplicate(_)) => {
                Err(Unwind::unmodelled("a redirection to a descriptor without &"))
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
        let Some(text) = self.target(word)? else { return Ok(Err(Refused)) };
        if text == "-" {
            self.descriptors.close(descriptor);
            return Ok(Ok(()));
        }
        let (digits, moves) =
            text.strip_suffix('-').map_or((text.as_str(), false), |digits| (digits, true));
        if let Ok(source) = digits.parse::<i32>() {
            let made = self.duplicate_or_complain(descriptor, source, &text)?;
            if moves && made.is_ok() && source != descriptor {
                self.descriptors.close(source);
            }
            return Ok(made);
        }
        if matches!(way, Way::DuplicateOutput) && number.is_none() {
            if let Err(refused) = self.open_file(1, &Way::Write, &text)? {
                return Ok(Err(refused));
            }
            self.duplicate(2, 1);
            return Ok(Ok(()));
        }
        self.complain(&format!("{}: ambiguous redirect", word.value));
        Ok(Err(Refused))
    }

    fn duplicate(&mut self, to: i32, from: i32) {
        if let Some(end) = self.descriptors.get(from).cloned() {
            self.descriptors.open(to, end);
        }
    }

    fn duplicate_or_complain(&mut self, to: i32, from: i32, shown: &str) -> Made {
        if self.descriptors.get(from).is_none() {
            self.complain(&format!("{shown}: Bad file descriptor"));
            return Ok(Err(Refused));
        }
        self.duplicate(to, from);
        Ok(Ok(()))
    }

    /// Expands the target of a redirection, which has to be one word.
    fn target(&mut self, word: &Word) -> Flow<Option<String>> {
        let mut fields = self.fields_of(&word.value)?;
        if fields.len() != 1 {
            self.complain(&format!("{}: ambiguous redirect", word.value));
            return Ok(None);
        }
        Ok(fields.pop())
    }

    fn open_file(&mut self, descriptor: i32, way: &Way, path: &str) -> Made {
        if let Some(made) = self.open_device(descriptor, way, path)? {
            return Ok(made);
        }
        let absolute = self.absolute(path);
        let opened = match way {
            Way::Read => return self.open_for_reading(descriptor, path, &absolute),
            Way::ReadAndWrite => {
                if let Err(error) = self.kernel.append(&absolute, b"") {
                    self.complain(&format!("{path}: {error}"));
                    return Ok(Err(Refused));
                }
                return self.open_for_reading(descriptor, path, &absolute);
            }
            Way::Append => self.kernel.append(&absolute, b""),
            _ => {
                let guarded = matches!(way, Way::Write) && self.state.options.has("noclobber");
                if guarded && self.kernel.kind(&absolute) == Some(FileKind::File) {
                    self.complain(&format!("{path}: cannot overwrite existing file"));
                    return Ok(Err(Refused));
                }
                self.kernel.truncate(&absolute)
            }
        };
        if let Err(error) = opened {
            return self.refuse_file(path, &error);
        }
        let end = Endpoint::File { sink: super::super::Sink::new(), path: absolute };
        self.descriptors.open(descriptor, end);
        Ok(Ok(()))
    }

    fn open_for_reading(&mut self, descriptor: i32, path: &str, absolute: &str) -> Made {
        match self.kernel.read(absolute) {
            Ok(bytes) => self.open_input(descriptor, bytes),
            Err(FileError::IsDirectory) => {
                Err(Unwind::unmodelled(format!("reading from the directory {path}")))
            }
            Err(error) => self.refuse_file(path, &error),
        }
    }

    fn refuse_file(&mut self, path: &str, error: &FileError) -> Made {
        if let FileError::Harness(what) = error {
            return Err(super::super::Stop::Harness { what: what.clone() }.into());
        }
        self.complain(&format!("{path}: {error}"));
        Ok(Err(Refused))
    }

    /// Opens one of the files of `/dev` that every machine has; none where `path` is no such.
    fn open_device(
        &mut self,
        descriptor: i32,
        way: &Way,
        path: &str,
    ) -> Flow<Option<Result<(), Refused>>> {
        let reads = matches!(way, Way::Read);
        let source = match path {
            "/dev/null" if reads => {
                self.descriptors.open(descriptor, Endpoint::Input(Input::empty()));
                return Ok(Some(Ok(())));
            }
            "/dev/null" => {
                self.descriptors.open(descriptor, Endpoint::Null);
                return Ok(Some(Ok(())));
            }
            "/dev/stdin" => 0,
            "/dev/stdout" => 1,
            "/dev/stderr" => 2,
            _ => match path.strip_prefix("/dev/fd/").map(str::parse) {
                Some(Ok(number)) => number,
                _ if path.starts_with("/dev/") => {
                    return Err(Unwind::unmodelled(format!("a redirection to {path}")));
                }
                _ => return Ok(None),
            },
        };
        self.duplicate_or_complain(descriptor, source, path).map(Some)
    }
}
