//! The program: hands arguments and writers over, and exits with what comes back.

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (anstream::stdout().lock(), anstream::stderr());
    ExitCode::from(rollback_drill::cli::run(std::env::args_os(), &mut out, &mut err))
}
