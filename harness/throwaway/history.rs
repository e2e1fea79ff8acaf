//! The history of a blueprint: objects, references and reflogs of the checkout and of its origin.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use git2::{ObjectType, Odb, Oid, Repository};

use super::ThrowawayError;
use super::repositories::{Place, places, repository_files};
use super::settings::hide_user_settings;
use super::template::{checked, plan_error};
use super::tree::{Leaf, Listing, MODE_EXECUTABLE, MODE_FILE, read_listing, write_listing};
use crate::determinism::Tick;
use crate::world::{CommitPlan, Existing, FilePlan, Layout};

/// The name that the operator's commits bear.
pub(super) const OPERATOR_NAME: &str = "Operator";
/// The address that the operator's commits bear.
pub(super) const OPERATOR_EMAIL: &str = "operator@example.com";

/// A history that was laid.
#[derive(Debug)]
pub(super) struct History {
    /// The files of the last commit, by path from the checkout.
    pub checkout: BTreeMap<String, FilePlan>,
    /// The tree of the last commit.
    pub listing: Listing,
    /// The files of all repositories but the index, by absolute path in the world.
    pub repositories: BTreeMap<String, FilePlan>,
    /// The directories that git expects, by absolute path in the world.
    pub directories: Vec<String>,
    /// When the last commit was made.
    pub last_at: Tick,
}

/// What the commits so far add up to.
#[derive(Default)]
pub(super) struct Laid {
    checkout: BTreeMap<String, FilePlan>,
    listing: Listing,
    /// The commits, oldest first; of a repository that exists, the last one.
    pub ids: Vec<Oid>,
    pub tags: BTreeMap<String, Oid>,
    /// What the reflog of the branch says.
    pub reflog: String,
}

/// Makes every object of `commits` below `scratch` and returns them packed, with the references. Where a
/// repository exists, they come on top of it.
pub(super) fn lay_history(
    commits: &[CommitPlan],
    existing: Option<&Existing>,
    layout: &Layout,
    scratch: &Path,
) -> Result<History, ThrowawayError> {
    hide_user_settings()?;
    let last_at = commits.last().map(|commit| commit.at).max(existing.map(|it| it.at));
    let last_at = last_at.ok_or_else(|| plan_error("/", "there is no commit"))?;
    let workshop =
        tempfile::tempdir_in(scratch).map_err(ThrowawayError::host("create in", scratch))?;
    let git = |doing: &str| ThrowawayError::git(doing.to_owned());
    let repository = Repository::init_bare(workshop.path()).map_err(git("set up the workshop"))?;
    let directory = workshop.path().join("objects/pack");
    let mut laid = match existing {
        Some(existing) => begin_with(existing, &repository, &directory)?,
        None => Laid::default(),
    };
    let mut packs = existing.map_or_else(Vec::new, |existing| existing.packs.clone());
    if !commits.is_empty() {
        let odb = repository.odb().map_err(git("open the workshop"))?;
        let in_memory = odb.add_new_mempack_backend(1000).map_err(git("set up the workshop"))?;
        let first_new = laid.ids.len();
        for commit in commits {
            lay_commit(&odb, commit, &mut laid)?;
        }
        let known = first_new.checked_sub(1).and_then(|last| laid.ids.get(last).copied());
        let pack = write_pack(&repository, &laid.ids[first_new..], known);
        let pack = pack.map_err(git("pack the history"))?;
        in_memory.reset().map_err(git("empty the workshop"))?;
        packs.extend(read_pack(&directory, &pack)?);
    }
    let places = places(&laid, existing, layout);
    Ok(History {
        repositories: repository_files(&laid, &places, layout, last_at, &packs),
        directories: places.iter().flat_map(Place::skeleton).collect(),
        last_at,
        checkout: laid.checkout,
        listing: laid.listing,
    })
}

/// Lays the objects of a repository that exists into the workshop and begins where it stands.
fn begin_with(
    existing: &Existing,
    repository: &Repository,
    directory: &Path,
) -> Result<Laid, ThrowawayError> {
    for (name, bytes) in &existing.packs {
        let host = directory.join(name);
        fs::write(&host, bytes).map_err(ThrowawayError::host("write", &host))?;
    }
    let git = || ThrowawayError::git("read the repository that exists");
    repository.odb().and_then(|odb| odb.refresh()).map_err(git())?;
    let head = existing.head.parse::<Oid>().map_err(git())?;
    let commit = repository.find_commit(head).map_err(git())?;
    let reflog = format!(
        "{} {head} {OPERATOR_NAME} <{OPERATOR_EMAIL}> {} +0000\tclone: from origin\n",
        Oid::ZERO_SHA1,
        existing.at.epoch_seconds()
    );
    Ok(Laid {
        checkout: existing.files.clone(),
        listing: read_listing(repository, commit.tree_id()).map_err(git())?,
        ids: vec![head],
        tags: BTreeMap::new(),
        reflog,
    })
}

