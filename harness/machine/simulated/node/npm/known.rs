//! npm's own commands, and the hints it gives for a script that is missing.

use strsim::levenshtein;

use super::project::Project;

/// The commands of npm 11 with the words that its hints say of them.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    ("access", "Set access level on published packages"),
    ("adduser", "Add a registry user account"),
    ("approve-scripts", "Approve install scripts for specific dependencies"),
    ("audit", "Run a security audit"),
    ("bugs", "Report bugs for a package in a web browser"),
    ("cache", "Manipulates packages and npx cache"),
    ("ci", "Clean install a project"),
    ("completion", "Tab Completion for npm"),
    ("config", "Manage the npm configuration files"),
    ("dedupe", "Reduce duplication in the package tree"),
    ("deny-scripts", "Deny install scripts for specific dependencies"),
    ("deprecate", "Deprecate a version of a package"),
    ("diff", "The registry diff command"),
    ("dist-tag", "Modify package distribution tags"),
    ("docs", "Open documentation for a package in a web browser"),
    ("doctor", "Check the health of your npm environment"),
    ("edit", "Edit an installed package"),
    ("exec", "Run a command from a local or remote npm package"),
    ("explain", "Explain installed packages"),
    ("explore", "Browse an installed package"),
    ("find-dupes", "Find duplication in the package tree"),
    ("fund", "Retrieve funding information"),
    ("get", "Get a value from the npm configuration"),
    ("help", "Get help on npm"),
    ("help-search", "Search npm help documentation"),
    ("init", "Create a package.json file"),
    ("install", "Install a package"),
    ("install-ci-test", "Install a project with a clean slate and run tests"),
    ("install-scripts", "Manage install-script approvals for dependencies"),
    ("install-test", "Install package(s) and run tests"),
    ("link", "Symlink a package folder"),
    ("ll", "List installed packages"),
    ("login", "Login to a registry user account"),
    ("logout", "Log out of the registry"),
    ("ls", "List installed packages"),
    ("org", "Manage orgs"),
    ("outdated", "Check for outdated packages"),
    ("owner", "Manage package owners"),
    ("pack", "Create a tarball from a package"),
    ("ping", "Ping npm registry"),
    ("pkg", "Manages your package.json"),
    ("prefix", "Display prefix"),
    ("profile", "Change settings on your registry profile"),
    ("prune", "Remove extraneous packages"),
    ("publish", "Publish a package"),
    ("query", "Retrieve a filtered list of packages"),
    ("rebuild", "Rebuild a package"),
    ("repo", "Open package repository page in the browser"),
    ("restart", "Restart a package"),
    ("root", "Display npm root"),
    ("run", "Run arbitrary package scripts"),
    ("sbom", "Generate a Software Bill of Materials (SBOM)"),
    ("search", "Search for packages"),
    ("set", "Set a value in the npm configuration"),
    ("shrinkwrap", "Lock down dependency versions for publication"),
    (
        "stage",
        "Stage packages for publishing, deferring proof-of-presence (2FA) to a later point in time",
    ),
    ("star", "Mark your favorite packages"),
    ("stars", "View packages marked as favorites"),
    ("start", "Start a package"),
    ("stop", "Stop a package"),
    ("team", "Manage organization teams and team memberships"),
    ("test", "Test a package"),
    ("token", "Manage your authentication tokens"),
    ("trust", "Create a trusted relationship between a package and a OIDC provider"),
    ("undeprecate", "Undeprecate a version of a package"),
    ("uninstall", "Remove a package"),
    ("unpublish", "Remove a package from the registry"),
    ("unstar", "Remove an item from your favorite packages"),
    ("update", "Update packages"),
    ("version", "Bump a package version"),
    ("view", "View registry info"),
    ("whoami", "Display npm username"),
];

/// The commands that run a script of the same name.
pub(super) const SCRIPTS: &[&str] = &["restart", "start", "stop", "test"];

/// Returns the hint for a script of a similar name; empty where there is none.
pub(super) fn hint(project: &Project, wanted: &str) -> String {
    let commands = COMMANDS
        .iter()
        .filter(|(name, _)| *name != wanted && is_close(wanted, name))
        .map(|(name, words)| format!("  npm {name} # {words}"));
    let scripts = project
        .scripts
        .iter()
        .filter(|(name, _)| is_close(wanted, name) && !SCRIPTS.contains(&name.as_str()))
        .map(|(name, _)| format!("  npm run {name} # run the \"{name}\" package script"));
    let hints: Vec<String> = commands.chain(scripts).collect();
    let which = match hints.len() {
        0 => return String::new(),
        1 => "this",
        _ => "one of these",
    };
    let listed: Vec<String> = hints.into_iter().take(3).collect();
    format!("\n\nDid you mean {which}?\n{}", listed.join("\n"))
}

/// Says whether fewer than two in five characters of `wanted` lie between the two.
fn is_close(wanted: &str, known: &str) -> bool {
    levenshtein(wanted, known) * 10 < wanted.chars().count() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_in_five_characters_are_too_many_to_be_close() {
        assert!(is_close("tests", "texts"));
        assert!(!is_close("tests", "texas"));
    }

    #[test]
    fn a_mistyped_script_gets_the_hints_that_npm_gives() {
        let project = Project {
            directory: "/".to_owned(),
            name: None,
            version: None,
            scripts: vec![("a:b".to_owned(), "x".to_owned())],
            fields: Vec::new(),
        };
        let expected = "\n\nDid you mean this?\n  npm run a:b # run the \"a:b\" package script";
        assert_eq!(hint(&project, "a:c"), expected);
        assert!(hint(&project, "start").contains("one of these"));
        assert_eq!(hint(&project, "deploy:staging"), "");
    }
}
