//! The program, started as a user starts it, and folders to try things in.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Returns the program with an environment that no user's settings reach.
pub(crate) fn program() -> Command {
    let mut command = Command::cargo_bin("rollback-drill").expect("the program");
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command
}

/// What came of one start of the program.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Starts the program with `arguments`, separated by blanks.
pub(crate) fn run(arguments: &str) -> Ran {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

/// Starts the program in a folder.
pub(crate) fn run_in(folder: &Path, arguments: &str) -> Ran {
    let output = program()
        .current_dir(folder)
        .args(arguments.split_whitespace())
        .output()
        .expect("the program starts");
    Ran {
        code: output.status.code().expect("it was not killed"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Starts the program with its standard output in `file` and returns its exit code.
#[expect(clippy::disallowed_methods, reason = "the test gives the program a file that is full")]
pub(crate) fn program_into(file: fs::File, arguments: &[&str]) -> i32 {
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_rollback-drill"))
        .args(arguments)
        .stdout(file)
        .stderr(std::process::Stdio::null())
        .status();
    status.expect("the program starts").code().expect("it was not killed")
}

/// Copies the built-in pack into a folder.
pub(crate) fn copy_pack(folder: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/party-mode");
    let mut open = vec![from.clone()];
    while let Some(here) = open.pop() {
        let to = folder.join(here.strip_prefix(&from).expect("below"));
        fs::create_dir_all(&to).expect("a folder");
        for entry in fs::read_dir(&here).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
            }
        }
    }
}
