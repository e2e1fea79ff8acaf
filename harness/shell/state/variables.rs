//! All variables, with the scopes of functions and of assignments before a command.

use std::collections::BTreeMap;

use super::{Value, Variable};

/// Why an assignment was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shell) enum Refusal {
    /// The variable is readonly.
    Readonly,
}

/// The variables of one shell; inner scopes hide outer ones.
#[derive(Debug, Clone)]
pub(in crate::shell) struct Variables {
    scopes: Vec<Scope>,
}

#[derive(Debug, Clone, Default)]
struct Scope {
    by_name: BTreeMap<String, Variable>,
    /// Whether this is the scope of a function, in which `local` declares.
    is_function: bool,
}

impl Variables {
    /// Starts with `environment`, all of it exported.
    pub(in crate::shell) fn new(environment: BTreeMap<String, String>) -> Self {
        let by_name = environment
            .into_iter()
            .map(|(name, text)| {
                let value = Value::Text(text);
                (name, Variable { value, exported: true, ..Variable::default() })
            })
            .collect();
        Self { scopes: vec![Scope { by_name, is_function: false }] }
    }

    /// Returns the variable that `name` means here.
    pub(in crate::shell) fn get(&self, name: &str) -> Option<&Variable> {
        self.scopes.iter().rev().find_map(|scope| scope.by_name.get(name))
    }

    /// Returns the text of a variable.
    pub(in crate::shell) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Variable::scalar)
    }

    /// Returns the variable to change, made in the outermost scope where there is none.
    pub(in crate::shell) fn entry(&mut self, name: &str) -> Result<&mut Variable, Refusal> {
        let at = self.scopes.iter().rposition(|scope| scope.by_name.contains_key(name));
        let variable = self.scopes[at.unwrap_or(0)].by_name.entry(name.to_owned()).or_default();
        if variable.readonly { Err(Refusal::Readonly) } else { Ok(variable) }
    }

    /// Returns the variable whose attributes are to change, readonly or not.
    pub(in crate::shell) fn attributes(&mut self, name: &str) -> &mut Variable {
        let at = self.scopes.iter().rposition(|scope| scope.by_name.contains_key(name));
        self.scopes[at.unwrap_or(0)].by_name.entry(name.to_owned()).or_default()
    }

    /// Returns the variable of the outermost scope, for `declare -g`.
    pub(in crate::shell) fn global(&mut self, name: &str) -> &mut Variable {
        self.scopes[0].by_name.entry(name.to_owned()).or_default()
    }

    /// Sets a variable to `text`.
    pub(in crate::shell) fn set(
        &mut self,
        name: &str,
        text: impl Into<String>,
    ) -> Result<(), Refusal> {
        self.entry(name)?.put(text.into());
        Ok(())
    }

    /// Removes the innermost variable of that name.
    pub(in crate::shell) fn unset(&mut self, name: &str) -> Result<(), Refusal> {
        if self.get(name).is_some_and(|variable| variable.readonly) {
            return Err(Refusal::Readonly);
        }
        let scope = self.scopes.iter_mut().rev().find(|scope| scope.by_name.contains_key(name));
        if let Some(scope) = scope {
            scope.by_name.remove(name);
        }
        Ok(())
    }

    /// Opens the scope of a function.
    pub(in crate::shell) fn enter_function(&mut self) {
        self.scopes.push(Scope { by_name: BTreeMap::new(), is_function: true });
    }

    /// Opens the scope of the assignments before a command, all of them exported.
    pub(in crate::shell) fn enter_assignments(&mut self, assignments: &[(String, String)]) {
        let by_name = assignments
            .iter()
            .map(|(name, text)| {
                let value = Value::Text(text.clone());
                (name.clone(), Variable { value, exported: true, ..Variable::default() })
            })
            .collect();
        self.scopes.push(Scope { by_name, is_function: false });
    }

    /// Closes the innermost scope.
    pub(in crate::shell) fn leave(&mut self) {
        if self.scopes.len() > 1 {
            self.scopes.pop();
        }
    }

    /// Declares `name` in the innermost function; none outside of functions.
    pub(in crate::shell) fn declare_local(&mut self, name: &str) -> Option<&mut Variable> {
        let at = self.scopes.iter().rposition(|scope| scope.is_function)?;
        let exported = self.get(name).is_some_and(|variable| variable.exported);
        let made = || Variable { exported, ..Variable::default() };
        Some(self.scopes[at].by_name.entry(name.to_owned()).or_insert_with(made))
    }

    /// Says whether a function runs.
    pub(in crate::shell) fn in_function(&self) -> bool {
        self.scopes.iter().any(|scope| scope.is_function)
    }

    /// Returns what commands see.
    pub(in crate::shell) fn exported(&self) -> BTreeMap<String, String> {
        self.visible()
            .into_iter()
            .filter(|(_, variable)| variable.exported && !variable.is_array())
            .filter_map(|(name, variable)| Some((name.to_owned(), variable.scalar()?.to_owned())))
            .collect()
    }

    /// Returns every variable that is not hidden, by name.
    pub(in crate::shell) fn visible(&self) -> BTreeMap<&str, &Variable> {
        let all = self.scopes.iter().flat_map(|scope| &scope.by_name);
        all.map(|(name, variable)| (name.as_str(), variable)).collect()
    }
}
