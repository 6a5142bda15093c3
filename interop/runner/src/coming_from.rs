//! The listings of `docs/guide/coming-from.md`: each runs in its toolkit, against a server of ours for the contract of the guide.

use super::Place;
use super::peers::{self, Peer};
use super::process::{Running, free_ports};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use testkit::process::{output, status};
use testkit::repository::{cargo_build, folder};

/// The name of this part of a run, beside the pairs.
pub(super) const NAME: &str = "coming-from";

/// The title of the one book that the server knows.
const TITLE: &str = "Poems of the North";

/// Runs the listing of each toolkit that could be had. Each has to find the book.
pub(super) fn run(place: &Place, had: &BTreeMap<Peer, String>) -> Result<(), String> {
    println!("\nListings of docs/guide/coming-from.md");
    let work = place.work.join(NAME);
    let _ = fs::remove_dir_all(&work);
    folder(&work)?;
    let page = read(&place.repository.join("docs/guide/coming-from.md"))?;
    let port = free_ports()?;
    let url = format!("http://127.0.0.1:{port}/");
    let _server = serve(place, &work, port)?;
    let wsdl = read(&place.repository.join("examples/guide/wsdl/shop.wsdl"))?;
    let wsdl = wsdl.replace("https://shop.example/service", &url);
    write(&work.join("shop.wsdl"), &wsdl)?;
    for (language, peer) in [
        ("python", Peer::Zeep),
        ("js", Peer::Node),
        ("java", Peer::Jaxws),
        ("php", Peer::Php),
        ("cpp", Peer::Gsoap),
    ] {
        if !had.contains_key(&peer) {
            println!("{}: not tested", peer.name());
            continue;
        }
        let listing = listing(&page, language)?;
        let said = match peer {
            Peer::Zeep => zeep(place, &work, listing),
            Peer::Node => node(place, &work, listing),
            Peer::Jaxws => jaxws(&work, listing),
            Peer::Php => php(&work, listing),
            _ => gsoap(
                &work,
                &listing.replace("https://shop.example/service", &url),
            ),
        }
        .map_err(|error| format!("the listing for {}: {error}", peer.name()))?;
        if !said.contains(TITLE) {
            return Err(format!(
                "the listing for {} finds no book: {said}",
                peer.name()
            ));
        }
        println!("{}: it finds the book", peer.name());
    }
    Ok(())
}

/// Starts `wsdl-codegen mock`, with an answer for the operation that finds books.
fn serve(place: &Place, work: &Path, port: u16) -> Result<Running, String> {
    status(&mut cargo_build("wsdl-codegen"))?;
    let answers = work.join("answers");
    folder(&answers)?;
    let book = format!(
        r#"{{"isbn": "9780000000001", "title": "{TITLE}", "genre": "Poetry", "price": "12.50"}}"#
    );
    write(
        &answers.join("FindBooks.json"),
        &format!(
            r#"{{"headers": {{"Usage": {{"callsLeft": 1}}}}, "body": {{"books": [{book}]}}}}"#
        ),
    )?;
    let mut command = Command::new(testkit::repository::target().join("debug/wsdl-codegen"));
    command
        .arg("mock")
        .arg(place.repository.join("examples/guide/wsdl/shop.wsdl"))
        .arg("--answers")
        .arg(&answers)
        .args(["--listen", &format!("127.0.0.1:{port}")]);
    Running::server(&mut command, &[port])
}

/// The listing in a language.
fn listing<'a>(page: &'a str, language: &str) -> Result<&'a str, String> {
    page.split_once(&format!("```{language}\n"))
        .and_then(|(_, rest)| rest.split_once("\n```"))
        .map(|(listing, _)| listing)
        .ok_or_else(|| format!("the page has no listing in {language}"))
}

fn zeep(place: &Place, work: &Path, listing: &str) -> Result<String, String> {
    write(
        &work.join("listing.py"),
        &format!("import zeep\n{listing}\nprint(titles)\n"),
    )?;
    let python = place.work.join("zeep/bin/python");
    output(Command::new(python).current_dir(work).arg("listing.py"))
}

fn node(place: &Place, work: &Path, listing: &str) -> Result<String, String> {
    let program = format!("import soap from \"soap\";\n{listing}\nconsole.log(titles);\n");
    // The package is found from the folder of the program.
    let file = place.work.join("node/coming-from.mjs");
    write(&file, &program)?;
    output(Command::new("node").current_dir(work).arg(&file))
}

fn php(work: &Path, listing: &str) -> Result<String, String> {
    write(
        &work.join("listing.php"),
        &format!("<?php\n{listing}\nprint_r($titles);\n"),
    )?;
    // PHP keeps contracts by their paths, across runs: the port of an earlier run would be asked.
    let options = ["-d", "soap.wsdl_cache_enabled=0", "listing.php"];
    output(Command::new("php").current_dir(work).args(options))
}

fn jaxws(work: &Path, listing: &str) -> Result<String, String> {
    let classes = work.join("java");
    folder(&classes)?;
    output(Command::new("wsimport").current_dir(&classes).args([
        "-Xnocompile",
        "-XadditionalHeaders",
        "-keep",
        "-s",
        ".",
        "-p",
        "shop",
        "-wsdllocation",
        &format!("file:{}", work.join("shop.wsdl").display()),
        "../shop.wsdl",
    ]))?;
    let program = format!(
        "import java.util.List;\nimport javax.xml.ws.Holder;\nimport shop.*;\n\npublic class Listing {{\n\
         public static void main(String[] arguments) throws Exception {{\n{listing}\nSystem.out.println(titles);\n}}\n}}\n"
    );
    write(&classes.join("Listing.java"), &program)?;
    let sources = fs::read_dir(classes.join("shop"))
        .map_err(|error| error.to_string())?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let path = peers::class_path();
    output(
        Command::new("javac")
            .current_dir(&classes)
            .args(["-nowarn", "-cp", &path, "-d", ".", "Listing.java"])
            .args(sources),
    )?;
    let path = format!("{path}:.");
    output(
        Command::new("java")
            .current_dir(&classes)
            .args(["-cp", &path, "Listing"]),
    )
}

fn gsoap(work: &Path, listing: &str) -> Result<String, String> {
    let sources = work.join("gsoap");
    folder(&sources)?;
    let run = |program: &str, arguments: &[&str]| {
        output(Command::new(program).current_dir(&sources).args(arguments)).map(drop)
    };
    run("wsdl2h", &["-c++11", "-o", "shop.h", "../shop.wsdl"])?;
    run("soapcpp2", &["-j", "-C", "-x", "shop.h"])?;
    let program = format!(
        "#include \"soapShopBindingProxy.h\"\n#include \"ShopBinding.nsmap\"\n#include <iostream>\n\
         int main() {{\n{listing}\nfor (auto &title : titles) std::cout << title << \"\\n\";\n}}\n"
    );
    write(&sources.join("listing.cpp"), &program)?;
    let files = ["listing.cpp", "soapC.cpp", "soapShopBindingProxy.cpp"];
    let mut compile = vec!["-O0", "-w", "-std=c++17", "-o", "listing"];
    compile.extend(files);
    compile.push("-lgsoap++");
    run("g++", &compile)?;
    output(&mut Command::new(sources.join("listing")))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
