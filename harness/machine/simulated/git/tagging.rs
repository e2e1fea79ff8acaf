//! `git tag`.

use std::cmp::Ordering;

use git2::{ObjectType, Oid};

use super::arguments::Arguments;
use super::glob;
use super::identity::{Person, Role};
use super::message::{Tidy, tidied};
use super::outcome::{Done, Halt};
use super::pretty::{message_of, subject_of};
use super::session::Session;
use crate::shell::Exit;

const GRAMMAR: &str = "l,list n? a,annotate m,message: F,file: d,delete f,force points-at: \
    contains: no-contains: merged: no-merged: sort: i,ignore-case no-sign column? no-column";

/// How wide the name is before a tag's message.
const NAME_COLUMNS: usize = 15;

/// `git tag`.
pub(super) fn tag(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("tag", GRAMMAR, arguments)?;
    if given.has("delete") {
        return delete(session, &given);
    }
    let limits =
        ["list", "n", "points-at", "contains", "no-contains", "merged", "no-merged", "sort"];
    if given.operands.is_empty() || limits.iter().any(|name| given.has(name)) {
        return list(session, &given);
    }
    create(session, &given)
}

fn list(session: &Session<'_>, given: &Arguments) -> Done {
    if let Some(option) = ["ignore-case", "column"].iter().find(|name| given.has(name)) {
        return Err(Halt::unmodelled(format!("tag --{option}")));
    }
    let mut tags: Vec<(String, Oid)> = Vec::new();
    for (full, id) in session.references().all()? {
        let Some(name) = full.strip_prefix("refs/tags/") else { continue };
        let asked = given.operands.is_empty()
            || given.operands.iter().any(|pattern| glob::matches(pattern, name, false));
        if asked && keeps(session, id, given)? {
            tags.push((name.to_owned(), id));
        }
    }
    sort(session, &mut tags, given.value("sort"))?;
    for (name, id) in tags {
        let text = if given.has("n") { with_message(session, &name, id, given)? } else { name };
        session.out(&format!("{text}\n"));
    }
    Ok(Exit::SUCCESS)
}

fn sort(session: &Session<'_>, tags: &mut [(String, Oid)], key: Option<&str>) -> Done<()> {
    let Some(key) = key else { return Ok(()) };
    let (back, plain) = key.strip_prefix('-').map_or((false, key), |plain| (true, plain));
    match plain {
        "refname" => {}
        "v:refname" | "version:refname" => {
            tags.sort_by(|one, other| by_version(&one.0, &other.0));
        }
        "creatordate" | "committerdate" | "taggerdate" => {
            let mut dates = std::collections::BTreeMap::new();
            for (name, id) in tags.iter() {
                dates.insert(name.clone(), created_at(session, *id)?);
            }
            // Equal dates keep the order of names, whichever way the dates go.
            let sign = if back { -1 } else { 1 };
            tags.sort_by_key(|(name, _)| dates.get(name).map(|date| date * sign));
            return Ok(());
        }
        _ => return Err(Halt::unmodelled(format!("tag --sort={key}"))),
    }
    if back {
        tags.reverse();
    }
    Ok(())
}

fn created_at(session: &Session<'_>, id: Oid) -> Done<i64> {
    if let Some(tagger) = tagger(session, id)? {
        return Ok(tagger.at.seconds);
    }
    let commit = session.peeled(id, ObjectType::Commit)?;
    commit.map_or(Ok(0), |id| Ok(session.objects.find_commit(id)?.time().seconds()))
}

/// Compares names part by part; numbers count as numbers.
fn by_version(one: &str, other: &str) -> Ordering {
    let parts = |text: &str| -> Vec<(u64, String)> {
        let mut parts: Vec<(u64, String)> = Vec::new();
        let mut digits = String::new();
        for character in text.chars() {
            if character.is_ascii_digit() {
                digits.push(character);
                continue;
            }
            if !digits.is_empty() {
                parts.push((digits.parse().unwrap_or(u64::MAX), String::new()));
                digits.clear();
            }
            parts.push((0, character.to_string()));
        }
        if !digits.is_empty() {
            parts.push((digits.parse().unwrap_or(u64::MAX), String::new()));
        }
        parts
    };
    parts(one).cmp(&parts(other))
}

