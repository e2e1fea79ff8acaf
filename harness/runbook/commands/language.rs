//! What a block is for, from its language, its surroundings and its content.

use super::cut::{Piece, cut};
use crate::runbook::model::BlockKind;

/// Names behind a fence that mean a shell to type into.
const SHELLS: [&str; 12] = [
    "bash",
    "sh",
    "shell",
    "console",
    "zsh",
    "ksh",
    "dash",
    "shell-session",
    "shellsession",
    "sh-session",
    "terminal",
    "bash-session",
];

/// Names behind a fence that mean plain text.
const TEXTS: [&str; 6] = ["", "text", "txt", "plain", "plaintext", "none"];

/// Words around a block that make it a message for people.
const MESSAGE_WORDS: [&str; 16] = [
    "notify",
    "notification",
    "notice",
    "inform",
    "announce",
    "announcement",
    "message",
    "messages",
    "communicate",
    "communication",
    "email",
    "mail",
    "slack",
    "tell",
    "broadcast",
    "banner",
];

/// Commands that a runbook's line often begins with.
const COMMANDS: [&str; 96] = [
    "ansible",
    "apt",
    "apt-get",
    "awk",
    "aws",
    "az",
    "basename",
    "bash",
    "bundle",
    "case",
    "cat",
    "cd",
    "chmod",
    "chown",
    "cp",
    "crontab",
    "curl",
    "cut",
    "date",
    "df",
    "diff",
    "dig",
    "dirname",
    "docker",
    "docker-compose",
    "du",
    "echo",
    "env",
    "export",
    "false",
    "find",
    "flyctl",
    "for",
    "gcloud",
    "gh",
    "git",
    "go",
    "grep",
    "gzip",
    "head",
    "helm",
    "heroku",
    "if",
    "jq",
    "kill",
    "kubectl",
    "ln",
    "ls",
    "make",
    "mkdir",
    "mv",
    "mysql",
    "node",
    "npm",
    "npx",
    "openssl",
    "pgrep",
    "ping",
    "pip",
    "pkill",
    "pnpm",
    "printf",
    "ps",
    "psql",
    "pwd",
    "python",
    "python3",
    "redis-cli",
    "rm",
    "rmdir",
    "rsync",
    "ruby",
    "scp",
    "sed",
    "service",
    "set",
    "sh",
    "sleep",
    "sort",
    "source",
    "ssh",
    "sudo",
    "systemctl",
    "tail",
    "tar",
    "tee",
    "terraform",
    "test",
    "touch",
    "tr",
    "true",
    "uniq",
    "unset",
    "watch",
    "wc",
    "yarn",
];

/// Returns whether the name behind a fence is that of a shell.
pub(in crate::runbook) fn is_shell_named(language: &str) -> bool {
    SHELLS.contains(&language)
}

/// Returns whether a block of this language has to be judged by its content.
pub(super) fn is_plain(language: &str) -> bool {
    TEXTS.contains(&language)
}

/// Returns whether a block outside the steps is commands: by the name of a shell, or, without any
/// name, because every line begins with a well-known command.
pub(in crate::runbook) fn is_typed(language: &str, text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let all_known = || {
        let (known, all) = count_known(&lines, &cut(lines.iter().copied()));
        all > 0 && known == all
    };
    is_shell_named(language) || (language.is_empty() && all_known())
}

/// What is around a block that names no language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'a> {
    /// The title of the step.
    pub(super) title: &'a str,
    /// The sentence before the block.
    pub(super) said: &'a str,
    /// The name behind the fence.
    pub(super) language: &'a str,
}

