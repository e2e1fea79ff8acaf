//! Colours of the report for people; the writer strips them where none are wanted.

use anstyle::{AnsiColor, Style};

use crate::verdict::Verdict;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();
pub(super) const GREEN: Style = AnsiColor::Green.on_default().bold();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();

/// Paints `text`.
pub(super) fn painted(style: Style, text: &str) -> String {
    format!("{}{text}{}", style.render(), style.render_reset())
}

/// Returns the colour of a verdict.
pub(super) const fn of_verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Proven => GREEN,
        Verdict::Refuted => RED,
        Verdict::Inconclusive => YELLOW,
    }
}
