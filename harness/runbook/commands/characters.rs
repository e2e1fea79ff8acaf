//! The characters of one line of shell text, read into the state of the scanner.

use super::scanner::{Frame, HereDocument, NextWord, Scanner};

/// Reads the characters of one line.
pub(super) struct LineReader<'s, 'l> {
    scanner: &'s mut Scanner,
    line: &'l str,
    at: usize,
    /// Where the open word begins.
    word: Option<usize>,
    /// Whether the open word has quotes or expansions, so that it is no keyword.
    is_quoted: bool,
}

impl<'s, 'l> LineReader<'s, 'l> {
    /// Begins a line in the state that the lines before left.
    pub(super) const fn new(scanner: &'s mut Scanner, line: &'l str) -> Self {
        Self { scanner, line, at: 0, word: None, is_quoted: false }
    }

    /// Reads to the end of the line and returns where a comment begins.
    pub(super) fn read(&mut self) -> Option<usize> {
        self.scanner.is_continued = false;
        let mut comment = None;
        while let Some(c) = self.rest().chars().next() {
            match self.scanner.top() {
                Some(Frame::Single) => self.quoted(c, '\'', None),
                Some(Frame::AnsiC) => self.quoted(c, '\'', Some('\\')),
                Some(Frame::Double) => self.expanding(c, '"'),
                Some(Frame::Parameter) => self.expanding(c, '}'),
                Some(Frame::Backtick) => self.quoted(c, '`', Some('\\')),
                Some(Frame::Arithmetic) => self.arithmetic(c),
                _ if c == '#' && self.word.is_none() => {
                    comment = Some(self.at);
                    break;
                }
                _ => self.plain(c),
            }
        }
        self.end_word();
        if !self.scanner.is_continued {
            let is_array = self.scanner.top() == Some(Frame::Array);
            self.scanner.next = if is_array { NextWord::Argument } else { NextWord::Name };
        }
        comment
    }

    fn rest(&self) -> &str {
        &self.line[self.at..]
    }

    fn quoted(&mut self, c: char, close: char, escape: Option<char>) {
        self.at += c.len_utf8();
        if Some(c) == escape {
            self.skip_one();
        } else if c == close {
            self.close();
        }
    }

    /// Closes a quote or expansion; the word around it goes on.
    fn close(&mut self) {
        self.scanner.frames.pop();
        self.open_word();
        self.is_quoted = true;
    }

    /// Reads text in which `$` and backslashes mean something, up to `close`.
    fn expanding(&mut self, c: char, close: char) {
        match c {
            _ if c == close => {
                self.at += 1;
                self.close();
            }
            '\\' => {
                self.at += 1;
                self.skip_one();
            }
            '$' => self.dollar(),
            '`' => self.enter(Frame::Backtick, 1),
            '"' => self.enter(Frame::Double, 1),
            '\'' if close != '"' => self.enter(Frame::Single, 1),
            _ => self.at += c.len_utf8(),
        }
    }

    fn arithmetic(&mut self, c: char) {
        match c {
            '(' => self.enter(Frame::Arithmetic, 1),
            ')' => {
                self.at += 1;
                self.scanner.frames.pop();
                self.scanner.next = NextWord::Name;
            }
            '$' => self.dollar(),
            '"' => self.enter(Frame::Double, 1),
            '\'' => self.enter(Frame::Single, 1),
            '\\' => {
                self.at += 1;
                self.skip_one();
            }
            _ => self.at += c.len_utf8(),
        }
    }

    fn plain(&mut self, c: char) {
        let is_continuation = self.rest() == "\\";
        if !c.is_whitespace() && !is_continuation {
            self.scanner.is_after_operator = false;
        }
        match c {
            '\\' if is_continuation => {
                self.at += 1;
                self.scanner.is_continued = true;
            }
            '\\' => {
                self.open_word();
                self.is_quoted = true;
                self.at += 1;
                self.skip_one();
            }
            '\'' => self.enter_word(Frame::Single, 1),
            '"' => self.enter_word(Frame::Double, 1),
            '`' => self.enter_word(Frame::Backtick, 1),
            '$' => {
                self.open_word();
                self.is_quoted = true;
                self.dollar();
            }
            ';' => self.separator(1),
            '&' | '|' => self.and_or_pipe(c),
            '<' | '>' => self.redirection(c),
            '(' => self.open_paren(),
            ')' => self.close_paren(),
            _ if c.is_whitespace() => {
                self.end_word();
                self.at += c.len_utf8();
            }
            _ => {
                self.open_word();
                self.at += c.len_utf8();
            }
        }
    }

    fn dollar(&mut self) {
        let rest = self.rest();
        let is_double = self.scanner.top() == Some(Frame::Double);
        if rest.starts_with("$((") {
            self.enter(Frame::Arithmetic, 3);
            self.scanner.push(Frame::Arithmetic);
        } else if rest.starts_with("$(") {
            self.end_word_for_substitution();
            self.enter(Frame::Substitution, 2);
            self.scanner.next = NextWord::Name;
        } else if rest.starts_with("${") {
            self.enter(Frame::Parameter, 2);
        } else if rest.starts_with("$'") && !is_double {
            self.enter(Frame::AnsiC, 2);
        } else {
            self.at += 1;
        }
    }

    /// A substitution is read as text of its own; the word around it is no keyword.
    fn end_word_for_substitution(&mut self) {
        self.word = None;
        self.is_quoted = false;
    }

