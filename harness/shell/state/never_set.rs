//! Which variables were expanded although nothing had ever set them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The most names that are kept of one command line.
const NAMES_MAX: usize = 100;

/// What an operator typed and the shell took for nothing, without a word. A terminal and its
/// subshells share one list.
#[derive(Debug, Clone, Default)]
pub(in crate::shell) struct NeverSet {
    names: Rc<RefCell<BTreeSet<String>>>,
    /// Names that `unset` has cleared: that they are empty is meant.
    cleared: Rc<RefCell<BTreeSet<String>>>,
}

impl NeverSet {
    /// Keeps the name of an expanded variable that is not set.
    pub(in crate::shell) fn expanded(&self, name: &str) {
        let mut names = self.names.borrow_mut();
        if names.len() < NAMES_MAX && !self.cleared.borrow().contains(name) {
            names.insert(name.to_owned());
        }
    }

    /// Keeps that a name is unset because somebody wants it so.
    pub(in crate::shell) fn cleared(&self, name: &str) {
        let mut cleared = self.cleared.borrow_mut();
        if cleared.len() < NAMES_MAX {
            cleared.insert(name.to_owned());
        }
    }

    /// Returns the names, sorted, and forgets them.
    pub(in crate::shell) fn take(&self) -> BTreeSet<String> {
        self.names.take()
    }
}