/// Judges a block without a language: what it is for, and why that is doubtful, if it is.
///
/// In order: a sentence before it that announces an output makes it an output. Commands that are
/// all well known make it commands, with doubt where the step is about a message. A step about a
/// message, or a first line that begins with a shout such as `NOTICE:`, makes it a message. A
/// block of which most lines begin with well-known commands is commands with doubt; everything
/// else is text for people, with doubt.
pub(super) fn judge(
    around: Surroundings<'_>,
    lines: &[&str],
    pieces: &[Piece],
) -> (BlockKind, Option<&'static str>) {
    if announces_output(around.said) {
        return (BlockKind::Output, None);
    }
    let is_message = is_about_message(around) || lines.iter().any(|line| shouts(line));
    let (known, all) = count_known(lines, pieces);
    let is_commands = all > 0 && known == all && around.language.is_empty();
    match (is_commands, is_message) {
        (true, true) => (BlockKind::Commands, Some("commands, though it stands beside a message")),
        (true, false) => (BlockKind::Commands, None),
        (false, true) => (BlockKind::Message, None),
        (false, false) if !around.language.is_empty() => {
            (BlockKind::Other(around.language.to_owned()), None)
        }
        (false, false) if known > 0 && known * 2 >= all => {
            (BlockKind::Commands, Some("commands, though not every line begins with a known one"))
        }
        (false, false) => (BlockKind::Other(String::new()), Some("text for people")),
    }
}

/// Returns whether a sentence before a block says that the block is an output.
fn announces_output(said: &str) -> bool {
    let lower = said.to_ascii_lowercase();
    let is_open = lower.ends_with(':') || lower.ends_with("like this");
    let marks = ["expected output", "output:", "should see", "should print", "expected result"];
    is_open && marks.iter().any(|mark| lower.contains(mark))
}

fn is_about_message(around: Surroundings<'_>) -> bool {
    let words = around.title.split(|c: char| !c.is_alphanumeric());
    words
        .chain(around.said.split(|c: char| !c.is_alphanumeric()))
        .any(|word| MESSAGE_WORDS.contains(&word.to_ascii_lowercase().as_str()))
}

/// Returns whether a line begins as `NOTICE:` does.
fn shouts(line: &str) -> bool {
    let Some((word, _)) = line.trim_start().split_once(':') else { return false };
    word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn count_known(lines: &[&str], pieces: &[Piece]) -> (usize, usize) {
    let firsts = pieces.iter().filter_map(|piece| match piece {
        Piece::Command(command) => lines.get(command.first),
        Piece::Blank | Piece::Comment(_) => None,
    });
    firsts.fold((0, 0), |(known, all), line| (known + usize::from(is_known(line)), all + 1))
}

/// Returns whether this is one of the commands that a runbook's line often begins with.
pub(super) fn is_usual(word: &str) -> bool {
    COMMANDS.binary_search(&word).is_ok()
}

fn is_known(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let is_path = ["./", "../", "/", "~/"].iter().any(|start| word.starts_with(start));
    let is_assignment = word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    is_path || is_assignment || is_usual(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str, title: &str, said: &str) -> (BlockKind, bool) {
        let lines: Vec<&str> = text.lines().collect();
        let pieces = cut(text.lines());
        let (kind, doubt) = judge(Surroundings { title, said, language: "" }, &lines, &pieces);
        (kind, doubt.is_some())
    }

    #[test]
    fn the_table_of_commands_is_sorted_for_the_search() {
        assert!(COMMANDS.is_sorted());
    }

    #[test]
    fn a_block_without_a_language_is_judged_by_content_and_surroundings() {
        let other = || BlockKind::Other(String::new());
        let table = [
            ("NOTICE: Party Mode is off.\nSorry.", "Notify users", "", (BlockKind::Message, false)),
            ("We are working on it.", "Post", "Send this message:", (BlockKind::Message, false)),
            ("ALERT: it is off", "Switch off", "", (BlockKind::Message, false)),
            ("git status\n# x\n./deploy.sh\nA=b c", "Switch off", "", (BlockKind::Commands, false)),
            ("curl -X POST x", "Notify users", "", (BlockKind::Commands, true)),
            ("git status\nfrobnicate", "Switch off", "", (BlockKind::Commands, true)),
            ("enabled: false", "Edit config", "", (other(), true)),
            ("false", "Check", "Expected output:", (BlockKind::Output, false)),
        ];
        for (text, title, said, expected) in table {
            assert_eq!(judged(text, title, said), expected, "{text}");
        }
    }
}
