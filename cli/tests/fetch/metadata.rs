//! Contracts by WS-MetadataExchange.

use super::{Answer, Server, assert_refused, command, files, folder, said};
use std::fs;
use std::process::Command;

const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";
const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const MEX: &str = "http://schemas.xmlsoap.org/ws/2004/09/mex";
const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

/// The service, with the binding in a document of its own, which it imports without a location, as WCF does.
const SERVICE: &str = r#"<w:definitions name="Shop" targetNamespace="urn:service" xmlns:b="urn:binding">
    <w:import namespace="urn:binding"/>
    <w:service name="ShopService"><w:port name="P" binding="b:B">
    <s:address xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" location="http://h/shop"/></w:port></w:service></w:definitions>"#;

/// The binding. The prefixes `w` and `x` are declared around the document.
const BINDING: &str = r#"<w:definitions targetNamespace="urn:binding" xmlns:t="urn:binding" xmlns:d="urn:data">
    <w:types><x:schema><x:import namespace="urn:data"/></x:schema></w:types>
    <w:message name="In"><w:part name="p" element="d:Ask"/></w:message>
    <w:portType name="T"><w:operation name="Ask"><w:input message="t:In"/></w:operation></w:portType>
    <w:binding name="B" type="t:T"><s:binding xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" transport="http://schemas.xmlsoap.org/soap/http"/>
    <w:operation name="Ask"><w:input><s:body xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" use="literal"/></w:input></w:operation></w:binding></w:definitions>"#;

const DATA: &str =
    r#"<x:schema targetNamespace="urn:data"><x:element name="Ask" type="x:string"/></x:schema>"#;

fn section(dialect: &str, unit: &str) -> String {
    format!("<m:MetadataSection Dialect=\"{dialect}\">{unit}</m:MetadataSection>")
}

fn reference(address: &str, parameters: &str) -> String {
    format!(
        "<m:MetadataReference xmlns:a=\"http://www.w3.org/2005/08/addressing\"><a:Address>{address}</a:Address>\
         <a:ReferenceParameters>{parameters}</a:ReferenceParameters></m:MetadataReference>"
    )
}

fn envelope(version: &str, body: &str) -> Answer {
    Answer::ok(format!(
        "<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"{version}\" xmlns:m=\"{MEX}\" xmlns:w=\"{WSDL}\" xmlns:x=\"{SCHEMA}\">\
         <e:Body>{body}</e:Body></e:Envelope>"
    ))
}

fn metadata(version: &str, sections: &[String]) -> Answer {
    let all = sections.concat();
    envelope(version, &format!("<m:Metadata>{all}</m:Metadata>"))
}

fn inline() -> Vec<String> {
    vec![
        section("urn:of/policies", "<other xmlns='urn:o'/>"),
        section(WSDL, SERVICE),
        section(WSDL, BINDING),
        section(SCHEMA, DATA),
    ]
}

#[test]
fn documents_within_the_answer_are_a_contract() {
    let server = Server::new();
    server.put(
        "/shop.svc",
        Answer::ok("<!DOCTYPE html><html><body>You have created a service.</body></html>"),
    );
    server.put("12 transfer/Get /shop.svc/mex", metadata(SOAP12, &inline()));
    let folder = folder();
    let output = command(&["fetch", &server.url("/shop.svc")], &folder);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(
        files(&folder),
        ["ShopService.wsdl", "data.xsd", "shop.wsdl", "wsdl.lock"]
    );
    // The order of what was asked: a page, no contract at `?wsdl`, then the address itself and the one below it.
    let first = |request: &String| request.lines().next().unwrap_or_default().to_owned();
    let asked: Vec<String> = server.requests().iter().map(first).collect();
    let expected = [
        "GET /shop.svc HTTP/1.1",
        "GET /shop.svc?wsdl HTTP/1.1",
        "POST /shop.svc HTTP/1.1",
        "POST /shop.svc HTTP/1.1",
        "POST /shop.svc HTTP/1.1",
        "POST /shop.svc HTTP/1.1",
        "POST /shop.svc/mex HTTP/1.1",
    ];
    assert_eq!(asked, expected);
    let last = server.requests().pop().expect("a request");
    assert!(
        last.contains("application/soap+xml; charset=utf-8; action=\"http://schemas.xmlsoap.org/ws/2004/09/transfer/Get\""),
        "{last}"
    );
    assert!(
        last.contains(&format!(
            "<a:To s:mustUnderstand=\"1\">{}/mex</a:To>",
            server.url("/shop.svc")
        )),
        "{last}"
    );
    assert!(last.contains("<a:MessageID>urn:uuid:"), "{last}");

    // The files are a contract without the network, and the lock says where they are from.
    let inspect = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
        .arg("inspect")
        .arg(&folder)
        .output()
        .expect("the command");
    let shown = String::from_utf8_lossy(&inspect.stdout).into_owned();
    assert!(
        inspect.status.success() && shown.contains("Ask"),
        "{shown}{}",
        said(&inspect)
    );
    let check = command(&["fetch", "--check"], &folder);
    assert_eq!(check.status.code(), Some(0), "{}", said(&check));
    server.put(
        "12 transfer/Get /shop.svc",
        metadata(SOAP12, &inline()[..3]),
    );
    let check = command(&["fetch", "--check"], &folder);
    let out = String::from_utf8_lossy(&check.stdout).into_owned();
    assert_eq!(check.status.code(), Some(1), "{out}{}", said(&check));
    assert!(said(&check).contains("urn:data"), "{}", said(&check));
}

