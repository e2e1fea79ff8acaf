//! Markdown to an outline: headings with the paragraphs, lists, blocks and tables under them.
//!
//! Read `text` (inline text and labels), `node`, then `outline`, which builds them from the events
//! of the Markdown parser. What the pieces mean for a rollback is not known here.
//!
//! **Invariant:** every piece keeps the range of bytes that it came from.

mod builder;
mod node;
mod outline;
mod text;

pub(super) use node::{Code, Item, List, Node, Row, Table, codes_in};
pub(super) use outline::{Outline, Section, outline};
pub(super) use text::{
    Label, Line, Paragraph, label_in_heading, label_in_line, range_of, remark_behind, text_of,
};
