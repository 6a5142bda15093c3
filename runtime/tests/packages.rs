//! `multipart/related` replies and requests, whose bytes are in other parts of the package (XOP 1.0, SOAP with
//! attachments).
#![cfg(feature = "client")]

mod service;

use service::{NS, envelope};
use soap_runtime::__private::v1;
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::xml::{DeviationKind, ReadOptions};
use soap_runtime::{Attachment, Base64Binary, CallOptions, Client, ErrorDetails, Headers, Reply};
use std::io::Write as _;
use std::process::{Command, Stdio};

#[derive(Clone, Debug, Default, PartialEq)]
struct Files {
    file: Vec<Base64Binary>,
}
static FILES: v1::Struct = v1::Struct::new(
    v1::Name {
        namespace: NS,
        local: "Files",
    },
    &[v1::element(NS, "File", "<File>", "</File>", v1::REPEATED)],
);
impl v1::Complex for Files {
    fn descriptor(&self) -> &'static v1::Struct {
        &FILES
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        (index == 0).then_some(&self.file as &dyn v1::Field)
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        (index == 0).then_some(&mut self.file as &mut dyn v1::Field)
    }
}
static OUTPUT: v1::Member = v1::element(NS, "Files", "<Files>", "</Files>", v1::REQUIRED);
static OPERATION: v1::Operation = v1::Operation {
    name: "Files",
    service: "Files",
    output: Some(&OUTPUT),
    ..v1::Operation::EMPTY
};

const TYPE: &str = r#"multipart/related; type="application/xop+xml"; boundary=b; start="<root@x>""#;
const INCLUDE: &str =
    r#"<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:a%40x"/>"#;

fn decode(content_type: &str, files: &str) -> Result<Reply<Files, ()>, String> {
    decode_with(content_type, files, &CallOptions::default())
}

fn decode_with(
    content_type: &str,
    files: &str,
    options: &CallOptions,
) -> Result<Reply<Files, ()>, String> {
    let big = ["\r\n--b\r\nContent-ID: <big>\r\n\r\n", &"x".repeat(400)].concat();
    let body = [
        b"--b\r\nContent-ID: <a@x>\r\nContent-Type: image/png\r\n\r\n\x00\xff\r\n--c\r\n".as_slice(),
        big.as_bytes(),
        b"\r\n--b\r\nContent-ID: <root@x>\r\nContent-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\n\r\n",
        envelope("", &format!("<Files>{files}</Files>")).as_bytes(),
        b"\r\n--b--\r\n",
    ]
    .concat();
    let response = http::Response::builder()
        .header("Content-Type", content_type)
        .body(body.into())
        .unwrap();
    let client = Client::without_transport("http://h/").with_options(options.clone());
    client
        .decode(&OPERATION, response)
        .map_err(|error| match error.details() {
            ErrorDetails::Decode(error) => {
                format!(
                    "{:?}: {} at {}",
                    error.kind(),
                    error.message(),
                    error.path()
                )
            }
            _ => error.to_string(),
        })
}

#[test]
fn bytes_of_another_part() {
    let files =
        format!("<File>{INCLUDE}</File><File>\n {INCLUDE}\n</File><File>AP8=</File><File/>");
    let reply = decode(TYPE, &files).unwrap();
    let part = Base64Binary::new(b"\x00\xff\r\n--c\r\n".to_vec());
    let own = Base64Binary::new(b"\x00\xff".to_vec());
    assert_eq!(
        reply.body.file,
        [part.clone(), part.clone(), own, Base64Binary::default()]
    );
    assert_eq!(reply.attachments.len(), 2);
    assert_eq!(reply.attachments[0].content_id, "a@x");
    assert_eq!(reply.attachments[0].content_type, "image/png");
    assert_eq!(reply.attachments[0].body, *part);
}

