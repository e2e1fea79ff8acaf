//! What the runbook expects of a command, held against what the command did.

use std::time::Duration;

use crate::runbook::{Claim, Command};
use crate::world::Goal;

/// What a command did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Did<'a> {
    pub(super) exit_code: u8,
    pub(super) stdout: &'a str,
    pub(super) stderr: &'a str,
    pub(super) end: End,
}

/// How a command came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It ended.
    ByItself,
    /// The operator ended it when the time was over that the runbook gives it.
    WindowOver,
    /// The operator gave up on it after this time; the runbook gives it none.
    PatienceOver(Duration),
}

/// Says, a sentence each, what the runbook expected of `command` and did not get.
///
/// Where the runbook says nothing, a command has to exit with zero. Where it expects that nothing
/// is printed or found, another code is taken from a command that looked and found nothing.
pub(super) fn disappointments(command: &Command, did: &Did<'_>) -> Vec<String> {
    let mut found: Vec<String> =
        command.expectations.iter().filter_map(|e| unmet(&e.claim, did)).collect();
    let expects_nothing = command.expectations.iter().any(|e| e.claim == Claim::PrintsNothing);
    let tolerated = expects_nothing && found_nothing(did);
    match did.end {
        End::PatienceOver(span) => found.insert(0, endless(span)),
        End::ByItself if did.exit_code != 0 && !tolerated => found.insert(0, failure(did)),
        End::ByItself if did.exit_code == 0 => found.extend(hidden_failure(did)),
        End::ByItself | End::WindowOver => {}
    }
    found
}

/// Lists, a sentence each, what the runbook expects of `command` and no text can decide. That tests
/// are gone is decided by the suite, where the level promises that none of the feature's is left.
pub(super) fn undecided(command: &Command, goal: Option<Goal>) -> Vec<String> {
    let leaves_none = goal.is_some_and(|goal| goal.feature_tests == 0);
    let is_undecided = |claim: &Claim| match claim {
        Claim::Prose => true,
        Claim::TestsGone { .. } => !leaves_none,
        Claim::PrintsExactly(_) | Claim::PrintsNothing | Claim::TestsPass { .. } => false,
    };
    let open = command.expectations.iter().filter(|each| is_undecided(&each.claim));
    open.map(|each| format!("only people can judge what is expected: {}", shown(&each.text)))
        .collect()
}

/// Says whether a command that did not exit with zero looked and found nothing. One that complains
/// of anything but the absence of what it was to list, such as a search in a file that is not there,
/// has not looked at all.
fn found_nothing(did: &Did<'_>) -> bool {
    let is_absence = |line: &str| {
        let looks = ["ls: cannot access ", "stat: cannot stat", "find: "];
        looks.iter().any(|look| line.starts_with(look))
            && line.ends_with(": No such file or directory")
    };
    did.exit_code < 126 && did.stderr.lines().all(is_absence)
}

/// Finds a failure that the exit code hides: inside a pipeline, a loop or `||`, some command did not
/// find its file, and what is printed is not what it would have been.
fn hidden_failure(did: &Did<'_>) -> Option<String> {
    let mut missed =
        did.stderr.lines().filter(|line| line.ends_with(": No such file or directory"));
    let first = missed.next()?;
    let times = match missed.count() {
        0 => String::new(),
        more => format!(", {} times", more + 1),
    };
    Some(format!("exited with 0 although a command in it failed{times}: {}", first.trim()))
}

fn endless(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    format!("did not end within {minutes} min, and the runbook does not say how long to watch it")
}

fn failure(did: &Did<'_>) -> String {
    let is_word = |line: &&str| !line.trim().is_empty();
    // A complaint begins with what is wrong; an output ends with it.
    let said = did.stderr.lines().find(is_word).or_else(|| did.stdout.lines().rev().find(is_word));
    match said {
        Some(line) => format!("exited with {}: {}", did.exit_code, line.trim()),
        None => format!("exited with {} and printed nothing", did.exit_code),
    }
}

fn unmet(claim: &Claim, did: &Did<'_>) -> Option<String> {
    let printed = did.stdout.trim();
    match claim {
        Claim::PrintsExactly(wanted) if printed != wanted.trim() => Some(format!(
            "printed {} where the runbook expects \"{}\"",
            shown(printed),
            wanted.trim()
        )),
        Claim::PrintsNothing if !printed.is_empty() => {
            Some(format!("printed {} where the runbook expects nothing", shown(printed)))
        }
        Claim::TestsPass { passed, .. } => tests_unmet(*passed, did.stdout),
        _ => None,
    }
}

fn tests_unmet(wanted: u32, stdout: &str) -> Option<String> {
    let passed = counted(stdout, "# pass ");
    let failed = counted(stdout, "# fail ");
    match (passed, failed) {
        (Some(passed), Some(0)) if passed == wanted => None,
        (Some(passed), Some(failed)) => Some(format!(
            "{passed} tests pass and {failed} fail where the runbook expects {wanted} to pass"
        )),
        _ => Some(format!("printed no count of tests where the runbook expects {wanted} to pass")),
    }
}

fn counted(stdout: &str, label: &str) -> Option<u32> {
    stdout.lines().rev().find_map(|line| line.strip_prefix(label)?.trim().parse().ok())
}

/// Quotes the beginning of what was printed.
fn shown(printed: &str) -> String {
    const SHOWN: usize = 80;
    let first = printed.lines().next().unwrap_or_default();
    let cut: String = first.chars().take(SHOWN).collect();
    let more = if cut.len() < printed.len() { " .." } else { "" };
    format!("\"{cut}\"{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(end: End) -> Vec<String> {
        let text = "# R\n\n## Level 1: Try\n\n1. **Do**:\n   ```bash\n   tail -f x\n   ```\n";
        let runbook = crate::runbook::parse(text, "own.md").runbook;
        let address = "L1.1.1".parse().expect("an address");
        let (_, command) = runbook.command(&address).expect("a command");
        disappointments(command, &Did { exit_code: 130, stdout: "", stderr: "", end })
    }

    #[test]
    fn only_the_runbook_may_let_an_endless_command_be_ended() {
        assert!(told(End::WindowOver).is_empty());
        assert_eq!(told(End::ByItself), ["exited with 130 and printed nothing"]);
        let why = "did not end within 15 min, and the runbook does not say how long to watch it";
        assert_eq!(told(End::PatienceOver(Duration::from_secs(15 * 60))), [why]);
    }
}
