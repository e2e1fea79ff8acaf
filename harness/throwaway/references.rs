//! References of one repository, loose and packed, read and written inside the wall.

use std::collections::BTreeMap;

use git2::Oid;

use super::{GitPlace, Root, ThrowawayError};
use crate::world::{FileError, FileKind, parent_of};

/// The most links from reference to reference that are followed, as in git.
const LINKS_MAX: u32 = 5;

/// The references of one repository, as one of its work trees sees them.
#[derive(Debug)]
pub struct References<'a> {
    root: &'a Root,
    place: GitPlace,
}

/// What stands under the name of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An object.
    Object(Oid),
    /// Another reference, by its full name.
    Name(String),
}

impl<'a> References<'a> {
    /// Takes the git directory (`.git` or a bare repository) of a world.
    pub fn of(root: &'a Root, git_dir: impl Into<String>) -> Self {
        Self::at(root, GitPlace::whole(git_dir))
    }

    /// Takes the directories of a work tree that may be a linked one.
    pub fn at(root: &'a Root, place: GitPlace) -> Self {
        Self { root, place }
    }

    /// Returns what stands under the full name; none where nothing does.
    pub fn target(&self, name: &str) -> Result<Option<Target>, ThrowawayError> {
        match self.read_file(name)? {
            Some(text) => self.parse(name, &text).map(Some),
            None => Ok(self.packed()?.remove(name).map(Target::Object)),
        }
    }

    /// Returns the object that the full name stands for, links followed.
    pub fn read(&self, name: &str) -> Result<Option<Oid>, ThrowawayError> {
        let mut name = name.to_owned();
        for _ in 0..LINKS_MAX {
            match self.target(&name)? {
                Some(Target::Object(id)) => return Ok(Some(id)),
                Some(Target::Name(next)) => name = next,
                None => return Ok(None),
            }
        }
        Err(self.broken(format!("{name} goes round")))
    }

    /// Returns every reference below `refs/` with its object, by full name.
    pub fn all(&self) -> Result<BTreeMap<String, Oid>, ThrowawayError> {
        let mut found = self.packed()?;
        let mut loose = Vec::new();
        self.collect("refs", &mut loose)?;
        for name in loose {
            if let Some(id) = self.read(&name)? {
                found.insert(name, id);
            }
        }
        Ok(found)
    }

    /// Sets the full name to `id`, creating it where it is missing.
    pub fn write(&self, name: &str, id: Oid) -> Result<(), ThrowawayError> {
        self.write_file(name, &format!("{id}\n"))
    }

    /// Makes the full name a link to the reference `to`.
    pub fn link(&self, name: &str, to: &str) -> Result<(), ThrowawayError> {
        self.write_file(name, &format!("ref: {to}\n"))
    }

    /// Removes the full name with the directories that it leaves empty.
    pub fn remove(&self, name: &str) -> Result<(), ThrowawayError> {
        let path = self.path(name);
        if self.root.kind_of_link(&path) == Some(FileKind::File) {
            self.root.remove_file(&path).map_err(in_world(&path))?;
            self.prune(parent_of(&path));
        }
        let mut packed = self.packed_lines()?;
        let before = packed.len();
        packed.retain(|line| line.name != name);
        if packed.len() == before { Ok(()) } else { self.write_packed(&packed) }
    }

    /// Returns the name of an existing reference that keeps `name` from being made, because one
    /// would have to be a directory and the other a file.
    pub fn in_the_way_of(&self, name: &str) -> Result<Option<String>, ThrowawayError> {
        Ok(self.all()?.into_keys().find(|known| is_below(known, name) || is_below(name, known)))
    }

    fn collect(&self, name: &str, found: &mut Vec<String>) -> Result<(), ThrowawayError> {
        let path = self.path(name);
        for child in self.root.list(&path).map_err(in_world(&path))? {
            let full = format!("{name}/{child}");
            match self.root.kind_of_link(&self.path(&full)) {
                Some(FileKind::Directory) => self.collect(&full, found)?,
                Some(FileKind::File) if git2::Reference::is_valid_name(&full) => found.push(full),
                _ => {}
            }
        }
        Ok(())
    }

    fn parse(&self, name: &str, text: &str) -> Result<Target, ThrowawayError> {
        if let Some(next) = text.strip_prefix("ref:") {
            return Ok(Target::Name(next.trim().to_owned()));
        }
        full_id(text.trim_end())
            .map(Target::Object)
            .ok_or_else(|| self.broken(format!("{name} holds no object id")))
    }

    fn packed(&self) -> Result<BTreeMap<String, Oid>, ThrowawayError> {
        Ok(self.packed_lines()?.into_iter().map(|line| (line.name, line.id)).collect())
    }

    fn packed_lines(&self) -> Result<Vec<Packed>, ThrowawayError> {
        let mut lines: Vec<Packed> = Vec::new();
        for line in self.read_file("packed-refs")?.unwrap_or_default().lines() {
            match (line.strip_prefix('^'), lines.last_mut()) {
                (Some(peeled), Some(last)) => last.peeled = full_id(peeled),
                _ if line.starts_with('#') => {}
                _ => lines.push(Packed::parse(line).ok_or_else(|| {
                    self.broken(format!("unexpected line in packed-refs: {line}"))
                })?),
            }
        }
        Ok(lines)
    }

