//! The first call: an example that calls the first operation of the generated code.

use super::code::{Expression, chain};
use super::first::SampleRequest;
use super::values::{Values, path, quoted, text_of};
use std::fmt::Write as _;
use std::path::PathBuf;
use syn::{Attribute, FnArg, ImplItem, Item, ReturnType, Type};

/// The names that a call of an operation needs.
struct CallNames<'a> {
    /// The module of the service.
    service: String,
    client: String,
    method: String,
    /// The names of the port type and the operation in the contract.
    names: Option<(String, String)>,
    /// The type of the headers of requests.
    headers: Option<&'a Type>,
    /// The types of its arguments, with whether each is passed by reference.
    arguments: Vec<(&'a Type, bool)>,
    has_reply: bool,
    /// Whether the contract says where the service is.
    has_address: bool,
}

/// The text of the example. The sample is that of an operation, by the names of its port type and its own.
pub(super) fn example(
    files: &[(PathBuf, String)],
    module: &str,
    sample: impl FnOnce(&str, &str) -> Option<SampleRequest>,
) -> String {
    let parsed: Vec<(String, syn::File)> = files
        .iter()
        .filter_map(|(path, text)| {
            let stem = path.file_stem()?.to_string_lossy().into_owned();
            Some((stem, syn::parse_file(text).ok()?))
        })
        .collect();
    let mut out = format!(
        "//! A first call: `cargo run --example {module}_call -- http://service.example/`.\n\n\
         #[path = \"../src/{module}.rs\"]\nmod {module};\n\n"
    );
    match parsed
        .iter()
        .find_map(|(stem, file)| first_call(stem, file))
    {
        Some(call) => {
            let names = call.names.as_ref();
            let sample = names.and_then(|(port_type, operation)| sample(port_type, operation));
            let values = Values {
                module,
                files: &parsed,
            };
            write_call(&mut out, &values, &call, &sample.unwrap_or_default());
        }
        None => out.push_str(
            "fn main() {\n    println!(\"The contract has types and no operations.\");\n}\n",
        ),
    }
    out
}

/// The first method of a client that returns a `Call`.
fn first_call<'a>(service: &str, file: &'a syn::File) -> Option<CallNames<'a>> {
    file.items.iter().find_map(|item| {
        let Item::Impl(block) = item else { return None };
        let client = last_name(&block.self_ty)?;
        if block.trait_.is_some() || !client.ends_with("Client") {
            return None;
        }
        block.items.iter().find_map(|item| {
            let ImplItem::Fn(method) = item else {
                return None;
            };
            let ReturnType::Type(_, returned) = &method.sig.output else {
                return None;
            };
            let Type::Path(path) = &**returned else {
                return None;
            };
            let last = path
                .path
                .segments
                .last()
                .filter(|last| last.ident == "Call")?;
            let mut types = Vec::new();
            if let syn::PathArguments::AngleBracketed(list) = &last.arguments {
                types.extend(list.args.iter().filter_map(|argument| match argument {
                    syn::GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                }));
            }
            let has_reply =
                !matches!(types.first(), Some(Type::Tuple(unit)) if unit.elems.is_empty());
            let arguments = method
                .sig
                .inputs
                .iter()
                .filter_map(|argument| match argument {
                    FnArg::Typed(typed) => match &*typed.ty {
                        Type::Reference(reference) => Some((&*reference.elem, true)),
                        ty => Some((ty, false)),
                    },
                    FnArg::Receiver(_) => None,
                });
            Some(CallNames {
                service: service.to_owned(),
                client: client.clone(),
                method: method.sig.ident.to_string(),
                names: port_type(file, &client).zip(remark(&method.attrs, "Operation ")),
                headers: headers(block),
                arguments: arguments.collect(),
                has_reply,
                has_address: block
                    .items
                    .iter()
                    .any(|item| matches!(item, ImplItem::Const(item) if item.ident == "ADDRESS")),
            })
        })
    })
}

fn last_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The name at the start of a remark: Operation `Name`.
fn remark(attributes: &[Attribute], before: &str) -> Option<String> {
    let mut texts = attributes.iter().filter_map(text_of);
    texts.find_map(|text| quoted(text.trim().strip_prefix(before)?))
}

/// The port type of a client, by its documentation.
fn port_type(file: &syn::File, client: &str) -> Option<String> {
    file.items.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == client => remark(&item.attrs, "Client of port type "),
        _ => None,
    })
}

/// The type that `with_headers` of a client takes.
fn headers(block: &syn::ItemImpl) -> Option<&Type> {
    block.items.iter().find_map(|item| {
        let ImplItem::Fn(method) = item else {
            return None;
        };
        let is_it = method.sig.ident == "with_headers";
        method
            .sig
            .inputs
            .iter()
            .find_map(|argument| match argument {
                FnArg::Typed(typed) if is_it => Some(&*typed.ty),
                _ => None,
            })
    })
}

fn write_call(out: &mut String, values: &Values<'_>, call: &CallNames<'_>, sample: &SampleRequest) {
    let CallNames {
        service, method, ..
    } = call;
    let client = path(values.module, values.files, service, &call.client);
    let otherwise = match call.has_address {
        true => format!(".unwrap_or_else(|| {client}::ADDRESS.to_owned())"),
        false => ".ok_or(\"the address of the service is missing\")?".to_owned(),
    };
    let address = chain("std::env::args()", &[".nth(1)".to_owned(), otherwise]);
    let transport = [Expression::text("address"), Expression::text("Ureq::new()")];
    let made = Expression::call("Client::blocking", transport.to_vec());
    let made = statement(
        "client",
        &Expression::call(&format!("{client}::new"), vec![made]),
    );
    let _ = write!(
        out,
        "use soap_runtime::Client;\nuse soap_runtime::transport::Ureq;\nuse std::process::ExitCode;\n\n\
         fn main() -> ExitCode {{\n    \
         match call() {{\n        \
         Ok(()) => ExitCode::SUCCESS,\n        \
         Err(error) => {{\n            \
         eprintln!(\"{{error}}\");\n            \
         ExitCode::FAILURE\n        }}\n    }}\n}}\n\n\
         fn call() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let address = {address};\n{made}"
    );
    let headers = call.headers.zip(sample.headers.as_ref());
    let headers = headers.and_then(|(ty, sample)| values.headers(ty, service, sample));
    if let Some(headers) = headers {
        out.push_str(&statement("headers", &headers));
        out.push_str("    let client = client.with_headers(headers);\n");
    }
    let mut passed = Vec::new();
    for (index, (ty, by_reference)) in call.arguments.iter().enumerate() {
        let (variable, sample) = match index {
            0 => ("request".to_owned(), sample.body.as_ref()),
            index => (format!("argument{}", index.saturating_add(1)), None),
        };
        let value = values.of(ty, service, 0, sample);
        out.push_str(&statement(&variable, &value));
        passed.push(match by_reference {
            true => format!("&{variable}"),
            false => variable,
        });
    }
    let calls = [
        format!(".{method}({})", passed.join(", ")),
        ".wait()?".to_owned(),
    ];
    let call_it = chain("client", &calls);
    if call.has_reply {
        let _ = write!(
            out,
            "    let reply = {call_it};\n    println!(\"{{:#?}}\", reply.body);\n    Ok(())\n}}\n"
        );
    } else {
        let _ = write!(
            out,
            "    {call_it};\n    println!(\"sent\");\n    Ok(())\n}}\n"
        );
    }
}

fn statement(variable: &str, value: &Expression) -> String {
    let start = format!("    let {variable} = ");
    let value = value.written(4, start.len(), 1);
    format!("{start}{value};\n")
}
