//! What a rule may look at: the runbook, and every way through it with its commands read.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::script::{Call, Script};
use crate::runbook::{
    Claim, Command, CommandAddress, Level, Observation, Place, Placeholder, Route, RouteItem,
    Runbook, Span, Step,
};
use crate::verdict::Evidence;

/// A runbook, opened for the rules.
#[derive(Debug)]
pub(super) struct Book<'r> {
    /// The runbook.
    pub(super) runbook: &'r Runbook,
    /// Every way through every level.
    pub(super) ways: Vec<Way<'r>>,
}

/// The most commands that are read, those of every way through a level counted.
const COMMANDS_MAX: usize = 5000;

/// Returns the levels that are not read, because there are more than 5000 commands up to there.
pub fn left_out(runbook: &Runbook) -> &[Level] {
    let mut sum = 0_usize;
    let place = runbook.levels.iter().position(|level| {
        sum = sum.saturating_add(commands_in(level));
        sum > COMMANDS_MAX
    });
    place.map_or(&[], |place| &runbook.levels[place..])
}

/// Counts the commands of a level as often as there are ways through it.
fn commands_in(level: &Level) -> usize {
    let options = level.steps.iter().map(|step| step.options.len()).max().unwrap_or(0);
    level.all_commands().count().saturating_mul(options.max(1) + level.alternatives.len())
}

/// One way through a level.
#[derive(Debug)]
pub(super) struct Way<'r> {
    /// The level.
    pub(super) level: &'r Level,
    /// The commands, in the order in which they are typed.
    pub(super) typed: Vec<Typed<'r>>,
    /// The times to wait, in order.
    pub(super) waits: Vec<&'r Observation>,
}

/// One command to type.
#[derive(Debug, Clone)]
pub(super) struct Typed<'r> {
    /// The title of its step or alternative.
    pub(super) title: &'r str,
    /// The command.
    pub(super) command: &'r Command,
    /// The same, read.
    pub(super) script: Rc<Script>,
}

impl<'r> Book<'r> {
    /// Reads every command of a runbook, but for levels that are too much to read.
    pub(super) fn open(runbook: &'r Runbook) -> Self {
        let read = runbook.levels.len() - left_out(runbook).len();
        let levels = &runbook.levels[..read];
        let mut scripts: BTreeMap<CommandAddress, Rc<Script>> = BTreeMap::new();
        for (_, _, command) in levels.iter().flat_map(Level::all_commands) {
            scripts.insert(command.address, Rc::new(Script::of(command)));
        }
        let ways = levels.iter().flat_map(|level| {
            let routes = level.routes().into_iter();
            routes.map(|route| Way::of(level, &route, &scripts)).collect::<Vec<_>>()
        });
        Self { runbook, ways: ways.collect() }
    }

    /// Returns every call of every command, with the command.
    pub(super) fn calls(&self) -> impl Iterator<Item = (&Typed<'r>, &Call)> {
        self.typed().flat_map(|typed| typed.calls().iter().map(move |call| (typed, call)))
    }

    /// Returns every command of every way.
    pub(super) fn typed(&self) -> impl Iterator<Item = &Typed<'r>> {
        self.ways.iter().flat_map(|way| &way.typed)
    }

    /// Returns the words that `span` covers, on one line.
    pub(super) fn quoted(&self, span: Span) -> String {
        span.slice(&self.runbook.source).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl<'r> Way<'r> {
    fn of(
        level: &'r Level,
        route: &Route<'r>,
        scripts: &BTreeMap<CommandAddress, Rc<Script>>,
    ) -> Self {
        let mut way = Self { level, typed: Vec::new(), waits: Vec::new() };
        for item in &route.items {
            match *item {
                RouteItem::Command(step, _, command) => {
                    let script = scripts.get(&command.address).map(Rc::clone).unwrap_or_default();
                    let title = title_of(level, step, command);
                    way.typed.push(Typed { title, command, script });
                }
                RouteItem::Observation(wait) => way.waits.push(wait),
                RouteItem::Step(_) | RouteItem::Message(..) | RouteItem::Other(..) => {}
            }
        }
        way
    }

    /// Returns every blank, with its command and the place of that among the commands.
    pub(super) fn blanks(&self) -> impl Iterator<Item = (usize, &Typed<'r>, &'r Placeholder)> {
        self.typed.iter().enumerate().flat_map(|(place, typed)| {
            let command: &'r Command = typed.command;
            command.placeholders.iter().map(move |blank| (place, typed, blank))
        })
    }
}

fn title_of<'r>(level: &'r Level, step: &'r Step, command: &Command) -> &'r str {
    let alternative = match command.address.place {
        Place::Alternative(number) => {
            level.alternatives.iter().find(|other| other.number == number)
        }
        Place::Step { .. } => None,
    };
    alternative.map_or(step.title.as_str(), |other| other.title.as_str())
}

/// Words that say that something is looked at, and not done.
const VERIFYING: [&str; 6] = ["verify", "check", "validate", "confirm", "ensure", "test"];

impl Typed<'_> {
    /// Makes evidence at this command.
    pub(super) fn evidence(&self, text: String) -> Evidence {
        Evidence::at(&self.address(), self.command.span.line, text)
    }

    /// Returns the address, such as `L4.2.1`.
    pub(super) fn address(&self) -> String {
        self.command.address.to_string()
    }

    /// Returns the address with its line, for sentences about this command.
    pub(super) fn place(&self) -> String {
        format!("{} (line {})", self.command.address, self.command.span.line)
    }

    /// Returns the calls.
    pub(super) fn calls(&self) -> &[Call] {
        &self.script.calls
    }

    /// Returns whether another command stands in the same step, option or alternative.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.command.address.place == other.command.address.place
    }

    /// Returns whether its comment says that it verifies something; where it has none, whether the
    /// title of its step does.
    pub(super) fn is_verification(&self) -> bool {
        let begins = |text: &str| {
            let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            VERIFYING.contains(&word.to_ascii_lowercase().as_str())
        };
        let said = |text: &str| {
            let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_ascii_lowercase);
            words.into_iter().any(|word| ["verify", "validate", "confirm"].contains(&word.as_str()))
        };
        let ahead: Vec<&str> = self
            .command
            .remarks
            .iter()
            .filter(|remark| remark.span.offset < self.command.span.offset)
            .map(|remark| remark.text.as_str())
            .collect();
        match ahead.as_slice() {
            [] => begins(self.title),
            texts => texts.iter().any(|text| begins(text) || said(text)),
        }
    }

    /// Returns whether the runbook says what it prints, so that somebody or something compares.
    pub(super) fn is_compared(&self) -> bool {
        !self.command.expectations.is_empty()
    }

    /// Returns whether it is expected to print nothing.
    pub(super) fn prints_nothing(&self) -> bool {
        self.command.expectations.iter().any(|each| each.claim == Claim::PrintsNothing)
    }
}

/// Makes evidence at a place of a level that is no command.
pub(super) fn at_level(level: u8, span: Span, text: String) -> Evidence {
    Evidence::at(&format!("L{level}"), span.line, text)
}

/// Puts names into a sentence: `a, b and c`.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