fn lay_commit(odb: &Odb<'_>, plan: &CommitPlan, laid: &mut Laid) -> Result<(), ThrowawayError> {
    let git = || ThrowawayError::git(format!("lay the commit {:?}", subject(&plan.message)));
    for path in &plan.removes {
        laid.listing.remove(path).ok_or_else(|| plan_error(path, "it is removed but not there"))?;
        laid.checkout.remove(path);
    }
    for (path, file) in &plan.writes {
        let id = odb.write(ObjectType::Blob, &file.bytes).map_err(git())?;
        let mode = if file.executable { MODE_EXECUTABLE } else { MODE_FILE };
        laid.listing.insert(checked(path)?.to_owned(), Leaf { mode, id });
        laid.checkout.insert(path.clone(), file.clone());
    }
    let tree = write_listing(odb, &laid.listing).map_err(git())?;
    let bytes = commit_bytes(plan, tree, laid.ids.last())?;
    let id = odb.write(ObjectType::Commit, &bytes).map_err(git())?;
    for tag in &plan.tags {
        if !git2::Reference::is_valid_name(&format!("refs/tags/{tag}")) {
            return Err(plan_error(tag, "no tag can have this name"));
        }
        laid.tags.insert(tag.clone(), id);
    }
    let what = if laid.ids.is_empty() { "commit (initial)" } else { "commit" };
    let entry = format!(
        "{} {id} {} <{}> {} +0000\t{what}: {}\n",
        laid.ids.last().copied().unwrap_or(Oid::ZERO_SHA1),
        plan.author,
        plan.email,
        plan.at.epoch_seconds(),
        subject(&plan.message),
    );
    laid.reflog.push_str(&entry);
    laid.ids.push(id);
    Ok(())
}

fn commit_bytes(
    plan: &CommitPlan,
    tree: Oid,
    parent: Option<&Oid>,
) -> Result<Vec<u8>, ThrowawayError> {
    let odd = |text: &str| text.trim().is_empty() || text.contains(['<', '>', '\n', '\0']);
    if odd(&plan.author) || odd(&plan.email) {
        return Err(plan_error(&plan.author, "no author can have this name or address"));
    }
    let who = format!("{} <{}> {} +0000", plan.author, plan.email, plan.at.epoch_seconds());
    let parent = parent.map(|id| format!("parent {id}\n")).unwrap_or_default();
    let message = plan.message.trim_end_matches('\n');
    Ok(format!("tree {tree}\n{parent}author {who}\ncommitter {who}\n\n{message}\n").into_bytes())
}

fn subject(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

/// Packs everything that `commits` reach and `known` does not, without a search for deltas, and returns
/// the pack's name.
fn write_pack(
    repository: &Repository,
    commits: &[Oid],
    known: Option<Oid>,
) -> Result<String, git2::Error> {
    // The search for deltas costs more than all the rest. The library skips it for big files, and
    // takes the bound for those from either setting, depending on its version.
    let mut config = repository.config()?;
    config.set_i32("pack.deltaCacheSize", 1)?;
    config.set_i32("core.bigFileThreshold", 1)?;
    let mut builder = repository.packbuilder()?;
    builder.set_threads(1);
    if let (Some(known), Some(last)) = (known, commits.last()) {
        let mut walk = repository.revwalk()?;
        walk.push(*last)?;
        walk.hide(known)?;
        builder.insert_walk(&mut walk)?;
    } else {
        for commit in commits {
            builder.insert_commit(*commit)?;
        }
    }
    builder.write(&repository.path().join("objects/pack"), 0o444)?;
    Ok(builder.name()?.unwrap_or_default().to_owned())
}

/// Reads the pack with its index; returns each file's name and bytes.
fn read_pack(directory: &Path, name: &str) -> Result<Vec<(String, Vec<u8>)>, ThrowawayError> {
    ["pack", "idx"]
        .into_iter()
        .map(|kind| {
            let name = format!("pack-{name}.{kind}");
            let host = directory.join(&name);
            let bytes = fs::read(&host).map_err(ThrowawayError::host("read", &host))?;
            Ok((name, bytes))
        })
        .collect()
}
