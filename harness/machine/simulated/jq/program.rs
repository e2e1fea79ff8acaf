//! Programs: read, reviewed, compiled.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jaq_core::load::parse::Def;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Filter};

use super::direct::Direct;
use super::host::Jq;
use super::natives;
use super::review::{self, Objection};

/// The functions that are written in the language itself, each with the names that it uses.
struct Definitions(Vec<(Def<&'static str>, BTreeSet<&'static str>)>);

/// They are read when the first program is compiled, once a process.
static DEFINITIONS: LazyLock<Definitions> = LazyLock::new(Definitions::read);

impl Definitions {
    fn read() -> Self {
        let definitions = load::parse(include_str!("definitions.jq"), |parser| parser.defs())
            .expect("our definitions are well written");
        Self(definitions.into_iter().map(|def| (def.clone(), review::names_in_def(&def))).collect())
    }

    /// Returns the definitions that a program with these names needs, in their order.
    fn needed_by(&self, mut names: BTreeSet<&str>) -> Vec<Def<&'static str>> {
        let mut needed = Vec::new();
        for (def, uses) in self.0.iter().rev() {
            if names.contains(def.name) {
                names.extend(uses);
                needed.push(def.clone());
            }
        }
        needed.reverse();
        needed
    }
}

/// A program that can run.
pub(super) struct Program {
    /// The compiled program.
    pub(super) filter: Filter<Jq>,
    /// The same without jaq, where it is plain enough.
    pub(super) direct: Option<Direct>,
    /// Whether it catches errors.
    pub(super) catches: bool,
}

impl Program {
    /// Compiles a program, or says why not.
    pub(super) fn compile(text: &str, variables: &[String]) -> Result<Self, Objection> {
        let reviewed = review::review(text, variables)?;
        let mut module: Vec<Def<&str>> = DEFINITIONS.needed_by(review::names_in(&reviewed.term));
        module.push(Def { name: MAIN, args: Vec::new(), body: reviewed.term });
        let filter = compiled(module, variables)?;
        Ok(Self { filter, direct: reviewed.direct, catches: reviewed.catches })
    }
}

/// The name under which the program itself is defined; no program can call it.
const MAIN: &str = "main";

fn compiled(module: Vec<Def<&str>>, variables: &[String]) -> Result<Filter<Jq>, Objection> {
    let unknown = || Objection::Unmodelled("a program that jaq does not take".to_owned());
    let arena = Arena::default();
    let main = File { code: MAIN, path: () };
    let modules = Loader::new(module).load(&arena, main).map_err(|_| unknown())?;
    Compiler::default()
        .with_funs(natives::all())
        .with_global_vars(variables.iter().map(String::as_str))
        .compile(modules)
        .map_err(|_| unknown())
}
