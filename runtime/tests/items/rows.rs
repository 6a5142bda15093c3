//! A service whose replies have lists, in the form of generated code.
#![allow(dead_code)] // Each test binary uses a part of it.

#[macro_use]
#[path = "../support/tables.rs"]
mod tables;

use bytes::Bytes;
use soap_runtime::__private::v1;
use soap_runtime::transport::{
    BodyStream, BoxFuture, Pieces, StreamResponse, Transport, TransportError, TransportErrorKind,
};
use std::collections::VecDeque;
use std::task::{Context, Poll};

pub const NS: &str = "urn:rows";
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

macro_rules! table {
    ($type:ident, $name:literal, $table:ident = $build:expr, [$($field:ident),* $(,)?] $(,)?) => {
        pub static $table: v1::Struct = $build;
        fields!($type, $table, [$($field),*]);
    };
}

macro_rules! el {
    ($local:literal, $flags:expr) => {
        element_of!(NS, $local, $flags)
    };
}

const fn name(local: &'static str) -> v1::Name {
    v1::Name {
        namespace: NS,
        local,
    }
}

/// A type that may hold itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub key: Option<String>,
    pub id: i32,
    pub name: Option<String>,
    pub tags: Vec<String>,
    pub rows: Option<Vec<Row>>,
}
table!(
    Row,
    "Row",
    ROW = v1::Struct::new(
        name("Row"),
        &[
            v1::attribute("", "key", " key=\"", 0),
            el!("Id", v1::REQUIRED),
            el!("Name", v1::NILLABLE),
            el!("Tag", v1::REPEATED),
            el!("Rows", 0).item(&ROW_ITEM),
        ]
    ),
    [key, id, name, tags, rows]
);
static ROW_ITEM: v1::Member = el!("Row", v1::REPEATED);
static CODE_ITEM: v1::Member = el!("Code", v1::REPEATED | v1::NILLABLE);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub title: String,
    pub rows: Option<Vec<Row>>,
    pub codes: Option<Vec<Option<i32>>>,
    pub total: Option<i32>,
}
table!(
    Report,
    "Report",
    REPORT = v1::Struct::new(
        name("Report"),
        &[
            el!("Title", v1::REQUIRED),
            el!("Rows", v1::NILLABLE).item(&ROW_ITEM),
            el!("Codes", 0).item(&CODE_ITEM),
            el!("Total", 0),
        ]
    ),
    [title, rows, codes, total]
);

/// Rows between other members, without an element around them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plain {
    pub before: Option<String>,
    pub items: Vec<Item>,
    pub after: Option<String>,
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    pub text: String,
}
table!(
    Item,
    "Item",
    ITEM = v1::Struct::new(name("Item"), &[el!("Text", v1::REQUIRED)]),
    [text]
);
table!(
    Plain,
    "Plain",
    PLAIN = v1::Struct::new(
        name("Plain"),
        &[
            el!("Before", 0),
            el!("Item", v1::REQUIRED | v1::REPEATED),
            el!("After", 0)
        ]
    ),
    [before, items, after]
);

/// No more than three of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Few {
    pub items: Vec<Item>,
}
table!(
    Few,
    "Few",
    FEW = v1::Struct::new(name("Few"), &[el!("Item", v1::REQUIRED | v1::REPEATED)])
        .with_bounds(&[(0, 2, 3)]),
    [items]
);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListResponse {
    pub result: Option<Report>,
    pub plain: Option<Plain>,
    pub few: Option<Few>,
}
table!(
    ListResponse,
    "ListResponse",
    LIST_RESPONSE = v1::Struct::new(
        name("ListResponse"),
        &[el!("Result", 0), el!("Plain", 0), el!("Few", 0)]
    ),
    [result, plain, few]
);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Headers {
    pub failed: Option<bool>,
    pub session: Option<String>,
}
table!(
    Headers,
    "",
    HEADERS = v1::Struct::new(name(""), &[el!("Failed", 0), el!("Session", 0)]),
    [failed, session]
);

static OUTPUT: v1::Member = el!("ListResponse", v1::REQUIRED);
pub static LIST: v1::Operation = v1::Operation {
    name: "List",
    service: "Reports",
    declarations: " xmlns=\"urn:rows\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"",
    output: Some(&OUTPUT),
    output_headers: Some(&HEADERS),
    ..v1::Operation::EMPTY
};

/// A request with rows between other members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    pub source: String,
    pub rows: Option<Vec<Row>>,
    pub note: Option<String>,
}
table!(
    Import,
    "Import",
    IMPORT_TABLE = v1::Struct::new(
        name("Import"),
        &[
            el!("Source", v1::REQUIRED),
            el!("Rows", 0).item(&ROW_ITEM),
            el!("Note", 0)
        ]
    ),
    [source, rows, note]
);
static IMPORT_INPUT: v1::Member = el!("Import", v1::REQUIRED);
pub static IMPORT: v1::Operation = v1::Operation {
    name: "Import",
    service: "Reports",
    declarations: " xmlns=\"urn:rows\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"",
    input: Some(&IMPORT_INPUT),
    ..v1::Operation::EMPTY
};

pub fn envelope(header: &str, body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"{SOAP}\" xmlns=\"{NS}\" xmlns:i=\"{XSI}\">{header}<s:Body>{body}</s:Body></s:Envelope>"
    )
}

/// A reply with these rows.
pub fn report(rows: &str) -> String {
    envelope(
        "",
        &format!(
            "<ListResponse><Result><Title>all</Title><Rows>{rows}</Rows><Total>7</Total></Result></ListResponse>"
        ),
    )
}

/// A row of about a kilobyte.
pub fn row(id: usize) -> String {
    let tags: String = (0..16)
        .map(|tag| format!("<Tag>tag number {tag} of row {id}, and some text</Tag>"))
        .collect();
    format!("<Row><Id>{id}</Id><Name>row {id} of many</Name>{tags}</Row>\n")
}

/// What a server sends after the head of its response.
#[derive(Clone, Debug)]
pub enum Sent {
    Bytes(Vec<u8>),
    /// The connection breaks.
    Break,
    /// The next bytes are not there when they are asked for.
    Later,
}

/// A transport that answers with these pieces.
pub struct InPieces {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub pieces: Vec<Sent>,
}

impl InPieces {
    pub fn of(message: &[u8], cuts: &[usize]) -> Self {
        let mut pieces = Vec::new();
        let mut from = 0;
        for to in cuts.iter().copied().chain([message.len()]) {
            pieces.push(Sent::Bytes(message[from..to].to_vec()));
            pieces.push(Sent::Later);
            from = to;
        }
        Self {
            status: 200,
            headers: vec![("content-type", "text/xml; charset=utf-8".to_owned())],
            pieces,
        }
    }
}

struct Queue(VecDeque<Sent>);

impl Pieces for Queue {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        match self.0.pop_front() {
            Some(Sent::Bytes(bytes)) => Poll::Ready(Ok(Some(bytes.into()))),
            Some(Sent::Break) => Poll::Ready(Err(TransportError::new(
                TransportErrorKind::Closed,
                "the connection broke",
            ))),
            Some(Sent::Later) => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            None => Poll::Ready(Ok(None)),
        }
    }
}

impl Transport for InPieces {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        assert!(request.extensions().get::<StreamResponse>().is_some());
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in &self.headers {
            response = response.header(*name, value);
        }
        let queue = Queue(self.pieces.iter().cloned().collect());
        let response = response.extension(BodyStream::new(queue));
        let response = response.body(Bytes::new()).unwrap();
        Box::pin(async move { Ok(response) })
    }
}
