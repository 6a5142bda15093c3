//! Right, wrong and hostile replies over HTTP, for both transports.
#![cfg(all(feature = "reqwest", feature = "ureq", feature = "gzip"))]

mod limits_and_redirects;
#[path = "../loopback/mod.rs"]
mod loopback;
#[path = "../ports/mod.rs"]
mod ports;
#[path = "../service/mod.rs"]
mod service;

use loopback::{Server, Step, chunked, response};
use ports::without_ports;
use service::{enabled_reply, envelope, fault_reply, is_enabled, notify, update};
use soap_runtime::transport::{Reqwest, Ureq};
use soap_runtime::{CallOptions, Client, Error, Redirects, Reply};
use std::io::Write;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const XML: &str = "Content-Type: text/xml; charset=utf-8\r\n";
const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";
const PAGE: &str = "<!DOCTYPE html>\n<html><body>Sign in</body></html>";

static RUNTIME: LazyLock<tokio::runtime::Runtime> =
    LazyLock::new(|| tokio::runtime::Runtime::new().unwrap());

/// Makes the same call over both transports, which must agree.
fn both<B, H>(
    url: &str,
    options: &CallOptions,
    call: impl Fn(&Client) -> soap_runtime::Call<B, H>,
) -> [Result<Reply<B, H>, Error>; 2]
where
    soap_runtime::Call<B, H>: IntoFuture<Output = Result<Reply<B, H>, Error>>,
    B: soap_runtime::__private::v1::Content + soap_runtime::__private::v1::Blank + Send + 'static,
    H: soap_runtime::__private::v1::Complex
        + soap_runtime::__private::v1::Blank
        + Send
        + Sync
        + 'static,
{
    let asynchronous = Client::new(url, Reqwest::new().unwrap()).with_options(options.clone());
    let blocking = Client::blocking(url, Ureq::new()).with_options(options.clone());
    let awaited = RUNTIME.block_on(async { call(&asynchronous).await });
    [awaited, call(&blocking).wait()]
}

fn shown<B, H>(
    result: Result<Reply<B, H>, Error>,
    value: impl Fn(&Reply<B, H>) -> String,
) -> String {
    match result {
        Ok(reply) => value(&reply),
        Err(error) => without_ports(error.to_string()),
    }
}

