//! Commands that name and look up objects: `rev-parse`, `cat-file`, `merge-base`, `describe`.

use git2::{ObjectType, Oid};

use super::arguments::Arguments;
use super::outcome::{Done, Halt};
use super::session::{SHORT_DIGITS, Session};
use super::walk::{Range, Walk, unknown};
use crate::shell::Exit;

/// `git rev-parse`.
pub(super) fn rev_parse(session: &Session<'_>, arguments: &[String]) -> Done {
    let mut wanted = Wanted::default();
    let strict = |text: &String| text == "--verify" || text.starts_with("--short");
    let revisions = arguments.iter().filter(|text| !text.starts_with('-')).count();
    if revisions > 1 && arguments.iter().any(strict) {
        wanted.quiet = arguments.iter().any(|text| text == "-q" || text == "--quiet");
        return single_wanted(&wanted);
    }
    for argument in arguments {
        if wanted.take(session, argument)? {
            continue;
        }
        if argument.starts_with('-') {
            return Err(Halt::unmodelled(format!("rev-parse {argument}")));
        }
        wanted.seen += 1;
        if let Some(exit) = parse_one(session, &wanted, argument)? {
            return Ok(exit);
        }
    }
    if wanted.verify && wanted.seen != 1 {
        return single_wanted(&wanted);
    }
    Ok(Exit::SUCCESS)
}

/// What `rev-parse` was asked for so far.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, as git has them")]
struct Wanted {
    verify: bool,
    quiet: bool,
    short: Option<usize>,
    names: bool,
    full_names: bool,
    seen: usize,
}

impl Wanted {
    /// Takes an option, and answers those that need no revision; `false` where it is none of them.
    fn take(&mut self, session: &Session<'_>, argument: &str) -> Done<bool> {
        match argument {
            "--verify" => self.verify = true,
            "-q" | "--quiet" => self.quiet = true,
            "--short" => self.short = Some(SHORT_DIGITS),
            "--abbrev-ref" => self.names = true,
            "--symbolic-full-name" => self.full_names = true,
            "--show-toplevel" => session.out(&format!("{}\n", session.top()?)),
            "--is-inside-work-tree" => {
                session.out(if session.work_tree.is_some() { "true\n" } else { "false\n" });
            }
            "--is-bare-repository" => {
                session.out(if session.work_tree.is_some() { "false\n" } else { "true\n" });
            }
            "--show-prefix" => session.out(&format!("{}\n", session.prefix)),
            "--git-dir" => {
                session.out(&format!("{}\n", shown_git_dir(session)));
            }
            "--git-common-dir" => {
                let above = "../".repeat(session.prefix.matches('/').count());
                let shown = match (session.is_linked(), &session.work_tree) {
                    (true, _) => session.place.common.clone(),
                    (false, Some(_)) => format!("{above}.git"),
                    (false, None) => shown_git_dir(session).to_owned(),
                };
                session.out(&format!("{shown}\n"));
            }
            "--absolute-git-dir" => session.out(&format!("{}\n", session.place.own)),
            other => match other.strip_prefix("--short=").map(str::parse) {
                Some(Ok(digits)) => self.short = Some(digits),
                _ => return Ok(false),
            },
        }
        Ok(true)
    }
}

/// Returns the git directory as git shows it: in short where that is possible.
fn shown_git_dir<'s>(session: &'s Session<'_>) -> &'s str {
    match (&session.work_tree, session.prefix.is_empty()) {
        (Some(_), true) if !session.is_linked() => ".git",
        (None, _) if session.cwd == session.place.own => ".",
        _ => &session.place.own,
    }
}