/// The root part and attachments have charsets of their own, whatever the package says.
#[test]
fn each_part_is_text_in_its_own_charset() {
    static NAME: v1::Member = v1::element("", "Name", "<Name>", "</Name>", v1::REQUIRED);
    static NAMED: v1::Operation = v1::Operation {
        name: "Named",
        service: "Files",
        output: Some(&NAME),
        ..v1::Operation::EMPTY
    };
    let text = envelope("", "<Name xmlns=\"\">Zoë €</Name>");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let windows = text
        .replace('ë', "\u{1}")
        .replace('€', "\u{2}")
        .into_bytes();
    let windows: Vec<u8> = windows
        .into_iter()
        .map(|byte| match byte {
            1 => 0xEB,
            2 => 0x80,
            byte => byte,
        })
        .collect();
    let read = |charset: &str, root: &[u8]| {
        let head = format!(
            "--b\r\nContent-ID: <root@x>\r\nContent-Type: application/xop+xml; charset={charset}; type=\"text/xml\"\r\n\r\n"
        );
        let body = [
            head.as_bytes(),
            root,
            b"\r\n--b\r\nContent-ID: <note>\r\nContent-Type: text/plain; charset=\"windows-1252\"\r\n\r\nZo\xEB \x80",
            b"\r\n--b\r\nContent-ID: <wrong>\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nZo\xEB",
            b"\r\n--b--\r\n",
        ]
        .concat();
        let response = http::Response::builder()
            .header("Content-Type", TYPE)
            .body(body.into())
            .unwrap();
        Client::without_transport("http://h/").decode::<String, ()>(&NAMED, response)
    };
    for (charset, root) in [
        ("utf-8", text.as_bytes()),
        ("utf-16le", &utf16),
        ("windows-1252", &windows),
        ("\"CP1252\"", &windows),
    ] {
        let reply = read(charset, root).unwrap();
        assert_eq!(reply.body, "Zoë €", "{charset}");
        assert_eq!(reply.attachments[0].text().unwrap(), "Zoë €");
        let error = reply.attachments[1].text().unwrap_err();
        assert_eq!(error.kind(), soap_runtime::DecodeErrorKind::Encoding);
    }
    assert!(read("us-ascii", text.as_bytes()).is_err());
}

