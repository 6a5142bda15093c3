//! `wsdl-codegen check`.

use super::arguments::{Check, FindingFormat};
use super::console::{Console, GOOD, STRONG, counted};
use super::exit_codes::DONE;
use super::{Outcome, Stop, findings, input};
use std::fmt::Write as _;
use wsdl_codegen::contract;
use wsdl_codegen::diagnostic::{Code, Severity};
use wsdl_codegen::internal::nearest;

pub(super) fn run(arguments: &Check, console: &mut Console) -> Outcome {
    if let Some(code) = &arguments.explain {
        return explain(code, console);
    }
    let (options, _) = input::options(&arguments.inputs)?;
    let contract = input::check_all(&options, console);
    let (diagnostics, sources) = (&contract.diagnostics, &contract.sources);
    match arguments.format {
        FindingFormat::Human if diagnostics.is_empty() => {}
        FindingFormat::Human => console.report(&diagnostics.render(sources, console.err_color())),
        FindingFormat::Json => console.print(&findings::json(diagnostics, sources))?,
        FindingFormat::Sarif => console.print(&findings::sarif(diagnostics, sources))?,
        FindingFormat::Github => console.print(&findings::github(diagnostics, sources))?,
    }
    let failed = diagnostics.has_errors()
        || (arguments.deny_warnings && diagnostics.count(Severity::Warning) > 0);
    if failed || contract.model.is_none() {
        return Err(Stop::Failed(diagnostics.summary()));
    }
    if let Some(model) = contract
        .model
        .as_ref()
        .filter(|_| arguments.format == FindingFormat::Human)
    {
        let ok = console.paint(GOOD, "ok");
        let summary = diagnostics.summary();
        let findings = if summary.is_empty() {
            String::new()
        } else {
            format!(", {summary}")
        };
        console.print(&format!(
            "{ok}: {}, {}, {}{findings}\n",
            counted(sources.files().count(), "file"),
            counted(contract::calls(model).len(), "operation"),
            counted(contract::declared_types(model), "type"),
        ))?;
    }
    Ok(DONE)
}

/// Explains a code; an empty one lists all.
fn explain(wanted: &str, console: &mut Console) -> Outcome {
    if wanted.is_empty() {
        let mut list = String::new();
        for code in Code::ALL {
            let name = console.paint(STRONG, code.as_str());
            let _ = writeln!(list, "{name}  {}", code.explanation());
        }
        console.print_prose(&list)?;
        return Ok(DONE);
    }
    let known = || Code::ALL.iter().map(|code| code.as_str());
    match Code::ALL
        .iter()
        .find(|code| code.as_str().eq_ignore_ascii_case(wanted))
    {
        Some(code) => {
            let name = console.paint(STRONG, code.as_str());
            console.print_prose(&format!(
                "{name}: {}\nhelp: {}\n",
                code.explanation(),
                code.help()
            ))?;
            Ok(DONE)
        }
        None => {
            let hint = nearest(wanted, known()).map_or_else(
                || "`check --explain` lists them".to_owned(),
                |name| format!("did you mean {name}?"),
            );
            Err(Stop::Failed(format!("there is no code {wanted}: {hint}")))
        }
    }
}
