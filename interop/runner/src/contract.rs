//! The contract that a server of ours shows at `?wsdl`, with the documents that it imports: each toolkit loads it from the server, and
//! places an order at the address that it names.

use super::Place;
use super::peers::{self, Peer};
use super::process::{Lines, Next};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::process::{output, status};
use testkit::repository::{cargo_build, folder, target};

/// The name of this part of a run, beside the pairs.
pub(super) const NAME: &str = "contract";

/// A line that each program ends with.
const PLACED: &str = "order 4711";

/// Runs the program of each toolkit that could be had.
pub(super) fn run(place: &Place, had: &BTreeMap<Peer, String>) -> Result<(), String> {
    println!("\nThe contract at ?wsdl");
    let work = place.work.join(NAME);
    let _ = fs::remove_dir_all(&work);
    folder(&work)?;
    status(&mut cargo_build("serve"))?;
    let mut server = Lines::start(&mut Command::new(target().join("debug/serve")))?;
    let Next::Line(wsdl) = server.next(Duration::from_secs(30)) else {
        return Err("the server does not say where it listens".into());
    };
    let url = wsdl.trim_end_matches("?wsdl");
    for peer in Peer::ALL {
        let source = place.repository.join("interop/peers").join(peer.name());
        let said = match peer {
            Peer::Ours | Peer::Command | Peer::Gateway | Peer::Mock => continue,
            _ if !had.contains_key(&peer) => {
                println!("{}: not tested", peer.name());
                continue;
            }
            Peer::Gsoap => gsoap(&work, &source, &wsdl, url),
            Peer::Mono => mono(&work, &source, &wsdl, url),
            Peer::Jaxws => jaxws(&work, &source, &wsdl),
            Peer::Php => output(
                Command::new("php")
                    .args(["-d", "soap.wsdl_cache_enabled=0"])
                    .arg(source.join("contract.php"))
                    .arg(&wsdl),
            ),
            Peer::Node => output(
                Command::new("node")
                    .env("NODE_PATH", place.work.join("node/node_modules"))
                    .arg(source.join("contract.js"))
                    .arg(&wsdl),
            ),
            Peer::Zeep => output(
                Command::new(place.work.join("zeep/bin/python"))
                    .arg(source.join("contract.py"))
                    .arg(&wsdl),
            ),
        }
        .map_err(|error| format!("the contract in {}: {error}", peer.name()))?;
        if said.lines().next_back() != Some(PLACED) {
            return Err(format!("{} places no order: {said}", peer.name()));
        }
        println!("{}: it loads the contract and places an order", peer.name());
    }
    Ok(())
}

fn jaxws(work: &Path, source: &Path, wsdl: &str) -> Result<String, String> {
    let classes = work.join("java");
    folder(&classes)?;
    let path = format!("{}:.", peers::class_path());
    output(
        Command::new("wsimport")
            .current_dir(&classes)
            .args(["-s", ".", wsdl]),
    )?;
    output(
        Command::new("javac")
            .current_dir(&classes)
            .args(["-nowarn", "-cp", &path, "-d", "."])
            .arg(source.join("Contract.java")),
    )?;
    let run = ["-cp", &path, "Contract", wsdl];
    output(Command::new("java").current_dir(&classes).args(run))
}

/// WCF imports the contract, and has to find the address that was asked.
fn mono(work: &Path, source: &Path, wsdl: &str, url: &str) -> Result<String, String> {
    let classes = work.join("mono");
    folder(&classes)?;
    output(
        Command::new("wsdl")
            .current_dir(&classes)
            .args(["-out:Orders.cs", wsdl]),
    )?;
    output(
        Command::new("mcs")
            .current_dir(&classes)
            .args([
                "-nowarn:0219",
                "-r:System.ServiceModel",
                "-r:System.Web.Services",
                "-r:System.Xml",
                "-out:Contract.exe",
                "Orders.cs",
            ])
            .arg(source.join("Contract.cs")),
    )?;
    let said = output(
        Command::new("mono")
            .current_dir(&classes)
            .args(["Contract.exe", wsdl]),
    )?;
    if said.lines().next() == Some(&format!("OrderDesk at {url}")) {
        Ok(said)
    } else {
        Err(format!("WCF imports another endpoint: {said}"))
    }
}

fn gsoap(work: &Path, source: &Path, wsdl: &str, url: &str) -> Result<String, String> {
    let sources = work.join("gsoap");
    folder(&sources)?;
    let run = |program: &str, arguments: &[&str]| {
        output(Command::new(program).current_dir(&sources).args(arguments)).map(drop)
    };
    run("wsdl2h", &["-c++11", "-o", "desk.h", wsdl])?;
    run("soapcpp2", &["-j", "-C", "-x", "desk.h"])?;
    let main = source.join("contract.cpp");
    let files = ["soapC.cpp", "soapOrdersBindingProxy.cpp", "-lgsoap++"];
    output(
        Command::new("g++")
            .current_dir(&sources)
            .args(["-O0", "-w", "-std=c++17", "-I.", "-o", "contract"])
            .arg(main)
            .args(files),
    )?;
    output(Command::new(sources.join("contract")).arg(url))
}
