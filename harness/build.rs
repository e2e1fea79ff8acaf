//! Builds the clock of the sandbox (`machine/real/clock.c`) into a shared object that the program carries along.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts through the environment"
)]

use std::env::var_os;
use std::path::PathBuf;

const SOURCE: &str = "harness/machine/real/clock.c";

fn main() {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-changed=harness/build.rs");
    if var_os("CARGO_CFG_TARGET_OS").is_none_or(|os| os != "linux") {
        return;
    }
    let out = PathBuf::from(var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("clock.so");
    let mut command = cc::Build::new().opt_level(2).pic(true).get_compiler().to_command();
    command.args(["-shared", "-fPIC", "-Wall", "-Wextra", "-o"]).arg(&out).arg(SOURCE).arg("-ldl");
    let status = command.status().expect("a C compiler: install gcc or clang");
    assert!(status.success(), "{SOURCE} could not be built: {status}");
}
