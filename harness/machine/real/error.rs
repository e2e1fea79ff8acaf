//! What can keep the real machine from working, with advice.

use std::io;

/// The real machine could not do its work (exit code 20 where there is no sandbox).
#[derive(Debug, thiserror::Error)]
pub enum RealError {
    /// Programs are missing.
    #[error("the real machine needs {names}, which {are} not installed", names = names(missing), are = if missing.len() == 1 { "is" } else { "are" })]
    Missing {
        /// The names of the programs.
        missing: Vec<&'static str>,
    },
    /// The kernel, or what guards it, allows no sandbox.
    #[error("no sandbox could be made: {what}: {why}")]
    NoSandbox {
        /// What was tried.
        what: String,
        /// Why it failed.
        why: String,
    },
    /// A world cannot be laid beside the system's own directories.
    #[error("the world has files in {place}, which the real machine keeps for the system")]
    Reserved {
        /// The directory.
        place: String,
    },
    /// A file or a socket of the harness itself failed.
    #[error("failed to {what}")]
    Host {
        /// What was tried.
        what: String,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// The first process of the sandbox went away or said something odd.
    #[error("the sandbox broke down: {what}")]
    Broken {
        /// What was seen.
        what: String,
    },
}

impl RealError {
    /// Says whether it is the host that lacks something, and not the drill that failed.
    pub const fn is_host(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::NoSandbox { .. })
    }

    /// Adds what was complained of meanwhile.
    pub(super) fn with(self, said: &str) -> Self {
        match self {
            Self::NoSandbox { what, why } if !said.trim().is_empty() => {
                Self::NoSandbox { what, why: format!("{why} ({})", said.trim()) }
            }
            other => other,
        }
    }

    /// Returns what the user can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing { missing } => super::tools::advice(missing),
            Self::NoSandbox { .. } => NO_SANDBOX.to_owned(),
            Self::Reserved { .. } => {
                "lay the files of the pack elsewhere, or drill on the simulated machine".to_owned()
            }
            Self::Host { .. } => "is there room in the directory for temporary files?".to_owned(),
            Self::Broken { .. } => "run it again; if it stays so, it is a bug".to_owned(),
        }
    }
}

/// What has to be allowed, and where.
const NO_SANDBOX: &str = "\
the sandbox is made of user namespaces, which this system forbids. What allows them:
  Docker:           docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined \\
                      --security-opt systempaths=unconfined ...
  GitHub (Ubuntu):  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
  Debian, RHEL:     sudo sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000
or install bubblewrap, which is tried where it is there. '--machine simulated' needs none of it.";

/// Turns an error of the host into one of this room.
pub(super) fn host(what: impl Into<String>) -> impl FnOnce(io::Error) -> RealError {
    let what = what.into();
    move |source| RealError::Host { what, source }
}

fn names(missing: &[&str]) -> String {
    match missing {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
