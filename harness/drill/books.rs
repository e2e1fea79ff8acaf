//! The runbooks of a pack, the lists of what is known to be wrong with them, and the conditions.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::pack::{parse_yaml, read_text};
use super::places::place_of;
use super::{Condition, KnownFindings, Pack, PackError, PackFiles};

/// One runbook of a pack: a path alone, or a path with its list of known findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunbookPlan {
    /// The Markdown: a path from the pack.
    pub file: String,
    /// The list of its known findings, a path from the pack; none where none is expected.
    pub known_findings: Option<String>,
}

/// A runbook plan as a pack writes it in full.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InFull {
    file: String,
    #[serde(default)]
    known_findings: Option<String>,
}

impl Pack {
    /// Reads the Markdown of the runbook `variant`, with its path.
    pub fn runbook(
        &self,
        files: &dyn PackFiles,
        variant: &str,
    ) -> Result<(String, String), PackError> {
        let path = &self.plan_of(files, variant)?.file;
        Ok((files.place(path), read_text(files, path)?))
    }

    /// Reads the list of what is known to be wrong with the runbook `variant`; an empty one where
    /// the pack has none for it.
    pub fn known_findings(
        &self,
        files: &dyn PackFiles,
        variant: &str,
    ) -> Result<KnownFindings, PackError> {
        let Some(path) = &self.plan_of(files, variant)?.known_findings else {
            return Ok(KnownFindings::default());
        };
        let known: KnownFindings = parse_yaml(files, path, &read_text(files, path)?)?;
        known.check(files, path)?;
        Ok(known)
    }

    /// Reads the conditions of the pack, in the order of their names.
    pub fn conditions(&self, files: &dyn PackFiles) -> Result<Vec<Condition>, PackError> {
        let folder = self.conditions.as_deref();
        folder.map_or_else(|| Ok(Vec::new()), |folder| Condition::read_all(files, folder))
    }

    fn plan_of(&self, files: &dyn PackFiles, variant: &str) -> Result<&RunbookPlan, PackError> {
        self.runbooks.get(variant).ok_or_else(|| PackError::NoVariant {
            place: place_of(files, "pack.yaml", &["runbooks"]),
            wanted: variant.to_owned(),
            known: self.runbooks.keys().cloned().collect(),
        })
    }
}

impl<'de> Deserialize<'de> for RunbookPlan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either)
    }
}

/// Reads a path alone or a plan in full, so that what is wrong in either is told at its place.
struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = RunbookPlan;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path, or { file: PATH, known_findings: PATH }")
    }

    fn visit_str<E: Error>(self, path: &str) -> Result<RunbookPlan, E> {
        Ok(RunbookPlan { file: path.to_owned(), known_findings: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RunbookPlan, A::Error> {
        let InFull { file, known_findings } = InFull::deserialize(MapAccessDeserializer::new(map))?;
        Ok(RunbookPlan { file, known_findings })
    }
}
