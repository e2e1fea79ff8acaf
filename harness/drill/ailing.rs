//! What is wrong with the sessions of a fleet at one moment, while a condition is in the world.

use super::Symptoms;
use super::incident::violation_event;
use super::session::Session;
use crate::audit::AuditEvent;
use crate::determinism::{Draw, Tick};
use crate::throwaway::Root;

/// What is wrong with sessions at one moment; nothing where all is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ailing {
    /// How many sessions end with an error.
    pub(super) sessions_fail: Percent,
    /// How many agents fail to start.
    pub(super) spawns_fail: Percent,
    /// How long rounds take, of what is usual; 0 means as usual.
    pub(super) rounds_take: Percent,
}

/// So many of a hundred.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Percent(pub(super) u64);

impl Percent {
    /// Draws whether something happens that happens so often. Nothing is drawn for what never
    /// happens.
    pub(super) fn strikes(self, draw: &mut Draw) -> bool {
        self.0 > 0 && draw.between(1, 100) <= self.0
    }
}

impl Symptoms {
    /// Says what is wrong with the sessions now.
    pub(super) fn ailing(&self, root: &Root, checkout: &str) -> Ailing {
        if !self.show(root, checkout) {
            return Ailing::default();
        }
        Ailing {
            sessions_fail: Percent(self.sessions_fail_percent),
            spawns_fail: Percent(self.spawns_fail_percent),
            rounds_take: Percent(self.rounds_take_percent),
        }
    }

    /// Says whether what causes the symptoms is in the world now.
    pub(super) fn show(&self, root: &Root, checkout: &str) -> bool {
        self.only_while.as_ref().is_none_or(|cause| cause.is_true(root, checkout))
    }

    /// Returns the violation of a control with which the running round of `session` ends at `at`;
    /// none where it is not its turn.
    pub(super) fn violation(&self, session: &Session, at: Tick) -> Option<AuditEvent> {
        let violates = self.violates.as_ref()?;
        let is_due = (session.rounds_done() + 1).is_multiple_of(violates.every_rounds.max(1));
        let event = || violation_event(&violates.control, violates.severity, &session.id);
        is_due.then(|| AuditEvent::new(at, &session.id, event()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::determinism::Seed;
    use crate::drill::FileSays;

    fn struck(percent: u64) -> usize {
        let mut draw = Seed::new(7).draw();
        (0..1000).filter(|_| Percent(percent).strikes(&mut draw)).count()
    }

    #[test]
    fn what_happens_in_so_many_of_a_hundred_happens_about_so_often() {
        assert_eq!((struck(0), struck(100)), (0, 1000));
        assert!((250..350).contains(&struck(30)), "{}", struck(30));
    }

    #[test]
    fn nothing_is_drawn_for_what_never_happens() {
        let (mut asked, mut untouched) = (Seed::new(7).draw(), Seed::new(7).draw());
        Percent(0).strikes(&mut asked);
        assert_eq!(asked.between(0, u64::MAX - 1), untouched.between(0, u64::MAX - 1));
    }

    #[test]
    fn symptoms_show_only_while_their_cause_is_in_the_world() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = Root::at(directory.path());
        root.create_dir_all("/srv").expect("a directory");
        let cause = FileSays { file: "flag".to_owned(), says: "on".to_owned() };
        let symptoms =
            Symptoms { only_while: Some(cause), spawns_fail_percent: 12, ..Symptoms::default() };
        assert_eq!(symptoms.ailing(&root, "/srv"), Ailing::default());
        root.write("/srv/flag", b"feature: on\n").expect("a file");
        assert_eq!(symptoms.ailing(&root, "/srv").spawns_fail, Percent(12));
    }
}
