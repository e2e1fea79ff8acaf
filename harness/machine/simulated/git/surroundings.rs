//! What every git command has around it: streams, environment, clock, the place it was called in.

use crate::determinism::Tick;
use crate::shell::Call;
use crate::throwaway::{GitSettings, Root, read_settings, unmodelled_setting};
use crate::world::{FileKind, join};

use super::outcome::{Done, Halt};

/// The surroundings of one call of git.
#[derive(Debug)]
pub(super) struct Surroundings<'a> {
    /// The call.
    pub call: &'a Call<'a>,
    /// The world's files.
    pub root: &'a Root,
    /// The present instant.
    pub now: Tick,
    /// The working directory without links, after every `-C`.
    pub cwd: String,
    /// Settings of `-c`, in order.
    pub overrides: GitSettings,
}

impl<'a> Surroundings<'a> {
    /// Takes the surroundings of `call`.
    pub(super) fn of(call: &'a Call<'a>, root: &'a Root, now: Tick) -> Done<Self> {
        let cwd = physical(root, call.cwd).ok_or_else(|| {
            Halt::fatal("Unable to read current working directory: No such file or directory")
        })?;
        Ok(Self { call, root, now, cwd, overrides: GitSettings::default() })
    }

    /// Returns the same surroundings in another directory.
    pub(super) fn at(&self, cwd: &str) -> Self {
        Self {
            call: self.call,
            root: self.root,
            now: self.now,
            cwd: cwd.to_owned(),
            overrides: self.overrides.clone(),
        }
    }

    /// Goes to another directory, as `-C` does.
    pub(super) fn change_directory(&mut self, path: &str) -> Done<()> {
        let to = join(&self.cwd, path);
        match self.root.kind(&to) {
            Some(FileKind::Directory) => {}
            Some(_) => {
                return Err(Halt::fatal(format!("cannot change to '{path}': Not a directory")));
            }
            None => {
                let why = "No such file or directory";
                return Err(Halt::fatal(format!("cannot change to '{path}': {why}")));
            }
        }
        self.cwd = physical(self.root, &to).unwrap_or(to);
        Ok(())
    }

    /// Writes to standard output.
    pub(super) fn out(&self, text: &str) {
        self.call.stdout.write(text.as_bytes());
    }

    /// Writes to standard error.
    pub(super) fn err(&self, text: &str) {
        self.call.stderr.write(text.as_bytes());
    }

    /// Writes a line of advice to standard error, each line of it behind `hint: `.
    pub(super) fn hint(&self, text: &str) {
        for line in text.lines() {
            self.err(&format!("hint: {line}\n"));
        }
    }

    /// Returns a variable of the environment that is set and not empty.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.call.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns the file of the operator's own settings.
    pub(super) fn own_settings_file(&self) -> Option<String> {
        self.variable("HOME").map(|home| format!("{}/.gitconfig", home.trim_end_matches('/')))
    }

    /// Returns the absolute path of `path` as it was given to this call.
    pub(super) fn place(&self, path: &str) -> String {
        join(&self.cwd, path)
    }

    /// Returns the absolute path of `path` without links, as far as it exists.
    pub(super) fn real_place(&self, path: &str) -> String {
        let place = self.place(path);
        let host = self.root.resolve(&place).ok();
        let inside = host.as_deref().and_then(|host| host.strip_prefix(self.root.host()).ok());
        match inside.and_then(std::path::Path::to_str) {
            Some(inside) => format!("/{inside}"),
            None => place,
        }
    }

    /// Reads the settings of system, operator, repository and call, in this order.
    pub(super) fn settings(&self, repository: Option<&str>) -> Done<GitSettings> {
        let settings = self.settings_unchecked(repository)?;
        match unmodelled_setting(&settings) {
            Some(what) => Err(Halt::unmodelled(format!("with {what}"))),
            None => Ok(settings),
        }
    }

    /// Reads the same settings, whether what they ask for is modelled or not.
    pub(super) fn settings_unchecked(&self, repository: Option<&str>) -> Done<GitSettings> {
        // A world without one is a machine whose administrator set nothing for everybody.
        let mut settings = self.root.quietly(|root| read_settings(root, "/etc/gitconfig"))?;
        if let Some(own) = self.own_settings_file() {
            settings.extend(read_settings(self.root, &own)?);
            let beside = own.trim_end_matches(".gitconfig").to_owned() + ".config/git";
            if self.root.kind(&beside).is_some() {
                return Err(Halt::unmodelled(format!("with settings in {beside}")));
            }
        }
        if let Some(directory) = repository {
            settings.extend(read_settings(self.root, &format!("{directory}/config"))?);
        }
        settings.extend(self.overrides.clone());
        Ok(settings)
    }
}

/// Returns `path` without links; none where it is no directory.
fn physical(root: &Root, path: &str) -> Option<String> {
    let host = root.resolve(path).ok()?;
    let inside = host.strip_prefix(root.host()).ok()?.to_str()?;
    (root.kind(path) == Some(FileKind::Directory)).then(|| format!("/{inside}"))
}
