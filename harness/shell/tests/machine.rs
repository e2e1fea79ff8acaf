//! A machine for tests: files in memory and a few commands.

use std::collections::BTreeMap;

use crate::determinism::Tick;
use crate::shell::{Call, Exit, Input, Kernel, Sink, Stop, Streams, Terminal};
use crate::world::{FileError, FileKind, parent_of};

/// Where every test starts.
pub(super) const HOME: &str = "/tmp/case";

/// Files by path, directories without bytes; the commands are those of [`Machine::COMMANDS`].
#[derive(Debug, Default)]
pub(super) struct Machine {
    files: BTreeMap<String, Option<Vec<u8>>>,
    /// The command lines that ran, as they were called.
    pub(super) ran: Vec<String>,
    /// What command lines that contain a text print and return.
    pub(super) answers: Vec<(&'static str, &'static str, u8)>,
    /// Whether every name is a command that prints nothing and succeeds.
    pub(super) knows_all: bool,
}

impl Machine {
    const COMMANDS: &[&str] = &["args", "cat", "fail", "mkdir", "rm", "show", "touch", "upper"];

    pub(super) fn new() -> Self {
        let mut machine = Self::default();
        for directory in ["/", "/tmp", HOME] {
            machine.files.insert(directory.to_owned(), None);
        }
        machine
    }

    fn cat(&mut self, call: &Call<'_>) -> Exit {
        let mut exit = Exit::SUCCESS;
        if call.arguments().is_empty() {
            call.stdout.write(&call.stdin.take_all());
        }
        for name in call.arguments() {
            match self.read(&crate::world::join(call.cwd, name)) {
                _ if name == "-" => call.stdout.write(&call.stdin.take_all()),
                Ok(bytes) => call.stdout.write(&bytes),
                Err(error) => {
                    call.complain(&format!("{name}: {error}"));
                    exit = Exit::FAILURE;
                }
            }
        }
        exit
    }

    fn make(&mut self, call: &Call<'_>) {
        for name in call.arguments().iter().filter(|name| !name.starts_with('-')) {
            let path = crate::world::join(call.cwd, name);
            let mut parent = parent_of(&path).to_owned();
            while parent != "/" {
                self.files.entry(parent.clone()).or_insert(None);
                parent = parent_of(&parent).to_owned();
            }
            let made = (call.name() == "touch").then(Vec::new);
            self.files.entry(path).or_insert(made);
        }
    }

    fn remove(&mut self, call: &Call<'_>) {
        for name in call.arguments().iter().filter(|name| !name.starts_with('-')) {
            let path = crate::world::join(call.cwd, name);
            self.files.retain(|known, _| *known != path && !known.starts_with(&format!("{path}/")));
        }
    }
}

impl Kernel for Machine {
    fn run(&mut self, call: Call<'_>) -> Result<Exit, Stop> {
        self.ran.push(call.argv.join(" "));
        let line = call.argv.join(" ");
        if let Some((_, said, code)) = self.answers.iter().find(|(part, ..)| line.contains(part)) {
            call.print(said);
            return Ok(Exit(*code));
        }
        let argument = call.arguments().first().cloned().unwrap_or_default();
        Ok(match call.name() {
            "args" => {
                call.arguments().iter().for_each(|argument| call.print(&format!("[{argument}]\n")));
                Exit::SUCCESS
            }
            "cat" => self.cat(&call),
            "fail" => Exit(argument.parse().unwrap_or(1)),
            "mkdir" | "touch" => {
                self.make(&call);
                Exit::SUCCESS
            }
            "rm" => {
                self.remove(&call);
                Exit::SUCCESS
            }
            "show" => {
                let value = call.environment.get(&argument);
                let shown = value.map_or(" unset".to_owned(), |value| format!("={value}"));
                call.print(&format!("{argument}{shown}\n"));
                Exit::SUCCESS
            }
            "upper" => {
                call.stdout.write(&call.stdin.take_all().to_ascii_uppercase());
                Exit::SUCCESS
            }
            _ if self.knows_all => Exit::SUCCESS,
            name => {
                call.stderr.write(format!("machine: {name}?\n").as_bytes());
                Exit::NOT_FOUND
            }
        })
    }

