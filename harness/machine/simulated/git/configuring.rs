//! Writing settings, and `git config`.

use super::arguments::Arguments;
use super::command::canonical_key;
use super::outcome::{Done, Halt};
use super::session::Session;
use super::surroundings::Surroundings;
use crate::shell::Exit;
use crate::throwaway::{GitSettings, read_settings};
use crate::world::FileKind;

const GRAMMAR: &str = "get get-all unset local global l,list add replace-all unset-all default: \
    bool int type: show-origin name-only";

/// `git config`.
pub(super) fn config(around: &Surroundings<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("config", GRAMMAR, arguments)?;
    for option in ["add", "replace-all", "unset-all", "int", "type", "show-origin"] {
        if given.has(option) {
            return Err(Halt::unmodelled(format!("config --{option}")));
        }
    }
    let repository = Session::settings_dir(around)?;
    let file = match (given.has("global"), &repository) {
        (true, _) => {
            let home = || Halt::fatal("$HOME not set");
            around.own_settings_file().ok_or_else(home)?
        }
        (false, Some(directory)) => format!("{directory}/config"),
        (false, None) if given.has("local") => {
            return Err(Halt::fatal("--local can only be used inside a git repository"));
        }
        (false, None) => String::new(),
    };
    let all = match (given.has("global"), given.has("local")) {
        (false, false) => around.settings_unchecked(repository.as_deref())?,
        _ => read_settings(around.root, &file)?,
    };
    let key = given.operands.first().map(String::as_str);
    if given.has("list") {
        list(around, &all, given.has("name-only"));
        return Ok(Exit::SUCCESS);
    }
    let Some(name) = key else { return Err(Halt::unmodelled("config without a name")) };
    let key = must_be_key(name)?;
    if given.has("unset") {
        return unset(around, &file, &key);
    }
    match given.operands.get(1).filter(|_| !given.has("get") && !given.has("get-all")) {
        Some(_) if given.operands.len() > 2 => Err(Halt::unmodelled("config with a pattern")),
        Some(_) if file.is_empty() => Err(Halt::fatal("not in a git directory")),
        Some(value) => {
            set_in_file(around, &file, &key, value)?;
            Ok(Exit::SUCCESS)
        }
        None => get(around, &all, &key, &given),
    }
}

fn must_be_key(name: &str) -> Done<String> {
    let Some((section, key)) = name.rsplit_once('.') else {
        return Err(Halt::Error(format!("key does not contain a section: {name}"), 1));
    };
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let first = section.split('.').next().unwrap_or_default();
    if key.is_empty() {
        return Err(Halt::Error(format!("key does not contain variable name: {name}"), 1));
    }
    if !plain(first) || !plain(key) || !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(Halt::Error(format!("invalid key: {name}"), 1));
    }
    Ok(canonical_key(name))
}

fn list(around: &Surroundings<'_>, all: &GitSettings, names: bool) {
    for (name, value) in all.entries() {
        around.out(&if names { format!("{name}\n") } else { format!("{name}={value}\n") });
    }
}

fn get(around: &Surroundings<'_>, all: &GitSettings, key: &str, given: &Arguments) -> Done {
    let found: Vec<&str> = if given.has("get-all") {
        all.all(key).collect()
    } else {
        all.get(key).into_iter().collect()
    };
    let found = match (found.is_empty(), given.value("default")) {
        (true, Some(default)) => vec![default],
        (true, None) => return Ok(Exit::FAILURE),
        _ => found,
    };
    for value in found {
        let shown = match (given.has("bool"), value) {
            (false, value) => value,
            (true, "true" | "yes" | "on" | "1") => "true",
            (true, "false" | "no" | "off" | "0" | "") => "false",
            (true, other) => return Err(Halt::unmodelled(format!("config --bool of {other}"))),
        };
        around.out(&format!("{shown}\n"));
    }
    Ok(Exit::SUCCESS)
}

fn unset(around: &Surroundings<'_>, file: &str, key: &str) -> Done {
    let text = read_text(around, file)?;
    let lines: Vec<Line<'_>> = lines_of(&text);
    let found = lines.iter().filter(|line| line.key.as_deref() == Some(key)).count();
    match found {
        0 => return Ok(Exit(5)),
        1 => {}
        _ => {
            around.err(&format!("warning: {key} has multiple values\n"));
            return Ok(Exit(5));
        }
    }
    let kept: String = lines
        .iter()
        .filter(|line| line.key.as_deref() != Some(key))
        .map(|line| line.text)
        .collect();
    let section = section_of(key);
    let emptied = !lines_of(&kept).iter().any(|line| line.section == section && line.key.is_some());
    let kept = if emptied { without_section(&kept, section) } else { kept };
    around.root.write(file, kept.as_bytes())?;
    Ok(Exit::SUCCESS)
}

/// One line of a settings file with what it means.
struct Line<'t> {
    text: &'t str,
    section: String,
    key: Option<String>,
}

fn lines_of(text: &str) -> Vec<Line<'_>> {
    let mut section = String::new();
    let mut lines = Vec::new();
    for text in text.split_inclusive('\n') {
        if text.trim_start().starts_with('[')
            && let Some(name) = last_key(&format!("{text}\nprobe = 1\n"))
        {
            section_of(&name).clone_into(&mut section);
        }
        let key = last_key(&format!("[{}]\n{text}", quoted_section(&section)));
        lines.push(Line { text, section: section.clone(), key });
    }
    lines
}

/// Returns the name of the last setting in a text.
fn last_key(text: &str) -> Option<String> {
    let parsed = GitSettings::parse(text).ok()?;
    parsed.entries().last().map(|(name, _)| name.to_owned())
}

