//! A pack: `pack.yaml` and the files beside it, typed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::places::place_of;
use super::span::instant;
use super::{Pace, PackError, PackFiles, PeoplePlan, Range, RunbookPlan, Scenario, Span};
use crate::checks::Proof;
use crate::determinism::Tick;
use crate::machine::Durations;
use crate::world::BudgetUntil;

/// The most bytes of one file of a pack.
pub(super) const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The most sessions that are over or live when the operator begins.
const SESSIONS_MAX: u64 = 10_000;

/// `pack.yaml`, typed. Unknown keys are refused at their place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The version of this format; 1.
    pub format: u32,
    /// The pack's name.
    pub name: String,
    /// The runbooks by variant.
    pub runbooks: BTreeMap<String, RunbookPlan>,
    /// The world.
    pub world: WorldPlan,
    /// The feature that is rolled back.
    pub feature: FeaturePlan,
    /// Who is at work while the operator is.
    pub fleet: FleetPlan,
    /// How long things take.
    pub durations: DurationPlan,
    /// Who decides and approves, and how long each takes.
    pub people: PeoplePlan,
    /// How the operator finds values for placeholders, by name; `*` stands for any text.
    #[serde(default)]
    pub placeholders: BTreeMap<String, PlaceholderPlan>,
    /// Which checks prove which items of the checklists of any level.
    #[serde(default)]
    pub checklist: Vec<Proof>,
    /// The folder of the conditions, a YAML file each.
    #[serde(default)]
    pub conditions: Option<String>,
    /// What the signals are held against; conditions need it.
    #[serde(default)]
    pub decision: Option<crate::decision::Settings>,
    /// What each level is for, by its number.
    pub levels: BTreeMap<u8, LevelPlan>,
}

/// The world of a pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldPlan {
    /// The list of commits: a path from the pack.
    pub history: String,
    /// The directory that holds a directory for each commit.
    pub commits: String,
    /// The directory of files that git does not hold.
    pub untracked: String,
    /// The directory of files of the checkout that somebody has edited and not committed.
    #[serde(default)]
    pub edited: Option<String>,
    /// The directory of files outside the checkout: `home/operator/x` in it is `/home/operator/x`.
    #[serde(default)]
    pub outside: Option<String>,
    /// Where the live checkout stands in the world.
    pub checkout: String,
    /// Where the bare origin stands in the world.
    pub origin: String,
    /// The operator's home.
    pub home: String,
    /// Directories that exist, empty at first. Everybody writes and removes in them.
    pub directories: Vec<String>,
    /// When the operator begins.
    #[serde(deserialize_with = "instant")]
    pub starts_at: Tick,
    /// The tag of the state before the feature.
    pub baseline_tag: String,
    /// The operator's environment.
    pub environment: BTreeMap<String, String>,
    /// Processes that live when the operator begins.
    pub processes: Vec<ProcessPlan>,
    /// Path prefixes, from the checkout, of what a rollback has to keep besides the audit log.
    pub kept: Vec<String>,
    /// Path prefixes, from the checkout, that are none of a rollback's business.
    pub unmanaged: Vec<String>,
    /// Patterns of the files of the test suite, from the checkout.
    pub suite: Vec<String>,
}

/// One process.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessPlan {
    /// The user it runs as.
    pub user: String,
    /// Its command line.
    pub command: String,
    /// What it is to the feature.
    pub role: ProcessRole,
}

/// What a process is to the feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProcessRole {
    /// The service itself.
    Service,
    /// It works for the feature and may be ended with it.
    Worker,
    /// It has nothing to do with the feature and must live on.
    Innocent,
}

/// The feature that is rolled back.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeaturePlan {
    /// Its name below `features` in the config.
    pub name: String,
    /// The environment variable that overrules the config.
    pub variable: String,
    /// The environment variable that names the environment.
    pub environment_variable: String,
    /// The config file of each environment, from the checkout.
    pub configs: BTreeMap<String, String>,
    /// The directory without which a started service has no code of the feature.
    pub code: String,
    /// How the subjects of the feature's commits begin.
    pub commits_begin_with: String,
    /// Words that only the feature brings into a file, in lower case.
    pub words: Vec<String>,
    /// Path patterns of the feature's own tests.
    pub tests: Vec<String>,
    /// The audit log, from the checkout.
    pub audit_log: String,
    /// The directory of the sidecars, from the checkout.
    pub sidecars: String,
    /// The directory of the deployments in the world.
    pub deployments: String,
    /// The directory of the team files, from the checkout.
    #[serde(default)]
    pub teams: Option<String>,
    /// Where people and scanners leave their reports in the world, a JSON line each.
    #[serde(default)]
    pub reports: Option<String>,
    /// The file in the world to which the running service writes what it serves, as JSON; none
    /// where it does not say.
    #[serde(default)]
    pub status: Option<String>,
}

