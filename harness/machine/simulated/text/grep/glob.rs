//! Which files a search leaves out: `--include`, `--exclude`, `--exclude-dir`.

use super::super::super::options::Arguments;
use super::super::regex::{Around, Case, Dialect, Lines, Pattern, Wanted};
use crate::shell::{Call, Stop};
use crate::world::name_of;

/// The globs of one call. Each is matched against the last part of a path.
#[derive(Debug, Clone)]
pub(super) struct Globs {
    files: Vec<(Rule, Pattern)>,
    directories: Vec<Pattern>,
    includes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Include,
    Exclude,
}

impl Globs {
    /// Reads the globs of a call; one with a slash in it is not modelled.
    pub(super) fn understand(call: &Call<'_>, arguments: &Arguments) -> Result<Self, Stop> {
        let mut globs = Self { files: Vec::new(), directories: Vec::new(), includes: false };
        for given in &arguments.options {
            let Some(glob) = &given.value else {
                continue;
            };
            match given.name {
                "include" => globs.files.push((Rule::Include, compile(call, glob)?)),
                "exclude" => globs.files.push((Rule::Exclude, compile(call, glob)?)),
                "exclude-dir" => {
                    let glob = glob.trim_end_matches('/');
                    globs.directories.push(compile(call, glob)?);
                }
                _ => {}
            }
        }
        globs.includes = globs.files.first().is_some_and(|(rule, _)| *rule == Rule::Include);
        Ok(globs)
    }

    /// Says whether a file is searched. The last glob that fits decides; where none fits, a file is
    /// left out when the first one was an `--include`.
    pub(super) fn takes_file(&self, path: &str) -> bool {
        let name = name_of(path).as_bytes();
        let fits = |pattern: &Pattern| pattern.is_match(name).is_ok_and(|fits| fits);
        match self.files.iter().rev().find(|(_, pattern)| fits(pattern)) {
            Some((rule, _)) => *rule == Rule::Include,
            None => !self.includes,
        }
    }

    /// Says whether a directory is searched.
    pub(super) fn takes_directory(&self, path: &str) -> bool {
        let name = name_of(path).as_bytes();
        !self.directories.iter().any(|pattern| pattern.is_match(name).is_ok_and(|fits| fits))
    }
}

fn compile(call: &Call<'_>, glob: &str) -> Result<Pattern, Stop> {
    let unknown = || call.unmodelled(&format!("the glob {glob}"));
    if glob.contains('/') {
        return Err(unknown());
    }
    let wanted = Wanted {
        dialect: Dialect::GrepExtended,
        case: Case::Counts,
        lines: Lines::One,
        around: Around::Nothing,
    };
    Pattern::compile(as_pattern(glob).as_bytes(), wanted).map_err(|_| unknown())
}

/// Writes a glob as an extended regular expression.
fn as_pattern(glob: &str) -> String {
    let mut out = String::new();
    let mut left = glob.chars().peekable();
    let mut inside = false;
    while let Some(letter) = left.next() {
        match letter {
            '[' => {
                inside = true;
                out.push('[');
                if left.next_if(|next| matches!(next, '!' | '^')).is_some() {
                    out.push('^');
                }
                out.extend(left.next_if_eq(&']'));
            }
            ']' => {
                inside = false;
                out.push(']');
            }
            letter if inside => out.push(letter),
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            '\\' => {
                let literal = left.next().unwrap_or('\\');
                out.extend(['[', literal, ']']);
            }
            '.' | '+' | '(' | ')' | '|' | '{' | '}' | '^' | '$' => out.extend(['\\', letter]),
            other => out.push(other),
        }
    }
    out
}
