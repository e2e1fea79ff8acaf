//! A small world with a sandbox around it, for tests that type lines.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rollback_drill::determinism::Tick;
use rollback_drill::machine::real::{Real, RealError, Subject, Tools, Walls};
use rollback_drill::machine::{Actors, Durations, Machine as _, ProcessTable, Typed};
use rollback_drill::throwaway::Root;

/// Nobody acts in these worlds.
#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}

/// A world, the sandbox around it and a terminal in `/srv/work`.
pub(super) struct Scene {
    pub(super) machine: Real,
    // Dropped after the machine: its sandbox stands on these directories.
    pub(super) directory: tempfile::TempDir,
}

/// When the clock of a scene starts: a second and a half before midnight.
pub(super) const START: &str = "2026-01-28T23:59:58.500Z";

/// Whether a gate asks that no test of the sandbox is left out.
#[expect(clippy::disallowed_methods, reason = "how a gate speaks to tests")]
pub(crate) fn must_run() -> bool {
    std::env::var_os("ROLLBACK_DRILL_NEEDS_SANDBOX").is_some()
}

/// Says why no test of the sandbox can run here; that is a failure where all must run.
pub(crate) fn cannot(error: &RealError) {
    assert!(error.is_host(), "{error}: {}", error.hint());
    assert!(!must_run(), "{error}\nhint: {}", error.hint());
}

/// Sets a scene up; none where this host has no sandbox or lacks programs.
pub(super) fn scene() -> Option<Scene> {
    scene_with(|_| ())
}

/// Whether this host has a sandbox.
pub(crate) fn can_run() -> bool {
    scene().is_some()
}

/// Sets a scene up whose world `lay` has added to; it gets the world's directory on the host.
pub(super) fn scene_with(lay: impl FnOnce(&Path)) -> Option<Scene> {
    scene_behind(&Walls::Own, lay)
}

/// The same, with walls that somebody in particular builds.
pub(super) fn scene_behind(walls: &Walls, lay: impl FnOnce(&Path)) -> Option<Scene> {
    let directory = tempfile::tempdir().expect("a directory");
    let world = directory.path().join("world");
    for path in ["srv/work", "home/operator", "tmp"] {
        fs::create_dir_all(world.join(path)).expect("a directory of the world");
    }
    lay(&world);
    let mut processes = ProcessTable::default();
    processes.start("operator", "node worker.cjs --party-mode");
    let tools = match Tools::find("/usr/bin:/bin") {
        Ok(tools) => tools,
        Err(error) => {
            cannot(&error);
            return None;
        }
    };
    let subject = Subject {
        program: Path::new(env!("CARGO_BIN_EXE_rollback-drill")),
        scratch: directory.path(),
        walls,
        tools: &tools,
        root: Root::at(&world),
        home: "/home/operator",
        user: "operator",
        processes,
        start: Tick::from_epoch_ms(1_769_644_798_500),
        durations: Durations { by_command: BTreeMap::new(), otherwise: Duration::from_millis(10) },
        actors: Box::new(Nobody),
        stop: Arc::default(),
    };
    let mut machine = match Real::start(subject) {
        Ok(machine) => machine,
        Err(error) => {
            cannot(&error);
            return None;
        }
    };
    machine.open_terminal("/srv/work", &environment()).expect("a terminal");
    Some(Scene { machine, directory })
}

pub(super) fn environment() -> BTreeMap<String, String> {
    let pairs = [
        ("HOME", "/home/operator"),
        ("LANG", "C"),
        ("LOGNAME", "operator"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("SHELL", "/bin/bash"),
        ("TERM", "dumb"),
        ("USER", "operator"),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

impl Scene {
    /// Types a line and waits for its end, for a quarter of an hour of the drill at most.
    pub(super) fn types(&mut self, line: &str) -> Typed {
        self.types_for(line, Duration::from_secs(900))
    }

    pub(super) fn types_for(&mut self, line: &str, window: Duration) -> Typed {
        self.machine.type_line(line, window).expect("the machine works")
    }

    /// Types a line and returns what it printed; it has to succeed.
    pub(super) fn prints(&mut self, line: &str) -> String {
        let typed = self.types(line);
        assert_eq!(typed.exit.0, 0, "{line}: {}", text(&typed.stderr));
        text(&typed.stdout)
    }
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
