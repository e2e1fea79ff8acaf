//! Whether a piece of prose between backticks is a command.

use super::language::is_usual;

/// Commands that a line of a block seldom begins with, or that are also words of everyday prose.
const OTHERS: [&str; 172] = [
    ".",
    ":",
    "[",
    "adduser",
    "alias",
    "apachectl",
    "apk",
    "argocd",
    "b2sum",
    "base64",
    "bg",
    "brew",
    "buildah",
    "builtin",
    "bun",
    "bunzip2",
    "bzip2",
    "caller",
    "cargo",
    "chgrp",
    "chroot",
    "cksum",
    "cmp",
    "comm",
    "command",
    "compgen",
    "compopt",
    "crictl",
    "csplit",
    "dd",
    "declare",
    "deluser",
    "dir",
    "dirs",
    "disown",
    "dnf",
    "dpkg",
    "egrep",
    "eksctl",
    "etcdctl",
    "eval",
    "exec",
    "exit",
    "expand",
    "expr",
    "factor",
    "fc",
    "fg",
    "fgrep",
    "fmt",
    "fuser",
    "gawk",
    "getopts",
    "gradle",
    "gunzip",
    "hash",
    "hexdump",
    "hostname",
    "htop",
    "id",
    "ionice",
    "iptables",
    "istioctl",
    "jobs",
    "journalctl",
    "killall",
    "kustomize",
    "let",
    "link",
    "local",
    "logger",
    "logout",
    "lsof",
    "mapfile",
    "md5sum",
    "mktemp",
    "mongosh",
    "mount",
    "mvn",
    "mysqldump",
    "nano",
    "nc",
    "netstat",
    "nginx",
    "nice",
    "nl",
    "nohup",
    "od",
    "paste",
    "pg_dump",
    "pg_restore",
    "pidof",
    "pipenv",
    "pm2",
    "pnpx",
    "podman",
    "poetry",
    "popd",
    "printenv",
    "pstree",
    "pushd",
    "rake",
    "read",
    "readarray",
    "readlink",
    "readonly",
    "realpath",
    "reboot",
    "redis-server",
    "renice",
    "return",
    "rev",
    "seq",
    "sha1sum",
    "sha224sum",
    "sha256sum",
    "sha384sum",
    "sha512sum",
    "shift",
    "shopt",
    "shred",
    "shuf",
    "shutdown",
    "skopeo",
    "split",
    "sqlite3",
    "stat",
    "stdbuf",
    "su",
    "suspend",
    "sync",
    "sysctl",
    "tac",
    "taskset",
    "tcpdump",
    "time",
    "timeout",
    "tmux",
    "tput",
    "trap",
    "truncate",
    "tsc",
    "tsort",
    "type",
    "typeset",
    "ulimit",
    "umask",
    "umount",
    "unalias",
    "uname",
    "uncompress",
    "unexpand",
    "unlink",
    "until",
    "unzip",
    "uptime",
    "useradd",
    "usermod",
    "vi",
    "vim",
    "wait",
    "wget",
    "which",
    "while",
    "whoami",
    "xargs",
    "xxd",
    "xz",
    "yes",
    "yum",
    "zcat",
    "zip",
];

/// Returns whether a shell knows a command or keyword of this name.
pub fn names_command(word: &str) -> bool {
    is_usual(word) || OTHERS.binary_search(&word).is_ok()
}

/// Returns whether `text` can be nothing but a command: it begins with the name of one, or with the
/// path of a script, and has arguments. Assignments in front do not count.
pub(in crate::runbook) fn is_plainly_a_command(text: &str) -> bool {
    let mut words = text.split_whitespace().skip_while(|word| is_assignment(word));
    let Some(name) = words.next() else { return false };
    words.next().is_some() && (names_command(name) || is_script(name))
}

fn is_script(word: &str) -> bool {
    ["./", "../", "/", "~/"].iter().any(|start| word.len() > start.len() && word.starts_with(start))
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_names_is_sorted_for_the_search() {
        assert!(OTHERS.is_sorted());
    }

    #[test]
    fn only_a_known_name_with_arguments_is_plainly_a_command() {
        for text in [
            "git push origin main",
            "rm -rf x",
            "./deploy.sh staging",
            "../bin/x --now",
            "A=1 npm test",
            "export A=1",
            "truncate -s 0 log",
            "unset PARTY_MODE_ENABLED",
        ] {
            assert!(is_plainly_a_command(text), "{text}");
        }
        for text in [
            "true",
            "PARTY_MODE_ENABLED=false",
            "config.yaml",
            "pre-party-mode-v1.0.0",
            "origin/main",
            "./deploy.sh",
            "Party Mode",
            "enabled: false",
            "git",
            "/ off",
            "",
        ] {
            assert!(!is_plainly_a_command(text), "{text}");
        }
    }
}