/// The sessions at work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FleetPlan {
    /// Sessions that are over when the operator begins.
    pub past_sessions: u64,
    /// When the first of them began.
    #[serde(deserialize_with = "instant")]
    pub past_from: Tick,
    /// Sessions that are live when the operator begins.
    pub live_sessions: u64,
    /// The most sessions live at once.
    pub live_sessions_max: usize,
    /// The least and the most time between two requests for a session.
    pub request_every: Range,
    /// The least and the most time of one round.
    pub round: Range,
    /// The least and the most rounds of a session.
    pub rounds: (u64, u64),
    /// The agents of each team, by the team's name.
    pub teams: BTreeMap<String, Vec<String>>,
}

/// How long things take on the virtual clock.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DurationPlan {
    /// What the operator does by hand.
    pub human: HumanPlan,
    /// What commands take, by their first words.
    pub commands: BTreeMap<String, Span>,
    /// What any other command takes.
    pub otherwise: Span,
    /// How long the operator watches a command that never ends where the runbook gives no window.
    pub endless_window: Span,
    /// How long the world is watched after the operator is done.
    pub aftermath: Span,
}

impl DurationPlan {
    /// What a machine needs to know of it.
    pub(super) fn of_commands(&self) -> Durations {
        let commands = self.commands.iter();
        Durations {
            by_command: commands.map(|(words, span)| (words.clone(), span.0)).collect(),
            otherwise: self.otherwise.0,
        }
    }
}

/// What the operator does by hand, and how long each takes.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HumanPlan {
    /// Reading a step.
    pub read_step: Pace,
    /// Copying a command into the terminal.
    pub type_command: Pace,
    /// Finding a value in what was printed and typing it.
    pub fill_placeholder: Pace,
    /// Finding out how to look up a value that nothing printed.
    pub look_up: Pace,
    /// Sending a message.
    pub send_message: Pace,
}

/// How the operator finds the value of a placeholder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceholderPlan {
    /// Which of the values printed is meant, counted from 1.
    #[serde(default = "first")]
    pub pick: usize,
    /// The command that a person would type to look the value up; `*` is what `*` stands for in
    /// the name.
    #[serde(default)]
    pub look_up: Option<String>,
}

/// What a level is for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelPlan {
    /// How many tests of the baseline pass at its end.
    pub baseline_tests: usize,
    /// How many tests of the feature pass at its end.
    pub feature_tests: usize,
    /// Whether users still get sessions of the feature at its end.
    #[serde(default)]
    pub keeps_feature: bool,
    /// The options that may leave the work of others out of the tree, as long as a branch or tag
    /// still reaches it; `any` for all of the level.
    #[serde(default)]
    pub may_leave_others_out: Vec<String>,
    /// Whether it may move the local main branch, as long as a branch or tag reaches its old commit.
    #[serde(default)]
    pub may_move_main: bool,
    /// What its budget is held against; `restored` where nothing is said.
    #[serde(default)]
    pub budget_until: BudgetUntil,
    /// The checks that hold at its end, by name.
    pub checks: Vec<String>,
}

impl Pack {
    /// Reads the `pack.yaml` of `files`.
    pub fn read(files: &dyn PackFiles) -> Result<Self, PackError> {
        let text = read_text(files, "pack.yaml")?;
        let pack: Self = parse_yaml(files, "pack.yaml", &text)?;
        if pack.format != 1 {
            return Err(PackError::Format { place: files.place("pack.yaml"), found: pack.format });
        }
        pack.check_names(files)?;
        Ok(pack)
    }

    fn check_names(&self, files: &dyn PackFiles) -> Result<(), PackError> {
        let levels = self.levels.iter().map(|(number, level)| {
            (vec!["levels".to_owned(), number.to_string(), "checks".to_owned()], &level.checks)
        });
        let proofs = self.checklist.iter().enumerate().map(|(at, proof)| {
            (vec!["checklist".to_owned(), at.to_string(), "proved_by".to_owned()], &proof.proved_by)
        });
        for (mut keys, checks) in levels.chain(proofs) {
            let is_unknown = |check: &String| crate::checks::find(check).is_none();
            if let Some(at) = checks.iter().position(is_unknown) {
                keys.push(at.to_string());
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                let place = place_of(files, "pack.yaml", &keys);
                return Err(PackError::NoCheck { place, wanted: checks[at].clone() });
            }
        }
        if !self.feature.configs.contains_key(PRODUCTION) {
            let place = place_of(files, "pack.yaml", &["feature", "configs"]);
            return Err(PackError::NoProduction { place });
        }
        let mut wrong = self.figures().into_iter().chain(self.rules());
        wrong.find(|(_, is_right, _)| !is_right).map_or(Ok(()), |(key, _, rule)| {
            let keys: Vec<&str> = key.split('.').collect();
            Err(PackError::Figure { place: place_of(files, "pack.yaml", &keys), key, rule })
        })
    }

