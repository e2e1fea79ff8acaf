//! From a pack to the plan of its world, and to what checks know of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use super::others::lines_of_others;
use super::pack::{PRODUCTION, parse_yaml, read_text};
use super::places::place_of;
use super::span::instant;
use super::{LateCommit, Pack, PackError, PackFiles, ProcessRole};
use crate::determinism::Tick;
use crate::throwaway::blob_id;
use crate::world::{AuditLogMode, Blueprint, CommitPlan, Existing, Facts, FilePlan, Layout};

/// The list of commits of a pack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    commits: Vec<HistoryCommit>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryCommit {
    dir: String,
    message: String,
    author: String,
    email: String,
    #[serde(deserialize_with = "instant")]
    at: Tick,
    #[serde(default)]
    removes: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

/// Plans the world of a pack, with a `late` commit on top of its history. `past_log` is what the audit log held at the last commit.
pub(super) fn blueprint(
    pack: &Pack,
    files: &dyn PackFiles,
    mode: AuditLogMode,
    late: Option<CommitPlan>,
    past_log: impl Fn(Tick) -> Vec<u8>,
) -> Result<Blueprint, PackError> {
    let mut commits = commits(pack, files)?;
    let log = &pack.feature.audit_log;
    match mode {
        AuditLogMode::Ignored => ignore(&mut commits, log),
        AuditLogMode::Tracked => {
            if let Some(last) = commits.last_mut() {
                let bytes = past_log(last.at);
                last.writes.insert(log.clone(), FilePlan { bytes, executable: false });
            }
        }
    }
    // Behind the log, which belongs to no condition.
    commits.extend(late);
    let surroundings = surroundings(pack, files)?;
    let edited = optional(files, pack.world.edited.as_deref())?;
    Ok(Blueprint { commits, edited, ..surroundings })
}

