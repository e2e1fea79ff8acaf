//! `tr`: `sets` reads what stands for which bytes, `command` replaces, deletes and squeezes them.

pub(in crate::machine::simulated) mod command;
mod sets;
