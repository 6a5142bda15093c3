//! Messages that are not made up at random: encodings, markup, headers, faults, attachments and values that few messages have, and
//! structs that are much larger than their elements. What each is built to multiply is in its name.

use crate::support::{HAS_CHAT, HasChat, NS, Series, Zoo};
use bytes::Bytes;
use soap_runtime::__private::v1;
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::xml::{Limits, ReadOptions};
use soap_runtime::{CallOptions, Client, Error};

/// A struct of nearly five kilobytes, whose element has four bytes.
#[derive(Clone, Debug)]
struct Wide([Option<String>; 200]);

impl Default for Wide {
    fn default() -> Self {
        Self([const { None }; 200])
    }
}

const TEXT: v1::Member = v1::element(NS, "t", "<t>", "</t>", 0);
static WIDE: v1::Struct = v1::Struct::new(v1::Name::new(NS, "Wide"), &[TEXT; 200]);

impl v1::Complex for Wide {
    fn descriptor(&self) -> &'static v1::Struct {
        &WIDE
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        self.0.get(index).map(|field| field as &dyn v1::Field)
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        self.0
            .get_mut(index)
            .map(|field| field as &mut dyn v1::Field)
    }
}

#[derive(Clone, Debug, Default)]
struct Rows {
    row: Vec<Wide>,
}
static ROWS_TABLE: v1::Struct = v1::Struct::new(
    v1::Name::new(NS, "Rows"),
    &[v1::element(NS, "r", "<r>", "</r>", v1::REPEATED)],
);
impl v1::Complex for Rows {
    fn descriptor(&self) -> &'static v1::Struct {
        &ROWS_TABLE
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        (index == 0).then_some(&self.row as &dyn v1::Field)
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        (index == 0).then_some(&mut self.row as &mut dyn v1::Field)
    }
}
static ROWS: v1::Member = v1::element(NS, "Rows", "<Rows>", "</Rows>", v1::REQUIRED);

const fn asked(member: &'static v1::Member) -> v1::Operation {
    v1::Operation {
        name: "Ask",
        service: "Ask",
        input: Some(&HAS_CHAT),
        output: Some(member),
        ..v1::Operation::EMPTY
    }
}
static CHAT: v1::Operation = asked(&HAS_CHAT);
static KEPT: v1::Operation = asked(&crate::support::SERIES);
static ANIMALS: v1::Operation = asked(&crate::support::ZOO);
static WIDE_ROWS: v1::Operation = asked(&ROWS);

/// The most memory that reading a reply takes, and what went wrong.
fn read<T: v1::Content + v1::Blank + Send + 'static>(
    operation: &'static v1::Operation,
    (status, content_type): (u16, &str),
    body: &Bytes,
    limits: &Limits,
) -> (u64, Option<Error>) {
    let mock = MockTransport::new();
    let answer = MockResponse::empty(status)
        .header("Content-Type", content_type)
        .body(body.clone());
    mock.respond(answer);
    let read = ReadOptions::default().with_limits(limits.clone());
    let client = Client::new("http://h/", mock).with_options(CallOptions::new().with_read(read));
    let mut outcome = None;
    let counted = allocation_counter::measure(|| {
        outcome = Some(
            client
                .call::<T, ()>(operation, &HasChat::default())
                .wait()
                .err(),
        );
    });
    (counted.bytes_max, outcome.flatten())
}

const OPEN: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'";

fn envelope(header: &str, body: &str) -> String {
    format!("{OPEN}><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>")
}

fn in_body(name: &str, content: &str) -> String {
    envelope("", &format!("<{name} xmlns='{NS}'>{content}</{name}>"))
}

fn chat(content: &str) -> String {
    in_body("HasChatNotifyResponse", content)
}

const XML: &str = "text/xml; charset=utf-8";
/// About the bytes of each message.
const SIZE: usize = 200_000;

fn repeated(piece: &str) -> String {
    piece.repeat(SIZE / piece.len())
}

/// A package with attachments, each after these lines.
fn attachments(count: usize, lines: impl Fn(usize) -> String) -> String {
    let mut text = format!("--b\r\nContent-Type: text/xml\r\n\r\n{}", chat(""));
    for at in 0..count {
        text += &format!("\r\n--b\r\n{}\r\n\r\n", lines(at));
    }
    text + "\r\n--b--\r\n"
}

type Shape = (&'static str, (u16, &'static str), Vec<u8>);

