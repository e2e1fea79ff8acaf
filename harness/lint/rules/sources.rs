//! Where values come from: exports of the terminal, and commands that print what a blank is for.

use crate::lint::book::Typed;
use crate::lint::script::{Call, Word};
use crate::runbook::Placeholder;

/// Returns the variables that a call exports to the terminal, with their values where it gives any.
pub(super) fn exported(call: &Call) -> impl Iterator<Item = (String, Option<String>)> {
    let is_export = call.name() == "export" && !call.has_option('n', "");
    let is_declared = matches!(call.name(), "declare" | "typeset") && call.has_option('x', "");
    let takes = (is_export || is_declared) && !call.is_apart;
    let words: Vec<String> =
        if takes { call.operands().map(Word::text).collect() } else { Vec::new() };
    words.into_iter().map(|text| match text.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (text, None),
    })
}

/// Returns the variables that a call takes from the terminal, or no longer exports.
pub(super) fn unset(call: &Call) -> impl Iterator<Item = String> {
    let takes = (call.name() == "unset" && !call.has_option('f', ""))
        || (call.name() == "export" && call.has_option('n', ""));
    let words: Vec<String> = if takes && !call.is_apart {
        call.operands().map(Word::text).collect()
    } else {
        Vec::new()
    };
    words.into_iter()
}

/// What a blank is for, by its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Whether it is a commit, tag or other revision.
    is_revision: bool,
    /// The words of the name that say which one.
    words: Vec<String>,
}

impl Wanted {
    /// Reads the name of a blank: `commit-hash`, `phase-6-commit`, `pod name`.
    pub(super) fn of(name: &str) -> Self {
        const REVISION: [&str; 7] = ["commit", "hash", "sha", "tag", "revision", "rev", "branch"];
        const VAGUE: [&str; 8] = ["id", "name", "the", "your", "of", "a", "value", "previous"];
        let lower = name.to_lowercase();
        let all: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let is_kind = |word: &&&str| REVISION.contains(*word);
        let is_revision = all.iter().any(|word| is_kind(&word));
        let is_telling = |word: &&&str| {
            let is_said = is_revision && REVISION.contains(*word);
            !word.is_empty() && !VAGUE.contains(*word) && !is_said
        };
        let words = all.iter().filter(is_telling).map(|word| (*word).to_owned()).collect();
        Self { is_revision, words }
    }

    /// Says whether a command can print a value for `blank` of another one, and does not need that
    /// value itself.
    pub(super) fn is_printed_by(other: &Typed<'_>, typed: &Typed<'_>, blank: &Placeholder) -> bool {
        let needs = other.command.placeholders.iter().any(|own| own.name == blank.name);
        !needs && Self::of(&blank.name).can_come_from(other, typed)
    }

    fn can_come_from(&self, other: &Typed<'_>, typed: &Typed<'_>) -> bool {
        if self.is_revision && typed.calls().iter().any(|call| call.name() == "git") {
            return other.calls().iter().any(|call| self.is_listed_by(call, other));
        }
        let remarks = other.command.remarks.iter().map(|remark| remark.text.to_lowercase());
        let text = other.command.text.to_lowercase();
        let said: Vec<String> = remarks.chain([text]).collect();
        let is_said = |word: &String| said.iter().any(|text| text.contains(word.as_str()));
        let prints = other.calls().iter().any(|call| !is_silent(call));
        let names = !self.words.is_empty() && self.words.iter().all(is_said);
        prints && (names || lists_for(other, typed))
    }

    fn is_listed_by(&self, call: &Call, typed: &Typed<'_>) -> bool {
        const LISTING: [&str; 9] = [
            "log",
            "tag",
            "reflog",
            "rev-list",
            "rev-parse",
            "describe",
            "show",
            "branch",
            "for-each-ref",
        ];
        let Some((subcommand, words)) = call.git() else { return false };
        let makes_tag =
            subcommand == "tag" && words.iter().any(|word| !word.text().starts_with('-'));
        LISTING.contains(&subcommand)
            && !makes_tag
            && filters(call, typed).iter().all(|filter| self.passes(filter))
    }

    /// Says whether a line that has these words may be about the value.
    fn passes(&self, filter: &str) -> bool {
        let plain = |text: &str| -> String {
            let lower = text.to_lowercase();
            lower
                .split(|c: char| !c.is_alphanumeric())
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        };
        plain(filter).contains(&self.words.join(" "))
    }
}

/// Says whether a command asks the program that another one uses what there is.
fn lists_for(other: &Typed<'_>, typed: &Typed<'_>) -> bool {
    const LISTING: [&str; 9] =
        ["get", "list", "ls", "history", "describe", "ps", "show", "status", "images"];
    let lists = |call: &Call| call.operands().any(|word| LISTING.iter().any(|it| word.is(it)));
    let is_used = |name: &str| typed.calls().iter().any(|call| call.name() == name);
    other.calls().iter().any(|call| call.name() != "git" && is_used(call.name()) && lists(call))
}

/// Returns what the lines are filtered by: `--grep`, and a `grep` behind the pipe.
fn filters(call: &Call, typed: &Typed<'_>) -> Vec<String> {
    let own = call.arguments().iter().map(Word::text);
    let own = own.filter_map(|text| text.strip_prefix("--grep=").map(str::to_owned));
    let behind = typed.calls().iter().filter(|other| {
        other.pipeline == call.pipeline && other.name() == "grep" && !other.has_option('v', "")
    });
    own.chain(behind.filter_map(|grep| grep.operands().next().map(Word::text))).collect()
}

/// Says whether a call prints nothing that somebody could read a value from.
fn is_silent(call: &Call) -> bool {
    let name = call.name();
    call.is_silenced()
        || matches!(
            name,
            "" | "cd"
                | "export"
                | "unset"
                | "touch"
                | "rm"
                | "cp"
                | "mv"
                | "mkdir"
                | "sleep"
                | "kill"
                | "sed"
                | "set"
                | "chmod"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_blank_tells_kind_and_qualifiers() {
        let wanted = |is_revision, words: &[&str]| Wanted {
            is_revision,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        };
        assert_eq!(Wanted::of("commit-hash"), wanted(true, &[]));
        assert_eq!(Wanted::of("phase-6-commit"), wanted(true, &["phase", "6"]));
        assert_eq!(Wanted::of("pod name"), wanted(false, &["pod"]));
    }
}