#[test]
fn references_and_locations_are_followed() {
    let server = Server::new();
    let sections = [
        section(
            WSDL,
            &format!("<m:Location>{}</m:Location>", server.url("/shop?wsdl")),
        ),
        section(
            WSDL,
            &reference(&server.url("/unit"), "<id xmlns='urn:id'>7</id>"),
        ),
        section(MEX, &reference(&server.url("/more"), "")),
    ];
    let declared = format!("<w:definitions xmlns:w=\"{WSDL}\" xmlns:x=\"{SCHEMA}\"");
    server
        .put(
            "11 mex/GetMetadata/Request /mex",
            metadata(SOAP11, &sections),
        )
        .put(
            "/shop?wsdl",
            Answer::ok(SERVICE.replace("<w:definitions", &declared)),
        )
        .put("11 transfer/Get /unit", envelope(SOAP11, BINDING))
        .put(
            "11 transfer/Get /more",
            metadata(SOAP11, &[section(SCHEMA, DATA)]),
        );
    let folder = folder();
    let output = command(&["fetch", "--mex", &server.url("/mex")], &folder);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(
        files(&folder),
        ["data.xsd", "mex.wsdl", "shop.wsdl", "wsdl.lock"]
    );
    let requests = server.requests();
    assert!(
        !requests.iter().any(|one| one.starts_with("GET /mex")),
        "{requests:?}"
    );
    let unit = requests.iter().find(|one| one.starts_with("POST /unit"));
    let unit = unit.expect("the reference was asked");
    assert!(
        unit.contains("reference:IsReferenceParameter=\"true\"") && unit.contains(">7</id>"),
        "{unit}"
    );
    let lower = unit.to_ascii_lowercase();
    assert!(
        lower.contains("soapaction: \"http://schemas.xmlsoap.org/ws/2004/09/transfer/get\""),
        "{unit}"
    );
    let binding = fs::read_to_string(folder.join("mex.wsdl")).expect("a document");
    assert!(
        binding.contains(&format!("xmlns:w=\"{WSDL}\"")),
        "{binding}"
    );
}

#[test]
fn what_is_no_metadata_is_told_and_nothing_is_written() {
    let server = Server::new();
    let lost = "http://elsewhere.example:9/x";
    let below = server.url("/loop");
    for (path, answer, expected) in [
        (
            "/none",
            Answer::status("500 Internal Server Error"),
            "the server says 500",
        ),
        (
            "/fault",
            envelope(SOAP12, &format!("<f:Fault xmlns:f=\"{SOAP12}\"/>")),
            "is a fault",
        ),
        (
            "/other",
            envelope(SOAP12, "<other xmlns='urn:o'/>"),
            "is no metadata, but {urn:o}other",
        ),
        (
            "/html",
            Answer::ok("<html><body>Hello</body></html>"),
            "is no SOAP message",
        ),
        ("/broken", Answer::ok("<a><b></a>"), "is no message: "),
        (
            "/entity",
            Answer::ok("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
            "is no message: ",
        ),
        (
            "/empty",
            metadata(SOAP12, &[section("urn:p", "<p/>")]),
            "has no WSDL and no XML Schema",
        ),
        (
            "/host",
            metadata(SOAP12, &[section(WSDL, &reference(lost, ""))]),
            "`--allow-host elsewhere.example` admits it",
        ),
        (
            "/place",
            metadata(
                SOAP12,
                &[section(WSDL, &format!("<m:Location>{lost}</m:Location>"))],
            ),
            "`--allow-host elsewhere.example` admits it",
        ),
        (
            "/file",
            metadata(
                SOAP12,
                &[section(WSDL, "<m:Location>file:///etc/passwd</m:Location>")],
            ),
            "neither http nor https",
        ),
        (
            "/loop",
            metadata(SOAP12, &[section(MEX, &reference(&below, ""))]),
            "leads on more than 4 times",
        ),
        (
            "/wide",
            metadata(
                SOAP12,
                &vec![section(WSDL, &reference(&server.url("/unit"), "")); 101],
            ),
            "needs more than 100 requests",
        ),
        (
            "/locked",
            Answer::status("401 Unauthorized"),
            "`--user` or `--header` give credentials",
        ),
    ] {
        server.put("12 transfer/Get /unit", envelope(SOAP12, BINDING));
        server.put(&format!("12 transfer/Get {path}"), answer);
        let folder = folder();
        let url = server.url(path);
        let output = command(&["fetch", "--mex", &url, "--retries", "0"], &folder);
        assert_refused(&output, expected, &folder);
    }
    // Without a contract of any kind, the reasons are in one line.
    let output = command(&["fetch", &server.url("/nothing")], &folder());
    let place = server.url("/nothing?wsdl");
    let expected = format!(
        "the server says 404 Not Found; {place} has no contract either; by WS-MetadataExchange "
    );
    assert!(said(&output).contains(&expected), "{}", said(&output));
}
