//! Command lines that are typed on both machines, which have to agree about all that came of them.

mod arms;
mod differences;
mod flow;
mod git;
mod grammar;
mod seed;
mod table;
mod text;
mod words;
