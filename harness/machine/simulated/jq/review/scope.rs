//! Names: what a program defines, binds, calls and reads.

use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};

use super::functions::{self, Count, Known};
use super::names;
use super::shapes::{RESERVED, takes_filters};
use super::walk::{Local, Walker};

impl<'s> Walker<'s> {
    /// Binds the variables of a pattern and returns how many there are.
    pub(super) fn bind(&mut self, pattern: &mut Pattern<&'s str>) -> usize {
        if names::keys(pattern).iter().any(|key| !matches!(key, Term::Str(None, _))) {
            self.refuse("a pattern with computed keys");
        }
        let bound = names::variables(pattern);
        self.variables.extend(&bound);
        bound.len()
    }

    /// Walks through definitions and what they are for.
    pub(super) fn definitions(
        &mut self,
        definitions: &mut [Def<&'s str>],
        inner: &mut Term<&'s str>,
    ) -> Count {
        let outer = self.functions.len();
        for def in definitions {
            self.definition(def);
        }
        let count = self.count(inner);
        self.functions.truncate(outer);
        count
    }

    fn definition(&mut self, def: &mut Def<&'s str>) {
        let (outer, variables, missing) =
            (self.functions.len(), self.variables.len(), self.missing.len());
        let local = |count| Local { name: def.name, arguments: def.args.len(), count };
        self.functions.push(local(Count::Any));
        for argument in &def.args {
            let is_value = argument.starts_with('$');
            if is_value {
                self.variables.push(argument);
            }
            let name = argument.trim_start_matches('$');
            let count = if is_value { Count::One } else { Count::Any };
            self.functions.push(Local { name, arguments: 0, count });
        }
        let is_recursive = names::names_in(&def.body).contains(def.name);
        let count = self.count(&mut def.body);
        self.functions.truncate(outer);
        self.variables.truncate(variables);
        self.functions.push(local(if is_recursive { Count::Any } else { count }));
        if self.missing.len() > missing {
            self.is_unsure = true;
            self.refuse("a function that uses something undefined");
        }
        if is_recursive {
            let body = Box::new(std::mem::take(&mut def.body));
            let turn = Box::new(Term::Call("turn", Vec::new()));
            def.body = Term::BinOp(turn, BinaryOp::Pipe(None), body);
        }
    }

    /// Walks through a call and its arguments.
    pub(super) fn application(&mut self, name: &'s str, arguments: &mut [Term<&'s str>]) -> Count {
        let local = self
            .functions
            .iter()
            .rev()
            .find(|local| local.name == name && local.arguments == arguments.len())
            .map(|local| local.count);
        let number = arguments.len();
        let is_unknown = local.is_none() && functions::known(name, number).is_none();
        if is_unknown {
            return self.call(name, number, Count::One);
        }
        let given = if takes_filters(name) && local.is_none() {
            for argument in arguments {
                self.count(argument);
            }
            Count::One
        } else {
            self.at_most_one(arguments, "arguments")
        };
        match local {
            Some(count) => count.max(given),
            None => self.call(name, number, given),
        }
    }

    /// Looks a function of jq up; its arguments give so many outputs.
    pub(super) fn call(&mut self, name: &'s str, arguments: usize, given: Count) -> Count {
        match functions::known(name, arguments) {
            Some(Known::Modelled(count)) => count.max(given),
            Some(Known::Unmodelled) => {
                self.refuse(format!("the function {name}"));
                Count::Any
            }
            None => {
                if RESERVED.contains(&name) {
                    self.is_unsure = true;
                    self.refuse(format!("a program with {name} in this place"));
                }
                self.miss(format!("{name}/{arguments} is not defined"), name);
                Count::One
            }
        }
    }

    /// Looks a variable up.
    pub(super) fn variable(&mut self, name: &'s str) -> Count {
        if name == "$__loc__" {
            self.refuse("$__loc__");
        } else if !self.variables.contains(&name) {
            self.miss(format!("{name} is not defined"), name);
        }
        Count::One
    }
}
