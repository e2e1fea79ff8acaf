//! One step of a level, its options, and its fenced blocks.

use super::{Command, Observation, Placeholder, Prose};
use crate::runbook::Span;

/// One numbered step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The number, unique in its level.
    pub number: u32,
    /// The title without emphasis, colon and remark.
    pub title: String,
    /// What stands in parentheses behind the title.
    pub remark: Option<String>,
    /// Where the title stands.
    pub span: Span,
    /// Running text and bullets.
    pub prose: Vec<Prose>,
    /// Fenced blocks in front of all options, in the order of the text.
    pub blocks: Vec<Block>,
    /// Ways of which one is taken.
    pub options: Vec<StepOption>,
    /// Times to wait that stand in running text or in the remark of the title.
    pub observations: Vec<Observation>,
}

impl Step {
    /// Returns whether there is anything to type in this step, whichever option is taken.
    pub fn has_commands(&self) -> bool {
        let options = self.options.iter().flat_map(|option| &option.blocks);
        self.blocks.iter().chain(options).any(|block| !block.commands.is_empty())
    }
}

/// One way through a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOption {
    /// The letter, upper case.
    pub letter: char,
    /// What is done.
    pub title: String,
    /// What stands in parentheses behind the title, e.g. `preserves other changes`.
    pub remark: Option<String>,
    /// Where the title stands.
    pub span: Span,
    /// Running text and bullets.
    pub prose: Vec<Prose>,
    /// Fenced blocks, in the order of the text.
    pub blocks: Vec<Block>,
    /// Times to wait that stand in running text.
    pub observations: Vec<Observation>,
}

/// What a fenced block is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// Commands to type.
    Commands,
    /// A message for people.
    Message,
    /// What the command before is expected to print.
    Output,
    /// Text in another language, named as behind the fence; empty where none is named.
    Other(String),
}

/// One fenced or indented block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is for.
    pub kind: BlockKind,
    /// The block with its fences.
    pub span: Span,
    /// Its lines without indentation, ended by a line end each.
    pub text: String,
    /// The commands; empty unless the kind is [`BlockKind::Commands`].
    pub commands: Vec<Command>,
    /// Times to wait that stand in comments.
    pub observations: Vec<Observation>,
    /// The blanks to fill in a message; those of commands stand in the commands.
    pub placeholders: Vec<Placeholder>,
}
