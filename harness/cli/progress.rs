//! Progress on a terminal, and nowhere else.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::drill::Scenario;
use crate::sweep::Progress;

/// A bar on standard error; it draws nothing where that is no terminal.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn of(drills: usize) -> Self {
        Self::on(ProgressDrawTarget::stderr(), drills)
    }

    fn on(target: ProgressDrawTarget, drills: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(drills as u64), target);
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

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::drill::{Wanted, plan};

    /// A terminal that keeps all that is written to it.
    #[derive(Debug, Clone, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl Paper {
        fn text(&self) -> String {
            self.0.lock().expect("no writer panicked").clone()
        }

        fn add(&self, text: &str) {
            self.0.lock().expect("no writer panicked").push_str(text);
        }
    }

    impl indicatif::TermLike for Paper {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.add(&format!("{text}\n"));
            Ok(())
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.add(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.add("<clear>");
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_terminal_sees_each_drill_end_and_nothing_stays() {
        let text = "## Level 1: A\n\n1. Go\n   ```bash\n   ls\n   ```\n";
        let runbook = crate::runbook::parse(text, "own.md").runbook;
        let seed = crate::determinism::Seed::new(1);
        let drills = plan(&runbook, &[], "own", &Wanted::default(), seed);
        let paper = Paper::default();
        let bar = Bar::on(ProgressDrawTarget::term_like(Box::new(paper.clone())), drills.len());
        for drill in &drills {
            bar.ended(drill);
        }
        drop(bar);
        let drawn = paper.text();
        assert!(drawn.contains("1/2 drills") || drawn.contains("2/2 drills"), "{drawn:?}");
        assert!(drawn.contains("own-L1-"), "{drawn:?}");
        assert!(drawn.ends_with("<clear>"), "{drawn:?}");
    }
}