    fn write_packed(&self, lines: &[Packed]) -> Result<(), ThrowawayError> {
        let mut text = String::from(PACKED_HEADER);
        for Packed { name, id, peeled } in lines {
            let peeled = peeled.map(|id| format!("^{id}\n")).unwrap_or_default();
            text += &[&id.to_string(), " ", name, "\n", &peeled].concat();
        }
        self.write_file("packed-refs", &text)
    }

    fn read_file(&self, name: &str) -> Result<Option<String>, ThrowawayError> {
        let path = self.path(name);
        match self.root.read(&path) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(FileError::NotFound | FileError::IsDirectory | FileError::NotDirectory) => Ok(None),
            Err(source) => Err(ThrowawayError::World { path, source }),
        }
    }

    fn write_file(&self, name: &str, text: &str) -> Result<(), ThrowawayError> {
        let path = self.path(name);
        self.root.create_dir_all(parent_of(&path)).map_err(in_world(&path))?;
        if self.root.kind_of_link(&path) == Some(FileKind::Directory) {
            self.remove_empty_below(&path).map_err(in_world(&path))?;
        }
        self.root.write(&path, text.as_bytes()).map_err(in_world(&path))
    }

    /// Removes a directory that holds nothing but empty directories: git leaves such behind.
    fn remove_empty_below(&self, path: &str) -> Result<(), FileError> {
        for child in self.root.list(path)? {
            let child = format!("{path}/{child}");
            if self.root.kind_of_link(&child) == Some(FileKind::Directory) {
                self.remove_empty_below(&child)?;
            }
        }
        self.root.remove_dir(path)
    }

    /// Removes `directory` and those above it while they are empty, down to `refs/KIND`.
    fn prune(&self, directory: &str) {
        let mut directory = directory;
        while directory.strip_prefix(&self.path("refs/")).is_some_and(|rest| rest.contains('/'))
            && self.root.remove_dir(directory).is_ok()
        {
            directory = parent_of(directory);
        }
    }

    fn path(&self, name: &str) -> String {
        self.place.path(name)
    }

    fn broken(&self, what: String) -> ThrowawayError {
        ThrowawayError::Broken { path: self.place.own.clone(), what }
    }
}

/// The first line of a file of packed references.
pub(super) const PACKED_HEADER: &str = "# pack-refs with: peeled fully-peeled sorted \n";

struct Packed {
    name: String,
    id: Oid,
    peeled: Option<Oid>,
}

impl Packed {
    fn parse(line: &str) -> Option<Self> {
        let (id, name) = line.split_once(' ')?;
        Some(Self { name: name.to_owned(), id: full_id(id)?, peeled: None })
    }
}

fn is_below(name: &str, above: &str) -> bool {
    name.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
}

/// Reads an object id of full length.
fn full_id(text: &str) -> Option<Oid> {
    let whole = text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
    whole.then(|| Oid::from_str(text).ok()).flatten()
}

fn in_world(path: &str) -> impl FnOnce(FileError) -> ThrowawayError {
    let path = path.to_owned();
    move |source| ThrowawayError::World { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> (tempfile::TempDir, Root) {
        let dir = tempfile::tempdir().expect("a directory");
        let root = Root::at(dir.path());
        root.create_dir_all("/r/refs/heads").expect("a skeleton");
        (dir, root)
    }

    fn id(digit: char) -> Oid {
        Oid::from_str(&digit.to_string().repeat(40)).expect("an id")
    }

    #[test]
    fn a_loose_reference_hides_the_packed_one_and_removing_takes_both() {
        let (_dir, root) = root();
        let packed = format!("{PACKED_HEADER}{} refs/tags/a/b\n^{}\n", id('1'), id('2'));
        root.write("/r/packed-refs", packed.as_bytes()).expect("packed");
        let references = References::of(&root, "/r");
        assert_eq!(references.read("refs/tags/a/b").expect("readable"), Some(id('1')));
        references.write("refs/tags/a/b", id('3')).expect("written");
        assert_eq!(references.read("refs/tags/a/b").expect("readable"), Some(id('3')));
        references.remove("refs/tags/a/b").expect("removed");
        assert_eq!(references.all().expect("readable"), BTreeMap::new());
        assert_eq!(root.kind("/r/refs/tags/a"), None);
    }

    #[test]
    fn links_are_followed_and_a_ring_is_an_error() {
        let (_dir, root) = root();
        let references = References::of(&root, "/r");
        references.write("refs/heads/main", id('1')).expect("written");
        references.link("HEAD", "refs/heads/main").expect("linked");
        assert_eq!(references.read("HEAD").expect("readable"), Some(id('1')));
        references.link("refs/heads/main", "HEAD").expect("linked");
        assert!(references.read("HEAD").is_err());
    }

    #[test]
    fn a_reference_below_another_is_in_the_way() {
        let (_dir, root) = root();
        let references = References::of(&root, "/r");
        references.write("refs/heads/a", id('1')).expect("written");
        let found = references.in_the_way_of("refs/heads/a/b").expect("readable");
        assert_eq!(found.as_deref(), Some("refs/heads/a"));
        assert_eq!(references.in_the_way_of("refs/heads/ab").expect("readable"), None);
    }
}
