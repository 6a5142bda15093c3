//! That nothing is forgotten: every type that can be printed, and every setting.

use crate::places::Place;
use crate::printed::Printed;
use bytes::Bytes;
use soap_runtime::soap::{AddressingFault, FaultCode};
use soap_runtime::transport::{
    BlockingTransport, BoxFuture, MockResponse, MockTransport, Reqwest, Tower, TransportError,
    Ureq, install_crypto_provider, reqwest, ureq,
};
use soap_runtime::ws::Addressing;
use soap_runtime::xml::SecretNames;
use soap_runtime::{
    Attachment, AuthRequest, CallContext, EnvelopeContext, EnvelopeInterceptor, Error, Fault,
    Interceptor, Next, Observer, RawElement, RawHeaderProvider, Rejection, RequestContext,
    StreamedAttachment,
};
use std::collections::BTreeSet;
use std::path::Path;

/// Prints what a call shows to those that are called by it.
pub struct Printing(pub Printed);

impl Interceptor for Printing {
    fn intercept<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        self.0.debug(&next);
        self.0.debug(next.call());
        self.0.debug(next.call().operation);
        self.0
            .debug(&AuthRequest::new(request.method(), request.uri()));
        next.run(request)
    }
}

impl EnvelopeInterceptor for Printing {
    fn outgoing<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        self.0.debug(context);
        Box::pin(std::future::ready(Ok(envelope)))
    }

    fn incoming<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        self.0.debug(context);
        // A refusal quotes what has come.
        let text = String::from_utf8_lossy(&envelope).into_owned();
        let outcome = match text.contains("urn:refuse") {
            true => Err(Rejection::new(text.clone()).caused_by(std::io::Error::other(text))),
            false => Ok(envelope),
        };
        Box::pin(std::future::ready(outcome))
    }
}

impl RawHeaderProvider for Printing {
    fn headers(&self, context: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        self.0.debug(context);
        Ok(Vec::new())
    }
}

impl Observer for Printing {
    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        self.0.debug(call);
        // An error of a transport, before the call masks what it repeats: it holds none of the server's own text.
        if let Err(error) = response {
            self.0.cause(error);
        }
    }
}

/// Prints types that no call prints, with secrets in them.
pub fn print_the_rest(printed: &Printed) {
    const URL: &str = "http://ann:url-s3cret@h/a?apikey=qu3ry-s3cret";
    let request = http::Request::post("http://h/?apikey=qu3ry-s3cret")
        .header("x-api-key", "k3y-s3cret")
        .body(Bytes::from_static(b"s3cret"))
        .unwrap();
    let mock = MockTransport::answering(|_| Ok(MockResponse::empty(200)));
    BlockingTransport::send(&mock, request).unwrap();
    printed.debug(&mock);
    printed.debug(&MockResponse::xml("s3cret").header("set-cookie", "a=s3cret"));
    printed.debug(&Tower::new(MockTower));
    printed.debug(&Attachment::new("id", "text/plain", "s3cret"));
    printed.debug(&StreamedAttachment::new("id", "text/plain", "s3cret"));
    printed.debug(&addressed());
    printed.debug(&addressing_fault());
    let element =
        RawElement::parse("<a password='s3cret'><Password>s3cret</Password></a>").unwrap();
    let name = soap_runtime::xml::OwnedName::new("", "password");
    printed.debug(&soap_runtime::RawAttribute::new(name, "s3cret"));
    printed.debug(&element);
    printed.debug(&SecretNames::default());
    let client = soap_runtime::Client::blocking(URL, mock);
    let refused = client.request(
        &crate::service::IS_ENABLED,
        &crate::service::Enabled::default(),
    );
    printed.error(&refused.unwrap_err());
    // A value that cannot be written.
    let unwritable = crate::service::RequestHeaders {
        application_token: Some("s3cret\u{1}".to_owned()),
        credentials: None,
    };
    let client = client.with_endpoint("http://h/").with_headers(unwritable);
    let refused = client.request(
        &crate::service::IS_ENABLED,
        &crate::service::Enabled::default(),
    );
    printed.error(&refused.unwrap_err());
    // Libraries that their users have set up themselves, with all that they can be told.
    install_crypto_provider();
    let mut headers = http::HeaderMap::new();
    headers.insert(
        "authorization",
        http::HeaderValue::from_static("Basic s3cret"),
    );
    let proxy = reqwest::Proxy::all("http://ann:s3cret@h").unwrap();
    let theirs = reqwest::Client::builder().default_headers(headers.clone());
    let theirs = theirs.proxy(proxy).user_agent("s3cret").build().unwrap();
    printed.debug(&Reqwest::with_client(theirs));
    let customized = Reqwest::builder().customize(|theirs| theirs.default_headers(headers.clone()));
    printed.debug(&customized.build().unwrap());
    let proxy = ureq::Proxy::new("http://ann:s3cret@h").unwrap();
    let config = ureq::Agent::config_builder()
        .proxy(Some(proxy))
        .user_agent("s3cret");
    let roots = ureq::tls::TlsConfig::builder();
    let roots = roots
        .root_certs(ureq::tls::RootCerts::PlatformVerifier)
        .build();
    let config = config.tls_config(roots).build();
    printed.debug(&Ureq::with_agent(config.new_agent()).unwrap());
    printed.debug(&Ureq::with_config(config).unwrap());
    // What cannot be used is not quoted.
    let builder = Ureq::builder().identity_pem(b"-----BEGIN PRIVATE KEY-----\nczNjcmV0s3cret\n");
    printed.cause(&builder.build().err().unwrap());
    let builder = Reqwest::builder()
        .proxy("http://ann:s3cret@[h")
        .user_agent("s3cret\n");
    printed.cause(&builder.build().err().unwrap());
}

