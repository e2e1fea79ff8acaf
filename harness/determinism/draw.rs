//! Draws from a seed, stable across machines and versions of the libraries.

use rand::Rng as _;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;

/// A stream of numbers that a seed fixes once and for all.
///
/// Only whole 64-bit words are taken from the library: its ranges and shuffles have changed
/// between versions, so those few lines are here.
#[derive(Debug)]
pub struct Draw(ChaCha8Rng);

impl Draw {
    pub(super) fn from_number(number: u64) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&number.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Draws the next 64 bits.
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Draws a number from `low` to `high`, both included; `low` where they are crossed.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        let width = u128::from(high.saturating_sub(low)) + 1;
        let scaled = (u128::from(self.word()) * width) >> 64;
        low + u64::try_from(scaled).expect("a 64-bit word scaled by at most 2^64 fits 64 bits")
    }
}

#[cfg(test)]
mod tests {
    use crate::determinism::Seed;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut draw = Seed::new(42).draw();
        let drawn: Vec<u64> = (0..4).map(|_| draw.between(0, 999)).collect();
        assert_eq!(drawn, GOLDEN);
    }

    const GOLDEN: [u64; 4] = [348, 285, 493, 367];

    #[test]
    fn draws_stay_between_their_ends() {
        let mut draw = Seed::new(7).draw();
        for _ in 0..1000 {
            assert!((3..=5).contains(&draw.between(3, 5)));
        }
        assert_eq!(draw.between(9, 9), 9);
        assert!(draw.between(0, u64::MAX) > 0);
    }
}
