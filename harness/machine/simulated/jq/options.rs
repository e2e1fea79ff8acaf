//! The arguments of one call, read as jq 1.6 reads them.

use super::value::Value;
use super::write::Style;

/// What the inputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Reading {
    /// JSON values.
    #[default]
    Json,
    /// Lines of text (`-R`).
    Lines,
}

/// Where the program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the arguments.
    Argument,
    /// In the file that the first argument names (`-f`).
    File,
}

/// How the program gets the inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feeding {
    /// It runs once for each.
    Each,
    /// It runs once, without input, and may ask for them (`-n`).
    OnRequest,
}

/// How outputs are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Printing {
    /// As JSON, each on lines of its own.
    #[default]
    Json,
    /// Texts as they stand (`-r`).
    Raw,
    /// Texts as they stand, and no line ends (`-j`).
    Joined,
}

/// A file whose content a variable gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileVariable {
    /// The variable, without `$`.
    pub(super) name: String,
    /// The file.
    pub(super) file: String,
    /// Whether it is taken as text (`--rawfile`), not as JSON (`--slurpfile`).
    pub(super) is_raw: bool,
}

/// One call, understood.
#[derive(Debug, Clone)]
pub(super) struct Options {
    /// The program, or the file that it is in.
    pub(super) program: Option<String>,
    /// Where the program is.
    pub(super) place: Place,
    /// The input files.
    pub(super) files: Vec<String>,
    /// What they are.
    pub(super) reading: Reading,
    /// How the program gets them.
    pub(super) feeding: Feeding,
    /// Whether all inputs are one (`-s`).
    pub(super) slurps: bool,
    /// How outputs are printed.
    pub(super) printing: Printing,
    /// How JSON is written.
    pub(super) style: Style,
    /// Whether the exit code tells about the last output (`-e`).
    pub(super) exit_status: bool,
    /// Variables with their values, in order.
    pub(super) named: Vec<(String, Value)>,
    /// Variables that get a file.
    pub(super) from_files: Vec<FileVariable>,
    /// `$ARGS.positional`.
    pub(super) positional: Vec<Value>,
}

/// Why a call is not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// jq refuses it too, with this message behind its name.
    Usage(String),
    /// The option is not modelled.
    Unmodelled(String),
}

/// What the words behind the program are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Further {
    Files,
    Texts,
    Json,
}

impl Options {
    /// Reads the arguments.
    pub(super) fn read(arguments: &[String]) -> Result<Self, Refusal> {
        let mut reader = Reader { options: Self::plain(), further: Further::Files };
        let mut left = arguments.iter();
        while let Some(argument) = left.next() {
            let is_option = is_option(argument);
            match argument.strip_prefix("--") {
                Some("") => return Err(Refusal::Unmodelled("--".to_owned())),
                Some(long) if is_option => reader.long(long, argument, &mut left)?,
                None if is_option => reader.cluster(argument, &mut left)?,
                _ => reader.word(argument)?,
            }
        }
        Ok(reader.options)
    }

    fn plain() -> Self {
        Self {
            program: None,
            place: Place::Argument,
            files: Vec::new(),
            reading: Reading::Json,
            feeding: Feeding::Each,
            slurps: false,
            printing: Printing::Json,
            style: Style { indent: Some("  ".to_owned()), ..Style::COMPACT },
            exit_status: false,
            named: Vec::new(),
            from_files: Vec::new(),
            positional: Vec::new(),
        }
    }
}

struct Reader {
    options: Options,
    further: Further,
}

impl Reader {
    fn word(&mut self, word: &str) -> Result<(), Refusal> {
        if self.options.program.is_none() {
            self.options.program = Some(word.to_owned());
            return Ok(());
        }
        match self.further {
            Further::Files => self.options.files.push(word.to_owned()),
            Further::Texts => self.options.positional.push(Value::text(word)),
            Further::Json => {
                let value =
                    json(word).ok_or_else(|| usage("invalid JSON text passed to --jsonargs"))?;
                self.options.positional.push(value);
            }
        }
        Ok(())
    }

