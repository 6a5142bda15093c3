//! Exchanges with <http://127.0.0.1/Shop>, recorded by `wsdl-codegen mock --record`.

use soap_runtime::Replay;
use soap_runtime::transport::{MockResponse, MockTransport};

/// A transport that answers as the service did.
pub fn transport() -> MockTransport {
    Replay::new()
        .exchange(
            include_str!("GetOrder.1.request.xml"),
            MockResponse::empty(200)
                .header("content-type", "text/xml; charset=utf-8")
                .body(include_str!("GetOrder.1.response.xml")),
        )
        .exchange(
            include_str!("GetOrder.2.request.xml"),
            MockResponse::empty(200)
                .header("content-type", "text/xml; charset=utf-8")
                .body(include_str!("GetOrder.2.response.xml")),
        )
        .exchange(
            include_str!("GetOrder.3.request.xml"),
            MockResponse::empty(500)
                .header("content-type", "text/xml; charset=utf-8")
                .body(include_str!("GetOrder.3.response.xml")),
        )
        .exchange(
            include_str!("GetOrder.4.request.xml"),
            MockResponse::empty(502)
                .header("content-type", "text/html; charset=utf-8")
                .body(include_str!("GetOrder.4.response.html")),
        )
        .exchange(
            include_str!("Cancel.1.request.xml"),
            MockResponse::empty(202),
        )
        .transport()
}
