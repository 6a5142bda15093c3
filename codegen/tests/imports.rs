//! The limits of imports: locations that try to leave the user's folders in every spelling that we know, and imports in
//! such numbers that following them would be the attack.
#![cfg(unix)]

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use wsdl_codegen::Sources;
use wsdl_codegen::diagnostic::{Diagnostics, Severity};
use wsdl_codegen::internal::{Input, ReadOptions, read};

/// The content of the files that must not be read.
const SECRET: &str = "root:x:0:0";

/// `in/`, which the user names, and `out/` beside it, which must not be read.
struct Place {
    base: PathBuf,
}

impl Place {
    fn new(name: &str) -> Self {
        let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("imports-{name}"));
        let _ = fs::remove_dir_all(&base);
        for folder in ["in", "out"] {
            fs::create_dir_all(base.join(folder)).expect("a folder");
        }
        let base = base.canonicalize().expect("it is there");
        let place = Self { base };
        place.write(
            "out/secret.xsd",
            &schema("urn:o", &format!("<!--{SECRET}-->")),
        );
        place.write("out/passwd", SECRET);
        place
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.base.join(name), text).expect("written");
    }

    fn at(&self, name: &str) -> String {
        self.base.join(name).display().to_string()
    }

    /// Reads `in/main.xsd`, which imports `urn:o` from this location and uses it.
    fn import(&self, location: &str, options: &ReadOptions) -> (String, usize) {
        let location = location
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;");
        let body = format!(
            "\n <xs:import namespace=\"urn:o\" schemaLocation=\"{location}\"/>\n \
             <xs:element name=\"E\" type=\"o:T\" xmlns:o=\"urn:o\"/>\n"
        );
        self.write("in/main.xsd", &schema("urn:t", &body));
        let (sources, diagnostics) = self.read("in/main.xsd", options);
        (diagnostics.render(&sources, false), sources.files().count())
    }

    fn read(&self, name: &str, options: &ReadOptions) -> (Sources, Diagnostics) {
        let (_, sources, diagnostics) = read(&[Input::Path(self.base.join(name))], options);
        (sources, diagnostics)
    }
}

fn schema(namespace: &str, body: &str) -> String {
    format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"{namespace}\">{body}</xs:schema>"
    )
}

/// Checks that the location is refused with its position, and that only the document itself was read.
fn refused(place: &Place, location: &str, options: &ReadOptions, codes: &[&str]) {
    let (said, files) = place.import(location, options);
    let first = said.split("\n\n").next().unwrap_or_default();
    assert!(
        codes
            .iter()
            .any(|code| first.starts_with(&format!("error[{code}]: "))),
        "{location}: {said}"
    );
    assert!(first.contains("in/main.xsd:2:2\n"), "{location}: {said}");
    assert!(
        first.contains("   at /schema/import\n"),
        "{location}: {said}"
    );
    assert!(first.contains("    | <xs:import "), "{location}: {said}");
    assert!(first.contains("   = help: "), "{location}: {said}");
    assert!(!said.contains(SECRET), "{location}: {said}");
    assert_eq!(files, 1, "{location}: {said}");
}

#[test]
fn out_of_the_folder_in_every_spelling() {
    let place = Place::new("spellings");
    symlink(place.at("out/secret.xsd"), place.at("in/link.xsd")).expect("a link");
    symlink("../out", place.at("in/linked")).expect("a link");
    symlink("/", place.at("in/root")).expect("a link");
    let absolute = place.at("out/secret.xsd");
    let options = ReadOptions::default();
    for location in [
        "../out/secret.xsd",
        "./../out/secret.xsd",
        "x/../../out/secret.xsd",
        "../out/../out/secret.xsd",
        "../../../../../../../../../../../../etc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        "/proc/self/environ",
        "/dev/zero",
        &absolute,
        &format!("file:{absolute}"),
        &format!("file://{absolute}"),
        &format!("file://localhost{absolute}"),
        &format!("FILE://{absolute}"),
        &format!("File:{absolute}"),
        "file:../out/secret.xsd",
        "file:///etc/passwd",
        "..%2fout%2fsecret.xsd",
        "..%2Fout/secret.xsd",
        "%2e%2e/out/secret.xsd",
        "%2E%2E%2Fout%2Fsecret.xsd",
        ".%2e/out/secret.xsd?wsdl",
        "../out/secret.xsd?xsd=xsd0",
        "../out/secret.xsd#part",
        "..\\out\\secret.xsd",
        "\\\\server\\share\\secret.xsd",
        "//server/share/secret.xsd",
        "file://server/../../out/secret.xsd",
        "link.xsd",
        "linked/secret.xsd",
        "linked/../out/secret.xsd",
        "root/etc/passwd",
    ] {
        refused(&place, location, &options, &["WSDL0102"]);
    }
}

