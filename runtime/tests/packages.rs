//! `multipart/related` replies: where bytes stand in another part of the package (XOP 1.0, SOAP with attachments).
#![cfg(feature = "client")]

mod service;

use service::{NS, envelope};
use soap_runtime::__private::v1;
use soap_runtime::xml::ReadOptions;
use soap_runtime::{Base64Binary, CallOptions, Client, ErrorKind, Reply};

#[derive(Clone, Debug, Default, PartialEq)]
struct Files {
    file: Vec<Base64Binary>,
}
static FILES: v1::Struct = v1::Struct {
    name: v1::Name {
        namespace: NS,
        local: "Files",
    },
    members: &[v1::element(NS, "File", "<File>", "</File>", v1::REPEATED)],
};
impl v1::Complex for Files {
    fn descriptor(&self) -> &'static v1::Struct {
        &FILES
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Place> {
        (index == 0).then_some(&self.file as &dyn v1::Place)
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Place> {
        (index == 0).then_some(&mut self.file as &mut dyn v1::Place)
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
    let client = Client::without_transport("http://h/").with(options.clone());
    client
        .decode(&OPERATION, response)
        .map_err(|error| match error.kind() {
            ErrorKind::Decode(error) => {
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
    let part = Base64Binary(b"\x00\xff\r\n--c\r\n".to_vec());
    let own = Base64Binary(b"\x00\xff".to_vec());
    assert_eq!(
        reply.body.file,
        [part.clone(), part.clone(), own, Base64Binary::default()]
    );
    assert_eq!(reply.attachments.len(), 2);
    assert_eq!(reply.attachments[0].content_id, "a@x");
    assert_eq!(reply.attachments[0].content_type, "image/png");
    assert_eq!(reply.attachments[0].body, part.0);
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
            format!("Content: the element <Include> stands where text is expected {at}/Include"),
        ),
        (
            format!("{INCLUDE}{INCLUDE}"),
            format!("Content: an element stands beside xop:Include {at}/Include"),
        ),
        (
            format!("{INCLUDE}AP8="),
            format!("Content: text stands between elements {at}"),
        ),
        (
            format!("AP8={INCLUDE}"),
            format!("Content: the element <Include> stands where text is expected {at}/Include"),
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
            "a multipart reply that is not multipart/related",
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
fn a_part_that_is_included_often_stays_within_the_limit() {
    let mut read = ReadOptions::default();
    read.limits.message = 1000;
    let options = CallOptions {
        read: Some(read),
        ..CallOptions::default()
    };
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
        "Limit: the parts included are longer than 1000 bytes together at /Envelope/Body/Files/File/Include"
    );
}
