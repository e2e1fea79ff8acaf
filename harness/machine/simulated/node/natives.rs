//! The native functions that the prelude is given, as one object.

use std::rc::Rc;

use rquickjs::function::IntoJsFunc;
use rquickjs::promise::PromiseState;
use rquickjs::{Array, Ctx, Function, IntoJs, Object, Promise, Type, TypedArray, Value};

use super::digest::{Algorithm, hex};
use super::events::{Done, Event, Failure};
use super::globals;
use super::host::{End, Host, Telling};
use super::modules;
use super::trace::{Question, told_variable, told_variables};
use crate::shell::Kernel as _;

/// Why nothing can be read from a terminal.
const KEYBOARD: &str = "reading the keyboard";

/// Adds the function `name` to `object`.
pub(super) fn define<'js, P, F>(object: &Object<'js>, name: &str, native: F) -> rquickjs::Result<()>
where
    F: IntoJsFunc<'js, P> + 'js,
{
    object.set(name, Function::new(object.ctx().clone(), native)?)
}

/// Makes the object of all native functions.
pub(super) fn object<'js>(ctx: &Ctx<'js>, host: &Rc<Host>) -> rquickjs::Result<Object<'js>> {
    let natives = Object::new(ctx.clone())?;
    add_ends(&natives, host)?;
    add_surroundings(&natives, host)?;
    add_texts(&natives)?;
    add_digests(&natives, host)?;
    add_tellings(&natives, host)?;
    super::files_native::add(&natives, host)?;
    natives.set("openingColumns", modules::OPENING_COLUMNS)?;
    natives.set("closedGlobals", globals::CLOSED.to_vec())?;
    natives.set("laterGlobals", globals::LATER.to_vec())?;
    natives.set("laterMembers", globals::LATER_MEMBERS.to_vec())?;
    Ok(natives)
}

fn add_ends<'js>(natives: &Object<'js>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let shared = Rc::clone(host);
    define(natives, "stop", move |ctx: Ctx<'js>, what: String| -> rquickjs::Result<()> {
        Err(shared.stop(&ctx, &what))
    })?;
    let shared = Rc::clone(host);
    define(natives, "exit", move |ctx: Ctx<'js>, code: i32| -> rquickjs::Result<()> {
        shared.end(End::Exit(u8::try_from(code & 0xff).expect("eight bits")));
        shared.live(&ctx)
    })?;
    let shared = Rc::clone(host);
    define(natives, "write", move |ctx: Ctx<'js>, stream: u8, text: String| {
        shared.live(&ctx)?;
        shared.write(stream, text.as_bytes());
        Ok::<(), rquickjs::Error>(())
    })?;
    let shared = Rc::clone(host);
    define(natives, "writeBinary", move |ctx: Ctx<'js>, stream: u8, text: String| {
        shared.live(&ctx)?;
        shared.write(stream, &bytes_of_binary(&text));
        Ok::<(), rquickjs::Error>(())
    })
}

fn add_surroundings(natives: &Object<'_>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let shared = Rc::clone(host);
    define(natives, "now", move || lossless(shared.now_ms()))?;
    let shared = Rc::clone(host);
    define(natives, "rawNow", move || lossless(shared.system().now().epoch_ms()))?;
    let shared = Rc::clone(host);
    define(natives, "pid", move || shared.system().shell_pid() + 1)?;
    let shared = Rc::clone(host);
    define(natives, "cwd", move || shared.setting().cwd.clone())?;
    let shared = Rc::clone(host);
    define(natives, "arguments", move || shared.setting().arguments.clone())?;
    let shared = Rc::clone(host);
    define(natives, "options", move || shared.setting().options.clone())?;
    let shared = Rc::clone(host);
    define(natives, "stdin", move |ctx: Ctx<'_>| {
        shared.trace.borrow_mut().give_up();
        let bytes = shared.take_stdin().ok_or_else(|| shared.stop(&ctx, KEYBOARD))?;
        Ok::<_, rquickjs::Error>(String::from_utf8_lossy(&bytes).into_owned())
    })?;
    let shared = Rc::clone(host);
    define(natives, "environment", move || {
        let setting = shared.setting();
        setting.environment.iter().flat_map(|(k, v)| [k.clone(), v.clone()]).collect::<Vec<_>>()
    })?;
    let shared = Rc::clone(host);
    define(natives, "noteVariable", move |name: String| {
        let told = told_variable(&shared.setting().environment, &name);
        shared.trace.borrow_mut().note(Question::Variable(name), &told);
    })?;
    let shared = Rc::clone(host);
    define(natives, "noteVariables", move || {
        let told = told_variables(&shared.setting().environment);
        shared.trace.borrow_mut().note(Question::Variables, &told);
    })?;
    let shared = Rc::clone(host);
    define(natives, "source", move |file: String| {
        shared.sources.borrow().get(&file).map(ToString::to_string)
    })
}

