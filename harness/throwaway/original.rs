//! Reading a repository of the user's, so that a world can hold a copy of it. It is never written to.

use std::collections::BTreeMap;
use std::path::Path;

use git2::{Commit, ErrorCode, ObjectType, Oid, Repository};

use super::OriginalError;
use super::settings::hide_user_settings;
use super::story::Story;
use super::template::checked;
use super::tree::{Listing, MODE_EXECUTABLE, MODE_FILE, MODE_LINK, read_listing};
use crate::determinism::Tick;
use crate::world::{Existing, FilePlan, Named};

/// The most files of the commit that is checked out, and the most bytes of all of them.
const FILES_MAX: usize = 20_000;
const FILE_BYTES_MAX: usize = 128 * 1024 * 1024;

/// The most references.
const REFERENCES_MAX: usize = 10_000;

/// The branch where a repository has none checked out.
const MAIN: &str = "main";

const ORIGIN: &str = "origin";

/// Which commit is the state before the feature.
#[derive(Debug, Clone, Copy)]
pub struct Baseline<'a> {
    /// The tag that names it.
    pub tag: &'a str,
    /// How the subjects of the feature's commits begin: without the tag it is what the first of them
    /// was made on.
    pub feature_begins: &'a str,
}

/// Reads the repository at `path`, at the commit `at` or at its own `HEAD`; `place` is how messages call
/// it. Objects are gathered below `scratch`.
pub fn read_original(
    path: &Path,
    at: Option<&str>,
    baseline: Baseline<'_>,
    scratch: &Path,
) -> Result<Existing, OriginalError> {
    let source = Source::open(path)?;
    let (commit, branch) = source.commit(at)?;
    let (references, remotes) = source.all_references(&commit, &branch)?;
    let listing = read_listing(&source.repository, commit.tree_id()).map_err(source.git())?;
    let (files, links) = source.files(&listing)?;
    let start = source.baseline(&commit, baseline)?;
    let story = Story { repository: &source.repository, tag: baseline.tag };
    let told = story.tell(&start, &commit).map_err(|why| match why {
        Ok(what) => source.refused(what, "give a tag or a commit nearer to the feature's end"),
        Err(error) => source.git()(error),
    })?;
    let packs = source.packs(scratch)?;
    Ok(Existing {
        branch,
        head: commit.id().to_string(),
        at: time_of(&commit),
        told,
        files,
        links,
        packs,
        references,
        remotes,
    })
}

/// When a commit was made.
pub(super) fn time_of(commit: &Commit<'_>) -> Tick {
    let seconds = u64::try_from(commit.time().seconds()).unwrap_or(0);
    Tick::from_epoch_ms(seconds.saturating_mul(1000))
}

type References = BTreeMap<String, Named>;
type Files = BTreeMap<String, FilePlan>;
type Links = BTreeMap<String, String>;

pub(super) struct Source {
    pub(super) repository: Repository,
    place: String,
}

impl Source {
    fn open(path: &Path) -> Result<Self, OriginalError> {
        let place = path.display().to_string();
        let git = |source| OriginalError::Git { place: place.clone(), source };
        hide_user_settings().map_err(|_| OriginalError::None { place: place.clone() })?;
        let repository = Repository::open(path).map_err(|error| match error.code() {
            ErrorCode::NotFound => OriginalError::None { place: place.clone() },
            _ => git(error),
        })?;
        let source = Self { repository, place };
        if source.repository.is_shallow() {
            return Err(source.refused(
                "it is shallow, so that its history ends somewhere".to_owned(),
                "fetch the rest: git fetch --unshallow",
            ));
        }
        Ok(source)
    }

    pub(super) fn git(&self) -> impl Fn(git2::Error) -> OriginalError {
        let place = self.place.clone();
        move |source| OriginalError::Git { place: place.clone(), source }
    }

    pub(super) fn refused(&self, what: String, hint: &'static str) -> OriginalError {
        OriginalError::Refused { place: self.place.clone(), what, hint }
    }

