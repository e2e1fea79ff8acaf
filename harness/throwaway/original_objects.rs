//! Reading the objects of a repository of the user's, as they are packed.

use std::fs;
use std::path::{Path, PathBuf};

use git2::Oid;

use super::OriginalError;
use super::original::Source;

/// The most bytes of all objects, as git keeps them.
const OBJECT_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// How many further object stores a repository may borrow from, each from the one before.
const BORROWED_MAX: usize = 8;

impl Source {
    /// Every object: the packs as they are, and one more of what is in none.
    pub(super) fn packs(&self, scratch: &Path) -> Result<Vec<(String, Vec<u8>)>, OriginalError> {
        let (mut found, mut total) = (Vec::new(), 0);
        let stores = self.stores()?;
        let mut paths = Vec::new();
        for store in &stores {
            paths.extend(entries(&store.join("pack"))?);
        }
        let ends_in = |path: &Path, ending: &str| path.extension().is_some_and(|it| it == ending);
        if paths.iter().any(|path| ends_in(path, "promisor")) {
            let what = "it is a partial clone, so that objects are missing".to_owned();
            return Err(self.refused(what, "clone it anew, without --filter"));
        }
        for path in paths.iter().filter(|path| ends_in(path, "pack") || ends_in(path, "idx")) {
            self.add(path, &mut total)?;
            found.push(read_whole(path)?);
        }
        found.extend(self.pack_of_loose(&stores, scratch, total)?);
        Ok(found)
    }

    /// Adds the size of a file to `total`, which has a bound.
    fn add(&self, path: &Path, total: &mut u64) -> Result<(), OriginalError> {
        *total += fs::metadata(path).map_err(unreadable(path))?.len();
        self.bounded(*total)
    }

    fn bounded(&self, total: u64) -> Result<(), OriginalError> {
        if total <= OBJECT_BYTES_MAX {
            return Ok(());
        }
        let what = format!("its objects have more than {OBJECT_BYTES_MAX} bytes");
        Err(self.refused(what, "does 'git gc' make it smaller?"))
    }

    /// The directories of objects: the repository's own, and those that it borrows from.
    fn stores(&self) -> Result<Vec<PathBuf>, OriginalError> {
        let mut stores = vec![self.repository.commondir().join("objects")];
        let mut next = 0;
        while let Some(store) = stores.get(next).cloned() {
            let text = fs::read_to_string(store.join("info/alternates")).unwrap_or_default();
            let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            // A path that is not absolute begins at the store itself.
            stores.extend(lines.map(|line| store.join(line)));
            if stores.len() > BORROWED_MAX {
                let what = format!("it borrows objects from more than {BORROWED_MAX} places");
                return Err(self.refused(what, "make it stand alone: git repack -a -d"));
            }
            next += 1;
        }
        Ok(stores)
    }

    /// Packs the objects that stand alone.
    fn pack_of_loose(
        &self,
        stores: &[PathBuf],
        scratch: &Path,
        mut total: u64,
    ) -> Result<Vec<(String, Vec<u8>)>, OriginalError> {
        let mut loose: Vec<Oid> = Vec::new();
        for path in loose_files(stores)? {
            let id = path.parent().map(|folder| format!("{}{}", hex(folder), hex(&path)));
            if let Some(Ok(id)) = id.map(|id| id.parse()) {
                self.add(&path, &mut total)?;
                loose.push(id);
            }
        }
        if loose.is_empty() {
            return Ok(Vec::new());
        }
        loose.sort_unstable();
        loose.dedup();
        let workshop = tempfile::tempdir_in(scratch).map_err(unreadable(scratch))?;
        let pack = || {
            let mut builder = self.repository.packbuilder()?;
            builder.set_threads(1);
            for id in &loose {
                builder.insert_object(*id, None)?;
            }
            builder.write(workshop.path(), 0o444)
        };
        pack().map_err(self.git())?;
        entries(workshop.path())?.iter().map(|path| read_whole(path)).collect()
    }
}

/// What stands in the folders of objects that are in no pack.
fn loose_files(stores: &[PathBuf]) -> Result<Vec<PathBuf>, OriginalError> {
    let mut found = Vec::new();
    for store in stores {
        for folder in entries(store)?.iter().filter(|it| hex(it).len() == 2) {
            found.extend(entries(folder)?);
        }
    }
    Ok(found)
}

fn read_whole(path: &Path) -> Result<(String, Vec<u8>), OriginalError> {
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    Ok((name.to_owned(), fs::read(path).map_err(unreadable(path))?))
}

/// What stands in a folder, in the order of names; nothing where there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, OriginalError> {
    let listed = match fs::read_dir(folder) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.map_err(unreadable(folder))?,
    };
    let paths = listed.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<PathBuf>, _>>().map_err(unreadable(folder))?;
    paths.sort_unstable();
    Ok(paths)
}

/// The name of a file that is a part of an object's id; nothing where it is none.
fn hex(path: &Path) -> &str {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if name.bytes().all(|byte| byte.is_ascii_hexdigit()) { name } else { "" }
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> OriginalError {
    let place = path.display().to_string();
    move |source| OriginalError::Host { place, source }
}
