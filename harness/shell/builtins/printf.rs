//! `printf`.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell, Unwind, is_name};
use super::super::expand::backslash_quoted;
use super::super::grammar::{Escapes, decode};
use super::format::{Directive, Item, Size, items, padded};

/// The most bytes that one `printf` prints.
const OUTPUT_BYTES_MAX: usize = 16 * 1024 * 1024;

pub(super) fn printf(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let mut rest = &argv[1..];
    let mut target = None;
    match rest {
        [option, name, after @ ..] if option == "-v" => {
            if !is_name(name) {
                shell.complain_of("printf", &format!("`{name}': not a valid identifier"));
                return Ok(Exit::USAGE);
            }
            target = Some(name.clone());
            rest = after;
        }
        [option, ..] if option.len() > 1 && option.starts_with('-') && option != "--" => {
            let letter: String = option.chars().take(2).collect();
            shell.complain_of("printf", &format!("{letter}: invalid option"));
            shell.show_usage("printf");
            return Ok(Exit::USAGE);
        }
        _ => {}
    }
    if rest.first().is_some_and(|first| first == "--") {
        rest = &rest[1..];
    }
    let Some((format, arguments)) = rest.split_first() else {
        shell.show_usage("printf");
        return Ok(Exit::USAGE);
    };
    let mut printer =
        Printer { shell, arguments, at: 0, bytes: Vec::new(), exit: Exit::SUCCESS, is_over: false };
    printer.run(format)?;
    let (bytes, exit) = (printer.bytes, printer.exit);
    let Some(name) = target else {
        let written = shell.print_of("printf", &bytes);
        return Ok(if written.is_success() { exit } else { written });
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| Unwind::unmodelled("printf -v of bytes that are not UTF-8"))?;
    shell.assign_text(&name, text)?;
    Ok(exit)
}

struct Printer<'p, 's, 'k> {
    shell: &'s mut Shell<'k>,
    arguments: &'p [String],
    at: usize,
    bytes: Vec<u8>,
    exit: Exit,
    /// Whether `\c` or a bad directive ended the output.
    is_over: bool,
}

