//! The times to wait that the comments of a block ask for.

use std::collections::BTreeMap;

use super::block::BlockReader;
use super::comments::{Owned, body, ends_of_paragraphs};
use crate::runbook::model::{Command, Observation};
use crate::runbook::words::{Standing, window_in};

/// Words with which a comment asks for the time itself, instead of announcing it.
const WATCHING: [&str; 7] = ["monitor", "watch", "observe", "wait", "soak", "validate", "bake"];

impl BlockReader<'_, '_> {
    /// Returns the times to wait, in the order of the text.
    ///
    /// A comment that announces a time in front of commands, as in "Staging first (1 hour
    /// validation)", means the time behind them; where another comment of the same paragraph asks
    /// for the same time, it is that one.
    pub(super) fn observations(&self, owned: &[Owned], commands: &[Command]) -> Vec<Observation> {
        let windows: Vec<_> =
            owned.iter().map(|each| window_in(body(&self.lines, each.place))).collect();
        let lasts: BTreeMap<_, _> = owned
            .iter()
            .zip(&windows)
            .enumerate()
            .map(|(number, (each, window))| ((each.paragraph, *window), number))
            .collect();
        let ends = ends_of_paragraphs(&self.pieces);
        let mut observations = Vec::new();
        for (number, (each, window)) in owned.iter().zip(&windows).enumerate() {
            let Some(length) = *window else { continue };
            let text = body(&self.lines, each.place);
            let is_ahead = each.standing == Standing::Before && each.is_touching;
            let is_announced = is_ahead && !begins_with_watching(text);
            if is_announced && lasts.get(&(each.paragraph, *window)) != Some(&number) {
                continue;
            }
            let line = &self.ranges[each.place.line];
            let own = line.start + each.place.at;
            let end = ends.get(&each.paragraph).map_or(own, |last| self.ranges[*last].end);
            let command = each.command.and_then(|number| commands.get(number));
            observations.push(Observation {
                span: self.reading.span(own..line.end),
                at: if is_announced { end } else { own },
                window: length,
                text: text.to_owned(),
                during: command
                    .filter(|_| is_ahead && !is_announced)
                    .map(|command| command.address),
            });
        }
        observations
    }
}

fn begins_with_watching(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    WATCHING.contains(&word.to_ascii_lowercase().as_str())
}