/// Headers to an endpoint whose reference parameter is a secret.
fn addressed() -> Addressing {
    let wsa = "http://www.w3.org/2005/08/addressing";
    let endpoint = format!(
        "<r xmlns:a='{wsa}'><a:Address>urn:to</a:Address><a:ReferenceParameters><i>s3cret</i></a:ReferenceParameters></r>"
    );
    let endpoint = RawElement::parse(&endpoint).unwrap();
    Addressing::new().with_endpoint(&endpoint).unwrap()
}

/// A fault that says the address of the request back.
fn addressing_fault() -> AddressingFault {
    let wsa = "http://www.w3.org/2005/08/addressing";
    let name = soap_runtime::xml::OwnedName::new(wsa, "DestinationUnreachable");
    let address = format!("<a:ProblemIRI xmlns:a='{wsa}'>urn:s3cret</a:ProblemIRI>");
    let fault = Fault::new(FaultCode::Sender, "no route")
        .with_subcode(name)
        .with_detail(RawElement::parse(&address).unwrap());
    AddressingFault::of(&fault).unwrap()
}

/// A service of `tower` that knows a secret.
#[derive(Clone)]
struct MockTower;

/// Types that can be printed, and why they hold no secret of a call that is not masked.
const HARMLESS: &[(&str, &[&str])] = &[
    (
        "a number or one of a few names",
        &[
            "AddressingFaultCode",
            "AttachmentLimits",
            "BodyKind",
            "DecodeErrorKind",
            "DeviationKind",
            "Elapsed",
            "EncodeErrorKind",
            "Limits",
            "NilPolicy",
            "Redirects",
            "Replay",
            "SendLimits",
            "SoapVersion",
            "TransportErrorKind",
        ],
    ),
    (
        "of values that users make or look at for themselves: they have the exact text",
        &[
            "EnvelopeWriter",
            "HeaderBlock",
            "OwnedName",
            "Peeked",
            "TraceContext",
        ],
    ),
    (
        "printed as a part of ReadOptions",
        &["ReadOptions", "WriteOptions"],
    ),
    (
        "printed in lists, with the response",
        &["Deviation", "Notes", "Reason"],
    ),
    ("printed with its error", &["Details", "Handshake", "Repr"]),
    (
        "shows nothing of what it holds",
        &[
            "AsyncByteReader",
            "Attachments",
            "AttachmentsCall",
            "BlockingAttachments",
            "BodyStream",
            "ByteReader",
            "ByteStream",
            "StreamResponse",
        ],
    ),
    ("names of namespaces", &["Namespaces"]),
    (
        "quotes what was parsed: the error of a call that has it is masked",
        &["ValueError"],
    ),
    (
        "within the runtime: nobody else has one",
        &[
            "Actions",
            "AddressingProblem",
            "CachingResolver",
            "ContentToken",
            "CookieJar",
            "ExchangeSettings",
            "ForwardConnector",
            "ForwardTransport",
            "GatherConnector",
            "Gathering",
            "ItemPath",
            "ItemStep",
            "KeptBytes",
            "Malformed",
            "MediaType",
            "Outcome",
            "Output",
            "Package",
            "PartHead",
            "PartPosition",
            "Ready",
            "Received",
            "Scan",
            "ScanToken",
            "Survey",
            "TlsConnector",
            "TlsTransport",
            "Verifier",
        ],
    ),
];

