//! `jq`, as jq 1.6 of Debian 12: the language through jaq, values and functions our own.
//!
//! jaq reads and runs programs. What a program computes with is ours, because jq's numbers are all
//! doubles, its objects keep their order and its complaints have their own words: `value`,
//! `number`, `order`, `arithmetic`, `access`, `read` and `write` (JSON). The functions are `natives`,
//! `outside`, `paths`, `strings`, `formats`, `regexes`, `dates` and `definitions.jq`. `review` looks at a
//! program before it runs and turns away what jaq would do otherwise than jq. Then `program`
//! (compiled, remembered), `direct` (the plainest ones), `inputs`, `call`.
//!
//! **Invariant:** a program that jq 1.6 and jaq would not answer alike is reported as not modelled.

mod access;
mod arithmetic;
mod call;
mod dates;
mod direct;
mod formats;
mod host;
mod inputs;
mod list;
mod memory;
mod natives;
mod number;
mod object;
mod options;
mod order;
mod outside;
mod paths;
mod program;
mod read;
mod refusal;
mod regexes;
mod review;
mod strings;
mod value;
mod write;

#[cfg(test)]
mod tests;

pub(super) use call::COMMANDS;
pub(super) use memory::Memory;