impl Printer<'_, '_, '_> {
    /// Prints the format again and again until the arguments are used up.
    fn run(&mut self, format: &str) -> Flow<()> {
        let items = items(format);
        loop {
            let before = self.at;
            items.iter().try_for_each(|item| self.print(item))?;
            if self.is_over {
                return Ok(());
            }
            if self.bytes.len() > OUTPUT_BYTES_MAX {
                return Err(Unwind::unmodelled("more than 16 MiB from printf"));
            }
            if self.at == before || self.at >= self.arguments.len() {
                return Ok(());
            }
        }
    }

    fn print(&mut self, item: &Item) -> Flow<()> {
        match item {
            _ if self.is_over => {}
            Item::Text(bytes) => self.bytes.extend_from_slice(bytes),
            Item::Directive(directive) => self.print_directive(directive)?,
            Item::Wrong { shown, is_cut } => {
                let reason =
                    if *is_cut { "missing format character" } else { "invalid format character" };
                self.shell.complain_of("printf", &format!("`{shown}': {reason}"));
                self.exit = Exit::FAILURE;
                self.is_over = true;
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Option<String> {
        let next = self.arguments.get(self.at).cloned();
        self.at += 1;
        next
    }

    fn print_directive(&mut self, directive: &Directive) -> Flow<()> {
        let mut directive = directive.clone();
        if directive.width == Size::Argument {
            directive.widen(self.next_integer());
        }
        if directive.precision == Size::Argument {
            let precision = usize::try_from(self.next_integer());
            directive.precision = precision.map_or(Size::Unset, Size::Of);
        }
        directive.check()?;
        let bytes = match directive.conversion {
            's' => directive.cut(&self.next().unwrap_or_default()),
            'c' => {
                let letter = self.next().and_then(|text| text.chars().next());
                letter.unwrap_or_default().to_string().into_bytes()
            }
            'b' => self.decoded(),
            'q' => backslash_quoted(&self.next().unwrap_or_default()).into_bytes(),
            'd' | 'i' => directive.signed(self.next_integer()).into_bytes(),
            'u' | 'x' | 'X' | 'o' => directive.unsigned(self.next_integer()).into_bytes(),
            'T' => self.time(&directive)?.into_bytes(),
            _ => directive.float(self.next_float())?.into_bytes(),
        };
        self.bytes.extend(padded(bytes, &directive));
        Ok(())
    }

    fn decoded(&mut self) -> Vec<u8> {
        let decoded = decode(&self.next().unwrap_or_default(), Escapes::PrintfArgument);
        self.is_over = decoded.ends_output;
        decoded.bytes
    }

    /// Reads the next argument as an integer; what is none counts as far as it goes.
    fn next_integer(&mut self) -> i64 {
        let Some(text) = self.next() else { return 0 };
        if let Some(letter) = text.strip_prefix(['\'', '"']) {
            return letter.chars().next().map_or(0, |letter| i64::from(u32::from(letter)));
        }
        let (value, rest, overflows) = integer(&text);
        if overflows {
            let message = format!("warning: {text}: Numerical result out of range");
            self.shell.complain_of("printf", &message);
        } else if !rest.is_empty() {
            self.shell.complain_of("printf", &format!("{text}: invalid number"));
            self.exit = Exit::FAILURE;
        }
        value
    }

    fn next_float(&mut self) -> f64 {
        let Some(text) = self.next() else { return 0.0 };
        if let Some(letter) = text.strip_prefix(['\'', '"']) {
            return letter.chars().next().map_or(0.0, |letter| f64::from(u32::from(letter)));
        }
        let trimmed = text.trim_start();
        let length = (0..=trimmed.len())
            .rev()
            .find(|length| trimmed.get(..*length).is_some_and(|part| part.parse::<f64>().is_ok()));
        let (value, rest) = match length {
            Some(length) => (trimmed[..length].parse().unwrap_or_default(), &trimmed[length..]),
            None => (0.0, trimmed),
        };
        if !rest.is_empty() {
            self.shell.complain_of("printf", &format!("{text}: invalid number"));
            self.exit = Exit::FAILURE;
        }
        value
    }

    /// Formats a time in UTC: the argument's seconds, or now.
    fn time(&mut self, directive: &Directive) -> Flow<String> {
        if !["", "UTC", "UTC0"].contains(&self.shell.variable("TZ")) {
            return Err(Unwind::unmodelled("printf %(...)T with TZ"));
        }
        let argument = self.next().map(|text| integer(&text).0);
        let tick = match argument {
            None | Some(-1) => self.shell.kernel.now(),
            Some(-2) => self.shell.state.opened.unwrap_or_else(|| self.shell.kernel.now()),
            Some(_) => self.shell.kernel.now(),
        };
        let now = i64::try_from(tick.epoch_seconds()).unwrap_or(i64::MAX);
        let seconds = argument.filter(|seconds| *seconds >= 0).unwrap_or(now);
        let unmodelled = || Unwind::unmodelled(format!("printf %({})T", directive.time_format));
        let format =
            if directive.time_format.is_empty() { "%H:%M:%S" } else { &directive.time_format };
        let at = jiff::Timestamp::from_second(seconds).map_err(|_| unmodelled())?;
        let at = at.to_zoned(jiff::tz::TimeZone::UTC);
        jiff::fmt::strtime::format(format, &at).map_err(|_| unmodelled())
    }
}

/// Reads an integer as C does, with what is left of the text and whether it was too large.
fn integer(text: &str) -> (i64, &str, bool) {
    let trimmed = text.trim_start();
    let (is_negative, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hexadecimal) if hexadecimal.starts_with(|c: char| c.is_ascii_hexdigit()) => {
            (16, hexadecimal)
        }
        _ if digits.len() > 1 && digits.starts_with('0') => (8, digits),
        _ => (10, digits),
    };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    if length == 0 {
        return (0, trimmed, false);
    }
    let sign = if is_negative { "-" } else { "" };
    match i64::from_str_radix(&format!("{sign}{}", &digits[..length]), radix) {
        Ok(value) => (value, &digits[length..], false),
        Err(_) => (if is_negative { i64::MIN } else { i64::MAX }, "", true),
    }
}
