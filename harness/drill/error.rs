//! What can go wrong with a pack or with a drill, with place and advice.

use std::path::PathBuf;

use crate::world::FileError;

/// A pack that cannot be understood (exit code 3).
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file of the pack could not be read.
    #[error("cannot read {place}")]
    Read {
        /// The file.
        place: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The embedded pack has no such file.
    #[error("the embedded pack has no file {place}")]
    NotEmbedded {
        /// The file.
        place: String,
    },
    /// A path of the pack leads out of its folder.
    #[error("{place} leads out of the pack")]
    Outside {
        /// The path.
        place: String,
    },
    /// A file is too large.
    #[error("{place} has {bytes} bytes; a file of a pack has at most 4 MiB")]
    TooLarge {
        /// The file.
        place: String,
        /// Its size.
        bytes: u64,
    },
    /// A directory holds too much.
    #[error("{place} holds more than 20000 files and folders")]
    TooMany {
        /// The directory.
        place: String,
    },
    /// A file is a pipe, a device or a socket.
    #[error("cannot read {place}: it is no regular file")]
    NotRegular {
        /// The file.
        place: String,
    },
    /// A file is no text.
    #[error("{place} is no UTF-8 text: the byte at offset {offset} is none")]
    NotText {
        /// The file.
        place: String,
        /// The first byte that is wrong.
        offset: usize,
    },
    /// A YAML file is wrong.
    #[error("{place} is not as a pack has to be:\n{why}")]
    Yaml {
        /// The file.
        place: String,
        /// The reader's own words, with the line.
        why: String,
    },
    /// A version of the format that this program does not know.
    #[error("{place}: format {found} is not known")]
    Format {
        /// The file.
        place: String,
        /// What it says.
        found: u32,
    },
    /// A variant that the pack does not have.
    #[error("{place}: there is no runbook '{wanted}'")]
    NoVariant {
        /// The file.
        place: String,
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A check that this program does not have.
    #[error("{place}: there is no check '{wanted}'")]
    NoCheck {
        /// The file.
        place: String,
        /// What was asked for.
        wanted: String,
    },
    /// A rule that this program does not have.
    #[error("{place}: {finder} has no rule '{wanted}'")]
    NoRule {
        /// The file.
        place: String,
        /// What was asked for.
        wanted: String,
        /// Who would find it: `lint` or `run`.
        finder: &'static str,
    },
    /// A figure with which no world can be built or would ever come to an end.
    #[error("{place}: {key} {rule}")]
    Figure {
        /// The file.
        place: String,
        /// The key.
        key: String,
        /// What it has to be.
        rule: &'static str,
    },
    /// The feature has no config for production.
    #[error("{place}: feature.configs names no file for production")]
    NoProduction {
        /// The file.
        place: String,
    },
    /// The baseline tag stands at no commit.
    #[error("{place}: no commit has the tag '{tag}'")]
    NoBaseline {
        /// The file.
        place: String,
        /// The tag.
        tag: String,
    },
}

impl PackError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Read { .. } => {
                "a pack is a folder with a pack.yaml and the files it names".into()
            }
            Self::NotEmbedded { .. } => "the program was built from an incomplete pack".into(),
            Self::Outside { .. } => {
                "paths in a pack start at its own folder, and links stay in it".into()
            }
            Self::NotRegular { .. } => "save it as a file".into(),
            Self::TooLarge { .. } | Self::TooMany { .. } => {
                "large files do not belong into a pack".into()
            }
            Self::NotText { .. } => "save the file as UTF-8".into(),
            Self::Figure { rule, .. } if rule.starts_with("is empty") => {
                let names: Vec<&str> =
                    crate::checks::ALL.iter().map(crate::checks::Check::id).collect();
                format!(
                    "name at least one check, or leave the level out of the pack to have it held \
                     against all of them: {}",
                    names.join(", ")
                )
            }
            Self::Yaml { .. } | Self::Figure { .. } => {
                "compare with scenarios/party-mode/pack.yaml, where each key is explained".into()
            }
            Self::Format { .. } => "this program reads format 1".into(),
            Self::NoVariant { known, .. } => format!("the pack has: {}", known.join(", ")),
            Self::NoRule { .. } => "'rollback-drill list rules' names them all".into(),
            Self::NoCheck { .. } => {
                let names: Vec<&str> =
                    crate::checks::ALL.iter().map(crate::checks::Check::id).collect();
                format!("there are: {}", names.join(", "))
            }
            Self::NoProduction { .. } => "add 'production: PATH' to feature.configs".into(),
            Self::NoBaseline { .. } => "give a tag that history lists at a commit".into(),
        }
    }
}

/// The harness could not do its work (exit code 70, or 12 where it does not model what it would
/// have to run). Never a verdict on a runbook.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    /// The pack is wrong.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The user's repository cannot be drilled on.
    #[error(transparent)]
    Subject(#[from] crate::throwaway::OriginalError),
    /// A world could not be built, forked or observed.
    #[error("failed to build a throwaway world")]
    World(#[from] crate::throwaway::ThrowawayError),
    /// A file of a world could not be read or written.
    #[error("failed to {what} in a throwaway world")]
    File {
        /// What was tried.
        what: String,
        /// Why it failed.
        #[source]
        source: FileError,
    },
    /// The machine failed, not the runbook.
    #[error("the machine failed: {what}")]
    Machine {
        /// What failed.
        what: String,
    },
    /// The real machine could not be started or broke down.
    #[error(transparent)]
    Real(#[from] crate::machine::real::RealError),
    /// A drill on the real machine was asked for where nobody said what the host has.
    #[error("the real machine was not set up")]
    NoHost,
    /// A world could not be kept.
    #[error("failed to keep a world in {}", path.display())]
    Keep {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The pack's own test suite cannot be run, so that nothing can be said of any drill.
    #[error("the pack's own test suite needs {what}, which is not modelled")]
    Suite {
        /// What is not modelled.
        what: String,
    },
    /// The user asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// The thread pool could not be made.
    #[error("failed to start {jobs} jobs")]
    Jobs {
        /// How many were asked for.
        jobs: usize,
    },
}
