//! One variable.

use std::collections::BTreeMap;

/// What a variable holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::shell) enum Value {
    /// It is declared and holds nothing.
    #[default]
    Unset,
    /// Text.
    Text(String),
    /// An array, by index.
    List(BTreeMap<i64, String>),
    /// An array, by name.
    Map(BTreeMap<String, String>),
}

/// One variable with its attributes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::shell) struct Variable {
    /// What it holds.
    pub value: Value,
    /// Whether commands see it: `-x`.
    pub exported: bool,
    /// Whether it may not change: `-r`.
    pub readonly: bool,
    /// Whether what is assigned is computed: `-i`.
    pub integer: bool,
    /// Whether what is assigned is turned to lower (`-l`) or upper case (`-u`).
    pub case: Option<char>,
}

impl Variable {
    /// Returns what `$NAME` gives: the text, or the element 0.
    pub(in crate::shell) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Unset => None,
            Value::Text(text) => Some(text),
            Value::List(list) => list.get(&0).map(String::as_str),
            Value::Map(map) => map.get("0").map(String::as_str),
        }
    }

    /// Returns all elements in order; a text is its own only one.
    pub(in crate::shell) fn elements(&self) -> Vec<&str> {
        match &self.value {
            Value::Unset => Vec::new(),
            Value::Text(text) => vec![text],
            Value::List(list) => list.values().map(String::as_str).collect(),
            Value::Map(map) => map.values().map(String::as_str).collect(),
        }
    }

    /// Returns the keys of all elements, in the order of [`Variable::elements`].
    pub(in crate::shell) fn keys(&self) -> Vec<String> {
        match &self.value {
            Value::Unset => Vec::new(),
            Value::Text(_) => vec!["0".to_owned()],
            Value::List(list) => list.keys().map(i64::to_string).collect(),
            Value::Map(map) => map.keys().cloned().collect(),
        }
    }

    /// Returns whether it holds an array.
    pub(in crate::shell) const fn is_array(&self) -> bool {
        matches!(self.value, Value::List(_) | Value::Map(_))
    }

    /// Returns the letters of its attributes, as `declare -p` shows them.
    pub(in crate::shell) fn letters(&self) -> String {
        let letters = [
            ('a', matches!(self.value, Value::List(_))),
            ('A', matches!(self.value, Value::Map(_))),
            ('i', self.integer),
            ('l', self.case == Some('l')),
            ('r', self.readonly),
            ('u', self.case == Some('u')),
            ('x', self.exported),
        ];
        letters.iter().filter(|(_, has)| *has).map(|(letter, _)| *letter).collect()
    }

    /// Puts a text in, at element 0 where it is an array.
    pub(in crate::shell) fn put(&mut self, text: String) {
        let text = self.cased(text);
        match &mut self.value {
            Value::List(list) => drop(list.insert(0, text)),
            Value::Map(map) => drop(map.insert("0".to_owned(), text)),
            value => *value = Value::Text(text),
        }
    }

    /// Puts an element in; a text becomes the element 0 of a new array.
    pub(in crate::shell) fn put_at(&mut self, index: i64, text: String) {
        let text = self.cased(text);
        match &mut self.value {
            Value::List(list) => drop(list.insert(index, text)),
            Value::Map(map) => drop(map.insert(index.to_string(), text)),
            Value::Unset => self.value = Value::List(BTreeMap::from([(index, text)])),
            Value::Text(first) => {
                let first = (0, std::mem::take(first));
                self.value = Value::List(BTreeMap::from([first, (index, text)]));
            }
        }
    }

    /// Puts an element of an associative array in, or adds to it.
    pub(in crate::shell) fn put_key(&mut self, key: String, text: String, append: bool) {
        let text = self.cased(text);
        let Value::Map(map) = &mut self.value else { return };
        let slot = map.entry(key).or_default();
        *slot = if append { std::mem::take(slot) + &text } else { text };
    }

    /// Returns `text` in the case that the attributes ask for.
    pub(in crate::shell) fn cased(&self, text: String) -> String {
        match self.case {
            Some('l') => text.chars().map(lower).collect(),
            Some('u') => text.chars().map(upper).collect(),
            _ => text,
        }
    }
}

/// Returns the upper case of a letter, where that is one letter.
pub(in crate::shell) fn upper(letter: char) -> char {
    let mut letters = letter.to_uppercase();
    letters.next().filter(|_| letters.next().is_none()).unwrap_or(letter)
}

/// Returns the lower case of a letter, where that is one letter.
pub(in crate::shell) fn lower(letter: char) -> char {
    let mut letters = letter.to_lowercase();
    letters.next().filter(|_| letters.next().is_none()).unwrap_or(letter)
}
