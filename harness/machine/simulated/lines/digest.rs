//! `sha256sum` and `base64`.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, misused};
use super::super::quoting::{named, quoted};
use super::super::table::Command;
use super::super::text::{lines, read};
use super::sources::each;
use crate::shell::{Call, Exit, Stop};
use crate::world::FileError;

pub(in crate::machine::simulated) const COMMANDS: &[(&str, Command)] =
    &[("base64", base64), ("sha256sum", sha256sum)];

const SUMS: Grammar = Grammar {
    short: "bctwz",
    long: &[
        ("binary", "b"),
        ("check", "c"),
        ("ignore-missing", ""),
        ("quiet", ""),
        ("status", ""),
        ("strict", ""),
        ("tag", ""),
        ("text", "t"),
        ("warn", "w"),
        ("zero", "z"),
    ],
    operands: Operands::Anywhere,
};

const BASE64: Grammar = Grammar {
    short: "diw:",
    long: &[("decode", "d"), ("ignore-garbage", "i"), ("wrap", "w")],
    operands: Operands::Anywhere,
};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn sha256sum(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = SUMS.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["b", "c", "t", "quiet", "status"])?;
    if let (false, Some(name)) = (arguments.has("c"), arguments.last_of(&["quiet", "status"])) {
        let message = format!("the --{name} option is meaningful only when verifying checksums");
        return Ok(misused(call, &message, Exit::FAILURE));
    }
    if arguments.operands.iter().any(|name| name.contains(['\\', '\n', '\r'])) {
        return Err(call.unmodelled("on a name that must be escaped"));
    }
    let complaint = |name: &str, error: &FileError| format!("{}: {error}", named(name));
    let mut is_good = true;
    let all_read = each(system, call, &arguments.operands, complaint, |system, name, bytes| {
        if arguments.has("c") {
            is_good &= check(system, call, &arguments, &bytes, name)?;
        } else {
            let mark = if arguments.last_of(&["b", "t"]) == Some("b") { '*' } else { ' ' };
            call.print(&format!("{} {mark}{name}\n", sum(&bytes)));
        }
        Ok(())
    })?;
    Ok(if all_read && is_good { Exit::SUCCESS } else { Exit::FAILURE })
}

fn sum(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").expect("a string takes any text");
    }
    text
}

/// Checks every line of a list of sums and says what did not hold.
fn check(
    system: &System,
    call: &Call<'_>,
    arguments: &Arguments,
    list: &[u8],
    name: &str,
) -> Result<bool, Stop> {
    let is_loud = !arguments.has("status");
    let (mut ill, mut wrong, mut unread, mut read_any) = (0, 0, 0, false);
    for line in lines(list) {
        let Some((expected, file)) = entry(line) else {
            ill += 1;
            continue;
        };
        read_any = true;
        match read(system, call, &file)? {
            Ok(bytes) if sum(&bytes).eq_ignore_ascii_case(&expected) => {
                if is_loud && !arguments.has("quiet") {
                    call.print(&format!("{file}: OK\n"));
                }
            }
            Ok(_) => {
                wrong += 1;
                if is_loud {
                    call.print(&format!("{file}: FAILED\n"));
                }
            }
            Err(error) => {
                unread += 1;
                call.complain(&format!("{}: {error}", named(&file)));
                if is_loud {
                    call.print(&format!("{file}: FAILED open or read\n"));
                }
            }
        }
    }
    if !read_any {
        let name = if name == "-" { "'standard input'".to_owned() } else { named(name) };
        call.complain(&format!("{name}: no properly formatted checksum lines found"));
        return Ok(false);
    }
    if is_loud {
        warn(call, ill, ["line is improperly formatted", "lines are improperly formatted"]);
        warn(call, unread, ["listed file could not be read", "listed files could not be read"]);
        warn(call, wrong, ["computed checksum did NOT match", "computed checksums did NOT match"]);
    }
    Ok(wrong == 0 && unread == 0)
}

fn warn(call: &Call<'_>, count: u32, [one, many]: [&str; 2]) {
    match count {
        0 => {}
        1 => call.complain(&format!("WARNING: 1 {one}")),
        count => call.complain(&format!("WARNING: {count} {many}")),
    }
}

/// Reads `SUM  NAME` or `SUM *NAME`.
fn entry(line: &[u8]) -> Option<(String, String)> {
    let line = std::str::from_utf8(line).ok()?;
    let (sum, rest) = line.split_at_checked(64)?;
    let file = rest.strip_prefix("  ").or_else(|| rest.strip_prefix(" *"))?;
    let is_sum = sum.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_sum && !file.is_empty()).then(|| (sum.to_owned(), file.to_owned()))
}

fn base64(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(arguments) = BASE64.read(call) else { return Ok(Exit::FAILURE) };
    arguments.only(call, &["d", "i", "w"])?;
    let wrap = arguments.value("w").unwrap_or("76");
    let Some(width) = wrap.parse::<usize>().ok() else {
        call.complain(&format!("invalid wrap size: {}", quoted(wrap)));
        return Ok(Exit::FAILURE);
    };
    if let Some(extra) = arguments.operands.get(1) {
        return Ok(misused(call, &format!("extra operand {}", quoted(extra)), Exit::FAILURE));
    }
    let name = arguments.operands.first().map_or("-", String::as_str);
    let bytes = match read(system, call, name)? {
        Ok(bytes) => bytes,
        Err(FileError::IsDirectory) => {
            call.complain("read error: Is a directory");
            return Ok(Exit::FAILURE);
        }
        Err(error) => {
            call.complain(&format!("{}: {error}", named(name)));
            return Ok(Exit::FAILURE);
        }
    };
    if !arguments.has("d") {
        call.stdout.write(&encoded(&bytes, width));
        return Ok(Exit::SUCCESS);
    }
    let is_kept = |byte: &u8| *byte == b'=' || LETTERS.contains(byte);
    let skips = |byte: &u8| *byte == b'\n' || (arguments.has("i") && !is_kept(byte));
    let text: Vec<u8> = bytes.into_iter().filter(|byte| !skips(byte)).collect();
    let (decoded, is_whole) = decoded(&text);
    call.stdout.write(&decoded);
    if !is_whole {
        call.complain("invalid input");
    }
    Ok(if is_whole { Exit::SUCCESS } else { Exit::FAILURE })
}

fn encoded(bytes: &[u8], width: usize) -> Vec<u8> {
    let mut text = Vec::new();
    for group in bytes.chunks(3) {
        let at = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4_usize {
            let index = (bits >> (18 - 6 * place)) & 0x3f;
            let letter = LETTERS[usize::try_from(index).unwrap_or(0)];
            text.push(if place > group.len() { b'=' } else { letter });
        }
    }
    if width == 0 || text.is_empty() {
        return text;
    }
    text.chunks(width).flat_map(|row| [row, b"\n"].concat()).collect()
}

/// Decodes as far as the text goes, and says whether all of it could be read.
fn decoded(text: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    for group in text.chunks(4) {
        let filled = group.iter().take_while(|byte| LETTERS.contains(byte)).count();
        let mut bits = 0_u32;
        for byte in &group[..filled] {
            let value = LETTERS.iter().position(|letter| letter == byte).unwrap_or(0);
            bits = bits << 6 | u32::try_from(value).unwrap_or(0);
        }
        bits <<= 6 * (4 - filled);
        let bytes = bits.to_be_bytes();
        out.extend(&bytes[1..filled.max(1)]);
        let is_padded = group.len() == 4 && group[filled..].iter().all(|byte| *byte == b'=');
        if !is_padded || filled < 2 {
            return (out, false);
        }
    }
    (out, true)
}
