//! Functions.

use std::rc::Rc;

use brush_parser::ast::FunctionDefinition;

use super::super::Exit;
use super::super::state::{Function, Kind};
use super::{Flow, Shell, Unwind};

impl Shell<'_> {
    pub(super) fn define_function(&mut self, definition: &FunctionDefinition) -> Exit {
        let name = definition.fname.value.clone();
        if name.contains(['$', '`', '"', '\'', '\\']) {
            self.complain(&format!("`{name}': not a valid identifier"));
            return Exit::FAILURE;
        }
        // Bash names a function of `bash -c` by where it keeps it.
        let elsewhere = (self.state.kind == Kind::CommandString).then(|| "environment".to_owned());
        let source = self.source.clone().or(elsewhere);
        let function = Function { body: definition.body.clone(), source };
        self.state.functions.insert(name, Rc::new(function));
        Exit::SUCCESS
    }

    pub(super) fn call_function(&mut self, function: &Function, argv: &[String]) -> Flow<Exit> {
        let arguments = std::mem::replace(&mut self.state.arguments, argv[1..].to_vec());
        let loops = std::mem::take(&mut self.loops);
        let source = std::mem::replace(&mut self.source, function.source.clone());
        self.state.variables.enter_function();
        let result = self.deeper(1, |shell| shell.run_body(function));
        self.state.variables.leave();
        self.loops = loops;
        self.source = source;
        self.state.arguments = arguments;
        match result {
            Err(Unwind::Return(exit)) => Ok(exit),
            other => other,
        }
    }

    fn run_body(&mut self, function: &Function) -> Flow<Exit> {
        let redirections = function.body.1.iter().flat_map(|list| &list.0).collect::<Vec<_>>();
        self.with_redirections(&redirections, |shell| shell.run_compound(&function.body.0))
    }
}
