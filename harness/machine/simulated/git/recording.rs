//! Moving references, with the reflog that git keeps of it.

use git2::Oid;

use super::identity::{Person, Role};
use super::outcome::Done;
use super::session::Session;
use crate::throwaway::Target;
use crate::world::{FileKind, parent_of};

/// The user that the simulated system runs commands as.
const SYSTEM_USER: &str = "operator";

/// One line of a reflog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LogLine {
    /// The object before.
    pub old: Oid,
    /// The object after.
    pub new: Oid,
    /// Who and when, as written.
    pub who: String,
    /// What was done.
    pub message: String,
}

impl Session<'_> {
    /// Sets a reference and writes the reflogs of it and, where it is checked out, of `HEAD`.
    pub(super) fn update_reference(&self, name: &str, new: Oid, message: &str) -> Done<()> {
        let references = self.references();
        let old = references.read(name)?;
        if old != Some(new) {
            references.write(name, new)?;
            self.log(name, old, new, message)?;
        }
        if references.target("HEAD")? == Some(Target::Name(name.to_owned())) {
            self.log("HEAD", old, new, message)?;
        }
        Ok(())
    }

    /// Moves what is checked out, branch or detached, to `new`.
    pub(super) fn move_head(&self, new: Oid, message: &str) -> Done<()> {
        match self.head()?.branch {
            Some(branch) => self.update_reference(&branch, new, message),
            None => self.detach_head(new, message),
        }
    }

    /// Makes `HEAD` name a commit.
    pub(super) fn detach_head(&self, new: Oid, message: &str) -> Done<()> {
        let before = self.head()?;
        if before.branch.is_none() && before.commit == Some(new) {
            return Ok(());
        }
        self.references().write("HEAD", new)?;
        self.log("HEAD", before.commit, new, message)
    }

    /// Makes `HEAD` name a branch.
    pub(super) fn attach_head(&self, branch: &str, message: &str) -> Done<()> {
        let old = self.head()?.commit;
        let references = self.references();
        references.link("HEAD", branch)?;
        match references.read(branch)? {
            Some(new) => self.log("HEAD", old, new, message),
            None => Ok(()),
        }
    }

    /// Removes a reference with its reflog.
    pub(super) fn remove_reference(&self, name: &str) -> Done<()> {
        self.references().remove(name)?;
        let log = self.log_path(name);
        if self.root.kind(&log) == Some(FileKind::File) {
            self.root.remove_file(&log)?;
            self.prune_logs(parent_of(&log));
        }
        Ok(())
    }

    /// Moves the reflog of a reference to another name.
    pub(super) fn rename_log(&self, from: &str, to: &str) -> Done<()> {
        let (from, to) = (self.log_path(from), self.log_path(to));
        if self.root.kind(&from) == Some(FileKind::File) {
            self.root.create_dir_all(parent_of(&to))?;
            self.root.rename(&from, &to)?;
            self.prune_logs(parent_of(&from));
        }
        Ok(())
    }

    /// Adds a line to a reflog, where git keeps one.
    pub(super) fn log(&self, name: &str, old: Option<Oid>, new: Oid, message: &str) -> Done<()> {
        let path = self.log_path(name);
        let kept = ["refs/heads/", "refs/remotes/", "refs/notes/"]
            .iter()
            .any(|kind| name.starts_with(kind));
        let always = self.logs_references() && (kept || name == "HEAD");
        if !always && self.root.kind(&path) != Some(FileKind::File) {
            return Ok(());
        }
        self.log_line(&path, (old, new), message)
    }

    /// Adds a line to the reflog at `path`.
    pub(super) fn log_line(
        &self,
        path: &str,
        (old, new): (Option<Oid>, Oid),
        message: &str,
    ) -> Done<()> {
        let who = self.log_person()?.line();
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let old = old.unwrap_or(Oid::ZERO_SHA1);
        self.root.create_dir_all(parent_of(path))?;
        let line = if message.is_empty() {
            format!("{old} {new} {who}\n")
        } else {
            format!("{old} {new} {who}\t{message}\n")
        };
        Ok(self.root.append(path, line.as_bytes())?)
    }

    /// Returns the reflog of a reference, newest first; none where git keeps none.
    pub(super) fn read_log(&self, name: &str) -> Done<Option<Vec<LogLine>>> {
        let text = self.git_file(&format!("logs/{name}"))?;
        Ok(text.map(|text| text.lines().rev().filter_map(LogLine::parse).collect()))
    }

    /// Replaces the reflog of a reference; `lines` are newest first.
    pub(super) fn write_log(&self, name: &str, lines: &[LogLine]) -> Done<()> {
        let text: String = lines.iter().rev().map(LogLine::text).collect();
        self.write_git_file(&format!("logs/{name}"), &text)
    }

    /// Returns who a reflog names: unlike a commit it takes the system's user for want of better.
    fn log_person(&self) -> Done<Person> {
        let named = self.variable("GIT_COMMITTER_NAME").or(self.settings.get("user.name"));
        let addressed = self.variable("GIT_COMMITTER_EMAIL").or(self.settings.get("user.email"));
        if named.is_some() && addressed.is_some() {
            return self.person(Role::Committer);
        }
        Ok(Person {
            name: SYSTEM_USER.to_owned(),
            email: format!("{SYSTEM_USER}@localhost"),
            at: self.moment(Role::Committer)?,
        })
    }

    fn log_path(&self, name: &str) -> String {
        self.place.path(&format!("logs/{name}"))
    }

    fn logs_references(&self) -> bool {
        match self.settings.get("core.logallrefupdates") {
            Some(value) => value != "false",
            None => self.work_tree.is_some(),
        }
    }

    fn prune_logs(&self, directory: &str) {
        let mut directory = directory;
        let top = self.place.path("logs/refs/");
        while directory.strip_prefix(&top).is_some_and(|rest| rest.contains('/'))
            && self.root.remove_dir(directory).is_ok()
        {
            directory = parent_of(directory);
        }
    }
}

impl LogLine {
    fn parse(line: &str) -> Option<Self> {
        let (head, message) = line.split_once('\t').unwrap_or((line, ""));
        let mut parts = head.splitn(3, ' ');
        Some(Self {
            old: Oid::from_str(parts.next()?).ok()?,
            new: Oid::from_str(parts.next()?).ok()?,
            who: parts.next()?.to_owned(),
            message: message.to_owned(),
        })
    }

    fn text(&self) -> String {
        format!("{} {} {}\t{}\n", self.old, self.new, self.who, self.message)
    }
}
