//! Where the files of a pack come from: the program itself, or a folder.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use rust_embed::RustEmbed;

use super::PackError;
use super::pack::FILE_BYTES_MAX;

/// The most files below one directory of a pack.
const FILES_MAX: usize = 20_000;

/// The files of one pack.
pub trait PackFiles: std::fmt::Debug + Sync {
    /// Returns how a person finds the file at `path`.
    fn place(&self, path: &str) -> String;

    /// Reads a whole file.
    fn read(&self, path: &str) -> Result<Vec<u8>, PackError>;

    /// Lists all files below a directory, sorted, as paths from it.
    fn below(&self, directory: &str) -> Result<Vec<String>, PackError>;

    /// Returns whether the file may be executed in the world.
    fn is_executable(&self, path: &str) -> bool {
        Path::new(path).extension().is_some_and(|ending| ending == "sh")
    }
}

#[derive(RustEmbed)]
#[folder = "scenarios/party-mode"]
struct PartyMode;

/// The pack that is built into the program.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedPack;

impl PackFiles for EmbeddedPack {
    fn place(&self, path: &str) -> String {
        format!("scenarios/party-mode/{path}")
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, PackError> {
        let file = PartyMode::get(path);
        let missing = || PackError::NotEmbedded { place: path.to_owned() };
        file.map(|file| file.data.into_owned()).ok_or_else(missing)
    }

    fn below(&self, directory: &str) -> Result<Vec<String>, PackError> {
        let prefix = format!("{}/", directory.trim_end_matches('/'));
        let names = PartyMode::iter();
        let mut found: Vec<String> =
            names.filter_map(|name| name.strip_prefix(&prefix).map(str::to_owned)).collect();
        found.sort_unstable();
        Ok(found)
    }
}

/// A pack in a folder of the user's.
#[derive(Debug, Clone)]
pub struct FolderPack {
    folder: PathBuf,
}

impl FolderPack {
    /// Takes the folder as a pack.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Returns where a path of the pack is on the disk, links followed: in the folder or nowhere.
    fn inside(&self, path: &str) -> Result<PathBuf, PackError> {
        let leads_out =
            Path::new(path).components().any(|part| !matches!(part, Component::Normal(_)));
        if leads_out {
            return Err(PackError::Outside { place: self.place(path) });
        }
        let top = fs::canonicalize(&self.folder).map_err(self.refused(path))?;
        let real = fs::canonicalize(self.folder.join(path)).map_err(self.refused(path))?;
        if !real.starts_with(&top) {
            return Err(PackError::Outside { place: self.place(path) });
        }
        Ok(real)
    }

    fn refused(&self, path: &str) -> impl FnOnce(io::Error) -> PackError {
        let place = self.place(path);
        |source| PackError::Read { place, source }
    }
}

impl PackFiles for FolderPack {
    fn place(&self, path: &str) -> String {
        self.folder.join(path).display().to_string()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, PackError> {
        let real = self.inside(path)?;
        let about = fs::metadata(&real).map_err(self.refused(path))?;
        if !about.is_file() && !about.is_dir() {
            return Err(PackError::NotRegular { place: self.place(path) });
        }
        let file = fs::File::open(&real).map_err(self.refused(path))?;
        let mut bytes = Vec::new();
        let most = FILE_BYTES_MAX as u64 + 1;
        file.take(most).read_to_end(&mut bytes).map_err(self.refused(path))?;
        if bytes.len() > FILE_BYTES_MAX {
            return Err(PackError::TooLarge { place: self.place(path), bytes: about.len() });
        }
        Ok(bytes)
    }

    fn below(&self, directory: &str) -> Result<Vec<String>, PackError> {
        let top = self.inside(directory)?;
        let mut found = Vec::new();
        let mut open = vec![top.clone()];
        while let Some(here) = open.pop() {
            let entries = fs::read_dir(&here).map(|entries| entries.take(FILES_MAX + 1));
            let entries = entries.and_then(Iterator::collect::<io::Result<Vec<_>>>);
            let paths = entries.map_err(self.refused(directory))?.into_iter().map(|e| e.path());
            let (folders, files): (Vec<_>, Vec<_>) =
                paths.partition(|path| path.is_dir() && !path.is_symlink());
            open.extend(folders);
            found.extend(files.iter().filter_map(|file| below(&top, file)));
            if found.len() + open.len() > FILES_MAX {
                return Err(PackError::TooMany { place: self.place(directory) });
            }
        }
        found.sort_unstable();
        Ok(found)
    }
}

fn below(top: &Path, file: &Path) -> Option<String> {
    file.strip_prefix(top).ok()?.to_str().map(str::to_owned)
}
