//! How a commit is written: `--oneline`, `--pretty`, `--format`.

use std::collections::BTreeMap;

use git2::{Commit, ObjectType, Oid};

use super::dates::DateStyle;
use super::identity::Person;
use super::outcome::{Done, Halt};
use super::session::Session;

/// How wide a tab is in an indented message.
const TAB_COLUMNS: usize = 8;

/// The layout of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    /// Short id and subject on one line.
    Oneline,
    /// Author and subject.
    Short,
    /// Author, date and message, the default.
    Medium,
    /// Author, committer and message.
    Full,
    /// Author, committer, both dates and message.
    Fuller,
    /// A text with `%` codes.
    Custom(String),
}

/// The layout of a commit with all that bears on it.
#[derive(Debug, Clone)]
pub(super) struct Style {
    /// The layout.
    pub layout: Layout,
    /// Whether every entry ends its line; if not, line ends only part entries.
    pub terminated: bool,
    /// Whether ids are cut short.
    pub short_ids: bool,
    /// How many digits a short id has at least.
    pub digits: usize,
    /// How dates are written.
    pub dates: DateStyle,
    /// What is written behind ids; empty where nothing is wanted.
    pub decorations: BTreeMap<Oid, Vec<String>>,
}

impl Style {
    /// The style without any option.
    pub(super) fn medium() -> Self {
        Self {
            layout: Layout::Medium,
            terminated: false,
            short_ids: false,
            digits: super::session::SHORT_DIGITS,
            dates: DateStyle::Default,
            decorations: BTreeMap::new(),
        }
    }

    /// Takes the value of `--pretty` or `--format`.
    pub(super) fn take(&mut self, text: &str) -> Done<()> {
        self.terminated = false;
        self.layout = match text {
            "oneline" => Layout::Oneline,
            "short" => Layout::Short,
            "" | "medium" => Layout::Medium,
            "full" => Layout::Full,
            "fuller" => Layout::Fuller,
            "reference" => {
                self.dates = DateStyle::Short;
                Layout::Custom("%h (%s, %ad)".to_owned())
            }
            _ => match (text.strip_prefix("format:"), text.strip_prefix("tformat:")) {
                (Some(format), _) => {
                    self.layout = Layout::Custom(format.to_owned());
                    return Ok(());
                }
                (_, Some(format)) => Layout::Custom(format.to_owned()),
                _ if text.contains('%') => Layout::Custom(text.to_owned()),
                _ => return Err(Halt::fatal(format!("invalid --pretty format: {text}"))),
            },
        };
        self.terminated = matches!(self.layout, Layout::Oneline | Layout::Custom(_));
        Ok(())
    }

    /// Says whether nothing at all is written of a commit.
    pub(super) fn is_empty(&self) -> bool {
        self.layout == Layout::Custom(String::new())
    }

    /// Writes one commit, without the line end that parts it from the next.
    pub(super) fn entry(&self, session: &Session<'_>, id: Oid) -> Done<String> {
        let commit = session.objects.find_commit(id)?;
        let entry = Entry::of(session, self, &commit)?;
        match &self.layout {
            Layout::Custom(format) => entry.custom(format),
            Layout::Oneline => {
                Ok(format!("{}{} {}", entry.id()?, entry.decoration(), entry.subject()))
            }
            _ => entry.block(),
        }
    }

    fn has_dates_of_both(&self) -> bool {
        self.layout == Layout::Fuller
    }
}

struct Entry<'s> {
    session: &'s Session<'s>,
    style: &'s Style,
    id: Oid,
    tree: Oid,
    parents: Vec<Oid>,
    author: Person,
    committer: Person,
    message: String,
}

impl<'s> Entry<'s> {
    fn of(session: &'s Session<'s>, style: &'s Style, commit: &Commit<'_>) -> Done<Self> {
        let header = String::from_utf8_lossy(commit.raw_header_bytes()).into_owned();
        let person = |key: &str| {
            let line = header.lines().find_map(|line| line.strip_prefix(key));
            line.and_then(Person::parse).ok_or_else(|| {
                Halt::unmodelled(format!("with the commit {} as it is", commit.id()))
            })
        };
        Ok(Self {
            session,
            style,
            id: commit.id(),
            tree: commit.tree_id(),
            parents: commit.parent_ids().collect(),
            author: person("author ")?,
            committer: person("committer ")?,
            message: message_of(commit),
        })
    }

