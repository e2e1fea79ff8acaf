//! A process is ended by what it is, not by a word of its command line.

use crate::lint::book::Book;
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "kill-is-exact",
        severity: Severity::Unsafe,
        claim: "A process is ended by its id, its unit or its whole command line, never by a word \
             that others share.",
        why: "The word stands in paths and arguments too: an editor, a backup or a job of another \
             team dies with the service.",
        correction: "Use the service manager or a pid file; where it has to be pkill, anchor the \
             pattern (pkill -f '^/usr/bin/app ') and look first with pgrep -af.",
        example: Example { wrong: "pkill -f worker", right: "kill \"$(cat /run/app/worker.pid)\"" },
    },
    look,
};

/// Programs that run many things that have nothing to do with each other.
const INTERPRETERS: [&str; 10] =
    ["node", "python", "python3", "java", "ruby", "perl", "php", "bash", "sh", "ssh"];

fn look(book: &Book<'_>) -> Vec<Evidence> {
    let calls = book.typed().flat_map(|typed| {
        let kills = typed.calls().iter().any(|call| matches!(call.name(), "kill" | "xargs"));
        typed.calls().iter().map(move |call| (typed, kills, call))
    });
    calls
        .filter_map(|(typed, kills, call)| {
            let what = broad(call, kills)?;
            Some(typed.evidence(format!("`{}` ends {what}", call.shown())))
        })
        .collect()
}

fn broad(call: &Call, kills: bool) -> Option<String> {
    let first = || call.operands().next().map(Word::text).unwrap_or_default();
    match call.name() {
        "pkill" if call.has_option('f', "full") => by_command_line(&call.operands().last()?.text()),
        "pgrep" if kills && call.has_option('f', "full") => {
            by_command_line(&call.operands().last()?.text())
        }
        "pkill" | "killall" if INTERPRETERS.contains(&first().as_str()) => {
            Some(format!("every process that {} runs, whatever it does", first()))
        }
        "kill" if call.arguments().last().is_some_and(|word| word.is("-1")) => {
            (call.arguments().len() > 1).then(|| "every process that it may".to_owned())
        }
        _ => None,
    }
}

fn by_command_line(pattern: &str) -> Option<String> {
    if pattern.starts_with('^') {
        return None;
    }
    Some(format!(
        "every process that has \"{pattern}\" anywhere in its command line, in a path or an argument too"
    ))
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::judges;

    #[test]
    fn a_word_of_the_command_line_is_too_broad_and_a_pid_or_a_name_is_not() {
        judges(
            "kill-is-exact",
            "Stop",
            &[
                "pkill -f worker",
                "sudo pkill -9 -f 'my app'",
                "kill $(pgrep -f worker)",
                "pgrep -f worker | xargs kill",
                "for p in $(pgrep -f worker); do kill $p; done",
                "killall node",
                "kill -9 -1",
            ],
            &[
                "pkill -x my-worker",
                "pkill -f '^/usr/bin/node worker.js$'",
                "kill \"$(cat /run/app.pid)\"",
                "kill -1 \"$PID\"",
                "pgrep -f worker",
                "killall my-worker",
                "systemctl stop worker",
            ],
        );
    }
}
