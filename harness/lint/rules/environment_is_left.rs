//! An environment that was chosen for one thing is not left on for the next.

use std::collections::BTreeMap;

use super::sources::{exported, unset};
use crate::lint::book::{Book, Typed, Way};
use crate::lint::lint::Lint;
use crate::lint::script::Word;
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(in crate::lint) const LINT: Lint = Lint {
    rule: Rule {
        id: "environment-is-left",
        severity: Severity::Unsafe,
        claim: "A variable that was exported for one environment is gone before another one is \
             touched.",
        why: "Production is deployed with the settings of staging, and everything that was \
             printed looked right.",
        correction: "Set the variable for one command only (APP_ENV=staging npm run \
             deploy:staging), or unset it before the next environment.",
        example: Example {
            wrong: "export APP_ENV=staging; ./deploy.sh staging; ./deploy.sh production",
            right: "APP_ENV=staging ./deploy.sh staging; APP_ENV=production ./deploy.sh production",
        },
    },
    look,
};

/// Names of environments, those of one group meaning the same.
const ENVIRONMENTS: [&[&str]; 5] = [
    &["production", "prod", "live"],
    &["staging", "stage", "preprod", "uat"],
    &["development", "dev", "local"],
    &["test", "testing", "qa", "ci"],
    &["canary"],
];

fn look(book: &Book<'_>) -> Vec<Evidence> {
    book.ways.iter().flat_map(of_way).collect()
}

fn of_way(way: &Way<'_>) -> Vec<Evidence> {
    let mut exports: BTreeMap<String, (usize, String, &Typed<'_>)> = BTreeMap::new();
    let mut found = Vec::new();
    for typed in &way.typed {
        let touched = environment_of(typed);
        exports.retain(|name, (own, value, from)| {
            let other = touched.filter(|other| other != own && !sets(typed, name));
            if let Some(other) = other {
                let place = from.place();
                let text = format!(
                    "`{name}={value}`, exported in {place}, is still set here, where {} is meant",
                    ENVIRONMENTS[other][0]
                );
                found.push(typed.evidence(text));
            }
            other.is_none()
        });
        for call in typed.calls() {
            for (name, value) in exported(call) {
                exports.remove(&name);
                let chosen = value.and_then(|value| Some((chosen_by(&value)?, value, typed)));
                exports.extend(chosen.map(|chosen| (name, chosen)));
            }
            unset(call).for_each(|name| drop(exports.remove(&name)));
        }
    }
    found
}

/// Says whether a command sets the variable itself.
fn sets(typed: &Typed<'_>, name: &str) -> bool {
    let calls = typed.calls().iter();
    calls.into_iter().any(|call| {
        call.assignments.iter().any(|(own, _)| own == name)
            || exported(call).any(|(own, _)| own == name)
            || unset(call).any(|own| own == name)
            || call.words.iter().any(|word| word.raw.starts_with(&format!("{name}=")))
    })
}

/// Returns the environment that a command names, or the title of its step where it names none.
fn environment_of(typed: &Typed<'_>) -> Option<usize> {
    let words = typed.calls().iter().flat_map(|call| &call.words);
    words.map(Word::text).find_map(|text| group_in(&text)).or_else(|| group_in(typed.title))
}

fn group_in(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    words.into_iter().find_map(group_of).filter(|group| *group < 2)
}

/// Returns the environment that a value means: `staging`, `config/staging.yaml`.
fn chosen_by(value: &str) -> Option<usize> {
    if value.contains(char::is_whitespace) {
        return None;
    }
    value.split(|c: char| !c.is_alphanumeric()).find_map(group_of)
}

fn group_of(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    ENVIRONMENTS.iter().position(|group| group.contains(&lower.as_str()))
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::{found, hits, level};

    const RULE: &str = "environment-is-left";

    #[test]
    fn an_environment_that_stays_exported_is_found_where_another_one_is_meant() {
        let deploy =
            "export APP_ENV=staging\nnpm run deploy:staging\nnpm run deploy:production\nls";
        assert_eq!(
            found(RULE, &level(&[("Deploy", deploy)])),
            ["L1.1.3: `APP_ENV=staging`, exported in L1.1.1 (line 9), is still set here, where \
              production is meant"]
        );
        let steps = [("Test", "export APP_ENV=staging"), ("Apply to production", "touch x")];
        hits(RULE, &steps, &["L1.2.1"]);
        let file = "export KUBECONFIG=~/.kube/staging.yaml\nkubectl get pods -n production";
        hits(RULE, &[("Look", file)], &["L1.1.2"]);
    }

    #[test]
    fn an_environment_that_is_unset_or_set_anew_is_right() {
        for block in [
            "export APP_ENV=staging\nnpm run deploy:staging\nunset APP_ENV\nnpm run deploy:production",
            "export APP_ENV=staging\nexport APP_ENV=production\nnpm run deploy:production",
            "export APP_ENV=staging\nAPP_ENV=production npm run deploy:production",
            "APP_ENV=staging npm run deploy:staging\nnpm run deploy:production",
            "(export APP_ENV=staging; npm run deploy:staging)\nnpm run deploy:production",
            "export NOTE='staging is next'\nnpm run deploy:production",
            "export COLOUR=blue\nnpm run deploy:production",
            "export APP_ENV=production\nnpm test",
        ] {
            hits(RULE, &[("Deploy", block)], &[]);
        }
    }
}
