//! Commands, and simple ones in particular: words, assignments, redirections.

use brush_parser::SourceSpan;
use brush_parser::ast::{
    Assignment, AssignmentValue, Command, CommandPrefixOrSuffixItem as Item, IoRedirect,
    SimpleCommand, SourceLocation as _, Word,
};

use super::super::{Exit, builtins};
use super::{Flow, Shell, Unwind};

/// A simple command, taken apart.
#[derive(Default)]
struct Parts<'c> {
    assignments: Vec<&'c Assignment>,
    redirections: Vec<&'c IoRedirect>,
    words: Vec<Argument<'c>>,
}

impl Parts<'_> {
    /// Returns whether the command asks for something, so that an empty word may be what it is for.
    fn is_question(&self) -> bool {
        matches!(self.words.first(), Some(Argument::Word(word)) if word.value == "[" || word.value == "test")
    }
}

/// The words that a simple command runs with.
struct Expanded<'c> {
    argv: Vec<String>,
    /// The arrays that a declaring builtin gets, set when it has declared them.
    arrays: Vec<&'c Assignment>,
}

/// A word of a simple command.
enum Argument<'c> {
    Word(&'c Word),
    /// A word that looks like an assignment: `export x=1` takes it as one.
    Assignment(&'c Assignment, &'c Word),
}

impl Shell<'_> {
    /// Runs one command. Where it asked for a place of which the machine knows nothing, what it
    /// was told proves nothing, and the evaluation ends.
    pub(in crate::shell) fn run_command(&mut self, command: &Command) -> Flow<Exit> {
        let result = self.run_one(command);
        match (result, self.kernel.take_unknown()) {
            (Err(Unwind::Stop(stop)), _) => Err(Unwind::Stop(stop)),
            (_, Some(path)) => Err(Unwind::unmodelled(format!(
                "asking for {path}, a place of the system that the world leaves out"
            ))),
            (result, None) => result,
        }
    }

    fn run_one(&mut self, command: &Command) -> Flow<Exit> {
        match command {
            Command::Simple(simple) => self.run_simple(simple),
            Command::Compound(compound, redirections) => {
                let redirections = redirections.iter().flat_map(|list| &list.0).collect::<Vec<_>>();
                if let Some(span) = compound.location() {
                    self.line = span.start.line;
                }
                self.deeper(1, |shell| {
                    shell.with_redirections(&redirections, |shell| shell.run_compound(compound))
                })
            }
            Command::Function(definition) => Ok(self.define_function(definition)),
            Command::ExtendedTest(test, redirections) => {
                let redirections = redirections.iter().flat_map(|list| &list.0).collect::<Vec<_>>();
                self.line = test.loc.start.line;
                self.with_redirections(&redirections, |shell| {
                    shell.questions += 1;
                    let decided = shell.run_condition(&test.expr);
                    shell.questions -= 1;
                    decided
                })
            }
        }
    }

    fn run_simple(&mut self, command: &SimpleCommand) -> Flow<Exit> {
        self.count_command()?;
        let parts = take_apart(command)?;
        if let Some(span) = start_of(command) {
            self.line = span.start.line;
        }
        self.substituted = None;
        self.questions += u32::from(parts.is_question());
        let expanded = self.expand_arguments(&parts);
        self.questions -= u32::from(parts.is_question());
        let expanded = expanded?;
        let Some(name) = expanded.argv.first() else {
            return self.run_without_words(&parts);
        };
        let exit = if name == "exec" && expanded.argv.len() == 1 {
            self.keep_redirections(&parts.redirections)?
        } else {
            self.with_redirections(&parts.redirections, |shell| {
                shell.run_words(&expanded, &parts.assignments)
            })?
        };
        self.state.last_exit = exit;
        Ok(exit)
    }

    fn expand_arguments<'c>(&mut self, parts: &Parts<'c>) -> Flow<Expanded<'c>> {
        let declares = match parts.words.first() {
            Some(Argument::Word(word)) => builtins::declares(&word.value),
            _ => false,
        };
        let mut expanded = Expanded { argv: Vec::new(), arrays: Vec::new() };
        for argument in &parts.words {
            match argument {
                Argument::Assignment(assignment, _) if declares => {
                    expanded.argv.push(self.declared_assignment(assignment)?);
                    expanded.arrays.extend(is_array(assignment).then_some(*assignment));
                }
                Argument::Word(word) | Argument::Assignment(_, word) => {
                    expanded.argv.extend(self.fields_of(&word.value)?);
                }
            }
        }
        Ok(expanded)
    }

    /// Runs a command of assignments and redirections only.
    fn run_without_words(&mut self, parts: &Parts<'_>) -> Flow<Exit> {
        for assignment in &parts.assignments {
            self.assign(assignment)?;
        }
        let exit = self.substituted.unwrap_or(Exit::SUCCESS);
        let exit = self.with_redirections(&parts.redirections, |_| Ok(exit))?;
        self.state.last_exit = exit;
        self.state.last_argument.clear();
        Ok(exit)
    }

    fn run_words(&mut self, expanded: &Expanded<'_>, assignments: &[&Assignment]) -> Flow<Exit> {
        let argv = &expanded.argv;
        let before = self.assignments_before_a_command(assignments)?;
        self.trace_command(&before, argv);
        let exit = self.call(argv, &before)?;
        for array in &expanded.arrays {
            self.assign_declared(array)?;
        }
        self.state.last_argument = argv.last().cloned().unwrap_or_default();
        self.flush()?;
        Ok(exit)
    }
}

fn is_array(assignment: &Assignment) -> bool {
    matches!(assignment.value, AssignmentValue::Array(_))
}

fn take_apart(command: &SimpleCommand) -> Flow<Parts<'_>> {
    let mut parts = Parts::default();
    for item in command.prefix.iter().flat_map(|prefix| &prefix.0) {
        match item {
            Item::AssignmentWord(assignment, _) => parts.assignments.push(assignment),
            Item::IoRedirect(redirection) => parts.redirections.push(redirection),
            Item::Word(_) | Item::ProcessSubstitution(..) => return Err(process_substitution()),
        }
    }
    parts.words.extend(command.word_or_name.iter().map(Argument::Word));
    for item in command.suffix.iter().flat_map(|suffix| &suffix.0) {
        match item {
            Item::AssignmentWord(assignment, word) => {
                parts.words.push(Argument::Assignment(assignment, word));
            }
            Item::Word(word) => parts.words.push(Argument::Word(word)),
            Item::IoRedirect(redirection) => parts.redirections.push(redirection),
            Item::ProcessSubstitution(..) => return Err(process_substitution()),
        }
    }
    Ok(parts)
}

/// Says that process substitution is not modelled.
pub(super) fn process_substitution() -> Unwind {
    Unwind::unmodelled("process substitution <(...) or >(...)")
}

fn start_of(command: &SimpleCommand) -> Option<SourceSpan> {
    let first = command.prefix.iter().flat_map(|prefix| &prefix.0).find_map(|item| match item {
        Item::AssignmentWord(assignment, _) => Some(assignment.loc.clone()),
        _ => None,
    });
    first.or_else(|| command.word_or_name.as_ref().and_then(|word| word.loc.clone()))
}