/// Settings that put no secret into a call, and why.
const PLAIN: &[(&str, &[&str])] = &[
    (
        "a number, a choice or a public name",
        &[
            "CallOptions::with_mtom",
            "CallOptions::with_redirects",
            "CallOptions::with_timeout",
            "Client::with_timeout",
            "Proxy::no_proxy",
            "Redaction::masks",
            "Redaction::name",
            "ReqwestBuilder::connect_timeout",
            "ReqwestBuilder::pool_idle_timeout",
            "ReqwestBuilder::pool_max_idle_per_host",
            "ReqwestBuilder::read_timeout",
            "ReqwestBuilder::resolve",
            "ReqwestBuilder::response_limit",
            "ReqwestBuilder::timeout",
            "ReqwestBuilder::user_agent",
            "Security::timestamp",
            "Security::with_timestamp",
            "UreqBuilder::connect_timeout",
            "UreqBuilder::pool_idle_timeout",
            "UreqBuilder::pool_max_idle_per_host",
            "UreqBuilder::read_timeout",
            "UreqBuilder::resolve",
            "UreqBuilder::response_limit",
            "UreqBuilder::timeout",
            "UreqBuilder::user_agent",
        ],
    ),
    (
        "certificates of authorities are public",
        &[
            "ReqwestBuilder::add_root_certificates_pem",
            "ReqwestBuilder::only_root_certificates_pem",
            "UreqBuilder::add_root_certificates_pem",
            "UreqBuilder::only_root_certificates_pem",
        ],
    ),
    (
        "how messages are read and written: the names of secrets are those of the redaction",
        &["CallOptions::with_read", "CallOptions::with_write"],
    ),
    (
        "addresses of the message",
        &[
            "Addressing::headers",
            "Addressing::received",
            "Addressing::with_action",
            "Addressing::with_endpoint",
            "Addressing::with_to",
        ],
    ),
    (
        "content of the user's: nothing says what of it is secret",
        &[
            "Attachment::new",
            "Attachment::with_content_description",
            "Attachment::with_content_disposition",
            "Attachment::with_content_location",
            "CallOptions::with_attachment",
        ],
    ),
    (
        "looks at responses only",
        &[
            "CallOptions::with_error_header",
            "CallOptions::with_observer",
            "Client::with_observer",
        ],
    ),
    (
        "another way to a setting of the places",
        &[
            "Client::blocking",
            "Client::with_auth",
            "Client::with_endpoint",
            "Client::with_envelope_interceptor",
            "Client::with_interceptor",
            "Client::with_options",
            "Client::with_raw_headers",
            "Client::without_transport",
            "Proxy::from",
        ],
    ),
    (
        "calls",
        &[
            "Client::call",
            "Client::decode",
            "Client::redaction",
            "Client::request",
            "Reqwest::send",
            "Ureq::send",
            "Security::headers",
            "Security::received",
        ],
    ),
    (
        "what implements a trait, called by calls",
        &[
            "Basic::authorization",
            "Basic::authorization_blocking",
            "Basic::received",
            "Bearer::authorization",
            "Bearer::authorization_blocking",
            "Bearer::received",
            "Digest::authorization",
            "Digest::authorization_blocking",
            "Digest::received",
        ],
    ),
    (
        "a library that its user has set up: its Debug is not shown, and what it adds to requests is not known here",
        &[
            "Reqwest::with_client",
            "ReqwestBuilder::customize",
            "Ureq::with_agent",
            "Ureq::with_config",
            "UreqBuilder::customize",
        ],
    ),
];