    fn has(&self, name: &str) -> bool {
        self.knows_all || !self.answers.is_empty() || Self::COMMANDS.contains(&name)
    }

    fn may_be_missing(&self, _: &str) -> bool {
        false
    }

    fn take_unknown(&self) -> Option<String> {
        None
    }

    fn now(&self) -> Tick {
        Tick::from_epoch_ms(1_769_558_400_000)
    }

    fn shell_pid(&self) -> u32 {
        900
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        let file = self.files.get(path)?;
        Some(if file.is_some() { FileKind::File } else { FileKind::Directory })
    }

    fn kind_of_link(&self, path: &str) -> Option<FileKind> {
        self.kind(path)
    }

    fn size(&self, path: &str) -> Option<u64> {
        let bytes = self.files.get(path)?.as_ref();
        Some(bytes.map_or(4096, |bytes| bytes.len() as u64))
    }

    fn is_executable(&self, path: &str) -> bool {
        self.kind(path) == Some(FileKind::Directory)
    }

    fn modified(&self, path: &str) -> Option<Tick> {
        self.files.contains_key(path).then(|| self.now())
    }

    fn list(&self, path: &str) -> Result<Vec<String>, FileError> {
        let inside = self.files.keys().filter(|known| *known != "/" && parent_of(known) == path);
        Ok(inside.map(|known| crate::world::name_of(known).to_owned()).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        match self.files.get(path) {
            _ if path == "/dev/null" => Ok(Vec::new()),
            Some(Some(bytes)) => Ok(bytes.clone()),
            Some(None) => Err(FileError::IsDirectory),
            None => Err(FileError::NotFound),
        }
    }

    fn truncate(&mut self, path: &str) -> Result<(), FileError> {
        self.append(path, b"")?;
        self.files.insert(path.to_owned(), Some(Vec::new()));
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), FileError> {
        match self.kind(parent_of(path)) {
            Some(FileKind::Directory) => {}
            Some(_) => return Err(FileError::NotDirectory),
            None => return Err(FileError::NotFound),
        }
        let file = self.files.entry(path.to_owned()).or_insert(Some(Vec::new()));
        let Some(file) = file else { return Err(FileError::IsDirectory) };
        file.extend_from_slice(bytes);
        Ok(())
    }
}

/// What a command line did.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) exit: Result<Exit, Stop>,
}

/// Runs a command line in a terminal, with nothing to read.
pub(super) fn run(terminal: &mut Terminal, machine: &mut Machine, text: &str) -> Outcome {
    run_with(terminal, machine, text, Input::empty())
}

/// Runs a command line in a terminal that reads `stdin`.
pub(super) fn run_with(
    terminal: &mut Terminal,
    machine: &mut Machine,
    text: &str,
    stdin: Input,
) -> Outcome {
    let (stdout, stderr) = (Sink::new(), Sink::new());
    let streams = Streams { stdin, stdout: stdout.clone(), stderr: stderr.clone() };
    let exit = terminal.run(text, machine, streams);
    let text = |sink: Sink| String::from_utf8_lossy(&sink.take()).into_owned();
    Outcome { stdout: text(stdout), stderr: text(stderr), exit }
}

/// Returns the environment in which every test starts.
pub(super) fn environment() -> BTreeMap<String, String> {
    let pairs = [("HOME", HOME), ("PATH", "/tmp/case.bin:/usr/bin:/bin"), ("LC_ALL", "C.UTF-8")];
    pairs.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// Returns a terminal that an operator types into.
pub(super) fn interactive() -> Terminal {
    Terminal::open(HOME, environment())
}

/// Returns a shell that runs a file named `script`.
pub(super) fn script() -> Terminal {
    Terminal::script(HOME, environment(), "script", Vec::new())
}
