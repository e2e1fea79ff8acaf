//! Scripts and what bash 5.2 printed for them.

use super::machine::{Machine, Outcome, run, script};
use crate::shell::Exit;

const FILES: &[(&str, &str)] = &[
    ("words", include_str!("cases/words.txt")),
    ("parameters", include_str!("cases/parameters.txt")),
    ("control", include_str!("cases/control.txt")),
    ("errors", include_str!("cases/errors.txt")),
    ("redirections", include_str!("cases/redirections.txt")),
    ("builtins", include_str!("cases/builtins.txt")),
];

/// A script with what bash did.
#[derive(Debug, Default, PartialEq, Eq)]
struct Case {
    title: String,
    script: String,
    stdout: String,
    stderr: String,
    exit: u8,
}

/// Reads `=== TITLE`, the script, `--- stdout`, `--- stderr`, `--- exit N`. A part that ends
/// without a line end is followed by `\` alone on its line.
fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut part = "";
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("=== ") {
            cases.push(Case { title: title.to_owned(), ..Case::default() });
            part = "script";
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(name) = line.strip_prefix("--- ") {
            part = name;
            if let Some(code) = name.strip_prefix("exit ") {
                case.exit = code.parse().expect("an exit code is a number");
            }
            continue;
        }
        let target = match part {
            "script" => &mut case.script,
            "stdout" => &mut case.stdout,
            "stderr" => &mut case.stderr,
            _ => continue,
        };
        if line == "\\" {
            target.pop();
        } else {
            target.push_str(line);
            target.push('\n');
        }
    }
    cases
}

#[test]
fn every_script_prints_and_returns_what_bash_does() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, text) in FILES {
        for case in cases(text) {
            count += 1;
            let found = run(&mut script(), &mut Machine::new(), &case.script);
            let wanted = Outcome {
                stdout: case.stdout.clone(),
                stderr: case.stderr.clone(),
                exit: Ok(Exit(case.exit)),
            };
            if found != wanted {
                wrong.push(format!(
                    "{file}: {}\n{}wanted {wanted:?}\nfound  {found:?}",
                    case.title, case.script
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(count > 100, "the files of cases are short: {count}");
}
