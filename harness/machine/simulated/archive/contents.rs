//! An archive as it is read: members with their content, until it ends or breaks.

use std::io::Read as _;

use ::tar::{Archive, Entry, EntryType};
use flate2::read::MultiGzDecoder;

use super::member::{Kind, Member};
use super::request::Request;
use super::tar::{Fault, fatal};
use crate::determinism::Tick;
use crate::shell::Call;

/// The most bytes that are unpacked of one archive.
const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The members of an archive in order, and how it ends.
pub(super) struct Contents {
    /// Each member with its bytes.
    pub members: Vec<(Member, Vec<u8>)>,
    /// How it ends.
    pub ending: Ending,
}

/// How the reading of an archive ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// As it should.
    Whole,
    /// It is no archive at all.
    Foreign,
    /// In the middle of a member.
    CutOff,
}

/// Unpacks what gzip packed, whether that was asked for or shows in the first bytes.
pub(super) fn unpacked(
    call: &Call<'_>,
    request: &Request,
    bytes: Vec<u8>,
) -> Result<Vec<u8>, Fault> {
    let is_gzip = bytes.starts_with(&[0x1f, 0x8b]);
    for magic in [&b"BZh"[..], &[0xfd, b'7', b'z'], &[0x28, 0xb5, 0x2f, 0xfd]] {
        if bytes.starts_with(magic) {
            return Err(call.unmodelled("of another compression than gzip").into());
        }
    }
    if !request.gzip && !is_gzip {
        return Ok(bytes);
    }
    let fault = if bytes.is_empty() {
        "unexpected end of file"
    } else if is_gzip {
        let mut whole = Vec::new();
        let decoder = MultiGzDecoder::new(&bytes[..]);
        match decoder.take(UNPACKED_BYTES_MAX + 1).read_to_end(&mut whole) {
            Ok(_) if whole.len() as u64 > UNPACKED_BYTES_MAX => {
                return Err(call.unmodelled("of more than 256 MiB").into());
            }
            Ok(_) => return Ok(whole),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                return Err(call.unmodelled("of a gzip file that is cut off").into());
            }
            Err(_) => return Err(call.unmodelled("of a damaged gzip file").into()),
        }
    } else {
        "not in gzip format"
    };
    call.stderr.write(format!("\ngzip: stdin: {fault}\n").as_bytes());
    call.complain("Child returned status 1");
    Err(Fault::Ended(fatal(call)))
}

/// Reads all members.
pub(super) fn contents(call: &Call<'_>, bytes: &[u8]) -> Result<Contents, Fault> {
    let mut archive = Archive::new(bytes);
    let mut members = Vec::new();
    if bytes.len() < 512 {
        return Ok(Contents { members, ending: Ending::Foreign });
    }
    let entries = archive.entries().map_err(|_| call.unmodelled("of a damaged archive"))?;
    let mut ending = Ending::Whole;
    for entry in entries {
        match entry.and_then(|mut entry| read_one(&mut entry)) {
            Ok(Some(found)) => members.push(found),
            Ok(None) => return Err(call.unmodelled("of an archive with rare members").into()),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                ending = Ending::CutOff;
                break;
            }
            Err(_) if members.is_empty() => {
                ending = Ending::Foreign;
                break;
            }
            Err(_) => return Err(call.unmodelled("of a damaged archive").into()),
        }
    }
    Ok(Contents { members, ending })
}

/// Reads one member; none for a device, a pipe or another rare kind.
fn read_one(entry: &mut Entry<'_, &[u8]>) -> std::io::Result<Option<(Member, Vec<u8>)>> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let target = entry.link_name_bytes().map(|target| text(&target)).unwrap_or_default();
    let kind = match entry.header().entry_type() {
        EntryType::Regular | EntryType::Continuous => Kind::File,
        EntryType::Directory => Kind::Directory,
        EntryType::Symlink => Kind::Symlink(target),
        EntryType::Link => Kind::HardLink(target),
        _ => return Ok(None),
    };
    let header = entry.header();
    let name_of = |name: Option<&[u8]>, id: u64| match name {
        Some(name) if !name.is_empty() => text(name),
        _ => id.to_string(),
    };
    let user = name_of(header.username_bytes(), header.uid().unwrap_or(0));
    let group = name_of(header.groupname_bytes(), header.gid().unwrap_or(0));
    let member = Member {
        name: text(&entry.path_bytes()),
        kind,
        mode: header.mode().unwrap_or(0) & 0o7777,
        size: header.size()?,
        modified: Tick::from_epoch_ms(header.mtime().unwrap_or(0).saturating_mul(1000)),
        owner: format!("{user}/{group}"),
    };
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < member.size {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some((member, bytes)))
}
