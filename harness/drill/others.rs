//! The work of others: what a history holds besides the feature and what was there before it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Pack;
use super::pack::PRODUCTION;
use crate::world::CommitPlan;

/// Lines by file.
type Lines = BTreeMap<String, BTreeSet<String>>;

/// Gathers the lines that `commits`, those of the feature left out, brought into files, and that no
/// later one took away. `baseline` is the tree before the first of them.
///
/// Lines that name the feature are its own, whoever wrote them, and so is what the config says: it
/// has checks of its own. The audit log is nobody's work.
pub(super) fn lines_of_others(
    pack: &Pack,
    baseline: &BTreeMap<String, Arc<[u8]>>,
    commits: &[&CommitPlan],
) -> Lines {
    let mut tree: Lines =
        baseline.iter().map(|(path, bytes)| (path.clone(), lines(bytes))).collect();
    let mut others = Lines::new();
    for commit in commits {
        let is_feature = commit.message.starts_with(&pack.feature.commits_begin_with);
        for path in &commit.removes {
            tree.remove(path);
            others.remove(path);
        }
        for (path, file) in &commit.writes {
            let now = lines(&file.bytes);
            let before = tree.insert(path.clone(), now.clone()).unwrap_or_default();
            let theirs = others.entry(path.clone()).or_default();
            theirs.retain(|line| now.contains(line));
            if !is_feature {
                theirs.extend(now.difference(&before).cloned());
            }
        }
    }
    for theirs in others.values_mut() {
        theirs.retain(|line| !is_of_feature(pack, line));
    }
    others.retain(|path, theirs| !theirs.is_empty() && !is_judged_elsewhere(pack, path));
    others
}

fn lines(bytes: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn is_of_feature(pack: &Pack, line: &str) -> bool {
    let line = line.to_lowercase();
    pack.feature.words.iter().any(|word| line.contains(word.as_str()))
}

fn is_judged_elsewhere(pack: &Pack, path: &str) -> bool {
    *path == pack.feature.audit_log
        || pack.feature.configs.get(PRODUCTION).is_some_and(|c| c == path)
}

#[cfg(test)]
mod tests {
    use super::super::EmbeddedPack;
    use super::*;
    use crate::determinism::Tick;
    use crate::world::FilePlan;

    const PATH: &str = "src/app.cjs";

    fn commit(message: &str, path: &str, text: &str) -> CommitPlan {
        let file = FilePlan { bytes: text.as_bytes().to_vec(), executable: false };
        CommitPlan {
            message: message.to_owned(),
            author: String::new(),
            email: String::new(),
            at: Tick::from_epoch_ms(0),
            writes: BTreeMap::from([(path.to_owned(), file)]),
            removes: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// The lines of others in a history that begins with one file of one line, `base`.
    fn found(commits: &[CommitPlan]) -> Vec<(String, String)> {
        let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
        let baseline = BTreeMap::from([(PATH.to_owned(), Arc::from(&b"base\n"[..]))]);
        let lines =
            lines_of_others(&pack, &baseline, &commits.iter().collect::<Vec<_>>()).into_iter();
        let each = |(path, lines): (String, BTreeSet<String>)| {
            lines.into_iter().map(move |line| (path.clone(), line)).collect::<Vec<_>>()
        };
        lines.flat_map(each).collect()
    }

    fn of(lines: &[&str]) -> Vec<(String, String)> {
        lines.iter().map(|&line| (PATH.to_owned(), line.to_owned())).collect()
    }

    #[test]
    fn only_what_others_brought_and_nobody_took_away_is_theirs() {
        let fix = commit("Fix it", PATH, "base\nfix\nmore\n");
        let phase = commit("Party Mode Phase 1: x", PATH, "base\nfix\nphase\n");
        assert_eq!(found(&[fix.clone(), phase]), of(&["fix"]));
        let removed = CommitPlan {
            removes: vec![PATH.to_owned()],
            ..commit("Tidy", "README.md", "Party Mode\n")
        };
        assert_eq!(found(&[fix, removed]), of(&[]));
    }

    #[test]
    fn lines_that_name_the_feature_and_what_the_config_says_are_not_counted() {
        let pack = Pack::read(&EmbeddedPack).expect("the embedded pack");
        let config = pack.feature.configs[PRODUCTION].clone();
        let log = pack.feature.audit_log;
        for path in [config, log] {
            assert_eq!(found(&[commit("Fix it", &path, "a: 1\n")]), of(&[]));
        }
        let named = commit("Fix it", PATH, "base\nstart('Party-Mode')\n  tuned\n\n");
        assert_eq!(found(&[named]), of(&["tuned"]));
    }
}
