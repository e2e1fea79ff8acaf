//! What others have built since the baseline goes on working.

use std::collections::BTreeSet;

use super::check::{Check, Kind, Scene, Seen, counted, shortened, unless};
use crate::verdict::{Evidence, Example, Outcome, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "others-work-in-tree",
        severity: Severity::Unsafe,
        claim: "Every line that commits of others brought since the baseline is still in its file, \
             unless the level says that it leaves them out.",
        why: "A fix that goes out with the feature opens the hole again that it closed, and nobody \
             looks for it there.",
        correction: "Revert the feature's own commits, and no range that holds others.",
        example: Example {
            wrong: "git revert --no-edit \"$BASELINE..HEAD\"",
            right: "git log --format=%h --grep='^Party Mode Phase' | xargs git revert --no-edit",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

fn look(scene: &Scene<'_>) -> Seen {
    let all = &scene.facts.lines_of_others;
    if scene.facts.may_leave_others_out {
        let why = "the level says that it leaves the work of others out";
        return (Outcome::Held, vec![Evidence::of(why)]);
    }
    if all.is_empty() {
        let why = "nobody but the feature has changed anything since the baseline";
        return (Outcome::Unknown, vec![Evidence::of(why)]);
    }
    let broken = all.iter().filter_map(|(path, lines)| lost_of(scene, path, lines)).collect();
    let count = all.values().map(BTreeSet::len).sum();
    let (lines, files) = (counted(count, "line"), counted(all.len(), "file"));
    unless(broken, format!("{lines} of others in {files} are still there"))
}

fn lost_of(scene: &Scene<'_>, path: &str, lines: &BTreeSet<String>) -> Option<Evidence> {
    let file = scene.after.files.get(&scene.facts.absolute(path));
    let text = file.map(|file| String::from_utf8_lossy(&file.bytes)).unwrap_or_default();
    let left: BTreeSet<&str> = text.lines().map(str::trim).collect();
    let lost: Vec<&String> = lines.iter().filter(|line| !left.contains(line.as_str())).collect();
    let first = lost.first()?;
    let total = counted(lines.len(), "line");
    let (count, first) = (lost.len(), shortened(first));
    Some(Evidence::of(format!("{path} lost {count} of {total} of others, such as {first}")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Drill;

    const ID: &str = "others-work-in-tree";

    #[test]
    fn it_holds_while_every_line_of_others_is_in_its_file_wherever_it_moved() {
        let mut drill = Drill::flawless();
        drill.holds(ID, "1 line of others in 1 file are still there");
        drill.leaves("src/app.js", "// new\n\trun(); \n");
        drill.holds(ID, "1 line of others in 1 file are still there");
    }

    #[test]
    fn a_line_that_is_changed_or_whose_file_went_is_lost() {
        let lost = "src/app.js lost 1 of 1 line of others, such as run();";
        let mut drill = Drill::flawless();
        drill.leaves("src/app.js", "run(1);\n");
        drill.is_broken(ID, &[lost]);
        drill.loses("src/app.js");
        drill.leaves("src/other.js", "run();\n");
        drill.is_broken(ID, &[lost]);
    }

    #[test]
    fn a_level_that_says_so_may_leave_them_out() {
        let mut drill = Drill::flawless();
        drill.loses("src/app.js");
        drill.facts.may_leave_others_out = true;
        drill.holds(ID, "the level says that it leaves the work of others out");
    }

    #[test]
    fn a_history_of_the_feature_alone_shows_nothing() {
        let mut drill = Drill::flawless();
        drill.facts.lines_of_others.clear();
        drill.is_unknown(ID, "nobody but the feature has changed anything since the baseline");
    }
}
