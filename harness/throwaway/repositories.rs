//! The repositories of a fresh world: the checkout's, its origin and other remotes, with their references,
//! settings and reflogs.

use std::collections::BTreeMap;

use git2::Oid;

use super::history::{Laid, OPERATOR_EMAIL, OPERATOR_NAME};
use super::references::PACKED_HEADER;
use crate::determinism::Tick;
use crate::world::{Existing, FilePlan, Layout, Named, join, parent_of};

/// The branch that the commits of a plan are laid on.
const MAIN: &str = "main";

/// The remote that runbooks push to.
const ORIGIN: &str = "origin";

/// One repository of a world.
pub(super) struct Place {
    /// Its directory, absolute in the world.
    directory: String,
    /// The name under which the checkout knows it; none for the checkout's own.
    remote: Option<String>,
    branch: String,
    references: BTreeMap<String, Named>,
}

/// Says where the repositories stand and what their references name: the checkout's own first.
pub(super) fn places(laid: &Laid, existing: Option<&Existing>, layout: &Layout) -> Vec<Place> {
    let last = laid.ids.last().copied().unwrap_or(Oid::ZERO_SHA1);
    let (branch, old) = existing.map_or((MAIN, None), |it| (it.branch.as_str(), Some(&it.head)));
    let heads = format!("refs/heads/{branch}");
    let mut own = existing.map(|it| it.references.clone()).unwrap_or_default();
    let none = || BTreeMap::from([(ORIGIN.to_owned(), BTreeMap::new())]);
    let mut remotes = existing.map_or_else(none, |it| it.remotes.clone());
    // What is new has been pushed, as far as origin was up to date before.
    let origin = remotes.entry(ORIGIN.to_owned()).or_default();
    let is_current = origin.get(&heads).map(|named| &named.id) == old;
    own.insert(heads.clone(), named(last));
    if is_current {
        origin.insert(heads, named(last));
        own.insert(format!("refs/remotes/{ORIGIN}/{branch}"), named(last));
    }
    let tags = laid.tags.iter().map(|(tag, id)| (format!("refs/tags/{tag}"), named(*id)));
    own.extend(tags.clone());
    origin.extend(tags);
    let mut all = vec![Place {
        directory: format!("{}/.git", layout.checkout),
        remote: None,
        branch: branch.to_owned(),
        references: own,
    }];
    all.extend(remotes.into_iter().map(|(name, references)| Place {
        directory: directory_of(&name, layout),
        remote: Some(name),
        branch: branch.to_owned(),
        references,
    }));
    all
}

/// Where a remote stands: `origin` where the layout says, any other one beside it.
fn directory_of(remote: &str, layout: &Layout) -> String {
    if remote == ORIGIN {
        return layout.origin.clone();
    }
    join(parent_of(&layout.origin), &format!("remotes/{}.git", remote.replace('/', "-")))
}

fn named(id: Oid) -> Named {
    Named { id: id.to_string(), peeled: None }
}

impl Place {
    /// The directories that git expects.
    pub(super) fn skeleton(&self) -> impl Iterator<Item = String> {
        let inner = ["objects/info", "objects/pack", "refs/heads", "refs/tags"];
        inner.into_iter().map(|name| format!("{}/{name}", self.directory))
    }

    fn packed_references(&self) -> String {
        let mut text = PACKED_HEADER.to_owned();
        for (name, Named { id, peeled }) in &self.references {
            text += &[id, " ", name, "\n"].concat();
            if let Some(peeled) = peeled {
                text += &["^", peeled, "\n"].concat();
            }
        }
        text
    }
}

/// The files of all repositories but the index, by absolute path in the world.
pub(super) fn repository_files(
    laid: &Laid,
    places: &[Place],
    layout: &Layout,
    at: Tick,
    packs: &[(String, Vec<u8>)],
) -> BTreeMap<String, FilePlan> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for place in places {
        let directory = &place.directory;
        let config = match &place.remote {
            None => checkout_config(places, layout),
            Some(_) => BARE_CONFIG.to_owned(),
        };
        let mut texts = vec![
            ("HEAD".to_owned(), format!("ref: refs/heads/{}\n", place.branch)),
            ("config".to_owned(), config),
            ("packed-refs".to_owned(), place.packed_references()),
        ];
        if place.remote.is_none() {
            texts.extend(reflogs(laid, place, at));
        }
        let texts = texts.into_iter().map(|(name, text)| (name, text.into_bytes()));
        let packs =
            packs.iter().map(|(name, bytes)| (format!("objects/pack/{name}"), bytes.clone()));
        files
            .extend(texts.chain(packs).map(|(name, bytes)| (format!("{directory}/{name}"), bytes)));
    }
    let plain = |(path, bytes)| (path, FilePlan { bytes, executable: false });
    files.into_iter().map(plain).collect()
}

/// What the checkout remembers of where its references were.
fn reflogs(laid: &Laid, own: &Place, at: Tick) -> Vec<(String, String)> {
    let branch = &own.branch;
    let mut logs = vec![
        ("logs/HEAD".to_owned(), laid.reflog.clone()),
        (format!("logs/refs/heads/{branch}"), laid.reflog.clone()),
    ];
    let remembered = format!("refs/remotes/{ORIGIN}/{branch}");
    if let Some(pushed) = own.references.get(&remembered) {
        let line = format!(
            "{} {} {OPERATOR_NAME} <{OPERATOR_EMAIL}> {} +0000\tupdate by push\n",
            Oid::ZERO_SHA1,
            pushed.id,
            at.epoch_seconds()
        );
        logs.push((format!("logs/{remembered}"), line));
    }
    logs
}

/// The settings of a bare repository.
const BARE_CONFIG: &str = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\
                           \tbare = true\n";

fn checkout_config(places: &[Place], layout: &Layout) -> String {
    let mut text = format!(
        "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\
         \tlogallrefupdates = true\n\tignorecase = false\n\tautocrlf = false\n\
         [init]\n\tdefaultBranch = main\n\
         [user]\n\tname = {OPERATOR_NAME}\n\temail = {OPERATOR_EMAIL}\n"
    );
    for name in places.iter().filter_map(|place| place.remote.as_ref()) {
        let url = directory_of(name, layout);
        let fetch = format!("+refs/heads/*:refs/remotes/{name}/*");
        let section = ["[remote \"", name, "\"]\n\turl = ", &url, "\n\tfetch = ", &fetch, "\n"];
        text.extend(section);
    }
    let own = places.first().map(|own| (&own.branch, &own.references));
    if let Some((branch, references)) = own
        && references.contains_key(&format!("refs/remotes/{ORIGIN}/{branch}"))
    {
        let merge = format!("refs/heads/{branch}");
        text.extend([
            "[branch \"",
            branch,
            "\"]\n\tremote = ",
            ORIGIN,
            "\n\tmerge = ",
            &merge,
            "\n",
        ]);
    }
    text
}
