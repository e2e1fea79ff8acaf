//! Git's settings: hiding those of whoever runs the harness, and reading those of a world.

use std::sync::OnceLock;

use super::ThrowawayError;

/// Hides the user's and the system's git settings from the git library, once per process.
///
/// What a world's git does must not depend on who runs the harness.
pub fn hide_user_settings() -> Result<(), ThrowawayError> {
    static HIDDEN: OnceLock<Result<(), (git2::ErrorCode, String)>> = OnceLock::new();
    HIDDEN
        .get_or_init(|| hide().map_err(|error| (error.code(), error.message().to_owned())))
        .clone()
        .map_err(|(code, message)| ThrowawayError::Git {
            doing: "hide the user's git settings".to_owned(),
            source: git2::Error::new(code, git2::ErrorClass::Config, message),
        })
}

#[expect(unsafe_code, reason = "the library's search paths are global; the caller runs this once")]
fn hide() -> Result<(), git2::Error> {
    use git2::ConfigLevel as Level;
    for level in [Level::System, Level::Global, Level::XDG, Level::ProgramData] {
        // SAFETY: `OnceLock` lets one thread through, and every use of the library comes after.
        unsafe { git2::opts::set_search_path(level, "/nonexistent")? };
    }
    // SAFETY: as above. Who owns a world's directory on the host says nothing about the world.
    unsafe { git2::opts::set_verify_owner_validation(false) }
}

/// The settings in one git configuration file, in order; the last one of a name counts.
///
/// Names are as git prints them: section and key in lower case, the subsection as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitSettings {
    entries: Vec<(String, String)>,
}

impl GitSettings {
    /// Parses the text of a configuration file; the error is the number of the bad line.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut settings = Self::default();
        let mut section = String::new();
        for (at, line) in joined_lines(text) {
            let mut rest = line.trim();
            if rest.starts_with('[') {
                let (name, after) = section_of(rest).ok_or(at)?;
                section = name;
                rest = after.trim();
            }
            if rest.is_empty() || rest.starts_with(['#', ';']) {
                continue;
            }
            let (key, value) = rest.split_once('=').unwrap_or((rest, "true"));
            let key = key.trim().to_ascii_lowercase();
            if section.is_empty() || !is_key(&key) {
                return Err(at);
            }
            settings.entries.push((format!("{section}.{key}"), plain_value(value).ok_or(at)?));
        }
        Ok(settings)
    }

    /// Adds one setting behind the others.
    pub fn push(&mut self, name: &str, value: &str) {
        self.entries.push((name.to_owned(), value.to_owned()));
    }

    /// Adds all of `other` behind these.
    pub fn extend(&mut self, other: Self) {
        self.entries.extend(other.entries);
    }

    /// Returns the setting of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let named = |(known, _): &&(String, String)| known == name;
        self.entries.iter().rev().find(named).map(|(_, value)| value.as_str())
    }

    /// Returns every value of that name, oldest first.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.entries.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns every setting in order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Joins lines that end in a backslash with the next one, and numbers them from 1.
fn joined_lines(text: &str) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::new();
    let mut continued = false;
    for (at, line) in text.lines().enumerate() {
        let open = line.ends_with('\\') && !line.trim_start().starts_with(['#', ';']);
        let kept = if open { &line[..line.len() - 1] } else { line };
        match joined.last_mut().filter(|_| continued) {
            Some((_, last)) => last.push_str(kept),
            None => joined.push((at + 1, kept.to_owned())),
        }
        continued = open;
    }
    joined
}

/// Reads `[section]` or `[section "sub"]` and returns its name with what follows the bracket.
fn section_of(line: &str) -> Option<(String, &str)> {
    let inner = line.strip_prefix('[')?;
    let Some(quote) = inner.find('"').filter(|at| inner.find(']').is_none_or(|end| *at < end))
    else {
        let end = inner.find(']')?;
        return Some((inner[..end].trim().to_ascii_lowercase(), &inner[end + 1..]));
    };
    let mut subsection = String::new();
    let mut characters = inner[quote + 1..].char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                let after = inner[quote + 1 + at + 1..].strip_prefix(']')?;
                let section = inner[..quote].trim().to_ascii_lowercase();
                return Some((format!("{section}.{subsection}"), after));
            }
            '\\' => subsection.push(characters.next()?.1),
            other => subsection.push(other),
        }
    }
    None
}

fn is_key(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Takes quotes, escapes and comments off a value; none where a quote is not closed.
fn plain_value(raw: &str) -> Option<String> {
    let mut value = String::new();
    let mut kept = 0;
    let mut quoted = false;
    let mut characters = raw.trim_start().chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            '#' | ';' if !quoted => break,
            '\\' => value.push(match characters.next()? {
                'n' => '\n',
                't' => '\t',
                'b' => '\u{8}',
                same @ ('"' | '\\') => same,
                _ => return None,
            }),
            other => value.push(other),
        }
        if quoted || !character.is_whitespace() {
            kept = value.len();
        }
    }
    value.truncate(kept);
    (!quoted).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_git_reads_them() {
        let text = "[core]\n\tbare = false ; no\n[remote \"o.\\\"R\"]\n  URL = \"/a b\" c # x\n\
                    [Alias] st = status \\\n -s\n[gc]\n\tauto\n";
        let settings = GitSettings::parse(text).expect("a good file");
        let found: Vec<_> = settings.entries().collect();
        assert_eq!(
            found,
            [
                ("core.bare", "false"),
                ("remote.o.\"R.url", "/a b c"),
                ("alias.st", "status  -s"),
                ("gc.auto", "true"),
            ]
        );
    }

    #[test]
    fn a_damaged_settings_file_names_its_line() {
        for (text, line) in [("[core\n", 1), ("[a]\nb = \"x\n", 2), ("x = 1\n", 1), ("[a]\n9=1", 2)]
        {
            assert_eq!(GitSettings::parse(text), Err(line), "{text}");
        }
    }
}