/// Answers for one revision; an exit code where that ends everything.
fn parse_one(session: &Session<'_>, wanted: &Wanted, text: &str) -> Done<Option<Exit>> {
    let (mark, name) = text.strip_prefix('^').map_or(("", text), |name| ("^", name));
    if wanted.names || wanted.full_names {
        if let Some(full) = reference_of(session, name)? {
            let short = super::pretty::short_name(&full);
            session.out(&format!("{}\n", if wanted.names { short } else { &full }));
            return Ok(None);
        }
        if session.find_object(name)?.is_some() {
            return Ok(None);
        }
    }
    if let Some((from, to)) = name.split_once("..").filter(|_| !wanted.verify) {
        if to.starts_with('.') || name.contains(':') {
            return Err(Halt::unmodelled(format!("rev-parse {name}")));
        }
        let end = |name: &str| session.commit(if name.is_empty() { "HEAD" } else { name });
        session.out(&format!("{}\n^{}\n", end(to)?, end(from)?));
        return Ok(None);
    }
    if let Some(id) = session.find_object(name)? {
        let shown = match wanted.short {
            Some(digits) => session.shortened(id, digits)?,
            None => id.to_string(),
        };
        session.out(&format!("{mark}{shown}\n"));
        return Ok(None);
    }
    if wanted.verify || wanted.short.is_some() {
        return single_wanted(wanted).map(Some);
    }
    if session.is_path_here(text) {
        session.out(&format!("{text}\n"));
        return Ok(None);
    }
    session.out(&format!("{text}\n"));
    match session.why_not_at_path(text)? {
        Some(halt) => Err(halt),
        None => Err(unknown(text)),
    }
}

fn single_wanted(wanted: &Wanted) -> Done {
    if wanted.quiet { Ok(Exit::FAILURE) } else { Err(Halt::fatal("Needed a single revision")) }
}

/// Returns the full name of the branch or tag that a name stands for.
fn reference_of(session: &Session<'_>, name: &str) -> Done<Option<String>> {
    if matches!(name, "HEAD" | "@") {
        return Ok(Some(session.head()?.branch.unwrap_or_else(|| "HEAD".to_owned())));
    }
    if let Some(branch) = name.strip_suffix("@{u}").or_else(|| name.strip_suffix("@{upstream}")) {
        let full = match branch {
            "" => session.head()?.branch,
            branch => session.branch_reference(branch)?,
        };
        if session.find_object(name)?.is_none() {
            return Ok(None);
        }
        return Ok(full.and_then(|full| session.upstream(&full)));
    }
    session.full_name(name)
}

/// `git cat-file`.
pub(super) fn cat_file(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("cat-file", "e p t s", arguments)?;
    let (kind, name) = match (given.last_of(&["e", "p", "t", "s"]), given.operands.as_slice()) {
        (Some(option), [name]) => (option, name),
        (None, [kind, name]) => (kind.as_str(), name),
        _ => return Err(Halt::unmodelled("cat-file with those operands")),
    };
    let Some(id) = session.find_object(name)? else {
        return match session.why_not_at_path(name)? {
            Some(halt) => Err(halt),
            None if kind == "e" && name.len() == 40 => Ok(Exit::FAILURE),
            None => Err(Halt::fatal(format!("Not a valid object name {name}"))),
        };
    };
    let odb = session.objects.odb()?;
    let object = odb.read(id)?;
    match kind {
        "e" => {}
        "t" => session.out(&format!("{}\n", object.kind().str())),
        "s" => session.out(&format!("{}\n", object.len())),
        "p" if object.kind() == ObjectType::Tree => print_tree(session, id)?,
        "p" => session.call.stdout.write(object.data()),
        "blob" | "commit" | "tag" => {
            let wanted = ObjectType::from_str(kind).unwrap_or(ObjectType::Any);
            let bad = || Halt::fatal(format!("git cat-file {name}: bad file"));
            let found = session.peeled(id, wanted)?.ok_or_else(bad)?;
            session.call.stdout.write(odb.read(found)?.data());
        }
        other => return Err(Halt::unmodelled(format!("cat-file {other}"))),
    }
    Ok(Exit::SUCCESS)
}

fn print_tree(session: &Session<'_>, id: Oid) -> Done<()> {
    for entry in &session.objects.find_tree(id)? {
        let kind = entry.kind().map_or("blob", |kind| kind.str());
        let mode = entry.filemode_raw();
        session.out(&format!("{mode:06o} {kind} {}\t{}\n", entry.id(), entry.name()?));
    }
    Ok(())
}

