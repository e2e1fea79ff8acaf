//! Time and chance that repeat: the virtual clock, seeds, and draws from them.
//!
//! Read `tick`, then `clock`, `seed`, `draw`; `digest` names content, `ratio` is a share. No wall clock and no randomness of the operating
//! system is here.
//!
//! **Invariant:** equal inputs give equal values on every machine and in every version.

mod clock;
mod digest;
mod draw;
mod ratio;
mod seed;
mod tick;

pub use clock::VirtualClock;
pub use digest::digest;
pub use draw::Draw;
pub use ratio::Ratio;
pub use seed::{Seed, SeedError};
pub use tick::Tick;
