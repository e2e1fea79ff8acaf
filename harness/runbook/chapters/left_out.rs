//! What reads as if it had to be carried out, and is no command of a step.

use super::divide::{Content, Part};
use crate::runbook::Span;
use crate::runbook::commands::{is_plainly_a_command, is_typed};
use crate::runbook::markdown::{Code, Node, codes_in};
use crate::runbook::model::{Block, BlockKind, LeftOut, Level};
use crate::runbook::reading::Reading;

/// Words right before a command in prose that say not to type it.
const FORBIDDING: [&str; 8] =
    ["not", "never", "don't", "avoid", "instead of", "rather than", "unlike", "without"];

/// Returns the blocks of commands in a part that is no step.
pub(super) fn blocks_in<'a>(reading: &Reading<'_>, part: &Part<'a>) -> Vec<&'a Code> {
    let nodes = part.content.iter().filter_map(|content| match content {
        Content::Node(node) => Some(std::slice::from_ref::<Node>(*node)),
        Content::Label(_) | Content::Text(_) => None,
    });
    nodes.flat_map(codes_in).filter(|code| is_typed_code(reading, code)).collect()
}

/// Returns whether a block that stands in no step is commands.
pub(in crate::runbook) fn is_typed_code(reading: &Reading<'_>, code: &Code) -> bool {
    is_typed(&code.language, &code.text(reading.source))
}

/// Remarks on a block that stands outside the steps of every level, and returns it.
pub(in crate::runbook) fn stray(reading: &Reading<'_>, code: &Code, why: &'static str) -> LeftOut {
    let span = reading.span(code.range.start..code.range.start + 3);
    reading.warn(
        "stray-commands",
        span,
        why,
        "move them into a step of a level, or name another language behind the fence",
    );
    let text = code.text(reading.source);
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    LeftOut { span, text: first.unwrap_or_default().trim().to_owned(), why }
}

/// Adds what the steps of a level leave to people although it reads as a command: commands in
/// running text, and blocks that nobody can tell to be commands or not.
pub(super) fn in_steps(reading: &Reading<'_>, level: &mut Level) {
    let mut found = blocks_in_doubt(level);
    for (text, span) in sentences(level) {
        let told = told_commands(&text).into_iter().filter(|told| !is_typed_in(level, told));
        for told in told {
            let span = reading.span_of(&told, span.range());
            let why = "this command stands in running text and is not carried out";
            reading.warn("command-in-prose", span, why, "write it into a block of commands");
            found.push(LeftOut { span, text: told, why });
        }
    }
    level.left_out.extend(found);
    level.left_out.sort_by_key(|each| each.span);
}

fn blocks_in_doubt(level: &Level) -> Vec<LeftOut> {
    let steps = level.steps.iter().flat_map(|step| {
        step.blocks.iter().chain(step.options.iter().flat_map(|option| &option.blocks))
    });
    let all = steps.chain(level.alternatives.iter().flat_map(|other| &other.blocks));
    let is_doubtful = |block: &&Block| block.kind == BlockKind::Other(String::new());
    all.filter(is_doubtful)
        .map(|block| LeftOut {
            span: block.span,
            text: block.text.lines().next().unwrap_or_default().trim().to_owned(),
            why: "this block names no language and is taken for text for people",
        })
        .collect()
}

/// Every sentence of the steps and alternatives, titles and remarks too, with its place.
fn sentences(level: &Level) -> Vec<(String, Span)> {
    let mut all = Vec::new();
    let mut add = |text: Option<&String>, span: Span| all.extend(text.map(|t| (t.clone(), span)));
    for step in &level.steps {
        add(Some(&step.title), step.span);
        add(step.remark.as_ref(), step.span);
        step.prose.iter().for_each(|prose| add(Some(&prose.text), prose.span));
        for option in &step.options {
            add(Some(&option.title), option.span);
            add(option.remark.as_ref(), option.span);
            option.prose.iter().for_each(|prose| add(Some(&prose.text), prose.span));
        }
    }
    for other in &level.alternatives {
        add(Some(&other.title), other.span);
        add(other.remark.as_ref(), other.span);
        other.prose.iter().for_each(|prose| add(Some(&prose.text), prose.span));
    }
    all
}

/// Returns the commands between backticks that a sentence tells people to type.
fn told_commands(text: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut pieces = text.split('`');
    while let (Some(before), Some(code)) = (pieces.next(), pieces.next()) {
        if is_plainly_a_command(code) && !forbids(before) {
            told.push(code.trim().to_owned());
        }
    }
    told
}

/// Returns whether the last two words before a command say not to type it.
fn forbids(before: &str) -> bool {
    let clause = before.rsplit([',', '.', ';', ':']).next().unwrap_or_default();
    let lower = clause.to_ascii_lowercase();
    let mut last: Vec<&str> = lower.split_whitespace().rev().take(2).collect();
    last.reverse();
    let end = last.join(" ");
    FORBIDDING.iter().any(|word| end == *word || last.contains(word))
}

/// Returns whether a command of the level is, or begins as, the command that a sentence tells. Two
/// words are the name of what a block types, as in "look at what `git log` prints".
fn is_typed_in(level: &Level, told: &str) -> bool {
    let told: Vec<&str> = told.split_whitespace().collect();
    level.all_commands().any(|(_, _, command)| {
        command.text.split(['\n', '|', ';', '&']).any(|part| {
            let typed: Vec<&str> = part.split_whitespace().collect();
            typed == told || (told.len() == 2 && typed.starts_with(&told))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_forbids_a_command_does_not_tell_to_type_it() {
        for text in [
            "DO NOT run `git push --force`",
            "Never `rm -rf .git`",
            "restore it instead of `git reset --hard`",
            "See `config.yaml` and `true`",
        ] {
            assert_eq!(told_commands(text), Vec::<String>::new(), "{text}");
        }
        for text in [
            "Run `git push --force`",
            "If it is not there, run `git push --force`.",
            "the flag `true` needs `git push --force`",
        ] {
            assert_eq!(told_commands(text), ["git push --force"], "{text}");
        }
    }
}
