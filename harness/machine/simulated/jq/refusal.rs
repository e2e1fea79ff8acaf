//! What a running program asks for and is not modelled.
//!
//! A program can catch its errors; it must not catch these. So the first reason is noted here, and
//! whoever runs the program looks for it after each output.

use std::cell::RefCell;

use jaq_core::Exn;

use super::value::Value;

thread_local! {
    static REASON: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Notes why the program is refused, unless it was refused before.
pub(super) fn note(reason: &str) {
    REASON.with_borrow_mut(|noted| {
        noted.get_or_insert_with(|| reason.to_owned());
    });
}

/// Takes the reason that was noted.
pub(super) fn take() -> Option<String> {
    REASON.take()
}

/// Notes the reason and ends the program at once.
pub(super) fn stop<'a>(reason: &str) -> Exn<'a, Value> {
    note(reason);
    Exn::halt(1)
}
