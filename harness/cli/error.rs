//! Errors of the command line, each with its exit code and its advice.

use std::io;

use crate::drill::{DrillError, PackError};

/// Exit codes (`rollback-drill --help`).
pub(super) mod code {
    pub(in crate::cli) const PROVEN: u8 = 0;
    pub(in crate::cli) const USAGE: u8 = 2;
    pub(in crate::cli) const NOT_UNDERSTOOD: u8 = 3;
    pub(in crate::cli) const NOTHING_RUN: u8 = 4;
    pub(in crate::cli) const REFUTED: u8 = 10;
    pub(in crate::cli) const INCONCLUSIVE: u8 = 12;
    pub(in crate::cli) const DISAGREE: u8 = 11;
    pub(in crate::cli) const NO_SANDBOX: u8 = 20;
    pub(in crate::cli) const BUG: u8 = 70;
    pub(in crate::cli) const NOT_WRITTEN: u8 = 74;
    pub(in crate::cli) const INTERRUPTED: u8 = 130;
}

/// Why a command did not come to its report.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error("cannot read the runbook {place}")]
    Runbook {
        place: String,
        #[source]
        source: io::Error,
    },
    #[error("cannot read the runbook {place}: it is no regular file")]
    NotRegular { place: String },
    #[error("{place} is no text: the byte at offset {offset} is no UTF-8")]
    NotText { place: String, offset: usize },
    #[error("{place} has more than 4 MiB")]
    TooLarge { place: String },
    #[error("{place}: up to level {level} there are more than 5000 commands to read")]
    TooMuch { place: String, level: u8 },
    #[error("{shown}")]
    NotUnderstood { shown: String },
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error(transparent)]
    Drill(#[from] DrillError),
    #[error("{place}: level {level} is not in the runbook")]
    NoLevel { place: String, level: u8, known: String },
    #[error("{place}: no level that was asked for has the option '{option}'")]
    NoOption { place: String, option: String, known: String },
    #[error("there is no condition '{name}'")]
    NoCondition { name: String, known: String },
    #[error("{place}: level {level} is not drilled, {why}")]
    NotDrilled { place: String, level: u8, why: &'static str },
    #[error("the pack has no runbook '{variant}'")]
    NoVariant { variant: String, known: String },
    #[error("only findings are listed as yaml")]
    NoYaml,
    #[error("a list of known findings is that of one runbook, and the pack has {known}")]
    OneList { known: String },
    #[error("there is no rule '{id}'")]
    NoRule { id: String, nearest: Option<&'static str> },
    #[error("{place}: nothing to run")]
    Nothing { place: String },
    #[error("{place} is not empty")]
    NotEmpty { place: String },
    #[error("cannot make {place}")]
    Directory {
        place: String,
        #[source]
        source: io::Error,
    },
    #[error("no report can be put at {place}: it is no regular file")]
    ReportPlace { place: String },
    #[error("two reports are to be put at {place}")]
    ReportTwice { place: String },
    #[error("the report {place} could not be written")]
    ReportFile {
        place: String,
        #[source]
        source: io::Error,
    },
    #[error("this program does not know where it stands itself")]
    Program(#[source] io::Error),
    #[error("the report could not be written")]
    Write(#[source] io::Error),
}

impl CliError {
    pub(super) const fn code(&self) -> u8 {
        match self {
            Self::Runbook { .. }
            | Self::NotRegular { .. }
            | Self::NotText { .. }
            | Self::TooLarge { .. }
            | Self::TooMuch { .. }
            | Self::NotUnderstood { .. }
            | Self::Pack(_)
            | Self::Drill(DrillError::Pack(_) | DrillError::Subject(_)) => code::NOT_UNDERSTOOD,
            Self::NotEmpty { .. }
            | Self::Directory { .. }
            | Self::NoRule { .. }
            | Self::NoYaml
            | Self::ReportPlace { .. }
            | Self::ReportTwice { .. }
            | Self::OneList { .. }
            | Self::NoVariant { .. } => code::USAGE,
            Self::NoLevel { .. }
            | Self::NoOption { .. }
            | Self::NoCondition { .. }
            | Self::NotDrilled { .. }
            | Self::Nothing { .. } => code::NOTHING_RUN,
            Self::Drill(DrillError::Suite { .. }) => code::INCONCLUSIVE,
            Self::Drill(DrillError::Interrupted) => code::INTERRUPTED,
            Self::Drill(DrillError::Real(error)) if error.is_host() => code::NO_SANDBOX,
            Self::Drill(_) | Self::Program(_) => code::BUG,
            Self::Write(_) | Self::ReportFile { .. } => code::NOT_WRITTEN,
        }
    }

    pub(super) fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Runbook { source, .. } if source.kind() == io::ErrorKind::IsADirectory => {
                "give the Markdown file itself, not its folder".to_owned()
            }
            Self::Runbook { .. } => "give the path of a Markdown file that you may read".to_owned(),
            Self::NotText { .. } => "a runbook is Markdown, saved as UTF-8".to_owned(),
            Self::TooLarge { .. } | Self::TooMuch { .. } => {
                "split the runbook, or leave out what is no procedure".to_owned()
            }
            Self::Pack(error) | Self::Drill(DrillError::Pack(error)) => error.hint(),
            Self::Drill(DrillError::Real(error)) => error.hint(),
            Self::Drill(DrillError::Subject(error)) => error.hint(),
            Self::NoLevel { known, .. } => format!("it has the levels {known}"),
            Self::NoCondition { known, .. } | Self::NoOption { known, .. } => {
                format!("there are {known}")
            }
            Self::NotDrilled { .. } => {
                "give --level for each level that is to be drilled, or mend the runbook".to_owned()
            }
            Self::ReportPlace { .. } => "give the path of a file, new or old".to_owned(),
            Self::ReportTwice { .. } => "give each report a file of its own".to_owned(),
            Self::ReportFile { .. } => {
                "is there such a folder, and may you write to it?".to_owned()
            }
            Self::NoYaml => "give '--format human' or '--format json'".to_owned(),
            Self::OneList { .. } => "give '--variant NAME'".to_owned(),
            Self::NoVariant { known, .. } => {
                format!("it has {known}; --runbook FILE drills any other one")
            }
            Self::NoRule { nearest: Some(nearest), .. } => {
                format!("did you mean '{nearest}'? 'rollback-drill list rules' names them all")
            }
            Self::NoRule { nearest: None, .. } => {
                "'rollback-drill list rules' names them all".to_owned()
            }
            Self::Nothing { .. } => "'rollback-drill plan' shows what was understood".to_owned(),
            Self::NotEmpty { .. } => "give a folder that is new or empty".to_owned(),
            Self::Directory { .. } => {
                "give a folder that you may write to; TMPDIR names the one for throwaway worlds"
                    .to_owned()
            }
            Self::Drill(
                DrillError::World(_) | DrillError::File { .. } | DrillError::Keep { .. },
            ) => "is there room in the temporary directory? TMPDIR names another one".to_owned(),
            Self::Drill(DrillError::Suite { .. }) => {
                "leave the test out of world.suite, or write it without that".to_owned()
            }
            Self::NotRegular { .. } => "save the runbook in a file and give its path".to_owned(),
            Self::NotUnderstood { .. } | Self::Drill(_) | Self::Program(_) | Self::Write(_) => {
                return None;
            }
        })
    }
}
