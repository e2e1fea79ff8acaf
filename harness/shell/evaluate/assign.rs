//! Assignments.

use brush_parser::ast::{Assignment, AssignmentName, AssignmentValue};

use super::super::Exit;
use super::super::state::{Refusal, Variable};
use super::call::Before;
use super::{Flow, Shell, Unwind};

impl Shell<'_> {
    /// Makes an assignment of a command that has no words.
    pub(super) fn assign(&mut self, assignment: &Assignment) -> Flow<()> {
        match (&assignment.name, &assignment.value) {
            (AssignmentName::VariableName(name), AssignmentValue::Scalar(word)) => {
                let value = self.value_of(&word.value)?;
                self.trace_assignment(assignment, &value);
                let value = self.appended(name, value, assignment.append);
                self.assign_text(name, value)
            }
            (AssignmentName::VariableName(name), AssignmentValue::Array(elements)) => {
                let shown: Vec<&str> =
                    elements.iter().map(|(_, word)| word.value.as_str()).collect();
                self.trace_assignment(assignment, &format!("({})", shown.join(" ")));
                self.assign_array(name, elements, assignment.append)
            }
            (AssignmentName::ArrayElementName(name, index), AssignmentValue::Scalar(word)) => {
                let value = self.value_of(&word.value)?;
                self.trace_assignment(assignment, &value);
                self.assign_element(name, index, value, assignment.append)
            }
            (AssignmentName::ArrayElementName(name, index), AssignmentValue::Array(_)) => {
                self.abandon(&format!("{name}[{index}]: cannot assign list to array member"))
            }
        }
    }

    /// Sets a variable, computing the value where the variable is an integer.
    pub(in crate::shell) fn assign_text(&mut self, name: &str, value: String) -> Flow<()> {
        if let Err(refusal) = self.try_assign(name, value)? {
            return self.refuse_assignment(name, refusal);
        }
        Ok(())
    }

    /// Sets a variable, or says why it cannot be set.
    pub(in crate::shell) fn try_assign(
        &mut self,
        name: &str,
        value: String,
    ) -> Flow<Result<(), Refusal>> {
        let value = self.computed(name, value)?;
        let exports = self.state.options.has("allexport");
        if name == "OPTIND" {
            self.state.option_offset = 0;
        }
        Ok(self.state.variables.entry(name).map(|variable| {
            variable.put(value);
            variable.exported = variable.exported || exports;
        }))
    }

    /// Returns `value` behind what the variable holds, for `+=`.
    pub(in crate::shell) fn appended(&self, name: &str, value: String, append: bool) -> String {
        if !append {
            return value;
        }
        let variable = self.state.variables.get(name);
        let before = variable.and_then(Variable::scalar).unwrap_or_default().to_owned();
        if variable.is_some_and(|variable| variable.integer) {
            return format!("({}) + ({value})", if before.is_empty() { "0" } else { &before });
        }
        before + &value
    }

    /// Computes a value where the variable is an integer.
    pub(super) fn computed(&mut self, name: &str, value: String) -> Flow<String> {
        if self.state.variables.get(name).is_some_and(|variable| variable.integer) {
            return Ok(self.arithmetic_of(&value)?.to_string());
        }
        Ok(value)
    }

    pub(super) fn refuse_assignment(&mut self, name: &str, refusal: Refusal) -> Flow<()> {
        match refusal {
            Refusal::Readonly => self.abandon(&format!("{name}: readonly variable")),
        }
    }

    /// Expands the assignments before a command; a readonly one is refused and the command runs.
    pub(super) fn assignments_before_a_command(
        &mut self,
        assignments: &[&Assignment],
    ) -> Flow<Before> {
        let mut before = Before::new();
        for assignment in assignments {
            let (AssignmentName::VariableName(name), AssignmentValue::Scalar(word)) =
                (&assignment.name, &assignment.value)
            else {
                return Err(Unwind::unmodelled("an array assigned before a command"));
            };
            let value = self.value_of(&word.value)?;
            let value = self.appended(name, value, assignment.append);
            if self.state.variables.get(name).is_some_and(|variable| variable.readonly) {
                self.complain(&format!("{name}: readonly variable"));
                self.state.last_exit = Exit::FAILURE;
                continue;
            }
            before.push((name.clone(), value));
        }
        Ok(before)
    }

    /// Returns an argument such as `x=1` of a declaring builtin, its value not split; of an array
    /// only the name.
    pub(super) fn declared_assignment(&mut self, assignment: &Assignment) -> Flow<String> {
        let sign = if assignment.append { "+=" } else { "=" };
        match &assignment.value {
            AssignmentValue::Scalar(word) => {
                let value = self.value_of(&word.value)?;
                Ok(format!("{}{sign}{value}", assignment.name))
            }
            AssignmentValue::Array(_) => Ok(assignment.name.to_string()),
        }
    }
}
