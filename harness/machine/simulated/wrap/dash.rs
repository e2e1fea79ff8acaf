//! What bash reads and dash, the `sh` of Debian, does not, or reads otherwise.

use std::sync::LazyLock;

use regex::Regex;

/// Patterns of such syntax, each with the words that name it. A match inside a quoted text counts
/// too: then a drill is inconclusive that need not be.
const SYNTAX: &[(&str, &str)] = &[
    (r"(^|[\s;&|(!])\[\[\s", "[["),
    (r"(^|[\s;&|(!])\(\(", "(("),
    (r"<<<", "<<<"),
    (r"[<>]\(", "process substitution"),
    (r"(^|[^0-9&])&>", "&>"),
    (r"\|&", "|&"),
    (r"(^|[\s;&|])function\s", "function"),
    (
        r"(^|[\s;&|])(source|declare|typeset|shopt|let|pushd|popd|mapfile|readarray|select)\s",
        "a builtin of bash",
    ),
    (r"(^|[\s;&|])[A-Za-z_][A-Za-z0-9_]*\+?=\(", "an array"),
    (r"\$\{[A-Za-z_@*0-9]+(\[|,|\^|/|:( -|[0-9]))", "an expansion of bash"),
    (r"\$\{!", "an expansion of bash"),
    (r"\$'", "$'..'"),
    (r"\{[A-Za-z0-9]+\.\.[A-Za-z0-9]+", "{..}"),
    (r"(^|[\s/A-Za-z0-9_.-])\{[^{}\s$']*,[^{}\s']*\}", "{,}"),
    (r"(^|[\s;&|])\[\s[^\]]*\s==\s", "== in ["),
    (r"pipefail", "pipefail"),
    (r"(^|[\s;&|])echo\s+-[eE]", "echo -e"),
    (r"(^|[\s;&|])echo\s[^\n;|&]*\\[abcefnrtv0\\]", "a backslash in echo"),
    (
        r"\$\{?(RANDOM|SECONDS|UID|EUID|BASH\w*|HOSTNAME|FUNCNAME|PIPESTATUS|OSTYPE)\b",
        "a variable of bash",
    ),
    (r"(^|[\s;&|])read\s+-[^r\s]", "an option of read"),
    (r"(^|[\s;&|])trap\s[^\n]*\bERR\b", "trap ERR"),
];

/// Names what of `text` dash would not read as bash does; none where both read it alike.
pub(super) fn bash_only(text: &str) -> Option<&'static str> {
    static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let compiled = |(pattern, name): &(&str, &'static str)| {
            let pattern = format!("(?m){pattern}");
            (Regex::new(&pattern).expect("the patterns are constants"), *name)
        };
        SYNTAX.iter().map(compiled).collect()
    });
    let is_code = |line: &&str| !line.trim_start().starts_with('#');
    let code: Vec<&str> = text.lines().filter(is_code).collect();
    let code = code.join("\n");
    PATTERNS.iter().find(|(pattern, _)| pattern.is_match(&code)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_bash_reads_is_named() {
        let table = [
            ("if [[ -f x ]]; then :; fi", Some("[[")),
            ("x=1; ((x++))", Some("((")),
            ("cat <<< x", Some("<<<")),
            ("a=(1 2)", Some("an array")),
            ("echo ${x^^}", Some("an expansion of bash")),
            ("echo ${x:1:2}", Some("an expansion of bash")),
            ("cp f{,.bak}", Some("{,}")),
            ("for i in {1..3}; do :; done", Some("{..}")),
            ("[ \"$x\" == y ]", Some("== in [")),
            ("set -o pipefail", Some("pipefail")),
            ("echo -e 'a'", Some("echo -e")),
            ("echo 'a\\nb'", Some("a backslash in echo")),
            ("source x.sh", Some("a builtin of bash")),
            ("cmd &> log", Some("&>")),
        ];
        for (text, expected) in table {
            assert_eq!(bash_only(text), expected, "{text}");
        }
    }

    #[test]
    fn what_both_read_alike_is_let_through() {
        let table = [
            "set -eu\nmkdir -p \"$x\" && cp -R a/. \"$x\"",
            "x=$((1 + 2)); y=${x:-3} z=${x%.*} w=${#x} v=${x:+1}",
            "grep '[[:space:]]*x' f | sed 's/a/b/' >out 2>&1",
            "printf '%s\\n' \"$x\"; echo \"done: $x\"",
            "# [[ in a comment ]]\n[ \"$a\" = b ] || exit 1",
            "f() { return 1; }; while read -r line; do :; done <f",
            "printf '{\"target\": \"%s\", \"commit\": \"%s\"}\\n' a b",
            "case $x in a|b) ;; *) ;; esac",
        ];
        for text in table {
            assert_eq!(bash_only(text), None, "{text}");
        }
    }
}
