//! Which command a comment belongs to.

use std::collections::BTreeMap;

use super::cut::{CommandLines, CommentPlace, Piece};
use crate::runbook::words::{Standing, claim_of, looks_back};

/// A comment with the command that it belongs to, by its place among the commands of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owned {
    /// Where it is.
    pub(super) place: CommentPlace,
    /// The command; none in a block without commands.
    pub(super) command: Option<usize>,
    /// Where it stands to that command.
    pub(super) standing: Standing,
    /// Whether no empty line lies between the two.
    pub(super) is_touching: bool,
    /// Whether it stands on a line of its own behind the last command of the block.
    pub(super) is_last: bool,
    /// The paragraph of the block that it stands in.
    pub(super) paragraph: usize,
}

/// A comment between two commands.
struct Between {
    place: CommentPlace,
    touches_previous: bool,
    paragraph: usize,
}

/// Gives every comment of a block to a command: the nearest one, and the next one where both are
/// near; but what reads as an expectation looks back to the command before.
pub(super) fn owners(lines: &[&str], pieces: &[Piece]) -> Vec<Owned> {
    let mut owned = Vec::new();
    let mut run: Vec<Between> = Vec::new();
    let mut previous = None;
    let mut next = 0;
    let mut paragraph = 0;
    let mut touches = false;
    for piece in pieces {
        match piece {
            Piece::Blank => {
                paragraph += 1;
                touches = false;
            }
            Piece::Comment(place) => {
                let touches_previous = touches && previous.is_some();
                run.push(Between { place: *place, touches_previous, paragraph });
            }
            Piece::Command(command) => {
                settle(lines, &run, (previous, Some((next, paragraph))), &mut owned);
                run.clear();
                owned.extend(on_lines(command, next, paragraph));
                previous = Some(next);
                next += 1;
                touches = true;
            }
        }
    }
    settle(lines, &run, (previous, None), &mut owned);
    owned
}

/// Returns the last line of the last command of each paragraph.
pub(super) fn ends_of_paragraphs(pieces: &[Piece]) -> BTreeMap<usize, usize> {
    let mut paragraph = 0;
    let mut ends = BTreeMap::new();
    for piece in pieces {
        match piece {
            Piece::Blank => paragraph += 1,
            Piece::Comment(_) => {}
            Piece::Command(command) => {
                ends.insert(paragraph, command.last);
            }
        }
    }
    ends
}

/// Returns what a comment says, without its mark.
pub(super) fn body<'a>(lines: &[&'a str], place: CommentPlace) -> &'a str {
    lines[place.line][place.at..].trim_start_matches('#').trim()
}

fn on_lines(
    command: &CommandLines,
    number: usize,
    paragraph: usize,
) -> impl Iterator<Item = Owned> {
    command.comments.iter().map(move |place| Owned {
        place: *place,
        command: Some(number),
        standing: Standing::Behind,
        is_touching: true,
        is_last: false,
        paragraph,
    })
}

type Neighbours = (Option<usize>, Option<(usize, usize)>);

fn settle(lines: &[&str], run: &[Between], neighbours: Neighbours, owned: &mut Vec<Owned>) {
    let (previous, next) = neighbours;
    let mut was_expectation = false;
    for each in run {
        let text = body(lines, each.place);
        let touches_next = next.is_some_and(|(_, paragraph)| paragraph == each.paragraph);
        let is_claim = claim_of(text, Standing::Behind).is_some();
        let is_lead = is_claim && claim_of(text, Standing::Before).is_some();
        let is_nearer = each.touches_previous || !touches_next;
        let looks_back =
            looks_back(text) || (is_lead && is_nearer) || (is_claim && was_expectation);
        let is_back = next.is_none() || looks_back || (each.touches_previous && !touches_next);
        let is_back = is_back && previous.is_some();
        was_expectation = is_back && is_claim;
        let command = if is_back { previous } else { next.map(|(number, _)| number) };
        owned.push(Owned {
            place: each.place,
            command,
            standing: if is_back { Standing::Behind } else { Standing::Before },
            is_touching: if is_back { each.touches_previous } else { touches_next },
            is_last: next.is_none(),
            paragraph: each.paragraph,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::cut::cut;
    use super::*;

    /// Shows for each comment the number of its command and on which side of it it stands.
    fn shape(text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let shown = owners(&lines, &cut(text.lines())).into_iter().map(|owned| {
            let side = if owned.standing == Standing::Before { "<" } else { ">" };
            format!("{side}{}", owned.command.map_or("-".to_owned(), |number| number.to_string()))
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_comment_goes_to_the_nearest_command_and_an_expectation_looks_back() {
        let table = [
            ("# why\na", "<0"),
            ("a # why", ">0"),
            ("a\n# Expected: x\nb", ">0"),
            ("a\n\n# Expected: x\nb", ">0"),
            ("a\n\n# Should be empty\nb", "<1"),
            ("a\n# Should be empty\nb", ">0"),
            (
                "a\n\n# Expected: all tests passing (74 tests)\n# Mode tests: 3 tests should be removed",
                ">0 >0",
            ),
            ("a\n# next\nb", "<1"),
            ("a\n# Monitor for 1 hour\n\n# next\nb", ">0 <1"),
            ("a\n\n# far\n\nb", "<1"),
            ("a\n\n# last", ">0"),
            ("a\n# => 4\nb", ">0"),
            ("a #=> 4\nb", ">0"),
            ("a\n\n# -> one\n# -> two\nb", ">0 >0"),
            ("# alone", "<-"),
            ("# Expected: x\na", "<0"),
            ("for x in y; do # each\n  a # why\ndone", ">0 >0"),
        ];
        for (text, expected) in table {
            assert_eq!(shape(text), expected, "{text}");
        }
    }
}
