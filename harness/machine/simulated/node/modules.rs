//! Loads `CommonJS` modules: what `require` does in one script.

use std::rc::Rc;

use rquickjs::function::{Opt, This};
use rquickjs::{Ctx, Exception, Function, Object, Persistent, Value};

use super::files_native::read_noted;
use super::host::Host;
use super::pieces::{BUILTINS, NODE_ONLY};
use super::resolve::{self, Found};
use crate::world::{name_of, parent_of};

/// The text before and after a module's own.
const OPENING: &str = "(function (exports, require, module, __filename, __dirname) { ";
const CLOSING: &str = "\n})";

/// The columns by which the first line of a module is moved to the right.
pub(super) const OPENING_COLUMNS: usize = OPENING.len();

/// The modules of one script.
#[derive(Debug)]
pub(super) struct Modules {
    host: Rc<Host>,
    /// What `core.js` returned.
    node: Persistent<Object<'static>>,
    /// `require.cache`: modules by file name.
    cache: Persistent<Object<'static>>,
}

/// Where a `require` stands.
#[derive(Debug, Clone)]
struct Site {
    filename: String,
    directory: String,
}

impl Modules {
    /// Makes an empty set of modules.
    pub(super) fn new<'js>(
        ctx: &Ctx<'js>,
        host: &Rc<Host>,
        node: &Object<'js>,
    ) -> rquickjs::Result<Rc<Self>> {
        let cache = Object::new(ctx.clone())?;
        Ok(Rc::new(Self {
            host: Rc::clone(host),
            node: Persistent::save(ctx, node.clone()),
            cache: Persistent::save(ctx, cache),
        }))
    }

    /// Loads `path` as the program itself.
    pub(super) fn run_main(self: &Rc<Self>, ctx: &Ctx<'_>, path: &str) -> rquickjs::Result<()> {
        self.load(ctx, path, None).map(drop)
    }

    /// Makes the module object and the `require` of text that is no file, such as `[eval]`.
    pub(super) fn of_text<'js>(
        self: &Rc<Self>,
        ctx: &Ctx<'js>,
        name: &str,
    ) -> rquickjs::Result<(Object<'js>, Function<'js>)> {
        let cwd = self.host.setting().cwd.clone();
        let site =
            Site { filename: format!("{}/{name}", cwd.trim_end_matches('/')), directory: cwd };
        let module = Self::module(ctx, name, &site, None)?;
        let require = self.require_of(ctx, &site)?;
        require.set("main", rquickjs::Undefined)?;
        Ok((module, require))
    }

    fn module<'js>(
        ctx: &Ctx<'js>,
        id: &str,
        site: &Site,
        parent: Option<&Object<'js>>,
    ) -> rquickjs::Result<Object<'js>> {
        let module = Object::new(ctx.clone())?;
        module.set("id", id)?;
        module.set("path", site.directory.as_str())?;
        module.set("exports", Object::new(ctx.clone())?)?;
        module.set("filename", site.filename.as_str())?;
        module.set("loaded", false)?;
        module.set("children", Vec::<Value<'js>>::new())?;
        module.set("paths", resolve::package_folders(&site.directory))?;
        if let Some(parent) = parent {
            let children: rquickjs::Array<'js> = parent.get("children")?;
            children.set(children.len(), module.clone())?;
            let hidden = rquickjs::object::Property::from(parent.clone()).writable().configurable();
            module.prop("parent", hidden)?;
        }
        Ok(module)
    }

    fn require_of<'js>(
        self: &Rc<Self>,
        ctx: &Ctx<'js>,
        site: &Site,
    ) -> rquickjs::Result<Function<'js>> {
        let (modules, here) = (Rc::downgrade(self), site.clone());
        let require = Function::new(ctx.clone(), {
            let modules = modules.clone();
            move |ctx: Ctx<'js>, request: Value<'js>| {
                let modules = modules.upgrade().expect("modules outlive their script");
                modules.require(&ctx, &here, &request)
            }
        })?
        .with_name("require")?;
        let here = site.clone();
        let resolving = Function::new(ctx.clone(), {
            let modules = modules.clone();
            move |ctx: Ctx<'js>, request: String, options: Opt<Value<'js>>| {
                let modules = modules.upgrade().expect("modules outlive their script");
                modules.resolve(&ctx, &here, &request, options.0.is_some())
            }
        })?
        .with_name("resolve")?;
        require.set("resolve", resolving)?;
        require.set("cache", self.cache.clone().restore(ctx)?)?;
        Ok(require)
    }

    fn require<'js>(
        self: &Rc<Self>,
        ctx: &Ctx<'js>,
        site: &Site,
        request: &Value<'js>,
    ) -> rquickjs::Result<Value<'js>> {
        self.host.live(ctx)?;
        let Some(request) = request.as_string() else {
            return Err(self.refuse(ctx, "refuseRequest", request.clone()));
        };
        let request = request.to_string()?;
        if request.is_empty() {
            return Err(self.refuse(ctx, "refuseEmptyRequest", request));
        }
        if let Some(name) = builtin(&request) {
            return self.builtin(ctx, name);
        }
        let path = self.resolve(ctx, site, &request, false)?;
        self.load(ctx, &path, Some(site))
    }

    /// Calls the prelude to make the error for a request that is refused.
    fn refuse<'js>(
        &self,
        ctx: &Ctx<'js>,
        how: &str,
        what: impl rquickjs::IntoJs<'js>,
    ) -> rquickjs::Error {
        let made = self.prelude(ctx).and_then(|node| {
            let load: Function<'js> = node.get("load")?;
            let refusals: Object<'js> = load.call(("refusals",))?;
            refusals.get::<_, Function<'js>>(how)?.call::<_, Value<'js>>((what,))
        });
        match made {
            Ok(error) => ctx.throw(error),
            Err(error) => error,
        }
    }

    fn prelude<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
        self.node.clone().restore(ctx)
    }

    /// Loads a builtin module, or stops where it is not modelled.
    pub(super) fn builtin<'js>(&self, ctx: &Ctx<'js>, name: &str) -> rquickjs::Result<Value<'js>> {
        let Some(piece) = BUILTINS.iter().find(|known| known.0 == name).and_then(|known| known.1)
        else {
            return Err(self.host.stop(ctx, &format!("require('{name}')")));
        };
        let load: Function<'js> = self.prelude(ctx)?.get("load")?;
        let loaded: Value<'js> = load.call((piece.0,))?;
        match (piece.1, loaded.as_object()) {
            (Some(member), Some(object)) => object.get(member),
            _ => Ok(loaded),
        }
    }

    fn resolve(
        &self,
        ctx: &Ctx<'_>,
        site: &Site,
        request: &str,
        has_options: bool,
    ) -> rquickjs::Result<String> {
        self.host.live(ctx)?;
        if has_options {
            return Err(self.host.stop(ctx, "require.resolve with options"));
        }
        if builtin(request).is_some() {
            return Ok(request.to_owned());
        }
        if let Some(name) = request.strip_prefix("node:") {
            return Err(self.refuse(ctx, "refuseBuiltin", name));
        }
        match resolve::resolve(&self.host, &site.directory, request) {
            Found::File(path) => Ok(path),
            Found::Unmodelled(what) => Err(self.host.stop(ctx, &what)),
            Found::Nothing => {
                let chain = self.chain_to(ctx, site)?;
                Err(self.refuse(ctx, "missingModule", missing(ctx, request, chain)?))
            }
        }
    }

    /// Lists the files that lead to `site`, nearest first, as node's "Require stack" does.
    fn chain_to<'js>(&self, ctx: &Ctx<'js>, site: &Site) -> rquickjs::Result<Vec<String>> {
        let cache = self.cache.clone().restore(ctx)?;
        let mut chain = vec![site.filename.clone()];
        let mut here: Option<Object<'js>> = cache.get(site.filename.as_str())?;
        while let Some(module) = here {
            here = module.get("parent")?;
            if let Some(parent) = &here {
                chain.push(parent.get("filename")?);
            }
            if chain.len() > 1000 {
                break;
            }
        }
        Ok(chain)
    }

    fn load<'js>(
        self: &Rc<Self>,
        ctx: &Ctx<'js>,
        path: &str,
        parent: Option<&Site>,
    ) -> rquickjs::Result<Value<'js>> {
        let cache = self.cache.clone().restore(ctx)?;
        if let Some(module) = cache.get::<_, Option<Object<'js>>>(path)? {
            return module.get("exports");
        }
        let site = Site { filename: path.to_owned(), directory: parent_of(path).to_owned() };
        let above = match parent {
            Some(parent) => cache.get::<_, Option<Object<'js>>>(parent.filename.as_str())?,
            None => None,
        };
        let id = if parent.is_none() { "." } else { path };
        let module = Self::module(ctx, id, &site, above.as_ref())?;
        cache.set(path, module.clone())?;
        if let Err(error) = self.fill(ctx, &site, &module, parent.is_none()) {
            cache.remove(path)?;
            return Err(error);
        }
        module.set("loaded", true)?;
        module.get("exports")
    }

    fn fill<'js>(
        self: &Rc<Self>,
        ctx: &Ctx<'js>,
        site: &Site,
        module: &Object<'js>,
        is_main: bool,
    ) -> rquickjs::Result<()> {
        let path = site.filename.as_str();
        let bytes = match read_noted(&self.host, path) {
            Ok(bytes) => bytes,
            Err(error) => return Err(Exception::throw_message(ctx, &error.to_string())),
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if extension_of(path) == "json" {
            return self.fill_json(ctx, path, module, text);
        }
        let is_unmodelled = match extension_of(path) {
            "js" => resolve::is_module_package(&self.host, path),
            extension => matches!(extension, "mjs" | "node" | "wasm"),
        };
        if is_unmodelled {
            return Err(self.host.stop(ctx, &format!("loading '{path}'")));
        }
        let require = self.require_of(ctx, site)?;
        if is_main {
            self.prelude(ctx)?.set("main", module.clone())?;
        }
        require.set("main", self.prelude(ctx)?.get::<_, Value<'js>>("main")?)?;
        let body = compile(ctx, &self.host, path, text)?;
        let exports: Value<'js> = module.get("exports")?;
        let arguments = (
            This(exports.clone()),
            exports,
            require,
            module.clone(),
            path,
            site.directory.as_str(),
        );
        body.call::<_, Value<'js>>(arguments).map(drop)
    }

    fn fill_json<'js>(
        &self,
        ctx: &Ctx<'js>,
        path: &str,
        module: &Object<'js>,
        text: &str,
    ) -> rquickjs::Result<()> {
        if text.contains('\0') {
            return Err(self.host.stop(ctx, &format!("the NUL byte in '{path}'")));
        }
        if let Ok(value) = ctx.json_parse(text) {
            return module.set("exports", value);
        }
        let error = ctx.catch();
        if let Some(error) = error.as_object() {
            let message: String = error.get("message")?;
            let load: Function<'js> = self.prelude(ctx)?.get("load")?;
            let stack: Object<'js> = load.call(("stack",))?;
            let message: String =
                stack.get::<_, Function<'js>>("inNodesWords")?.call((message,))?;
            error.set("message", format!("{path}: {message}"))?;
        }
        Err(ctx.throw(error))
    }
}

