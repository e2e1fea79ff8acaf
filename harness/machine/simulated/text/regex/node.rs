//! What a pattern is, once it is read.

use super::set::ByteSet;

/// One piece of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Matches nothing, everywhere.
    Empty,
    /// One byte of a set.
    Set(ByteSet),
    /// A place, no byte.
    Place(Place),
    /// A numbered group, counted from 1.
    Group(usize, Box<Node>),
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of them.
    Either(Vec<Node>),
    /// The same again, `least` times up to `most` times; no `most` is no end.
    Repeat {
        /// What is repeated.
        node: Box<Node>,
        /// The fewest times.
        least: u32,
        /// The most times.
        most: Option<u32>,
    },
    /// What the group of this number held.
    Back(usize),
}

/// A condition on a place between two bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `^`, where lines count.
    LineStart,
    /// `$`, where lines count.
    LineEnd,
    /// The start of the whole text.
    TextStart,
    /// The end of the whole text.
    TextEnd,
    /// `\b`.
    WordEdge,
    /// `\B`.
    NoWordEdge,
    /// `\<`.
    WordStart,
    /// `\>`.
    WordEnd,
    /// No word byte before (the left half of `grep -w`).
    NoWordBefore,
    /// No word byte after (the right half of `grep -w`).
    NoWordAfter,
}

impl Node {
    /// Puts nodes in a row, without a wrapper where there is one only.
    pub(super) fn sequence(mut nodes: Vec<Self>) -> Self {
        match nodes.len() {
            0 => Self::Empty,
            1 => nodes.remove(0),
            _ => Self::Sequence(nodes),
        }
    }

    /// Returns whether a back-reference stands anywhere in the node.
    pub(super) fn refers_back(&self) -> bool {
        match self {
            Self::Back(_) => true,
            Self::Group(_, inner) | Self::Repeat { node: inner, .. } => inner.refers_back(),
            Self::Sequence(nodes) | Self::Either(nodes) => nodes.iter().any(Self::refers_back),
            Self::Empty | Self::Set(_) | Self::Place(_) => false,
        }
    }

    /// Returns whether the edge of a word is asked for anywhere in the node.
    pub(super) fn asks_for_words(&self) -> bool {
        match self {
            Self::Place(place) => !matches!(
                place,
                Place::LineStart | Place::LineEnd | Place::TextStart | Place::TextEnd
            ),
            Self::Group(_, inner) | Self::Repeat { node: inner, .. } => inner.asks_for_words(),
            Self::Sequence(nodes) | Self::Either(nodes) => nodes.iter().any(Self::asks_for_words),
            Self::Empty | Self::Set(_) | Self::Back(_) => false,
        }
    }

    /// Returns how often the length of a match is open: repeats, counted; alternatives make it
    /// two or more. With at most one, the first match found greedily is the longest one.
    pub(super) fn choices(&self) -> usize {
        match self {
            Self::Empty | Self::Set(_) | Self::Place(_) => 0,
            Self::Group(_, inner) => inner.choices(),
            Self::Sequence(nodes) => nodes.iter().map(Self::choices).sum(),
            Self::Repeat { node, least, most } if Some(*least) == *most => {
                node.choices() * usize::try_from(*least).unwrap_or(usize::MAX)
            }
            Self::Repeat { node, .. } if matches!(**node, Self::Set(_)) => 1,
            Self::Repeat { .. } | Self::Either(_) | Self::Back(_) => 2,
        }
    }
}
