//! What is checked out at the end is what production runs.

use super::check::{Check, Kind, Scene, Seen, unless};
use crate::verdict::{Evidence, Example, Rule, Severity};

pub(super) const CHECK: Check = Check {
    rule: Rule {
        id: "production-deployed",
        severity: Severity::Fails,
        claim: "Production runs the commit that is checked out at the end, in its own environment.",
        why: "Production runs what it ran before, or runs with the settings of another \
             environment.",
        correction: "Name the environment on the command that deploys, and compare the commit \
             that production reports with the one rolled back to.",
        example: Example {
            wrong: "export APP_ENV=staging; npm run deploy:staging; npm run deploy:production",
            right: "APP_ENV=production npm run deploy:production",
        },
    },
    kind: Kind::AtTheEnd,
    look,
};

const PRODUCTION: &str = "production";

fn look(scene: &Scene<'_>) -> Seen {
    let head = &scene.after.repository.head;
    let Some(deployed) = scene.after.deployments.get(PRODUCTION) else {
        return unless(vec![Evidence::of("nothing is deployed to production")], "");
    };
    let mut broken = Vec::new();
    if deployed.commit != *head {
        let runs = &deployed.commit;
        broken.push(Evidence::of(format!("production runs {runs} and {head} is checked out")));
    }
    if deployed.environment != PRODUCTION {
        let environment = &deployed.environment;
        let text = format!("production was deployed with the environment {environment}");
        broken.push(Evidence::of(text));
    }
    unless(broken, format!("production runs {head}, which is checked out"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Drill;

    const ID: &str = "production-deployed";

    #[test]
    fn it_holds_where_production_runs_what_is_checked_out() {
        Drill::flawless().holds(ID, "production runs c1, which is checked out");
    }

    #[test]
    fn what_was_not_deployed_or_with_the_environment_of_another_is_told() {
        let mut drill = Drill::flawless();
        drill.after.repository.head = "c2".to_owned();
        let old = "production runs c1 and c2 is checked out";
        drill.is_broken(ID, &[old]);
        for deployed in drill.after.deployments.values_mut() {
            deployed.environment = "staging".to_owned();
        }
        let staging = "production was deployed with the environment staging";
        drill.is_broken(ID, &[old, staging]);
        drill.after.deployments.clear();
        drill.is_broken(ID, &["nothing is deployed to production"]);
    }
}
