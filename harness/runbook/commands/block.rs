//! One fenced block, read to the end: its kind, its commands, and what its comments say.

use std::ops::Range;

use super::comments::{Owned, body, owners};
use super::cut::{CommandLines, Piece, cut};
use super::language::{Surroundings, is_plain, is_shell_named, judge};
use super::prompt::{Transcript, transcript};
use super::syntax::{Syntax, syntax_of};
use crate::runbook::markdown::Code;
use crate::runbook::model::{
    Block, BlockKind, Claim, Command, CommandAddress, Expectation, Place, Placeholder, Remark,
};
use crate::runbook::reading::Reading;
use crate::runbook::words::{blanks_in_command, claim_of, masked, shown_by_arrow};

/// Where a block stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::runbook) struct Setting<'a> {
    /// The number of the level.
    pub(in crate::runbook) level: u8,
    /// The step, option or alternative.
    pub(in crate::runbook) place: Place,
    /// How many commands stand before it in the same place.
    pub(in crate::runbook) commands_before: u32,
    /// The title of the step.
    pub(in crate::runbook) title: &'a str,
    /// The sentence before the block.
    pub(in crate::runbook) said: &'a str,
}

/// Reads a block, with a remark for everything in it that is doubtful.
pub(in crate::runbook) fn read_block(
    reading: &Reading<'_>,
    code: &Code,
    setting: Setting<'_>,
) -> Block {
    let mut block = Block {
        kind: BlockKind::Commands,
        span: reading.span(code.range.clone()),
        text: code.text(reading.source),
        commands: Vec::new(),
        observations: Vec::new(),
        placeholders: Vec::new(),
    };
    let reader = BlockReader::new(reading, code, setting);
    block.kind = reader.kind(&code.language, &block);
    match block.kind {
        BlockKind::Commands => reader.read_into(&mut block),
        BlockKind::Message => block.placeholders = reading.blanks(code),
        BlockKind::Output | BlockKind::Other(_) => {}
    }
    block
}

pub(super) struct BlockReader<'r, 's> {
    pub(super) reading: &'r Reading<'s>,
    setting: Setting<'r>,
    /// The lines to type; those of a transcript without prompts, its output empty.
    pub(super) lines: Vec<&'s str>,
    /// The bytes of each line in the source.
    pub(super) ranges: Vec<Range<usize>>,
    /// What a transcript shows behind each line.
    shown: Vec<Range<usize>>,
    pub(super) pieces: Vec<Piece>,
}

impl<'r, 's> BlockReader<'r, 's> {
    fn new(reading: &'r Reading<'s>, code: &Code, setting: Setting<'r>) -> Self {
        let Transcript { typed: ranges, shown } = transcript(reading.source, &code.lines);
        let lines: Vec<&str> = ranges
            .iter()
            .map(|line| reading.source.get(line.clone()).unwrap_or_default())
            .collect();
        let masks: Vec<_> =
            lines.iter().map(|line| masked(line, &blanks_in_command(line))).collect();
        let pieces = cut(masks.iter().map(AsRef::as_ref));
        Self { reading, setting, lines, ranges, shown, pieces }
    }

    fn kind(&self, language: &str, block: &Block) -> BlockKind {
        if is_shell_named(language) {
            return BlockKind::Commands;
        }
        if !is_plain(language) {
            return BlockKind::Other(language.to_owned());
        }
        let around = Surroundings { title: self.setting.title, said: self.setting.said, language };
        let (kind, doubt) = judge(around, &self.lines, &self.pieces);
        if let Some(doubt) = doubt {
            self.reading.warn(
                "unnamed-block",
                block.span,
                format!("this block names no language and is taken for {doubt}"),
                "write the language behind the fence: bash for commands, text for everything else",
            );
        }
        kind
    }

