//! What GNU date makes of descriptions, and what we make of them.

use super::{Moment, Unclear, describe};

/// What GNU date 9.1 prints for each, at 2026-11-22 19:43:32 (a Sunday).
const DESCRIBED: &[(&str, &str)] = &[
    ("", "2026-11-22T00:00:00"),
    ("now", "2026-11-22T19:43:32"),
    ("TODAY", "2026-11-22T19:43:32"),
    ("yesterday", "2026-11-21T19:43:32"),
    ("tomorrow", "2026-11-23T19:43:32"),
    ("1 day ago", "2026-11-21T19:43:32"),
    ("-1 hour", "2026-11-22T18:43:32"),
    ("- 1 hour", "2026-11-22T18:43:32"),
    ("now-1hour", "2026-11-22T18:43:32"),
    ("hour ago", "2026-11-22T18:43:32"),
    ("1day2hours", "2026-11-23T21:43:32"),
    ("2 weeks ago", "2026-11-08T19:43:32"),
    ("30 days ago", "2026-10-23T19:43:32"),
    ("1 fortnight", "2026-12-06T19:43:32"),
    ("1.5 seconds ago", "2026-11-22T19:43:30.5"),
    ("next month", "2026-12-22T19:43:32"),
    ("last week", "2026-11-15T19:43:32"),
    ("1 year ago", "2025-11-22T19:43:32"),
    ("monday", "2026-11-23T00:00:00"),
    ("next sunday", "2026-11-29T00:00:00"),
    ("last friday", "2026-11-20T00:00:00"),
    ("next friday", "2026-11-27T00:00:00"),
    ("sunday 2 days", "2026-11-24T00:00:00"),
    ("monday -1 week", "2026-11-16T00:00:00"),
    ("1 min 1 week ago", "2026-11-15T19:44:32"),
    ("yesterday 10:00", "2026-11-21T10:00:00"),
    ("2026-01-28", "2026-01-28T00:00:00"),
    ("2026-1-5", "2026-01-05T00:00:00"),
    ("2026-01-28 10:00", "2026-01-28T10:00:00"),
    ("2026-01-28T10:00:00Z", "2026-01-28T10:00:00"),
    ("2026-01-28 10:00:00.5 UTC", "2026-01-28T10:00:00.5"),
    ("2026-01-28T10:00:00+02:00", "2026-01-28T08:00:00"),
    ("2026-01-28 10:00+0200", "2026-01-28T08:00:00"),
    ("2026-01-28 10:00 +1 hour", "2026-01-28T10:00:00"),
    ("2026-01-28 +1 day", "2026-01-29T00:00:00"),
    ("2026-01-28 1 day ago", "2026-01-27T00:00:00"),
    ("2026-01-31 1 month", "2026-03-03T00:00:00"),
    ("20260128 1000", "2026-01-28T10:00:00"),
    ("1000", "2026-11-22T10:00:00"),
    ("Jan 28", "2026-01-28T00:00:00"),
    ("Jan 28, 2026", "2026-01-28T00:00:00"),
    ("28 Jan 2026 10:00", "2026-01-28T10:00:00"),
    ("01/28/2026", "2026-01-28T00:00:00"),
    ("1/28", "2026-01-28T00:00:00"),
    ("2026/01/28", "2026-01-28T00:00:00"),
    ("26-01-28", "2026-01-28T00:00:00"),
    ("@1769594400", "2026-01-28T10:00:00"),
    ("@1769594400.5", "2026-01-28T10:00:00.5"),
    ("@-1", "1969-12-31T23:59:59"),
    ("Wed Jan 28 10:00:00 UTC 2026", "2026-01-28T10:00:00"),
    ("Wed, 28 Jan 2026 10:00:00 +0000", "2026-01-28T10:00:00"),
    ("first monday", "2026-11-23T00:00:00"),
    ("(a remark) now", "2026-11-22T19:43:32"),
];

fn described(text: &str) -> Result<String, Unclear> {
    let now = Moment::since_epoch(1_795_376_612, 0).expect("an instant");
    describe(text, now).map(|moment| moment.civil().to_string())
}

#[test]
fn descriptions_mean_what_gnu_date_takes_them_for() {
    for (text, expected) in DESCRIBED {
        assert_eq!(described(text).as_deref(), Ok(*expected), "{text}");
    }
}

#[test]
fn what_gnu_date_refuses_is_refused() {
    let table = [
        "noon",
        "2026-13-01",
        "2026-02-30",
        "25:00",
        "24:00",
        "10:60",
        "10:00:60",
        "foo",
        "today foo",
        "@x",
        "@",
        "@1 +1 day",
        "2026-01-28, 10:00",
        "1.5 hours ago",
        "2026-01-28T10",
        "10:00 11:00",
        "tomorrow ago",
        "Sep 1.5",
        "99999999999999999999 days",
    ];
    for text in table {
        assert_eq!(described(text), Err(Unclear::Invalid), "{text}");
    }
}

#[test]
fn other_time_zones_and_halves_of_the_day_are_not_modelled() {
    for text in ["10:00 EST", "3pm", "10:30 pm", "a", "5 m", "2 friday", "T10:00"] {
        assert_eq!(described(text), Err(Unclear::Unmodelled), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_description_breaks_the_reader(text in "[-+@:/,. 0-9a-zT()]{0,40}") {
        let _ = described(&text);
    }
}