#[test]
fn what_is_no_file_is_never_asked_for() {
    let place = Place::new("schemes");
    let options = ReadOptions::default();
    for location in [
        "http://127.0.0.1:9/o.xsd",
        "HTTP://127.0.0.1:9/o.xsd",
        "https://user:password@127.0.0.1:9/o.xsd",
        "ftp://127.0.0.1/o.xsd",
        "jar:file:/x.jar!/o.xsd",
        "classpath:o.xsd",
        "data:text/xml,%3Cxs:schema/%3E",
        "php://filter/read=convert.base64-encode/resource=../out/secret.xsd",
        "expect://id",
        // Without a location the file is looked for by namespace.
        "",
    ] {
        refused(&place, location, &options, &["WSDL0103"]);
    }
    // Locations that exist neither here nor outside.
    for location in [
        "o.xsd",
        "%2e%2e%252fout%252fsecret.xsd",
        "o.xsd%00.txt",
        // A file name with backslashes on Unix. On Windows it would leave the folder.
        "..%5cout%5csecret.xsd",
        "C:\\windows\\win.ini",
        "..\u{2215}out\u{2215}secret.xsd",
        ". ./out/secret.xsd",
        ".",
        "#",
        "?",
    ] {
        refused(&place, location, &options, &["WSDL0101"]);
    }
}

#[test]
fn what_lies_in_the_folder_is_read_in_every_spelling() {
    let place = Place::new("fine");
    fs::create_dir_all(place.base.join("in/sub dir")).expect("a folder");
    let other = schema("urn:o", "<xs:complexType name=\"T\"/>");
    place.write("in/sub dir/o.xsd", &other);
    symlink("sub dir", place.at("in/linked")).expect("a link");
    symlink("sub dir/o.xsd", place.at("in/link.xsd")).expect("a link");
    let absolute = place.at("in/sub dir/o.xsd");
    for location in [
        "sub dir/o.xsd",
        "./sub%20dir/o.xsd",
        "sub%20dir%2fo.xsd",
        "sub dir\\o.xsd",
        "../in/sub dir/o.xsd",
        "sub dir/../sub dir/o.xsd",
        "linked/o.xsd",
        "link.xsd",
        "linked/../sub dir/o.xsd",
        &absolute,
        &format!("file://{absolute}"),
        &format!("FILE:{}", absolute.replace(' ', "%20")),
        "sub dir/o.xsd?xsd=o.xsd",
    ] {
        let (said, files) = place.import(location, &ReadOptions::default());
        assert_eq!((said.as_str(), files), ("", 2), "{location}");
    }
    // The folder that the user names may be a link.
    symlink("in", place.at("alias")).expect("a link");
    place.import("sub dir/o.xsd", &ReadOptions::default());
    let (sources, diagnostics) = place.read("alias/main.xsd", &ReadOptions::default());
    assert_eq!(diagnostics.render(&sources, false), "");
}

/// The same locations are found when the user allows the folder.
#[test]
fn a_folder_that_the_user_names_is_admitted() {
    let place = Place::new("admitted");
    place.write(
        "out/o.xsd",
        &schema("urn:o", "<xs:complexType name=\"T\"/>"),
    );
    symlink(place.at("out/o.xsd"), place.at("in/link.xsd")).expect("a link");
    let options = ReadOptions {
        roots: vec![place.base.join("out")],
        ..ReadOptions::default()
    };
    let absolute = place.at("out/o.xsd");
    for location in [
        "../out/o.xsd",
        &absolute,
        &format!("file://{absolute}"),
        "%2e%2e/out/o.xsd",
        "link.xsd",
    ] {
        let (said, files) = place.import(location, &options);
        assert_eq!((said.as_str(), files), ("", 2), "{location}");
    }
}

/// `in/main.xsd` imports two schemas of the folder beside it.
fn siblings(name: &str) -> Place {
    let place = Place::new(name);
    place.write("out/one.xsd", &schema("urn:one", ""));
    place.write("out/two.xsd", &schema("urn:two", ""));
    let imports = ["one", "two"].map(|name| {
        format!("<xs:import namespace=\"urn:{name}\" schemaLocation=\"../out/{name}.xsd\"/>")
    });
    place.write("in/main.xsd", &schema("urn:t", &imports.concat()));
    place
}

