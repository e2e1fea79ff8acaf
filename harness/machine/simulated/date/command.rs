//! The command `date` itself.

use super::super::System;
use super::super::options::{Arguments, Grammar, Operands, choose, misused};
use super::super::place::place;
use super::super::quoting::{quoted, quoted_plainly};
use super::super::table::Command;
use super::{Moment, Unclear, describe, format};
use crate::shell::{Call, Exit, Kernel as _, Stop};

pub(in super::super) const COMMANDS: &[(&str, Command)] = &[("date", date)];

const DATE: Grammar = Grammar {
    short: "d:f:I::r:Rs:u",
    long: &[
        ("date", "d"),
        ("debug", ""),
        ("file", "f"),
        ("iso-8601", "I"),
        ("reference", "r"),
        ("resolution", ""),
        ("rfc-822", "R"),
        ("rfc-2822", "R"),
        ("rfc-email", "R"),
        ("rfc-3339", ":"),
        ("set", "s"),
        ("uct", "u"),
        ("utc", "u"),
        ("universal", "u"),
    ],
    operands: Operands::Anywhere,
};

/// The precisions of `--iso-8601`, in the order in which the real tool lists them.
const ISO: &[(&[&str], &str)] = &[
    (&["hours"], "%Y-%m-%dT%H%:z"),
    (&["minutes"], "%Y-%m-%dT%H:%M%:z"),
    (&["date"], "%Y-%m-%d"),
    (&["seconds"], "%Y-%m-%dT%H:%M:%S%:z"),
    (&["ns"], "%Y-%m-%dT%H:%M:%S,%N%:z"),
];

/// The precisions of `--rfc-3339`.
const RFC_3339: &[(&[&str], &str)] = &[
    (&["date"], "%Y-%m-%d"),
    (&["seconds"], "%Y-%m-%d %H:%M:%S%:z"),
    (&["ns"], "%Y-%m-%d %H:%M:%S.%N%:z"),
];

const RFC_EMAIL: &str = "%a, %d %b %Y %H:%M:%S %z";
const USUAL: &str = "%a %b %e %H:%M:%S %Z %Y";

fn date(system: &mut System, call: &Call<'_>) -> Result<Exit, Stop> {
    let Some(given) = DATE.read(call) else { return Ok(Exit::FAILURE) };
    given.only(call, &["d", "I", "r", "R", "rfc-3339", "u"])?;
    require_utc(call)?;
    let formats = match formats(&given) {
        Ok(formats) => formats,
        Err(message) => return Ok(misused(call, &message, Exit::FAILURE)),
    };
    if given.has("d") && given.has("r") {
        let message = "the options to specify dates for printing are mutually exclusive";
        return Ok(misused(call, message, Exit::FAILURE));
    }
    let plus = given.operands.first().map(|operand| operand.strip_prefix('+').ok_or(operand));
    let text = match (plus, &formats[..]) {
        (_, [_, _, ..]) | (Some(Ok(_)), [_]) => {
            call.complain("multiple output formats specified");
            return Ok(Exit::FAILURE);
        }
        (Some(Err(setting)), _) => return refuse_to_set(call, setting),
        (Some(Ok(format)), []) => format,
        (None, [format]) => format,
        (None, []) => USUAL,
    };
    match moment(system, call, &given)? {
        Some(moment) => print(call, text, moment),
        None => Ok(Exit::FAILURE),
    }
}

/// Collects the formats that options ask for; an error is the message of a complaint.
fn formats(given: &Arguments) -> Result<Vec<&'static str>, String> {
    let mut formats = Vec::new();
    for option in &given.options {
        let value = option.value.as_deref();
        match option.name {
            "I" => formats.push(choose("--iso-8601", value.unwrap_or("date"), ISO)?),
            "rfc-3339" => {
                formats.push(choose("--rfc-3339", value.unwrap_or_default(), RFC_3339)?);
            }
            "R" => formats.push(RFC_EMAIL),
            _ => {}
        }
    }
    match given.operands.get(1) {
        Some(extra) => Err(format!("extra operand {}", quoted_plainly(extra))),
        None => Ok(formats),
    }
}

