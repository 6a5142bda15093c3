//! `wsdl-codegen sample`.

use super::arguments::{Inputs, Sample};
use super::console::Console;
use super::{Outcome, Stop, input};
use std::path::Path;
use wsdl_codegen::contract::Model;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Call, Direction, calls, find};
use wsdl_codegen::internal::nearest;

pub(super) fn run(arguments: &Sample, console: &mut Console) -> Outcome {
    let (operation, inputs) = told_apart(arguments);
    let (options, _) = input::options(&inputs)?;
    let model = input::read_model(&options, console)?;
    let call = one(&model, &operation)?;
    let style = match (arguments.soap11, arguments.soap12, arguments.typed_tree) {
        (true, _, _) => SampleStyle::Soap11,
        (_, true, _) => SampleStyle::Soap12,
        (_, _, true) => SampleStyle::TypedTree,
        _ => SampleStyle::of(&call),
    };
    let wanted = SampleOptions {
        style,
        required_only: arguments.required,
        secrets: options.secrets.clone(),
        ..SampleOptions::default()
    };
    let sampler = Sampler::new(call.model);
    let mut out = String::new();
    if !arguments.response && call.has(Direction::Request) {
        out.push_str(&sampler.sample(&call, Direction::Request, &wanted));
    }
    if !arguments.request {
        if call.has(Direction::Response) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&sampler.sample(&call, Direction::Response, &wanted));
        } else if arguments.response {
            return Err(Stop::Failed(format!(
                "{} is one-way: there is no response",
                call.name()
            )));
        }
    }
    console.print(&out)?;
    Ok(0)
}

/// The operation and the contracts, which may be named in either order.
fn told_apart(arguments: &Sample) -> (String, Inputs) {
    let mut inputs = arguments.inputs.clone();
    let operation = &arguments.operation;
    if input::is_contract(Path::new(operation)) {
        let other = inputs
            .wsdl
            .iter()
            .position(|path| !input::is_contract(path));
        if let Some(other) = other {
            let found = inputs.wsdl.remove(other).to_string_lossy().into_owned();
            inputs.wsdl.insert(0, operation.into());
            return (found, inputs);
        }
    }
    (operation.clone(), inputs)
}

pub(super) fn one<'m>(model: &'m Model, name: &str) -> Result<Call<'m>, Stop> {
    let found = find(model, name);
    match found.as_slice() {
        [call] => Ok(*call),
        [] => {
            let lower = name.rsplit('.').next().unwrap_or(name).to_lowercase();
            let all = calls(model);
            let like: Vec<_> = all
                .iter()
                .filter(|call| call.operation().name.to_lowercase().contains(&lower))
                .map(Call::name)
                .take(10)
                .collect();
            let hint = match like.as_slice() {
                [] => similar(name, &all),
                [one] => format!("did you mean {one}?"),
                several => format!("did you mean one of {}?", several.join(", ")),
            };
            Err(Stop::Failed(format!(
                "there is no operation {name}: {hint}"
            )))
        }
        several => {
            let names: Vec<_> = several.iter().map(Call::name).collect();
            Err(Stop::Failed(format!(
                "several services have {name}: say which of {}",
                names.join(", ")
            )))
        }
    }
}

/// Suggests the operation with the most similar name.
fn similar(name: &str, all: &[Call<'_>]) -> String {
    let local = name.rsplit('.').next().unwrap_or(name);
    let names = || all.iter().map(|call| &*call.operation().name);
    // Names may hold dots themselves.
    let found = nearest(name, names()).or_else(|| nearest(local, names()));
    match all
        .iter()
        .find(|call| Some(&*call.operation().name) == found)
    {
        Some(call) => format!("did you mean {}?", call.name()),
        None => "`wsdl-codegen inspect` lists them".to_owned(),
    }
}
