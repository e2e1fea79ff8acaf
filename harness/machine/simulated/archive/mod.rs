//! Archives: `tar`, `gzip` and its kin.
//!
//! Read `request` (what `tar` is asked to do), `create`, `contents` (an archive as it is read),
//! `extract`, then `gzip`. Archives are real GNU tar and gzip files on the disk of the world.

mod contents;
mod create;
mod extract;
pub(super) mod gzip;
mod member;
mod request;
pub(super) mod tar;
#[cfg(test)]
mod tests;
