//! What can keep a repository of the user's from being drilled on.

/// Why a repository cannot be drilled on.
#[derive(Debug, thiserror::Error)]
pub enum OriginalError {
    /// There is none.
    #[error("{place} is no git repository")]
    None {
        /// As the user gave it.
        place: String,
    },
    /// It has no such commit.
    #[error("{place} has no commit '{commit}'")]
    NoCommit {
        /// As the user gave it.
        place: String,
        /// What was asked for, or `HEAD`.
        commit: String,
    },
    /// It is not whole, or holds what no world can.
    #[error("{place}: {what}")]
    Refused {
        /// As the user gave it.
        place: String,
        /// What is in the way.
        what: String,
        /// What helps.
        hint: &'static str,
    },
    /// Nothing tells the state before the feature.
    #[error("{place} has no commit before the feature: no tag '{tag}', no commit '{begins} ..'")]
    NoBaseline {
        /// As the user gave it.
        place: String,
        /// The tag that was looked for.
        tag: String,
        /// How the feature's commits were expected to begin.
        begins: String,
    },
    /// The git library refused.
    #[error("{place} cannot be read")]
    Git {
        /// As the user gave it.
        place: String,
        /// What the library answered.
        source: git2::Error,
    },
    /// The host refused.
    #[error("cannot read {place}")]
    Host {
        /// The file.
        place: String,
        /// What the host answered.
        source: std::io::Error,
    },
}

impl OriginalError {
    /// Returns the advice.
    pub fn hint(&self) -> String {
        match self {
            Self::None { .. } => "give the folder that holds .git, or a bare repository".to_owned(),
            Self::NoCommit { .. } => "give PATH, PATH@BRANCH, PATH@TAG or PATH@COMMIT".to_owned(),
            Self::Refused { hint, .. } => (*hint).to_owned(),
            Self::NoBaseline { tag, .. } => format!(
                "tag the last commit before it, 'git tag {tag} COMMIT', or say in a pack of your own \
                 (--pack DIR) how it is called: world.baseline_tag, feature.commits_begin_with"
            ),
            Self::Git { .. } => "does 'git fsck' find it whole?".to_owned(),
            Self::Host { .. } => "may you read it?".to_owned(),
        }
    }
}
