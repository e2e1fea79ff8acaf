//! Going to another branch or commit: what `git checkout` and `git switch` share.

use git2::{ObjectType, Oid};

use super::outcome::{Done, Halt};
use super::pretty::{message_of, subject_of};
use super::progress::Progress;
use super::scene::Scene;
use super::session::Session;
use super::unpack::{Purpose, force, switch};
use crate::throwaway::Listing;

/// Where to go.
#[derive(Debug, Clone)]
pub(super) struct Destination {
    /// How it was called.
    pub name: String,
    /// The full name of the branch; none for a commit.
    pub branch: Option<String>,
    /// The commit.
    pub commit: Oid,
}

/// A branch that is made on the way.
#[derive(Debug, Clone)]
pub(super) struct NewBranch {
    /// Its short name.
    pub name: String,
    /// Whether one of that name is moved.
    pub force: bool,
}

/// How to go there.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, as git has them")]
pub(super) struct Manner {
    /// Local changes are thrown away.
    pub force: bool,
    /// Nothing is said but errors.
    pub quiet: bool,
    /// A branch is not checked out, only its commit, because the operator asked for that.
    pub detach: bool,
    /// Whether a new branch follows the remote branch that it starts at.
    pub no_track: bool,
}

/// How many lost commits are listed.
const SHOWN_MAX: usize = 4;