    fn read_into(&self, block: &mut Block) {
        let commands = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Command(lines) => Some(lines),
            Piece::Blank | Piece::Comment(_) => None,
        });
        for (number, lines) in commands.enumerate() {
            block.commands.push(self.command(number, lines));
        }
        if block.commands.is_empty() {
            self.reading.warn(
                "block-without-commands",
                block.span,
                "this block of commands has nothing to type",
                "write the command, or the instruction as a sentence outside the block",
            );
        }
        let owned = owners(&self.lines, &self.pieces);
        for each in &owned {
            self.comment(*each, &mut block.commands);
        }
        block.observations = self.observations(&owned, &block.commands);
    }

    fn address(&self, number: usize) -> CommandAddress {
        let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        CommandAddress {
            level: self.setting.level,
            place: self.setting.place,
            command: self.setting.commands_before.saturating_add(number),
        }
    }

    fn command(&self, number: usize, lines: &CommandLines) -> Command {
        let range = self.ranges[lines.first].start..self.ranges[lines.last].end;
        let mut command = Command {
            address: self.address(number),
            span: self.reading.span(range),
            text: self.lines[lines.first..=lines.last].join("\n"),
            placeholders: self.placeholders(lines),
            expectations: Vec::new(),
            remarks: Vec::new(),
        };
        self.check(lines, &command);
        if let Some(shown) = self.shown.get(lines.last).filter(|shown| !shown.is_empty()) {
            command.expectations.push(Expectation {
                span: self.reading.span(shown.clone()),
                text: self.reading.source.get(shown.clone()).unwrap_or_default().to_owned(),
                claim: Claim::Prose,
            });
        }
        command
    }

    /// Returns the blanks to fill before the command can be typed; those in comments do not count.
    fn placeholders(&self, lines: &CommandLines) -> Vec<Placeholder> {
        let mut at = 0;
        let mut all = Vec::new();
        for number in lines.first..=lines.last {
            let line = self.lines[number];
            let comment = lines.comments.iter().find(|comment| comment.line == number);
            let end = comment.map_or(line.len(), |comment| comment.at);
            let blanks = blanks_in_command(line).into_iter().filter(|blank| blank.range.end <= end);
            let places = (self.ranges[number].start, at);
            all.extend(blanks.map(|blank| self.reading.placeholder(blank, line, places)));
            at += line.len() + 1;
        }
        all
    }

    /// Remarks on what bash would not read, or would not find.
    fn check(&self, lines: &CommandLines, command: &Command) {
        let masked: Vec<_> = self.lines[lines.first..=lines.last]
            .iter()
            .map(|line| masked(line, &blanks_in_command(line)))
            .collect();
        if lines.is_unfinished {
            self.reading.error(
                "unfinished-command",
                command.span,
                "the block ends inside this command: a quote, a loop or a here-document is open",
                "close it, or the shell waits for more until somebody presses Ctrl-C",
            );
            return;
        }
        let syntax = if lines.has_select {
            Syntax::Unasked
        } else {
            syntax_of(&masked.join("\n"), lines.depth)
        };
        match syntax {
            Syntax::Right => self.check_name(lines, command),
            Syntax::Wrong(line) => {
                let line = lines.first + line.unwrap_or(0).min(lines.last - lines.first);
                self.reading.error(
                    "broken-shell",
                    self.reading.span(self.ranges[line].clone()),
                    "the shell syntax of this command is broken",
                    "try the command with bash -n",
                );
            }
            Syntax::Unasked => self.reading.warn(
                "unchecked-shell",
                command.span,
                "the syntax of this command is not checked: too long, too deeply nested, or a select",
                "split it into smaller commands or move it into a script",
            ),
        }
    }

    /// A line such as `Expected: it works` is prose, but in a block of commands it gets typed.
    fn check_name(&self, lines: &CommandLines, command: &Command) {
        let line = self.lines[lines.first];
        let word = line.split_whitespace().next().unwrap_or_default();
        let is_prose = word.len() > 1
            && word.ends_with(':')
            && word.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_prose {
            self.reading.warn(
                "prose-among-commands",
                command.span,
                format!("this line is typed as a command, and no command is named '{word}'"),
                "put a # in front of it, or move it out of the block",
            );
        }
    }

    fn comment(&self, owned: Owned, commands: &mut [Command]) {
        let Some(command) = owned.command.and_then(|number| commands.get_mut(number)) else {
            return;
        };
        let text = body(&self.lines, owned.place).to_owned();
        let line = &self.ranges[owned.place.line];
        let span = self.reading.span(line.start + owned.place.at..line.end);
        let claim = claim_of(&text, owned.standing)
            .or_else(|| (owned.is_last && asks_people(&text)).then_some(Claim::Prose));
        match claim {
            Some(claim) if !goes_on(command, &text, &claim) => {
                command.expectations.push(Expectation { span, text: text.clone(), claim });
            }
            _ => {}
        }
        command.remarks.push(Remark { span, text });
    }
}

/// Adds one more line behind an arrow to the output that the lines before it show; false where it
/// is no such line.
fn goes_on(command: &mut Command, text: &str, claim: &Claim) -> bool {
    let Some(last) = command.expectations.last_mut() else { return false };
    let are_arrows = shown_by_arrow(&last.text).is_some() && shown_by_arrow(text).is_some();
    match (&mut last.claim, claim) {
        (Claim::PrintsExactly(shown), Claim::PrintsExactly(more)) if are_arrows => {
            shown.push('\n');
            shown.push_str(more);
            true
        }
        _ => false,
    }
}

/// Returns whether a comment behind the last command asks somebody to look at something.
fn asks_people(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    ["verify", "check", "confirm", "ensure", "make"].contains(&word.to_ascii_lowercase().as_str())
}
