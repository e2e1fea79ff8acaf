//! Commit messages: tidying them, and writing commits.

use git2::{ObjectType, Oid};

use super::identity::Person;
use super::outcome::Done;
use super::session::Session;

/// What is taken off a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tidy {
    /// Blanks at line ends, and blank lines at both ends and in a row.
    Blanks,
    /// The same, and lines that begin with `#`, as after an editor.
    Comments,
}

/// Tidies a message; what is left ends in one line end, or is empty.
pub(super) fn tidied(message: &str, tidy: Tidy) -> String {
    let mut text = String::new();
    let mut blank = false;
    for line in message.lines() {
        if tidy == Tidy::Comments && line.starts_with('#') {
            continue;
        }
        let line = line.trim_end();
        if line.is_empty() {
            blank = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut blank) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Everything that a commit holds.
pub(super) struct NewCommit<'m> {
    /// Its tree.
    pub tree: Oid,
    /// Its parents, in order.
    pub parents: Vec<Oid>,
    /// Who wrote it.
    pub author: Person,
    /// Who records it.
    pub committer: Person,
    /// Its message.
    pub message: &'m str,
}

impl NewCommit<'_> {
    /// Writes the commit and returns its id; nothing names it yet.
    pub(super) fn write(&self, session: &Session<'_>) -> Done<Oid> {
        let parents: Vec<String> = self.parents.iter().map(|id| format!("parent {id}\n")).collect();
        let text = format!(
            "tree {}\n{}author {}\ncommitter {}\n\n{}",
            self.tree,
            parents.concat(),
            self.author.line(),
            self.committer.line(),
            self.message
        );
        session.write(ObjectType::Commit, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_tidied_as_git_tidies_them() {
        let message = "\n\n  one  \n\n\n# note\ntwo\n\n";
        assert_eq!(tidied(message, Tidy::Blanks), "  one\n\n# note\ntwo\n");
        assert_eq!(tidied(message, Tidy::Comments), "  one\n\ntwo\n");
        assert_eq!(tidied("# only\n", Tidy::Comments), "");
    }
}
