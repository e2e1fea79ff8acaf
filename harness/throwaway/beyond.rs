//! Places of the operating system that a world leaves out: nobody can say what stands there.
//!
//! A world holds what a pack is about. A real machine has `/etc/passwd` and `/proc/self` besides:
//! that such a place is missing here says nothing about it there.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// Names at the top of a real machine whose contents a world does not hold by itself.
const TOP: [&str; 19] = [
    "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "media", "mnt", "opt", "proc",
    "root", "run", "sbin", "sys", "usr", "var", "snap",
];

/// The names of [`TOP`] that stand for what somebody put there: where a world has one, it has all.
const OWN: [&str; 5] = ["media", "mnt", "opt", "root", "snap"];

/// Directories further down that a real machine fills, whatever a pack puts there.
const SHARED: [&str; 13] = [
    "etc/default",
    "usr/bin",
    "usr/include",
    "usr/lib",
    "usr/libexec",
    "usr/local",
    "usr/sbin",
    "usr/share",
    "usr/src",
    "var/cache",
    "var/lib",
    "var/run",
    "var/spool",
];

/// What was asked of the places that a world leaves out.
#[derive(Debug, Default)]
pub(super) struct Beyond {
    asked: RefCell<Option<String>>,
    /// Places that stood in the world and were taken away: what is there now is known.
    emptied: RefCell<BTreeSet<String>>,
}

impl Beyond {
    /// Notes that `missing`, a path in the world without links, does not stand there, and was met
    /// on the way to `asked`. Only the first is kept that a real machine may have.
    pub(super) fn note_missing(&self, missing: &str, asked: &str) {
        if is_left_out(missing) && !self.was_emptied(missing) {
            self.note(asked);
        }
    }

    /// Notes that the names in `directory`, a path in the world without links, were asked for.
    pub(super) fn note_listed(&self, directory: &str, asked: &str) {
        if is_shared(directory) {
            self.note(asked);
        }
    }

    /// Notes that what stood at `place` was taken away.
    pub(super) fn note_removed(&self, place: &str) {
        if is_left_out(place) {
            self.emptied.borrow_mut().insert(place.to_owned());
        }
    }

    /// Returns the path that was noted, and forgets it.
    pub(super) fn take(&self) -> Option<String> {
        self.asked.borrow_mut().take()
    }

    /// Does something and forgets what was noted meanwhile.
    pub(super) fn quietly<T>(&self, act: impl FnOnce() -> T) -> T {
        let before = self.asked.borrow().clone();
        let done = act();
        *self.asked.borrow_mut() = before;
        done
    }

    fn note(&self, asked: &str) {
        self.asked.borrow_mut().get_or_insert_with(|| asked.to_owned());
    }

    fn was_emptied(&self, place: &str) -> bool {
        let emptied = self.emptied.borrow();
        std::iter::successors(Some(place), |path| path.rsplit_once('/').map(|(above, _)| above))
            .any(|path| emptied.contains(path))
    }
}

/// Says whether a real machine may have something at `place` where a world, in which the directory
/// above it stands, has nothing.
fn is_left_out(place: &str) -> bool {
    match place.rsplit_once('/') {
        Some(("", name)) => TOP.contains(&name),
        Some((above, _)) => is_shared(above),
        None => false,
    }
}

/// Says whether a real machine has names in `directory` that no pack speaks of.
fn is_shared(directory: &str) -> bool {
    let inner = directory.trim_matches('/');
    let (top, below) = inner.split_once('/').unwrap_or((inner, ""));
    match top {
        "" | "dev" | "proc" | "sys" => true,
        _ if below.is_empty() => TOP.contains(&top) && !OWN.contains(&top),
        _ => {
            SHARED.contains(&inner)
                || inner.starts_with("usr/local/") && inner.split('/').count() == 3
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_fills_is_left_out_and_what_a_pack_fills_is_not() {
        let left_out = [
            "/etc",
            "/proc",
            "/opt",
            "/etc/passwd",
            "/var/lib/mysql",
            "/usr/bin/perl",
            "/usr/local/bin/x",
            "/dev/sda",
            "/sys/class/net",
            "/run/x.pid",
        ];
        for place in left_out {
            assert!(is_left_out(place), "{place}");
        }
        let known = [
            "/srv",
            "/srv/x",
            "/tmp",
            "/tmp/etc",
            "/home/x",
            "/var/log/x",
            "/opt/x",
            "/etc/nginx/x",
            "/var/lib/app/x",
            "/usr/local/lib/app/x",
            "/data",
        ];
        for place in known {
            assert!(!is_left_out(place), "{place}");
        }
    }

    #[test]
    fn a_place_is_known_once_the_runbook_has_emptied_it() {
        let beyond = Beyond::default();
        beyond.note_removed("/opt");
        beyond.note_missing("/opt", "/opt/app/x");
        assert_eq!(beyond.take(), None);
        beyond.note_missing("/etc", "/etc/passwd");
        beyond.note_missing("/usr", "/usr/bin");
        assert_eq!(beyond.take().as_deref(), Some("/etc/passwd"));
        assert_eq!(beyond.take(), None);
    }
}
