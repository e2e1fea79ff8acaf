//! The project that a script belongs to: the nearest `package.json`.

use crate::machine::simulated::node::manifest::Json;
use crate::throwaway::Root;
use crate::world::{FileError, join, parent_of};

/// What npm needs to know of a package.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Project {
    /// Where its `package.json` stands.
    pub(super) directory: String,
    /// Its name.
    pub(super) name: Option<String>,
    /// Its version.
    pub(super) version: Option<String>,
    /// Its scripts, in the order of the file.
    pub(super) scripts: Vec<(String, String)>,
    /// What else of it goes into the environment of its scripts, under `npm_package_`.
    pub(super) fields: Vec<(String, String)>,
}

/// Why there is no project.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NoProject {
    /// The file cannot be read.
    Unreadable(FileError),
    /// The file is no JSON; its text.
    NoJson(String),
}

/// Finds the directory that npm works in: the nearest one upwards with a `package.json` or a
/// `node_modules`; `cwd` itself where there is none.
pub(super) fn directory(root: &Root, cwd: &str) -> String {
    let mut here = cwd;
    loop {
        let is_project = ["package.json", "node_modules"]
            .iter()
            .any(|name| root.kind(&join(here, name)).is_some());
        if is_project && !here.ends_with("/node_modules") {
            return here.to_owned();
        }
        if here == "/" {
            return cwd.to_owned();
        }
        here = parent_of(here);
    }
}

impl Project {
    /// Reads the project in `directory`.
    pub(super) fn read(root: &Root, directory: &str) -> Result<Self, NoProject> {
        let bytes = root.read(&join(directory, "package.json")).map_err(NoProject::Unreadable)?;
        let json = Json::parse(&bytes)
            .ok_or_else(|| NoProject::NoJson(String::from_utf8_lossy(&bytes).into_owned()))?;
        let text = |name: &str| json.get(name).and_then(Json::text).map(str::to_owned);
        let scripts = json.get("scripts").map(Json::members).unwrap_or_default();
        let mut fields = Vec::new();
        for name in ["name", "version", "config", "engines", "bin"] {
            if let Some(value) = json.get(name) {
                flatten(value, &format!("npm_package_{name}"), &mut fields);
            }
        }
        Ok(Self {
            directory: directory.to_owned(),
            name: text("name"),
            version: text("version"),
            scripts: scripts
                .iter()
                .filter_map(|(name, script)| Some((name.clone(), script.text()?.to_owned())))
                .collect(),
            fields,
        })
    }

    /// Returns the script `name`.
    pub(super) fn script(&self, name: &str) -> Option<&str> {
        self.scripts.iter().find(|(known, _)| known == name).map(|(_, script)| script.as_str())
    }

    /// Returns `name@version`, where the package has both.
    pub(super) fn id(&self) -> Option<String> {
        Some(format!("{}@{}", self.name.as_ref()?, self.version.as_ref()?))
    }
}

fn flatten(value: &Json, name: &str, fields: &mut Vec<(String, String)>) {
    match value {
        Json::Object(members) => {
            for (inner, value) in members {
                flatten(value, &format!("{name}_{inner}"), fields);
            }
        }
        Json::List(items) => {
            for (at, value) in items.iter().enumerate() {
                flatten(value, &format!("{name}_{at}"), fields);
            }
        }
        Json::Null => fields.push((name.to_owned(), String::new())),
        Json::Scalar(text) if text == "false" => fields.push((name.to_owned(), String::new())),
        Json::Text(text) | Json::Scalar(text) => fields.push((name.to_owned(), text.clone())),
    }
}
