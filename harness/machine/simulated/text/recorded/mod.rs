//! What the real tools did, and that ours do the same.
//!
//! Each `.jsonl` file starts with a line of files, by name; each further line is one command that
//! was run among them on Debian 12 (`LC_ALL=C`), with its exit code, its output and the files it
//! left changed. `replay` runs the same commands here.

mod replay;

pub(in super::super) use replay::replay;
