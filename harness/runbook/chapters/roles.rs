//! Which chapter every heading belongs to.

use super::heading::{LevelHeading, level_heading};
use crate::runbook::markdown::Outline;
use crate::runbook::reading::Reading;

/// What the pieces under a heading belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runbook) enum Role {
    /// A level, by its place among the bodies.
    Level(usize),
    /// Messages to be sent, of this level where one is named.
    Messages(Option<u8>),
    /// The way back.
    Redeployment,
    /// Anything else.
    Other,
}

/// One heading of a level with all that stands under it.
#[derive(Debug)]
pub(in crate::runbook) struct Body {
    /// The number in the heading.
    pub(in crate::runbook) number: u8,
    /// The name in the heading.
    pub(in crate::runbook) name: String,
    /// The remark in the heading.
    pub(in crate::runbook) remark: Option<String>,
    /// The sections by their place in the outline; the first one is the heading.
    pub(in crate::runbook) sections: Vec<usize>,
}

/// The role of every section.
#[derive(Debug, Default)]
pub(in crate::runbook) struct Roles {
    /// One a section.
    pub(in crate::runbook) of_sections: Vec<Role>,
    /// The levels, in the order of the text.
    pub(in crate::runbook) bodies: Vec<Body>,
}

/// Gives every section its role: from its own heading, or from the heading above it.
pub(in crate::runbook) fn roles(reading: &Reading<'_>, outline: &Outline) -> Roles {
    let mut roles = Roles::default();
    let mut above: Vec<(u8, Role)> = Vec::new();
    for (number, section) in outline.sections.iter().enumerate() {
        while above.last().is_some_and(|(depth, _)| *depth >= section.depth) {
            above.pop();
        }
        let inherited = above.last().map_or(Role::Other, |(_, role)| *role);
        let heading = level_heading(&section.heading.text).filter(|_| section.depth > 0);
        let role = match (heading, inherited) {
            (Some(LevelHeading::Numbered { number, .. }), Role::Messages(_)) => {
                Role::Messages(Some(number))
            }
            (Some(LevelHeading::Numbered { number, name, remark }), _) => {
                roles.bodies.push(Body { number, name, remark, sections: Vec::new() });
                Role::Level(roles.bodies.len() - 1)
            }
            (Some(LevelHeading::Unnumbered), Role::Other) => {
                reading.warn(
                    "level-without-number",
                    reading.span(section.heading.range.clone()),
                    "this heading reads as that of a level, but has no number from 0 to 255",
                    "write the number in digits, as in '### Level 2: Configuration rollback'",
                );
                Role::Other
            }
            (_, inherited) => role_of(&section.heading.text, inherited),
        };
        if let Role::Level(body) = role {
            roles.bodies[body].sections.push(number);
        }
        above.push((section.depth, role));
        roles.of_sections.push(role);
    }
    roles
}

fn role_of(heading: &str, inherited: Role) -> Role {
    let lower = heading.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match inherited {
        Role::Level(_) | Role::Messages(_) => inherited,
        Role::Redeployment | Role::Other => {
            if has(&[
                "re-deploy",
                "redeploy",
                "re-enabl",
                "reenabl",
                "roll-forward",
                "roll forward",
            ]) {
                Role::Redeployment
            } else if has(&["communication", "message", "notification"]) {
                Role::Messages(None)
            } else {
                inherited
            }
        }
    }
}
