//! `wsdl-codegen check`.

use super::arguments::Check;
use super::console::{Console, GOOD, STRONG, counted};
use super::{Outcome, Stop, input};
use wsdl_codegen::contract;
use wsdl_codegen::diagnostic::{Code, Severity};

pub(super) fn run(arguments: &Check, console: &mut Console) -> Outcome {
    if let Some(code) = &arguments.explain {
        return explain(code, console);
    }
    let (options, _) = input::options(&arguments.inputs)?;
    let contract = input::check_all(&options, console);
    let diagnostics = &contract.diagnostics;
    if !diagnostics.is_empty() {
        let text = diagnostics.render(&contract.sources, console.err_color());
        console.report(&text);
    }
    let failed = diagnostics.has_errors()
        || (arguments.deny_warnings && diagnostics.count(Severity::Warning) > 0);
    if failed || contract.model.is_none() {
        return Err(Stop::Failed(diagnostics.summary()));
    }
    if let Some(model) = &contract.model {
        let ok = console.paint(GOOD, "ok");
        let summary = diagnostics.summary();
        let findings = if summary.is_empty() {
            String::new()
        } else {
            format!(", {summary}")
        };
        console.print(&format!(
            "{ok}: {}, {}, {}{findings}\n",
            counted(contract.sources.len(), "file"),
            counted(contract::calls(model).len(), "operation"),
            counted(contract::declared_types(model), "type"),
        ))?;
    }
    Ok(0)
}

fn explain(wanted: &str, console: &mut Console) -> Outcome {
    match Code::ALL
        .iter()
        .find(|code| code.as_str().eq_ignore_ascii_case(wanted))
    {
        Some(code) => {
            let name = console.paint(STRONG, code.as_str());
            console.print(&format!(
                "{name}: {}\nhelp: {}\n",
                code.explanation(),
                code.help()
            ))?;
            Ok(0)
        }
        None => Err(Stop::Failed(format!("there is no code {wanted}"))),
    }
}
