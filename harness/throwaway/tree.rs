//! Trees as flat listings: every file of a tree by path.

use std::collections::BTreeMap;

use git2::{ObjectType, Odb, Oid, Repository};

/// One file of a tree: its mode as git writes it (`0o100644`) and its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// The mode: file, executable, link or submodule.
    pub mode: u32,
    /// The object.
    pub id: Oid,
}

/// The mode of an ordinary file.
pub const MODE_FILE: u32 = 0o100_644;
/// The mode of an executable file.
pub const MODE_EXECUTABLE: u32 = 0o100_755;
/// The mode of a symbolic link.
pub const MODE_LINK: u32 = 0o120_000;
/// The mode of a directory.
pub const MODE_TREE: u32 = 0o040_000;

/// The mode of a commit of another repository.
pub(super) const MODE_SUBMODULE: u32 = 0o160_000;

/// The files of a tree, by path from its top, in byte order.
pub type Listing = BTreeMap<String, Leaf>;

/// Lists every file of the tree `id`.
pub fn read_listing(repository: &Repository, id: Oid) -> Result<Listing, git2::Error> {
    let mut listing = Listing::new();
    add_below(repository, id, "", &mut listing)?;
    Ok(listing)
}

fn add_below(
    repository: &Repository,
    id: Oid,
    above: &str,
    listing: &mut Listing,
) -> Result<(), git2::Error> {
    for entry in &repository.find_tree(id)? {
        let name = entry.name()?;
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
        let mode = entry.filemode_raw().cast_unsigned();
        if mode == MODE_TREE {
            add_below(repository, entry.id(), &path, listing)?;
        } else {
            listing.insert(path, Leaf { mode, id: entry.id() });
        }
    }
    Ok(())
}

/// Writes the tree that holds exactly the files of `listing`, and returns its id.
pub fn write_listing(odb: &Odb<'_>, listing: &Listing) -> Result<Oid, git2::Error> {
    let leaves: Vec<(&str, Leaf)> =
        listing.iter().map(|(path, leaf)| (path.as_str(), *leaf)).collect();
    write_below(odb, &leaves)
}

fn write_below(odb: &Odb<'_>, leaves: &[(&str, Leaf)]) -> Result<Oid, git2::Error> {
    let mut rows: Vec<(String, &str, Leaf)> = Vec::new();
    let mut left = leaves;
    while let Some((path, leaf)) = left.first() {
        let Some((directory, _)) = path.split_once('/') else {
            rows.push(((*path).to_owned(), path, *leaf));
            left = &left[1..];
            continue;
        };
        let below = left.iter().take_while(|(path, _)| inside(path, directory).is_some()).count();
        let inner: Vec<(&str, Leaf)> = left[..below]
            .iter()
            .filter_map(|(path, leaf)| Some((inside(path, directory)?, *leaf)))
            .collect();
        let id = write_below(odb, &inner)?;
        rows.push((format!("{directory}/"), directory, Leaf { mode: MODE_TREE, id }));
        left = &left[below..];
    }
    // Git orders a directory as if its name ended in a slash.
    rows.sort_by(|one, other| one.0.as_bytes().cmp(other.0.as_bytes()));
    let mut bytes = Vec::new();
    for (_, name, leaf) in rows {
        bytes.extend_from_slice(format!("{:o} {name}\0", leaf.mode).as_bytes());
        bytes.extend_from_slice(leaf.id.as_bytes());
    }
    odb.write(ObjectType::Tree, &bytes)
}

fn inside<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    path.strip_prefix(directory)?.strip_prefix('/')
}
