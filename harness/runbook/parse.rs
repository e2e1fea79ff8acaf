//! From Markdown to a runbook, as a table of contents.

use std::sync::Arc;

use super::chapters::{
    Role, Roles, is_typed_code, read_breaker, read_checklists, read_levels, read_matrix,
    read_redeployment, read_reports, read_templates, roles, stray,
};
use super::commands::is_shell_named;
use super::diagnostic::in_order;
use super::markdown::{Code, Outline, codes_in, outline};
use super::model::{LeftOut, Level, Runbook};
use super::reading::Reading;
use super::{Diagnostic, Severity};

/// The longest runbook that is read: 4 MiB.
pub const SOURCE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A runbook with the remarks of the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What was understood; empty where nothing was.
    pub runbook: Runbook,
    /// What was not, or only with doubt, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Returns whether a piece of the runbook cannot be drilled as it stands.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|each| each.severity == Severity::Error)
    }
}

/// Reads a runbook. `name` is the name of its file, for messages.
///
/// Every text gives a runbook, if an empty one: what is not understood is among the diagnostics.
pub fn parse(source: &str, name: &str) -> Parsed {
    let begin = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if source.len() > SOURCE_BYTES_MAX {
        return too_long(name);
    }
    let reading = Reading::new(source, begin);
    let outline = outline(source, begin);
    let roles = roles(&reading, &outline);
    let levels = read_levels(&reading, &outline, &roles);
    let mut templates = levels.templates;
    templates.extend(read_templates(&reading, &outline, &roles));
    templates.sort_by_key(|template| template.span);
    let mut runbook = Runbook {
        name: name.to_owned(),
        title: title_of(&outline),
        matrix: read_matrix(&reading, &outline, &levels.levels),
        breaker: read_breaker(&reading, &outline),
        reports: read_reports(&reading, &outline, &roles),
        checklists: read_checklists(&reading, &outline, &roles),
        redeployment: read_redeployment(&reading, &outline, &roles),
        levels: levels.levels,
        templates,
        source: Arc::from(source),
    };
    remark_on_outline(&reading, &outline, &roles, &mut runbook.levels);
    if runbook.levels.is_empty() {
        remark_on_no_level(&reading, begin);
    }
    Parsed { runbook, diagnostics: in_order(reading.take_remarks()) }
}

fn too_long(name: &str) -> Parsed {
    let reading = Reading::new("", 0);
    reading.error(
        "too-long",
        reading.span(0..0),
        "the runbook is longer than 4 MiB and was not read",
        "split it; a runbook that nobody can read is none",
    );
    let outline = Outline { sections: Vec::new(), too_deep: None };
    let runbook = Runbook {
        name: name.to_owned(),
        source: Arc::from(""),
        title: title_of(&outline),
        levels: Vec::new(),
        matrix: Vec::new(),
        breaker: None,
        templates: Vec::new(),
        reports: Vec::new(),
        checklists: Vec::new(),
        redeployment: None,
    };
    Parsed { runbook, diagnostics: reading.take_remarks() }
}

/// The first heading of the shallowest depth, where it is the only one of that depth.
fn title_of(outline: &Outline) -> Option<String> {
    let headings = || outline.sections.iter().filter(|section| section.depth > 0);
    let depth = headings().map(|section| section.depth).min()?;
    let mut shallowest = headings().filter(|section| section.depth == depth);
    let title = shallowest.next()?.heading.text.trim().to_owned();
    shallowest.next().is_none().then_some(title)
}

fn remark_on_no_level(reading: &Reading<'_>, begin: usize) {
    let end = reading.source[begin..].find('\n').map_or(reading.source.len(), |at| begin + at);
    reading.error(
        "no-level",
        reading.span(begin..end),
        "no rollback level found",
        "a level begins with a heading such as '### Level 1: Feature flag', '## L2 – Config \
         rollback', '### Rollback level 3: Code' or '## Code rollback (Level 3)', in English, with \
         its number in digits",
    );
}

/// Remarks on what belongs to no piece of the runbook. Commands that stand in no level may be meant
/// for any of them.
fn remark_on_outline(
    reading: &Reading<'_>,
    outline: &Outline,
    roles: &Roles,
    levels: &mut [Level],
) {
    if let Some(at) = outline.too_deep {
        reading.warn(
            "nested-too-deeply",
            reading.span(at..at + 1),
            "lists are nested more than 16 deep; what is deeper counts to the deepest item",
            "write fewer lists in lists",
        );
    }
    for (section, role) in outline.sections.iter().zip(&roles.of_sections) {
        for code in codes_in(&section.nodes) {
            if is_stray(reading, code, *role) {
                let why = "these commands belong to no level and are not drilled";
                leave_out(levels, *role, &stray(reading, code, why));
            }
            if code.is_open {
                reading.error(
                    "open-fence",
                    reading.span(code.range.start..code.range.start + 3),
                    "this fence is never closed, so that everything behind it is in the block",
                    "close it with the same marks on a line of its own, indented as the first one",
                );
            }
        }
    }
    for level in levels {
        level.left_out.sort_by_key(|each| each.span);
    }
}

/// Returns whether a block is commands although its chapter is none of a level. A text to be sent or
/// filed is commands only where it says so.
fn is_stray(reading: &Reading<'_>, code: &Code, role: Role) -> bool {
    match role {
        Role::Level(_) => false,
        Role::Messages(_) => is_shell_named(&code.language),
        Role::Redeployment | Role::Other => is_typed_code(reading, code),
    }
}

/// Leaves a block out of the levels that it may be meant for; the way back belongs to none.
fn leave_out(levels: &mut [Level], role: Role, left_out: &LeftOut) {
    let may_be_for = |level: &&mut Level| match role {
        Role::Redeployment => false,
        Role::Messages(Some(number)) => level.number == number,
        Role::Level(_) | Role::Messages(None) | Role::Other => true,
    };
    for level in levels.iter_mut().filter(may_be_for) {
        level.left_out.push(left_out.clone());
    }
}
