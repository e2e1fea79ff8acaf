//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::determinism::Seed;

/// Proves rollback runbooks before anyone needs them.
///
/// Runs the commands of a Markdown runbook in throwaway git worlds, on a simulated machine or with the real
/// programs in a sealed sandbox, level by level, and says what was proven, what was refuted and what nobody
/// could know.
#[derive(Debug, Parser)]
#[command(name = "rollback-drill", version, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str = "Exit codes:
   0  as expected: every drill proved its level, or, of a runbook that is known to be bad, found
      exactly what is known
   2  wrong usage
   3  the pack or the runbook cannot be understood
   4  nothing was run
  10  refuted: a check is broken or lint found something, and it is not known of the runbook; or
      something known was not found
  11  the simulated and the real machine disagree
  12  inconclusive: something could not be decided
  20  no sandbox for the real machine, or programs that it needs are missing
  70  a bug of this program
  74  a report could not be written
 130  interrupted";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Drill the levels of the runbooks and report what was proven
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunArguments),
    /// Read a runbook and report what needs no run to be found
    #[command(after_help = LINT_EXAMPLES)]
    Lint(LintArguments),
    /// Say what a rule is for: what has to hold, why, and what to write instead
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArguments),
    /// List what a runbook was understood to hold
    #[command(after_help = LIST_EXAMPLES)]
    List(ListArguments),
    /// Say how long each level takes, over many seeds: median, percentiles, what was never reached
    #[command(after_help = TIMES_EXAMPLES)]
    Times(TimesArguments),
    /// Show the commands of a level in the order in which an operator types them
    #[command(after_help = PLAN_EXAMPLES)]
    Plan(PlanArguments),
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  rollback-drill completions bash > /etc/bash_completion.d/rollback-drill"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  rollback-drill man | man -l -")]
    Man,
}

const RUN_EXAMPLES: &str = "Examples:
  rollback-drill run
  rollback-drill run --variant documented --level L3 --option B
  rollback-drill run --condition context-leak
  rollback-drill run --runbook docs/rollback.md --report json=report.json
  rollback-drill run --machine real --variant hardened
  rollback-drill run --machine both --report json=report.json
  rollback-drill run --machine real --subject ../agent-studio@v2.3.0
  rollback-drill run --level L4 --keep-world ./worlds --seed $(git rev-parse HEAD)";

const LINT_EXAMPLES: &str = "Examples:
  rollback-drill lint
  rollback-drill lint docs/rollback.md
  rollback-drill lint docs/rollback.md --format json > findings.json

Exit codes: 0 nothing found, or of a runbook of the pack exactly what is known; 3 not understood;
10 something found that is not known, or something known not found";

const EXPLAIN_EXAMPLES: &str = "Examples:
  rollback-drill explain one-clock-read
  rollback-drill explain audit-log-complete --format json
  rollback-drill list rules";

const LIST_EXAMPLES: &str = "Examples:
  rollback-drill list steps
  rollback-drill list conditions --runbook docs/rollback.md
  rollback-drill list rules
  rollback-drill list findings
  rollback-drill list findings --variant documented --seeds 40 --format yaml > known.yaml

A pack names such a file as known_findings of a runbook. Then exactly these findings are expected, and
'run' and 'lint' succeed with them. To accept a finding is a decision of people: read the list, and
write beside each entry who accepts it and why."
;

const TIMES_EXAMPLES: &str = "Examples:
  rollback-drill times --variant hardened
  rollback-drill times --level L4 --seeds 50
  rollback-drill times --condition context-leak --format json

A mark that some seeds never reach is slower than any time: where a percentile falls on one, it is never.
Exit code 12 where a drill did not come to its end.";

const PLAN_EXAMPLES: &str = "Examples:
  rollback-drill plan --level L4
  rollback-drill plan --level L3 --format json";

