//! `rollback-drill times`: how long each level takes, over many seeds.

use std::io::Write;

use serde_json::{Value, json};

use super::args::{Format, TimesArguments};
use super::campaign::{Way, run_planned};
use super::error::{CliError, code};
use super::input::{judge, read_all};
use super::run::write_whole;
use super::table::{Row, to_lines};
use super::wanted::{Asked, wanted_scenarios};
use crate::determinism::Seed;
use crate::drill::{Clock, DrillError, DrillResult, Scenario, Turns};
use crate::journal::Mark;
use crate::report::{FORMAT_VERSION, duration};
use crate::sweep::Spread;
use crate::verdict::Status;
use crate::world::AuditLogMode;

/// The percentiles that are shown.
const PERCENTS: [usize; 4] = [50, 95, 99, 100];

/// One drill with every seed.
struct Drill {
    scenario: Scenario,
    budget_ms: Option<u64>,
    /// How many seeds kept the budget.
    within: usize,
    /// How many seeds did not come to their end.
    unfinished: usize,
    /// For each seed how long each mark took, in the order of `Mark::ALL`.
    spans: Vec<Vec<Option<u64>>>,
}

/// Drills what the arguments ask for with one seed after the other and writes how long it took.
pub(super) fn times(
    arguments: &TimesArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let drills = measure(arguments, err)?;
    let text = match arguments.format {
        Format::Human => to_text(&drills, arguments),
        Format::Json => to_json(&drills, arguments),
    };
    write_whole(out, text.as_bytes())?;
    let is_whole = drills.iter().all(|drill| drill.unfinished == 0);
    Ok(if is_whole { code::PROVEN } else { code::INCONCLUSIVE })
}

fn measure(arguments: &TimesArguments, err: &mut dyn Write) -> Result<Vec<Drill>, CliError> {
    let read = read_all(&arguments.source, &arguments.variant)?;
    for book in &read.books {
        judge(book, err)?;
    }
    let conditions = read.pack.conditions(read.files.as_ref())?;
    let mut found: Vec<Drill> = Vec::new();
    for number in 0..u64::from(arguments.seeds) {
        let asked = Asked {
            levels: &arguments.level,
            options: &arguments.option,
            conditions: &arguments.condition,
            seed: Seed::new(arguments.seed.saturating_add(number)),
        };
        let planned = read.books.iter().map(|book| {
            let all = wanted_scenarios(book, &conditions, &asked)?;
            Ok(all.into_iter().filter(is_plain).collect())
        });
        let planned = planned.collect::<Result<Vec<Vec<Scenario>>, CliError>>()?;
        let way = Way { jobs: arguments.jobs, ..Way::default() };
        let drills = run_planned(&read, &conditions, &planned, &way)?;
        let count: usize = planned.iter().map(Vec::len).sum();
        if drills.iter().map(Vec::len).sum::<usize>() < count {
            return Err(CliError::Drill(DrillError::Interrupted));
        }
        for (at, result) in drills.iter().flatten().enumerate() {
            if found.len() == at {
                found.push(Drill::of(result));
            }
            found[at].add(result);
        }
    }
    Ok(found)
}

/// Midnight, a second run and the place of the log change little about times.
fn is_plain(scenario: &Scenario) -> bool {
    scenario.clock == Clock::Usual
        && scenario.turns == Turns::Once
        && scenario.audit_log == AuditLogMode::Ignored
}

impl Drill {
    fn of(result: &DrillResult) -> Self {
        Self {
            scenario: result.scenario.clone(),
            budget_ms: result.budget_ms,
            within: 0,
            unfinished: 0,
            spans: Vec::new(),
        }
    }

    fn add(&mut self, result: &DrillResult) {
        self.unfinished += usize::from(result.status != Status::Completed);
        self.within += usize::from(result.is_within_budget == Some(true));
        let marks = Mark::ALL.iter().map(|mark| {
            // Where nothing is present that could be detected, the time counts from the first command.
            let present =
                result.timeline.at(Mark::Present).map_or(Mark::Started, |_| Mark::Present);
            let span = result.timeline.between(present, *mark)?;
            u64::try_from(span.as_millis()).ok()
        });
        self.spans.push(marks.collect());
    }

    /// How long each mark took that comes after the first one.
    fn spreads(&self) -> impl Iterator<Item = (Mark, Spread)> {
        let marks = Mark::ALL.iter().enumerate().skip(1);
        marks.map(|(at, mark)| (*mark, Spread::of(self.spans.iter().map(|spans| spans[at]))))
    }

    fn name(&self) -> String {
        let condition = self.scenario.condition.as_deref().unwrap_or("none");
        format!("{} {}, {condition}", self.scenario.variant, self.scenario.route())
    }
}

fn to_text(drills: &[Drill], arguments: &TimesArguments) -> String {
    let seeds = usize::from(arguments.seeds);
    let mut text = String::new();
    for drill in drills {
        let kept = drill.budget_ms.map_or_else(String::new, |ms| {
            let budget = duration(ms);
            format!(": {} of {seeds} seeds keep the budget of {budget}", drill.within)
        });
        let left = match drill.unfinished {
            0 => String::new(),
            some => format!("; {some} did not come to their end"),
        };
        text.extend([drill.name(), kept, left, "\n".to_owned()]);
        let head = ["  mark", "reached", "p50", "p95", "p99", "max"].map(str::to_owned);
        let mut rows = vec![Row { cells: head.to_vec(), value: Value::Null }];
        rows.extend(drill.spreads().map(|(mark, spread)| {
            let mut cells = vec![format!("  {}", mark.word()), spread.count().to_string()];
            cells.extend(PERCENTS.map(|percent| {
                let ms = spread.percentile(percent);
                ms.map_or_else(|| "never".to_owned(), duration)
            }));
            Row { cells, value: Value::Null }
        }));
        text.push_str(&to_lines(&rows));
        text.push('\n');
    }
    text.push_str(
        "Times count from when the condition is there, or else from the first command.\n",
    );
    text
}

fn to_json(drills: &[Drill], arguments: &TimesArguments) -> String {
    let drills = drills.iter().map(|drill| {
        let marks = drill.spreads().map(|(mark, spread)| {
            let [p50, p95, p99, max] = PERCENTS.map(|percent| spread.percentile(percent));
            json!({
                "mark": mark.word(), "reached": spread.count(), "never": spread.never(),
                "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "max_ms": max,
            })
        });
        json!({
            "variant": drill.scenario.variant, "level": drill.scenario.level,
            "option": drill.scenario.option, "condition": drill.scenario.condition,
            "budget_ms": drill.budget_ms, "within_budget": drill.within,
            "unfinished": drill.unfinished, "marks": marks.collect::<Vec<_>>(),
        })
    });
    let document = json!({
        "format_version": FORMAT_VERSION, "first_seed": arguments.seed, "seeds": arguments.seeds,
        "drills": drills.collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}
