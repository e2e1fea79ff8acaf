//! How the operator gives every placeholder of a command a value.

use super::operator::{Halt, Operator};
use super::placeholder::{self, Printed};
use crate::journal::{Event, Filled};
use crate::runbook::Command;

impl Operator<'_> {
    /// Gives every placeholder of a command a value.
    pub(super) fn fill(&mut self, command: &Command) -> Result<String, Halt> {
        let mut text = command.text.clone();
        for placeholder in &command.placeholders {
            let hole = &placeholder.text;
            if !text.contains(hole.as_str()) {
                continue;
            }
            let value = self.value_of(command, &placeholder.name)?;
            text = text.replace(hole.as_str(), &value);
        }
        Ok(text)
    }

    fn value_of(&mut self, command: &Command, name: &str) -> Result<String, Halt> {
        self.work(self.pack.durations.human.fill_placeholder)?;
        if let Some(value) = self.filled.get(name) {
            return Ok(value.clone());
        }
        let advice = placeholder::advice(&self.pack.placeholders, name);
        let found = placeholder::find(name, &self.printed, advice.pick);
        let (printed_by, value) = match (found, advice.look_up) {
            (Some((address, value)), _) => (Some(address), value),
            (None, Some(look_up)) => (None, self.look_up(command, name, &look_up)?),
            (None, None) if self.may_be_printed(name) => {
                let (address, line) = (command.address.to_string(), command.span.line);
                let what = format!("finding a value for <{name}> in what was printed");
                self.record(Event::Unmodelled { address, line, what });
                return Err(Halt::Unmodelled);
            }
            (None, None) => {
                let why = format!("nothing that was printed gives a value for <{name}>");
                return Err(self.stuck(command, &why));
            }
        };
        self.filled.insert(name.to_owned(), value.clone());
        self.typed.push(value.clone());
        self.record(Event::PlaceholderFilled(Filled {
            address: command.address.to_string(),
            line: command.span.line,
            name: name.to_owned(),
            value: value.clone(),
            printed_by,
        }));
        Ok(value)
    }

    /// Says whether a person might read a value for `name` where this operator cannot tell one.
    fn may_be_printed(&self, name: &str) -> bool {
        let is_silent = self.printed.iter().all(|output| output.stdout.trim().is_empty());
        !is_silent && !placeholder::is_known_kind(name)
    }

    /// Finds a value with a command that the runbook does not hold.
    fn look_up(&mut self, command: &Command, name: &str, text: &str) -> Result<String, Halt> {
        self.work(self.pack.durations.human.look_up)?;
        let window = self.pack.durations.endless_window.0;
        let mut record = self.run(command, text, window)?;
        record.improvised = true;
        let printed = [Printed::by(&record)];
        self.record_run(command, record);
        let found = placeholder::find(name, &printed, 1);
        found.map(|(_, value)| value).ok_or_else(|| {
            self.stuck(command, &format!("a look-up gave no value for <{name}>: {text}"))
        })
    }
}
