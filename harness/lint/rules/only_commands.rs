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
            let text = format!("`{}` is prose, and would be typed as a command", call.shown());
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
    let is_title = is_capitalised && call.arguments().len() >= 2 && words;
    is_label || is_mark || is_number || is_title || has_an_article(call)
}

/// Says whether the arguments are words of a sentence: `make sure the service is up`.
fn has_an_article(call: &Call) -> bool {
    const ARTICLES: [&str; 6] = ["the", "an", "that", "is", "are", "your"];
    let repeats = matches!(call.name(), "echo" | "printf" | "logger" | "wall" | "read" | "grep");
    let letters = |text: &str| text.trim_end_matches(['.', ',']).chars().all(char::is_alphabetic);
    let is_word = |word: &Word| word.plain() == Some(&word.raw) && letters(&word.raw);
    let words = call.arguments();
    let is_sentence = words.len() >= 2 && words.iter().all(is_word);
    is_sentence
        && !repeats
        && !name(call).contains('/')
        && words.iter().any(|word| ARTICLES.contains(&word.raw.as_str()))
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
                "make sure the service is up",
                "look at the graphs",
            ],
            &[
                "# Expected: it works",
                "ls # User: somebody",
                "Rscript x.R",
                "X=1 ./Restart the service",
                "./deploy.sh",
                ": nothing",
                "git status",
                "echo the service is up",
                "tr a b",
                "make -C the build",
                "tool run 'the whole thing'",
            ],
        );
    }
}