#[test]
fn a_folder_beside_is_refused_once_with_the_option_that_allows_it() {
    let place = siblings("beside");
    let (sources, diagnostics) = place.read("in/main.xsd", &ReadOptions::default());
    let said = diagnostics.render(&sources, false);
    let out = place.at("out");
    assert_eq!(diagnostics.count(Severity::Error), 1, "{said}");
    let expected = [
        "error[WSDL0102]: `../out/one.xsd` is outside the folders that may be read, and so is one more import of that folder\n".to_owned(),
        format!("= help: if you trust it, allow the folder: `--folders {out}`, in a build script `.folders(\"{out}\")`\n"),
    ];
    for text in expected {
        assert_eq!(said.matches(&text).count(), 1, "{text}\n{said}");
    }
    let allowed = ReadOptions {
        roots: vec![place.base.join("out")],
        ..ReadOptions::default()
    };
    let (sources, diagnostics) = place.read("in/main.xsd", &allowed);
    assert!(
        diagnostics.is_empty(),
        "{}",
        diagnostics.render(&sources, false)
    );
    assert_eq!(sources.files().count(), 3);
}

/// The test runs itself again, since the environment of a build script belongs to a process.
#[test]
fn a_build_script_reads_all_of_its_package() {
    let name = "a_build_script_reads_all_of_its_package";
    if let Some(input) = std::env::var_os("IMPORTS_TEST_INPUT") {
        if let Err(error) = wsdl_codegen::Builder::new().wsdl(input).build() {
            println!("{error}");
            std::process::exit(2);
        }
        return;
    }
    let place = siblings("package");
    let run = |package: &str| {
        std::process::Command::new(std::env::current_exe().expect("this test"))
            .args([name, "--exact", "--nocapture"])
            .env("IMPORTS_TEST_INPUT", place.base.join("in/main.xsd"))
            .env("OUT_DIR", place.base.join("target"))
            .env("CARGO_MANIFEST_DIR", place.base.join(package))
            .output()
            .expect("it runs")
    };
    let inside = run(".");
    let said = String::from_utf8_lossy(&inside.stdout).into_owned();
    assert!(inside.status.success(), "{said}");
    for file in ["in/main.xsd", "out/one.xsd", "out/two.xsd"] {
        let watched = format!("cargo::rerun-if-changed={}", place.at(file));
        assert!(said.contains(&watched), "{watched}\n{said}");
    }
    let outside = run("in");
    let said = String::from_utf8_lossy(&outside.stdout).into_owned();
    assert_eq!(outside.status.code(), Some(2), "{said}");
    assert!(said.contains("WSDL0102"), "{said}");
}

#[test]
fn maps_do_not_lead_out_of_the_folder_either() {
    let place = Place::new("maps");
    fs::create_dir_all(place.base.join("in/saved")).expect("a folder");
    symlink("../../out", place.at("in/saved/linked")).expect("a link");
    symlink("../../out/secret.xsd", place.at("in/saved/link.xsd")).expect("a link");
    let options = ReadOptions {
        map: vec![("http://o.example/".into(), place.base.join("in/saved"))],
        ..ReadOptions::default()
    };
    for location in [
        "http://o.example/../../out/secret.xsd",
        "http://o.example//etc/passwd",
        "http://o.example/linked/secret.xsd",
        "http://o.example/link.xsd",
        "http://o.example/%2e%2e/%2e%2e/out/secret.xsd",
    ] {
        refused(
            &place,
            location,
            &options,
            &["WSDL0101", "WSDL0102", "WSDL0103"],
        );
    }
}

/// The search by namespace is limited to the folders, too, and does not follow links out of them.
#[test]
fn a_search_by_namespace_stays_in_the_folder() {
    let place = Place::new("namespace");
    symlink(place.at("out/secret.xsd"), place.at("in/o.xsd")).expect("a link");
    refused(
        &place,
        "http://o.example/o.xsd",
        &ReadOptions::default(),
        &["WSDL0103"],
    );
}

