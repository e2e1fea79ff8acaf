//! The native functions behind `node:fs`. A number in place of an answer is libuv's error number.

use std::rc::Rc;

use rquickjs::{Ctx, Object, TypedArray, Value};

use super::files::{self, number_of};
use super::host::Host;
use super::natives::{bytes_of_binary, define, value};
use super::trace::Question;
use crate::throwaway::Root;
use crate::world::{FileError, FileKind};

/// Adds the functions to `natives`.
pub(super) fn add(natives: &Object<'_>, host: &Rc<Host>) -> rquickjs::Result<()> {
    add_readers(natives, host)?;
    add_questions(natives, host)?;
    add_writers(natives, host)?;
    add_changes(natives, host)
}

fn add_readers<'js>(natives: &Object<'js>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let shared = Rc::clone(host);
    define(natives, "readText", move |ctx: Ctx<'js>, path: String| {
        let read = read(&shared, &ctx, &path)?;
        answer(&shared, &ctx, read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    })?;
    let shared = Rc::clone(host);
    define(natives, "readBytes", move |ctx: Ctx<'js>, path: String| {
        match read(&shared, &ctx, &path)? {
            Ok(bytes) => Ok(TypedArray::<u8>::new(ctx, bytes)?.into_value()),
            Err(error) => answer(&shared, &ctx, Err::<(), _>(error)),
        }
    })
}

fn add_questions<'js>(natives: &Object<'js>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let shared = Rc::clone(host);
    define(natives, "exists", move |ctx: Ctx<'js>, path: String| {
        shared.live(&ctx)?;
        Ok::<bool, rquickjs::Error>(kind(&shared, &shared.absolute(&path)).is_some())
    })?;
    let shared = Rc::clone(host);
    define(natives, "stat", move |ctx: Ctx<'js>, path: String, follow: bool| {
        shared.live(&ctx)?;
        let path = shared.absolute(&path);
        let found = files::stat(&shared.system().root, &path, follow);
        let told = files::told(found.clone());
        shared.trace.borrow_mut().note(Question::Stat { path, follow }, &told);
        answer(&shared, &ctx, found.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    })?;
    let shared = Rc::clone(host);
    define(natives, "list", move |ctx: Ctx<'js>, path: String| {
        shared.live(&ctx)?;
        let path = shared.absolute(&path);
        let found = shared.system().root.list(&path);
        let told = files::told(found.clone().map(|names| names.join("\0").into()));
        shared.trace.borrow_mut().note(Question::List(path), &told);
        answer(&shared, &ctx, found)
    })?;
    let shared = Rc::clone(host);
    define(natives, "realPath", move |ctx: Ctx<'js>, path: String| {
        shared.live(&ctx)?;
        let found = real(&shared, &shared.absolute(&path));
        answer(&shared, &ctx, found)
    })?;
    let shared = Rc::clone(host);
    define(natives, "readLink", move |ctx: Ctx<'js>, path: String| {
        change(&shared, &ctx, |root| root.read_link(&shared.absolute(&path)))
    })
}

fn add_writers<'js>(natives: &Object<'js>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let shared = Rc::clone(host);
    define(natives, "writeText", move |ctx: Ctx<'js>, path: String, text: String, how: bool| {
        write(&shared, &ctx, &path, text.as_bytes(), how)
    })?;
    let shared = Rc::clone(host);
    define(natives, "writeBytes", move |ctx: Ctx<'js>, path: String, text: String, how: bool| {
        write(&shared, &ctx, &path, &bytes_of_binary(&text), how)
    })?;
    let shared = Rc::clone(host);
    define(natives, "copy", move |ctx: Ctx<'js>, from: String, to: String| {
        let (from, to) = (shared.absolute(&from), shared.absolute(&to));
        change(&shared, &ctx, |root| {
            root.write(&to, &root.read(&from)?)?;
            root.set_mode(&to, root.mode(&from).unwrap_or(0o644))
        })
    })
}

