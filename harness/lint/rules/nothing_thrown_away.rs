//! Nothing is thrown away that nobody looked at.

use crate::lint::book::Book;
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Piece, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "nothing-thrown-away",
        severity: Severity::DataLoss,
        claim: "No command throws away what it does not name: uncommitted work, other people's \
             commits, a folder whose name is a variable.",
        why: "What was in the checkout and not committed, or on the branch and not fetched, is \
             gone and in no log.",
        correction: "Build the state to go back to in a new worktree or branch, push without \
             force, and delete by names that are written out.",
        example: Example {
            wrong: "git reset --hard v1.0",
            right: "git worktree add ../rollback v1.0",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.calls()
        .filter_map(|(typed, call)| {
            let what = git(call).or_else(|| removal(call))?;
            Some(typed.evidence(format!("`{}` {what}", call.shown())))
        })
        .collect()
}

fn git(call: &Call) -> Option<&'static str> {
    let (subcommand, words) = call.git()?;
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.iter().any(|it| word.is(it)));
    let short = |letter: char| {
        words.iter().map(Word::text).any(|text| {
            text.starts_with('-') && !text.starts_with("--") && text[1..].contains(letter)
        })
    };
    match subcommand {
        "reset" if has(&["--hard"]) => {
            Some("throws away every change that is not committed, and the commits behind")
        }
        "clean" if short('f') || has(&["--force"]) => {
            Some("deletes every file that git does not know")
        }
        "checkout" | "restore" | "switch" if has(&["."]) || short('f') || has(&["--force"]) => {
            Some("throws away every change that is not committed")
        }
        "stash" if has(&["drop", "clear"]) => Some("throws stashed work away"),
        "push" if has(&["--force", "--mirror"]) || short('f') || forced_reference(words) => {
            Some("overwrites what others pushed to the branch")
        }
        _ => None,
    }
}

fn forced_reference(words: &[Word]) -> bool {
    words.iter().any(|word| word.text().starts_with('+'))
}

fn removal(call: &Call) -> Option<&'static str> {
    let is_recursive = call.has_option('r', "recursive") || call.has_option('R', "");
    if call.name() != "rm" || !is_recursive {
        return None;
    }
    let is_open = |word: &Word| {
        let begins = word.pieces.first();
        matches!(begins, Some(Piece::Variable { is_guarded: false, .. }))
    };
    let is_all = |word: &Word| matches!(word.text().as_str(), "/" | "*" | "/*" | "." | "./*" | "~");
    if call.operands().any(is_open) {
        Some("deletes from the root on where the variable is empty")
    } else if call.operands().any(is_all) {
        Some("deletes everything that is there")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::judges;

    #[test]
    fn what_throws_unnamed_work_away_is_told_from_what_names_it() {
        judges(
            "nothing-thrown-away",
            "Restore",
            &[
                "git reset --hard v1.0",
                "git -C app reset --hard",
                "git clean -fdx",
                "git checkout -- .",
                "git checkout -f main",
                "git push origin main --force",
                "git push -f",
                "git push origin +main",
                "rm -rf \"$DIR/cache\"",
                "rm -r $DIR",
                "rm -rf *",
            ],
            &[
                "git reset --soft v1.0",
                "git clean -n",
                "git checkout v1.0 -- config.yaml",
                "git push origin main --force-with-lease",
                "git push origin main",
                "rm -rf \"${DIR:?}/cache\"",
                "rm -rf lib/feature/",
                "rm \"$FILE\"",
                "echo git reset --hard",
            ],
        );
    }
}
