//! WS-Security with other toolkits. Signatures are about bytes of messages, not about pairs over HTTP, so a test of `soap-security` judges
//! them; here its peers are installed.

use super::{Place, install};
use std::process::Command;
use testkit::process::{output, status};
use testkit::repository::cargo_test;

const XMLSEC: &str = "1.3.17";
const SPNEGO: &str = "0.12.4";

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
        (
            "gSOAP with OpenSSL",
            install::debian(&["gsoap", "libgsoap-dev", "libssl-dev", "g++"], allowed),
        ),
        ("zeep with xmlsec", xmlsec(place, allowed)),
    ] {
        if let Err(message) = had {
            println!("\n*** NOT TESTED: {name} could not be had ***\n{message}");
            missing.push(name);
        }
    }
    println!("\nWS-Security with WSS4J, zeep, node-soap and gSOAP");
    let mut command = cargo_test("peers");
    if missing.is_empty() {
        // A peer that is skipped is an error then.
        command.env("INTEROP", "1");
    }
    status(&mut command)?;
    sign_in(place, allowed)
}

/// NTLM with pyspnego, which is installed beside zeep.
fn sign_in(place: &Place, allowed: bool) -> Result<(), String> {
    let mut command = cargo_test("acceptor");
    match python_package(place, allowed, "spnego", &format!("pyspnego=={SPNEGO}")) {
        Ok(()) => drop(command.env("INTEROP", "1")),
        Err(message) => {
            println!("\n*** NOT TESTED: pyspnego could not be had ***\n{message}");
        }
    }
    println!("\nNTLM with pyspnego");
    status(&mut command)?;
    kerberos(allowed)
}

/// Kerberos with the KDC of MIT, and Apache with `mod_auth_gssapi`. `apache2-bin` starts no server, as `apache2` would.
fn kerberos(allowed: bool) -> Result<(), String> {
    let mut command = cargo_test("kerberos");
    let packages = [
        "krb5-kdc",
        "krb5-admin-server",
        "apache2-bin",
        "libapache2-mod-auth-gssapi",
        "libfaketime",
        "libwss4j-java",
        "libxml-security-java",
    ];
    match install::debian(&packages, allowed) {
        Ok(()) => drop(command.env("INTEROP", "1")),
        Err(message) => {
            println!("\n*** NOT TESTED: Kerberos could not be had ***\n{message}");
        }
    }
    println!("\nKerberos with MIT's KDC and Apache");
    status(&mut command)
}

/// Installs xmlsec beside zeep.
fn xmlsec(place: &Place, allowed: bool) -> Result<(), String> {
    python_package(place, allowed, "xmlsec", &format!("xmlsec=={XMLSEC}"))
}

/// Installs a package beside zeep, unless its module is there.
fn python_package(place: &Place, allowed: bool, module: &str, package: &str) -> Result<(), String> {
    let python = place.work.join("zeep/bin/python");
    let there = || output(Command::new(&python).args(["-c", &format!("import {module}")]));
    if there().is_ok() {
        return Ok(());
    }
    if !allowed {
        return Err(format!("not installed: {module}"));
    }
    output(Command::new(&python).args(["-m", "pip", "install", "-q", package])).map(drop)
}