    fn id(&self) -> Done<String> {
        if self.style.short_ids { self.short(self.id) } else { Ok(self.id.to_string()) }
    }

    fn short(&self, id: Oid) -> Done<String> {
        self.session.shortened(id, self.style.digits)
    }

    fn shorts(&self, ids: &[Oid]) -> Done<String> {
        Ok(ids.iter().map(|id| self.short(*id)).collect::<Done<Vec<_>>>()?.join(" "))
    }

    fn names(&self) -> String {
        self.style.decorations.get(&self.id).map(|names| names.join(", ")).unwrap_or_default()
    }

    fn decoration(&self) -> String {
        let names = self.names();
        if names.is_empty() { String::new() } else { format!(" ({names})") }
    }

    fn subject(&self) -> String {
        subject_of(&self.message)
    }

    fn date(&self, person: &Person) -> Done<String> {
        person.at.show(&self.style.dates, self.session.now)
    }

    /// Writes header lines, a blank line and the message, indented.
    fn block(&self) -> Done<String> {
        let mut text = format!("commit {}{}\n", self.id()?, self.decoration());
        if self.parents.len() > 1 {
            let parents: Vec<String> =
                self.parents.iter().map(|id| self.session.short(*id)).collect::<Done<_>>()?;
            text += &format!("Merge: {}\n", parents.join(" "))[..];
        }
        let who = |person: &Person| format!("{} <{}>", person.name, person.email);
        if self.style.has_dates_of_both() {
            for (role, person) in [("Author", &self.author), ("Commit", &self.committer)] {
                let (name, date) = (format!("{role}:"), format!("{role}Date:"));
                text +=
                    &format!("{name:<12}{}\n{date:<12}{}\n", who(person), self.date(person)?)[..];
            }
        } else {
            text += &format!("Author: {}\n", who(&self.author))[..];
            match self.style.layout {
                Layout::Full => text += &format!("Commit: {}\n", who(&self.committer))[..],
                Layout::Short => {}
                _ => text += &format!("Date:   {}\n", self.date(&self.author)?)[..],
            }
        }
        text.push('\n');
        for line in self.message.trim_start_matches('\n').trim_end().lines() {
            if line.trim().is_empty() && self.style.layout == Layout::Short {
                break;
            }
            text += &format!("    {}\n", expanded(line.trim_end()))[..];
        }
        if self.style.layout == Layout::Short {
            text.push('\n');
        }
        text.truncate(text.trim_end_matches('\n').len() + 1);
        text.pop();
        Ok(text)
    }

    /// Replaces the `%` codes of a format.
    fn custom(&self, format: &str) -> Done<String> {
        let mut text = String::new();
        let mut left = format;
        while let Some(at) = left.find('%') {
            text.push_str(&left[..at]);
            left = &left[at + 1..];
            let (value, used) = self.code(left)?;
            text.push_str(&value);
            left = &left[used..];
        }
        text.push_str(left);
        Ok(text)
    }

    /// Returns what the code at the start of `left` stands for, and how long the code is.
    fn code(&self, left: &str) -> Done<(String, usize)> {
        let unknown = || {
            let code: String = left.chars().take(2).collect();
            Halt::unmodelled(format!("log --format with %{code}"))
        };
        if let Some(rest) = left.strip_prefix('x') {
            let digits = rest.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            let byte = digits.filter(u8::is_ascii).ok_or_else(unknown)?;
            return Ok((char::from(byte).to_string(), 3));
        }
        if left.starts_with("C(") || left.starts_with('C') {
            return Ok((String::new(), colour_length(left).ok_or_else(unknown)?));
        }
        if let Some(kind) = left.strip_prefix('a').or_else(|| left.strip_prefix('c')) {
            let person = if left.starts_with('a') { &self.author } else { &self.committer };
            let kind = kind.chars().next().ok_or_else(unknown)?;
            return Ok((self.of_person(person, kind)?.ok_or_else(unknown)?, 2));
        }
        let value = match left.chars().next().ok_or_else(unknown)? {
            'H' => self.id.to_string(),
            'h' => self.short(self.id)?,
            'T' => self.tree.to_string(),
            't' => self.short(self.tree)?,
            'P' => self.parents.iter().map(Oid::to_string).collect::<Vec<_>>().join(" "),
            'p' => self.shorts(&self.parents)?,
            's' => self.subject(),
            'f' => sanitised(&self.subject()),
            'b' => body_of(&self.message),
            'B' => self.message.clone(),
            'd' => self.decoration(),
            'D' => self.names(),
            'n' => "\n".to_owned(),
            '%' => "%".to_owned(),
            'e' => String::new(),
            _ => return Err(unknown()),
        };
        Ok((value, 1))
    }

