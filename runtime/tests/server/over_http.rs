//! Time limits, the contract, and the dispatcher behind an HTTP server.

use super::*;
use soap_runtime::server::Contract;

#[test]
fn time_limits() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service).time_limit(Some(Duration::from_millis(50)));
    assert_eq!(
        answer(&dispatcher, post(XML11, enabled("slow"))),
        fault11("Server", "The service has taken too long.")
    );
}

#[test]
fn the_contract() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service).wsdl(
        "<definitions xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\"><soap:address location=\"https://sod.example.com/x.svc\"/></definitions>",
    );
    let get = |uri: &str, host: &str| {
        let mut request = http::Request::get(uri).body(Bytes::new()).unwrap();
        if !host.is_empty() {
            request.headers_mut().insert("host", host.parse().unwrap());
        }
        request
    };
    for (uri, host, location) in [
        (
            "/Remote/a.svc?wsdl",
            "127.0.0.1:8080",
            "http://127.0.0.1:8080/Remote/a.svc",
        ),
        ("/a.svc?WSDL", "example.com", "http://example.com/a.svc"),
        ("https://h:1/a.svc?singleWsdl", "", "https://h:1/a.svc"),
        ("/a.svc?wsdl", "", "https://sod.example.com/x.svc"),
        (
            "/a.svc?wsdl",
            "a\"><script>",
            "https://sod.example.com/x.svc",
        ),
    ] {
        let expected = format!(
            "<definitions xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\"><soap:address location=\"{location}\"/></definitions>"
        );
        assert_eq!(
            answer(&dispatcher, get(uri, host)),
            (200, XML11.into(), expected),
            "{uri} {host}"
        );
    }
    assert_eq!(answer(&dispatcher, get("/a.svc", "h")).0, 405);
}

/// Over HTTP, through axum: limits of size and time on the body, and client and server of the runtime together.
#[tokio::test]
async fn over_http() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let service = Arc::new(Toggles::default());
    let mut read = soap_runtime::xml::ReadOptions::default();
    read.limits.message = 2000;
    let dispatcher = dispatcher(&service)
        .read(read)
        .time_limit(Some(Duration::from_millis(300)));
    let router = axum::Router::new().route_service("/a.svc", dispatcher);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });

    let head = "POST /a.svc HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\nConnection: close\r\n";
    let good = enabled("x");
    for (name, request, status) in [
        (
            "good",
            format!("{head}Content-Length: {}\r\n\r\n{good}", good.len()),
            "200 OK",
        ),
        (
            "chunked",
            format!(
                "{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{good}\r\n0\r\n\r\n",
                good.len()
            ),
            "200 OK",
        ),
        (
            "announced too large",
            format!("{head}Content-Length: 3000\r\n\r\n"),
            "413 Payload Too Large",
        ),
        (
            "too large",
            format!(
                "{head}Transfer-Encoding: chunked\r\n\r\nbb8\r\n{}\r\n0\r\n\r\n",
                " ".repeat(3000)
            ),
            "413 Payload Too Large",
        ),
        (
            "too slow",
            format!("{head}Content-Length: 1000\r\n\r\n<"),
            "408 Request Timeout",
        ),
    ] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = vec![0; 12];
        stream.read_exact(&mut response).await.unwrap();
        let code = StatusCode::from_bytes(&response[9..]).unwrap();
        assert_eq!(code.to_string(), status, "{name}");
    }
    assert_eq!(service.asked.lock().unwrap().len(), 2);
}

/// A contract in three folders, each document of which imports others.
#[test]
fn the_contract_with_its_imports() {
    let contract = Contract::new(
        "contract/orders.wsdl",
        "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\">\
         <import namespace=\"urn:b\" location=\"parts/abstract.wsdl\"/>\
         <types><xs:schema><xs:import namespace=\"urn:a\" schemaLocation='http://inside.example/orders.svc?xsd=xsd0'/></xs:schema></types>\
         <service><port><soap:address location=\"http://inside.example/orders.svc\"/></port></service></definitions>",
    )
    .with_document(
        "contract/parts/abstract.wsdl",
        "<definitions><types><xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:include schemaLocation=\"../../xsd/c.xsd\"/></xs:schema></types></definitions>",
    )
    .with_document(
        "http://inside.example/orders.svc?xsd=xsd0",
        "<schema><include schemaLocation=\"?xsd=xsd1\"/><import schemaLocation=\"http://www.w3.org/2001/xml.xsd\"/></schema>",
    )
    .with_document("http://inside.example/orders.svc?xsd=xsd1", "<schema>1</schema>")
    .with_document("xsd/c.xsd", "<schema>c</schema>");
    let dispatcher = dispatcher(&Arc::default()).wsdl(contract);
    let get = |url: &str| {
        let request = http::Request::get(url).body(Bytes::new()).unwrap();
        let (status, content_type, body) = answer(&dispatcher, request);
        assert_eq!((status, &*content_type), (200, XML11), "{url}");
        body
    };
    let here = "http://outside.example:8080/v1/orders";
    let main = get(&format!("{here}?wsdl"));
    for part in [
        "location=\"http://outside.example:8080/v1/orders?wsdl=1\"",
        "schemaLocation='http://outside.example:8080/v1/orders?xsd=2'",
        "<soap:address location=\"http://outside.example:8080/v1/orders\"/>",
    ] {
        assert!(main.contains(part), "{part} in {main}");
    }
    assert!(
        get(&format!("{here}?wsdl=1"))
            .contains("schemaLocation=\"http://outside.example:8080/v1/orders?xsd=4\"")
    );
    assert_eq!(
        get(&format!("{here}?xsd=2")),
        "<schema><include schemaLocation=\"http://outside.example:8080/v1/orders?xsd=3\"/><import schemaLocation=\"http://www.w3.org/2001/xml.xsd\"/></schema>"
    );
    assert_eq!(get(&format!("{here}?xsd=3")), "<schema>1</schema>");
    assert_eq!(get(&format!("{here}?XSD=4")), "<schema>c</schema>");
    for unknown in ["?xsd=5", "?xsd=-1", "?wsdl=", "?other=1", ""] {
        let request = http::Request::get(format!("{here}{unknown}"))
            .body(Bytes::new())
            .unwrap();
        assert_eq!(answer(&dispatcher, request).0, 405, "{unknown}");
    }
}