fn keeps(session: &Session<'_>, id: Oid, given: &Arguments) -> Done<bool> {
    let commit = session.peeled(id, ObjectType::Commit)?;
    for (name, value) in given.given() {
        let limit = ["points-at", "contains", "no-contains", "merged", "no-merged"];
        if !limit.contains(&name) {
            continue;
        }
        let text = value.unwrap_or("HEAD");
        let odd = || Halt::Error(format!("malformed object name {text}"), 129);
        let other = session.find_commit(text)?.ok_or_else(odd)?;
        let Some(commit) = commit else { return Ok(false) };
        let holds = match name {
            "points-at" => other == commit,
            "contains" => session.is_before(other, commit)?,
            "no-contains" => !session.is_before(other, commit)?,
            "merged" => session.is_before(commit, other)?,
            _ => !session.is_before(commit, other)?,
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}

fn with_message(session: &Session<'_>, name: &str, id: Oid, given: &Arguments) -> Done<String> {
    if given.value("n").is_some_and(|lines| lines != "1") {
        return Err(Halt::unmodelled("tag -n with more than one line"));
    }
    let object = session.objects.find_object(id, None)?;
    let subject = match object.kind() {
        Some(ObjectType::Tag) => {
            let tag = session.objects.find_tag(id)?;
            subject_of(tag.message().ok().flatten().unwrap_or_default())
        }
        Some(ObjectType::Commit) => subject_of(&message_of(&session.objects.find_commit(id)?)),
        _ => String::new(),
    };
    Ok(format!("{name:<NAME_COLUMNS$} {subject}"))
}

fn create(session: &Session<'_>, given: &Arguments) -> Done {
    let name = &given.operands[0];
    let target = given.operands.get(1).map_or("HEAD", String::as_str);
    if given.operands.len() > 2 {
        return Err(Halt::fatal("too many arguments"));
    }
    let unresolved = || Halt::fatal(format!("Failed to resolve '{target}' as a valid ref."));
    let object = session.find_object(target)?.ok_or_else(unresolved)?;
    let full = format!("refs/tags/{name}");
    if name.starts_with('-') || !git2::Reference::is_valid_name(&full) {
        return Err(Halt::fatal(format!("'{name}' is not a valid tag name.")));
    }
    let references = session.references();
    let old = references.read(&full)?;
    if old.is_some() && !given.has("force") {
        return Err(Halt::fatal(format!("tag '{name}' already exists")));
    }
    if let Some(other) = references.in_the_way_of(&full)? {
        let why = format!("'{other}' exists; cannot create '{full}'");
        return Err(Halt::fatal(format!("cannot lock ref '{full}': {why}")));
    }
    let annotated = ["annotate", "message", "file"].iter().any(|option| given.has(option));
    let id = if annotated { annotate(session, given, name, object)? } else { object };
    references.write(&full, id)?;
    if let Some(old) = old.filter(|old| *old != id) {
        session.out(&format!("Updated tag '{name}' (was {})\n", session.short(old)?));
    }
    Ok(Exit::SUCCESS)
}

fn annotate(session: &Session<'_>, given: &Arguments, name: &str, object: Oid) -> Done<Oid> {
    let parts: Vec<String> = given.values("message").map(|part| format!("{part}\n")).collect();
    let mut message = parts.join("\n");
    if let Some(path) = given.value("file") {
        let odd = |error| Halt::fatal(format!("could not open or read '{path}': {error}"));
        let bytes = session.root.read(&session.place(path)).map_err(odd)?;
        message = String::from_utf8_lossy(&bytes).into_owned();
    }
    if !given.has("message") && !given.has("file") {
        return Err(Halt::fatal("no tag message?"));
    }
    let kind = session.objects.find_object(object, None)?.kind().unwrap_or(ObjectType::Commit);
    let text = format!(
        "object {object}\ntype {}\ntag {name}\ntagger {}\n\n{}",
        kind.str(),
        session.person(Role::Committer)?.line(),
        tidied(&message, Tidy::Blanks)
    );
    session.write(ObjectType::Tag, text.as_bytes())
}

fn delete(session: &Session<'_>, given: &Arguments) -> Done {
    let mut exit = Exit::SUCCESS;
    for name in &given.operands {
        let full = format!("refs/tags/{name}");
        let known = git2::Reference::is_valid_name(&full);
        let found = if known { session.references().read(&full)? } else { None };
        if let Some(id) = found {
            session.remove_reference(&full)?;
            session.out(&format!("Deleted tag '{name}' (was {})\n", session.short(id)?));
        } else {
            session.err(&format!("error: tag '{name}' not found.\n"));
            exit = Exit::FAILURE;
        }
    }
    Ok(exit)
}

/// Returns who made an annotated tag; none for anything else.
pub(super) fn tagger(session: &Session<'_>, id: Oid) -> Done<Option<Person>> {
    let odb = session.objects.odb()?;
    let object = odb.read(id)?;
    if object.kind() != ObjectType::Tag {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(object.data()).into_owned();
    let header = text.split("\n\n").next().unwrap_or_default();
    Ok(header.lines().find_map(|line| line.strip_prefix("tagger ")).and_then(Person::parse))
}