#[test]
fn what_is_wrong_says_where() {
    let at = "at /Envelope/Body/Files/File";
    for (files, expected) in [
        (
            INCLUDE.replace("a%40x", "z@x"),
            format!("Content: no part of the package is \"cid:z@x\" {at}/Include"),
        ),
        (
            INCLUDE.replace("cid:", "http://127.0.0.1/"),
            format!("Content: no part of the package is \"http://127.0.0.1/a%40x\" {at}/Include"),
        ),
        (
            INCLUDE.replace("href", "src"),
            format!("Content: xop:Include has no href {at}/Include"),
        ),
        (
            INCLUDE.replace("/xop/", "/x/"),
            format!("Content: the element <Include> is where text is expected {at}/Include"),
        ),
        (
            format!("{INCLUDE}{INCLUDE}"),
            format!("Content: an element is beside xop:Include {at}/Include"),
        ),
        (
            format!("{INCLUDE}AP8="),
            format!("Content: text is between elements {at}"),
        ),
        (
            format!("AP8={INCLUDE}"),
            format!("Content: the element <Include> is where text is expected {at}/Include"),
        ),
    ] {
        let error = decode(TYPE, &format!("<File>{files}</File>")).unwrap_err();
        assert_eq!(error, expected);
    }
    let error = decode("text/xml", "").unwrap_err();
    assert!(error.contains("no SOAP message"), "{error}");
    for (content_type, expected) in [
        (
            "multipart/mixed; boundary=b",
            "a multipart message that is not multipart/related",
        ),
        ("multipart/related", "multipart/related without a boundary"),
        (
            "multipart/related; boundary=x",
            "multipart/related without its closing boundary",
        ),
        (
            "multipart/related; boundary=b; start=\"<z>\"",
            "the root part that `start` names is missing",
        ),
    ] {
        let error = decode(content_type, "").unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_content_id_that_stands_twice_is_reported() {
    let twice = |id: &str| {
        let part = format!("\r\n--b\r\nContent-ID: <{id}>\r\n\r\nsecond");
        let with = format!("<File>{INCLUDE}</File>");
        let root = "<root@x>\r\nContent-Type: application/xop+xml";
        let body = format!(
            "--b\r\nContent-ID: <a@x>\r\n\r\nfirst\r\n--b\r\nContent-ID: {root}\r\n\r\n{}{part}{part}\r\n--b--\r\n",
            envelope("", &format!("<Files>{with}</Files>"))
        );
        http::Response::builder()
            .header("Content-Type", TYPE)
            .body(body.into())
            .unwrap()
    };
    let client = Client::without_transport("http://h/");
    for id in ["a@x", "root@x", "z@x"] {
        let read: Reply<Files, ()> = client.decode(&OPERATION, twice(id)).unwrap();
        assert_eq!(*read.body.file[0], *b"first");
        assert_eq!(read.attachments.len(), 3);
        let [deviation] = &read.deviations[..] else {
            panic!("{:?}", read.deviations)
        };
        assert_eq!(deviation.kind, DeviationKind::Identifier);
        assert_eq!(
            deviation.message,
            format!("several parts of the package have the Content-ID {id:?}")
        );
        let mut read = ReadOptions::default();
        read.strict = true;
        let strict = client
            .clone()
            .with_options(CallOptions::new().with_read(read));
        let refused = strict.decode::<Files, ()>(&OPERATION, twice(id));
        let error = refused.unwrap_err().to_string();
        assert!(error.contains("several parts"), "{error}");
    }
    let none: Reply<Files, ()> = client.decode(&OPERATION, twice("")).unwrap();
    assert!(none.deviations.is_empty(), "{:?}", none.deviations);
}

#[test]
fn attachments_that_share_a_content_id_are_not_sent() {
    let part = || Attachment::new("scan", "image/png", b"x".as_slice());
    let options = CallOptions::new()
        .with_attachment(part())
        .with_attachment(part());
    let client = Client::without_transport("http://h/").with_options(options);
    let request = client.request(&SEND, &Files::default());
    let error = request.unwrap_err().to_string();
    assert!(
        error.contains("each attachment has a Content-ID of its own"),
        "{error}"
    );
}

#[test]
fn a_part_that_is_included_often_stays_within_the_limit() {
    let mut read = ReadOptions::default();
    read.limits.message = 600;
    let options = CallOptions::new().with_read(read);
    let include = INCLUDE.replace("cid:a%40x", "cid:big");
    let files = |count| format!("<File>{include}</File>").repeat(count);
    assert_eq!(
        decode_with(TYPE, &files(2), &options)
            .unwrap()
            .body
            .file
            .len(),
        2
    );
    let error = decode_with(TYPE, &files(3), &options).unwrap_err();
    assert_eq!(
        error,
        "Limit: the parts included are longer than 1009 bytes together at /Envelope/Body/Files/File/Include"
    );
}

static SEND: v1::Operation = v1::Operation {
    name: "Files",
    service: "Files",
    soap_action: "urn:files",
    declarations: " xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\"",
    input: Some(&OUTPUT),
    output: Some(&OUTPUT),
    ..v1::Operation::EMPTY
};
static SEND12: v1::Operation = v1::Operation {
    version: soap_runtime::soap::SoapVersion::Soap12,
    soap_action: "urn:files",
    input: Some(&OUTPUT),
    output: Some(&OUTPUT),
    ..v1::Operation::EMPTY
};

/// Sends a request with these files. Returns Content-Type and body.
fn sent(
    operation: &'static v1::Operation,
    files: &[&[u8]],
    options: CallOptions,
) -> (String, Vec<u8>) {
    let client = Client::without_transport("http://localhost/").with_options(options);
    let files = Files {
        file: files.iter().map(|file| file.to_vec().into()).collect(),
    };
    let request = client.request(operation, &files).expect("a request");
    let content_type = request.headers()["content-type"].to_str().expect("ASCII");
    (content_type.to_owned(), request.body().to_vec())
}

/// The parts of a package as Python's `email` reads them, one a line: Content-Type, Content-ID, Content-Location, the
/// bytes in hexadecimal digits.
fn as_others_read((content_type, body): &(String, Vec<u8>)) -> Vec<String> {
    const SCRIPT: &str = r#"
import email, email.policy, sys
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.HTTP)
assert message.is_multipart() and not message.defects, message.defects
print("package", message.get_param("type"), message.get_param("start"), message.get_param("start-info"), message.get_param("action"))
for part in message.iter_parts():
    assert not part.defects, part.defects
    print(part["Content-Type"], part["Content-ID"], part["Content-Location"], part.get_payload(decode=True).hex())
"#;
    let mut child = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut stdin = child.stdin.take().expect("a pipe");
    write!(
        stdin,
        "MIME-Version: 1.0\r\nContent-Type: {content_type}\r\n\r\n"
    )
    .expect("written");
    stdin.write_all(body).expect("written");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(str::to_owned).collect()
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn large_bytes_are_parts_of_their_own() {
    // The second one contains the default boundary, and is not text.
    let large = [b"\r\n--soap-runtime-0--\r\n".as_slice(), &[0, 255, 13, 10]].concat();
    let options = CallOptions::new().with_mtom(3);
    let package = sent(&SEND, &[b"ab", &large, b"", b"abc"], options.clone());
    let include = |part: usize| {
        format!(
            "<File><xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:{part}@soap-runtime\"/></File>"
        )
    };
    let message = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{NS}\"><s:Body><Files><File>YWI=</File>{}<File/>{}</Files></s:Body></s:Envelope>",
        include(1),
        include(2)
    );
    assert_eq!(
        as_others_read(&package),
        [
            "package application/xop+xml <root@soap-runtime> text/xml None".to_owned(),
            format!(
                "application/xop+xml; charset=\"utf-8\"; type=\"text/xml\" <root@soap-runtime> None {}",
                hex(message)
            ),
            format!(
                "application/octet-stream <1@soap-runtime> None {}",
                hex(&large)
            ),
            format!(
                "application/octet-stream <2@soap-runtime> None {}",
                hex("abc")
            ),
        ]
    );
    // SOAP 1.2 gives its action in the Content-Type of the package.
    let package = sent(&SEND12, &[b"abc"], options);
    assert_eq!(
        as_others_read(&package)[0],
        "package application/xop+xml <root@soap-runtime> application/soap+xml urn:files"
    );
}

#[test]
fn attachments_follow_the_message() {
    let with = |attachments: Vec<Attachment>| {
        let options = CallOptions::new();
        attachments
            .into_iter()
            .fold(options, CallOptions::with_attachment)
    };
    let mut located = Attachment::new("", "image/png", b"\x89PNG\r\n".as_slice());
    located.content_location = "http://example.com/a.png".to_owned();
    let package = sent(
        &SEND,
        &[],
        with(vec![Attachment::new("scan", "text/plain", "text"), located]),
    );
    let parts = as_others_read(&package);
    assert_eq!(parts[0], "package text/xml <root@soap-runtime> None None");
    assert!(
        parts[1].starts_with("text/xml; charset=\"utf-8\" <root@soap-runtime> None 3c733a456e76"),
        "{}",
        parts[1]
    );
    assert_eq!(
        parts[2..],
        [
            format!("text/plain <scan> None {}", hex("text")),
            format!(
                "image/png None http://example.com/a.png {}",
                hex("\u{89}PNG\r\n".chars().map(|c| c as u8).collect::<Vec<_>>())
            ),
        ]
    );
    for (id, kind) in [
        ("a\r\nX: y", "text/plain"),
        ("a>", "text/plain"),
        ("a", "text/plain\n"),
        ("\u{e4}", "a/b"),
    ] {
        let client = Client::without_transport("http://localhost/")
            .with_options(with(vec![Attachment::new(id, kind, "")]));
        let error = client.request(&SEND, &Files::default()).expect_err(id);
        assert!(error.to_string().contains("visible ASCII"), "{error}");
    }
}

/// A package that is sent can be read back. Headers from a provider go into the message.
#[test]
fn packages_come_back() {
    struct Source;
    impl soap_runtime::HeaderProvider for Source {
        fn headers<'a>(
            &'a self,
            _: &'a soap_runtime::CallContext,
        ) -> std::pin::Pin<Box<dyn Future<Output = Result<Headers, soap_runtime::Error>> + Send + 'a>>
        {
            Box::pin(std::future::ready(Ok(Headers::new())))
        }
        fn headers_blocking(
            &self,
            _: &soap_runtime::CallContext,
        ) -> Result<Headers, soap_runtime::Error> {
            Ok(Headers::new())
        }
    }
    for header_provider in [None, Some(std::sync::Arc::new(Source) as _)] {
        let mock = MockTransport::answering(|request| {
            let content_type = request.headers()["content-type"].to_str().expect("ASCII");
            Ok(MockResponse::xml(request.body().clone()).header("content-type", content_type))
        });
        let mut options = CallOptions::new()
            .with_mtom(0)
            .with_attachment(Attachment::new("more", "text/plain", "more"));
        options.header_provider = header_provider;
        let client = Client::blocking("http://localhost/", mock).with_options(options);
        let files = Files {
            file: vec![vec![0, 1, 2].into(), Vec::new().into()],
        };
        let reply: Reply<Files, ()> = client.call(&SEND, &files).wait().expect("a reply");
        assert_eq!(reply.body, files);
        let ids: Vec<_> = reply
            .attachments
            .iter()
            .map(|part| &*part.content_id)
            .collect();
        assert_eq!(ids, ["1@soap-runtime", "2@soap-runtime", "more"]);
    }
}