    fn and_or_pipe(&mut self, c: char) {
        let rest = self.rest();
        let is_redirection = rest.starts_with("&>")
            || (c == '&' && self.line[..self.at].ends_with(['<', '>']))
            || (c == '|' && self.line[..self.at].ends_with('>'));
        if is_redirection {
            self.at += 1;
            return;
        }
        let is_double = ["&&", "||", "|&"].iter().any(|operator| rest.starts_with(operator));
        self.separator(if is_double { 2 } else { 1 });
        self.scanner.is_after_operator = c == '|' || is_double;
    }

    fn separator(&mut self, length: usize) {
        self.end_word();
        self.at += length;
        self.scanner.next = NextWord::Name;
    }

    fn redirection(&mut self, c: char) {
        let is_number = self
            .word
            .is_some_and(|start| self.line[start..self.at].bytes().all(|b| b.is_ascii_digit()));
        if is_number {
            self.word = None;
        }
        self.end_word();
        let rest = self.rest();
        if rest.starts_with("<<<") {
            self.at += 3;
        } else if rest.starts_with("<<") {
            self.here_document();
            return;
        } else if rest.starts_with("<(") || rest.starts_with(">(") {
            self.open_word();
            self.enter(Frame::Paren, 2);
            self.scanner.next = NextWord::Name;
            return;
        } else {
            self.at += c.len_utf8();
        }
        self.scanner.next = NextWord::Target;
    }

    /// Reads `<<END`, `<<-END`, `<<'END'`.
    fn here_document(&mut self) {
        self.at += 2;
        let strips_tabs = self.rest().starts_with('-');
        self.at += usize::from(strips_tabs);
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        let mut end = String::new();
        let mut quote = None;
        while let Some(c) = self.rest().chars().next() {
            match quote {
                None if c.is_whitespace() || ";&|<>()".contains(c) => break,
                None if c == '\'' || c == '"' => quote = Some(c),
                Some(open) if c == open => quote = None,
                None if c == '\\' => {}
                _ => end.push(c),
            }
            self.at += c.len_utf8();
        }
        self.scanner.here_documents.push_back(HereDocument { end, strips_tabs });
    }

    fn open_paren(&mut self) {
        let is_arithmetic = self.word.is_none() && self.rest().starts_with("((");
        let is_array = self.word.is_some_and(|start| self.line[start..self.at].ends_with('='));
        if is_arithmetic {
            self.enter(Frame::Arithmetic, 2);
            self.scanner.push(Frame::Arithmetic);
            return;
        }
        if !is_array {
            self.end_word();
        }
        self.enter(if is_array { Frame::Array } else { Frame::Paren }, 1);
        self.scanner.next = if is_array { NextWord::Argument } else { NextWord::Name };
    }

    fn close_paren(&mut self) {
        self.end_word();
        self.at += 1;
        match self.scanner.top() {
            Some(Frame::Substitution | Frame::Array) => {
                self.scanner.next = NextWord::Argument;
                self.close();
            }
            Some(Frame::Paren) => {
                self.scanner.frames.pop();
                self.scanner.next = NextWord::Name;
            }
            _ => self.scanner.next = NextWord::Name,
        }
    }

    fn enter(&mut self, frame: Frame, length: usize) {
        self.at += length;
        self.scanner.push(frame);
    }

    fn enter_word(&mut self, frame: Frame, length: usize) {
        self.open_word();
        self.is_quoted = true;
        self.enter(frame, length);
    }

    fn open_word(&mut self) {
        self.word.get_or_insert(self.at);
    }

    fn skip_one(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    fn end_word(&mut self) {
        let Some(start) = self.word.take() else { return };
        let is_quoted = std::mem::take(&mut self.is_quoted);
        let word = &self.line[start..self.at];
        if self.scanner.top() == Some(Frame::Test) {
            self.scanner.next = NextWord::Argument;
            if word == "]]" {
                self.scanner.frames.pop();
            }
            return;
        }
        match self.scanner.next {
            NextWord::Argument => {
                let is_case = word == "in" && self.scanner.top() == Some(Frame::Case);
                self.scanner.next = if is_case { NextWord::Name } else { NextWord::Argument };
            }
            NextWord::Target => self.scanner.next = NextWord::Argument,
            NextWord::Function => self.scanner.next = NextWord::Name,
            NextWord::Name => {
                self.scanner.next = NextWord::Argument;
                let is_pattern = self.scanner.top() == Some(Frame::Case)
                    && self.rest().trim_start().starts_with([')', '|']);
                if !is_quoted && !is_pattern {
                    self.keyword(word);
                }
            }
        }
    }

    fn keyword(&mut self, word: &str) {
        let scanner = &mut *self.scanner;
        match word {
            "if" => scanner.push(Frame::If),
            "while" | "until" | "for" | "select" => {
                scanner.has_select |= word == "select";
                scanner.push(Frame::Loop);
            }
            "case" => scanner.push(Frame::Case),
            "{" => scanner.push(Frame::Group),
            "[[" => scanner.push(Frame::Test),
            "fi" => scanner.pop_if(Frame::If),
            "done" => scanner.pop_if(Frame::Loop),
            "esac" => scanner.pop_if(Frame::Case),
            "}" => scanner.pop_if(Frame::Group),
            "function" => scanner.next = NextWord::Function,
            _ => {}
        }
        if ["if", "while", "until", "{", "then", "else", "elif", "do", "!", "time"].contains(&word)
        {
            scanner.next = NextWord::Name;
        }
    }
}