    /// Figures that have to be right for a world to be built and to come to an end.
    fn figures(&self) -> Vec<Rule> {
        const RANGE: &str = "has to be two spans of at least a second, the shorter one first";
        const MOST: &str = "may be 10000 at most";
        let is_range = |range: Range| range.0.0 >= Duration::from_secs(1) && range.0.0 <= range.1.0;
        let (fleet, rounds) = (&self.fleet, self.fleet.rounds);
        let services = self.world.processes.iter().filter(|p| p.role == ProcessRole::Service);
        let is_right = 0 < rounds.0 && rounds.0 <= rounds.1;
        let rounds = "has to be two numbers above 0, the smaller one first";
        vec![
            ("fleet.request_every".into(), is_range(fleet.request_every), RANGE),
            ("fleet.round".into(), is_range(fleet.round), RANGE),
            ("fleet.rounds".into(), is_right, rounds),
            ("fleet.past_sessions".into(), fleet.past_sessions <= SESSIONS_MAX, MOST),
            ("fleet.live_sessions".into(), fleet.live_sessions <= SESSIONS_MAX, MOST),
            (
                "world.processes".into(),
                services.count() == 1,
                "has to name one process of the role service",
            ),
        ]
    }

    /// What paths and levels have to be: a world has its own root, and what is not checked is never
    /// proven.
    fn rules(&self) -> Vec<Rule> {
        const PATH: &str = "has to be an absolute path without '.' and '..', such as /srv/app";
        const CHECKS: &str = "is empty: nothing would be checked at the end of the level";
        let world = &self.world;
        let places =
            [("checkout", &world.checkout), ("origin", &world.origin), ("home", &world.home)];
        let paths = places.map(|(key, path)| (format!("world.{key}"), is_absolute(path), PATH));
        let levels = self.levels.iter().map(|(number, level)| {
            (format!("levels.{number}.checks"), !level.checks.is_empty(), CHECKS)
        });
        paths.into_iter().chain(levels).collect()
    }
}

/// The key of a value, whether it is right, and what it has to be.
type Rule = (String, bool, &'static str);

/// Returns whether a path names a place below the root of a world, and no other.
fn is_absolute(path: &str) -> bool {
    let inner = path.strip_prefix('/').map(|rest| rest.trim_end_matches('/'));
    inner.is_some_and(|rest| rest.split('/').all(|part| !matches!(part, "" | "." | "..")))
}

impl LevelPlan {
    /// Returns whether the route of `scenario` may leave the work of others out of the tree.
    pub(super) fn leaves_others_out(&self, scenario: &Scenario) -> bool {
        let taken = scenario.option.as_deref().unwrap_or_default();
        let options = &self.may_leave_others_out;
        options.iter().any(|option| option == "any" || option.eq_ignore_ascii_case(taken))
    }
}

/// The environment that the running service serves.
pub(super) const PRODUCTION: &str = "production";

/// Reads a text of a pack, within the bound.
pub(super) fn read_text(files: &dyn PackFiles, path: &str) -> Result<String, PackError> {
    let bytes = files.read(path)?;
    if bytes.len() > FILE_BYTES_MAX {
        let size = bytes.len() as u64;
        return Err(PackError::TooLarge { place: files.place(path), bytes: size });
    }
    String::from_utf8(bytes).map_err(|error| PackError::NotText {
        place: files.place(path),
        offset: error.utf8_error().valid_up_to(),
    })
}

/// Reads a YAML file of a pack; what is wrong in it is shown at its line.
pub(super) fn parse_yaml<T: serde::de::DeserializeOwned>(
    files: &dyn PackFiles,
    path: &str,
    text: &str,
) -> Result<T, PackError> {
    serde_saphyr::from_str(text).map_err(|error| {
        let place = files.place(path);
        let why = error.to_string().replace("--> <input>:", &format!("--> {place}:"));
        let why = why.strip_prefix("error: ").unwrap_or(&why).to_owned();
        PackError::Yaml { place, why }
    })
}

const fn first() -> usize {
    1
}
