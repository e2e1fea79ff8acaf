//! The tests of the fleet, which lay out a world of their own.

mod fleet;
