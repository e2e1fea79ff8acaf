//! `git`: its own options, then the command that they stand before.

use super::outcome::{Done, Halt};
use super::session::Session;
use super::surroundings::Surroundings;
use super::{
    adding, branching, checkout, committing, configuring, creating, diff, fetching, history,
    listing, merging, naming, pushing, remotes, removing, resetting, restoring, sequencer,
    stashing, status, tagging, worktree,
};
use crate::machine::simulated::System;
use crate::shell::{Call, Exit, Kernel as _, Stop};

/// What a command of git needs before it can begin.
#[derive(Clone, Copy)]
enum Command {
    /// A repository.
    Inside(fn(&Session<'_>, &[String]) -> Done),
    /// A repository with a work tree.
    InTree(fn(&Session<'_>, &[String]) -> Done),
    /// Nothing.
    Anywhere(fn(&Surroundings<'_>, &[String]) -> Done),
}

use Command::{Anywhere, InTree, Inside};

/// The commands of git that are modelled.
const TABLE: &[(&str, Command)] = &[
    ("add", InTree(adding::add)),
    ("branch", Inside(branching::branch)),
    ("cat-file", Inside(naming::cat_file)),
    ("checkout", InTree(checkout::checkout)),
    ("cherry-pick", InTree(sequencer::cherry_pick)),
    ("clean", InTree(removing::clean)),
    ("clone", Anywhere(creating::clone)),
    ("commit", InTree(committing::commit)),
    ("config", Anywhere(configuring::config)),
    ("describe", Inside(naming::describe)),
    ("diff", InTree(diff::diff)),
    ("fetch", Inside(fetching::fetch)),
    ("for-each-ref", Inside(listing::for_each_ref)),
    ("init", Anywhere(creating::init)),
    ("log", Inside(history::log)),
    ("ls-files", InTree(listing::ls_files)),
    ("ls-remote", Inside(listing::ls_remote)),
    ("ls-tree", Inside(listing::ls_tree)),
    ("merge", InTree(merging::run)),
    ("merge-base", Inside(naming::merge_base)),
    ("mv", InTree(removing::mv)),
    ("pull", InTree(fetching::pull)),
    ("push", Inside(pushing::push)),
    ("reflog", Inside(listing::reflog)),
    ("remote", Inside(remotes::remote)),
    ("reset", InTree(resetting::reset)),
    ("restore", InTree(restoring::restore)),
    ("rev-list", Inside(history::rev_list)),
    ("rev-parse", Inside(naming::rev_parse)),
    ("revert", InTree(sequencer::revert)),
    ("rm", InTree(removing::rm)),
    ("show", Inside(history::show)),
    ("show-ref", Inside(listing::show_ref)),
    ("stash", InTree(stashing::stash)),
    ("status", InTree(status::status)),
    ("switch", InTree(checkout::switch)),
    ("tag", Inside(tagging::tag)),
    ("worktree", Inside(worktree::worktree)),
    (
        "version",
        Anywhere(|around, _| {
            around.out(VERSION);
            Ok(Exit::SUCCESS)
        }),
    ),
];

/// The version that is modelled.
const VERSION: &str = "git version 2.39.5\n";

/// Runs `git`.
pub(super) fn git(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let now = system.now();
    let outcome = Surroundings::of(call, &system.root, now)
        .and_then(|around| dispatch(around, call.arguments()));
    let say = |text: String| call.stderr.write(text.as_bytes());
    match outcome {
        Ok(exit) => Ok(exit),
        Err(Halt::Stop(stop)) => Err(stop),
        Err(Halt::Exit(code)) => Ok(Exit(code)),
        Err(Halt::Fatal(text)) => {
            say(format!("fatal: {text}\n"));
            Ok(Exit(128))
        }
        Err(Halt::Error(text, code)) => {
            say(format!("error: {text}\n"));
            Ok(Exit(code))
        }
    }
}

fn dispatch(mut around: Surroundings<'_>, arguments: &[String]) -> Done {
    let mut left = arguments;
    while let Some((option, rest)) = left.split_first() {
        left = rest;
        match option.as_str() {
            "-C" | "-c" => {
                let (value, rest) = left
                    .split_first()
                    .ok_or_else(|| Halt::unmodelled(format!("{option} without a value")))?;
                left = rest;
                if option == "-C" {
                    around.change_directory(value)?;
                } else {
                    let (name, value) = value.split_once('=').unwrap_or((value, "true"));
                    around.overrides.push(&canonical_key(name), value);
                }
            }
            "--no-pager" | "-P" | "--no-optional-locks" => {}
            "--version" | "-v" => return run(around, "version", left),
            name if name.starts_with('-') => return Err(Halt::unmodelled(name)),
            name => return run(around, name, left),
        }
    }
    Err(Halt::unmodelled("without a command"))
}

fn run(around: Surroundings<'_>, name: &str, arguments: &[String]) -> Done {
    let Some((_, command)) = TABLE.iter().find(|(known, _)| *known == name) else {
        return Err(Halt::unmodelled(name));
    };
    if arguments.iter().any(|text| text == "-h" || text == "--help") {
        return Err(Halt::unmodelled(format!("{name} --help")));
    }
    match command {
        Anywhere(run) => run(&around, arguments),
        Inside(run) => run(&Session::find(around)?, arguments),
        InTree(run) => {
            let session = Session::find(around)?;
            session.top()?;
            run(&session, arguments)
        }
    }
}

/// Writes a setting's name as git keeps it: section and key in lower case.
pub(super) fn canonical_key(name: &str) -> String {
    match (name.find('.'), name.rfind('.')) {
        (Some(first), Some(last)) => format!(
            "{}{}{}",
            name[..first].to_ascii_lowercase(),
            &name[first..last],
            name[last..].to_ascii_lowercase()
        ),
        _ => name.to_ascii_lowercase(),
    }
}
