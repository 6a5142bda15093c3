//! Installs the toolkits: Debian packages into the system, the others into `target/interop`.

use super::Place;
use super::peers::Peer;
use std::process::Command;
use testkit::process::output;

const ZEEP: &str = "4.3.3";
const NODE_SOAP: &str = "1.13.0";

/// The packages that a peer needs.
fn packages(peer: Peer) -> &'static [&'static str] {
    match peer {
        Peer::Ours | Peer::Command | Peer::Gateway | Peer::Mock => &[],
        Peer::Gsoap => &["gsoap", "libgsoap-dev", "g++"],
        // The packages of mono-complete that are needed.
        Peer::Mono => &[
            "mono-runtime",
            "mono-mcs",
            // `wsdl`, which makes classes of a contract.
            "mono-devel",
            "libmono-system-servicemodel4.0a-cil",
        ],
        Peer::Jaxws => &["jaxws"],
        Peer::Php => &["php-cli", "php-soap"],
        Peer::Zeep => &[],
        Peer::Node => &[],
    }
}

/// Installs a peer unless it is there, and returns its version.
pub(super) fn install(peer: Peer, place: &Place, allowed: bool) -> Result<String, String> {
    debian(packages(peer), allowed)?;
    let of = |package: &str| version(package).unwrap_or_else(|| "?".into());
    match peer {
        Peer::Ours | Peer::Command | Peer::Gateway | Peer::Mock => {
            Ok(env!("CARGO_PKG_VERSION").to_owned())
        }
        Peer::Gsoap => Ok(format!("gSOAP {}", of("gsoap"))),
        Peer::Mono => Ok(format!(
            "Mono {}",
            of("libmono-system-servicemodel4.0a-cil")
        )),
        Peer::Jaxws => {
            // Any JDK with javac will do; Debian 12 has version 17.
            if Command::new("javac").arg("-version").output().is_err() {
                if !allowed {
                    return Err("not installed: a JDK".into());
                }
                output(Command::new("apt-get").args([
                    "install",
                    "-y",
                    "--no-install-recommends",
                    "default-jdk-headless",
                ]))?;
            }
            let jdk = output(Command::new("javac").arg("-version"))?;
            Ok(format!("JAX-WS RI {}, {}", of("jaxws"), jdk.trim()))
        }
        Peer::Php => Ok(format!("PHP {}", of("php-soap"))),
        Peer::Zeep => install_zeep(place, allowed),
        Peer::Node => install_node(place, allowed),
    }
}

/// Installs Debian packages unless they are there.
pub(super) fn debian(packages: &[&str], allowed: bool) -> Result<(), String> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| version(package).is_none())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !allowed {
        return Err(format!("not installed: {}", missing.join(" ")));
    }
    println!("installing {}", missing.join(" "));
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
        .args(["install", "-y", "--no-install-recommends"])
        .args(&missing);
    output(&mut command).map(drop)
}

/// Installs zeep into a virtual environment; its version.
fn install_zeep(place: &Place, allowed: bool) -> Result<String, String> {
    let folder = place.work.join("zeep");
    if !folder.join("bin/python").exists() {
        if !allowed {
            return Err("not installed: zeep".into());
        }
        output(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&folder),
        )?;
    }
    let python = folder.join("bin/python");
    let installed = || {
        output(Command::new(&python).args([
            "-c",
            "from importlib.metadata import version; print(version('zeep'))",
        ]))
    };
    if installed().is_ok_and(|version| version.trim() == ZEEP) {
        return Ok(format!("zeep {ZEEP}"));
    }
    if !allowed {
        return Err("not installed: zeep".into());
    }
    output(Command::new(&python).args(["-m", "pip", "install", "-q", &format!("zeep=={ZEEP}")]))?;
    Ok(format!("zeep {ZEEP}"))
}

/// Installs node-soap into a folder; its version.
fn install_node(place: &Place, allowed: bool) -> Result<String, String> {
    let folder = place.work.join("node");
    let manifest = folder.join("node_modules/soap/package.json");
    let text = std::fs::read_to_string(&manifest).unwrap_or_default();
    if !text.contains(&format!("\"version\": \"{NODE_SOAP}\"")) {
        if !allowed {
            return Err("not installed: soap (npm)".into());
        }
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        std::fs::write(folder.join("package.json"), "{\"private\": true}\n")
            .map_err(|error| error.to_string())?;
        output(Command::new("npm").current_dir(&folder).args([
            "install",
            "--no-audit",
            "--no-fund",
            "--save-exact",
            &format!("soap@{NODE_SOAP}"),
        ]))?;
    }
    let node = output(Command::new("node").arg("--version"))?;
    Ok(format!("node-soap {NODE_SOAP}, Node {}", node.trim()))
}

/// The version of an installed package.
fn version(package: &str) -> Option<String> {
    let text = output(Command::new("dpkg-query").args([
        "-W",
        "-f=${db:Status-Abbrev}|${Version}",
        package,
    ]))
    .ok()?;
    let (status, version) = text.split_once('|')?;
    status.starts_with("ii").then(|| version.to_owned())
}
