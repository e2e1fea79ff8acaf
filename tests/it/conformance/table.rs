//! Holds the two machines against each other, line by line.

use super::arms::{Came, real, simulated};
use super::differences::{DECLARED, UNMODELLED};
use super::{flow, git, text, words};
use crate::real::cannot;

/// How many lines have to agree.
const AGREE_MIN: usize = 250;

/// How many lines may be unmodelled or differ.
const EXCEPTIONS_MAX: usize = 20;

#[test]
fn both_machines_agree_about_each_line_of_the_table() {
    let lines = [words::LINES, flow::LINES, text::LINES, git::LINES].concat();
    let real = match real(&lines) {
        Ok(real) => real,
        Err(error) => return cannot(&error),
    };
    let (mut agreed, mut wrong) = (0, Vec::new());
    for ((line, simulated), real) in lines.iter().zip(simulated(&lines)).zip(real) {
        let declared = DECLARED.iter().any(|(it, _)| it == line);
        let unmodelled = UNMODELLED.contains(line);
        match (simulated == real, matches!(simulated, Came::Unmodelled(_))) {
            (true, false) if !declared && !unmodelled => agreed += 1,
            (false, true) if unmodelled => (),
            (false, false) if declared => (),
            _ => wrong.push(format!("{line}\n  simulated: {simulated:?}\n  real:      {real:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {} lines:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
    assert!(agreed >= AGREE_MIN, "only {agreed} lines agree");
    assert!(DECLARED.len() + UNMODELLED.len() <= EXCEPTIONS_MAX);
}
