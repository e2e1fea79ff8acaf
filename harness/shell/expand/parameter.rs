//! Parameters: what is meant, and its value.

use super::super::evaluate::{Flow, Shell, Unwind};
use super::super::grammar::{Operation, Parameter, Piece, Subject, Subscript, word};
use super::super::state::{Value, Variable};
use super::fragment::{Fragment, Place};

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// One text, or none where it is not set.
    Text(Option<String>),
    /// Several, as `$@` and arrays give them.
    Several {
        /// The texts.
        items: Vec<String>,
        /// Whether they are joined to one between double quotes: `$*`.
        joined: bool,
    },
    /// A whole array of which only element 0 was asked for.
    Array(Vec<String>),
}

impl Found {
    /// Makes the value of a variable that is always an array.
    pub(super) const fn of_array(items: Vec<String>) -> Self {
        Self::Array(items)
    }
}

impl Shell<'_> {
    /// Expands a parameter with what is done to it.
    pub(super) fn expand_parameter(
        &mut self,
        parameter: &Parameter,
        place: Place,
        into: &mut Vec<Fragment>,
    ) -> Flow<()> {
        let target =
            if parameter.indirect { self.target_of(parameter)? } else { parameter.subject.clone() };
        let found = self.find(&target)?;
        if parameter.operation != Operation::Length {
            self.order_is_known(&target)?;
        }
        self.require_set(&target, &found, &parameter.operation)?;
        self.note_never_set(&target, &found, &parameter.operation);
        match self.operate(&target, found, parameter, place)? {
            Done::Found(found) => self.put(found, place, into),
            Done::Fragments(mut fragments) => into.append(&mut fragments),
        }
        Ok(())
    }

    /// Returns the parameter whose name the value of another one is.
    fn target_of(&mut self, parameter: &Parameter) -> Flow<Subject> {
        let shown = parameter.source.trim_start_matches('!');
        let Found::Text(Some(name)) = self.find(&parameter.subject)? else {
            return self.abandon(&format!("{shown}: invalid indirect expansion"));
        };
        let pieces = word(&format!("${{{name}}}"), self.line)?;
        match pieces.as_slice() {
            [Piece::Parameter(target)] if target.operation == Operation::Value => {
                Ok(target.subject.clone())
            }
            _ => self.abandon(&format!("{name}: invalid variable name")),
        }
    }

    /// Returns the value of what is asked for.
    fn find(&mut self, subject: &Subject) -> Flow<Found> {
        match subject {
            Subject::Positional(number) => {
                Ok(Found::Text(self.state.arguments.get(number - 1).cloned()))
            }
            Subject::All { joined } => {
                Ok(Found::Several { items: self.state.arguments.clone(), joined: *joined })
            }
            Subject::Special(sign) => Ok(Found::Text(self.special(*sign))),
            Subject::Names { prefix, joined } => {
                let names = self.state.variables.visible();
                let items = names.keys().filter(|name| name.starts_with(prefix.as_str()));
                Ok(Found::Several {
                    items: items.map(|name| (*name).to_owned()).collect(),
                    joined: *joined,
                })
            }
            Subject::Keys { name, joined } => Ok(self.keys(name, *joined)),
            Subject::Variable { name, subscript } => self.find_variable(name, subscript.as_ref()),
        }
    }

    fn keys(&self, name: &str, joined: bool) -> Found {
        let items = self.state.variables.get(name).map(Variable::keys).unwrap_or_default();
        Found::Several { items, joined }
    }

    fn find_variable(&mut self, name: &str, subscript: Option<&Subscript>) -> Flow<Found> {
        let changing = self.changing(name)?;
        match subscript {
            None => Ok(match changing {
                Some(Found::Array(items)) => Found::Text(items.into_iter().next()),
                Some(found) => found,
                None => Found::Text(self.state.variables.text(name).map(str::to_owned)),
            }),
            Some(Subscript::All { joined }) => {
                let items = match changing {
                    Some(Found::Array(items)) => items,
                    Some(Found::Text(text)) => text.into_iter().collect(),
                    _ => self.elements(name),
                };
                Ok(Found::Several { items, joined: *joined })
            }
            Some(Subscript::One { source, pieces }) => {
                let key = self.joined(pieces, Place::Quoted)?;
                self.element(name, source, &key, changing)
            }
        }
    }

    fn elements(&self, name: &str) -> Vec<String> {
        let variable = self.state.variables.get(name);
        variable.map_or_else(Vec::new, |variable| {
            variable.elements().into_iter().map(str::to_owned).collect()
        })
    }

    fn element(
        &mut self,
        name: &str,
        source: &str,
        key: &str,
        changing: Option<Found>,
    ) -> Flow<Found> {
        if let Some(Value::Map(map)) =
            self.state.variables.get(name).map(|variable| &variable.value)
        {
            return Ok(Found::Text(map.get(key).cloned()));
        }
        if let Some(Found::Array(items)) = changing {
            let index = self.arithmetic_or_abandon(key)?;
            let index = usize::try_from(index).unwrap_or(usize::MAX);
            return Ok(Found::Text(items.get(index).cloned()));
        }
        if self.state.variables.get(name).is_none() {
            return Ok(Found::Text(None));
        }
        let Some(index) = self.index_to_read(name, source)? else { return Ok(Found::Text(None)) };
        Ok(Found::Text(match self.state.variables.get(name).map(|variable| &variable.value) {
            Some(Value::List(list)) => list.get(&index).cloned(),
            Some(Value::Text(text)) if index == 0 => Some(text.clone()),
            _ => None,
        }))
    }

    /// Refuses to list an associative array: bash does that in the order of its hashes.
    fn order_is_known(&self, subject: &Subject) -> Flow<()> {
        let (Subject::Keys { name, .. }
        | Subject::Variable { name, subscript: Some(Subscript::All { .. }) }) = subject
        else {
            return Ok(());
        };
        match self.state.variables.get(name).map(|variable| &variable.value) {
            Some(Value::Map(map)) if map.len() > 1 => {
                Err(Unwind::unmodelled(format!("the order of the associative array {name}")))
            }
            _ => Ok(()),
        }
    }

    /// Ends the shell where `set -u` is on and nothing is set.
    fn require_set(&self, subject: &Subject, found: &Found, operation: &Operation) -> Flow<()> {
        if asks_itself(operation)
            || *found != Found::Text(None)
            || !self.state.options.has("nounset")
        {
            return Ok(());
        }
        let sign = if matches!(subject, Subject::Positional(_)) { "$" } else { "" };
        self.give_up(&format!("{sign}{}: unbound variable", shown(subject)))
    }

    /// Notes a variable that is typed as nothing because nothing ever set it: only where an operator
    /// types, and not where the text asks whether it is set.
    fn note_never_set(&self, subject: &Subject, found: &Found, operation: &Operation) {
        let Subject::Variable { name, subscript: None } = subject else { return };
        let is_typed = self.state.is_interactive() && self.sourced == 0 && self.questions == 0;
        let is_known = self.state.variables.get(name).is_some();
        if is_typed && !is_known && *found == Found::Text(None) && !asks_itself(operation) {
            self.state.never_set.expanded(name);
        }
    }

    /// Puts a value into a word.
    pub(super) fn put(&self, found: Found, place: Place, into: &mut Vec<Fragment>) {
        match found {
            Found::Text(text) => into.push(place.expanded(text.unwrap_or_default())),
            Found::Several { items, joined: true } if place == Place::Quoted => {
                into.push(Fragment::Quoted(items.join(&self.joint())));
            }
            Found::Several { items, .. } | Found::Array(items) => {
                let breaks = std::iter::once(None).chain(std::iter::repeat(Some(Fragment::Break)));
                let words = items.into_iter().map(|item| place.expanded(item));
                into.extend(
                    breaks.zip(words).flat_map(|(gap, word)| gap.into_iter().chain([word])),
                );
            }
        }
    }

    /// Returns what `"$*"` puts between words.
    pub(super) fn joint(&self) -> String {
        self.state.separators().chars().take(1).collect()
    }
}

/// Returns whether an operation says itself what becomes of a parameter that is not set.
const fn asks_itself(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Default(..)
            | Operation::Assign(..)
            | Operation::Require(..)
            | Operation::Alternative(..)
    )
}

/// What an operation gives.
pub(super) enum Done {
    /// A value.
    Found(Found),
    /// Fragments, where an operand with its own quotes takes the place of the value.
    Fragments(Vec<Fragment>),
}

/// Returns a parameter as messages name it.
pub(super) fn shown(subject: &Subject) -> String {
    match subject {
        Subject::Positional(number) => number.to_string(),
        Subject::All { joined } => if *joined { "*" } else { "@" }.to_owned(),
        Subject::Special(sign) => sign.to_string(),
        Subject::Names { prefix, .. } => prefix.clone(),
        Subject::Keys { name, .. } | Subject::Variable { name, subscript: None } => name.clone(),
        Subject::Variable { name, subscript: Some(Subscript::All { joined }) } => {
            format!("{name}[{}]", if *joined { "*" } else { "@" })
        }
        Subject::Variable { name, subscript: Some(Subscript::One { source, .. }) } => {
            format!("{name}[{source}]")
        }
    }
}