/// Plans a world around a repository that exists, with a `late` commit on top of it. What of the pack's
/// own checkout would stand in the way of its files is left out.
pub(super) fn blueprint_around(
    existing: &Arc<Existing>,
    pack: &Pack,
    files: &dyn PackFiles,
    late: Option<CommitPlan>,
) -> Result<Blueprint, PackError> {
    let mut plan = surroundings(pack, files)?;
    let own = || existing.files.keys().chain(existing.links.keys());
    let is_in_the_way = |path: &String| {
        let below = |one: &str, other: &str| {
            one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        own().any(|own| below(own, path) || below(path, own))
    };
    plan.untracked.retain(|path, _| !is_in_the_way(path));
    Ok(Blueprint {
        existing: Some(Arc::clone(existing)),
        commits: late.into_iter().collect(),
        ..plan
    })
}

/// What stands around a history.
fn surroundings(pack: &Pack, files: &dyn PackFiles) -> Result<Blueprint, PackError> {
    Ok(Blueprint {
        existing: None,
        layout: Layout {
            checkout: pack.world.checkout.clone(),
            origin: pack.world.origin.clone(),
            home: pack.world.home.clone(),
        },
        commits: Vec::new(),
        untracked: directory(files, &pack.world.untracked)?,
        edited: BTreeMap::new(),
        outside: outside(files, pack.world.outside.as_deref())?,
        directories: pack.world.directories.clone(),
    })
}

/// Gathers what checks know of a world, but for the goal, which is a level's.
pub(super) fn facts(
    pack: &Pack,
    files: &dyn PackFiles,
    plan: &Blueprint,
) -> Result<Facts, PackError> {
    let tag = &pack.world.baseline_tag;
    let commits = plan.told();
    let last = commits.iter().position(|commit| commit.tags.contains(tag)).ok_or_else(|| {
        let place = place_of(files, "pack.yaml", &["world", "baseline_tag"]);
        PackError::NoBaseline { place, tag: tag.clone() }
    })?;
    let baseline = tree_after(&commits[..=last]);
    let feature_files = commits
        .iter()
        .filter(|commit| commit.message.starts_with(&pack.feature.commits_begin_with))
        .flat_map(|commit| commit.writes.keys())
        .filter(|path| !baseline.contains_key(*path))
        .cloned()
        .collect::<BTreeSet<String>>();
    let lines_of_others = lines_of_others(pack, &baseline, &commits[last + 1..]);
    let config = pack.feature.configs.get(PRODUCTION).cloned().unwrap_or_default();
    let versions = commits.iter().filter_map(|commit| commit.writes.get(&config));
    let is_changed = |commit: &&&CommitPlan| commit.writes.contains_key(&config);
    let config_changed_at = commits.iter().rev().find(is_changed).map(|commit| commit.at);
    let innocents = pack.world.processes.iter().filter(|p| p.role == ProcessRole::Innocent);
    Ok(Facts {
        checkout: pack.world.checkout.clone(),
        config_changed_at,
        newest_config_is_bad: false,
        sessions_fail: false,
        config_versions: versions.map(|file| Arc::from(file.bytes.as_slice())).collect(),
        config,
        feature: pack.feature.name.clone(),
        audit_log: pack.feature.audit_log.clone(),
        sidecars: pack.feature.sidecars.clone(),
        kept: pack.world.kept.clone(),
        unmanaged: pack.world.unmanaged.clone(),
        baseline_ids: baseline.iter().map(|(path, bytes)| (path.clone(), blob_id(bytes))).collect(),
        baseline,
        feature_files,
        feature_words: pack.feature.words.clone(),
        feature_tests: pack.feature.tests.clone(),
        innocents: innocents.map(|process| process.command.clone()).collect(),
        longest_round_ms: u64::try_from(pack.fleet.round.1.0.as_millis()).unwrap_or(u64::MAX),
        scratch: pack.world.directories.clone(),
        watched: watched(pack, plan),
        lines_of_others,
        keeps_feature: false,
        may_leave_others_out: false,
        may_move_main: false,
        main: format!(
            "refs/heads/{}",
            plan.existing.as_ref().map_or("main", |existing| existing.branch.as_str())
        ),
        goal: None,
        messages: Vec::new(),
    })
}

/// Files outside the checkout, and those in it that nobody has committed and the pack manages.
fn watched(pack: &Pack, plan: &Blueprint) -> BTreeSet<String> {
    let is_managed = |path: &&String| {
        let below = |prefix: &String| path.strip_prefix(prefix.as_str());
        !pack.world.unmanaged.iter().filter_map(below).any(|rest| rest.starts_with('/'))
    };
    let loose = plan.untracked.keys().filter(is_managed).chain(plan.edited.keys());
    let loose = loose.map(|path| crate::world::join(&pack.world.checkout, path));
    loose.chain(plan.outside.keys().cloned()).collect()
}

/// Plans the commit of a condition; its files stand below `folder`.
pub(super) fn late_commit(
    files: &dyn PackFiles,
    folder: &str,
    commit: &LateCommit,
) -> Result<CommitPlan, PackError> {
    Ok(CommitPlan {
        message: commit.message.clone(),
        author: commit.author.clone(),
        email: commit.email.clone(),
        at: commit.at,
        writes: directory(files, &format!("{folder}/{}", commit.dir))?,
        removes: Vec::new(),
        tags: Vec::new(),
    })
}

fn tree_after(commits: &[&CommitPlan]) -> BTreeMap<String, Arc<[u8]>> {
    let mut tree = BTreeMap::new();
    for commit in commits {
        for path in &commit.removes {
            tree.remove(path);
        }
        for (path, file) in &commit.writes {
            tree.insert(path.clone(), Arc::from(file.bytes.as_slice()));
        }
    }
    tree
}

fn commits(pack: &Pack, files: &dyn PackFiles) -> Result<Vec<CommitPlan>, PackError> {
    let path = &pack.world.history;
    let history: History = parse_yaml(files, path, &read_text(files, path)?)?;
    history
        .commits
        .into_iter()
        .map(|commit| {
            let writes = directory(files, &format!("{}/{}", pack.world.commits, commit.dir))?;
            Ok(CommitPlan {
                message: commit.message,
                author: commit.author,
                email: commit.email,
                at: commit.at,
                writes,
                removes: commit.removes,
                tags: commit.tags,
            })
        })
        .collect()
}

fn directory(
    files: &dyn PackFiles,
    directory: &str,
) -> Result<BTreeMap<String, FilePlan>, PackError> {
    files
        .below(directory)?
        .into_iter()
        .map(|name| {
            let path = format!("{directory}/{name}");
            let plan =
                FilePlan { bytes: files.read(&path)?, executable: files.is_executable(&path) };
            Ok((name, plan))
        })
        .collect()
}

fn optional(
    files: &dyn PackFiles,
    named: Option<&str>,
) -> Result<BTreeMap<String, FilePlan>, PackError> {
    named.map_or_else(|| Ok(BTreeMap::new()), |named| directory(files, named))
}

/// The files of a directory that stands for the root of the world.
fn outside(
    files: &dyn PackFiles,
    named: Option<&str>,
) -> Result<BTreeMap<String, FilePlan>, PackError> {
    let found = optional(files, named)?;
    Ok(found.into_iter().map(|(path, plan)| (format!("/{path}"), plan)).collect())
}

/// Makes git ignore the audit log from the first commit on.
fn ignore(commits: &mut [CommitPlan], log: &str) {
    let mut is_named = false;
    for commit in commits.iter_mut() {
        if let Some(file) = commit.writes.get_mut(".gitignore") {
            file.bytes.extend_from_slice(format!("{log}\n").as_bytes());
            is_named = true;
        }
    }
    if let (false, Some(first)) = (is_named, commits.first_mut()) {
        let bytes = format!("{log}\n").into_bytes();
        first.writes.insert(".gitignore".to_owned(), FilePlan { bytes, executable: false });
    }
}
