//! How a branch stands to the remote branch that it follows.

use git2::Oid;

use super::outcome::Done;
use super::pretty::short_name;
use super::session::Session;
use crate::throwaway::GitSettings;

/// A branch beside its upstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tracking {
    /// The upstream's short name.
    pub name: String,
    /// How many commits only the branch and only the upstream hold; none when the upstream is gone.
    pub apart: Option<(usize, usize)>,
}

impl Session<'_> {
    /// Compares a branch with its upstream; none where it follows none.
    pub(super) fn tracking(&self, branch: &str) -> Done<Option<Tracking>> {
        self.tracking_by(branch, &self.settings)
    }

    /// Compares a branch with the upstream that `settings` give it.
    pub(super) fn tracking_by(
        &self,
        branch: &str,
        settings: &GitSettings,
    ) -> Done<Option<Tracking>> {
        let Some(upstream) = upstream_by(branch, settings) else { return Ok(None) };
        let references = self.references();
        let name = short_name(&upstream).to_owned();
        let ends = (references.read(branch)?, references.read(&upstream)?);
        let apart = match ends {
            (Some(ours), Some(theirs)) => Some(self.apart(ours, theirs)?),
            _ => None,
        };
        Ok(Some(Tracking { name, apart }))
    }

    /// Counts the commits that only `ours` and that only `theirs` reaches.
    pub(super) fn apart(&self, ours: Oid, theirs: Oid) -> Done<(usize, usize)> {
        if ours == theirs {
            return Ok((0, 0));
        }
        let (ours, theirs) = (self.reachable(&[ours])?, self.reachable(&[theirs])?);
        Ok((ours.difference(&theirs).count(), theirs.difference(&ours).count()))
    }
}

impl Tracking {
    /// Writes the lines of `git status` and `git checkout`; empty where there is nothing to say.
    pub(super) fn lines(&self) -> String {
        let name = &self.name;
        let commits = |count: usize| format!("{count} commit{}", if count == 1 { "" } else { "s" });
        match self.apart {
            None => format!(
                "Your branch is based on '{name}', but the upstream is gone.\n  \
                 (use \"git branch --unset-upstream\" to fixup)\n"
            ),
            Some((0, 0)) => format!("Your branch is up to date with '{name}'.\n"),
            Some((ahead, 0)) => format!(
                "Your branch is ahead of '{name}' by {}.\n  \
                 (use \"git push\" to publish your local commits)\n",
                commits(ahead)
            ),
            Some((0, behind)) => format!(
                "Your branch is behind '{name}' by {}, and can be fast-forwarded.\n  \
                 (use \"git pull\" to update your local branch)\n",
                commits(behind)
            ),
            Some((ahead, behind)) => format!(
                "Your branch and '{name}' have diverged,\n\
                 and have {ahead} and {behind} different commits each, respectively.\n  \
                 (use \"git pull\" to merge the remote branch into yours)\n"
            ),
        }
    }

    /// Writes `[ahead 1, behind 2]`; empty where both are the same.
    pub(super) fn brackets(&self) -> String {
        match self.apart {
            None => "[gone]".to_owned(),
            Some((0, 0)) => String::new(),
            Some((ahead, 0)) => format!("[ahead {ahead}]"),
            Some((0, behind)) => format!("[behind {behind}]"),
            Some((ahead, behind)) => format!("[ahead {ahead}, behind {behind}]"),
        }
    }
}

/// Returns the full name of the remote branch that a branch follows.
pub(super) fn upstream_by(branch: &str, settings: &GitSettings) -> Option<String> {
    let short = branch.strip_prefix("refs/heads/").unwrap_or(branch);
    let remote = settings.get(&format!("branch.{short}.remote"))?;
    let merge = settings.get(&format!("branch.{short}.merge"))?;
    if remote == "." {
        return Some(merge.to_owned());
    }
    let name = merge.strip_prefix("refs/heads/")?;
    Some(format!("refs/remotes/{remote}/{name}"))
}
