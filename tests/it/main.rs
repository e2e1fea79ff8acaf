//! Integration tests, a file a subject.

mod drills;
mod input;
mod output;
#[cfg(test)]
mod support;
mod tidy;