/// The bytes of memory that a message may take for each of its own, beside a megabyte.
const FACTOR: u64 = 8;

fn shapes() -> Vec<Shape> {
    let xml = |name, text: String| (name, (200, XML), text.into_bytes());
    let plain = |name, status, text: String| (name, (status, "text/html"), text.into_bytes());
    let related = |name, text: String| {
        (
            name,
            (200, "multipart/related; type=\"text/xml\"; boundary=b"),
            text.into_bytes(),
        )
    };
    let wide: String = (0..200).map(|at| format!(" a{at}=''")).collect();
    let declared: String = (0..200)
        .map(|at| format!(" xmlns:p{at}='urn:{at}'"))
        .collect();
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(200), close.repeat(200));
    let utf16 = |text: String| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xFF, 0xFE].into_iter().chain(units).collect()
    };
    let mut latin = b"<?xml version='1.0' encoding='ISO-8859-1'?>".to_vec();
    latin.extend(chat("<x>*</x>").bytes().flat_map(|byte| match byte {
        b'*' => vec![0xE9; SIZE],
        _ => vec![byte],
    }));
    let soap12 = "http://www.w3.org/2003/05/soap-envelope";
    let code = |inner: &str| format!("<e:Value>e:Sender</e:Value>{inner}");
    let fault = format!(
        "<e:Envelope xmlns:e='{soap12}'><e:Body><e:Fault><e:Code>{}{}</e:Code><e:Reason>{}</e:Reason><e:Detail/></e:Fault></e:Body></e:Envelope>",
        code(&format!("<e:Subcode>{}", code("")).repeat(100)),
        "</e:Subcode>".repeat(100),
        repeated("<e:Text xml:lang='a'>t</e:Text>"),
    );
    vec![
        (
            "UTF-16",
            (200, "text/xml"),
            utf16(in_body("Series", &repeated("<a>text</a>"))),
        ),
        ("ISO-8859-1", (200, "text/xml; charset=iso-8859-1"), latin),
        // Lists that have just grown. The larger one is refused.
        xml(
            "tiny elements that are kept",
            in_body("Series", &"<a/>".repeat((1 << 14) + 1)),
        ),
        xml(
            "more tiny elements",
            in_body("Series", &"<a/>".repeat((1 << 17) + 1)),
        ),
        xml(
            "small elements that are kept",
            in_body("Series", &"<a>12345</a>".repeat((1 << 17) + 1)),
        ),
        xml("a fault of SOAP 1.2", fault),
        xml(
            "CDATA sections",
            chat(&format!(
                "<Response>{}</Response>",
                repeated("<![CDATA[]]>")
            )),
        ),
        xml(
            "comments in a kept element",
            in_body("Series", &format!("<a>{}</a>", repeated("<!---->x"))),
        ),
        xml("instructions", chat(&repeated("<?a?>"))),
        xml(
            "references",
            in_body("Zoo", &format!("<Text>{}</Text>", repeated("&#65;"))),
        ),
        xml(
            "a value that is none",
            chat(&format!("<Response>{}</Response>", repeated("x"))),
        ),
        xml(
            "a type that is none",
            chat(&format!(
                "<Response xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='{}'>1</Response>",
                repeated("x")
            )),
        ),
        xml(
            "a prefix that is none",
            in_body("Zoo", &format!("<QName>{}:a</QName>", repeated("p"))),
        ),
        xml(
            "words",
            in_body("Zoo", &format!("<Numbers>{}</Numbers>", repeated("1 "))),
        ),
        xml(
            "white space",
            chat(&format!("<Response>{}1</Response>", repeated("\n"))),
        ),
        xml(
            "unknown headers of wide attributes",
            envelope(&format!("<h{wide}/>").repeat(120), &chat_body()),
        ),
        xml(
            "unknown headers in a wide scope",
            format!(
                "{OPEN}{declared}><s:Header>{}</s:Header><s:Body>{}</s:Body></s:Envelope>",
                repeated("<p1:h/>"),
                chat_body()
            ),
        ),
        xml(
            "a header to be understood",
            envelope(
                &format!("<{} s:mustUnderstand='1'/>", repeated("h")),
                &chat_body(),
            ),
        ),
        xml(
            "many headers to be understood",
            envelope(&repeated("<h s:mustUnderstand='1'/>"), &chat_body()),
        ),
        xml(
            "unknown elements in each other",
            chat(&nested("<a b='c'>", "</a>").repeat(SIZE / 2600)),
        ),
        xml(
            "an operation that is another",
            envelope("", &format!("<{}/>", repeated("o"))),
        ),
        plain("a page", 200, repeated("<p>")),
        plain("a page of secrets", 500, repeated("password=secret&")),
        plain(
            "a page of tokens",
            401,
            repeated("Authorization: Bearer a\n"),
        ),
        plain("a page of addresses", 502, repeated("http://a:b@c/?d=e ")),
        related(
            "attachments of one id",
            attachments(900, |_| "Content-ID: <a>".to_owned()),
        ),
        related(
            "attachments of many headers",
            attachments(100, |at| {
                (0..100)
                    .map(|line| format!("X-{line}: {at}"))
                    .collect::<Vec<_>>()
                    .join("\r\n")
            }),
        ),
        related(
            "an attachment of a long id",
            attachments(1, |_| format!("Content-ID: <{}>", repeated("i"))),
        ),
        related(
            "lines like a boundary",
            attachments(1, |_| "Content-ID: <a>".to_owned()).replacen(
                "\r\n--b--",
                &format!("{}\r\n--b--", repeated("\r\n--")),
                1,
            ),
        ),
        related("parts that never end", attachments(1, |_| repeated("a"))),
    ]
}

