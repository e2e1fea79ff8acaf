//! The program: hands arguments and writers over, and exits with what comes back.

use std::process::ExitCode;

/// The exit code of a bug; the panic itself has said on standard error what it is.
const BUG: u8 = 70;

fn main() -> ExitCode {
    let ran = std::panic::catch_unwind(|| {
        let (mut out, mut err) = (anstream::stdout().lock(), anstream::stderr());
        rollback_drill::cli::run(std::env::args_os(), &mut out, &mut err)
    });
    ExitCode::from(ran.unwrap_or(BUG))
}
