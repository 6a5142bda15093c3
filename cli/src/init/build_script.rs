//! The build script: one that generates a contract, or an existing one with another contract added.

use crate::Stop;
use std::fmt::Write as _;

const START: &str = "fn main() -> Result<(), wsdl_codegen::Error> {\n";
/// The end of the last contract.
const END: &str = "        .build()\n}\n";
/// The end of each other one.
const AND: &str = "        .build()?;\n";

/// The build script with the contract. `known` is the text of the one that is there.
pub(super) fn completed(
    known: Option<&str>,
    wsdl: &[String],
    module: &str,
) -> Result<String, Stop> {
    let contract = contract(wsdl, module);
    let Some(known) = known else {
        return Ok(format!("{START}{contract}{END}"));
    };
    let known = known.replace("\r\n", "\n");
    // Running the command again changes nothing.
    if known.contains(&format!("{contract}{END}")) || known.contains(&format!("{contract}{AND}")) {
        return Ok(known);
    }
    let names_module = known.contains(&format!(".module({module:?})"));
    match known.strip_suffix(END).filter(|_| !names_module) {
        Some(others) => Ok(format!("{others}{AND}{contract}{END}")),
        None => Err(Stop::Failed(match names_module {
            true => format!(
                "nothing was set up: build.rs generates a module `{module}` already; choose another name by --module"
            ),
            false => format!(
                "nothing was set up: build.rs is not one that this command wrote. Add these lines to it, and run this again:\n\n{contract}{AND}"
            ),
        })),
    }
}

/// The lines of one contract, without its end.
fn contract(wsdl: &[String], module: &str) -> String {
    let mut text = "    wsdl_codegen::Builder::new()\n".to_owned();
    for path in wsdl {
        let _ = writeln!(text, "        .wsdl({path:?})");
    }
    let _ = writeln!(text, "        .module({module:?})");
    text
}

#[cfg(test)]
mod tests {
    use super::completed;
    use crate::Stop;

    fn refused(known: &str, module: &str) -> String {
        match completed(Some(known), &["a.wsdl".to_owned()], module) {
            Err(Stop::Failed(message)) => message,
            _ => String::new(),
        }
    }

    fn added(known: Option<&str>, module: &str) -> Option<String> {
        completed(known, &[format!("{module}.wsdl")], module).ok()
    }

    #[test]
    fn contracts_are_added_once() {
        let one = added(None, "orders").unwrap_or_default();
        assert_eq!(added(Some(&one), "orders").as_ref(), Some(&one));
        let two = added(Some(&one), "stock").unwrap_or_default();
        assert_eq!(
            two,
            "fn main() -> Result<(), wsdl_codegen::Error> {\n    wsdl_codegen::Builder::new()\n        .wsdl(\"orders.wsdl\")\n        .module(\"orders\")\n        .build()?;\n    wsdl_codegen::Builder::new()\n        .wsdl(\"stock.wsdl\")\n        .module(\"stock\")\n        .build()\n}\n"
        );
        for module in ["orders", "stock"] {
            assert_eq!(added(Some(&two), module).as_ref(), Some(&two));
        }
        let three = added(Some(&two), "mail").unwrap_or_default();
        assert_eq!(three.matches(".build()?;").count(), 2);
    }

    #[test]
    fn scripts_of_others_are_left_alone() {
        let message = refused("fn main() {}\n", "a");
        assert!(message.contains(".wsdl(\"a.wsdl\")"), "{message}");
        let one = added(None, "orders").unwrap_or_default();
        let message = refused(&one, "orders");
        assert!(message.contains("--module"), "{message}");
    }
}
