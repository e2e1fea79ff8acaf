//! Spans and instants as a pack writes them.

use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::determinism::Tick;

/// A span of time, written as `500ms`, `20s`, `15m`, `1h 30m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span(pub Duration);

/// The least and the most of something, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Range(pub Span, pub Span);

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let span: jiff::SignedDuration = text.parse().map_err(D::Error::custom)?;
        span.try_into().map(Self).map_err(|_| D::Error::custom("a span of time is never negative"))
    }
}

pub(super) fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tick, D::Error> {
    let text = String::deserialize(deserializer)?;
    let at: jiff::Timestamp = text.parse().map_err(D::Error::custom)?;
    let ms = u64::try_from(at.as_millisecond());
    ms.map(Tick::from_epoch_ms).map_err(|_| D::Error::custom("an instant before 1970"))
}