    /// The commit that is wanted, and the branch that names it in the copy.
    fn commit(&self, at: Option<&str>) -> Result<(Commit<'_>, String), OriginalError> {
        let wanted = at.unwrap_or("HEAD");
        let none =
            || OriginalError::NoCommit { place: self.place.clone(), commit: wanted.to_owned() };
        let object = self.repository.revparse_single(wanted).map_err(|_| none())?;
        let commit = object.peel_to_commit().map_err(|_| none())?;
        let own = self.repository.find_reference("HEAD").ok();
        let current = own.and_then(|head| {
            let target = head.symbolic_target().ok().flatten()?;
            target.strip_prefix("refs/heads/").map(str::to_owned)
        });
        let named =
            at.filter(|at| self.repository.find_branch(at, git2::BranchType::Local).is_ok());
        let branch = named.map(str::to_owned).or(current).unwrap_or_else(|| MAIN.to_owned());
        Ok((commit, branch))
    }

    /// The references of the copy and of each of its remotes.
    fn all_references(
        &self,
        commit: &Commit<'_>,
        branch: &str,
    ) -> Result<(References, BTreeMap<String, References>), OriginalError> {
        let mut own = self.references()?;
        let heads = format!("refs/heads/{branch}");
        own.insert(heads.clone(), Named { id: commit.id().to_string(), peeled: None });
        let mut names: Vec<String> = Vec::new();
        for name in &self.repository.remotes().map_err(self.git())? {
            let name = name.map_err(self.git())?.unwrap_or_default();
            if name.is_empty() || name.contains("..") || name.contains(['"', '\\', '\n']) {
                let what = format!("no world can have a remote called {name:?}");
                return Err(self.refused(what, "rename it: git remote rename OLD NEW"));
            }
            names.push(name.to_owned());
        }
        if !names.iter().any(|name| name == ORIGIN) {
            // Nobody has pushed anywhere, so what there is stands for what was pushed.
            let branches = below(&own, "refs/heads/").into_iter();
            let tracked =
                branches.map(|(name, named)| (format!("refs/remotes/{ORIGIN}/{name}"), named));
            own.extend(tracked.collect::<Vec<_>>());
            names.push(ORIGIN.to_owned());
        }
        let tracking = format!("refs/remotes/{ORIGIN}/{branch}");
        if let Some(there) = own.get(&tracking).map(|named| named.id.clone())
            && self.leads_to(commit.id(), &there)
        {
            own.insert(tracking, Named { id: commit.id().to_string(), peeled: None });
        }
        let tags: Vec<_> = own.iter().filter(|(name, _)| name.starts_with("refs/tags/")).collect();
        let tags: References = tags.into_iter().map(|(n, it)| (n.clone(), it.clone())).collect();
        let remotes = names.into_iter().map(|name| {
            let prefix = format!("refs/remotes/{name}/");
            let tracked = below(&own, &prefix).into_iter();
            let mut all: References =
                tracked.map(|(branch, named)| (format!("refs/heads/{branch}"), named)).collect();
            all.extend(tags.clone());
            (name, all)
        });
        let remotes = remotes.collect();
        Ok((own, remotes))
    }

    /// Whether `commit` is part of the history of `there`.
    fn leads_to(&self, commit: Oid, there: &str) -> bool {
        let Ok(there) = there.parse::<Oid>() else { return false };
        there == commit || self.repository.graph_descendant_of(there, commit).unwrap_or(false)
    }

    /// Branches, tags and what is remembered of remotes.
    fn references(&self) -> Result<References, OriginalError> {
        let mut found = References::new();
        for reference in self.repository.references().map_err(self.git())? {
            let reference = reference.map_err(self.git())?;
            let name = reference.name().map_err(self.git())?;
            let is_wanted = ["refs/heads/", "refs/tags/", "refs/remotes/"]
                .iter()
                .any(|it| name.starts_with(it));
            let (true, Some(id)) = (is_wanted, reference.target()) else { continue };
            let object = self.repository.find_object(id, None).map_err(self.git())?;
            let peeled = (object.kind() == Some(ObjectType::Tag))
                .then(|| object.peel(ObjectType::Any))
                .transpose()
                .map_err(self.git())?;
            let named = Named { id: id.to_string(), peeled: peeled.map(|it| it.id().to_string()) };
            found.insert(name.to_owned(), named);
            if found.len() > REFERENCES_MAX {
                let what = format!("it has more than {REFERENCES_MAX} branches and tags");
                return Err(self.refused(what, "give a clone that has fewer"));
            }
        }
        Ok(found)
    }