fn gzip(body: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn deflate(body: &str, zlib: bool) -> Vec<u8> {
    if zlib {
        let mut encoder =
            flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(body.as_bytes()).unwrap();
        encoder.finish().unwrap()
    } else {
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(body.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }
}

#[test]
fn replies_with_a_value() {
    let ok = enabled_reply();
    let cut = &ok[..ok.len() - 40];
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(
            ok.replace("utf-8", "utf-16")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    let bom = format!("\u{FEFF}{ok}");
    let lying = [
        format!(
            "HTTP/1.1 200 OK\r\n{XML}Content-Length: {}\r\n\r\n",
            ok.len() + 40
        )
        .into_bytes(),
        ok.clone().into_bytes(),
    ]
    .concat();
    let oversized = "x".repeat(1000);
    let service_failure = envelope(
        &format!(
            "<ExceptionInfo xmlns=\"{}\"><Message>no such toggle</Message></ExceptionInfo><Succeeded xmlns=\"{}\">false</Succeeded>",
            service::NS,
            service::NS
        ),
        "<IsEnabledResponse/>",
    );
    let failure_without_body = service_failure.replace("<IsEnabledResponse/>", "");
    let mtom = "--b\r\nContent-Type: application/xop+xml\r\n\r\n<a/>\r\n--b--";
    let at = "CustomerService.IsEnabled: ";
    let cases: Vec<(&str, Vec<Step>, String)> = vec![
        ("ok", response("200 OK", XML, &ok), "Some(true)".into()),
        (
            "fault, 500",
            response("500 Internal Server Error", XML, fault_reply()),
            format!("{at}fault"),
        ),
        (
            "fault, 200",
            response("200 OK", XML, fault_reply()),
            format!("{at}fault"),
        ),
        (
            "html, 500",
            response("500 Internal Server Error", HTML, PAGE),
            format!(
                "{at}HTTP 500 Internal Server Error (text/html; charset=utf-8): <!DOCTYPE html> <html><body>Sign in</body></html>"
            ),
        ),
        (
            "html, 200",
            response("200 OK", HTML, PAGE),
            format!(
                "{at}HTTP 200 OK: no SOAP message (text/html; charset=utf-8): <!DOCTYPE html> <html><body>Sign in</body></html>"
            ),
        ),
        (
            "html as xml",
            response("200 OK", XML, PAGE),
            format!(
                "{at}HTTP 200 OK: no SOAP message (text/xml; charset=utf-8): <!DOCTYPE html> <html><body>Sign in</body></html>"
            ),
        ),
        (
            "401",
            response(
                "401 Unauthorized",
                "Content-Type: text/html\r\nWWW-Authenticate: Negotiate\r\n",
                PAGE,
            ),
            format!(
                "{at}HTTP 401 Unauthorized (text/html): <!DOCTYPE html> <html><body>Sign in</body></html>"
            ),
        ),
        (
            "503, empty",
            response("503 Service Unavailable", "", ""),
            format!("{at}HTTP 503 Service Unavailable"),
        ),
        (
            "json",
            response("200 OK", "Content-Type: application/json\r\n", "{}"),
            format!("{at}HTTP 200 OK: no SOAP message (application/json): {{}}"),
        ),
        (
            "reply with 500",
            response("500 Internal Server Error", XML, &ok),
            format!("{at}HTTP 500 Internal Server Error (text/xml; charset=utf-8): …"),
        ),
        (
            "error header",
            response("200 OK", XML, &service_failure),
            format!("{at}no such toggle"),
        ),
        (
            "error header, 500",
            response("500 Internal Server Error", XML, &service_failure),
            format!("{at}no such toggle"),
        ),
        (
            "error header, no body",
            response("200 OK", XML, &failure_without_body),
            format!("{at}no such toggle"),
        ),
        (
            "truncated",
            response("200 OK", XML, cut),
            format!("{at}decode Syntax"),
        ),
        (
            "lying length",
            vec![Step::Send(lying), Step::Close],
            format!(
                "{at}the connection to 127.0.0.1:PORT broke before the whole response was there"
            ),
        ),
        (
            "empty, 200",
            response("200 OK", "", ""),
            format!("{at}HTTP 200 OK: an empty reply where one is due"),
        ),
        (
            "empty, 202",
            response("202 Accepted", "", ""),
            format!("{at}HTTP 202 Accepted: an empty reply where one is due"),
        ),
        (
            "empty, 204",
            vec![Step::Send(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())],
            format!("{at}HTTP 204 No Content: an empty reply where one is due"),
        ),
        (
            "empty body",
            response("200 OK", XML, envelope("", "")),
            format!("{at}decode Missing"),
        ),
        (
            "gzip",
            response(
                "200 OK",
                &format!("{XML}Content-Encoding: gzip\r\n"),
                gzip(&ok),
            ),
            "Some(true)".into(),
        ),
        (
            "deflate",
            response(
                "200 OK",
                &format!("{XML}Content-Encoding: deflate\r\n"),
                deflate(&ok, true),
            ),
            "Some(true)".into(),
        ),
        (
            "bare deflate",
            response(
                "200 OK",
                &format!("{XML}Content-Encoding: deflate\r\n"),
                deflate(&ok, false),
            ),
            "Some(true)".into(),
        ),
        (
            "decompressed on the way",
            response("200 OK", &format!("{XML}Content-Encoding: gzip\r\n"), &ok),
            "Some(true)".into(),
        ),
        (
            "gzip, cut",
            response(
                "200 OK",
                &format!("{XML}Content-Encoding: gzip\r\n"),
                &gzip(&ok)[..60],
            ),
            format!("{at}HTTP 200 OK: the body is no gzip (text/xml; charset=utf-8)"),
        ),
        (
            "unknown coding",
            response(
                "200 OK",
                &format!("{XML}Content-Encoding: br\r\n"),
                b"\x8b\x02\x80",
            ),
            format!("{at}HTTP 200 OK: the body is no br (text/xml; charset=utf-8)"),
        ),
        (
            "chunked",
            chunked(XML, ok.as_bytes(), 7),
            "Some(true)".into(),
        ),
        (
            "wrong content type",
            response("200 OK", "Content-Type: application/octet-stream\r\n", &ok),
            "Some(true)".into(),
        ),
        (
            "no content type",
            response("200 OK", "", &ok),
            "Some(true)".into(),
        ),
        (
            "quoted charset",
            response(
                "200 OK",
                "Content-Type: text/xml; charset=\"UTF-8\"\r\n",
                &ok,
            ),
            "Some(true)".into(),
        ),
        (
            "byte order mark",
            response("200 OK", XML, &bom),
            "Some(true)".into(),
        ),
        (
            "utf-16",
            response(
                "200 OK",
                "Content-Type: text/xml; charset=utf-16\r\n",
                &utf16,
            ),
            "Some(true)".into(),
        ),
        (
            "another document",
            response("200 OK", XML, "<a/>"),
            format!("{at}decode Envelope"),
        ),
        (
            "another document, 500",
            response("500 Internal Server Error", XML, "<a/>"),
            format!("{at}HTTP 500 Internal Server Error (text/xml; charset=utf-8): <a/>"),
        ),
        (
            "302",
            response(
                "302 Found",
                "Location: https://login.example.com:8443/x?y\r\n",
                "",
            ),
            format!(
                "{at}HTTP 302 Found: a redirect to login.example.com:8443, which was not followed"
            ),
        ),
        (
            "307",
            response(
                "307 Temporary Redirect",
                "Location: http://evil.example.com/\r\n",
                "",
            ),
            format!(
                "{at}HTTP 307 Temporary Redirect: a redirect to evil.example.com, which was not followed"
            ),
        ),
        (
            "302 to nowhere",
            response("302 Found", "", ""),
            format!("{at}HTTP 302 Found: a redirect without a usable Location"),
        ),
        (
            "multipart",
            response(
                "200 OK",
                "Content-Type: multipart/related; type=\"application/xop+xml\"; boundary=b\r\n",
                mtom,
            ),
            format!("{at}decode Envelope"),
        ),
        (
            "dropped",
            vec![Step::Close],
            format!(
                "{at}the connection to 127.0.0.1:PORT broke before the whole response was there"
            ),
        ),
        (
            "text",
            response(
                "400 Bad Request",
                "Content-Type: text/plain\r\n",
                oversized.as_str(),
            ),
            format!(
                "{at}HTTP 400 Bad Request (text/plain): {}…",
                &oversized[..199]
            ),
        ),
    ];
    for (name, steps, expected) in &cases {
        let server = Server::answering(steps.clone());
        for result in both(&server.url, &CallOptions::default(), is_enabled) {
            let text = match result {
                Ok(reply) => format!("{:?}", reply.body.response),
                Err(error) => match error.details() {
                    soap_runtime::ErrorDetails::Fault(_) => format!("{at}fault"),
                    soap_runtime::ErrorDetails::Decode(error) => {
                        format!("{at}decode {:?}", error.kind())
                    }
                    _ => without_ports(error.to_string()),
                },
            };
            match expected.strip_suffix('…') {
                Some(start) => assert!(text.starts_with(start), "{name}: {text}"),
                None => assert_eq!(&text, expected, "{name}"),
            }
        }
        assert_eq!(server.requests().len(), 2, "{name}: sent once by each");
    }
}

#[test]
fn replies_without_a_value() {
    let done = envelope("", "<UpdateResponse/>");
    let wrong_namespace =
        done.replace("<UpdateResponse/>", "<UpdateResponse xmlns=\"urn:wrong\"/>");
    let at = "CustomerService.Update: ";
    for (name, steps, expected) in [
        ("ok", response("200 OK", XML, &done), "done".to_owned()),
        (
            "empty, 202",
            response("202 Accepted", "", ""),
            "done".into(),
        ),
        (
            "empty, 204",
            vec![Step::Send(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())],
            "done".into(),
        ),
        (
            "empty, 200",
            response("200 OK", "", ""),
            format!("{at}HTTP 200 OK: an empty reply where one is due"),
        ),
        (
            "empty body",
            response("200 OK", XML, envelope("", "")),
            format!("{at}decode"),
        ),
        (
            "wrong namespace",
            response("200 OK", XML, wrong_namespace),
            format!("{at}decode"),
        ),
        (
            "another operation's",
            response("200 OK", XML, enabled_reply()),
            format!("{at}decode"),
        ),
    ] {
        let server = Server::answering(steps);
        for result in both(&server.url, &CallOptions::default(), update) {
            let text = match &result {
                Err(error) if error.kind() == soap_runtime::ErrorKind::Decode => {
                    format!("{at}decode")
                }
                _ => shown(result, |_| "done".into()),
            };
            assert_eq!(text, expected, "{name}");
        }
    }
    for (name, steps, expected) in [
        ("empty, 202", response("202 Accepted", "", ""), "done"),
        ("empty, 200", response("200 OK", "", ""), "done"),
        (
            "empty Body",
            response("200 OK", XML, envelope("", "")),
            "the response to a one-way operation holds a SOAP message, which is ignored",
        ),
        (
            "envelope",
            response("200 OK", XML, enabled_reply()),
            "the response to a one-way operation holds a SOAP message, which is ignored",
        ),
        (
            "fault",
            response("200 OK", XML, fault_reply()),
            "the response to a one-way operation holds a fault, which is ignored",
        ),
        (
            "broken envelope",
            response("202 Accepted", XML, "<s:Envelope"),
            "the response to a one-way operation holds a SOAP message, which is ignored",
        ),
        (
            "text",
            response("202 Accepted", "content-type: text/plain\r\n", "queued"),
            "the response to a one-way operation holds a body, which is ignored",
        ),
        (
            "page",
            response("200 OK", HTML, PAGE),
            "CustomerService.Notify: HTTP 200 OK: no SOAP message (text/html; charset=utf-8): <!DOCTYPE html> <html><body>Sign in</body></html>",
        ),
    ] {
        let server = Server::answering(steps);
        for result in both(&server.url, &CallOptions::default(), notify) {
            assert_eq!(
                shown(result, |reply| match reply.deviations.as_slice() {
                    [] => "done".into(),
                    [deviation] => deviation.message.clone(),
                    several => format!("{several:?}"),
                }),
                expected,
                "one way: {name}"
            );
        }
    }
}
