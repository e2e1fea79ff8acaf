//! Which lines of a block are one command, and where the comments are.

use super::scanner::Scanner;

/// A comment: the line of the block, and the byte of the line at which its `#` stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CommentPlace {
    pub(super) line: usize,
    pub(super) at: usize,
}

/// A stretch of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// An empty line.
    Blank,
    /// A line that is a comment.
    Comment(CommentPlace),
    /// The lines of one command.
    Command(CommandLines),
}

/// The lines of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CommandLines {
    /// The first line.
    pub(super) first: usize,
    /// The last line.
    pub(super) last: usize,
    /// The comments on its lines.
    pub(super) comments: Vec<CommentPlace>,
    /// Whether the block ends inside it: a quote, a loop or a here-document is never closed.
    pub(super) is_unfinished: bool,
    /// Whether it has a `select`, which the grammar does not know.
    pub(super) has_select: bool,
    /// How deeply quotes, parentheses and loops are nested.
    pub(super) depth: usize,
}

/// Cuts a block into commands, comments and empty lines. Blanks have to be masked before.
pub(super) fn cut<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut scanner = Scanner::default();
    let mut open: Option<CommandLines> = None;
    for (number, line) in lines.enumerate() {
        if open.is_none() && line.trim().is_empty() {
            pieces.push(Piece::Blank);
            continue;
        }
        let scan = scanner.line(line);
        let comment = scan.comment.map(|at| CommentPlace { line: number, at });
        if let (None, Some(comment)) = (&open, comment)
            && line[..comment.at].trim().is_empty()
        {
            pieces.push(Piece::Comment(comment));
            continue;
        }
        let command = open.get_or_insert_with(|| CommandLines {
            first: number,
            last: number,
            comments: Vec::new(),
            is_unfinished: true,
            has_select: false,
            depth: 0,
        });
        command.last = number;
        command.comments.extend(comment);
        command.depth = scanner.deepest();
        command.has_select = scanner.has_select;
        if scan.is_end {
            command.is_unfinished = false;
            pieces.extend(open.take().map(Piece::Command));
            scanner = Scanner::default();
        }
    }
    pieces.extend(open.map(Piece::Command));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows each piece as its kind and lines: `c1-3` a command, `#` a comment, `.` an empty line.
    fn shape(text: &str) -> String {
        let pieces = cut(text.lines()).into_iter().map(|piece| match piece {
            Piece::Blank => ".".to_owned(),
            Piece::Comment(_) => "#".to_owned(),
            Piece::Command(CommandLines { first, last, is_unfinished, .. }) => {
                let mark = if is_unfinished { "?" } else { "" };
                if first == last {
                    format!("c{mark}")
                } else {
                    format!("c{}{mark}", last - first + 1)
                }
            }
        });
        pieces.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_command_takes_the_lines_that_bash_would_wait_for() {
        let table = [
            ("a\nb", "c c"),
            ("# x\n\na # y\n", "# . c"),
            ("a \\\n  b\nc", "c2 c"),
            ("a |\n  b &&\n\n# why\n c\nd", "c5 c"),
            ("a | # why\n b", "c2"),
            ("a \\\n\nb", "c2 c"),
            ("a | \\\n\nb\nc", "c3 c"),
            ("a \\\n# b\nc", "c2 c"),
            ("a 'x\ny'#z \\\n b\nc", "c3 c"),
            ("a & b", "c"),
            ("a &\nb", "c c"),
            ("a 'x\ny' b\nc", "c2 c"),
            ("a \"x $(b 'c\"' \")\")\ny\"\nz", "c2 c"),
            ("a $'it\\'s' # no\nb", "c c"),
            ("while read x; do\n  y\n\ndone\nz", "c4 c"),
            ("for x in a b\ndo y; done\nz", "c2 c"),
            ("for ((i=0; i<3; i++)); do\n x\ndone", "c3"),
            ("if a; then b; else\nc\nfi | d\ne", "c3 c"),
            ("case $1 in\n  a|if) x ;;\n  (b) y ;;\nesac\nz", "c4 c"),
            ("case x in esac\na", "c c"),
            ("f() {\n  a\n}\nf", "c3 c"),
            ("function f {\n  a\n}\nf", "c3 c"),
            ("(\n a\n)\nb", "c3 c"),
            ("{ a; b; }\nc", "c c"),
            ("x=$(a\nb)if\nc", "c2 c"),
            ("a=(1\n 2 if)\nb", "c2 c"),
            ("cat <<EOF\nif '\nEOF\nb", "c3 c"),
            ("cat <<-'E F' > x\n\tif \"\n\tE F\nb", "c3 c"),
            ("cat <<A <<B\nA\nx\nB\nc", "c4 c"),
            ("a <<< 'x'\nb", "c c"),
            ("echo $((1 << 3)) ${x#y} a#b\nc", "c c"),
            ("[[ $a =~ ^(x|y)$ ]] && b\nc", "c c"),
            ("diff <(a) <(b)\nc", "c c"),
            ("a > if\nb 2>&1 &>x\nc >| y", "c c c"),
            ("echo if; echo done }\nb", "c c"),
            ("! if a; then b; fi\nc", "c c"),
            ("time while a; do b; done\nc", "c c"),
            ("echo `a 'b`\nc", "c c"),
            ("[[ a &&\n if ]] && b\nc", "c2 c"),
            ("a \\", "c?"),
            ("a 'x\nb", "c2?"),
            ("if a; then\nb", "c2?"),
            ("cat <<EOF\nb", "c2?"),
            ("a )\nb", "c c"),
            ("User: \"Start\"\nExpected: x", "c c"),
        ];
        for (text, expected) in table {
            assert_eq!(shape(text), expected, "{text}");
        }
    }

    #[test]
    fn a_comment_is_found_where_bash_finds_one() {
        let table = [
            ("ls x  # gone", Some(6)),
            ("ls x;# gone", Some(5)),
            ("echo a#b '# c' \"# d\" \\# e", None),
            ("echo ${#a} $#", None),
            ("echo $(( 2#101 ))", None),
            ("é # x", Some(3)),
        ];
        for (text, expected) in table {
            let pieces = cut(text.lines());
            let [Piece::Command(command)] = pieces.as_slice() else { panic!("{text}") };
            assert_eq!(command.comments.first().map(|comment| comment.at), expected, "{text}");
        }
    }

    /// Commands of one line or more, each complete.
    const WHOLE: [&str; 24] = [
        "git status",
        "a 'x\ny' \"z $(b \"c\")\"",
        "a | \\\n  b |\n\n  # why\n  c",
        "while read x; do\n  echo \"$x\" # each\ndone < file",
        "for ((i = 0; i < 3; i++)); do\n  a $((i << 2))\ndone",
        "if [[ $a =~ ^(x|y)$ ]]; then\n  b\nelif c; then d\nelse\n  e\nfi",
        "case $x in\n  a|if) b ;;\n  (c) d ;;\n  *) e\nesac",
        "f() {\n  a\n}",
        "function g {\n  a; b\n}",
        "(\n  cd x && a\n)",
        "{ a; b; } > x 2>&1",
        "cat <<'EOF' > x\nif ' \" $( {\nEOF",
        "cat <<-A <<B\n\tx\n\tA\ny\nB",
        "a <<< \"x # y\" # z",
        "x=(1 2\n  if 3)",
        "export A=${b:-{c} B=`d`",
        "diff <(a) >(b)",
        "! a && b || c &",
        "a $'it\\'s' \\# \\\" b#c",
        "until a; do b; done; coproc d",
        "[ -f x ] && . ./x",
        "a=\"$(b <<E\nc'\nE\n)\" d",
        "echo \"${a#\\\"}\" ${#b} $(( 16#ff ))",
        "time -p a 2> /dev/null",
    ];

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config {
            failure_persistence: None,
            ..Default::default()
        })]

        #[test]
        fn commands_put_together_come_apart_again(
            picked in proptest::collection::vec(proptest::sample::select(WHOLE.as_slice()), 1..8),
            between in proptest::sample::select(["\n", "\n\n", "\n# why 'not\n"].as_slice()),
        ) {
            let text = picked.join(between);
            let lines: Vec<&str> = text.lines().collect();
            let commands = cut(text.lines()).into_iter().filter_map(|piece| match piece {
                Piece::Command(lines) => Some(lines),
                Piece::Blank | Piece::Comment(_) => None,
            });
            let apart: Vec<String> =
                commands.map(|it| lines[it.first..=it.last].join("\n").trim_end().to_owned()).collect();
            proptest::prop_assert_eq!(apart, picked);
        }
    }

    #[test]
    fn the_grammar_reads_what_is_whole_and_the_cut_agrees() {
        for command in WHOLE {
            let pieces = cut(command.lines());
            let [Piece::Command(lines)] = pieces.as_slice() else { panic!("{command}") };
            let syntax = super::super::syntax::syntax_of(command, lines.depth);
            assert_eq!(syntax, super::super::syntax::Syntax::Right, "{command}");
        }
    }
}
