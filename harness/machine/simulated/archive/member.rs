//! One member of an archive: its header, and how it is shown.

use std::collections::BTreeSet;

use ::tar::{EntryType, Header};

use super::super::date::{Moment, format};
use super::super::files::{OWNER, shown_mode};
use super::super::quoting::escaped;
use crate::determinism::Tick;
use crate::shell::Call;
use crate::throwaway::FileFacts;
use crate::world::FileKind;

/// The number of the user and group that every file of a world belongs to.
const OWNER_ID: u64 = 1000;

/// The narrowest column of owner and size together.
const OWNER_COLUMN: usize = 19;

/// What a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link to this text.
    Symlink(String),
    /// A second name of this member.
    HardLink(String),
}

/// One member without its content.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Its name as it is stored; a directory's ends in a slash.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its permission bits.
    pub mode: u32,
    /// Its length in bytes.
    pub size: u64,
    /// When it was last changed, in whole seconds.
    pub modified: Tick,
    /// User and group as they are stored.
    pub owner: String,
}

impl Member {
    /// Describes a file of the world under `name`.
    pub(super) fn of(name: String, kind: Kind, facts: &FileFacts) -> Self {
        Self {
            name,
            size: if kind == Kind::File { facts.size } else { 0 },
            kind,
            mode: facts.mode,
            modified: facts.modified,
            owner: format!("{OWNER}/{OWNER}"),
        }
    }

    /// Makes the headers for this member: in front of its own, one for a name that is too long.
    pub(super) fn headers(&self) -> Vec<(Header, Vec<u8>)> {
        let mut headers = Vec::new();
        let mut own = Header::new_gnu();
        own.set_entry_type(match self.kind {
            Kind::File => EntryType::Regular,
            Kind::Directory => EntryType::Directory,
            Kind::Symlink(_) => EntryType::Symlink,
            Kind::HardLink(_) => EntryType::Link,
        });
        own.set_size(self.size);
        own.set_mode(self.mode);
        own.set_uid(OWNER_ID);
        own.set_gid(OWNER_ID);
        own.set_mtime(self.modified.epoch_seconds());
        let fields = own.as_gnu_mut().expect("the header was made as GNU's");
        for owner in [&mut fields.uname, &mut fields.gname] {
            put(owner, OWNER);
        }
        put(&mut fields.name, &self.name);
        if let Kind::Symlink(target) | Kind::HardLink(target) = &self.kind {
            put(&mut fields.linkname, target);
            headers.extend(long_name(target, EntryType::GNULongLink));
        }
        headers.extend(long_name(&self.name, EntryType::GNULongName));
        own.set_cksum();
        headers.push((own, Vec::new()));
        headers
    }

    /// Returns the line of `tar -tv`; `column` is the width that owner and size took so far.
    pub(super) fn long_line(&self, column: &mut usize) -> String {
        let (letter, behind) = match &self.kind {
            Kind::File => ('-', String::new()),
            Kind::Directory => ('d', String::new()),
            Kind::Symlink(target) => ('l', format!(" -> {}", escaped(target))),
            Kind::HardLink(target) => ('h', format!(" link to {}", escaped(target))),
        };
        let mode = shown_mode(FileKind::File, self.mode).split_off(1);
        let (owner, size) = (&self.owner, self.size.to_string());
        *column = (*column).max(OWNER_COLUMN).max(owner.len() + 1 + size.len());
        let width = *column - owner.len();
        let when = format("%F %H:%M", Moment::of(self.modified)).unwrap_or_default();
        let name = escaped(&self.name);
        format!("{letter}{mode} {owner}{size:>width$} {when} {name}{behind}")
    }
}

/// Cuts off the part of a name that would lead out of the directory where an archive is unpacked,
/// and says so once for every such part.
pub(super) fn safer_name<'a>(
    call: &Call<'_>,
    name: &'a str,
    told: &mut BTreeSet<String>,
) -> &'a str {
    let mut end = 0;
    let mut at = 0;
    for part in name.split('/') {
        at += part.len() + 1;
        if part == ".." {
            end = at.min(name.len());
        }
    }
    end += name[end..].len() - name[end..].trim_start_matches('/').len();
    let (cut, rest) = name.split_at(end);
    if !cut.is_empty() && told.insert(cut.to_owned()) {
        call.complain(&format!("Removing leading `{}' from member names", escaped(cut)));
    }
    if rest.is_empty() { "." } else { rest }
}

fn put(field: &mut [u8], text: &str) {
    let length = text.len().min(field.len());
    field[..length].copy_from_slice(&text.as_bytes()[..length]);
}

fn long_name(name: &str, kind: EntryType) -> Option<(Header, Vec<u8>)> {
    if name.len() <= 100 {
        return None;
    }
    let mut content = name.as_bytes().to_vec();
    content.push(0);
    let mut header = Header::new_gnu();
    put(&mut header.as_gnu_mut().expect("the header was made as GNU's").name, "././@LongLink");
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_cksum();
    Some((header, content))
}
