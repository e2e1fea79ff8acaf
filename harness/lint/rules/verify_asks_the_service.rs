//! A verification asks the service, not the terminal that was just prepared.

use std::collections::BTreeMap;

use super::sources::{exported, unset};
use crate::lint::book::{Book, Typed, Way, listed};
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "verify-asks-the-service",
        severity: Severity::FalseAssurance,
        claim: "A verification asks the running system, and no process of the terminal that has \
             just exported the answer.",
        why: "The variable reaches the terminal's own children only. They print what is wished \
             for while the service goes on as before.",
        correction: "Set it where the service reads it, and ask the service: its port, its log, \
             its process.",
        example: Example {
            wrong: "export FEATURE=false  ..  node -e \"console.log(require('./flags').on)\"",
            right: "curl -fsS localhost:8080/features | jq -e '.feature == false'",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().flat_map(of_way).collect()
}

fn of_way(way: &Way<'_>) -> Vec<Evidence> {
    let mut exports: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    for typed in &way.typed {
        if typed.is_verification() {
            found.extend(typed.calls().iter().filter_map(|call| said(typed, call, &exports)));
        }
        for call in typed.calls() {
            exports.extend(exported(call).map(|(name, _)| (name, typed.place())));
            unset(call).for_each(|name| drop(exports.remove(&name)));
        }
    }
    found
}

fn said(typed: &Typed<'_>, call: &Call, exports: &BTreeMap<String, String>) -> Option<Evidence> {
    let named =
        |text: &str| exports.keys().filter(|name| text.contains(name.as_str())).cloned().collect();
    let text = call.arguments().iter().map(Word::text).collect::<Vec<_>>().join(" ");
    let read: Vec<String> = match call.name() {
        "echo" | "printf" | "printenv" | "test" | "[" | "[[" => named(&text),
        "node" | "python" | "python3" | "ruby" | "php" | "perl" if is_local(call, &text) => {
            exports.keys().cloned().collect()
        }
        _ => Vec::new(),
    };
    let first = exports.get(read.first()?)?;
    let text = format!(
        "`{}` runs in the terminal that exported {} in {first}; it cannot tell what the service has",
        call.shown(),
        listed(read.iter().map(String::as_str)),
    );
    Some(typed.evidence(text))
}

/// Says whether a program on the command line looks at nothing but its own process and files.
fn is_local(call: &Call, text: &str) -> bool {
    let is_inline =
        call.has_option('e', "eval") || call.has_option('c', "") || call.has_option('p', "print");
    let asks = ["http", "fetch(", "connect(", "socket", "urllib", "requests."];
    is_inline && !asks.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::hits;

    const RULE: &str = "verify-asks-the-service";
    const ASK: &str = "node -e \"console.log(require('./flags').on)\"";

    #[test]
    fn a_process_of_the_terminal_that_exported_the_answer_is_found() {
        hits(RULE, &[("Off", "export FEATURE=false"), ("Verify", ASK)], &["L1.2.1"]);
        hits(RULE, &[("Off", "export FEATURE=false"), ("Verify", "echo $FEATURE")], &["L1.2.1"]);
        hits(RULE, &[("Off", "declare -x A=1"), ("Verify", "[ \"$A\" = 1 ]")], &["L1.2.1"]);
    }

    #[test]
    fn asking_the_service_or_exporting_nothing_is_right() {
        let service =
            "node -e \"fetch('http://localhost/flags').then(r => r.ok || process.exit(1))\"";
        hits(RULE, &[("Off", "export FEATURE=false"), ("Verify", service)], &[]);
        hits(RULE, &[("Off", "FEATURE=false"), ("Verify", ASK)], &[]);
        hits(RULE, &[("Off", "export A=1\nunset A"), ("Verify", ASK)], &[]);
        hits(RULE, &[("Verify", ASK), ("Off", "export FEATURE=false")], &[]);
        hits(RULE, &[("Off", "export FEATURE=false"), ("Verify", "echo $OTHER")], &[]);
    }
}
