//! How the operator deals with people: approvals are asked for and waited for, messages go out.

use super::message::{self, Known, Progress};
use super::operator::{Halt, Operator, ms};
use crate::journal::Event;
use crate::runbook::{Step, Template};

impl Operator<'_> {
    /// Reads a step. Where it asks for an approval, nothing goes on before it is given.
    pub(super) fn reach(&mut self, step: &Step) -> Result<(), Halt> {
        let address = format!("L{}.{}", self.order.level.number, step.number);
        let line = step.span.line;
        self.record(Event::StepReached { address: address.clone(), line });
        self.work(self.pack.durations.human.read_step)?;
        let texts = step.prose.iter().map(|prose| prose.text.as_str());
        let texts: Vec<&str> = std::iter::once(step.title.as_str()).chain(texts).collect();
        let roles: Vec<String> =
            texts.into_iter().flat_map(|text| self.people.approvers_named(text)).collect();
        if roles.is_empty() {
            return Ok(());
        }
        self.ask(&roles);
        self.await_approvals(&address, line)
    }

    /// Asks for approvals that were not asked for yet.
    pub(super) fn ask(&mut self, roles: &[String]) {
        let now = self.now();
        for role in roles {
            if self.people.ask(role, now) {
                self.record(Event::ApprovalAsked { role: role.to_lowercase() });
            }
        }
    }

    /// Takes note of the approvals that came in.
    pub(super) fn hear(&mut self) {
        for approval in self.people.hear(self.now()) {
            let (role, asked, given) = (approval.role, approval.asked, approval.given);
            self.record(Event::Approved { role, asked, given });
        }
    }

    /// Waits until every approval is there that was asked for.
    pub(super) fn await_approvals(&mut self, address: &str, line: u32) -> Result<(), Halt> {
        if let Some(last) = self.people.last_answer() {
            let wait = last.since(self.now());
            self.spend(wait)?;
            let (address, waited_ms) = (address.to_owned(), ms(wait));
            self.record(Event::ApprovalsAwaited { address, line, waited_ms });
        }
        self.hear();
        Ok(())
    }

    /// Sends the messages that are due. One with a blank that may still be filled waits, unless it
    /// `must` go now.
    pub(super) fn tell(&mut self, must: bool) -> Result<(), Halt> {
        for template in std::mem::take(&mut self.order.unsent) {
            let written = message::write(template, &self.known(Progress::Begun));
            if !must && !written.holes.is_empty() {
                self.order.unsent.push(template);
                continue;
            }
            self.send(template, written)?;
        }
        Ok(())
    }

    /// Sends what was not sent yet, and tells those who were told of the beginning of the end.
    pub(super) fn tell_the_end(&mut self) -> Result<(), Halt> {
        self.tell(true)?;
        for template in self.order.messages.clone() {
            let over = message::write(template, &self.known(Progress::Over));
            let begun = message::write(template, &self.known(Progress::Begun));
            if over != begun {
                self.send(template, over)?;
            }
        }
        Ok(())
    }

    fn send(&mut self, template: &Template, written: message::Written) -> Result<(), Halt> {
        self.work(self.pack.durations.human.send_message)?;
        self.record(Event::MessageSent {
            line: template.span.line,
            audience: template.audience,
            text: written.text,
            holes: written.holes,
        });
        Ok(())
    }

    fn known(&self, progress: Progress) -> Known<'_> {
        Known {
            now: self.now(),
            began: self.began,
            progress,
            level: self.order.level,
            row: self.order.row,
            printed: &self.printed,
            typed: &self.typed,
            analysis_due: self.order.analysis_due,
        }
    }
}
