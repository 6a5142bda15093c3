//! The peers: how each is built, started and called.

use super::Place;
use super::process::Running;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::process::{output, status};
use testkit::repository::{cargo_build, folder};

/// A toolkit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Peer {
    Ours,
    Gsoap,
    Mono,
    Jaxws,
    Php,
    Node,
    Zeep,
    /// `wsdl-codegen call`: JSON, without generated code.
    Command,
    /// `wsdl-codegen gateway`, called with JSON.
    Gateway,
    /// `wsdl-codegen mock`, a server from the contract alone.
    Mock,
}

impl Peer {
    pub(super) const ALL: [Self; 10] = [
        Self::Ours,
        Self::Gsoap,
        Self::Mono,
        Self::Jaxws,
        Self::Php,
        Self::Node,
        Self::Zeep,
        Self::Command,
        Self::Gateway,
        Self::Mock,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Gsoap => "gsoap",
            Self::Mono => "mono",
            Self::Jaxws => "jaxws",
            Self::Php => "php",
            Self::Node => "node",
            Self::Zeep => "zeep",
            Self::Command => "command",
            Self::Gateway => "gateway",
            Self::Mock => "mock",
        }
    }
}

/// Client and server of every pair. zeep has no server, our command and gateway are clients of all servers, and our mock serves
/// all clients.
pub(super) fn pairs() -> Vec<(Peer, Peer)> {
    let ours = Peer::Ours;
    let mut pairs = vec![(ours, ours), (ours, Peer::Mock)];
    for client in [Peer::Command, Peer::Gateway] {
        for server in [
            ours,
            Peer::Gsoap,
            Peer::Mono,
            Peer::Jaxws,
            Peer::Php,
            Peer::Node,
        ] {
            pairs.push((client, server));
        }
    }
    for peer in [
        Peer::Gsoap,
        Peer::Mono,
        Peer::Jaxws,
        Peer::Php,
        Peer::Node,
        Peer::Zeep,
    ] {
        pairs.push((peer, ours));
        pairs.push((peer, Peer::Mock));
        if peer != Peer::Zeep {
            pairs.push((ours, peer));
        }
    }
    pairs
}

/// The addresses of a server.
pub(super) struct Urls {
    pub(super) customer: String,
    pub(super) probe11: String,
    pub(super) probe12: String,
}

/// Builds a peer's programs, unless they are newer than their sources.
pub(super) fn build(peer: Peer, place: &Place) -> Result<(), String> {
    let source = place
        .repository
        .join("interop/peers")
        .join(source_folder(peer));
    match peer {
        Peer::Ours => build_program("interop-ours"),
        Peer::Php | Peer::Node | Peer::Zeep | Peer::Gateway | Peer::Mock => Ok(()),
        Peer::Command => build_program("wsdl-codegen"),
        Peer::Gsoap => {
            gsoap(place, &source, "cs", &customer_wsdl(place), &["-1"])?;
            // One program per version: with both, the code of soapcpp2 sends SOAP 1.2 for either.
            gsoap(place, &source, "probe11", &probe_wsdl(place), &["-1"])?;
            gsoap(place, &source, "probe12", &probe_wsdl(place), &["-2"])
        }
        Peer::Mono => {
            for program in ["Server", "Client"] {
                let files = ["CustomerService.cs", "Probe.cs"].map(|name| source.join(name));
                let main = source.join(format!("{program}.cs"));
                let target = place.work.join("mono").join(format!("{program}.exe"));
                if fresh(&target, &[&files[0], &files[1], &main]) {
                    continue;
                }
                folder(&place.work.join("mono"))?;
                output(
                    Command::new("mcs")
                        .args([
                            "-r:System.ServiceModel",
                            "-r:System.Runtime.Serialization",
                            "-r:System.Xml",
                        ])
                        .arg(format!("-out:{}", target.display()))
                        .args(&files)
                        .arg(&main),
                )?;
            }
            Ok(())
        }
        Peer::Jaxws => jaxws(place, &source),
    }
}

/// Builds a program of this repository, with the profile of this one.
fn build_program(name: &str) -> Result<(), String> {
    let mut command = cargo_build(name);
    if beside_this().ends_with("release") {
        command.arg("--release");
    }
    status(&mut command)
}

fn source_folder(peer: Peer) -> &'static str {
    match peer {
        Peer::Ours | Peer::Command | Peer::Gateway | Peer::Mock => "../ours",
        _ => peer.name(),
    }
}

fn customer_wsdl(place: &Place) -> PathBuf {
    place
        .repository
        .join("wsdl/Services83-CustomerService.wsdl")
}

fn probe_wsdl(place: &Place) -> PathBuf {
    place.repository.join("interop/Probe.wsdl")
}

