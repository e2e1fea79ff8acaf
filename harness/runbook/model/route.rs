//! Ways through a level, in the order in which an operator meets the pieces.

use std::collections::BTreeSet;

use super::{Alternative, Block, BlockKind, Command, Level, Observation, Step};

/// One way through a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<'a> {
    /// The letter of the options taken, `alternative` (`alternative-2` for the second one), or
    /// none where the level leaves no choice.
    pub option: Option<String>,
    /// The pieces, in order.
    pub items: Vec<RouteItem<'a>>,
}

/// What an operator meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteItem<'a> {
    /// A step begins; its prose is for people.
    Step(&'a Step),
    /// A command to type. In the place of a step that an alternative replaces, the step is the
    /// replaced one, and the command's address tells the alternative.
    Command(&'a Step, &'a Block, &'a Command),
    /// A message to send.
    Message(&'a Step, &'a Block),
    /// A block in another language, for people.
    Other(&'a Step, &'a Block),
    /// A time to wait; the command that runs meanwhile, if any, is the next item.
    Observation(&'a Observation),
}

/// What is taken where there is a choice.
#[derive(Clone, Copy)]
enum Choice<'a> {
    First,
    Letter(char),
    /// The alternative, in the place of the step with this number.
    Alternative(&'a Alternative, u32),
}

impl Level {
    /// Returns every way through this level: one a letter, or one without a letter, then one an
    /// alternative method. None for a level without steps.
    ///
    /// A step that lacks the letter gives its first option. An alternative stands in the place of
    /// the first step that has commands; the other steps follow with their first options.
    pub fn routes(&self) -> Vec<Route<'_>> {
        let Some(replaced) = self.replaced_step() else { return Vec::new() };
        let letters: BTreeSet<char> = self
            .steps
            .iter()
            .flat_map(|step| step.options.iter().map(|option| option.letter))
            .collect();
        let mut routes = Vec::new();
        if letters.is_empty() {
            routes.push(self.route(None, Choice::First));
        }
        for letter in letters {
            routes.push(self.route(Some(letter.to_string()), Choice::Letter(letter)));
        }
        for other in &self.alternatives {
            let name = match other.number {
                1 => "alternative".to_owned(),
                number => format!("alternative-{number}"),
            };
            routes.push(self.route(Some(name), Choice::Alternative(other, replaced.number)));
        }
        routes
    }

    /// Returns the step whose place an alternative takes.
    fn replaced_step(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.has_commands()).or_else(|| self.steps.first())
    }

    fn route<'a>(&'a self, option: Option<String>, choice: Choice<'a>) -> Route<'a> {
        let items = self.steps.iter().flat_map(|step| items_of(step, choice)).collect();
        Route { option, items }
    }
}

fn items_of<'a>(step: &'a Step, choice: Choice<'a>) -> Vec<RouteItem<'a>> {
    let mut items = vec![RouteItem::Step(step)];
    match choice {
        Choice::Alternative(other, number) if number == step.number => {
            items.extend(in_order(step, &[&other.blocks], &[&other.observations]));
        }
        Choice::First | Choice::Letter(_) | Choice::Alternative(..) => {
            let wanted = |option: &&super::StepOption| matches!(choice, Choice::Letter(letter) if option.letter == letter);
            match step.options.iter().find(wanted).or_else(|| step.options.first()) {
                None => items.extend(in_order(step, &[&step.blocks], &[&step.observations])),
                Some(option) => items.extend(in_order(
                    step,
                    &[&step.blocks, &option.blocks],
                    &[&step.observations, &option.observations],
                )),
            }
        }
    }
    items
}

/// Puts blocks and observations into the order of the text.
fn in_order<'a>(
    step: &'a Step,
    blocks: &[&'a [Block]],
    observations: &[&'a [Observation]],
) -> Vec<RouteItem<'a>> {
    let of_blocks = blocks.iter().copied().flatten().flat_map(|block| items_in(step, block));
    let of_prose =
        observations.iter().copied().flatten().map(|each| (each.at, RouteItem::Observation(each)));
    let mut items: Vec<_> = of_blocks.chain(of_prose).collect();
    items.sort_by_key(|(at, _)| *at);
    items.into_iter().map(|(_, item)| item).collect()
}

fn items_in<'a>(step: &'a Step, block: &'a Block) -> Vec<(usize, RouteItem<'a>)> {
    let at = block.span.offset;
    match &block.kind {
        BlockKind::Message => vec![(at, RouteItem::Message(step, block))],
        BlockKind::Other(_) => vec![(at, RouteItem::Other(step, block))],
        BlockKind::Output => Vec::new(),
        BlockKind::Commands => {
            let commands = block
                .commands
                .iter()
                .map(|each| (each.span.offset, RouteItem::Command(step, block, each)));
            let waits =
                block.observations.iter().map(|each| (each.at, RouteItem::Observation(each)));
            commands.chain(waits).collect()
        }
    }
}
