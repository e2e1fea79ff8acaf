//! Arrays.

use std::ops::Deref;

use super::refusal;
use super::value::Value;

/// The deepest nesting of arrays and objects.
const DEPTH_MAX: usize = 512;
/// The most items of one array.
const LENGTH_MAX: usize = 4_000_000;

/// The items of an array.
///
/// **Invariant:** it is never so deep that going down it, or dropping it, could exhaust the stack.
#[derive(Debug, Clone, Default)]
pub(super) struct List {
    items: Vec<Value>,
    depth: usize,
}

impl List {
    /// Makes an array. One that is too deep or too long is refused, and empty.
    pub(super) fn new(items: Vec<Value>) -> Self {
        let depth = 1 + items.iter().map(Value::depth).max().unwrap_or(0);
        if is_too_deep(depth) || items.len() > LENGTH_MAX {
            refusal::note("an array this large");
            return Self::default();
        }
        Self { items, depth }
    }

    /// Adds items at the end.
    pub(super) fn extend(&mut self, items: &[Value]) {
        let mut all = std::mem::take(&mut self.items);
        all.extend_from_slice(items);
        let depth = items.iter().map(Value::depth).max().unwrap_or(0) + 1;
        if all.len() > LENGTH_MAX {
            refusal::note("an array this large");
            all.clear();
        }
        self.items = all;
        self.depth = self.depth.max(depth);
    }

    /// Returns how deep the array is, itself counted.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }
}

impl Deref for List {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.items
    }
}

/// Says whether a value is too deep, and has the program refused if so.
pub(super) fn is_too_deep(depth: usize) -> bool {
    if depth > DEPTH_MAX {
        refusal::note("a value nested this deeply");
    }
    depth > DEPTH_MAX
}