fn chat_body() -> String {
    format!("<HasChatNotifyResponse xmlns='{NS}'/>")
}

#[test]
fn unusual_messages_do_not_multiply() {
    let limits = Limits::default();
    let mut wrong = Vec::new();
    for (name, head, body) in shapes() {
        let body = Bytes::from(body);
        let most = FACTOR * body.len() as u64 + (1 << 20);
        let peaks = [
            read::<HasChat>(&CHAT, head, &body, &limits).0,
            read::<Series>(&KEPT, head, &body, &limits).0,
            read::<Zoo>(&ANIMALS, head, &body, &limits).0,
        ];
        println!("{name}: {} bytes take {peaks:?} of {most}", body.len());
        if peaks.iter().any(|peak| *peak > most) {
            wrong.push(format!("{name}: {} bytes take {peaks:?}", body.len()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A kept element has 24 bytes beside its own, which are few here.
#[test]
fn tiny_elements_that_are_kept_have_a_limit() {
    let of = |element: &str, count| Bytes::from(in_body("Series", &element.repeat(count)));
    let limits = Limits::default();
    for (element, count, is_read) in [
        ("<a/>", 20_000, true),
        ("<a/>", 30_000, false),
        ("<a>1</a>", 60_000, true),
        ("<a>1</a>", 80_000, false),
        ("<a>1234</a>", 1_000_000, true),
    ] {
        let body = of(element, count);
        let (_, error) = read::<Series>(&KEPT, (200, XML), &body, &limits);
        assert_eq!(error.is_none(), is_read, "{count} of {element}: {error:?}");
        if let Some(error) = error {
            let said = error.to_string();
            assert!(
                said.contains("the kept elements of the message take more than"),
                "{said}"
            );
            let more = limits.clone().with_kept(19);
            let (_, error) = read::<Series>(&KEPT, (200, XML), &body, &more);
            assert!(error.is_none(), "{error:?}");
        }
    }
}

/// Structs are as large as the contract makes them. The limit is on all of them together.
#[test]
fn large_structs_of_small_elements_have_a_limit() {
    let rows = |count: usize| Bytes::from(in_body("Rows", &"<r/>".repeat(count)));
    let limits = Limits::default();
    let (_, error) = read::<Rows>(&WIDE_ROWS, (200, XML), &rows(10_000), &limits);
    assert!(error.is_none(), "{error:?}");
    let body = rows(20_000);
    let (peak, error) = read::<Rows>(&WIDE_ROWS, (200, XML), &body, &limits);
    let error = error.expect("it is too large").to_string();
    assert!(
        error.contains("the structs of the message take more than"),
        "{error}"
    );
    // While a list grows there are two of it, and the new one has room for as many again.
    let most = 3 * (64 << 20) + 64 * body.len() as u64;
    assert!(peak < most, "{peak} of {most}");
    let more = limits.with_values(500);
    let (_, error) = read::<Rows>(&WIDE_ROWS, (200, XML), &body, &more);
    assert!(error.is_none(), "{error:?}");
}
