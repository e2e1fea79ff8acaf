//! Who makes a commit, and when.

use super::dates::Moment;
use super::outcome::{Done, Halt};
use super::session::Session;
use super::when::exact;

/// Author, committer or tagger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// When.
    pub at: Moment,
}

/// In which part somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Who wrote the change.
    Author,
    /// Who records it.
    Committer,
}

impl Role {
    fn variable(self, what: &str) -> String {
        let role = if self == Self::Author { "AUTHOR" } else { "COMMITTER" };
        format!("GIT_{role}_{what}")
    }
}

impl Person {
    /// Writes the person as an object holds it.
    pub(super) fn line(&self) -> String {
        format!("{} <{}> {} {}", self.name, self.email, self.at.seconds, self.at.zone_text())
    }

    /// Reads a person as an object holds it.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let (name, rest) = line.split_once(" <").or_else(|| Some(("", line.strip_prefix('<')?)))?;
        let (email, when) = rest.rsplit_once("> ")?;
        let (seconds, zone) = when.split_once(' ')?;
        let zone: i32 = zone.parse().ok()?;
        let at = Moment { seconds: seconds.parse().ok()?, zone: zone / 100 * 60 + zone % 100 };
        Some(Self { name: name.to_owned(), email: email.to_owned(), at })
    }
}

impl Session<'_> {
    /// Returns the person who acts now: from the environment, else from the settings.
    pub(super) fn person(&self, role: Role) -> Done<Person> {
        let find = |what: &str, key: &str| {
            let key = format!("user.{key}");
            self.variable(&role.variable(what)).or_else(|| self.settings.get(&key)).map(cleaned)
        };
        let (Some(name), Some(email)) = (find("NAME", "name"), find("EMAIL", "email")) else {
            return Err(Halt::unmodelled("with an identity that it has to guess"));
        };
        if name.is_empty() {
            return Err(Halt::fatal(format!("empty ident name (for <{email}>) not allowed")));
        }
        Ok(Person { name, email, at: self.moment(role)? })
    }

    /// Returns the date for `role`: from the environment, else the present one.
    pub(super) fn moment(&self, role: Role) -> Done<Moment> {
        if let Some(text) = self.variable(&role.variable("DATE")) {
            return exact(text, self.now_seconds())
                .ok_or_else(|| Halt::fatal(format!("invalid date format: {text}")));
        }
        match self.variable("TZ") {
            None | Some("UTC" | "UTC0" | "Etc/UTC" | "GMT" | "GMT0") => {}
            Some(zone) => return Err(Halt::unmodelled(format!("with TZ={zone}"))),
        }
        Ok(Moment { seconds: self.now_seconds(), zone: 0 })
    }

    /// Returns the present instant in seconds since the epoch.
    pub(super) fn now_seconds(&self) -> i64 {
        i64::try_from(self.now.epoch_seconds()).unwrap_or(i64::MAX)
    }
}

/// Takes off what git never keeps at the ends and inside of a name.
fn cleaned(text: &str) -> String {
    let odd =
        |c: char| c <= ' ' || matches!(c, '.' | ',' | ':' | ';' | '<' | '>' | '"' | '\\' | '\'');
    text.trim_matches(odd).chars().filter(|c| !matches!(c, '\n' | '<' | '>')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_back_as_written() {
        for line in ["A B <a@b> 1769558400 -0130", " <> 0 +0000"] {
            assert_eq!(Person::parse(line).expect("a person").line(), line);
        }
        assert_eq!(Person::parse("A B"), None);
    }

    #[test]
    fn names_lose_what_git_never_keeps() {
        assert_eq!(cleaned(" .A. <B>\n"), "A. B");
    }
}