/// Runs wsdl2h, soapcpp2 and g++. `-k` leaves out mustUnderstand where the contract does not ask for it. `-1` sets SOAP
/// 1.1, which a service with a SOAP 1.1 binding needs whatever prefixes its contract declares.
fn gsoap(
    place: &Place,
    source: &Path,
    name: &str,
    wsdl: &Path,
    version: &[&str],
) -> Result<(), String> {
    let work = place.work.join(format!("gsoap-{name}"));
    let program = work.join(name);
    let main = source.join(format!("{}.cpp", name.trim_end_matches(['1', '2'])));
    if fresh(&program, &[&main, &source.join("common.h"), wsdl]) {
        return Ok(());
    }
    let _ = std::fs::remove_dir_all(&work);
    folder(&work)?;
    output(
        Command::new("wsdl2h")
            .current_dir(&work)
            .args(["-c++11", "-k", "-o", "s.h"])
            .arg(wsdl),
    )?;
    output(
        Command::new("soapcpp2")
            .current_dir(&work)
            .args(version)
            .args(["-j", "-x", "-L", "s.h"]),
    )?;
    let mut generated: Vec<PathBuf> = std::fs::read_dir(&work)
        .map_err(|error| error.to_string())?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "cpp"))
        .collect();
    generated.sort();
    output(
        Command::new("g++")
            .current_dir(&work)
            .args(["-O0", "-w", "-std=c++17", "-DWITH_PURE_VIRTUAL", "-I."])
            .arg("-I")
            .arg(source)
            .arg(&main)
            .args(generated)
            .args(["-lgsoap++", "-pthread", "-o", name]),
    )
    .map(drop)
}

fn jaxws(place: &Place, source: &Path) -> Result<(), String> {
    let work = place.work.join("jaxws");
    let classes = work.join("classes");
    let files = ["Server.java", "Client.java", "bindings.xml"].map(|name| source.join(name));
    let (customer, probe) = (customer_wsdl(place), probe_wsdl(place));
    if fresh(
        &classes.join("Server.class"),
        &[&files[0], &files[1], &files[2], &customer, &probe],
    ) {
        return Ok(());
    }
    let _ = std::fs::remove_dir_all(&work);
    folder(&classes)?;
    for (package, wsdl) in [("cs", &customer), ("probe", &probe)] {
        output(
            Command::new("wsimport")
                .current_dir(&work)
                .args([
                    "-Xnocompile",
                    "-XadditionalHeaders",
                    "-keep",
                    "-extension",
                    "-s",
                    ".",
                    "-b",
                ])
                .arg(&files[2])
                .args(["-p", package])
                .arg(wsdl),
        )?;
    }
    let mut sources = vec![files[0].clone(), files[1].clone()];
    for package in ["cs", "probe"] {
        let entries =
            std::fs::read_dir(work.join(package)).map_err(|error| format!("{package}: {error}"))?;
        sources.extend(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())));
    }
    output(
        Command::new("javac")
            .current_dir(&work)
            .args(["-nowarn", "-encoding", "UTF-8", "-cp", &class_path()])
            .arg("-d")
            .arg(&classes)
            .args(sources),
    )
    .map(drop)
}

/// The jars of JAX-WS RI, with those of pfl, which are missing from the manifest of Debian's package.
pub(super) fn class_path() -> String {
    [
        "jaxws-rt",
        "jaxws-api",
        "jws-api",
        "jaxb-api",
        "javax.xml.soap-api",
        "glassfish-pfl-basic",
        "glassfish-pfl-dynamic",
        "glassfish-pfl-tf",
    ]
    .map(|name| format!("/usr/share/java/{name}.jar"))
    .join(":")
}

/// Starts a peer's server on three free ports.
pub(super) fn serve(peer: Peer, place: &Place, port: u16) -> Result<(Vec<Running>, Urls), String> {
    let source = place
        .repository
        .join("interop/peers")
        .join(source_folder(peer));
    let one = |port: u16| Urls {
        customer: format!("http://127.0.0.1:{port}/cs"),
        probe11: format!("http://127.0.0.1:{port}/probe11"),
        probe12: format!("http://127.0.0.1:{port}/probe12"),
    };
    let number = port.to_string();
    let mut command = match peer {
        Peer::Zeep | Peer::Command | Peer::Gateway => {
            return Err(format!("{} is a client only", peer.name()));
        }
        Peer::Ours => {
            let mut command = Command::new(ours());
            command.args(["serve", &number]);
            command
        }
        Peer::Mock => {
            let mut command = Command::new(beside_this().join("wsdl-codegen"));
            command
                .arg("mock")
                .arg(customer_wsdl(place))
                .args(["--listen", &format!("127.0.0.1:{port}")]);
            command
        }
        Peer::Php => {
            let mut command = Command::new("php");
            command
                .args(["-S", &format!("127.0.0.1:{port}")])
                .arg(source.join("server.php"));
            command
        }
        Peer::Node => {
            let mut command = Command::new("node");
            command
                .arg(source.join("server.js"))
                .arg(&number)
                .env("NODE_PATH", place.work.join("node/node_modules"));
            command
        }
        Peer::Jaxws => {
            let mut command = java(place);
            command.args(["Server", &number]);
            command
        }
        Peer::Mono => {
            let mut command = Command::new("mono");
            command.arg(place.work.join("mono/Server.exe")).arg(&number);
            let running = Running::server(&mut command, &[port, port + 1, port + 2])?;
            let urls = Urls {
                customer: format!("http://127.0.0.1:{port}/cs"),
                probe11: format!("http://127.0.0.1:{}/probe11", port + 1),
                probe12: format!("http://127.0.0.1:{}/probe12", port + 2),
            };
            return Ok((vec![running], urls));
        }
        Peer::Gsoap => {
            let mut running = Vec::new();
            for (name, port) in [("cs", port), ("probe11", port + 1), ("probe12", port + 2)] {
                let program = place.work.join(format!("gsoap-{name}")).join(name);
                running.push(Running::server(
                    Command::new(program).arg("serve").arg(port.to_string()),
                    &[port],
                )?);
            }
            let urls = Urls {
                customer: format!("http://127.0.0.1:{port}/cs"),
                probe11: format!("http://127.0.0.1:{}/probe11", port + 1),
                probe12: format!("http://127.0.0.1:{}/probe12", port + 2),
            };
            return Ok((running, urls));
        }
    };
    Ok((vec![Running::server(&mut command, &[port])?], one(port)))
}

