//! The headings of a text, each with the pieces under it.

use pulldown_cmark::{Options, Parser};

use super::builder::Builder;
use super::{Line, Node};

/// One heading with what stands between it and the next one.
#[derive(Debug)]
pub(in crate::runbook) struct Section {
    /// The depth of the heading, 1 to 6; 0 for what stands above all headings.
    pub(in crate::runbook) depth: u8,
    /// The heading.
    pub(in crate::runbook) heading: Line,
    /// The pieces under it.
    pub(in crate::runbook) nodes: Vec<Node>,
}

/// The sections of a text, in order.
#[derive(Debug)]
pub(in crate::runbook) struct Outline {
    /// The sections; the first one has no heading.
    pub(in crate::runbook) sections: Vec<Section>,
    /// Where containers are nested too deeply to be told apart.
    pub(in crate::runbook) too_deep: Option<usize>,
}

/// Reads the outline of `source` from the byte `begin` on.
pub(in crate::runbook) fn outline(source: &str, begin: usize) -> Outline {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut builder = Builder::new(source);
    for (event, range) in Parser::new_ext(&source[begin..], options).into_offset_iter() {
        builder.take(event, begin + range.start..begin + range.end);
    }
    builder.finish()
}
