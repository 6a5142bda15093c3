//! The first call: an example that calls the first operation of the generated code.

use super::values::{Values, path};
use std::fmt::Write as _;
use std::path::PathBuf;
use syn::{FnArg, ImplItem, Item, ReturnType, Type};

/// The names that a call of an operation needs.
struct Call<'a> {
    /// The module of the service.
    service: String,
    client: String,
    method: String,
    /// The types of its arguments, with whether each is passed by reference.
    arguments: Vec<(&'a Type, bool)>,
    has_reply: bool,
    /// Whether the contract says where the service is.
    has_address: bool,
}

/// The text of the example.
pub(super) fn example(files: &[(PathBuf, String)], module: &str) -> String {
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
        Some(call) => write_call(&mut out, module, &call, &parsed),
        None => out.push_str(
            "fn main() {\n    println!(\"The contract has types and no operations.\");\n}\n",
        ),
    }
    out
}

/// The first method of a client that returns a `Call`.
fn first_call<'a>(service: &str, file: &'a syn::File) -> Option<Call<'a>> {
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
            Some(Call {
                service: service.to_owned(),
                client: client.clone(),
                method: method.sig.ident.to_string(),
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

fn write_call(out: &mut String, module: &str, call: &Call<'_>, files: &[(String, syn::File)]) {
    let Call {
        service,
        client,
        method,
        ..
    } = call;
    let client = path(module, files, service, client);
    let otherwise = match call.has_address {
        true => format!(".unwrap_or_else(|| {client}::ADDRESS.to_owned())"),
        false => ".ok_or(\"the address of the service is missing\")?".to_owned(),
    };
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
         let address = std::env::args().nth(1){otherwise};\n    \
         let client = {client}::new(Client::blocking(address, Ureq::new()));\n"
    );
    let values = Values { module, files };
    let mut passed = Vec::new();
    for (index, (ty, by_reference)) in call.arguments.iter().enumerate() {
        let variable = match index {
            0 => "request".to_owned(),
            index => format!("argument{}", index + 1),
        };
        let value = values.of(ty, service, 0);
        let _ = writeln!(out, "    let {variable} = {value};");
        passed.push(if *by_reference {
            format!("&{variable}")
        } else {
            variable
        });
    }
    let call_it = format!("client.{method}({}).wait()?", passed.join(", "));
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
