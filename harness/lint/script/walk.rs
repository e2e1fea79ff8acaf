//! Finds the calls of a command in its syntax tree.

use brush_parser::ast;

use super::word::masked;
use super::{Call, Reader, Redirection, Word};
use crate::runbook::{Command, shell_tree};

/// How deeply substitutions inside substitutions are read.
const DEPTH_MAX: usize = 4;

/// A command of the runbook, read.
#[derive(Debug, Default)]
pub(in crate::lint) struct Script {
    /// Its calls, in the order of the text; those of substitutions behind the call they stand in.
    pub(in crate::lint) calls: Vec<Call>,
    /// The functions that it defines.
    pub(in crate::lint) functions: Vec<String>,
    /// The variables that its loops set.
    pub(in crate::lint) loop_variables: Vec<String>,
    /// Words that are no part of a call: what a loop goes over, what a `case` looks at.
    pub(in crate::lint) loose_words: Vec<Word>,
    /// The heads of loops that nothing ends, such as `while true`.
    pub(in crate::lint) endless: Vec<String>,
    pipelines: usize,
}

/// What holds for the calls in a part of the tree.
#[derive(Debug, Clone, Default)]
struct Around {
    reader: Reader,
    is_apart: bool,
    rescue: Option<Vec<String>>,
    depth: usize,
}

impl Script {
    /// Reads a command; nothing of one that bash would not read.
    pub(in crate::lint) fn of(command: &Command) -> Self {
        let mut text = command.text.clone();
        for blank in command.placeholders.iter().rev() {
            let range = blank.at..blank.at + blank.text.len();
            if text.get(range.clone()) == Some(blank.text.as_str()) {
                text.replace_range(range, &masked(&blank.text));
            }
        }
        let mut script = Self::default();
        if let Some(program) = shell_tree(&text) {
            let is_one = program.complete_commands.len() == 1;
            let reader = if is_one { Reader::Typist } else { Reader::Command };
            let around = Around { reader, ..Around::default() };
            for list in &program.complete_commands {
                script.list(list, &around);
            }
        }
        script
    }

    fn list(&mut self, items: &ast::CompoundList, around: &Around) {
        let end = items.0.len().saturating_sub(1);
        for (place, ast::CompoundListItem(item, mark)) in items.0.iter().enumerate() {
            let is_waited_for = matches!(mark, ast::SeparatorOperator::Sequence);
            let is_one = end == 0 && item.additional.is_empty();
            let reader = match around.reader {
                _ if place < end || !is_waited_for => Reader::Nobody,
                Reader::Typist if !is_one => Reader::Command,
                reader => reader,
            };
            self.and_or(item, &Around { reader, ..around.clone() });
        }
    }

    fn and_or(&mut self, list: &ast::AndOrList, around: &Around) {
        let parts: Vec<(bool, &ast::Pipeline)> = std::iter::once((false, &list.first))
            .chain(list.additional.iter().map(|next| match next {
                ast::AndOr::And(pipeline) => (false, pipeline),
                ast::AndOr::Or(pipeline) => (true, pipeline),
            }))
            .collect();
        for (place, (_, pipeline)) in parts.iter().enumerate() {
            let behind = &parts[place + 1..];
            let rescuer = behind.iter().find(|(is_or, _)| *is_or).map(|(_, rescuer)| *rescuer);
            let reader = match around.reader {
                Reader::Question => Reader::Question,
                _ if pipeline.bang => Reader::Question,
                _ if rescuer.is_some() => Reader::Nobody,
                reader => reader,
            };
            let around = Around {
                reader,
                rescue: rescuer.map(names_in).or_else(|| around.rescue.clone()),
                ..around.clone()
            };
            self.pipeline(pipeline, &around);
        }
    }

    fn pipeline(&mut self, pipeline: &ast::Pipeline, around: &Around) {
        let number = self.pipelines;
        self.pipelines += 1;
        let last = pipeline.seq.len().saturating_sub(1);
        for (place, command) in pipeline.seq.iter().enumerate() {
            let around = Around {
                reader: if place == last { around.reader } else { Reader::Nobody },
                is_apart: around.is_apart || last > 0,
                ..around.clone()
            };
            let first = self.calls.len();
            self.command(command, number, &around);
            let is_simple = matches!(command, ast::Command::Simple(_));
            if let Some(call) = self.calls.get_mut(first).filter(|_| is_simple) {
                call.is_last = place == last;
            }
        }
    }

