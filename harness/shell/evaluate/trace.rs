//! `set -x`: what ran, on the errors.

use brush_parser::ast::{Assignment, AssignmentValue, ForClauseCommand};

use super::super::expand::{ansi_c_quoted, single_quoted};
use super::Shell;
use super::call::Before;

impl Shell<'_> {
    /// Shows a line of the trace, if `set -x` is on.
    pub(in crate::shell) fn trace_line(&self, line: &str) {
        if !self.state.options.has("xtrace") {
            return;
        }
        let prompt = self.variable("PS4");
        let first: String = prompt.chars().take(1).collect();
        let repeated = first.repeat(self.indirection);
        self.write(2, format!("{repeated}{prompt}{line}\n").as_bytes());
    }

    /// Shows a simple command with the assignments before it.
    pub(super) fn trace_command(&self, before: &Before, argv: &[String]) {
        for (name, text) in before {
            self.trace_line(&format!("{name}={}", shown_value(text)));
        }
        let words: Vec<String> = argv.iter().map(|word| shown(word)).collect();
        self.trace_line(&words.join(" "));
    }

    /// Shows an assignment with the value that it gave.
    pub(super) fn trace_assignment(&self, assignment: &Assignment, value: &str) {
        let sign = if assignment.append { "+=" } else { "=" };
        let name = assignment.name.to_string();
        match assignment.value {
            AssignmentValue::Scalar(_) => {
                self.trace_line(&format!("{name}{sign}{}", shown_value(value)));
            }
            AssignmentValue::Array(_) => self.trace_line(&format!("{name}{sign}{value}")),
        }
    }

    /// Shows the head of a `for`, as it was written.
    pub(super) fn trace_for(&self, clause: &ForClauseCommand) {
        let words: Vec<&str> =
            clause.values.iter().flatten().map(|word| word.value.as_str()).collect();
        self.trace_line(&format!("for {} in {}", clause.variable_name, words.join(" ")));
    }
}

/// Returns a value as the trace shows it: an empty one as nothing.
pub(in crate::shell) fn shown_value(text: &str) -> String {
    if text.is_empty() { String::new() } else { shown(text) }
}

/// Returns a word as the trace shows it: quoted where it has to be.
pub(in crate::shell) fn shown(word: &str) -> String {
    if word.is_empty() {
        return "''".to_owned();
    }
    let special = " \t\n'\"\\|&;()<>!{}*[]?^$`";
    if word.starts_with(['~', '#']) || word.contains(|c| special.contains(c)) {
        return single_quoted(word);
    }
    if word.chars().any(char::is_control) {
        return ansi_c_quoted(word);
    }
    word.to_owned()
}
