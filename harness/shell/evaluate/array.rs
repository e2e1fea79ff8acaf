//! Arrays: their elements, subscripts and assignments.

use std::collections::BTreeMap;

use brush_parser::ast::{Assignment, AssignmentName, AssignmentValue, Word};

use super::super::state::{Value, Variable};
use super::{Flow, Shell, Unwind};

impl Shell<'_> {
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