    /// The files of a commit, and its symbolic links with their targets.
    fn files(&self, listing: &Listing) -> Result<(Files, Links), OriginalError> {
        if listing.len() > FILES_MAX {
            let what = format!("its commit has more than {FILES_MAX} files");
            return Err(self.refused(what, "drill on a repository without what is generated"));
        }
        let odb = self.repository.odb().map_err(self.git())?;
        let (mut files, mut links, mut bytes) = (Files::new(), Links::new(), 0);
        for (path, leaf) in listing {
            self.can_stand(path, leaf.mode)?;
            bytes += odb.read_header(leaf.id).map_err(self.git())?.0;
            self.files_bounded(bytes)?;
            let blob = self.repository.find_blob(leaf.id).map_err(self.git())?;
            let content = blob.content().to_vec();
            if leaf.mode == MODE_LINK {
                links.insert(path.clone(), self.target(path, content)?);
            } else {
                let executable = leaf.mode == MODE_EXECUTABLE;
                files.insert(path.clone(), FilePlan { bytes: content, executable });
            }
        }
        Ok((files, links))
    }

    /// Refuses a path or a kind of file that no world has.
    fn can_stand(&self, path: &str, mode: u32) -> Result<(), OriginalError> {
        checked(path).map_err(|why| self.refused(why.to_string(), "rename the file"))?;
        if matches!(mode, MODE_FILE | MODE_EXECUTABLE | MODE_LINK) {
            return Ok(());
        }
        let what = format!("{path} is a submodule or of another kind that is not modelled");
        Err(self.refused(what, "drill on a commit without it"))
    }

    fn files_bounded(&self, bytes: usize) -> Result<(), OriginalError> {
        if bytes <= FILE_BYTES_MAX {
            return Ok(());
        }
        let what = format!("the files of its commit have more than {FILE_BYTES_MAX} bytes");
        Err(self.refused(what, "drill on a repository without large files"))
    }

    fn target(&self, path: &str, content: Vec<u8>) -> Result<String, OriginalError> {
        let no_text = |_| self.refused(format!("the link {path} is no text"), "make the link anew");
        String::from_utf8(content).map_err(no_text)
    }

    /// The state before the feature.
    fn baseline(
        &self,
        head: &Commit<'_>,
        wanted: Baseline<'_>,
    ) -> Result<Commit<'_>, OriginalError> {
        let tagged = self.repository.revparse_single(&format!("refs/tags/{}", wanted.tag));
        if let Ok(commit) = tagged.and_then(|object| object.peel_to_commit())
            && self.leads_to(commit.id(), &head.id().to_string())
        {
            return Ok(commit);
        }
        let mut walk = self.repository.revwalk().map_err(self.git())?;
        let sorted = git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE;
        walk.set_sorting(sorted).and_then(|()| walk.push(head.id())).map_err(self.git())?;
        for id in walk {
            let commit = id.and_then(|id| self.repository.find_commit(id)).map_err(self.git())?;
            let is_feature = commit.message_bytes().starts_with(wanted.feature_begins.as_bytes());
            if is_feature && let Ok(parent) = commit.parent(0) {
                return Ok(parent);
            }
        }
        Err(OriginalError::NoBaseline {
            place: self.place.clone(),
            tag: wanted.tag.to_owned(),
            begins: wanted.feature_begins.to_owned(),
        })
    }
}

/// What the names below `prefix` name, by what follows it; what a remote calls its own HEAD left out.
fn below(references: &References, prefix: &str) -> Vec<(String, Named)> {
    let all = references.iter().filter_map(|(name, named)| {
        let inner = name.strip_prefix(prefix).filter(|inner| *inner != "HEAD")?;
        Some((inner.to_owned(), named.clone()))
    });
    all.collect()
}
