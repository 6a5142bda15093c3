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
        .find(|code| is_meant(code.as_str(), wanted))
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

/// Whether a code is wanted by its name, or by its number: `WSDL0101`, `0101` or `101`.
fn is_meant(code: &str, wanted: &str) -> bool {
    let number = |text: &str| {
        let digits = match text.get(..4) {
            Some(start) if start.eq_ignore_ascii_case("WSDL") => text.get(4..)?,
            _ => text,
        };
        digits.parse::<u16>().ok()
    };
    let wanted = number(wanted);
    wanted.is_some() && wanted == number(code)
}

#[cfg(test)]
mod tests {
    use super::is_meant;

    #[test]
    fn codes_are_known_by_their_numbers() {
        for wanted in ["WSDL0101", "wsdl0101", "0101", "101", "WSDL101"] {
            assert!(is_meant("WSDL0101", wanted), "{wanted}");
        }
        for wanted in ["", "WSDL", "WSDL0102", "1", "1010", "é101", "WSDé"] {
            assert!(!is_meant("WSDL0101", wanted), "{wanted}");
        }
    }
}
