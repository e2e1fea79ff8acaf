//! Names of objects: branches, tags, short ids, `HEAD~2`, `main@{1}`, `REV:PATH`.

use git2::{ErrorCode, ObjectType, Oid};

use super::outcome::{Done, Halt};
use super::session::Session;
use super::staging::Staging;
use crate::throwaway::Target;
use crate::world::join;

/// The fewest digits of a short id.
const DIGITS_MIN: usize = 4;

/// Where a short name may stand, in the order in which git looks.
const PLACES: [(&str, &str); 6] = [
    ("", ""),
    ("refs/", ""),
    ("refs/tags/", ""),
    ("refs/heads/", ""),
    ("refs/remotes/", ""),
    ("refs/remotes/", "/HEAD"),
];

impl Session<'_> {
    /// Finds the object that `spec` names; none where it names nothing.
    pub(super) fn find_object(&self, spec: &str) -> Done<Option<Oid>> {
        if let Some((revision, path)) = parted_at_colon(spec) {
            return self.find_at_path(revision, path);
        }
        let base_ends = spec.find(['^', '~']).unwrap_or(spec.len());
        let (base, steps) = spec.split_at(base_ends);
        let Some(id) = self.find_base(base)? else { return Ok(None) };
        self.follow(id, steps)
    }

    /// Finds the commit that `spec` names, through tags.
    pub(super) fn find_commit(&self, spec: &str) -> Done<Option<Oid>> {
        match self.find_object(spec)? {
            Some(id) => self.peeled(id, ObjectType::Commit),
            None => Ok(None),
        }
    }

    /// Finds the commit that `spec` names, or says that it is a bad revision.
    pub(super) fn commit(&self, spec: &str) -> Done<Oid> {
        self.find_commit(spec)?.ok_or_else(|| Halt::fatal(format!("bad revision '{spec}'")))
    }

    /// Follows tags, and commits to their tree, until an object of the kind; none where none is.
    pub(super) fn peeled(&self, id: Oid, kind: ObjectType) -> Done<Option<Oid>> {
        let object = self.objects.find_object(id, None)?;
        if kind == ObjectType::Tag && object.kind() != Some(ObjectType::Tag) {
            return Ok(None);
        }
        match object.peel(kind) {
            Ok(found) => Ok(Some(found.id())),
            Err(error) if matches!(error.code(), ErrorCode::Peel | ErrorCode::InvalidSpec) => {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the full name of the reference that `name` is short for.
    pub(super) fn full_name(&self, name: &str) -> Done<Option<String>> {
        let names = self.full_names(name)?;
        if names.len() > 1 {
            self.err(&format!("warning: refname '{name}' is ambiguous.\n"));
        }
        Ok(names.into_iter().next())
    }

    /// Returns the full names of every reference that `name` may be short for.
    pub(super) fn full_names(&self, name: &str) -> Done<Vec<String>> {
        let references = self.references();
        let mut found = Vec::new();
        for (before, behind) in PLACES {
            let full = format!("{before}{name}{behind}");
            if is_reference(&full) && full != "FETCH_HEAD" && references.read(&full)?.is_some() {
                found.push(full);
            }
        }
        Ok(found)
    }

    /// Returns the full name of the remote branch that a branch follows.
    pub(super) fn upstream(&self, branch: &str) -> Option<String> {
        super::tracking::upstream_by(branch, &self.settings)
    }

    /// Returns what was checked out `back` switches ago, as it was called then.
    pub(super) fn previous_checkout(&self, back: usize) -> Done<Option<String>> {
        let log = self.read_log("HEAD")?.unwrap_or_default();
        let mut switches = log.iter().filter_map(|line| {
            let rest = line.message.strip_prefix("checkout: moving from ")?;
            rest.split(' ').next().map(str::to_owned)
        });
        Ok(back.checked_sub(1).and_then(|at| switches.nth(at)))
    }

    fn find_base(&self, base: &str) -> Done<Option<Oid>> {
        if let Some((name, inner)) = base.strip_suffix('}').and_then(|rest| rest.split_once("@{")) {
            return self.find_logged(name, inner);
        }
        let base = if base == "@" { "HEAD" } else { base };
        if base.len() == 40 && base.bytes().all(|b| b.is_ascii_hexdigit()) {
            let id = Oid::from_str(base)?;
            return Ok(self.objects.odb()?.exists(id).then_some(id));
        }
        if base == "FETCH_HEAD" {
            let text = self.git_file("FETCH_HEAD")?.unwrap_or_default();
            return Ok(text.get(..40).and_then(|id| Oid::from_str(id).ok()));
        }
        if let Some(name) = self.full_name(base)? {
            return Ok(self.references().read(&name)?);
        }
        let described = base.rsplit_once("-g").map(|(_, digits)| digits);
        for digits in described.into_iter().chain([base]) {
            if let Some(id) = self.find_digits(digits)? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn find_digits(&self, digits: &str) -> Done<Option<Oid>> {
        let plausible = (DIGITS_MIN..40).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_hexdigit());
        if !plausible {
            return Ok(None);
        }
        match self.objects.odb()?.exists_prefix(Oid::from_str(digits)?, digits.len()) {
            Ok(id) => Ok(Some(id)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) if error.code() == ErrorCode::Ambiguous => {
                Err(Halt::unmodelled(format!("with the ambiguous short id {digits}")))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Finds `NAME@{INNER}`: a line of a reflog, an earlier checkout, or the upstream.
    fn find_logged(&self, name: &str, inner: &str) -> Done<Option<Oid>> {
        if let Some(back) = inner.strip_prefix('-').filter(|_| name.is_empty()) {
            let back = back.parse().map_err(|_| Halt::unmodelled(format!("@{{{inner}}}")))?;
            return match self.previous_checkout(back)? {
                Some(earlier) => self.find_base(&earlier),
                None => Ok(None),
            };
        }
        let branch = self.head()?.branch.unwrap_or_else(|| "HEAD".to_owned());
        let of_upstream = matches!(inner, "u" | "upstream" | "push");
        let full = match name {
            "" => Some(branch),
            "HEAD" | "@" if of_upstream => Some(branch),
            "@" => Some("HEAD".to_owned()),
            name => self.full_name(name)?,
        };
        let Some(full) = full else { return Ok(None) };
        if of_upstream {
            let Some(upstream) = self.upstream(&full) else {
                let short = full.strip_prefix("refs/heads/").unwrap_or(&full);
                let what = format!("no upstream configured for branch '{short}'");
                return Err(Halt::fatal(what));
            };
            return Ok(self.references().read(&upstream)?);
        }
        let at: usize =
            inner.parse().map_err(|_| Halt::unmodelled(format!("{name}@{{{inner}}}")))?;
        let log = self.read_log(&full)?.unwrap_or_default();
        let oldest = log.last().filter(|last| at == log.len() && !last.old.is_zero());
        if let Some(id) = log.get(at).map(|line| line.new).or(oldest.map(|line| line.old)) {
            return Ok(Some(id));
        }
        let shown = if name.is_empty() { &full } else { name };
        let shown = shown.strip_prefix("refs/heads/").unwrap_or(shown);
        Err(Halt::fatal(format!("log for '{shown}' only has {} entries", log.len())))
    }

    /// Follows `^`, `^2`, `~3` and `^{KIND}` from `id`.
    fn follow(&self, id: Oid, steps: &str) -> Done<Option<Oid>> {
        let mut id = id;
        let mut left = steps;
        while let Some(operator) = left.chars().next() {
            left = &left[1..];
            let braced = left.strip_prefix('{').filter(|_| operator == '^');
            let next = if let Some((kind, rest)) = braced.and_then(|rest| rest.split_once('}')) {
                left = rest;
                self.peeled_as(id, kind)?
            } else {
                let digits = left.bytes().take_while(u8::is_ascii_digit).count();
                let (number, rest) = left.split_at(digits);
                left = rest;
                self.step(id, operator, number)?
            };
            match next {
                Some(found) => id = found,
                None => return Ok(None),
            }
        }
        Ok(Some(id))
    }

    fn step(&self, id: Oid, operator: char, number: &str) -> Done<Option<Oid>> {
        let count = if number.is_empty() { Some(1) } else { number.parse().ok() };
        match (operator, count) {
            ('^', Some(count)) => self.parent(id, count),
            ('~', Some(count)) => self.ancestor(id, count),
            _ => Ok(None),
        }
    }

    fn peeled_as(&self, id: Oid, kind: &str) -> Done<Option<Oid>> {
        match kind {
            "" => {
                let any = self.objects.find_object(id, None)?.peel(ObjectType::Any)?;
                Ok(Some(any.id()))
            }
            "object" => Ok(Some(id)),
            "commit" => self.peeled(id, ObjectType::Commit),
            "tree" => self.peeled(id, ObjectType::Tree),
            "blob" => self.peeled(id, ObjectType::Blob),
            "tag" => self.peeled(id, ObjectType::Tag),
            other => Err(Halt::unmodelled(format!("with a revision ^{{{other}}}"))),
        }
    }

    fn parent(&self, id: Oid, count: usize) -> Done<Option<Oid>> {
        let Some(commit) = self.peeled(id, ObjectType::Commit)? else { return Ok(None) };
        match count.checked_sub(1) {
            None => Ok(Some(commit)),
            Some(at) => Ok(self.objects.find_commit(commit)?.parent_id(at).ok()),
        }
    }

    fn ancestor(&self, id: Oid, count: usize) -> Done<Option<Oid>> {
        let Some(mut commit) = self.peeled(id, ObjectType::Commit)? else { return Ok(None) };
        for _ in 0..count {
            match self.parent(commit, 1)? {
                Some(parent) => commit = parent,
                None => return Ok(None),
            }
        }
        Ok(Some(commit))
    }

    fn find_at_path(&self, revision: &str, path: &str) -> Done<Option<Oid>> {
        if revision.is_empty() {
            if path.starts_with('/') {
                return Err(Halt::unmodelled(format!("with a revision :{path}")));
            }
            let (stage, path) = match path.split_once(':') {
                Some((stage @ ("0" | "1" | "2" | "3"), path)) => (stage, path),
                _ => ("0", path),
            };
            let staging = Staging::read(self)?;
            let stage: usize = stage.parse().unwrap_or(0);
            return Ok(staging.at_stage(&self.seen_from_here(path), stage).map(|leaf| leaf.id));
        }
        let Some(id) = self.find_object(revision)? else { return Ok(None) };
        let Some(tree) = self.peeled(id, ObjectType::Tree)? else { return Ok(None) };
        let path = self.seen_from_here(path);
        let path = path.trim_end_matches('/');
        if path.is_empty() {
            return Ok(Some(tree));
        }
        match self.objects.find_tree(tree)?.get_path(std::path::Path::new(path)) {
            Ok(entry) => Ok(Some(entry.id())),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Resolves the `./` and `../` that a path behind a colon may begin with.
    fn seen_from_here(&self, path: &str) -> String {
        if path.starts_with("./") || path.starts_with("../") || path == "." || path == ".." {
            join(&format!("/{}", self.prefix), path).trim_start_matches('/').to_owned()
        } else {
            path.to_owned()
        }
    }

    /// Says in git's words why `REV:PATH` names nothing.
    pub(super) fn why_not_at_path(&self, spec: &str) -> Done<Option<Halt>> {
        let Some((revision, path)) = parted_at_colon(spec) else { return Ok(None) };
        let on_disk = self.work_tree.is_some()
            && self.root.kind_of_link(&self.file(&self.seen_from_here(path))?).is_some();
        if revision.is_empty() {
            let why = if on_disk {
                "exists on disk, but not in the index"
            } else {
                "does not exist (neither on disk nor in the index)"
            };
            return Ok(Some(Halt::fatal(format!("path '{path}' {why}"))));
        }
        if self.find_object(revision)?.is_none() {
            return Ok(Some(Halt::fatal(format!("invalid object name '{revision}'."))));
        }
        let full = format!("{}{path}", self.prefix);
        if !self.prefix.is_empty() && self.find_at_path(revision, &full)?.is_some() {
            self.err(&format!("fatal: path '{full}' exists, but not '{path}'\n"));
            self.hint(&format!("Did you mean '{revision}:{full}' aka '{revision}:./{path}'?"));
            return Ok(Some(Halt::Exit(128)));
        }
        let why = if on_disk { "exists on disk, but not in" } else { "does not exist in" };
        Ok(Some(Halt::fatal(format!("path '{path}' {why} '{revision}'"))))
    }

    /// Returns the branch that is meant by `name`, if one of that name exists.
    pub(super) fn branch_reference(&self, name: &str) -> Done<Option<String>> {
        let full = format!("refs/heads/{name}");
        let known = is_reference(&full) && self.references().read(&full)?.is_some();
        Ok(known.then_some(full))
    }

    /// Returns the branch that `-` or `@{-N}` stands for, or the name itself.
    pub(super) fn meant(&self, name: &str) -> Done<Option<String>> {
        let back = match name {
            "-" => Some(1),
            _ => name
                .strip_prefix("@{-")
                .and_then(|rest| rest.strip_suffix('}'))
                .and_then(|back| back.parse().ok()),
        };
        match back {
            Some(back) => self.previous_checkout(back),
            None => Ok(Some(name.to_owned())),
        }
    }

    /// Returns the reference behind a link such as `refs/remotes/origin/HEAD`.
    pub(super) fn link_target(&self, name: &str) -> Done<Option<String>> {
        Ok(match self.references().target(name)? {
            Some(Target::Name(target)) => Some(target),
            _ => None,
        })
    }
}

/// Parts `REV:PATH` at its colon; a colon inside `^{...}` or `@{...}` does not count.
pub(super) fn parted_at_colon(spec: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    let at = spec.bytes().position(|b| {
        match b {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        b == b':' && depth == 0
    })?;
    Some((&spec[..at], &spec[at + 1..]))
}

/// Says whether a reference can have the full name: one of git's own, or one below `refs/`.
fn is_reference(full: &str) -> bool {
    let own = !full.is_empty() && full.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    (own && (full.ends_with("HEAD") || full == "MERGE_AUTOSTASH"))
        || (full.starts_with("refs/") && git2::Reference::is_valid_name(full))
}