    fn command(&mut self, command: &ast::Command, pipeline: usize, around: &Around) {
        match command {
            ast::Command::Simple(simple) => self.simple(simple, pipeline, around),
            ast::Command::Compound(compound, redirections) => {
                let is_typist = around.reader == Reader::Typist;
                let reader = if is_typist { Reader::Command } else { around.reader };
                self.compound(compound, &Around { reader, ..around.clone() });
                self.redirected(redirections.as_ref(), pipeline, around);
            }
            ast::Command::Function(function) => {
                self.functions.push(Word::read(&function.fname.value).text());
                let around = Around { is_apart: true, depth: around.depth, ..Around::default() };
                self.compound(&function.body.0, &around);
            }
            ast::Command::ExtendedTest(test, redirections) => {
                let mut words = vec![Word::read("[[")];
                words_of_test(&test.expr, &mut words);
                let call = Call { words, ..Self::call(pipeline, around) };
                self.keep(call, around);
                self.redirected(redirections.as_ref(), pipeline, around);
            }
        }
    }

    fn compound(&mut self, compound: &ast::CompoundCommand, around: &Around) {
        use ast::CompoundCommand as Kind;
        let apart = Around { is_apart: true, ..around.clone() };
        match compound {
            Kind::Arithmetic(_) => {}
            Kind::BraceGroup(group) => self.list(&group.list, around),
            Kind::Subshell(shell) => self.list(&shell.list, &apart),
            Kind::Coprocess(process) => self.command(&process.body, usize::MAX, &apart),
            Kind::ForClause(each) => {
                self.loop_variables.push(each.variable_name.clone());
                each.values.iter().flatten().for_each(|word| self.loose(word, around));
                self.list(&each.body.list, around);
            }
            Kind::ArithmeticForClause(each) => {
                let condition = each.condition.as_ref().map_or("", |it| it.value.trim());
                self.endless_loop("for ((;;))", condition.is_empty(), &each.body.list, around);
            }
            Kind::CaseClause(choice) => {
                self.loose(&choice.value, around);
                for list in choice.cases.iter().filter_map(|case| case.cmd.as_ref()) {
                    self.list(list, around);
                }
            }
            Kind::IfClause(clause) => self.condition(clause, around),
            Kind::WhileClause(clause) => self.repeated("while", clause, around),
            Kind::UntilClause(clause) => self.repeated("until", clause, around),
        }
    }

    fn condition(&mut self, clause: &ast::IfClauseCommand, around: &Around) {
        let asked = Around { reader: Reader::Question, ..around.clone() };
        self.list(&clause.condition, &asked);
        self.list(&clause.then, around);
        for other in clause.elses.iter().flatten() {
            if let Some(condition) = &other.condition {
                self.list(condition, &asked);
            }
            self.list(&other.body, around);
        }
    }

    fn repeated(&mut self, word: &str, clause: &ast::WhileOrUntilClauseCommand, around: &Around) {
        let ast::WhileOrUntilClauseCommand(condition, body, _) = clause;
        let asked = Around { reader: Reader::Question, ..around.clone() };
        let first = self.calls.len();
        self.list(condition, &asked);
        let head = match &self.calls[first..] {
            [only] => only.shown(),
            _ => String::new(),
        };
        let forever: &[&str] =
            if word == "while" { &["true", ":", "[ 1 ]", "[[ 1 ]]"] } else { &["false", "! true"] };
        let is_endless = forever.contains(&head.as_str());
        self.endless_loop(&format!("{word} {head}"), is_endless, &body.list, around);
    }

    fn endless_loop(
        &mut self,
        head: &str,
        is_endless: bool,
        body: &ast::CompoundList,
        around: &Around,
    ) {
        let first = self.calls.len();
        self.list(body, around);
        let ends = |call: &Call| matches!(call.name(), "break" | "exit" | "return");
        if is_endless && !self.calls[first..].iter().any(ends) {
            self.endless.push(head.to_owned());
        }
    }

    fn call(pipeline: usize, around: &Around) -> Call {
        Call {
            pipeline,
            is_last: true,
            reader: around.reader,
            is_apart: around.is_apart,
            rescue: around.rescue.clone(),
            ..Call::default()
        }
    }

