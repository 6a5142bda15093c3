//! Reading rows at once and in pieces: for the differential test, and for the fuzz target of this name.

#[path = "rows.rs"]
pub mod rows;

use bytes::Bytes;
use rows::{Headers, InPieces, LIST, ListResponse, Row, envelope, report};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{CallOptions, Client, Error, ErrorDetails, Reply};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// The address of the service.
pub const URL: &str = "http://example.invalid/rows";

/// What a message is changed with.
pub const TOKENS: [&str; 18] = [
    "<",
    ">",
    "/",
    "\"",
    "'",
    "&",
    "&amp;",
    "]]>",
    "<!--",
    "-->",
    "<?a?>",
    "<Row>",
    "</Row>",
    "<Row/>",
    "</Rows>",
    " xmlns='urn:x'",
    "<![CDATA[",
    "\u{e9}",
];

/// Runs a call without a runtime.
pub fn block_on<T>(call: impl IntoFuture<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut call = pin!(call.into_future());
    loop {
        match call.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// The rows up to the end or an error, and how the call ends.
pub fn read(client: &Client) -> (Vec<Row>, Result<Reply<ListResponse, Headers>, Error>) {
    block_on(async {
        let mut rows = Vec::new();
        let call = client.call::<ListResponse, Headers>(&LIST, &());
        let mut items = match call.items::<Row>().await {
            Ok(items) => items,
            Err(error) => return (rows, Err(error)),
        };
        while let Some(row) = items.next().await {
            match row {
                Ok(row) => rows.push(row),
                Err(error) => {
                    assert!(items.next().await.is_none());
                    return (rows, Err(error));
                }
            }
        }
        (rows, items.finish().await)
    })
}

/// How a call ends, as far as both ways must agree: the rows, and everything else; or the error.
pub type End = Result<(Vec<Row>, String), String>;

fn shown(mut response: Reply<ListResponse, Headers>, rows: Option<Vec<Row>>) -> (Vec<Row>, String) {
    let place = response
        .body
        .result
        .as_mut()
        .and_then(|result| result.rows.as_mut());
    let taken = place.map(std::mem::take).unwrap_or_default();
    let rows = rows.unwrap_or(taken);
    response.deviations.sort_by_key(|one| one.offset);
    let rest = format!("{response:?} {:?}", response.http.status);
    (rows, rest)
}

fn error(error: &Error) -> String {
    match error.details() {
        ErrorDetails::Decode(error) => {
            format!(
                "{:?} {} {} {}",
                error.kind(),
                error.message(),
                error.path(),
                error.offset()
            )
        }
        _ => error.to_string(),
    }
}

/// Reads at once.
pub fn at_once(message: &[u8], options: &CallOptions) -> End {
    let client = Client::without_transport(URL).with_options(options.clone());
    let response = http::Response::builder()
        .header("content-type", "text/xml; charset=utf-8")
        .body(Bytes::copy_from_slice(message))
        .unwrap();
    match client.decode::<ListResponse, Headers>(&LIST, response) {
        Ok(response) => Ok(shown(response, None)),
        Err(failed) => Err(error(&failed)),
    }
}

/// Reads while the message arrives, cut at these places.
pub fn in_pieces(message: &[u8], cuts: &[usize], options: &CallOptions) -> End {
    let client = Client::new(URL, InPieces::of(message, cuts)).with_options(options.clone());
    match read(&client) {
        (rows, Ok(response)) => Ok(shown(response, Some(rows))),
        (_, Err(failed)) => Err(error(&failed)),
    }
}

const ROW: &str = "<Row key='a>b'><Id>1</Id><Name>x &lt; y</Name><Tag>t</Tag></Row>";

/// Messages with and without rows, right and wrong.
pub fn messages() -> Vec<String> {
    let rows = |text: &str| report(text);
    let whole = |text: &str| envelope("", &format!("<ListResponse>{text}</ListResponse>"));
    vec![
        rows(""),
        rows("  \n"),
        rows("<!-- none -->"),
        rows(ROW),
        rows(&ROW.repeat(5)),
        rows(&format!("\r\n\t{ROW}\n<!-- > <Row> -->{ROW}<?a b?>{ROW}\n")),
        // Rows in rows, and rows without content.
        rows(&format!(
            "<Row><Id>1</Id><Rows>{ROW}{ROW}</Rows></Row>{ROW}<Row><Id>2</Id><Rows/></Row>"
        )),
        rows(&format!("{ROW}<Row/>{ROW}")),
        rows(&format!("{ROW}<Row ><Id>2</Id></Row >{ROW}")),
        rows(&format!(
            "{ROW}<Row><Id>1</Id><Name><![CDATA[<Row></Row>]]></Name></Row>{ROW}"
        )),
        rows(&format!(
            "{ROW}<Row><!-- </Row> --><Id>1</Id><?x </Row>?></Row>{ROW}"
        )),
        // Other prefixes, and declarations on the rows themselves.
        rows(&format!(
            "{ROW}<p:Row xmlns:p='urn:rows'><p:Id>1</p:Id></p:Row>{ROW}"
        )),
        rows("<p:Row xmlns:p='urn:rows'><p:Id>1</p:Id></p:Row>")
            .replace("<Rows>", "<Rows xmlns:p='urn:other'>"),
        rows(&format!("{ROW}<Row xmlns='urn:rows'><Id>1</Id></Row>{ROW}")),
        rows(&format!(
            "{ROW}<Row xmlns='urn:other'><Id>1</Id></Row>{ROW}"
        )),
        rows(&format!("{ROW}<Row xmlns=''><Id>1</Id></Row>")),
        // What the contract does not have.
        rows(&format!("{ROW}<Other><Row><Id>9</Id></Row></Other>{ROW}")),
        rows(&format!(
            "{ROW}<Row><Id>1</Id><New>1</New></Row>{ROW}<New/>"
        )),
        rows(&format!(
            "<Row><Name>a</Name><Id>1</Id></Row>{ROW}<Row><Name>a</Name><Id>1</Id></Row>"
        )),
        rows(&format!("{ROW}text{ROW}")),
        rows(&format!("{ROW}&#32;{ROW}")),
        rows(&format!("{ROW}<![CDATA[ ]]>{ROW}")),
        rows(&format!("{ROW}<![CDATA[x]]>{ROW}")),
        rows("<Row i:nil='true'/>"),
        rows(&format!("{ROW}<Row i:nil='true'/>")),
        rows(&format!(
            "{ROW}<Row i:type='Row'><Id>1</Id></Row><Row i:type='Rows'><Id>1</Id></Row>"
        )),
        rows(&format!("{ROW}<Row extra='1'><Id>1</Id></Row>{ROW}")),
        rows(&format!("{ROW}<Row><Name>a</Name></Row>{ROW}")),
        rows(&format!("{ROW}<Row><Id>x</Id></Row>{ROW}")),
        rows(&format!("{ROW}<Row><Id>1</Id><Id>2</Id></Row>")),
        // Not well-formed.
        rows(&format!("{ROW}<Row><Id>1</Row></Id>{ROW}")),
        rows(&format!("{ROW}<Row><Id>1</Id>{ROW}")),
        rows(&format!("{ROW}</Row>{ROW}")),
        rows(&format!("{ROW}<Row a='1' a='2'><Id>1</Id></Row>")),
        rows(&format!("{ROW}<Row><Id>1</Id><Name>&nothing;</Name></Row>")),
        rows(&format!("{ROW}<Row><Id>1</Id><x:Name/></Row>")),
        rows(&format!("{ROW}<x:Row><Id>1</Id></x:Row>")),
        rows(&format!("{ROW}<!DOCTYPE a>{ROW}")),
        rows(&format!("{ROW}<!-- a -- b -->{ROW}")),
        rows(&format!("{ROW}<?xml version='1.0'?>{ROW}")),
        rows(&format!("{ROW}<Row><Id>1</Id><Name>a]]>b</Name></Row>")),
        rows(&format!("{ROW}<Row><Id>1</Id><Name>a\u{1}b</Name></Row>")),
        rows(&format!("{ROW}<{ROW}")),
        rows(&format!("{ROW}<>{ROW}")),
        rows(ROW).replace("<s:Body>", "<s:Body><!-- a --><?b?>"),
        rows(ROW).replace("</Rows>", "</Rows><Rows/>"),
        rows(ROW).replace("<Total>7", "<Total>x"),
        rows(ROW).replace("<Total>7", "<Unknown/><Total>7"),
        rows(ROW).replace("<Title>all</Title>", ""),
        rows(ROW).replace("</Result>", "</Result><Result/>"),
        rows(ROW).replace("</ListResponse>", "</ListResponse><ListResponse/>"),
        rows(ROW).replace("<Rows>", "<Rows i:nil='true'>"),
        rows(ROW).replace("<Rows>", "<Rows i:type='x'>"),
        rows(ROW).replace("<Rows>", "<Rows xmlns='urn:other'>"),
        rows(ROW).replace("Result>", "Reslut>"),
        rows(ROW).replace("</s:Envelope>", ""),
        rows(ROW).replace("</s:Envelope>", "</s:Envelope>x"),
        rows(ROW).replace("</s:Envelope>", "</s:Envelope> <!-- end -->\n"),
        rows(ROW).replace("</s:Body>", "</s:Body><After/>"),
        format!(
            "<?xml version='1.0' encoding='utf-8'?>\n<!-- a -->{}",
            rows(ROW)
        ),
        format!("\u{feff}{}", rows(&format!("{ROW}<New/>{ROW}"))),
        format!(
            "\u{feff}{}",
            rows(&format!("{ROW}<Row><Id>\u{e9}</Id></Row>"))
        ),
        rows(&"<Row><Id>1</Id><Name>\u{e9}\u{20ac}\u{1f600}</Name></Row>".repeat(3)),
        whole("<Result><Rows><Row><Id>1</Id></Row></Rows><Title>late</Title></Result>"),
        whole(
            "<Plain><Item><Text>a</Text></Item><Before>x</Before><Item><Text>b</Text></Item></Plain>",
        ),
        envelope(
            "<s:Header><Session>a</Session><x:B xmlns:x='urn:x'/></s:Header>",
            "<ListResponse><Result><Title/><Rows><Row><Id>1</Id></Row></Rows></Result></ListResponse>",
        ),
        envelope("<Failed>true</Failed>", ""),
        envelope(
            "<s:Header><s:Body><ListResponse><Result><Rows><Row/></Rows></Result></ListResponse></s:Body></s:Header>",
            "<ListResponse/>",
        ),
    ]
}

/// Options that matter for how rows are read.
pub fn options() -> [CallOptions; 4] {
    let with = |read: ReadOptions| CallOptions::new().with_read(read);
    let mut tolerant = ReadOptions::default().with_any_namespace(true);
    tolerant.missing_members = true;
    tolerant.any_character = true;
    let mut general = ReadOptions::default();
    general.general_only = true;
    [
        CallOptions::new(),
        with(ReadOptions::strict()),
        with(tolerant),
        with(general),
    ]
}