impl Session<'_> {
    /// Finds the place that `name` stands for; none where it is no commit.
    pub(super) fn destination(&self, name: &str) -> Done<Option<Destination>> {
        let Some(meant) = self.meant(name)? else { return Ok(None) };
        if let Some(branch) = self.branch_reference(&meant)? {
            let commit = self.references().read(&branch)?.unwrap_or(Oid::ZERO_SHA1);
            return Ok(Some(Destination { name: meant, branch: Some(branch), commit }));
        }
        if let Some((left, right)) = meant.split_once("...") {
            return Err(Halt::unmodelled(format!("with the merge base of {left} and {right}")));
        }
        let found = self.find_object(&meant)?;
        let commit = match found {
            Some(id) => self.peeled(id, ObjectType::Commit)?,
            None => None,
        };
        Ok(commit.map(|commit| Destination { name: meant, branch: None, commit }))
    }

    /// Finds the one remote branch of the name, as a full reference.
    pub(super) fn remote_namesake(&self, name: &str) -> Done<Option<String>> {
        let ends = format!("/{name}");
        let known = self.references().all()?;
        let mut found = known.into_keys().filter(|full| {
            let inner = full.strip_prefix("refs/remotes/");
            inner.and_then(|inner| inner.strip_suffix(&ends)).is_some_and(|it| !it.contains('/'))
        });
        Ok(found.next().filter(|_| found.next().is_none()))
    }

    /// Goes to `to`, making a branch there first where one is wanted.
    pub(super) fn go(&self, to: &Destination, new: Option<&NewBranch>, manner: Manner) -> Done<()> {
        let before = self.head()?;
        self.refuse_branch_of_another(&before, to, new, manner)?;
        let mut scene = Scene::of(self)?;
        self.refuse_conflicts_for_switch(&scene, manner)?;
        let fresh_branch_here =
            new.is_some_and(|new| !new.force) && before.commit == Some(to.commit);
        let new_tree = self.files_of(Some(to.commit))?;
        if manner.force {
            force(self, &mut scene, &new_tree)?;
        } else if !(fresh_branch_here && to.name == "HEAD") {
            let old_tree = self.files_of(before.commit)?;
            switch(self, &mut scene, (&old_tree, &new_tree), Purpose::Checkout)?;
        }
        let skipped = fresh_branch_here && to.name == "HEAD" && !manner.force;
        if !skipped {
            scene.staging.write(self)?;
            if !manner.force && !manner.quiet {
                self.out(&local_changes(&Scene::of(self)?, &new_tree)?);
            }
        }
        let existed = match new {
            Some(new) => self.make_branch(new, to, manner)?,
            None => false,
        };
        self.refuse_hooks(&["post-checkout"])?;
        self.arrive(&before, to, new.map(|new| (new, existed)), manner)?;
        self.cancel_progress(manner)
    }

    /// Refuses to check out a branch that another work tree has checked out.
    fn refuse_branch_of_another(
        &self,
        before: &super::session::Head,
        to: &Destination,
        new: Option<&NewBranch>,
        manner: Manner,
    ) -> Done<()> {
        if let Some(new) = new {
            return match self.checked_out_elsewhere(&format!("refs/heads/{}", new.name))? {
                Some(_) => Err(Halt::unmodelled("reset of a branch that another worktree has")),
                None => Ok(()),
            };
        }
        let branch = to.branch.as_deref().filter(|branch| before.branch.as_deref() != Some(branch));
        let Some(branch) = branch.filter(|_| !manner.detach) else { return Ok(()) };
        self.must_be_free(branch)
    }

    /// Forgets what was under way, and says so.
    fn cancel_progress(&self, manner: Manner) -> Done<()> {
        let doing = match self.progress()? {
            Some(Progress::CherryPick(_)) => "cherry picking",
            Some(Progress::Revert(_)) => "revert",
            _ => "",
        };
        if !doing.is_empty() && !manner.quiet {
            self.err(&format!("warning: cancelling a {doing} in progress\n"));
        }
        self.forget_progress()?;
        super::series::forget_finished_series(self)
    }

    fn refuse_conflicts_for_switch(&self, scene: &Scene<'_>, manner: Manner) -> Done<()> {
        if manner.force || scene.staging.conflicts.is_empty() {
            return Ok(());
        }
        for path in scene.staging.conflicts.keys() {
            self.out(&format!("{path}: needs merge\n"));
        }
        Err(Halt::error("you need to resolve your current index first"))
    }

    /// Makes or moves a branch; `true` where one of that name was there.
    fn make_branch(&self, new: &NewBranch, at: &Destination, manner: Manner) -> Done<bool> {
        let full = format!("refs/heads/{}", new.name);
        let existed = self.references().read(&full)?.is_some();
        let how = if existed { "Reset to" } else { "Created from" };
        self.make_or_move(&full, at.commit, &format!("branch: {how} {}", at.name))?;
        if !manner.no_track {
            self.follow_remote(&new.name, &at.name, manner.quiet)?;
        }
        Ok(existed)
    }

    /// Makes or moves a reference, if no other is in its way.
    pub(super) fn make_or_move(&self, name: &str, id: Oid, message: &str) -> Done<()> {
        if let Some(other) = self.references().in_the_way_of(name)? {
            return Err(Halt::fatal(format!(
                "cannot lock ref '{name}': '{other}' exists; cannot create '{name}'"
            )));
        }
        self.update_reference(name, id, message)
    }

    /// Lets a branch follow the remote branch that it starts at, if it starts at one.
    pub(super) fn follow_remote(&self, branch: &str, start: &str, quiet: bool) -> Done<()> {
        let Some(full) = self.full_names(start)?.into_iter().next() else { return Ok(()) };
        let Some(inner) = full.strip_prefix("refs/remotes/") else { return Ok(()) };
        let Some((remote, name)) = inner.split_once('/') else { return Ok(()) };
        self.set_upstream(branch, remote, name)?;
        if !quiet {
            self.out(&format!("branch '{branch}' set up to track '{remote}/{name}'.\n"));
        }
        Ok(())
    }

    fn arrive(
        &self,
        before: &super::session::Head,
        to: &Destination,
        new: Option<(&NewBranch, bool)>,
        manner: Manner,
    ) -> Done<()> {
        let from = match (before.short_branch(), before.commit) {
            (Some(branch), _) => branch.to_owned(),
            (None, Some(id)) => id.to_string(),
            (None, None) => String::new(),
        };
        let branch = match new {
            Some((new, _)) => Some(format!("refs/heads/{}", new.name)),
            None => to.branch.clone().filter(|_| !manner.detach),
        };
        if to.name == "HEAD" && new.is_none() && !manner.detach {
            return match before.branch.as_deref().filter(|_| !manner.quiet) {
                Some(branch) => self.say_tracking(branch),
                None => Ok(()),
            };
        }
        let Some(full) = branch else {
            let message = format!("checkout: moving from {from} to {}", to.name);
            self.detach_head(to.commit, &message)?;
            self.say_detached(before, to, manner)?;
            let called = to.branch.as_deref().filter(|_| to.name != "HEAD" && !manner.quiet);
            return called.map_or(Ok(()), |branch| self.say_tracking(branch));
        };
        let short = full.strip_prefix("refs/heads/").unwrap_or(&full).to_owned();
        self.attach_head(&full, &format!("checkout: moving from {from} to {short}"))?;
        if before.branch.is_none() && before.commit != Some(to.commit) && !manner.quiet {
            self.say_left(before.commit)?;
        }
        if manner.quiet {
            return Ok(());
        }
        let same = before.branch.as_deref() == Some(full.as_str());
        self.err(&match (new, same) {
            (Some((_, true)), true) => format!("Reset branch '{short}'\n"),
            (Some((_, true)), false) => format!("Switched to and reset branch '{short}'\n"),
            (Some(_), _) => format!("Switched to a new branch '{short}'\n"),
            (None, true) => format!("Already on '{short}'\n"),
            (None, false) => format!("Switched to branch '{short}'\n"),
        });
        self.say_tracking(&full)
    }

    /// Says how a branch stands to its upstream, by the settings before this command.
    fn say_tracking(&self, branch: &str) -> Done<()> {
        if let Some(tracking) = self.tracking(branch)? {
            self.out(&tracking.lines());
        }
        Ok(())
    }

    fn say_detached(
        &self,
        before: &super::session::Head,
        to: &Destination,
        manner: Manner,
    ) -> Done<()> {
        if manner.quiet {
            return Ok(());
        }
        if before.branch.is_none() && before.commit != Some(to.commit) {
            self.say_left(before.commit)?;
        }
        if before.branch.is_some() && !manner.detach {
            self.err(&format!("Note: switching to '{}'.\n\n{DETACHED}", to.name));
        }
        self.err(&format!("HEAD is now at {}\n", self.short_and_subject(to.commit)?));
        Ok(())
    }

    /// Says which commit a detached `HEAD` left, and which of its commits nothing reaches any more.
    fn say_left(&self, commit: Option<Oid>) -> Done<()> {
        let Some(commit) = commit else { return Ok(()) };
        let mut ends: Vec<Oid> = self.references().all()?.into_values().collect();
        ends.extend(self.head()?.commit);
        let mut commits = Vec::new();
        for id in ends {
            commits.extend(self.peeled(id, ObjectType::Commit)?);
        }
        let range = super::walk::Range {
            include: vec![commit],
            exclude: commits,
            ..super::walk::Range::default()
        };
        let lost = self.walk(&range, &super::walk::Walk::default())?;
        if lost.is_empty() {
            let position = self.short_and_subject(commit)?;
            self.err(&format!("Previous HEAD position was {position}\n"));
            return Ok(());
        }
        let many = lost.len() > 1;
        let mut text = format!(
            "Warning: you are leaving {} commit{} behind, not connected to\nany of your branches:\n\n",
            lost.len(),
            if many { "s" } else { "" }
        );
        let shown = if lost.len() > SHOWN_MAX { SHOWN_MAX } else { lost.len() };
        for id in &lost[..shown] {
            text += &format!("  {}\n", self.short_and_subject(*id)?)[..];
        }
        if lost.len() > shown {
            text += &format!(" ... and {} more.\n", lost.len() - shown)[..];
        }
        let it = if many { "them" } else { "it" };
        text += &format!(
            "\nIf you want to keep {it} by creating a new branch, this may be a good time\n\
             to do so with:\n\n git branch <new-branch-name> {}\n\n",
            self.short(commit)?
        )[..];
        self.err(&text);
        Ok(())
    }

    /// Writes a commit as `abc1234 subject`.
    pub(super) fn short_and_subject(&self, id: Oid) -> Done<String> {
        let subject = subject_of(&message_of(&self.objects.find_commit(id)?));
        Ok(format!("{} {subject}", self.short(id)?))
    }
}

const DETACHED: &str = "You are in 'detached HEAD' state. You can look around, make experimental\n\
    changes and commit them, and you can discard any commits you make in this\n\
    state without impacting any branches by switching back to a branch.\n\n\
    If you want to create a new branch to retain commits you create, you may\n\
    do so (now or later) by using -c with the switch command. Example:\n\n  \
    git switch -c <new-branch-name>\n\nOr undo this operation with:\n\n  git switch -\n\n\
    Turn off this advice by setting config variable advice.detachedHead to false\n\n";

/// Lists what differs from `tree`, as a switch shows it.
fn local_changes(scene: &Scene<'_>, tree: &Listing) -> Done<String> {
    let changes = super::changes::between(tree, &scene.tracked_on_disk()?);
    let line = |change: &super::changes::Change| {
        format!("{}\t{}\n", change.letter(), super::quoting::quoted(&change.path))
    };
    Ok(changes.iter().map(line).collect())
}
