//! Every command ends by itself, or the runbook says when to end it.

use crate::lint::book::{Book, Typed, Way};
use crate::lint::lint::Lint;
use crate::lint::script::Call;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "every-command-ends",
        severity: Severity::Fails,
        claim: "Every command ends by itself, or the runbook says how long to let it run.",
        why: "The operator sits before a screen that never comes back and does not know whether \
             the step is done.",
        correction: "Give it an end (timeout, a count, a loop with a condition), or write how \
             long to watch: '# Monitor for 15 minutes'.",
        example: Example { wrong: "tail -f app.log", right: "timeout 10m tail -f app.log" },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().flat_map(|way| way.typed.iter().filter_map(|typed| said(way, typed))).collect()
}

fn said(way: &Way<'_>, typed: &Typed<'_>) -> Option<Evidence> {
    let has_window = way.waits.iter().any(|wait| wait.during == Some(typed.command.address));
    let shown = endless_in(typed).filter(|_| !has_window)?;
    Some(typed.evidence(format!("`{shown}` never ends, and nothing says how long to let it run")))
}

fn endless_in(typed: &Typed<'_>) -> Option<String> {
    let call = typed.calls().iter().find(|call| never_ends(call));
    call.map(Call::shown).or_else(|| typed.script.endless.first().cloned())
}

fn never_ends(call: &Call) -> bool {
    let subcommands =
        |words: &[&str]| call.operands().any(|word| words.iter().any(|it| word.is(it)));
    match call.name() {
        "watch" => !call.has_option('g', "chgexit") && !call.has_option('q', "equexit"),
        "yes" | "htop" => call.is_last,
        "top" => !call.has_option('n', "iterations"),
        "tail" => call.has_option('f', "follow") || call.has_option('F', ""),
        "journalctl" => call.has_option('f', "follow"),
        "kubectl" | "docker" | "podman" | "docker-compose" => {
            (subcommands(&["logs"]) && call.has_option('f', "follow"))
                || (subcommands(&["get"]) && call.has_option('w', "watch"))
        }
        "sleep" => call.arguments().iter().any(|word| word.is("infinity")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::judges;

    #[test]
    fn what_never_ends_is_told_from_what_looks_like_it() {
        judges(
            "every-command-ends",
            "Look",
            &[
                "watch -n 60 'tail -1 app.log'",
                "tail -f app.log | grep ERROR",
                "sudo tail -n 5 --follow=name app.log",
                "journalctl -fu app",
                "kubectl logs -f app-0",
                "while true; do date; sleep 5; done",
                "until false; do date; done",
                "for (( ; ; )); do date; done",
            ],
            &[
                "timeout 5m tail -f app.log",
                "tail -5 app.log",
                "tail -n 5 -- -f",
                "journalctl -u app --since '5 min ago'",
                "kubectl logs app-0",
                "while true; do curl -f x && break; sleep 5; done",
                "while read x; do echo $x; done",
                "# Monitor for 15 minutes\nwatch -n 60 'tail -1 app.log'",
                "# watch the log with tail -f\nls",
            ],
        );
    }
}
