//! Writes a pattern in the syntax of the crate `regex`.

use std::fmt::Write as _;

use super::node::{Node, Place};
use super::set::ByteSet;

/// Returns the pattern as text for the crate; none where a back-reference stands in it.
pub(super) fn lower(node: &Node) -> Option<String> {
    if node.refers_back() {
        return None;
    }
    let mut out = String::new();
    write_node(node, &mut out);
    Some(out)
}

fn write_node(node: &Node, out: &mut String) {
    match node {
        Node::Empty | Node::Back(_) => out.push_str("(?:)"),
        Node::Set(set) => write_set(*set, out),
        Node::Place(place) => out.push_str(place_text(*place)),
        Node::Group(_, inner) => wrapped("(", inner, out),
        Node::Sequence(nodes) => nodes.iter().for_each(|node| write_node(node, out)),
        Node::Either(nodes) => {
            out.push_str("(?:");
            for (at, node) in nodes.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "|" });
                write_node(node, out);
            }
            out.push(')');
        }
        Node::Repeat { node, least, most } => {
            wrapped("(?:", node, out);
            write_times(*least, *most, out);
        }
    }
}

fn wrapped(open: &str, inner: &Node, out: &mut String) {
    out.push_str(open);
    write_node(inner, out);
    out.push(')');
}

fn write_times(least: u32, most: Option<u32>, out: &mut String) {
    let written = match (least, most) {
        (0, None) => write!(out, "*"),
        (1, None) => write!(out, "+"),
        (0, Some(1)) => write!(out, "?"),
        (least, None) => write!(out, "{{{least},}}"),
        (least, Some(most)) => write!(out, "{{{least},{most}}}"),
    };
    written.expect("writing to a string cannot fail");
}

fn write_set(set: ByteSet, out: &mut String) {
    let ranges = set.ranges();
    if let [(only, end)] = ranges.as_slice()
        && only == end
    {
        write!(out, "\\x{only:02x}").expect("writing to a string cannot fail");
        return;
    }
    if ranges.is_empty() {
        out.push_str("[^\\x00-\\xff]");
        return;
    }
    out.push('[');
    for (low, high) in ranges {
        write!(out, "\\x{low:02x}-\\x{high:02x}").expect("writing to a string cannot fail");
    }
    out.push(']');
}

fn place_text(place: Place) -> &'static str {
    match place {
        Place::LineStart => "(?m:^)",
        Place::LineEnd => "(?m:$)",
        Place::TextStart => "\\A",
        Place::TextEnd => "\\z",
        Place::WordEdge => "\\b",
        Place::NoWordEdge => "\\B",
        Place::WordStart => "\\b{start}",
        Place::WordEnd => "\\b{end}",
        Place::NoWordBefore => "\\b{start-half}",
        Place::NoWordAfter => "\\b{end-half}",
    }
}