/// Returns the section of a key, with its subsection.
fn section_of(key: &str) -> &str {
    key.rsplit_once('.').map_or(key, |(section, _)| section)
}

/// Writes a section as it stands in brackets.
fn quoted_section(section: &str) -> String {
    match section.split_once('.') {
        None => section.to_owned(),
        Some((section, inner)) => {
            let inner = inner.replace('\\', "\\\\").replace('"', "\\\"");
            format!("{section} \"{inner}\"")
        }
    }
}

fn without_section(text: &str, section: &str) -> String {
    let kept = lines_of(text).into_iter().filter(|line| line.section != section);
    kept.map(|line| line.text).collect()
}

/// Returns `text` with one setting changed or added where git would put it.
fn with_value(text: &str, key: &str, value: &str) -> String {
    let name = key.rsplit('.').next().unwrap_or(key);
    let section = section_of(key);
    let new = format!("\t{name} = {}\n", quoted_value(value));
    let lines = lines_of(text);
    let last_of_key = lines.iter().rposition(|line| line.key.as_deref() == Some(key));
    let last_of_section = lines.iter().rposition(|line| line.section == section);
    let mut result: Vec<String> = lines.iter().map(|line| line.text.to_owned()).collect();
    match (last_of_key, last_of_section) {
        (Some(at), _) => result[at] = new,
        (None, Some(at)) => {
            if !result[at].ends_with('\n') {
                result[at].push('\n');
            }
            result.insert(at + 1, new);
        }
        (None, None) => {
            if result.last().is_some_and(|last| !last.ends_with('\n')) {
                result.push("\n".to_owned());
            }
            result.push(format!("[{}]\n{new}", quoted_section(section)));
        }
    }
    result.concat()
}

fn quoted_value(value: &str) -> String {
    let escaped =
        value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    let quotes = value.starts_with(' ')
        || value.ends_with(' ')
        || value.contains(['#', ';'])
        || value.contains('\r');
    if quotes { format!("\"{escaped}\"") } else { escaped }
}

fn read_text(around: &Surroundings<'_>, file: &str) -> Done<String> {
    match around.root.kind(file) {
        Some(FileKind::File) => Ok(String::from_utf8_lossy(&around.root.read(file)?).into_owned()),
        _ => Ok(String::new()),
    }
}

fn set_in_file(around: &Surroundings<'_>, file: &str, key: &str, value: &str) -> Done<()> {
    let text = read_text(around, file)?;
    Ok(around.root.write(file, with_value(&text, key, value).as_bytes())?)
}

impl Session<'_> {
    fn settings_file(&self) -> String {
        self.place.path("config")
    }

    /// Lets a branch follow a remote's branch.
    pub(super) fn set_upstream(&self, branch: &str, remote: &str, name: &str) -> Done<()> {
        let file = self.settings_file();
        set_in_file(self, &file, &format!("branch.{branch}.remote"), remote)?;
        set_in_file(self, &file, &format!("branch.{branch}.merge"), &format!("refs/heads/{name}"))
    }

    /// Removes all settings of a branch.
    pub(super) fn forget_branch_settings(&self, branch: &str) -> Done<()> {
        let file = self.settings_file();
        let text = read_text(self, &file)?;
        let kept = without_section(&text, &format!("branch.{branch}"));
        if kept == text { Ok(()) } else { Ok(self.root.write(&file, kept.as_bytes())?) }
    }

    /// Gives the settings of a branch to another name.
    pub(super) fn rename_branch_settings(&self, from: &str, to: &str) -> Done<()> {
        let file = self.settings_file();
        let text = read_text(self, &file)?;
        let (from, to) = (format!("branch.{from}"), format!("branch.{to}"));
        let renamed = lines_of(&text).into_iter().map(|line| {
            let header = line.section == from && line.text.trim_start().starts_with('[');
            if header { format!("[{}]\n", quoted_section(&to)) } else { line.text.to_owned() }
        });
        let renamed: String = renamed.collect();
        if renamed == text { Ok(()) } else { Ok(self.root.write(&file, renamed.as_bytes())?) }
    }

    /// Adds a remote.
    pub(super) fn add_remote_settings(&self, name: &str, url: &str) -> Done<()> {
        let file = self.settings_file();
        set_in_file(self, &file, &format!("remote.{name}.url"), url)?;
        let refspec = format!("+refs/heads/*:refs/remotes/{name}/*");
        set_in_file(self, &file, &format!("remote.{name}.fetch"), &refspec)
    }

    /// Sets one setting of the repository.
    pub(super) fn set_setting(&self, key: &str, value: &str) -> Done<()> {
        set_in_file(self, &self.settings_file(), key, value)
    }

    /// Removes a section of the settings.
    pub(super) fn remove_settings(&self, section: &str) -> Done<()> {
        let file = self.settings_file();
        let text = read_text(self, &file)?;
        Ok(self.root.write(&file, without_section(&text, section).as_bytes())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_written_where_git_writes_it() {
        let text = "[core]\n\tbare = false\n[remote \"o\"]\n\turl = /x\n";
        for (key, value, expected) in [
            ("core.bare", "true", "[core]\n\tbare = true\n[remote \"o\"]\n\turl = /x\n"),
            ("core.new", "1", "[core]\n\tbare = false\n\tnew = 1\n[remote \"o\"]\n\turl = /x\n"),
            (
                "branch.a.b.merge",
                "x # y",
                "[core]\n\tbare = false\n[remote \"o\"]\n\turl = /x\n[branch \"a.b\"]\n\tmerge = \"x # y\"\n",
            ),
        ] {
            assert_eq!(with_value(text, key, value), expected);
        }
        assert_eq!(without_section(text, "core"), "[remote \"o\"]\n\turl = /x\n");
    }
}
