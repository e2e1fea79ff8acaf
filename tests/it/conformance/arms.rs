//! The two machines, each with one small world a line, and what a line left on each.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use git2::Repository;
use rollback_drill::determinism::{Tick, VirtualClock};
use rollback_drill::machine::real::{Real, RealError, Subject, Tools, walls_of_host};
use rollback_drill::machine::simulated::{Simulated, System};
use rollback_drill::machine::{Actors, Durations, Machine, ProcessTable};
use rollback_drill::shell::Stop;
use rollback_drill::throwaway::Root;

use super::seed::lay;

const START: Tick = Tick::from_epoch_ms(1_769_594_400_000);

/// Nobody acts in these worlds.
#[derive(Debug)]
struct Nobody;

impl Actors for Nobody {
    fn advance_to(&mut self, _: Tick, _: &Root, _: &mut ProcessTable) -> Result<(), String> {
        Ok(())
    }
}

/// What came of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Came {
    /// It ran.
    Ran { exit: u8, stdout: String, stderr: String, left: BTreeMap<String, String> },
    /// The machine does not model it.
    Unmodelled(String),
}

/// Types each line into a fresh terminal of a world of its own on the simulated machine.
pub(super) fn simulated(lines: &[&str]) -> Vec<Came> {
    let directory = tempfile::tempdir().expect("a directory");
    let root = worlds(directory.path(), lines.len());
    let clock = VirtualClock::starting_at(START);
    let system =
        System::new(root, ProcessTable::default(), clock, Durations::default(), Box::new(Nobody));
    typed(&mut Simulated::new(system), &directory.path().join("world"), lines)
}

/// The same on the real machine.
pub(super) fn real(lines: &[&str]) -> Result<Vec<Came>, RealError> {
    let directory = tempfile::tempdir().expect("a directory");
    let program = Path::new(env!("CARGO_BIN_EXE_rollback-drill"));
    let tools = Tools::find("/usr/bin:/bin")?;
    let walls = walls_of_host(program, directory.path(), &tools)?;
    let mut machine = Real::start(Subject {
        program,
        scratch: directory.path(),
        walls: &walls,
        tools: &tools,
        root: worlds(directory.path(), lines.len()),
        home: "/home/operator",
        user: "operator",
        processes: ProcessTable::default(),
        start: START,
        durations: Durations::default(),
        actors: Box::new(Nobody),
        stop: Arc::default(),
    })?;
    Ok(typed(&mut machine, &directory.path().join("world"), lines))
}

fn worlds(directory: &Path, count: usize) -> Root {
    let world = directory.join("world");
    for path in ["srv", "home/operator", "tmp"] {
        fs::create_dir_all(world.join(path)).expect("a directory of the world");
    }
    for number in 0..count {
        lay(&world.join(format!("srv/{number}"))).expect("a world");
    }
    Root::at(&world)
}

fn typed(machine: &mut dyn Machine, world: &Path, lines: &[&str]) -> Vec<Came> {
    let each = lines.iter().enumerate();
    each.map(|(number, line)| {
        let cwd = format!("/srv/{number}");
        machine.open_terminal(&cwd, &environment()).expect("a terminal");
        match machine.type_line(line, Duration::from_secs(60)) {
            Ok(typed) => Came::Ran {
                exit: typed.exit.0,
                stdout: String::from_utf8_lossy(&typed.stdout).into_owned(),
                stderr: String::from_utf8_lossy(&typed.stderr).into_owned(),
                left: state(&world.join(format!("srv/{number}"))),
            },
            Err(Stop::Unmodelled { what }) => Came::Unmodelled(what),
            Err(other) => Came::Unmodelled(format!("the machine stopped: {other:?}")),
        }
    })
    .collect()
}

fn environment() -> BTreeMap<String, String> {
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

/// Files with modes and contents, references with ids, and the index.
fn state(directory: &Path) -> BTreeMap<String, String> {
    let mut left = BTreeMap::new();
    files(directory, "", &mut left);
    let Ok(repository) = Repository::open(directory) else { return left };
    let head = fs::read_to_string(directory.join(".git/HEAD")).unwrap_or_default();
    left.insert("HEAD".to_owned(), head);
    for reference in repository.references().into_iter().flatten().flatten() {
        let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
        left.insert(
            name,
            format!("{:?} {:?}", reference.target(), reference.symbolic_target_bytes()),
        );
    }
    for entry in repository.index().iter().flat_map(|index| index.iter().collect::<Vec<_>>()) {
        let path = String::from_utf8_lossy(&entry.path).into_owned();
        left.insert(
            format!("index {path}"),
            format!("{:o} {} {}", entry.mode, entry.id, entry.flags >> 12 & 3),
        );
    }
    left
}

fn files(directory: &Path, below: &str, left: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if name == ".git" {
            continue;
        }
        let path = entry.path();
        let kind = fs::symlink_metadata(&path).expect("what a file is");
        let mode = kind.permissions().mode();
        let held = if kind.is_symlink() {
            fs::read_link(&path).expect("a link").display().to_string()
        } else if kind.is_dir() {
            files(&path, &format!("{name}/"), left);
            String::new()
        } else {
            String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned()
        };
        left.insert(format!("file {name}"), format!("{mode:o} {held:?}"));
    }
}
