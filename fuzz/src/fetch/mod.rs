//! `wsdl-codegen fetch`, with a server that sends what it likes.

// The parts of the command, over a server that is made up.
#[path = "../../../cli/src/fetch/answer.rs"]
#[allow(dead_code, reason = "imports alone are resolved here")]
mod answer;
#[path = "../../../cli/src/fetch/file_names.rs"]
mod file_names;
#[path = "../../../cli/src/fetch/folder.rs"]
#[allow(dead_code, reason = "nothing is written here")]
mod folder;
mod http;
#[path = "../../../cli/src/fetch/metadata.rs"]
#[allow(dead_code, reason = "imports alone are resolved here")]
mod metadata;
#[path = "../../../cli/src/fetch/named.rs"]
#[allow(dead_code, reason = "imports alone are resolved here")]
mod named;
#[path = "../../../cli/src/fetch/resolver.rs"]
#[allow(dead_code, reason = "nobody is told what failed")]
mod resolver;

use arbitrary::{Result, Unstructured};
use folder::Folder;
use http::Client;
use resolver::Fetcher;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use wsdl_codegen::internal::{Input, ReadOptions, read};

const LOCATIONS: [&str; 26] = [
    "a.xsd",
    "b.xsd",
    "../a.xsd",
    "/a.xsd",
    "?xsd=xsd0",
    "?xsd=../../x",
    "Service.svc?wsdl",
    "http://h/a.xsd",
    "http://h:80/a.xsd#part",
    "http://H/A.XSD",
    "http://other/a.xsd",
    "http://allowed:8080/a.xsd",
    "http://ann:s3cret@h/a.xsd",
    "https://h/a.xsd",
    "ftp://h/a.xsd",
    "file:///etc/passwd",
    "//other/a.xsd",
    "//h/con.xsd",
    "\\\\h\\a",
    "C:\\a.xsd",
    "%2e%2e/a",
    "a\u{e9}.xsd",
    "http://[::1]/a",
    "http://h:0/",
    "a&#xA;b.xsd",
    "",
];
const HEADS: [&str; 3] = [
    r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:t">"#,
    r#"<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t">"#,
    "<!DOCTYPE html><html>",
];
const NAMESPACES: [&str; 5] = [
    "urn:t",
    "urn:o",
    "",
    "http://www.w3.org/XML/1998/namespace",
    "http://schemas.xmlsoap.org/soap/encoding/",
];

/// Fetches from a server whose documents import anything.
pub fn run(data: &[u8]) {
    let _ = fetch(&mut Unstructured::new(data));
}

fn document(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let head = *u.choose(&HEADS)?;
    let mut text = head.to_owned();
    for _ in 0..u.int_in_range(0..=4u8)? {
        let (location, namespace) = (*u.choose(&LOCATIONS)?, *u.choose(&NAMESPACES)?);
        let _ = match *u.choose(&[0, 1, 2, 3u8])? {
            0 => write!(
                text,
                r#"<import namespace="{namespace}" location="{location}"/>"#
            ),
            1 => write!(
                text,
                r#"<import namespace="{namespace}" schemaLocation="{location}"/>"#
            ),
            2 => write!(text, r#"<include schemaLocation="{location}"/>"#),
            _ => write!(
                text,
                r#"<types><schema xmlns="http://www.w3.org/2001/XMLSchema"><import namespace="{namespace}" schemaLocation="{location}"/></schema></types>"#
            ),
        };
    }
    text.push_str(match head {
        head if head.starts_with("<definitions") => "</definitions>",
        head if head.starts_with("<schema") => "</schema>",
        _ => "</html>",
    });
    let mut bytes = text.into_bytes();
    if u.ratio(1, 8u8)? {
        bytes.truncate(u.int_in_range(0..=bytes.len())?);
    }
    Ok(bytes)
}

fn fetch(u: &mut Unstructured<'_>) -> Result<()> {
    let mut documents = Vec::new();
    for _ in 0..u.int_in_range(1..=6u8)? {
        documents.push(match u.ratio(1, 6u8)? {
            true => None,
            false => Some(document(u)?),
        });
    }
    let moves = u.arbitrary()?;
    let urls = ["http://h/dir/Service.svc?wsdl".to_owned()];
    let client = Client::new(documents, moves);
    let asked = client.asked.clone();
    let fetcher =
        Fetcher::new(client, &urls, &["allowed:8080".to_owned()], false).expect("addresses");
    let fetcher = Arc::new(fetcher);
    let options = ReadOptions {
        resolver: Some(fetcher.clone()),
        ..ReadOptions::default()
    };
    let input = Input::Text {
        name: resolver::START.to_owned(),
        text: resolver::start(&urls),
    };
    let (_, sources, diagnostics) = read(&[input], &options);
    let _ = diagnostics.render(&sources, false);
    let found = fetcher.found();
    for failure in &found.failures {
        let said = failure.to_string();
        assert!(!said.contains("s3cret"), "{said}");
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for url in asked.lock().expect("the list").iter() {
        let host = url.host_str().unwrap_or_default();
        assert!(
            host == "h" || (host == "allowed" && url.port() == Some(8080)),
            "{url} was asked"
        );
        *times.entry(resolver::shown(url)).or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "{times:?}");
    let folder = Folder::new(found, &Folder::default());
    crate::lock::run(folder.lock.to_string().as_bytes());
    Ok(())
}