/// Finds the instant to print; none where a complaint says why there is none.
fn moment(system: &System, call: &Call<'_>, given: &Arguments) -> Result<Option<Moment>, Stop> {
    let now = Moment::of(system.now());
    if let Some(file) = given.value("r") {
        return Ok(match system.root.facts(&place(call, file)) {
            Ok(facts) => Some(Moment::of(facts.modified)),
            Err(error) => {
                call.complain(&format!("{file}: {error}"));
                None
            }
        });
    }
    let Some(text) = given.value("d") else { return Ok(Some(now)) };
    match describe(text, now) {
        Ok(moment) => Ok(Some(moment)),
        Err(Unclear::Invalid) => {
            call.complain(&format!("invalid date {}", quoted_plainly(text)));
            Ok(None)
        }
        Err(Unclear::Unmodelled) => Err(call.unmodelled(&format!("-d {}", quoted(text)))),
    }
}

fn print(call: &Call<'_>, text: &str, moment: Moment) -> Result<Exit, Stop> {
    let line = format(text, moment).map_err(|directive| call.unmodelled(&directive))?;
    call.print(&format!("{line}\n"));
    Ok(Exit::SUCCESS)
}

/// An operand that is no format asks to set the clock, which only digits can.
fn refuse_to_set(call: &Call<'_>, setting: &str) -> Result<Exit, Stop> {
    if setting.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(call.unmodelled(setting));
    }
    call.complain(&format!("invalid date {}", quoted_plainly(setting)));
    Ok(Exit::FAILURE)
}

/// Stops where the terminal asks for another time zone than UTC.
fn require_utc(call: &Call<'_>) -> Result<(), Stop> {
    match call.environment.get("TZ").map(String::as_str) {
        None | Some("" | "UTC" | "UTC0" | "Etc/UTC") => Ok(()),
        Some(zone) => Err(call.unmodelled(&format!("TZ={zone}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;

    #[test]
    fn date_prints_the_virtual_clock_in_every_form_that_runbooks_use() {
        let table = [
            ("date", "Wed Jan 28 10:00:00 UTC 2026"),
            ("date +%Y%m%d-%H%M%S", "20260128-100000"),
            ("date -u +%s", "1769594400"),
            ("date -I", "2026-01-28"),
            ("date -Is", "2026-01-28T10:00:00+00:00"),
            ("date --iso-8601=min", "2026-01-28T10:00+00:00"),
            ("date -R", "Wed, 28 Jan 2026 10:00:00 +0000"),
            ("date --rfc-3339=ns", "2026-01-28 10:00:00.000000000+00:00"),
            ("date -d '1 hour ago' +%H:%M", "09:00"),
            ("date --date=yesterday +%F", "2026-01-27"),
            ("date -u -d @0 +%FT%T.%3NZ", "1970-01-01T00:00:00.000Z"),
            ("date -r f +%s", "1769594400"),
        ];
        for (line, expected) in table {
            let printed = Bench::with(&[("f", "")]).output(line);
            assert_eq!(printed, format!("{expected}\n"), "{line}");
        }
    }

    #[test]
    fn wrong_dates_and_formats_are_refused_as_gnu_date_refuses_them() {
        let table = [
            ("date -d foo", "date: invalid date 'foo'\n"),
            ("date foo", "date: invalid date 'foo'\n"),
            ("date -r nope", "date: nope: No such file or directory\n"),
            ("date -I -R", "date: multiple output formats specified\n"),
            ("date +%F -I", "date: multiple output formats specified\n"),
            ("date +a +b", "date: extra operand '+b'\nTry 'date --help' for more information.\n"),
            (
                "date --rfc-3339=foo",
                "date: invalid argument 'foo' for '--rfc-3339'\nValid arguments are:\n  - 'date'\n  \
                 - 'seconds'\n  - 'ns'\nTry 'date --help' for more information.\n",
            ),
        ];
        for (line, expected) in table {
            let ran = Bench::with(&[]).run(line);
            assert_eq!((ran.exit, ran.stderr.as_str()), (1, expected), "{line}");
        }
    }

    #[test]
    fn setting_the_clock_and_other_zones_are_not_modelled() {
        let mut bench = Bench::with(&[]);
        assert_eq!(bench.unmodelled("date -s now"), "date -s");
        assert_eq!(bench.unmodelled("date 012810002026"), "date 012810002026");
        assert_eq!(bench.unmodelled("date +%EY"), "date +%E");
        assert_eq!(bench.unmodelled("date -d '3pm'"), "date -d '3pm'");
        bench.environment.insert("TZ".to_owned(), "Europe/Berlin".to_owned());
        assert_eq!(bench.unmodelled("date"), "date TZ=Europe/Berlin");
    }
}
