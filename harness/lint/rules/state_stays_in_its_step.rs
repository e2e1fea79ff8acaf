//! What a step sets in its terminal, no later step needs.

use std::collections::BTreeMap;

use super::sources::{exported, unset};
use crate::lint::book::{Book, Typed, Way};
use crate::lint::lint::Lint;
use crate::lint::script::{Call, Word};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "state-stays-in-its-step",
        severity: Severity::Ambiguous,
        claim: "A step needs no variable, function, folder or export that another step left in \
             its terminal.",
        why: "Somebody else takes over, or a connection breaks: in the new terminal the variable \
             is empty and the folder another one.",
        correction: "Write such a value to a file and read it in every step that needs it, or set \
             it again where it is used.",
        example: Example {
            wrong: "TAG=snap-1  ..  (next step)  git push origin \"$TAG\"",
            right: "echo snap-1 > ../run/tag  ..  (next step)  git push origin \"$(cat \
                 ../run/tag)\"",
        },
    },
    look,
};

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().flat_map(|way| of_way(book, way)).collect()
}

/// What a terminal holds, by name, with the command that set it.
#[derive(Default)]
struct Terminal<'w, 'r> {
    variables: BTreeMap<String, &'w Typed<'r>>,
    functions: BTreeMap<String, &'w Typed<'r>>,
    folder: Option<(&'w Typed<'r>, String)>,
}

fn of_way(book: &Book<'_>, way: &Way<'_>) -> Vec<Evidence> {
    let mut terminal = Terminal::default();
    let mut found = Vec::new();
    for typed in &way.typed {
        found.extend(terminal.needs(typed));
        found.extend(typed.calls().iter().flat_map(unset).filter_map(|name| {
            let is_own = terminal.variables.contains_key(&name);
            let other = if is_own { None } else { exporter(book, way.level.number, &name) }?;
            let other = other.place();
            let text = format!(
                "`unset {name}` means what {other} exported: the terminal of another level"
            );
            Some(typed.evidence(text))
        }));
        terminal.takes(typed);
    }
    found
}

/// Finds the command of another level that exports a variable.
fn exporter<'b, 'r>(book: &'b Book<'r>, level: u8, name: &str) -> Option<&'b Typed<'r>> {
    let others = book.ways.iter().filter(|way| way.level.number != level);
    others
        .flat_map(|way| &way.typed)
        .find(|typed| typed.calls().iter().flat_map(exported).any(|(exported, _)| exported == name))
}

impl<'w, 'r> Terminal<'w, 'r> {
    /// Returns what a command needs of what another step left. Each thing is told once.
    fn needs(&mut self, typed: &Typed<'_>) -> Vec<Evidence> {
        let script = &typed.script;
        let words = script.calls.iter().flat_map(Call::all_words).chain(&script.loose_words);
        let mut found = Vec::new();
        for name in words.flat_map(Word::variables) {
            if let Some(from) = take_of_other(&mut self.variables, name, typed) {
                found.push(format!("`${name}` was set in the terminal by {from}, another step"));
            }
        }
        for call in &script.calls {
            if let Some(from) = take_of_other(&mut self.functions, call.name(), typed) {
                found.push(format!(
                    "`{}` is a function that {from} defined, in another step",
                    call.name()
                ));
            }
        }
        let mut operands = script.calls.iter().flat_map(Call::operands);
        if let Some((from, folder)) = &self.folder
            && !from.is_beside(typed)
            && let Some(path) = operands.find(|word| is_relative(word))
        {
            let (path, from) = (&path.raw, from.place());
            found.push(format!(
                "`{path}` is looked for in `{folder}`, where {from}, another step, went"
            ));
            self.folder = None;
        }
        found.into_iter().map(|text| typed.evidence(text)).collect()
    }

    fn takes(&mut self, typed: &'w Typed<'r>) {
        for name in &typed.script.functions {
            self.functions.insert(name.clone(), typed);
        }
        for call in typed.calls().iter().filter(|call| !call.is_apart) {
            if call.words.is_empty() {
                self.variables
                    .extend(call.assignments.iter().map(|(name, _)| (name.clone(), typed)));
            }
            self.variables.extend(exported(call).map(|(name, _)| (name, typed)));
            if call.name() == "cd" {
                let folder = call.operands().next().map(|word| word.raw.clone());
                self.folder = folder.filter(|it| !it.starts_with('/')).map(|it| (typed, it));
            }
        }
    }
}

/// Takes what another step left under `name`; says by which command.
fn take_of_other(
    left: &mut BTreeMap<String, &Typed<'_>>,
    name: &str,
    typed: &Typed<'_>,
) -> Option<String> {
    let from = left.get(name).filter(|from| !from.is_beside(typed))?.place();
    left.remove(name);
    Some(from)
}

fn is_relative(word: &Word) -> bool {
    let text = word.text();
    text.contains('/') && !text.starts_with(['/', '~', '$', '-']) && !text.contains([' ', ':'])
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::{found, hits, level};

    const RULE: &str = "state-stays-in-its-step";

    #[test]
    fn what_another_step_left_in_the_terminal_is_found_where_it_is_needed_first() {
        let steps = [("Set", "TAG=snap-1"), ("Use", "git push origin \"$TAG\"\necho $TAG")];
        assert_eq!(
            found(RULE, &level(&steps)),
            ["L1.2.1: `$TAG` was set in the terminal by L1.1.1 (line 9), another step"]
        );
        hits(RULE, &[("Set", "export A=1"), ("Use", "for x in $A; do echo; done")], &["L1.2.1"]);
        hits(RULE, &[("Set", "undo() { git revert HEAD; }"), ("Use", "undo")], &["L1.2.1"]);
        hits(RULE, &[("Go", "cd app"), ("Look", "ls\ncat logs/x\ncat logs/y")], &["L1.2.2"]);
    }

    #[test]
    fn what_a_step_sets_for_itself_is_right() {
        for steps in [
            [("Both", "TAG=snap-1\necho $TAG"), ("Next", "ls")],
            [("Set", "A=1"), ("Use", "A=2\necho '$A'")],
            [("Set", "(A=1; cd app)"), ("Use", "echo $A; cat logs/x")],
            [("Set", "A=1 ./run.sh"), ("Use", "echo $A")],
            [("Go", "cd /srv/app"), ("Look", "cat logs/x")],
        ] {
            hits(RULE, &steps, &[]);
        }
    }

    #[test]
    fn unsetting_what_another_level_exported_counts_on_its_terminal() {
        let one = level(&[("Set", "export A=1")]);
        let two =
            level(&[("Clear", "unset A\nunset B")]).replace("Level 1: Off", "Level 2: Config");
        let both = format!("{one}{}", two.replace("# Runbook\n", ""));
        let found = found(RULE, &both);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("L2.1.1: `unset A` means what L1.1.1"), "{found:?}");
    }
}
