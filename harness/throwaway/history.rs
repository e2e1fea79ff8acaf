//! The history of a blueprint: objects, references and reflogs of the checkout and of its origin.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use git2::{ObjectType, Odb, Oid, Repository};

use super::ThrowawayError;
use super::references::PACKED_HEADER;
use super::settings::hide_user_settings;
use super::template::{checked, plan_error};
use super::tree::{Leaf, Listing, MODE_EXECUTABLE, MODE_FILE, write_listing};
use crate::determinism::Tick;
use crate::world::{CommitPlan, FilePlan, Layout};

/// The name that the operator's commits bear.
const OPERATOR_NAME: &str = "Operator";
/// The address that the operator's commits bear.
const OPERATOR_EMAIL: &str = "operator@example.com";

/// A history that was laid.
#[derive(Debug)]
pub(super) struct History {
    /// The files of the last commit, by path from the checkout.
    pub checkout: BTreeMap<String, FilePlan>,
    /// The tree of the last commit.
    pub listing: Listing,
    /// The files of both repositories but the index, by absolute path in the world.
    pub repositories: BTreeMap<String, FilePlan>,
    /// The directories that git expects, by absolute path in the world.
    pub directories: Vec<String>,
    /// When the last commit was made.
    pub last_at: Tick,
}

/// What the commits so far add up to.
#[derive(Default)]
struct Laid {
    checkout: BTreeMap<String, FilePlan>,
    listing: Listing,
    ids: Vec<Oid>,
    tags: BTreeMap<String, Oid>,
    reflog: String,
}

/// Makes every object of `commits` below `scratch` and returns them packed, with the references.
pub(super) fn lay_history(
    commits: &[CommitPlan],
    layout: &Layout,
    scratch: &Path,
) -> Result<History, ThrowawayError> {
    hide_user_settings()?;
    let last = commits.last().ok_or_else(|| plan_error("/", "there is no commit"))?;
    let workshop =
        tempfile::tempdir_in(scratch).map_err(ThrowawayError::host("create in", scratch))?;
    let git = |doing: &str| ThrowawayError::git(doing.to_owned());
    let repository = Repository::init_bare(workshop.path()).map_err(git("set up the workshop"))?;
    let odb = repository.odb().map_err(git("open the workshop"))?;
    let in_memory = odb.add_new_mempack_backend(1000).map_err(git("set up the workshop"))?;
    let mut laid = Laid::default();
    for commit in commits {
        lay_commit(&odb, commit, &mut laid)?;
    }
    let pack = write_pack(&repository, &laid.ids).map_err(git("pack the history"))?;
    in_memory.reset().map_err(git("empty the workshop"))?;
    let pack = read_pack(&workshop.path().join("objects/pack"), &pack)?;
    Ok(History {
        repositories: repository_files(&laid, layout, last.at, &pack),
        directories: skeleton(layout),
        last_at: last.at,
        checkout: laid.checkout,
        listing: laid.listing,
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

/// Packs everything that `commits` reach, without a search for deltas, and returns the pack's name.
fn write_pack(repository: &Repository, commits: &[Oid]) -> Result<String, git2::Error> {
    // The search for deltas costs more than all the rest. The library skips it for big files, and
    // takes the bound for those from either setting, depending on its version.
    let mut config = repository.config()?;
    config.set_i32("pack.deltaCacheSize", 1)?;
    config.set_i32("core.bigFileThreshold", 1)?;
    let mut builder = repository.packbuilder()?;
    builder.set_threads(1);
    for commit in commits {
        builder.insert_commit(*commit)?;
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

fn repository_files(
    laid: &Laid,
    layout: &Layout,
    at: Tick,
    pack: &[(String, Vec<u8>)],
) -> BTreeMap<String, FilePlan> {
    let main = laid.ids.last().copied().unwrap_or(Oid::ZERO_SHA1);
    let git = format!("{}/.git", layout.checkout);
    let pushed = format!(
        "{} {main} {OPERATOR_NAME} <{OPERATOR_EMAIL}> {} +0000\tupdate by push\n",
        Oid::ZERO_SHA1,
        at.epoch_seconds()
    );
    let mut texts = vec![
        (format!("{git}/config"), checkout_config(layout)),
        (format!("{git}/packed-refs"), packed_references(laid, &["heads", "remotes/origin"])),
        (format!("{git}/logs/HEAD"), laid.reflog.clone()),
        (format!("{git}/logs/refs/heads/main"), laid.reflog.clone()),
        (format!("{git}/logs/refs/remotes/origin/main"), pushed),
        (format!("{}/config", layout.origin), ORIGIN_CONFIG.to_owned()),
        (format!("{}/packed-refs", layout.origin), packed_references(laid, &["heads"])),
    ];
    for repository in [&git, &layout.origin] {
        texts.push((format!("{repository}/HEAD"), "ref: refs/heads/main\n".to_owned()));
    }
    let mut files: Vec<(String, Vec<u8>)> =
        texts.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    for repository in [&git, &layout.origin] {
        files.extend(
            pack.iter()
                .map(|(name, bytes)| (format!("{repository}/objects/pack/{name}"), bytes.clone())),
        );
    }
    let plain = |(path, bytes)| (path, FilePlan { bytes, executable: false });
    files.into_iter().map(plain).collect()
}

fn packed_references(laid: &Laid, holders_of_main: &[&str]) -> String {
    let main = laid.ids.last().copied().unwrap_or(Oid::ZERO_SHA1);
    let mut lines: BTreeSet<(String, Oid)> =
        holders_of_main.iter().map(|holder| (format!("refs/{holder}/main"), main)).collect();
    lines.extend(laid.tags.iter().map(|(tag, id)| (format!("refs/tags/{tag}"), *id)));
    lines
        .into_iter()
        .fold(PACKED_HEADER.to_owned(), |text, (name, id)| format!("{text}{id} {name}\n"))
}

fn skeleton(layout: &Layout) -> Vec<String> {
    let inner = ["objects/info", "objects/pack", "refs/heads", "refs/tags"];
    let git = format!("{}/.git", layout.checkout);
    [git, layout.origin.clone()]
        .iter()
        .flat_map(|repository| inner.map(|name| format!("{repository}/{name}")))
        .collect()
}

/// The settings of the bare origin.
const ORIGIN_CONFIG: &str = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\
                             \tbare = true\n";

fn checkout_config(layout: &Layout) -> String {
    format!(
        "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\
         \tlogallrefupdates = true\n\tignorecase = false\n\tautocrlf = false\n\
         [init]\n\tdefaultBranch = main\n\
         [user]\n\tname = {OPERATOR_NAME}\n\temail = {OPERATOR_EMAIL}\n\
         [remote \"origin\"]\n\turl = {}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n\
         [branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n",
        layout.origin
    )
}