    fn of_person(&self, person: &Person, kind: char) -> Done<Option<String>> {
        let style = match kind {
            'n' | 'N' => return Ok(Some(person.name.clone())),
            'e' | 'E' => return Ok(Some(person.email.clone())),
            'l' | 'L' => {
                let local = person.email.split('@').next().unwrap_or_default();
                return Ok(Some(local.to_owned()));
            }
            'd' => self.style.dates.clone(),
            'D' => DateStyle::Rfc2822,
            'r' => DateStyle::Relative,
            't' => DateStyle::Unix,
            'i' => DateStyle::Iso,
            'I' => DateStyle::IsoStrict,
            's' => DateStyle::Short,
            _ => return Ok(None),
        };
        Ok(Some(person.at.show(&style, self.session.now)?))
    }
}

/// Returns how long a code for a colour is: nothing is a terminal, so there is none to show.
fn colour_length(left: &str) -> Option<usize> {
    if let Some(inner) = left.strip_prefix("C(") {
        let end = inner.find(')')?;
        return (!inner[..end].starts_with("always")).then_some(end + 3);
    }
    ["Creset", "Cred", "Cgreen", "Cblue"]
        .iter()
        .find(|code| left.starts_with(**code))
        .map(|code| code.len())
}

/// Returns the message of a commit.
pub(super) fn message_of(commit: &Commit<'_>) -> String {
    String::from_utf8_lossy(commit.message_raw_bytes()).into_owned()
}

/// Returns the first paragraph of a message on one line.
pub(super) fn subject_of(message: &str) -> String {
    let lines = message.lines().skip_while(|line| line.trim().is_empty());
    let lines = lines.take_while(|line| !line.trim().is_empty());
    lines.map(str::trim_end).collect::<Vec<_>>().join(" ")
}

/// Returns what follows the first paragraph of a message.
pub(super) fn body_of(message: &str) -> String {
    let message = message.trim_start_matches('\n');
    let Some(at) = message.find("\n\n") else { return String::new() };
    message[at..].trim_start_matches('\n').to_owned()
}

fn sanitised(subject: &str) -> String {
    let mut name = String::new();
    for character in subject.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '.' | '_') {
            if !(character == '.' && name.ends_with('.')) {
                name.push(character);
            }
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    name.trim_end_matches(['.', '-']).to_owned()
}

fn expanded(line: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for character in line.chars() {
        if character == '\t' {
            let blanks = TAB_COLUMNS - column % TAB_COLUMNS;
            text.push_str(&" ".repeat(blanks));
            column += blanks;
        } else {
            text.push(character);
            column += 1;
        }
    }
    text
}

impl Session<'_> {
    /// Returns the names that are written behind commits, in git's order.
    pub(super) fn decorations(&self, full: bool) -> Done<BTreeMap<Oid, Vec<String>>> {
        let head = self.head()?;
        let mut found: BTreeMap<Oid, Vec<String>> = BTreeMap::new();
        if let Some(id) = head.commit {
            let name = match (&head.branch, head.short_branch()) {
                (Some(name), Some(short)) => format!("HEAD -> {}", if full { name } else { short }),
                _ => "HEAD".to_owned(),
            };
            found.entry(id).or_default().push(name);
        }
        for (name, id) in self.references().all()?.into_iter().rev() {
            if Some(&name) == head.branch.as_ref() {
                continue;
            }
            let id = self.peeled(id, ObjectType::Commit)?.unwrap_or(id);
            let tag = if name.starts_with("refs/tags/") { "tag: " } else { "" };
            let shown = if full { name.as_str() } else { short_name(&name) };
            found.entry(id).or_default().push(format!("{tag}{shown}"));
        }
        Ok(found)
    }
}

/// Takes the part off a full name that people leave out.
pub(super) fn short_name(name: &str) -> &str {
    ["refs/heads/", "refs/tags/", "refs/remotes/"]
        .iter()
        .find_map(|kind| name.strip_prefix(kind))
        .unwrap_or(name)
}
