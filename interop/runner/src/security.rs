//! WS-Security with other toolkits. Signatures are about bytes of messages, not about pairs over HTTP, so a test of `soap-security` judges
//! them; here its peers are installed.

use super::{Place, install};
use std::process::Command;
use testkit::process::{output, status};
use testkit::repository::cargo;

const XMLSEC: &str = "1.3.17";

/// Installs what is missing, and runs the test. A peer that cannot be had is named, and not tested.
pub(super) fn run(place: &Place, allowed: bool) -> Result<(), String> {
    let mut missing = Vec::new();
    for (name, had) in [
        (
            "WSS4J",
            install::debian(
                &["libwss4j-java", "libxml-security-java", "openssl"],
                allowed,
            ),
        ),
        ("zeep with xmlsec", xmlsec(place, allowed)),
    ] {
        if let Err(message) = had {
            println!("\n*** NOT TESTED: {name} could not be had ***\n{message}");
            missing.push(name);
        }
    }
    println!("\nWS-Security with WSS4J, zeep and node-soap");
    let mut command = cargo();
    command.args([
        "test",
        "--quiet",
        "--package",
        "soap-security",
        "--test",
        "peers",
    ]);
    if missing.is_empty() {
        // A peer that is skipped is an error then.
        command.env("INTEROP", "1");
    }
    status(&mut command)
}

/// Installs xmlsec beside zeep.
fn xmlsec(place: &Place, allowed: bool) -> Result<(), String> {
    let python = place.work.join("zeep/bin/python");
    let there = || output(Command::new(&python).args(["-c", "import xmlsec"]));
    if there().is_ok() {
        return Ok(());
    }
    if !allowed {
        return Err("not installed: xmlsec".into());
    }
    output(Command::new(&python).args(["-m", "pip", "install", "-q", &format!("xmlsec=={XMLSEC}")]))
        .map(drop)
}