/// Compiles the text of a module into its function.
pub(super) fn compile<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    path: &str,
    text: &str,
) -> rquickjs::Result<Function<'js>> {
    let hidden = if text.starts_with("#!") { "//" } else { "" };
    host.sources.borrow_mut().insert(path.to_owned(), text.into());
    let body: Function<'js> = evaluate(ctx, path, format!("{OPENING}{hidden}{text}{CLOSING}"))?;
    body.with_name("Object.<anonymous>")
}

/// Evaluates `text` in the script's own realm, its lines counted as those of `name`.
pub(super) fn evaluate<'js, T: rquickjs::FromJs<'js>>(
    ctx: &Ctx<'js>,
    name: &str,
    text: String,
) -> rquickjs::Result<T> {
    let mut options = rquickjs::context::EvalOptions::default();
    options.strict = false;
    options.filename = Some(name.to_owned());
    ctx.eval_with_options(text, options)
}

fn extension_of(path: &str) -> &str {
    name_of(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Returns the plain name of a builtin module that a request names.
fn builtin(request: &str) -> Option<&str> {
    let name = request.strip_prefix("node:");
    let plain = name.unwrap_or(request);
    let known = BUILTINS.iter().any(|builtin| builtin.0 == plain);
    (known && (name.is_some() || !NODE_ONLY.contains(&plain))).then_some(plain)
}

/// Describes a module that was not found, for the prelude.
pub(super) fn missing<'js>(
    ctx: &Ctx<'js>,
    request: &str,
    chain: Vec<String>,
) -> rquickjs::Result<Object<'js>> {
    let missing = Object::new(ctx.clone())?;
    missing.set("request", request)?;
    missing.set("chain", chain)?;
    Ok(missing)
}
