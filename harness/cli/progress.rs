//! Progress on a terminal, and nowhere else.

use indicatif::{ProgressBar, ProgressStyle};

use crate::drill::Scenario;
use crate::sweep::Progress;

/// A bar on standard error; it draws nothing where that is no terminal.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn of(drills: usize) -> Self {
        let bar = ProgressBar::new(drills as u64);
        let style = ProgressStyle::with_template("{pos}/{len} drills {wide_bar} {msg}");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Progress for Bar {
    fn ended(&self, scenario: &Scenario) {
        self.0.set_message(scenario.id());
        self.0.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
