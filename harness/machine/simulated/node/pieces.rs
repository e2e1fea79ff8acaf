//! The prelude: the JavaScript side of the host, compiled piece by piece when it is asked for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use rquickjs::context::intrinsic::{Eval, RegExpCompiler};
use rquickjs::loader::Loader as _;
use rquickjs::loader::bundle::{Bundle, HasByteCode};
use rquickjs::{Context, Ctx, Function, Module, Persistent, Runtime, WriteOptions};

/// The sources of the pieces, by name.
const SOURCES: &[(&str, &str)] = &[
    ("assert", include_str!("prelude/assert.js")),
    ("assertion_error", include_str!("prelude/assertion_error.js")),
    ("buffer", include_str!("prelude/buffer.js")),
    ("compare", include_str!("prelude/compare.js")),
    ("console", include_str!("prelude/console.js")),
    ("core", include_str!("prelude/core.js")),
    ("crypto", include_str!("prelude/crypto.js")),
    ("date", include_str!("prelude/date.js")),
    ("details", include_str!("prelude/details.js")),
    ("errors", include_str!("prelude/errors.js")),
    ("events", include_str!("prelude/events.js")),
    ("fatal", include_str!("prelude/fatal.js")),
    ("falsy", include_str!("prelude/falsy.js")),
    ("format", include_str!("prelude/format.js")),
    ("fs", include_str!("prelude/fs.js")),
    ("inspect", include_str!("prelude/inspect.js")),
    ("inspect_kinds", include_str!("prelude/inspect_kinds.js")),
    ("json", include_str!("prelude/json.js")),
    ("leave", include_str!("prelude/leave.js")),
    ("locale", include_str!("prelude/locale.js")),
    ("os", include_str!("prelude/os.js")),
    ("path", include_str!("prelude/path.js")),
    ("process", include_str!("prelude/process.js")),
    ("refusals", include_str!("prelude/refusals.js")),
    ("stack", include_str!("prelude/stack.js")),
    ("syntax", include_str!("prelude/syntax.js")),
    ("test", include_str!("prelude/test.js")),
    ("test_run", include_str!("prelude/test_run.js")),
    ("text", include_str!("prelude/text.js")),
    ("timers", include_str!("prelude/timers.js")),
    ("util", include_str!("prelude/util.js")),
];

/// A piece that stands for a builtin module, and which member of it where not the whole.
type Stands = Option<(&'static str, Option<&'static str>)>;

/// The builtin modules of node 20; those without a piece are not modelled.
pub(super) const BUILTINS: &[(&str, Stands)] = &[
    ("assert", Some(("assert", Some("loose")))),
    ("assert/strict", Some(("assert", Some("strict")))),
    ("async_hooks", None),
    ("buffer", Some(("buffer", Some("module")))),
    ("child_process", None),
    ("cluster", None),
    ("console", Some(("console", None))),
    ("constants", None),
    ("crypto", Some(("crypto", None))),
    ("dgram", None),
    ("diagnostics_channel", None),
    ("dns", None),
    ("dns/promises", None),
    ("domain", None),
    ("events", Some(("events", None))),
    ("fs", Some(("fs", Some("module")))),
    ("fs/promises", Some(("fs", Some("promises")))),
    ("http", None),
    ("http2", None),
    ("https", None),
    ("inspector", None),
    ("inspector/promises", None),
    ("module", None),
    ("net", None),
    ("os", Some(("os", None))),
    ("path", Some(("path", None))),
    ("path/posix", Some(("path", None))),
    ("path/win32", None),
    ("perf_hooks", None),
    ("process", Some(("process", None))),
    ("punycode", None),
    ("querystring", None),
    ("readline", None),
    ("readline/promises", None),
    ("repl", None),
    ("sea", None),
    ("stream", None),
    ("stream/consumers", None),
    ("stream/promises", None),
    ("stream/web", None),
    ("string_decoder", None),
    ("sys", None),
    ("test", Some(("test", None))),
    ("test/reporters", None),
    ("timers", Some(("timers", None))),
    ("timers/promises", None),
    ("tls", None),
    ("trace_events", None),
    ("tty", None),
    ("url", None),
    ("util", Some(("util", Some("module")))),
    ("util/types", Some(("util", Some("types")))),
    ("v8", None),
    ("vm", None),
    ("wasi", None),
    ("worker_threads", None),
    ("zlib", None),
];

/// Builtin modules that need `node:` before their name.
pub(super) const NODE_ONLY: &[&str] = &["sea", "test", "test/reporters"];

/// A piece as source text, and as bytecode once an engine of this process has compiled it.
#[derive(Debug)]
struct Piece {
    source: &'static str,
    bytecode: OnceLock<&'static [u8]>,
}

/// Every piece, compiled at most once by this process: compiling them costs more than most scripts.
static PIECES: LazyLock<Vec<(&'static str, Piece)>> = LazyLock::new(|| {
    let piece = |source| Piece { source, bytecode: OnceLock::new() };
    SOURCES.iter().map(|(name, source)| (*name, piece(*source))).collect()
});

impl HasByteCode<'static> for Piece {
    fn get_bytecode(&self) -> &'static [u8] {
        self.bytecode.get().expect("a piece is compiled before it is loaded")
    }
}

impl Piece {
    /// Compiles the piece, as a module that exports its function, where nobody has.
    ///
    /// It is compiled in an engine of its own: what a script finds of its memory must not hang on
    /// who came first.
    fn compile(&self, name: &str) -> rquickjs::Result<()> {
        if self.bytecode.get().is_some() {
            return Ok(());
        }
        let context = Context::custom::<(Eval, RegExpCompiler)>(&Runtime::new()?)?;
        let bytecode = context.with(|ctx| {
            let text = format!("export default {}", self.source);
            let module = Module::declare(ctx, format!("node:internal/{name}"), text)?;
            module.write(WriteOptions::default())
        })?;
        // The engine takes bytecode that lives for ever: one copy a piece and process.
        self.bytecode.get_or_init(|| bytecode.leak());
        Ok(())
    }
}

/// The pieces of one engine. They live in a realm of their own, so that each is loaded once for
/// all the scripts that the engine runs.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    loaded: RefCell<BTreeMap<&'static str, Persistent<Function<'static>>>>,
}

impl Pieces {
    /// Returns the function of the piece, loading it in the realm of `ctx` where it is new.
    pub(super) fn get<'js>(&self, ctx: &Ctx<'js>, name: &str) -> rquickjs::Result<Function<'js>> {
        if let Some(function) = self.loaded.borrow().get(name) {
            return function.clone().restore(ctx);
        }
        let (name, piece) =
            PIECES.iter().find(|(known, _)| *known == name).expect("a piece that exists");
        piece.compile(name)?;
        let module = Bundle(PIECES.as_slice()).load(ctx, name, None)?;
        let function: Function<'js> = module.eval()?.0.get("default")?;
        self.loaded.borrow_mut().insert(name, Persistent::save(ctx, function.clone()));
        Ok(function)
    }

    /// Forgets all pieces; must happen before their engine ends.
    pub(super) fn clear(&self) {
        self.loaded.borrow_mut().clear();
    }
}
