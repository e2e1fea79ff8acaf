//! One instant of virtual time.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// An instant of virtual time, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tick(u64);

impl Tick {
    /// Makes the instant `ms` milliseconds after the epoch.
    pub const fn from_epoch_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// Returns the milliseconds since the epoch.
    pub const fn epoch_ms(self) -> u64 {
        self.0
    }

    /// Returns the whole seconds since the epoch, as git and `date +%s` count them.
    pub const fn epoch_seconds(self) -> u64 {
        self.0 / 1000
    }

    /// Returns the time that passed since `earlier`; zero where `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Tick {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(whole_ms(span)))
    }
}

impl Sub<Duration> for Tick {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(whole_ms(span)))
    }
}

/// Prints ISO 8601 with milliseconds and `Z`, as the audit log writes it.
impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at =
            i64::try_from(self.0).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
        match at {
            Some(at) => write!(f, "{at:.3}"),
            None => write!(f, "@{}ms", self.0),
        }
    }
}

fn whole_ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_prints_as_the_audit_log_writes_it() {
        assert_eq!(Tick::from_epoch_ms(1_769_558_400_007).to_string(), "2026-01-28T00:00:00.007Z");
    }

    #[test]
    fn time_that_would_run_backwards_is_zero() {
        let early = Tick::from_epoch_ms(5);
        assert_eq!(early.since(Tick::from_epoch_ms(9)), Duration::ZERO);
    }
}
