//! Assignments.

use std::collections::BTreeMap;

use brush_parser::ast::{Assignment, AssignmentName, AssignmentValue, Word};

use super::super::Exit;
use super::super::state::{Refusal, Value, Variable};
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

    /// Sets one element of an array.
    pub(in crate::shell) fn assign_element(
        &mut self,
        name: &str,
        index: &str,
        value: String,
        append: bool,
    ) -> Flow<()> {
        let value = self.computed(name, value)?;
        if matches!(self.state.variables.get(name).map(|v| &v.value), Some(Value::Map(_))) {
            let key = self.text_of(index)?;
            return self.assign_key(name, key, value, append);
        }
        let index = self.index_of(name, index)?;
        match self.state.variables.entry(name) {
            Err(refusal) => self.refuse_assignment(name, refusal),
            Ok(variable) => {
                let before = if append { element(variable, index) } else { String::new() };
                variable.put_at(index, before + &value);
                Ok(())
            }
        }
    }

    fn assign_key(&mut self, name: &str, key: String, value: String, append: bool) -> Flow<()> {
        match self.state.variables.entry(name) {
            Err(refusal) => self.refuse_assignment(name, refusal),
            Ok(variable) => {
                variable.put_key(key, value, append);
                Ok(())
            }
        }
    }

    /// Removes one element of an array; false where it may not change.
    pub(in crate::shell) fn remove_element(&mut self, name: &str, subscript: &str) -> Flow<bool> {
        if let Some(Value::Map(_)) = self.state.variables.get(name).map(|v| &v.value) {
            let Ok(variable) = self.state.variables.entry(name) else { return Ok(false) };
            if let Value::Map(map) = &mut variable.value {
                map.remove(subscript);
            }
            return Ok(true);
        }
        let index = self.index_of(name, subscript)?;
        let Ok(variable) = self.state.variables.entry(name) else { return Ok(false) };
        match &mut variable.value {
            Value::List(list) => drop(list.remove(&index)),
            Value::Text(_) if index == 0 => variable.value = Value::Unset,
            _ => {}
        }
        Ok(true)
    }

    /// Says whether a variable or an element is set, for `-v`.
    pub(in crate::shell) fn is_set(&mut self, name: &str) -> Flow<bool> {
        let Some((array, subscript)) = name.strip_suffix(']').and_then(|n| n.split_once('['))
        else {
            return Ok(self.state.variables.text(name).is_some());
        };
        let Some(variable) = self.state.variables.get(array).cloned() else { return Ok(false) };
        if subscript == "@" || subscript == "*" {
            return Ok(!variable.elements().is_empty());
        }
        Ok(match &variable.value {
            Value::Map(map) => map.contains_key(subscript),
            Value::List(list) => {
                let index = self.index_of(array, subscript)?;
                list.contains_key(&index)
            }
            Value::Text(_) => self.index_of(array, subscript)? == 0,
            Value::Unset => false,
        })
    }

    /// Computes a subscript; a negative one counts from the end.
    pub(in crate::shell) fn index_of(&mut self, name: &str, subscript: &str) -> Flow<i64> {
        match self.index_in(name, subscript)? {
            Some(index) => Ok(index),
            None => self.abandon(&format!("{name}[{subscript}]: bad array subscript")),
        }
    }

    /// Computes a subscript that is read; one out of range is reported and gives nothing.
    pub(in crate::shell) fn index_to_read(
        &mut self,
        name: &str,
        subscript: &str,
    ) -> Flow<Option<i64>> {
        let index = self.index_in(name, subscript)?;
        if index.is_none() {
            self.complain(&format!("{name}: bad array subscript"));
        }
        Ok(index)
    }

    fn index_in(&mut self, name: &str, subscript: &str) -> Flow<Option<i64>> {
        let index = self.arithmetic_of(subscript)?;
        if index >= 0 {
            return Ok(Some(index));
        }
        let past = match self.state.variables.get(name).map(|variable| &variable.value) {
            Some(Value::List(list)) => list.last_key_value().map_or(0, |(last, _)| last + 1),
            Some(Value::Text(_)) => 1,
            _ => 0,
        };
        Ok(past.checked_add(index).filter(|index| *index >= 0))
    }

    /// Sets a whole array, or adds to it.
    pub(in crate::shell) fn assign_array(
        &mut self,
        name: &str,
        elements: &[(Option<Word>, Word)],
        append: bool,
    ) -> Flow<()> {
        let value = self.array_of(name, elements, append)?;
        match self.state.variables.entry(name) {
            Err(refusal) => self.refuse_assignment(name, refusal),
            Ok(variable) => {
                variable.value = value;
                Ok(())
            }
        }
    }

    fn list_of(
        &mut self,
        name: &str,
        elements: &[(Option<Word>, Word)],
        append: bool,
    ) -> Flow<Value> {
        let mut list = match self.state.variables.get(name).map(|variable| &variable.value) {
            Some(Value::List(list)) if append => list.clone(),
            Some(Value::Text(text)) if append => BTreeMap::from([(0, text.clone())]),
            _ => BTreeMap::new(),
        };
        let mut next = list.last_key_value().map_or(0, |(last, _)| last + 1);
        for (index, word) in elements {
            let values = match index {
                Some(index) => {
                    next = self.arithmetic_of(&index.value)?;
                    vec![self.value_of(&word.value)?]
                }
                None => self.fields_of(&word.value)?,
            };
            for value in values {
                let value = self.computed(name, value)?;
                list.insert(next, value);
                next = next.wrapping_add(1);
            }
        }
        Ok(Value::List(list))
    }

    fn map_of(
        &mut self,
        name: &str,
        elements: &[(Option<Word>, Word)],
        append: bool,
    ) -> Flow<Value> {
        let mut map = match self.state.variables.get(name).map(|variable| &variable.value) {
            Some(Value::Map(map)) if append => map.clone(),
            _ => BTreeMap::new(),
        };
        for (key, word) in elements {
            let Some(key) = key else {
                return Err(Unwind::unmodelled("an associative array from a plain list"));
            };
            let key = self.text_of(&key.value)?;
            let value = self.value_of(&word.value)?;
            map.insert(key, value);
        }
        Ok(Value::Map(map))
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
    fn computed(&mut self, name: &str, value: String) -> Flow<String> {
        if self.state.variables.get(name).is_some_and(|variable| variable.integer) {
            return Ok(self.arithmetic_of(&value)?.to_string());
        }
        Ok(value)
    }

    fn refuse_assignment(&mut self, name: &str, refusal: Refusal) -> Flow<()> {
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

    /// Sets an array that a builtin has just declared, be it readonly or not.
    pub(super) fn assign_declared(&mut self, assignment: &Assignment) -> Flow<()> {
        let (AssignmentName::VariableName(name), AssignmentValue::Array(elements)) =
            (&assignment.name, &assignment.value)
        else {
            return Ok(());
        };
        let value = self.array_of(name, elements, assignment.append)?;
        self.state.variables.attributes(name).value = value;
        Ok(())
    }

    fn array_of(
        &mut self,
        name: &str,
        elements: &[(Option<Word>, Word)],
        append: bool,
    ) -> Flow<Value> {
        match self.state.variables.get(name).map(|variable| &variable.value) {
            Some(Value::Map(_)) => self.map_of(name, elements, append),
            _ => self.list_of(name, elements, append),
        }
    }
}

fn element(variable: &Variable, index: i64) -> String {
    match &variable.value {
        Value::List(list) => list.get(&index).cloned().unwrap_or_default(),
        Value::Text(text) if index == 0 => text.clone(),
        _ => String::new(),
    }
}
