//! A compiled pattern: asks the crate where a match starts, and our matcher how long it is.

use regex::bytes;

use super::lower;
use super::node::{Node, Place};
use super::parse;
use super::program::{self, Step};
use super::search::Search;
use super::set::ByteSet;
use super::wanted::{Around, Case, Trouble, Wanted};

/// Parts of Perl patterns that the crate reads in another way than Perl.
const READ_OTHERWISE: &[&str] =
    &["\\<", "\\>", "&&", "--", "~~", "[[", "(?", "\\b{", "\\p", "\\P", "\\z", "\\x", "#"];

/// A pattern that is ready to search.
#[derive(Debug, Clone)]
pub(in super::super) struct Pattern {
    finder: Option<bytes::Regex>,
    steps: Vec<Step>,
    groups: usize,
    case: Case,
    is_simple: bool,
    warnings: Vec<String>,
}

/// One match: where it and its groups start and end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Found(Vec<Option<(usize, usize)>>);

impl Found {
    /// Returns where the match starts.
    pub(in super::super) fn start(&self) -> usize {
        self.group(0).map_or(0, |(start, _)| start)
    }

    /// Returns where the match ends.
    pub(in super::super) fn end(&self) -> usize {
        self.group(0).map_or(0, |(_, end)| end)
    }

    /// Returns where a group starts and ends; none where it took no part in the match.
    pub(in super::super) fn group(&self, number: usize) -> Option<(usize, usize)> {
        self.0.get(number).copied().flatten()
    }
}

impl Pattern {
    /// Compiles `text`.
    pub(in super::super) fn compile(text: &[u8], wanted: Wanted) -> Result<Self, Trouble> {
        let parsed = parse::parse(text, wanted)?;
        let node = surrounded(parsed.node, wanted.around);
        let whole = Self::of_node(&node, wanted.case)?;
        Ok(Self { groups: parsed.groups, warnings: parsed.warnings, ..whole })
    }

    /// Makes a pattern that matches `text` as it stands (`grep -F`).
    pub(in super::super) fn literal(
        text: &[u8],
        case: Case,
        around: Around,
    ) -> Result<Self, Trouble> {
        let bytes = text.iter().map(|byte| Node::Set(ByteSet::of(*byte).in_case(case)));
        Self::of_node(&surrounded(Node::sequence(bytes.collect()), around), case)
    }

    /// Compiles a Perl pattern (`grep -P`), as far as the crate reads it in the same way.
    pub(in super::super) fn perl(text: &[u8], case: Case, around: Around) -> Result<Self, Trouble> {
        let text = std::str::from_utf8(text).map_err(|_| Trouble::TooHard)?;
        if text.is_empty() || READ_OTHERWISE.iter().any(|part| text.contains(part)) {
            return Err(Trouble::TooHard);
        }
        let text = match around {
            Around::Anything => text.to_owned(),
            Around::NoWord => return Err(Trouble::TooHard),
            Around::Nothing => format!("^(?:{text})$"),
        };
        let mut builder = bytes::RegexBuilder::new(&text);
        let builder = builder.unicode(false).case_insensitive(case == Case::Ignored);
        let finder = builder.build().map_err(|_| Trouble::TooHard)?;
        let groups = finder.captures_len() - 1;
        Ok(Self { finder: Some(finder), groups, ..Self::of_node(&Node::Empty, case)? })
    }

    fn of_node(node: &Node, case: Case) -> Result<Self, Trouble> {
        let finder = match lower::lower(node) {
            Some(text) => Some(finder(&text)?),
            None => None,
        };
        Ok(Self {
            finder,
            steps: program::compile(node).ok_or(Trouble::TooHard)?,
            groups: 0,
            case,
            is_simple: node.choices() <= 1,
            warnings: Vec::new(),
        })
    }

    /// Returns what grep warns of when it reads the pattern.
    pub(in super::super) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns how many groups the pattern has.
    pub(in super::super) fn groups(&self) -> usize {
        self.groups
    }

    /// Says whether the pattern matches anywhere in `text`.
    pub(in super::super) fn is_match(&self, text: &[u8]) -> Result<bool, Trouble> {
        match &self.finder {
            Some(finder) => Ok(finder.is_match(text)),
            None => Ok(self.find_at(text, 0)?.is_some()),
        }
    }

    /// Finds the leftmost match from `from` on, the longest of those that start there.
    pub(in super::super) fn find_at(
        &self,
        text: &[u8],
        from: usize,
    ) -> Result<Option<Found>, Trouble> {
        let Some(finder) = &self.finder else {
            return self.try_every_start(text, from);
        };
        if self.is_simple {
            return Ok(self.find_simply(finder, text, from));
        }
        match finder.find_at(text, from) {
            Some(found) => self.longest_at(text, found.start()),
            None => Ok(None),
        }
    }

    fn find_simply(&self, finder: &bytes::Regex, text: &[u8], from: usize) -> Option<Found> {
        if self.groups == 0 {
            let found = finder.find_at(text, from)?;
            return Some(Found(vec![Some((found.start(), found.end()))]));
        }
        let found = finder.captures_at(text, from)?;
        let ends = |group: bytes::Match<'_>| (group.start(), group.end());
        Some(Found(found.iter().map(|group| group.map(ends)).collect()))
    }

    fn try_every_start(&self, text: &[u8], from: usize) -> Result<Option<Found>, Trouble> {
        for start in from..=text.len() {
            if let Some(found) = self.longest_at(text, start)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn longest_at(&self, text: &[u8], start: usize) -> Result<Option<Found>, Trouble> {
        let search = Search {
            steps: &self.steps,
            text,
            slots: 2 * self.groups + 2,
            either_case: self.case == Case::Ignored,
            refers_back: self.finder.is_none(),
        };
        let slots = search.longest_at(start).map_err(|_| Trouble::TooHard)?;
        let ends = |pair: &[Option<usize>]| Some((pair[0]?, pair[1]?));
        Ok(slots.map(|slots| Found(slots.chunks(2).map(ends).collect())))
    }
}

fn finder(text: &str) -> Result<bytes::Regex, Trouble> {
    bytes::RegexBuilder::new(text).unicode(false).build().map_err(|_| Trouble::TooHard)
}

fn surrounded(node: Node, around: Around) -> Node {
    let (before, after) = match around {
        Around::Anything => return node,
        Around::NoWord => (Place::NoWordBefore, Place::NoWordAfter),
        Around::Nothing => (Place::TextStart, Place::TextEnd),
    };
    Node::Sequence(vec![Node::Place(before), node, Node::Place(after)])
}
