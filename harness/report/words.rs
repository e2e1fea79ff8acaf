//! Figures in words.

use std::time::Duration;

/// Writes a span as people read it: `850 ms`, `42 s`, `12 min 5 s`, `5 h 3 min`.
pub fn duration(ms: u64) -> String {
    let seconds = Duration::from_millis(ms).as_secs();
    let (hours, minutes, left) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes, left) {
        (0, 0, 0) => format!("{ms} ms"),
        (0, 0, s) => format!("{s} s"),
        (0, m, 0) => format!("{m} min"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, 0, _) => format!("{h} h"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}

/// Writes a count with its noun: `1 drill`, `3 drills`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_people_say_them() {
        let table = [
            (0, "0 ms"),
            (999, "999 ms"),
            (59_999, "59 s"),
            (60_000, "1 min"),
            (725_000, "12 min 5 s"),
            (3_600_000, "1 h"),
            (18_190_000, "5 h 3 min"),
        ];
        for (ms, words) in table {
            assert_eq!(duration(ms), words);
        }
    }
}
