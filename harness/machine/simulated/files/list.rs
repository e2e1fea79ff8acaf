//! `ls`, as it prints when its output is no terminal: one name a line, nothing quoted.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, choose, misused};
use super::super::place::{inside, place};
use super::super::quoting::quoted;
use super::super::table::Command;
use super::rows::{Entry, TimeStyle, rows};
use super::size::{for_people, on_disk};
use crate::shell::{Call, Exit, Kernel as _, Stop};
use crate::throwaway::FileFacts;
use crate::world::{FileError, FileKind};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("ls", ls)];

const LS: Grammar = Grammar {
    short: "abcdfghiklmnopqrstuvw:xABCDFGHI:LNQRST:UXZ1",
    long: &[
        ("all", "a"),
        ("escape", "b"),
        ("directory", "d"),
        ("dired", "D"),
        ("full-time", ""),
        ("group-directories-first", ""),
        ("human-readable", "h"),
        ("inode", "i"),
        ("kibibytes", "k"),
        ("numeric-uid-gid", "n"),
        ("no-group", "G"),
        ("hide-control-chars", "q"),
        ("reverse", "r"),
        ("size", "s"),
        ("width", "w"),
        ("almost-all", "A"),
        ("ignore-backups", "B"),
        ("classify", "F::"),
        ("file-type", ""),
        ("si", ""),
        ("dereference-command-line", "H"),
        ("dereference-command-line-symlink-to-dir", ""),
        ("hide", ":"),
        ("ignore", "I"),
        ("indicator-style", ":"),
        ("dereference", "L"),
        ("literal", "N"),
        ("quote-name", "Q"),
        ("quoting-style", ":"),
        ("recursive", "R"),
        ("format", ":"),
        ("show-control-chars", ""),
        ("sort", ":"),
        ("tabsize", "T"),
        ("time", ":"),
        ("time-style", ":"),
        ("zero", ""),
        ("color", "::"),
        ("hyperlink", "::"),
        ("block-size", ":"),
        ("context", "Z"),
        ("author", ""),
    ],
    operands: Operands::Anywhere,
};

const MODELLED: &[&str] = &[
    "a",
    "A",
    "d",
    "F",
    "g",
    "G",
    "h",
    "k",
    "l",
    "n",
    "N",
    "o",
    "p",
    "r",
    "R",
    "S",
    "t",
    "1",
    "color",
    "full-time",
    "group-directories-first",
    "sort",
    "time-style",
];

/// How the names are ordered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Name,
    Time,
    Size,
    Other,
}

const SORTS: &[(&[&str], Order)] = &[
    (&["none"], Order::Other),
    (&["time"], Order::Time),
    (&["size"], Order::Size),
    (&["extension"], Order::Other),
    (&["version"], Order::Other),
    (&["width"], Order::Other),
];

/// When colours are shown; `auto` means never here, for the output is no terminal.
const COLORS: &[(&[&str], bool)] = &[
    (&["always", "yes", "force"], true),
    (&["never", "no", "none"], false),
    (&["auto", "tty", "if-tty"], false),
];

/// One run of `ls`.
struct Listing<'a> {
    system: &'a System,
    call: &'a Call<'a>,
    given: &'a Arguments,
    order: Order,
    time: TimeStyle,
    /// Whether directories get a line with their name.
    headed: bool,
    /// Whether something was printed, so that a blank line comes before what follows.
    begun: bool,
    exit: Exit,
}

fn ls(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = LS.read(call) else { return Ok(Exit::USAGE) };
    given.only(call, MODELLED)?;
    let order = match order(&given).and_then(|order| Ok((order, colors(&given)?))) {
        Ok((Order::Other, _)) => return Err(call.unmodelled("--sort")),
        Ok((_, true)) => return Err(call.unmodelled("--color")),
        Ok((order, false)) => order,
        Err(message) => return Ok(misused(call, &message, Exit::FAILURE)),
    };
    let time = match given.value("time-style") {
        None if given.has("full-time") => TimeStyle::Format("%F %T.%N %z".to_owned()),
        None => TimeStyle::Locale,
        Some(style) => {
            TimeStyle::of(style).ok_or_else(|| call.unmodelled(&format!("--time-style={style}")))?
        }
    };
    let mut listing = Listing {
        system,
        call,
        given: &given,
        order,
        time,
        headed: false,
        begun: false,
        exit: Exit::SUCCESS,
    };
    listing.operands()?;
    Ok(listing.exit)
}

/// Finds the order asked for last; an error is the message of a complaint.
fn order(given: &Arguments) -> Result<Order, String> {
    let mut order = Order::Name;
    for option in &given.options {
        let value = option.value.as_deref();
        match (option.name, value) {
            ("t", _) => order = Order::Time,
            ("S", _) => order = Order::Size,
            ("sort", Some(value)) => order = choose("--sort", value, SORTS)?,
            _ => {}
        }
    }
    Ok(order)
}

/// Says whether colours are asked for; an error is the message of a complaint.
fn colors(given: &Arguments) -> Result<bool, String> {
    match given.options.iter().rev().find(|option| option.name == "color") {
        Some(option) => choose("--color", option.value.as_deref().unwrap_or("always"), COLORS),
        None => Ok(false),
    }
}

