//! A block of commands holds commands only.

use crate::lint::book::Book;
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "only-commands",
        severity: Severity::Fails,
        claim: "What stands in a block of commands is a command or a comment.",
        why: "Somebody pastes the whole block, and the shell answers 'command not found' in the \
             middle of it, or runs a word that happens to be a program.",
        correction: "Put a # in front of what is for people, or move it out of the block.",
        example: Example {
            wrong: "User: \"Start a session\"",
            right: "# Ask a user to start a session",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.calls()
        .filter(|(typed, call)| {
            reads_as_prose(call) && !typed.script.functions.contains(&name(call))
        })
        .map(|(typed, call)| {
            let text = format!(
                "`{}` is typed as a command, and no command is named '{}'",
                call.shown(),
                name(call)
            );
            typed.evidence(text)
        })
        .collect()
}

fn name(call: &Call) -> String {
    call.own_words().first().map(Word::text).unwrap_or_default()
}

/// Says whether the first word is one of a sentence: `Expected:`, `Restart the service`, `...`, `1.`
fn reads_as_prose(call: &Call) -> bool {
    let name = name(call);
    let is_label = name.len() > 1 && name.ends_with(':');
    let is_mark = matches!(name.as_str(), "..." | "…" | "→" | "->" | "=>" | "•" | "*");
    let is_number = name
        .strip_suffix(['.', ')'])
        .is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
    let is_capitalised = name.starts_with(char::is_uppercase)
        && name.len() > 1
        && name.chars().skip(1).all(|c| c.is_lowercase() || c == ',');
    let words = call.arguments().iter().take(2).all(|word| {
        word.plain().is_some_and(|text| text.chars().all(|c| c.is_alphabetic() || c == '-'))
    });
    is_label || is_mark || is_number || (is_capitalised && call.arguments().len() >= 2 && words)
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::judges;

    #[test]
    fn sentences_among_commands_are_found() {
        judges(
            "only-commands",
            "Verify",
            &[
                "ls\nUser: \"Start a session\"",
                "Expected: Router spawns one agent",
                "Restart the service",
                "...",
                "1. ls",
            ],
            &[
                "# Expected: it works",
                "ls # User: somebody",
                "Rscript x.R",
                "X=1 ./Restart the service",
                "./deploy.sh",
                ": nothing",
                "git status",
            ],
        );
    }
}