#[test]
fn a_circle_of_a_thousand_files() {
    let place = Place::new("circle");
    const FILES: usize = 1000;
    for n in 0..FILES {
        let next = (n + 1) % FILES;
        let body = format!(
            "<xs:import namespace=\"urn:n{next}\" schemaLocation=\"n{next}.xsd\"/>\
             <xs:complexType name=\"T\"><xs:sequence><xs:element name=\"E\" type=\"o:T\" minOccurs=\"0\" \
             xmlns:o=\"urn:n{next}\"/></xs:sequence></xs:complexType>"
        );
        place.write(
            &format!("in/n{n}.xsd"),
            &schema(&format!("urn:n{n}"), &body),
        );
    }
    let start = Instant::now();
    let (sources, diagnostics) = place.read("in/n0.xsd", &ReadOptions::default());
    assert_eq!(diagnostics.render(&sources, false), "");
    assert_eq!(sources.files().count(), FILES);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );

    // Files without a namespace that include each other: each is read once.
    let all: String = (0..200).fold(String::new(), |mut text, n| {
        let _ = write!(text, "<xs:include schemaLocation=\"c{n}.xsd\"/>");
        text
    });
    for n in 0..200 {
        let text = format!(
            "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">{all}<xs:complexType name=\"T{n}\"/></xs:schema>"
        );
        place.write(&format!("in/c{n}.xsd"), &text);
    }
    place.write("in/all.xsd", &schema("urn:all", &all));
    let start = Instant::now();
    let (sources, diagnostics) = place.read("in/all.xsd", &ReadOptions::default());
    assert_eq!(diagnostics.render(&sources, false), "");
    assert_eq!(sources.files().count(), 201);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn too_many_imports_end() {
    let place = Place::new("many");
    // More files than the limit: each import that is not followed is reported, up to a limit.
    let body: String = (0..50).fold(String::new(), |mut text, n| {
        place.write(
            &format!("in/m{n}.xsd"),
            &schema(&format!("urn:m{n}"), "<xs:complexType name=\"T\"/>"),
        );
        let _ = writeln!(
            text,
            "<xs:import namespace=\"urn:m{n}\" schemaLocation=\"m{n}.xsd\"/>"
        );
        text
    });
    place.write("in/main.xsd", &schema("urn:t", &body));
    let options = ReadOptions {
        max_files: 10,
        ..ReadOptions::default()
    };
    let (sources, diagnostics) = place.read("in/main.xsd", &options);
    let said = diagnostics.render(&sources, false);
    assert!(said.contains("error[WSDL0111]"), "{said}");
    assert_eq!(sources.files().count(), 10);
    assert!(diagnostics.count(Severity::Error) > 0);

    // One file is imported a hundred thousand times.
    place.write("in/o.xsd", &schema("urn:o", ""));
    let body = "<xs:import namespace=\"urn:o\" schemaLocation=\"x/../o.xsd\"/>".repeat(100_000);
    place.write("in/main.xsd", &schema("urn:t", &body));
    fs::create_dir_all(place.base.join("in/x")).expect("a folder");
    let start = Instant::now();
    let (sources, diagnostics) = place.read("in/main.xsd", &ReadOptions::default());
    assert_eq!(diagnostics.count(Severity::Error), 0);
    assert_eq!(sources.files().count(), 2);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

/// Every document of the built-in catalog is found by its namespace alone, and all of them link together.
#[test]
fn every_document_of_the_catalog_is_found_by_its_namespace() {
    let place = Place::new("catalog");
    let (mut schemas, mut contracts) = (String::new(), String::new());
    for namespace in wsdl_codegen::internal::CATALOG {
        // The specifications use namespaces like `bw-2` for their contracts, and `b-2` for their schemas.
        let _ = match namespace.ends_with("w-2") {
            true => write!(contracts, "<import namespace=\"{namespace}\"/>"),
            false => write!(schemas, "<xs:import namespace=\"{namespace}\"/>"),
        };
    }
    let types = schema("urn:t", &schemas);
    let contract = format!(
        "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\">{contracts}<types>{types}</types></definitions>"
    );
    place.write("in/main.wsdl", &contract);
    let (sources, diagnostics) = place.read("in/main.wsdl", &ReadOptions::default());
    assert_eq!(diagnostics.render(&sources, false), "");
    // All but the namespace of XML Schema itself: a schema needs its document only for its elements.
    assert_eq!(sources.len(), wsdl_codegen::internal::CATALOG.len());
}

#[test]
fn a_builder_without_a_contract_says_which_call_is_missing() {
    let error = wsdl_codegen::Builder::new()
        .module("orders")
        .generate()
        .expect_err("nothing is named");
    let said = "no contract is named: call `Builder::wsdl` with a file, or `Builder::text` with a document";
    assert_eq!(error.to_string(), said);
    // Cargo prints the `Debug` text of what a build script returns.
    assert_eq!(format!("{error:?}"), said);
}