/// The folder of this program. Cargo puts the other programs there, too.
fn beside_this() -> PathBuf {
    std::env::current_exe()
        .ok()
        .and_then(|program| program.parent().map(Path::to_path_buf))
        .unwrap_or_default()
}

fn ours() -> PathBuf {
    beside_this().join("interop-ours")
}

fn java(place: &Place) -> Command {
    let mut command = Command::new("java");
    let classes = place.work.join("jaxws/classes");
    command
        .arg(format!("-Drepository={}", place.repository.display()))
        .arg("-cp")
        .arg(format!("{}:{}", classes.display(), class_path()));
    command
}

/// The commands that run cases, each with its cases, in the order of their output.
pub(super) fn call(
    peer: Peer,
    place: &Place,
    urls: &Urls,
    cases: &[String],
) -> Vec<(Command, Vec<String>)> {
    let source = place
        .repository
        .join("interop/peers")
        .join(source_folder(peer));
    let mut command = match peer {
        // It is a server only, and no client of a pair.
        Peer::Mock => return Vec::new(),
        Peer::Gsoap => return gsoap_calls(place, urls, cases),
        Peer::Ours => {
            let mut command = Command::new(ours());
            command.arg("call");
            command
        }
        Peer::Command | Peer::Gateway => {
            let mut command = Command::new(ours());
            command
                .arg(peer.name())
                .arg(beside_this().join("wsdl-codegen"))
                .arg(place.repository.join("interop"));
            command
        }
        Peer::Mono => {
            let mut command = Command::new("mono");
            command.arg(place.work.join("mono/Client.exe"));
            command
        }
        Peer::Jaxws => {
            let mut command = java(place);
            command.arg("Client");
            command
        }
        Peer::Php => {
            let mut command = Command::new("php");
            command.arg(source.join("client.php"));
            command
        }
        Peer::Node => {
            let mut command = Command::new("node");
            command
                .env("NODE_PATH", place.work.join("node/node_modules"))
                .arg(source.join("client.js"));
            command
        }
        Peer::Zeep => {
            let mut command = Command::new(place.work.join("zeep/bin/python"));
            command.arg(source.join("client.py"));
            command
        }
    };
    command
        .args([&urls.customer, &urls.probe11, &urls.probe12])
        .args(cases);
    vec![(command, cases.to_vec())]
}

/// gSOAP has one program per contract.
fn gsoap_calls(place: &Place, urls: &Urls, cases: &[String]) -> Vec<(Command, Vec<String>)> {
    let mut calls = Vec::new();
    for (prefix, version, url) in [
        ("", "", &urls.customer),
        ("probe11/", "11", &urls.probe11),
        ("probe12/", "12", &urls.probe12),
    ] {
        let some: Vec<String> = cases
            .iter()
            .filter(|case| match prefix {
                "" => !case.starts_with("probe"),
                _ => case.starts_with(prefix),
            })
            .cloned()
            .collect();
        if some.is_empty() {
            continue;
        }
        let name = if prefix.is_empty() {
            "cs"
        } else {
            prefix.trim_end_matches('/')
        };
        let mut command = Command::new(place.work.join(format!("gsoap-{name}")).join(name));
        command.arg("call");
        if !version.is_empty() {
            command.arg(version);
        }
        command
            .arg(url)
            .args(some.iter().map(|case| &case[prefix.len()..]));
        calls.push((command, some));
    }
    calls
}

/// Whether a file is newer than all its sources.
fn fresh(target: &Path, sources: &[&Path]) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    let Some(target) = modified(target) else {
        return false;
    };
    sources
        .iter()
        .all(|source| modified(source).is_some_and(|source| source <= target))
}
