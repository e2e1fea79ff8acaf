//! An edit names what it changes.

use crate::lint::book::Book;
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "edit-is-addressed",
        severity: Severity::Unsafe,
        claim: "An edit names the lines or files it is for, and a commit the files it holds.",
        why: "The same words stand elsewhere too: other features are switched off, other people's \
             files are committed.",
        correction: "Change one value by its path with a tool that knows the format, or give sed \
             an address; add files by name.",
        example: Example {
            wrong: "sed -i 's/enabled: true/enabled: false/' config.yaml",
            right: "sed -i '/^  search:/,/^  [a-z]/ s/enabled: true/enabled: false/' config.yaml",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.calls()
        .filter_map(|(typed, call)| {
            let what = git(call).map(str::to_owned).or_else(|| sed(call))?;
            Some(typed.evidence(format!("`{}` {what}", call.shown())))
        })
        .collect()
}

fn git(call: &Call) -> Option<&'static str> {
    let (subcommand, words) = call.git()?;
    let texts: Vec<String> = words.iter().map(Word::text).collect();
    let has = |wanted: &[&str]| texts.iter().any(|text| wanted.contains(&text.as_str()));
    let is_short = |text: &&String| text.starts_with('-') && !text.starts_with("--");
    match subcommand {
        "add" if has(&["-A", "--all", ".", "*", ":/"]) => {
            Some("adds every file that lies there, also those of others and those that a step left")
        }
        "commit" if has(&["--all"]) || texts.iter().filter(is_short).any(|it| takes_all(it)) => {
            Some("commits every changed file, also those that others changed")
        }
        _ => None,
    }
}

/// Says whether short options of `git commit` have an `a` in front of any that takes a value.
fn takes_all(options: &str) -> bool {
    options[1..].chars().take_while(|c| !matches!(c, 'm' | 'C' | 'c' | 'F' | 't')).any(|c| c == 'a')
}

fn sed(call: &Call) -> Option<String> {
    let is_in_place = call.has_option('i', "in-place");
    if call.name() != "sed" || !is_in_place {
        return None;
    }
    let mut operands = call.operands();
    let script = operands.next()?.text();
    if let Some(rest) = script.strip_prefix('s') {
        let mark = rest.chars().next().filter(|c| !c.is_alphanumeric() && *c != ' ')?;
        let pattern = rest[mark.len_utf8()..].split(mark).next().unwrap_or_default();
        let everywhere = format!("changes \"{pattern}\" in every line that has it");
        return (!pattern.starts_with('^')).then_some(everywhere);
    }
    let pattern = script.strip_prefix('/')?.strip_suffix("/d")?;
    let is_whole = pattern.starts_with('^') && pattern.ends_with('$');
    let everywhere = format!("deletes every line that has \"{pattern}\", whatever else it says");
    (!is_whole).then_some(everywhere)
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::judges;

    #[test]
    fn an_edit_without_an_address_is_told_from_one_that_has_it() {
        judges(
            "edit-is-addressed",
            "Edit",
            &[
                "sed -i 's/enabled: true/enabled: false/' config.yaml",
                "sed -i.bak -e 's|a|b|g' x",
                "sed -i '/feature/d' index.md",
                "git add -A",
                "git add .",
                "git commit -am 'undo'",
                "git commit -a -m 'undo'",
            ],
            &[
                "sed -i '/^search:/,/^[a-z]/ s/enabled: true/enabled: false/' config.yaml",
                "sed -i '12s/true/false/' config.yaml",
                "sed -i 's/^search: true$/search: false/' config.yaml",
                "sed -i '/^feature: .*$/d' index.md",
                "sed 's/a/b/' x",
                "git add config.yaml",
                "git commit -m 'all at once'",
                "git commit -m add",
            ],
        );
    }
}