/// `git merge-base`.
pub(super) fn merge_base(session: &Session<'_>, arguments: &[String]) -> Done {
    let given = Arguments::read("merge-base", "is-ancestor a,all", arguments)?;
    let [one, other] = given.operands.as_slice() else {
        return Err(Halt::unmodelled("merge-base of that many commits"));
    };
    let commit = |name: &String| {
        let unknown = || Halt::fatal(format!("Not a valid object name {name}"));
        session.find_commit(name)?.ok_or_else(unknown)
    };
    let (one, other) = (commit(one)?, commit(other)?);
    if given.has("is-ancestor") {
        let before = session.is_before(one, other)?;
        return Ok(if before { Exit::SUCCESS } else { Exit::FAILURE });
    }
    let bases: Vec<Oid> = match session.objects.merge_bases(one, other) {
        Ok(bases) => bases.iter().copied().collect(),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let shown = if given.has("all") { bases.len() } else { bases.len().min(1) };
    for id in &bases[..shown] {
        session.out(&format!("{id}\n"));
    }
    Ok(if bases.is_empty() { Exit::FAILURE } else { Exit::SUCCESS })
}

/// `git describe`.
pub(super) fn describe(session: &Session<'_>, arguments: &[String]) -> Done {
    let given =
        Arguments::read("describe", "tags always abbrev: exact-match long dirty", arguments)?;
    if given.has("long") || given.has("dirty") {
        return Err(Halt::unmodelled("describe --long or --dirty"));
    }
    let name = given.operands.first().map_or("HEAD", String::as_str);
    let unknown = || Halt::fatal(format!("Not a valid object name {name}"));
    let id = session.find_commit(name)?.ok_or_else(unknown)?;
    let mut tags: Vec<(Oid, bool, String)> = Vec::new();
    for (full, object) in session.references().all()? {
        let Some(tag) = full.strip_prefix("refs/tags/") else { continue };
        let annotated = session.peeled(object, ObjectType::Tag)?.is_some();
        if annotated || given.has("tags") {
            let commit = session.peeled(object, ObjectType::Commit)?;
            tags.extend(commit.map(|id| (id, annotated, tag.to_owned())));
        }
    }
    let range = Range { include: vec![id], ..Range::default() };
    for commit in session.walk(&range, &Walk::default())? {
        let here: Vec<&(Oid, bool, String)> =
            tags.iter().filter(|(at, ..)| *at == commit).collect();
        let annotated: Vec<_> = here.iter().filter(|(_, annotated, _)| *annotated).collect();
        if annotated.len() > 1 {
            return Err(Halt::unmodelled(format!("describe where several tags name {commit}")));
        }
        let Some((_, _, tag)) = annotated.first().copied().or(here.first()) else { continue };
        let (ahead, _) = session.apart(id, commit)?;
        if given.has("exact-match") && ahead > 0 {
            break;
        }
        let suffix =
            if ahead == 0 { String::new() } else { format!("-{ahead}-g{}", session.short(id)?) };
        session.out(&format!("{tag}{suffix}\n"));
        return Ok(Exit::SUCCESS);
    }
    if given.has("always") {
        session.out(&format!("{}\n", session.short(id)?));
        return Ok(Exit::SUCCESS);
    }
    if given.has("exact-match") {
        return Err(Halt::fatal(format!("no tag exactly matches '{id}'")));
    }
    let what = if given.has("tags") || tags.is_empty() && !any_tag(session)? {
        "No names found, cannot describe anything.".to_owned()
    } else {
        format!(
            "No annotated tags can describe '{id}'.\nHowever, there were unannotated tags: try \
             --tags."
        )
    };
    Err(Halt::fatal(what))
}

fn any_tag(session: &Session<'_>) -> Done<bool> {
    Ok(session.references().all()?.keys().any(|name| name.starts_with("refs/tags/")))
}
