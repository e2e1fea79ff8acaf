//! Which file a `require` means: `CommonJS` resolution over the world's files.

use super::files_native::{kind, read_noted, real};
use super::host::Host;
use super::manifest::Json;
use crate::world::{FileKind, join, parent_of};

/// What a request leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// A file, with every link followed.
    File(String),
    /// Nothing.
    Nothing,
    /// Something whose rules are not modelled.
    Unmodelled(String),
}

/// Resolves `request` as seen from the directory `from`.
pub(super) fn resolve(host: &Host, from: &str, request: &str) -> Found {
    let is_relative = matches!(request, "." | "..")
        || request.starts_with("./")
        || request.starts_with("../")
        || request.starts_with('/');
    if is_relative {
        let found = as_path(host, &join(from, request), request.ends_with('/') || is_dots(request));
        return found.unwrap_or(Found::Nothing);
    }
    if request.starts_with('#') {
        return Found::Unmodelled(format!("require('{request}') of a package's own imports"));
    }
    in_packages(host, from, request)
}

fn is_dots(request: &str) -> bool {
    matches!(request.rsplit('/').next(), Some("." | ".."))
}

/// Looks through the `node_modules` of every directory from `from` up to the root.
fn in_packages(host: &Host, from: &str, request: &str) -> Found {
    for folder in package_folders(from) {
        if kind(host, &folder) != Some(FileKind::Directory) {
            continue;
        }
        if let Some(found) = through_exports(host, &folder, request) {
            return found;
        }
        let path = join(&folder, request);
        if let Some(found) = as_path(host, &path, request.ends_with('/')) {
            return found;
        }
    }
    Found::Nothing
}

/// Lists the `node_modules` directories that a module in `from` may load packages from.
pub(super) fn package_folders(from: &str) -> Vec<String> {
    let mut folders = Vec::new();
    let mut here = from;
    loop {
        if !here.ends_with("/node_modules") {
            folders.push(join(here, "node_modules"));
        }
        if here == "/" {
            return folders;
        }
        here = parent_of(here);
    }
}

/// Follows the `exports` of a package; none where it has no such package or no such field.
fn through_exports(host: &Host, folder: &str, request: &str) -> Option<Found> {
    let (name, inner) = split_package(request);
    let exports = manifest(host, &join(folder, name))?.get("exports")?.clone();
    let subpath = if inner.is_empty() { ".".to_owned() } else { format!("./{inner}") };
    let members = exports.members();
    let by_subpath = !members.is_empty() && members.iter().all(|(key, _)| key.starts_with('.'));
    let target =
        if by_subpath { exports.get(&subpath) } else { (subpath == ".").then_some(&exports) };
    let unmodelled = || Found::Unmodelled(format!("require('{request}') through 'exports'"));
    let Some(target) = target.and_then(target_of) else { return Some(unmodelled()) };
    let path = join(&join(folder, name), target);
    Some(match kind(host, &path) {
        Some(FileKind::File) => settle(host, &path),
        _ => unmodelled(),
    })
}

fn split_package(request: &str) -> (&str, &str) {
    let slashes = if request.starts_with('@') { 2 } else { 1 };
    let end = request.match_indices('/').nth(slashes - 1).map(|(at, _)| at);
    end.map_or((request, ""), |at| (&request[..at], &request[at + 1..]))
}

/// Takes the first target that a `require` may use, conditions in the order of the file.
fn target_of(target: &Json) -> Option<&str> {
    match target {
        Json::Text(path) if !path.contains('*') => Some(path),
        Json::Object(conditions) => conditions
            .iter()
            .find(|(name, _)| matches!(name.as_str(), "node" | "require" | "default"))
            .and_then(|(_, inner)| target_of(inner)),
        _ => None,
    }
}

/// Tries `path` as a file, with the known extensions, and as a directory.
fn as_path(host: &Host, path: &str, only_directory: bool) -> Option<Found> {
    let found = kind(host, path);
    if found == Some(FileKind::File) && !only_directory {
        return Some(settle(host, path));
    }
    if !only_directory && let Some(found) = with_extension(host, path) {
        return Some(found);
    }
    if found != Some(FileKind::Directory) {
        return None;
    }
    through_main(host, path).or_else(|| with_extension(host, &join(path, "index")))
}

fn with_extension(host: &Host, path: &str) -> Option<Found> {
    [".js", ".json", ".node"].iter().find_map(|extension| {
        let path = format!("{path}{extension}");
        (kind(host, &path) == Some(FileKind::File)).then(|| settle(host, &path))
    })
}

fn through_main(host: &Host, directory: &str) -> Option<Found> {
    let manifest = manifest(host, directory)?;
    let main = manifest.get("main").and_then(Json::text).filter(|main| !main.is_empty())?;
    let path = join(directory, main);
    if kind(host, &path) == Some(FileKind::File) {
        return Some(settle(host, &path));
    }
    with_extension(host, &path).or_else(|| with_extension(host, &join(&path, "index")))
}

/// Reads the `package.json` of a directory; none where it has none that is an object.
pub(super) fn manifest(host: &Host, directory: &str) -> Option<Json> {
    let path = join(directory, "package.json");
    if kind(host, &path) != Some(FileKind::File) {
        return None;
    }
    let bytes = read_noted(host, &path).ok()?;
    Json::parse(&bytes).filter(|json| matches!(json, Json::Object(_)))
}

/// Says whether a `.js` file belongs to a package whose files are ES modules.
pub(super) fn is_module_package(host: &Host, path: &str) -> bool {
    let mut here = parent_of(path);
    loop {
        if here.ends_with("/node_modules") {
            return false;
        }
        if let Some(manifest) = manifest(host, here) {
            return manifest.get("type").and_then(Json::text) == Some("module");
        }
        if here == "/" {
            return false;
        }
        here = parent_of(here);
    }
}

fn settle(host: &Host, path: &str) -> Found {
    real(host, path).map_or(Found::Nothing, Found::File)
}
