//! Tests of the whole shell on a machine of a few commands in memory.
//!
//! `cases/*.txt` say what bash 5.2 printed for each script, byte for byte.

mod bounds;
mod cases;
mod machine;
mod runbook;
mod terminals;