/// Where the runbook comes from.
#[derive(Debug, Args)]
pub(super) struct Source {
    /// A Markdown runbook in place of the pack's own ones
    #[arg(long, value_name = "FILE")]
    pub(super) runbook: Option<PathBuf>,
    /// A folder with a pack.yaml in place of the pack that is built in
    #[arg(long, value_name = "DIR")]
    pub(super) pack: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub(super) source: Source,
    /// Drill this runbook of the pack only, as its pack.yaml names it; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "runbook")]
    pub(super) variant: Vec<String>,
    /// Drill this level only, as L3 or 3; may be given several times
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(super) level: Vec<u8>,
    /// Drill this option only: A, B, ... or alternative; may be given several times
    #[arg(long, value_name = "OPTION")]
    pub(super) option: Vec<String>,
    /// Drill this condition only, by its name; may be given several times
    #[arg(long, value_name = "CONDITION")]
    pub(super) condition: Vec<String>,
    /// Where all chance comes from: a whole number or a commit hash
    #[arg(long, value_name = "SEED", default_value = "1", value_parser = seed)]
    pub(super) seed: Seed,
    /// What runs the commands: this program itself, or the real bash, git, jq, node and npm in a sealed sandbox,
    /// or both, compared with each other
    #[arg(long, value_name = "MACHINE", default_value = "simulated")]
    pub(super) machine: Machine,
    /// Drill on a copy of this repository, at a branch, tag or commit, in place of the pack's own; it is only read
    #[arg(long, value_name = "PATH[@COMMIT]")]
    pub(super) subject: Option<String>,
    /// How many drills run at a time; as many as there are processors where it is not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) jobs: Option<u16>,
    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    /// Write the report to a file too, as human=FILE or json=FILE; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = target)]
    pub(super) report: Vec<Target>,
    /// Keep the world of every drill, with its journal, in this new or empty folder
    #[arg(long, value_name = "DIR")]
    pub(super) keep_world: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct TimesArguments {
    #[command(flatten)]
    pub(super) source: Source,
    /// This runbook of the pack only, as its pack.yaml names it; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "runbook")]
    pub(super) variant: Vec<String>,
    /// This level only, as L3 or 3; may be given several times
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(super) level: Vec<u8>,
    /// This option only: A, B, ... or alternative; may be given several times
    #[arg(long, value_name = "OPTION")]
    pub(super) option: Vec<String>,
    /// This condition only, by its name; may be given several times
    #[arg(long, value_name = "CONDITION")]
    pub(super) condition: Vec<String>,
    /// The first seed
    #[arg(long, value_name = "N", default_value = "1")]
    pub(super) seed: u64,
    /// How many seeds, one after the other
    #[arg(long, value_name = "N", default_value = "200", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) seeds: u16,
    /// How many drills run at a time; as many as there are processors where it is not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) jobs: Option<u16>,
    /// How to print the times
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct LintArguments {
    /// The Markdown runbook; the pack's documented one where none is given
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The runbook of the pack to read, as its pack.yaml names it; the documented one
    /// where none is given
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    pub(super) variant: Option<String>,
    /// A folder with a pack.yaml in place of the pack that is built in
    #[arg(long, value_name = "DIR")]
    pub(super) pack: Option<PathBuf>,
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The rule, as reports name it
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    /// How to print the explanation
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// What to list
    pub(super) what: What,
    #[command(flatten)]
    pub(super) source: Source,
    /// The runbook of the pack to read, as its pack.yaml names it; the documented one
    /// where none is given, and all of them for findings
    #[arg(long, value_name = "NAME", conflicts_with = "runbook")]
    pub(super) variant: Option<String>,
    /// For findings: with how many seeds to drill; what not all of them show is there by chance
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) seeds: u16,
    /// How to print the list; yaml for findings only
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    pub(super) source: Source,
    /// The runbook of the pack to read, as its pack.yaml names it; the documented one
    /// where none is given
    #[arg(long, value_name = "NAME", conflicts_with = "runbook")]
    pub(super) variant: Option<String>,
    /// Show this level only, as L3 or 3; may be given several times
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(super) level: Vec<u8>,
    /// How to print the plan
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// For machines
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    Human,
    /// For machines
    Json,
    /// A list of known findings, as a pack holds it
    Yaml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum What {
    /// The levels, with their budgets
    Levels,
    /// The steps of every level, and how many commands each has
    Steps,
    /// The rows of the decision matrix and the circuit breaker
    Conditions,
    /// The messages and reports, with their placeholders
    Templates,
    /// The items that have to be confirmed
    Checklists,
    /// What this program checks at the end of every level
    Checks,
    /// What lint and a run find, and what of it is known: known, new, gone
    Findings,
    /// Every rule that a runbook can break, with its severity and who finds it: lint or run
    Rules,
}

/// What runs the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Machine {
    /// Models of bash and the other programs, in this process; needs nothing
    Simulated,
    /// The programs that are installed, in a sandbox
    Real,
    /// Each in turn; where they disagree, exit code 11
    Both,
}

/// A report in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

fn target(text: &str) -> Result<Target, String> {
    let advice = "write a report as human=FILE or json=FILE";
    let (format, path) = text.split_once('=').ok_or(advice)?;
    let format = Format::from_str(format, false).map_err(|_| advice)?;
    if path.is_empty() { Err(advice.to_owned()) } else { Ok(Target { format, path: path.into() }) }
}

fn level(text: &str) -> Result<u8, String> {
    let digits = text.strip_prefix(['L', 'l']).unwrap_or(text);
    digits.parse().map_err(|_| "write a level as L3 or 3".to_owned())
}

fn seed(text: &str) -> Result<Seed, String> {
    text.parse()
        .map_err(|error: crate::determinism::SeedError| format!("{error}: {}", error.hint()))
}