    fn cluster<'a>(
        &mut self,
        argument: &str,
        left: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Refusal> {
        for letter in argument[1..].chars() {
            let long = match letter {
                's' => "slurp",
                'r' => "raw-output",
                'c' => "compact-output",
                'M' => "monochrome-output",
                'a' => "ascii-output",
                'R' => "raw-input",
                'n' => "null-input",
                'f' => "from-file",
                'S' => "sort-keys",
                'j' => "join-output",
                'e' => "exit-status",
                'C' | 'L' | 'h' | 'V' => return Err(Refusal::Unmodelled(format!("-{letter}"))),
                _ => return Err(usage(&format!("Unknown option {argument}"))),
            };
            self.long(long, argument, left)?;
        }
        Ok(())
    }

    fn long<'a>(
        &mut self,
        long: &str,
        argument: &str,
        left: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Refusal> {
        let options = &mut self.options;
        match long {
            "slurp" => options.slurps = true,
            "raw-output" => {
                if options.printing == Printing::Json {
                    options.printing = Printing::Raw;
                }
            }
            "compact-output" => options.style.indent = None,
            "monochrome-output" | "unbuffered" => {}
            "ascii-output" => options.style.ascii = true,
            "raw-input" => options.reading = Reading::Lines,
            "null-input" => options.feeding = Feeding::OnRequest,
            "from-file" => options.place = Place::File,
            "sort-keys" => options.style.sorts = true,
            "join-output" => options.printing = Printing::Joined,
            "exit-status" => options.exit_status = true,
            "tab" => options.style.indent = Some("\t".to_owned()),
            "indent" => self.indent(left.next())?,
            "args" => self.further = Further::Texts,
            "jsonargs" => self.further = Further::Json,
            "arg" | "argjson" | "slurpfile" | "rawfile" => self.variable(long, left)?,
            "color-output" | "seq" | "stream" | "stream-errors" | "help" | "version"
            | "argfile" | "debug-dump-disasm" | "debug-trace" | "run-tests" => {
                return Err(Refusal::Unmodelled(argument.to_owned()));
            }
            _ => return Err(usage(&format!("Unknown option {argument}"))),
        }
        Ok(())
    }

    fn indent(&mut self, width: Option<&String>) -> Result<(), Refusal> {
        let Some(width) = width else {
            return Err(usage("--indent takes one parameter"));
        };
        self.options.style.indent = match width.parse::<i32>() {
            Ok(-1) => Some("\t".to_owned()),
            Ok(0) => None,
            Ok(width @ 1..=7) => Some(" ".repeat(usize::try_from(width).unwrap_or(0))),
            Ok(_) => return Err(usage("--indent takes a number between -1 and 7")),
            Err(_) => {
                return Err(Refusal::Unmodelled(
                    "--indent with something other than a number".to_owned(),
                ));
            }
        };
        Ok(())
    }

    fn variable<'a>(
        &mut self,
        long: &str,
        left: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Refusal> {
        let (Some(name), Some(value)) = (left.next(), left.next()) else {
            let example = match long {
                "arg" => "value",
                "argjson" => "text",
                _ => "filename",
            };
            return Err(usage(&format!(
                "--{long} takes two parameters (e.g. --{long} varname {example})"
            )));
        };
        if long == "slurpfile" || long == "rawfile" {
            self.options.from_files.push(FileVariable {
                name: name.clone(),
                file: value.clone(),
                is_raw: long == "rawfile",
            });
            return Ok(());
        }
        let value = if long == "arg" {
            Value::text(value.as_str())
        } else {
            json(value).ok_or_else(|| usage("invalid JSON text passed to --argjson"))?
        };
        if !self.options.named.iter().any(|(known, _)| known == name) {
            self.options.named.push((name.clone(), value));
        }
        Ok(())
    }
}

fn usage(message: &str) -> Refusal {
    Refusal::Usage(message.to_owned())
}

/// Says whether a word is taken for an option: a program may start with a minus, too.
fn is_option(word: &str) -> bool {
    let second = word.strip_prefix('-').and_then(|rest| rest.bytes().next());
    second.is_some_and(|byte| byte == b'-' || byte.is_ascii_alphabetic())
}

/// Reads a text as exactly one value.
fn json(text: &str) -> Option<Value> {
    let mut reader = super::read::Reader::new(text.as_bytes());
    let value = reader.next_value()?.ok()?;
    reader.next_value().is_none().then_some(value)
}
