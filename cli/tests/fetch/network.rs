//! Between the command and the server: compression, busy servers, cookies, host names, proxies.

use super::{Answer, SCHEMA, Server, command, folder, said};
use std::fs;
use std::io::Write;

#[test]
fn compressed_documents_are_read() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(SCHEMA.as_bytes()).expect("compressed");
    let bytes = gzip.finish().expect("compressed");
    let coding = "Content-Encoding: gzip\r\n".to_owned();
    let server = Server::new();
    server
        .put("/one.xsd", Answer("200 OK", coding.clone(), bytes.clone()))
        .put("/cut.xsd", Answer("200 OK", coding, bytes[..40].to_vec()));
    let folder = folder();
    let output = command(&["fetch", &server.url("/one.xsd")], &folder);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        fs::read_to_string(folder.join("one.xsd")).expect("the file"),
        SCHEMA
    );
    assert!(
        server.requests()[0]
            .to_lowercase()
            .contains("accept-encoding: gzip")
    );

    let output = command(&["fetch", &server.url("/cut.xsd")], &folder);
    assert!(
        said(&output).contains("its gzip is broken"),
        "{}",
        said(&output)
    );
}

#[test]
fn busy_servers_are_asked_again() {
    let server = Server::new();
    let busy = || Answer::status("503 Service Unavailable");
    server
        .put("/one.xsd", busy())
        .put("/one.xsd again", Answer::ok(SCHEMA))
        .put("/busy.xsd", busy());
    let folder = folder();
    let output = command(&["fetch", &server.url("/one.xsd")], &folder);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(server.requests().len(), 2);

    let output = command(
        &["fetch", "--retries", "1", &server.url("/busy.xsd")],
        &folder,
    );
    assert!(said(&output).contains("503"), "{}", said(&output));
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn cookies_go_back_to_their_host() {
    let server = Server::new();
    let redirect = "Location: /one.xsd\r\nSet-Cookie: session=abc; Path=/\r\n".to_owned();
    server
        .put("/login", Answer("302 Found", redirect, Vec::new()))
        .put("/one.xsd", Answer::ok(SCHEMA));
    let output = command(&["fetch", &server.url("/login")], &folder());
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        server.requests()[1]
            .to_lowercase()
            .contains("cookie: session=abc")
    );
}

#[test]
fn hosts_are_mapped_and_proxies_asked() {
    let server = Server::new();
    server
        .put("/one.xsd", Answer::ok(SCHEMA))
        .put("http://shop.invalid/one.xsd", Answer::ok(SCHEMA));
    let url = format!("http://shop.invalid:{}/one.xsd", server.port);
    let output = command(
        &["fetch", "--resolve", "shop.invalid=127.0.0.1", &url],
        &folder(),
    );
    assert!(output.status.success(), "{}", said(&output));
    let host = format!("host: shop.invalid:{}", server.port);
    assert!(server.requests()[0].to_lowercase().contains(&host));

    let proxy = server.url("");
    let output = command(
        &["fetch", "--proxy", &proxy, "http://shop.invalid/one.xsd"],
        &folder(),
    );
    assert!(output.status.success(), "{}", said(&output));
    assert!(server.requests()[1].starts_with("GET http://shop.invalid/one.xsd "));

    let output = command(&["fetch", "--resolve", "shop.invalid", &url], &folder());
    assert!(
        said(&output).contains("write HOST=ADDRESS"),
        "{}",
        said(&output)
    );
}

#[test]
fn what_is_no_address_is_said() {
    let folder = folder();
    let output = command(&["fetch", "localhost/x"], &folder);
    assert!(
        said(&output).contains("fetch 'https://localhost/x'"),
        "{}",
        said(&output)
    );
    let output = command(&["fetch", "Cargo.toml"], &folder);
    assert!(
        said(&output).contains("is here already"),
        "{}",
        said(&output)
    );
    let output = command(
        &["fetch", "--retries", "0", "http://127.0.0.1:9/x"],
        &folder,
    );
    assert!(
        said(&output).contains("is the server up"),
        "{}",
        said(&output)
    );
}
