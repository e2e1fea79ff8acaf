//! Which programs of the host a sandbox offers.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::error::RealError;

/// A program that runbooks need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// The package that has it, in Debian and Ubuntu, Fedora, Alpine and Homebrew.
    package: [&'static str; 4],
}

/// The programs without which no runbook is drilled.
const NEEDED: [Tool; 9] = [
    Tool { name: "bash", package: ["bash"; 4] },
    Tool { name: "git", package: ["git"; 4] },
    Tool { name: "jq", package: ["jq"; 4] },
    Tool { name: "node", package: ["nodejs", "nodejs", "nodejs", "node"] },
    Tool { name: "npm", package: ["npm", "npm", "npm", "node"] },
    Tool { name: "tar", package: ["tar", "tar", "tar", "gnu-tar"] },
    Tool { name: "sed", package: ["sed", "sed", "sed", "gnu-sed"] },
    Tool { name: "grep", package: ["grep"; 4] },
    Tool { name: "pkill", package: ["procps", "procps-ng", "procps", "proctools"] },
];

/// Where the system keeps its programs; the sandbox shows these as they are.
const SYSTEM: [&str; 2] = ["/usr/bin", "/bin"];

/// The programs that were found, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tools {
    found: BTreeMap<&'static str, PathBuf>,
}

impl Tools {
    /// Looks for the programs: first where the system keeps them, then along `path`, as the variable of this
    /// name has it. The system's own come first because the rest of the sandbox is the system's too.
    pub fn find(path: &str) -> Result<Self, RealError> {
        let places = SYSTEM.into_iter().chain(path.split(':').filter(|part| part.starts_with('/')));
        Self::find_in(&places.map(Path::new).collect::<Vec<_>>())
    }

    /// Looks for the programs in `places`, in this order.
    pub fn find_in(places: &[&Path]) -> Result<Self, RealError> {
        let find = |tool: &Tool| {
            let at = places.iter().map(|place| place.join(tool.name)).find(|at| may_run(at))?;
            Some((tool.name, at))
        };
        let found: BTreeMap<_, _> = NEEDED.iter().filter_map(find).collect();
        let missing: Vec<_> =
            NEEDED.iter().map(|tool| tool.name).filter(|name| !found.contains_key(name)).collect();
        if missing.is_empty() { Ok(Self { found }) } else { Err(RealError::Missing { missing }) }
    }

    /// Returns those that do not stand where the system keeps its programs.
    pub(super) fn elsewhere(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let is_system =
            |at: &Path| SYSTEM.iter().any(|place| at.parent() == Some(Path::new(place)));
        self.found
            .iter()
            .map(|(name, at)| (*name, at.as_path()))
            .filter(move |(_, at)| !is_system(at))
    }
}

fn may_run(at: &Path) -> bool {
    at.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// Says how to install what is missing.
pub(super) fn advice(missing: &[&'static str]) -> String {
    let tools: Vec<&Tool> = NEEDED.iter().filter(|tool| missing.contains(&tool.name)).collect();
    let ways = ["apt-get install", "dnf install", "apk add", "brew install"];
    let lines = ways.iter().enumerate().map(|(at, way)| {
        let mut packages: Vec<&str> = tools.iter().map(|tool| tool.package[at]).collect();
        packages.dedup();
        format!("  {way} {}", packages.join(" "))
    });
    format!("install what is missing, by one of these:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_missing_is_named_at_once_with_how_to_install_it() {
        let error = RealError::Missing { missing: vec!["jq", "node", "npm"] };
        let told = error.to_string();
        assert_eq!(told, "the real machine needs jq, node and npm, which are not installed");
        assert!(error.hint().contains("apt-get install jq nodejs npm"), "{}", error.hint());
        assert!(
            error.hint().contains("brew install jq node\n") || error.hint().ends_with("jq node")
        );
    }

    #[test]
    fn a_tool_is_taken_from_the_system_before_any_other_place() {
        let tools = Tools::find("/usr/local/bin:/usr/bin").expect("the tools of this host");
        for name in ["git", "bash"] {
            let at = &tools.found[name];
            assert!(at.starts_with("/usr/bin") || at.starts_with("/bin"), "{}", at.display());
        }
    }
}