    fn simple(&mut self, simple: &ast::SimpleCommand, pipeline: usize, around: &Around) {
        let mut call = Self::call(pipeline, around);
        for item in simple.prefix.iter().flat_map(|prefix| &prefix.0) {
            self.item(item, &mut call, around);
        }
        call.words.extend(simple.word_or_name.iter().map(|word| Word::read(&word.value)));
        for item in simple.suffix.iter().flat_map(|suffix| &suffix.0) {
            self.item(item, &mut call, around);
        }
        self.keep(call, around);
    }

    fn item(&mut self, item: &ast::CommandPrefixOrSuffixItem, call: &mut Call, around: &Around) {
        use ast::CommandPrefixOrSuffixItem as Item;
        match item {
            Item::IoRedirect(redirection) => call.redirections.extend(redirected(redirection)),
            Item::AssignmentWord(_, word) if call.words.is_empty() => {
                let word = Word::read(&word.value);
                if let Some((name, value)) = word.raw.split_once('=') {
                    let name = name.trim_end_matches('+').to_owned();
                    call.assignments.push((name, Word::read(value)));
                }
            }
            Item::Word(word) | Item::AssignmentWord(_, word) => {
                call.words.push(Word::read(&word.value));
            }
            Item::ProcessSubstitution(_, shell) => {
                let apart = Around { is_apart: true, depth: around.depth, ..Around::default() };
                self.list(&shell.list, &apart);
            }
        }
    }

    /// Keeps a call, and behind it the calls of its substitutions.
    fn keep(&mut self, call: Call, around: &Around) {
        let inner: Vec<String> =
            call.all_words().flat_map(Word::substitutions).map(str::to_owned).collect();
        self.calls.push(call);
        self.substituted(&inner, around);
    }

    fn loose(&mut self, word: &ast::Word, around: &Around) {
        let word = Word::read(&word.value);
        let inner: Vec<String> = word.substitutions().map(str::to_owned).collect();
        self.loose_words.push(word);
        self.substituted(&inner, around);
    }

    fn substituted(&mut self, inner: &[String], around: &Around) {
        if around.depth >= DEPTH_MAX {
            return;
        }
        let apart = Around { is_apart: true, depth: around.depth + 1, ..Around::default() };
        for program in inner.iter().filter_map(|text| shell_tree(text)) {
            program.complete_commands.iter().for_each(|list| self.list(list, &apart));
        }
    }

    fn redirected(
        &mut self,
        redirections: Option<&ast::RedirectList>,
        pipeline: usize,
        around: &Around,
    ) {
        let files: Vec<Redirection> =
            redirections.iter().flat_map(|list| &list.0).filter_map(redirected).collect();
        if !files.is_empty() {
            let call = Call { redirections: files, ..Self::call(pipeline, around) };
            self.keep(call, around);
        }
    }
}

fn redirected(redirection: &ast::IoRedirect) -> Option<Redirection> {
    use ast::IoFileRedirectKind as Kind;
    match redirection {
        ast::IoRedirect::File(from, kind, ast::IoFileRedirectTarget::Filename(word)) => {
            let is_output = matches!(kind, Kind::Write | Kind::Append | Kind::Clobber);
            let is_stdout = is_output && from.is_none_or(|from| from == 1);
            Some(Redirection { file: Word::read(&word.value), is_output, is_stdout })
        }
        ast::IoRedirect::OutputAndError(word, _) => {
            Some(Redirection { file: Word::read(&word.value), is_output: true, is_stdout: true })
        }
        _ => None,
    }
}

/// Returns the names of the calls in a pipeline.
fn names_in(pipeline: &ast::Pipeline) -> Vec<String> {
    let mut script = Script::default();
    script.pipeline(pipeline, &Around { depth: DEPTH_MAX, ..Around::default() });
    script.calls.iter().map(|call| call.name().to_owned()).collect()
}

fn words_of_test(expression: &ast::ExtendedTestExpr, words: &mut Vec<Word>) {
    use ast::ExtendedTestExpr as Test;
    match expression {
        Test::And(one, other) | Test::Or(one, other) => {
            words_of_test(one, words);
            words_of_test(other, words);
        }
        Test::Not(inner) | Test::Parenthesized(inner) => words_of_test(inner, words),
        Test::UnaryTest(_, word) => words.push(Word::read(&word.value)),
        Test::BinaryTest(_, one, other) => {
            words.extend([one, other].map(|word| Word::read(&word.value)));
        }
    }
}
