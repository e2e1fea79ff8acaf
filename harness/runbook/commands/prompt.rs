//! Transcripts: lines behind a `$ ` prompt are typed, the others are what the terminal showed.

use std::ops::Range;

use super::scanner::Scanner;

/// The prompt of a transcript, and the one of its continuation lines.
const PROMPTS: (&str, &str) = ("$ ", "> ");

/// The lines of a block as they are typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Transcript {
    /// What is typed on each line; empty for a line of output.
    pub(super) typed: Vec<Range<usize>>,
    /// The output behind each line that ends a command; empty where there is none.
    pub(super) shown: Vec<Range<usize>>,
}

/// Tells what is typed from what was shown. A block whose first line has no prompt is typed whole.
pub(super) fn transcript(source: &str, lines: &[Range<usize>]) -> Transcript {
    let text = |line: &Range<usize>| source.get(line.clone()).unwrap_or_default();
    let first = lines.iter().map(text).find(|line| !line.is_empty() && !line.starts_with('#'));
    let mut shown = vec![0..0; lines.len()];
    if !first.is_some_and(|line| line.starts_with(PROMPTS.0)) {
        return Transcript { typed: lines.to_vec(), shown };
    }
    let mut typed = Vec::with_capacity(lines.len());
    let mut open: Option<Scanner> = None;
    let mut last = None;
    for (number, line) in lines.iter().enumerate() {
        let prompt = if open.is_some() { PROMPTS.1 } else { PROMPTS.0 };
        let is_typed = open.is_some() || text(line).starts_with(prompt);
        if !is_typed {
            if let Some(last) = last.filter(|_| !line.is_empty()) {
                show(&mut shown[last], line);
            }
            typed.push(line.start..line.start);
            continue;
        }
        let skip = if text(line).starts_with(prompt) { prompt.len() } else { 0 };
        let rest = line.start + skip..line.end;
        let mut scanner = open.take().unwrap_or_default();
        if !scanner.line(text(&rest)).is_end {
            open = Some(scanner);
        }
        typed.push(rest);
        last = Some(number);
    }
    Transcript { typed, shown }
}

/// Adds a line to an output.
fn show(output: &mut Range<usize>, line: &Range<usize>) {
    let start = if output.start == output.end { line.start } else { output.start };
    *output = start..line.end;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_typed_without_prompts_and_output() {
        let source = "$ git status\nclean\nfine\n\n$ for x in y; do\n>   z\n> done\n# shown";
        let mut at = 0;
        let lines: Vec<_> = source
            .lines()
            .map(|line| {
                let range = at..at + line.len();
                at = range.end + 1;
                range
            })
            .collect();
        let Transcript { typed, shown } = transcript(source, &lines);
        let typed: Vec<&str> = typed.into_iter().map(|line| &source[line]).collect();
        assert_eq!(typed, ["git status", "", "", "", "for x in y; do", "  z", "done", ""]);
        assert_eq!(&source[shown[0].clone()], "clean\nfine");
        assert_eq!(&source[shown[6].clone()], "# shown");
    }

    #[test]
    fn a_block_without_a_prompt_is_typed_whole() {
        let source = "a\n$ b";
        let lines = [0..1, 2..5];
        assert_eq!(transcript(source, &lines).typed, lines);
    }
}