/// Layers that know tables and values, or serve: no call prints their types, except in the content of messages.
const OTHER_LAYERS: [&str; 5] = ["binding", "json", "private", "server", "value"];

fn names_in(list: &[(&str, &[&'static str])]) -> BTreeSet<String> {
    let names = list.iter().flat_map(|(_, names)| *names);
    names.map(|&name| name.to_owned()).collect()
}

pub fn check(printed: &Printed) {
    let types = printed.types();
    let found = printable();
    let harmless = names_in(HARMLESS);
    let listed = harmless.union(&types).cloned().collect();
    let unlisted: Vec<_> = found.difference(&listed).collect();
    assert!(
        unlisted.is_empty(),
        "types that can be printed, and are not listed: {unlisted:#?}"
    );
    let gone: Vec<_> = harmless.difference(&found).collect();
    assert!(
        gone.is_empty(),
        "listed types that are not there: {gone:#?}"
    );
}

/// The types of the runtime that have `Debug` or `Display`, by its sources.
fn printable() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                let name = path.file_name().unwrap().to_str().unwrap();
                if !OTHER_LAYERS.contains(&name) {
                    folders.push(path);
                }
            } else {
                of_file(&std::fs::read_to_string(path).unwrap(), &mut found);
            }
        }
    }
    found
}

fn of_file(text: &str, found: &mut BTreeSet<String>) {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let mut is_derived = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[derive(") {
            is_derived |= line.contains("Debug");
        } else if let Some(name) = ["struct ", "enum "].iter().find_map(|kind| {
            let rest = line
                .trim_start_matches("pub ")
                .trim_start_matches("pub(crate) ")
                .trim_start_matches("pub(super) ");
            rest.strip_prefix(kind)
        }) {
            if std::mem::take(&mut is_derived) {
                found.insert(word(name));
            }
        } else if line.starts_with("impl")
            && (line.contains("Debug for ") || line.contains("Display for "))
        {
            let (_, name) = line.rsplit_once(" for ").unwrap();
            if name.starts_with('$') {
                continue;
            }
            found.insert(word(name));
        }
    }
}

fn word(text: &str) -> String {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    text[..end].to_owned()
}

/// Compares the settings of the public API with those of the places and the plain ones.
pub fn settings() {
    const TYPES: [&str; 14] = [
        "Addressing",
        "Attachment",
        "Basic",
        "Bearer",
        "CallOptions",
        "Client",
        "Digest",
        "Proxy",
        "Redaction",
        "Reqwest",
        "ReqwestBuilder",
        "Security",
        "Ureq",
        "UreqBuilder",
    ];
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/public-api/soap-runtime.txt");
    let list = std::fs::read_to_string(list).unwrap();
    let mut found = BTreeSet::new();
    for line in list.lines() {
        let Some(rest) = line.strip_prefix("pub fn soap_runtime::") else {
            continue;
        };
        let (path, arguments) = rest.split_once('(').unwrap();
        let path = path.split('<').next().unwrap();
        let mut names = path.rsplit("::");
        let (name, of) = (names.next().unwrap(), names.next().unwrap_or_default());
        let takes_something =
            !matches!(arguments.split(')').next().unwrap(), "" | "self" | "&self");
        if TYPES.contains(&of) && name != "fmt" && takes_something {
            found.insert(format!("{of}::{name}"));
        }
    }
    let of_places: BTreeSet<String> = Place::ALL
        .iter()
        .flat_map(|place| place.settings())
        .map(|&name| name.to_owned())
        .collect();
    let plain = names_in(PLAIN);
    let listed: BTreeSet<String> = of_places.union(&plain).cloned().collect();
    assert_eq!(of_places.intersection(&plain).count(), 0);
    let unlisted: Vec<_> = found.difference(&listed).collect();
    assert!(
        unlisted.is_empty(),
        "settings that are not listed: {unlisted:#?}"
    );
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(
        gone.is_empty(),
        "listed settings that are not there: {gone:#?}"
    );
}
