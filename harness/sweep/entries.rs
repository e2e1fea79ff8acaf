//! Findings of drills as entries of a list of known findings, as few as say the same.

use std::collections::BTreeSet;

use crate::drill::{KnownFinding, Scenario, TRAITS, Words};
use crate::verdict::FindingName;

/// The words of each trait of drills that an entry names.
type Named = [Words; TRAITS.len()];

/// What one drill found.
#[derive(Debug)]
pub struct Seen {
    /// The drill.
    pub scenario: Scenario,
    /// What it found.
    pub found: BTreeSet<FindingName>,
}

/// The drills of one route, each once, whatever seeds they ran with.
struct Route<'a> {
    name: String,
    all: Vec<&'a Scenario>,
}

/// Returns entries that name exactly what was seen. What a drill found with some seeds only is there
/// by chance, and so is the finding on the whole route.
pub fn entries(seen: &[Seen]) -> Vec<KnownFinding> {
    let names: BTreeSet<&FindingName> = seen.iter().flat_map(|each| &each.found).collect();
    let routes = routes(seen);
    names.into_iter().flat_map(|name| of_name(&routes, name, seen)).collect()
}

fn routes(seen: &[Seen]) -> Vec<Route<'_>> {
    let mut routes: Vec<Route<'_>> = Vec::new();
    let mut ids = BTreeSet::new();
    for Seen { scenario, .. } in seen.iter().filter(|each| ids.insert(each.scenario.id())) {
        let name = scenario.route();
        match routes.iter_mut().find(|route| route.name == name) {
            Some(route) => route.all.push(scenario),
            None => routes.push(Route { name, all: vec![scenario] }),
        }
    }
    routes
}

/// Returns the entries of one finding; routes that are alike share one.
fn of_name(routes: &[Route<'_>], name: &FindingName, seen: &[Seen]) -> Vec<KnownFinding> {
    let mut shared: Vec<((Named, bool), Vec<String>)> = Vec::new();
    for route in routes {
        let of = |scenario: &Scenario| -> Vec<bool> {
            let id = scenario.id();
            let runs = seen.iter().filter(|each| each.scenario.id() == id);
            runs.map(|each| each.found.contains(name)).collect()
        };
        let all = route.all.iter().map(|scenario| (*scenario, of(scenario)));
        let with: Vec<_> = all.filter(|(_, runs)| runs.contains(&true)).collect();
        let chance = with.iter().any(|(_, runs)| runs.contains(&false));
        let with: Vec<&Scenario> = with.into_iter().map(|(scenario, _)| scenario).collect();
        let boxes = match (with.is_empty(), chance) {
            (false, true) => vec![Named::default()],
            _ => boxes(&route.all, &route.all, &with),
        };
        for named in boxes {
            let entry = (named, chance);
            match shared.iter_mut().find(|(other, _)| *other == entry) {
                Some((_, names)) => names.push(route.name.clone()),
                None => shared.push((entry, vec![route.name.clone()])),
            }
        }
    }
    let entry = |((named, chance), routes): ((Named, bool), Vec<String>)| {
        let [log, condition, clock, turns] = named;
        KnownFinding {
            rule: name.rule.clone(),
            at: name.at.clone(),
            routes: Words(routes),
            log,
            condition,
            clock,
            turns,
            chance,
        }
    };
    shared.into_iter().map(entry).collect()
}

/// Names the drills among `some` that are `with` the finding: at once where words of the traits name
/// these and no other, else apart by the first trait in which they differ. A trait of which these
/// show every word that `all` of the route have needs no naming.
fn boxes(all: &[&Scenario], some: &[&Scenario], with: &[&Scenario]) -> Vec<Named> {
    let own: Vec<&Scenario> = some.iter().copied().filter(|it| with.contains(it)).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let words = values(&own);
    let is_named =
        |it: &&&Scenario| it.traits().iter().zip(&words).all(|(own, all)| all.contains(own));
    let differs = words.iter().position(|words| words.len() > 1);
    match differs {
        Some(at) if some.iter().filter(is_named).count() > own.len() => {
            let part = |word: &&str| -> Vec<&Scenario> {
                some.iter().copied().filter(|it| it.traits()[at] == *word).collect()
            };
            words[at].iter().flat_map(|word| boxes(all, &part(word), with)).collect()
        }
        _ => vec![named(&words, all)],
    }
}

/// Names words of as few traits as it takes to name the same drills among `all`.
fn named(words: &Values<'_>, all: &[&Scenario]) -> Named {
    let is_in = |values: &Values<'_>, it: &Scenario| {
        it.traits().iter().zip(values).all(|(own, words)| words.contains(own))
    };
    let (every, mut kept) = (values(all), words.clone());
    let count = |values: &Values<'_>| all.iter().filter(|it| is_in(values, it)).count();
    for at in 0..TRAITS.len() {
        let mut wider = kept.clone();
        wider[at].clone_from(&every[at]);
        if count(&wider) == count(&kept) {
            kept = wider;
        }
    }
    let mut named = Named::default();
    for ((words, all), named) in kept.iter().zip(&every).zip(&mut named) {
        if words != all {
            named.0 = words.iter().map(|word| (*word).to_owned()).collect();
        }
    }
    named
}

/// The words of each trait that some drills show.
type Values<'a> = [BTreeSet<&'a str>; TRAITS.len()];

fn values<'a>(among: &[&'a Scenario]) -> Values<'a> {
    let mut values = Values::default();
    for scenario in among {
        for (words, word) in values.iter_mut().zip(scenario.traits()) {
            words.insert(word);
        }
    }
    values
}
