//! Functions that reach out of the program: inputs, environment, standard error, the exit.

use jaq_core::box_iter::box_once;
use jaq_core::native::{bome, v};
use jaq_core::{Cv, Exn};

use super::host::Jq;
use super::inputs::Item;
use super::natives::Function;
use super::number;
use super::value::{Value, error};

/// Returns the functions of this file.
pub(super) fn all() -> Vec<Function> {
    vec![
        ("env", v(0), |cv| bome(Ok(cv.0.data().host.environment.clone()))),
        ("input", v(0), |cv| {
            box_once(next_input(&cv).unwrap_or_else(|| Err(error("break").into())))
        }),
        ("input_or_nothing", v(0), |cv| Box::new(next_input(&cv).into_iter())),
        ("input_filename", v(0), |cv| {
            let name = cv.0.data().host.inputs.borrow().name();
            bome(Ok(name.map_or(Value::Null, Value::Text)))
        }),
        ("input_line_number", v(0), |cv| bome(Ok(cv.0.data().host.inputs.borrow().line().into()))),
        ("debug", v(0), |cv| {
            let line = format!("[\"DEBUG:\",{}]\n", cv.1.to_json());
            cv.0.data().host.errors.write(line.as_bytes());
            bome(Ok(cv.1))
        }),
        ("stderr", v(0), |cv| {
            cv.0.data().host.errors.write(cv.1.to_json().as_bytes());
            bome(Ok(cv.1))
        }),
        ("exit", v(1), |mut cv| {
            let code = exit_code(&cv.0.pop_var());
            box_once(Err(Exn::halt(code.unwrap_or(0))))
        }),
        ("complain", v(1), |mut cv| {
            let Some(code) = exit_code(&cv.0.pop_var()) else {
                let message = format!("{} halt_error/1: number required", cv.1.shown());
                return bome(Err(error(message)));
            };
            let text = match &cv.1 {
                Value::Null => String::new(),
                Value::Text(text) => text.to_string(),
                other => format!("{}\n", other.to_json()),
            };
            cv.0.data().host.errors.write(text.as_bytes());
            box_once(Err(Exn::halt(code)))
        }),
    ]
}

fn exit_code(value: &Value) -> Option<i32> {
    match value {
        Value::Number(code) => i32::try_from(number::whole(*code) & 0xff).ok(),
        _ => None,
    }
}

fn next_input<'a>(cv: &Cv<'a, Jq>) -> Option<Result<Value, Exn<'a, Value>>> {
    let host = cv.0.data().host;
    host.inputs.borrow_mut().next(&host.errors).map(|item| match item {
        Item::Value(value) => Ok(value),
        Item::Broken(message) => Err(error(message).into()),
    })
}
