//! Objects: keys in the order in which they came, found by name.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::list::is_too_deep;
use super::value::Value;

/// An object.
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    entries: BTreeMap<Rc<str>, (usize, Value)>,
    came: usize,
    deepest: usize,
}

impl Object {
    /// Returns how deep the object is, itself counted.
    pub(super) fn depth(&self) -> usize {
        self.deepest + 1
    }

    /// Returns how many keys there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Finds the value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.entries.get(key).map(|(_, value)| value)
    }

    /// Sets a key; an old one keeps its place.
    pub(super) fn set(&mut self, key: Rc<str>, value: Value) {
        let depth = value.depth();
        if is_too_deep(depth + 1) {
            return;
        }
        self.deepest = self.deepest.max(depth);
        if let Some((_, old)) = self.entries.get_mut(&key) {
            *old = value;
            return;
        }
        self.entries.insert(key, (self.came, value));
        self.came += 1;
    }

    /// Sets a key where there is something to set it to.
    pub(super) fn set_some(&mut self, key: &Rc<str>, value: Option<Value>) {
        if let Some(value) = value {
            self.set(Rc::clone(key), value);
        }
    }

    /// Removes a key.
    pub(super) fn remove(&mut self, key: &str) {
        self.entries.remove(key);
    }

    /// Returns keys and values in the order in which they came.
    pub(super) fn in_order(&self) -> Vec<(&Rc<str>, &Value)> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_unstable_by_key(|(_, (came, _))| *came);
        entries.into_iter().map(|(key, (_, value))| (key, value)).collect()
    }

    /// Returns keys and values in the order of the keys.
    pub(super) fn by_key(&self) -> impl Iterator<Item = (&Rc<str>, &Value)> {
        self.entries.iter().map(|(key, (_, value))| (key, value))
    }
}

impl FromIterator<(Rc<str>, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Value)>>(entries: I) -> Self {
        let mut object = Self::default();
        for (key, value) in entries {
            object.set(key, value);
        }
        object
    }
}