/// What is done to one path.
type Operation = fn(&Root, &str) -> Result<(), FileError>;

fn add_changes<'js>(natives: &Object<'js>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let one_path: [(&str, Operation); 5] = [
        ("mkdir", Root::create_dir),
        ("mkdirAll", Root::create_dir_all),
        ("removeFile", Root::remove_file),
        ("removeDir", Root::remove_dir),
        ("removeDirAll", Root::remove_dir_all),
    ];
    for (name, operation) in one_path {
        let shared = Rc::clone(host);
        define(natives, name, move |ctx: Ctx<'js>, path: String| {
            change(&shared, &ctx, |root| operation(root, &shared.absolute(&path)))
        })?;
    }
    let shared = Rc::clone(host);
    define(natives, "rename", move |ctx: Ctx<'js>, from: String, to: String| {
        change(&shared, &ctx, |root| root.rename(&shared.absolute(&from), &shared.absolute(&to)))
    })?;
    let shared = Rc::clone(host);
    define(natives, "symlink", move |ctx: Ctx<'js>, target: String, path: String| {
        change(&shared, &ctx, |root| root.symlink(&target, &shared.absolute(&path)))
    })?;
    let shared = Rc::clone(host);
    define(natives, "chmod", move |ctx: Ctx<'js>, path: String, mode: u32| {
        change(&shared, &ctx, |root| root.set_mode(&shared.absolute(&path), mode))
    })
}

fn write<'js>(
    host: &Host,
    ctx: &Ctx<'js>,
    path: &str,
    bytes: &[u8],
    append: bool,
) -> rquickjs::Result<Value<'js>> {
    let path = host.absolute(path);
    let operation = if append { Root::append } else { Root::write };
    change(host, ctx, |root| operation(root, &path, bytes))
}

/// Reads a file and notes that it was read.
fn read(host: &Host, ctx: &Ctx<'_>, path: &str) -> rquickjs::Result<Result<Vec<u8>, FileError>> {
    host.live(ctx)?;
    Ok(read_noted(host, &host.absolute(path)))
}

/// Reads a file, absolute in the world, and notes that it was read.
pub(super) fn read_noted(host: &Host, path: &str) -> Result<Vec<u8>, FileError> {
    let found = host.system().root.read(path);
    let told = files::told(found.clone());
    host.trace.borrow_mut().note(Question::Read(path.to_owned()), &told);
    found
}

/// Says what stands at `path`, and notes that it was asked.
pub(super) fn kind(host: &Host, path: &str) -> Option<FileKind> {
    let found = host.system().root.kind(path);
    host.trace.borrow_mut().note(Question::Kind(path.to_owned()), &files::told_kind(found));
    found
}

/// Returns where `path` leads, and notes that it was asked.
pub(super) fn real(host: &Host, path: &str) -> Result<String, FileError> {
    let found = files::real_path(&host.system().root, path);
    let told = files::told(found.clone().map(String::into_bytes));
    host.trace.borrow_mut().note(Question::Real(path.to_owned()), &told);
    found
}

fn change<'js, T: rquickjs::IntoJs<'js>>(
    host: &Host,
    ctx: &Ctx<'js>,
    operation: impl FnOnce(&Root) -> Result<T, FileError>,
) -> rquickjs::Result<Value<'js>> {
    host.live(ctx)?;
    host.trace.borrow_mut().give_up();
    let done = operation(&host.system().root);
    answer(host, ctx, done)
}

fn answer<'js, T: rquickjs::IntoJs<'js>>(
    host: &Host,
    ctx: &Ctx<'js>,
    answered: Result<T, FileError>,
) -> rquickjs::Result<Value<'js>> {
    match answered {
        Ok(found) => value(ctx, found),
        Err(error) => {
            host.harness_error(&error);
            value(ctx, number_of(&error))
        }
    }
}
