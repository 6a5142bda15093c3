//! gSOAP's side: its fastest build (C mapping, `-O2`, `SOAP_XML_TREE`, `WITH_NOIDREF`) from Debian's packages.

use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::process::{output, status};
use testkit::repository;

/// Its version, if it is installed.
pub fn version() -> Option<String> {
    let text = output(Command::new("dpkg-query").args(["-W", "-f=${Version}", "gsoap"])).ok()?;
    Some(text.trim().to_owned())
}

/// Builds the benchmark and returns the path of the executable.
pub fn build(directory: &Path) -> Result<PathBuf, String> {
    program(directory, "bench", &["-CS"], &["soapC.c"])
}

/// Builds the load test, with client and server.
pub fn load(directory: &Path) -> Result<PathBuf, String> {
    let sources = ["soapC.c", "soapClient.c", "soapServer.c"];
    program(directory, "load", &[], &sources)
}

/// Generates with these options, and compiles `bench/gsoap/NAME.c` with these generated files.
fn program(
    directory: &Path,
    name: &str,
    options: &[&str],
    sources: &[&str],
) -> Result<PathBuf, String> {
    let root = repository::root();
    let archive = directory.join("gsoap");
    let directory = match name {
        "bench" => archive.clone(),
        _ => archive.join(name),
    };
    let executable = directory.join(name);
    let main = root.join("bench/gsoap").join(format!("{name}.c"));
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if modified(&executable) > modified(&main) {
        return Ok(executable);
    }
    repository::folder(&directory)?;
    if version().is_none() {
        status(Command::new("apt-get").args([
            "install",
            "-y",
            "--no-install-recommends",
            "gsoap",
            "libgsoap-dev",
            "valgrind",
        ]))?;
    }
    let runtime = match unpacked(&archive) {
        Some(runtime) => runtime,
        None => source(&archive)?,
    };
    let contract = root.join("wsdl/Services83-CustomerService.wsdl");
    let header = directory.join("cs.h");
    output(
        Command::new("wsdl2h")
            .args(["-c", "-P", "-o"])
            .arg(&header)
            .arg(contract),
    )?;
    output(
        Command::new("soapcpp2")
            .args(["-1", "-c", "-x"])
            .args(options)
            .args(["-I/usr/share/gsoap/import", "-d"])
            .arg(&directory)
            .arg(&header),
    )?;
    status(
        Command::new("gcc")
            .args(["-O2", "-w", "-DSOAP_XML_TREE", "-DWITH_NOIDREF"])
            .arg(format!("-I{}", directory.display()))
            .arg(format!("-I{}", runtime.display()))
            .arg("-o")
            .arg(&executable)
            .arg(&main)
            .args(sources.iter().map(|source| directory.join(source)))
            .arg(runtime.join("stdsoap2.c"))
            .arg("-pthread"),
    )?;
    Ok(executable)
}

/// The folder of `stdsoap2.c`, from Debian's source package: it must be compiled with the same switches.
fn source(directory: &Path) -> Result<PathBuf, String> {
    let lists = directory.join("lists");
    repository::folder(&lists.join("partial"))?;
    let sources = directory.join("source.sources");
    let binary = std::fs::read_to_string("/etc/apt/sources.list.d/debian.sources")
        .map_err(|error| error.to_string())?;
    let lines: Vec<&str> = binary
        .lines()
        .map(|line| {
            if line.starts_with("Types:") {
                "Types: deb-src"
            } else {
                line
            }
        })
        .collect();
    std::fs::write(&sources, lines.join("\n") + "\n").map_err(|error| error.to_string())?;
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.current_dir(directory)
            .args(["-q", "-o"])
            .arg(format!("Dir::Etc::sourcelist={}", sources.display()))
            .args(["-o", "Dir::Etc::sourceparts=/dev/null", "-o"])
            .arg(format!("Dir::State::lists={}", lists.display()));
        apt
    };
    output(apt().arg("update"))?;
    output(apt().args(["source", "--download-only", "gsoap"]))?;
    let archive = std::fs::read_dir(directory)
        .map_err(|error| error.to_string())?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().ends_with(".orig.tar.gz"))
        .ok_or("the source package has no archive")?;
    status(
        Command::new("tar")
            .arg("xzf")
            .arg(&archive)
            .arg("-C")
            .arg(directory),
    )?;
    unpacked(directory).ok_or_else(|| "the source package has no stdsoap2.c".to_owned())
}

/// Returns that folder if it exists.
fn unpacked(directory: &Path) -> Option<PathBuf> {
    std::fs::read_dir(directory)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("gsoap"))
        .find(|path| path.join("stdsoap2.c").exists())
}