impl Listing<'_> {
    fn operands(&mut self) -> Result<(), Stop> {
        let here = [".".to_owned()];
        let operands = &self.given.operands;
        let paths = if operands.is_empty() { &here[..] } else { &operands[..] };
        let (mut files, mut directories) = (Vec::new(), Vec::new());
        for path in paths {
            match self.operand_facts(path) {
                Ok(facts) if facts.kind == FileKind::Directory && !self.given.has("d") => {
                    directories.push(self.entry(path, path, facts));
                }
                Ok(facts) => files.push(self.entry(path, path, facts)),
                Err(error) => {
                    self.refuse(&format!("cannot access {}", quoted(path)), error, Exit::USAGE)?;
                }
            }
        }
        self.sort(&mut files);
        self.sort(&mut directories);
        if !files.is_empty() {
            self.print(&files, &directories)?;
        }
        self.headed = paths.len() > 1 || self.given.has("R");
        for directory in &directories {
            self.directory(&directory.name, Exit::USAGE)?;
        }
        Ok(())
    }

    /// Looks an operand up: a link that leads to a directory counts as it, unless the link itself
    /// is asked for.
    fn operand_facts(&self, path: &str) -> Result<FileFacts, FileError> {
        let at = place(self.call, path);
        let root = &self.system.root;
        let itself = root.facts_of_link(&at)?;
        let shows_links = self.is_long() || ["d", "F"].iter().any(|name| self.given.has(name));
        match root.facts(&at) {
            Ok(target) if target.kind == FileKind::Directory && !shows_links => Ok(target),
            _ => Ok(itself),
        }
    }

    fn is_long(&self) -> bool {
        let formats = ["l", "g", "n", "o", "full-time"];
        formats.iter().any(|name| self.given.has(name))
    }

    fn entry(&self, name: &str, path: &str, facts: FileFacts) -> Entry {
        let at = place(self.call, path);
        let root = &self.system.root;
        let link = root.read_link(&at).ok().filter(|_| facts.kind == FileKind::Symlink);
        let target = link.as_ref().and_then(|_| root.facts(&at).ok());
        Entry { name: name.to_owned(), facts, link, target }
    }

    fn sort(&self, entries: &mut [Entry]) {
        let directories_first = self.given.has("group-directories-first");
        let is_directory = |entry: &Entry| {
            entry.target.as_ref().unwrap_or(&entry.facts).kind == FileKind::Directory
        };
        entries.sort_by(|one, other| {
            let by_order = match self.order {
                Order::Name | Order::Other => std::cmp::Ordering::Equal,
                Order::Time => other.facts.modified.cmp(&one.facts.modified),
                Order::Size => other.facts.size.cmp(&one.facts.size),
            };
            let ordering = by_order.then_with(|| one.name.as_bytes().cmp(other.name.as_bytes()));
            let ordering = if self.given.has("r") { ordering.reverse() } else { ordering };
            if directories_first {
                is_directory(other).cmp(&is_directory(one)).then(ordering)
            } else {
                ordering
            }
        });
    }

    /// Lists one directory, and with `-R` those in it. Where it cannot be opened, `ls` ends with
    /// `exit`.
    fn directory(&mut self, path: &str, exit: Exit) -> Result<(), Stop> {
        let names = match self.system.root.list(&place(self.call, path)) {
            Ok(names) => names,
            Err(error) => {
                return self.refuse(
                    &format!("cannot open directory {}", quoted(path)),
                    error,
                    exit,
                );
            }
        };
        let gap = if self.begun { "\n" } else { "" };
        if self.headed {
            self.call.print(&format!("{gap}{path}:\n"));
            self.begun = true;
        }
        let entries = self.entries(path, names);
        if self.is_long() {
            let blocks: u64 = entries.iter().map(|entry| on_disk(&entry.facts)).sum();
            let total =
                if self.given.has("h") { for_people(blocks) } else { (blocks / 1024).to_string() };
            self.call.print(&format!("total {total}\n"));
        }
        self.print(&entries, &[])?;
        if self.given.has("R") {
            let inner = entries.iter().filter(|entry| {
                entry.facts.kind == FileKind::Directory && !matches!(&entry.name[..], "." | "..")
            });
            for entry in inner {
                self.directory(&inside(path, &entry.name), Exit::FAILURE)?;
            }
        }
        Ok(())
    }

    fn entries(&self, path: &str, names: Vec<String>) -> Vec<Entry> {
        let shown = self.given.last_of(&["a", "A"]);
        let dots = [".", ".."].iter().filter(|_| shown == Some("a")).map(|dot| (*dot).to_owned());
        let visible = names.into_iter().filter(|name| shown.is_some() || !name.starts_with('.'));
        let mut entries: Vec<Entry> = dots
            .chain(visible)
            .filter_map(|name| {
                let inner = inside(path, &name);
                let facts = self.system.root.facts_of_link(&place(self.call, &inner)).ok()?;
                Some(self.entry(&name, &inner, facts))
            })
            .collect();
        self.sort(&mut entries);
        entries
    }

    /// Prints a listing, its columns wide enough for the `others` too.
    fn print(&mut self, entries: &[Entry], others: &[Entry]) -> Result<(), Stop> {
        self.begun = true;
        let now = self.system.now();
        let text = if self.is_long() {
            rows(entries, others, self.given, (&self.time, now))
                .map_err(|directive| self.call.unmodelled(&directive))?
        } else {
            entries.iter().map(|entry| entry.marked(self.given) + "\n").collect()
        };
        self.call.print(&text);
        Ok(())
    }

    fn refuse(&mut self, what: &str, error: FileError, exit: Exit) -> Result<(), Stop> {
        super::super::place::refuse(self.call, what, error)?;
        self.exit = self.exit.max(exit);
        Ok(())
    }
}