fn add_texts<'js>(natives: &Object<'js>) -> rquickjs::Result<()> {
    define(natives, "encode", |ctx: Ctx<'js>, text: String| {
        TypedArray::<u8>::new(ctx, text.into_bytes())
    })?;
    define(natives, "decode", |binary: String| {
        String::from_utf8_lossy(&bytes_of_binary(&binary)).into_owned()
    })?;
    define(natives, "isUtf8", |binary: String| {
        std::str::from_utf8(&bytes_of_binary(&binary)).is_ok()
    })?;
    define(natives, "isProxy", |value: Value<'js>| value.type_of() == Type::Proxy)?;
    define(natives, "isError", |value: Value<'js>| value.is_error())?;
    define(natives, "isPromise", |value: Value<'js>| value.is_promise())?;
    define(natives, "isArrayBuffer", |value: Value<'js>| {
        value.as_object().is_some_and(Object::is_array_buffer)
    })?;
    define(natives, "promiseState", |promise: Promise<'js>| match promise.state() {
        PromiseState::Pending => "pending",
        PromiseState::Resolved => "fulfilled",
        PromiseState::Rejected => "rejected",
    })?;
    define(natives, "promiseResult", |ctx: Ctx<'js>, promise: Promise<'js>| {
        match promise.result::<Value<'js>>() {
            Some(Ok(value)) => value,
            Some(Err(_)) => ctx.catch(),
            None => Value::new_undefined(ctx),
        }
    })
}

fn add_digests<'js>(natives: &Object<'js>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let shared = Rc::clone(host);
    define(natives, "digestBegin", move |ctx: Ctx<'js>, algorithm: String| {
        if Algorithm::named(&algorithm).is_none() {
            return Err(shared.stop(&ctx, &format!("crypto with '{algorithm}'")));
        }
        shared.digests.borrow_mut().begin().ok_or_else(|| shared.stop(&ctx, "so many digests"))
    })?;
    for (name, is_binary) in [("digestText", false), ("digestBinary", true)] {
        let shared = Rc::clone(host);
        define(natives, name, move |ctx: Ctx<'js>, number: usize, text: String| {
            let bytes = if is_binary { bytes_of_binary(&text) } else { text.into_bytes() };
            if shared.digests.borrow_mut().update(number, &bytes) {
                return Ok(());
            }
            Err(shared.stop(&ctx, "a digest of so many bytes"))
        })?;
    }
    let shared = Rc::clone(host);
    define(natives, "digestEnd", move |number: usize, algorithm: String, key: Option<String>| {
        let algorithm = Algorithm::named(&algorithm).expect("it was begun under a known name");
        let mut digests = shared.digests.borrow_mut();
        let bytes = match key {
            None => digests.finish(number, algorithm),
            Some(key) => digests.finish_keyed(number, algorithm, &bytes_of_binary(&key)),
        };
        hex(&bytes)
    })
}

fn add_tellings<'js>(natives: &Object<'js>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let shared = Rc::clone(host);
    define(natives, "tellStart", move |nesting: usize, name: String| {
        shared.tell(Event::Start { nesting, name });
    })?;
    let shared = Rc::clone(host);
    define(natives, "tellPlan", move |nesting: usize, count: usize| {
        shared.tell(Event::Plan { nesting, count });
    })?;
    let shared = Rc::clone(host);
    define(natives, "tellNote", move |nesting: usize, text: String| {
        shared.tell(Event::Note { nesting, text });
    })?;
    let shared = Rc::clone(host);
    define(natives, "isChild", move || shared.setting().telling == Telling::ToRunner)?;
    let shared = Rc::clone(host);
    define(natives, "tellEnd", move || shared.tell_end())?;
    let shared = Rc::clone(host);
    define(natives, "tellDone", move |told: Object<'js>| {
        let done = done_from(&told)?;
        shared.tell(Event::Done(Box::new(done)));
        Ok::<(), rquickjs::Error>(())
    })
}

fn done_from(told: &Object<'_>) -> rquickjs::Result<Done> {
    Ok(Done {
        nesting: told.get("nesting")?,
        number: told.get("number")?,
        name: told.get("name")?,
        full_name: told.get("fullName")?,
        suite: told.get("suite")?,
        skip: told.get("skip")?,
        todo: told.get("todo")?,
        duration_ms: told.get("durationMs")?,
        failure: failure_from(told)?,
        details: told.get::<_, Array<'_>>("details")?.iter().collect::<Result<_, _>>()?,
    })
}

fn failure_from(told: &Object<'_>) -> rquickjs::Result<Option<Failure>> {
    let Some(text) = told.get("failure")? else { return Ok(None) };
    Ok(Some(Failure { text, kind: told.get("failureKind")? }))
}

/// Turns a text of which every character stands for one byte into those bytes.
pub(super) fn bytes_of_binary(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c) & 0xff).expect("eight bits")).collect()
}

/// Turns a whole number into one that JavaScript can hold.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 stay below 2^53")]
pub(super) const fn lossless(number: u64) -> f64 {
    number as f64
}

/// Makes a JavaScript value of what a native function answers.
pub(super) fn value<'js>(ctx: &Ctx<'js>, answer: impl IntoJs<'js>) -> rquickjs::Result<Value<'js>> {
    answer.into_js(ctx)
}
