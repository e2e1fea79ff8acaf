//! A verification can fail.

use crate::lint::book::{Book, Typed};
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Reader, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "verify-can-fail",
        severity: Severity::FalseAssurance,
        claim: "A command that verifies something fails, or prints something that is compared, \
             where it is not so.",
        why: "The step is ticked off whatever the system does, and the ticket says verified.",
        correction: "Compare with the one value that is right, let the exit code say so, and \
             write what is expected: 'grep -qx \"enabled: false\" file'.",
        example: Example {
            wrong: "grep -E \"enabled:|maxAgents:\" config.yaml   # Check required fields",
            right: "yq -e '.enabled == false and .maxAgents == 4' config.yaml",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    let verifying = book.typed().filter(|typed| typed.is_verification());
    verifying
        .flat_map(|typed| typed.calls().iter().filter_map(move |call| said(typed, call)))
        .collect()
}

fn said(typed: &Typed<'_>, call: &Call) -> Option<Evidence> {
    let is_rescued = call.reader == Reader::Nobody && call.rescue.is_some();
    let counts = call.is_last && (call.reader.is_typist() || is_rescued);
    let text = if counts {
        weak_search(typed, call).or_else(|| mere_print(typed, call))?
    } else {
        unread(typed, call)?
    };
    Some(typed.evidence(text))
}

/// A search that many values satisfy.
fn weak_search(typed: &Typed<'_>, call: &Call) -> Option<String> {
    let is_search = matches!(call.name(), "grep" | "egrep" | "rg");
    let is_turned = call.has_option('v', "invert-match") || typed.prints_nothing();
    if !is_search || is_turned {
        return None;
    }
    let pattern = pattern_of(call)?.text();
    let is_extended = call.name() != "grep" || call.has_option('E', "extended-regexp");
    let mark = if is_extended { "|" } else { "\\|" };
    let alternatives: Vec<&str> = pattern.split(mark).collect();
    let shown = call.shown();
    if let [_, .., _] = alternatives.as_slice() {
        let count = alternatives.len();
        return Some(format!("`{shown}` is satisfied by any one of {count} patterns"));
    }
    let key = pattern.trim_end().trim_end_matches('$');
    let has_no_value = key.ends_with([':', '=']) && key.len() == pattern.trim_end().len();
    has_no_value.then(|| format!("`{shown}` is satisfied by any value of \"{key}\""))
}

/// Returns the first operand, or what `-e` gives; the figures of `-A 10` are none.
fn pattern_of(call: &Call) -> Option<&Word> {
    let mut arguments = call.arguments().iter();
    while let Some(word) = arguments.next() {
        let text = word.text();
        match text.as_str() {
            "-A" | "-B" | "-C" | "-m" => {
                arguments.next();
            }
            "-e" => return arguments.next(),
            _ if text.starts_with('-') => {}
            _ => return Some(word),
        }
    }
    None
}

/// A command that succeeds whatever it prints, where nobody says what it should print.
fn mere_print(typed: &Typed<'_>, call: &Call) -> Option<String> {
    if typed.is_compared() || call.reader != Reader::Typist {
        return None;
    }
    let git = call.git().map(|(subcommand, _)| subcommand);
    let is_print = match call.name() {
        "cat" | "head" | "tail" | "less" | "more" | "echo" | "printf" | "ps" | "env" | "df" => true,
        "jq" => !call.has_option('e', "exit-status"),
        "curl" => !call.has_option('f', "fail") && !call.has_option('f', "fail-with-body"),
        "git" => {
            matches!(git, Some("log" | "show" | "status" | "branch" | "tag" | "remote" | "diff"))
                && !call.has_option('\0', "exit-code")
                && !call.has_option('\0', "quiet")
        }
        "node" | "python" | "python3" | "ruby" => prints_only(call),
        _ => false,
    };
    let shown = call.shown();
    is_print.then(|| {
        format!("`{shown}` succeeds whatever it prints, and nothing says what it should print")
    })
}

/// Says whether a program on the command line prints and has no way to fail by itself.
fn prints_only(call: &Call) -> bool {
    let is_inline =
        call.has_option('e', "eval") || call.has_option('c', "") || call.has_option('p', "print");
    let text = call.arguments().iter().map(Word::text).collect::<Vec<_>>().join(" ");
    let prints = ["console.log", "print", "puts"].iter().any(|word| text.contains(word));
    let fails = ["exit", "throw", "assert", "raise"].iter().any(|word| text.contains(word));
    is_inline && prints && !fails
}

/// A check in front of a pipe, whose exit code is that of another command.
fn unread(typed: &Typed<'_>, call: &Call) -> Option<String> {
    if call.is_last {
        return None;
    }
    let git_checks = |words: &[Word]| words.iter().any(|word| word.is("--exit-code"));
    let is_check = match call.name() {
        "npm" | "yarn" | "pnpm" | "cargo" | "go" | "make" => {
            call.operands().any(|word| word.text().contains("test"))
        }
        "pytest" | "jest" | "mocha" | "test" | "[" | "[[" | "cmp" | "diff" => true,
        "jq" => call.has_option('e', "exit-status"),
        "grep" => call.has_option('q', "quiet"),
        "git" => call.git().is_some_and(|(_, words)| git_checks(words)),
        _ => false,
    };
    let behind =
        typed.calls().iter().find(|other| other.pipeline == call.pipeline && other.is_last)?;
    let takes_over =
        matches!(behind.name(), "tee" | "tail" | "head" | "cat" | "sort" | "uniq" | "wc");
    let (shown, behind) = (call.shown(), behind.name());
    (is_check && takes_over).then(|| {
        format!("nobody reads the exit code of `{shown}`: the pipe has that of `{behind}`")
    })
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::judges;

    #[test]
    fn a_verification_that_any_value_satisfies_is_found() {
        judges(
            "verify-can-fail",
            "Verify config",
            &[
                "grep -E \"enabled:|maxAgents:\" config.yaml",
                "grep 'enabled:\\|max:' config.yaml",
                "grep -i \"ok\\|fine\" app.log",
                "cat config.yaml | grep -A 10 \"feature:\"",
                "cat config.yaml",
                "git status",
                "node -e \"console.log(require('./flags').on)\"",
                "curl http://localhost/health",
                "npm test | tee test.log",
                "grep -E 'a:|b:' x && echo fine",
                "grep -E 'a:|b:' x || exit 1",
            ],
            &[
                "grep -qx 'enabled: false' config.yaml",
                "grep -E 'ERROR|FATAL' app.log # Should be empty",
                "if grep -E 'a|b' x; then exit 1; fi",
                "cat config.yaml\n# Expected: enabled: false",
                "git diff --exit-code v1.0",
                "node -e \"if (require('./flags').on) process.exit(1); console.log('off')\"",
                "curl -fsS http://localhost/health",
                "npm test",
                "grep -qx 'enabled: false' x && echo fine",
                "grep -qx 'enabled: false' x || { echo wrong; exit 1; }",
                "for x in a b; do grep -qx $x y || exit 1; done; echo fine",
                "! grep -E 'a|b' x",
                "ls lib/feature",
            ],
        );
    }

    #[test]
    fn a_command_that_verifies_nothing_may_print_what_it_likes() {
        judges(
            "verify-can-fail",
            "Find the target",
            &["# Verify contents\ncat config.yaml"],
            &["cat config.yaml", "grep -E 'a|b' x", "# Show recent changes\ngit log --oneline"],
        );
    }
}
