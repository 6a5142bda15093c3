//! The kinds of messages, and how a client and a server read them.

use crate::support::encoded::{ENCODED_FIND, ENCODED_NS, Reply};
use crate::support::{
    HAS_CHAT, HasChat, NS, SERIES, Series, UPDATE_TOGGLES, UpdateToggles, ZOO, Zoo,
};
use crate::xml::{MOST, Random, Xml};
use bytes::Bytes;
use soap_runtime::__private::v1;
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{Base64Binary, CallOptions, Client};
use std::fmt::Write as _;

/// What a message is built to multiply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Elements that nobody knows, and are reported.
    Skipped,
    /// Elements that are kept.
    Kept,
    /// Values of any type, attributes, names, wildcards.
    Mixed,
    /// Arrays of structs with dictionaries, and arrays of numbers.
    Dictionary,
    /// What the strict mode refuses.
    Refused,
    /// Faults with many reasons and details.
    Fault,
    /// References of SOAP encoding.
    Encoded,
    /// Parts of a package, and inclusions of them.
    Package,
    /// What a server reads and writes back.
    #[cfg(feature = "server")]
    Served,
    /// What a server reads in SOAP encoding and writes back.
    #[cfg(feature = "server")]
    ServedEncoded,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Files {
    file: Vec<Base64Binary>,
}
static FILES_TABLE: v1::Struct = v1::Struct::new(
    v1::Name::new(NS, "Files"),
    &[v1::element(NS, "File", "<File>", "</File>", v1::REPEATED)],
);
impl v1::Complex for Files {
    fn descriptor(&self) -> &'static v1::Struct {
        &FILES_TABLE
    }
    fn member(&self, index: usize) -> Option<&dyn v1::Field> {
        (index == 0).then_some(&self.file as &dyn v1::Field)
    }
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
        (index == 0).then_some(&mut self.file as &mut dyn v1::Field)
    }
}
static FILES: v1::Member = v1::element(NS, "Files", "<Files>", "</Files>", v1::REQUIRED);

const DECLARATIONS: &str = " xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\" xmlns:t=\"urn:parts\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

const fn echo(member: &'static v1::Member) -> v1::Operation {
    v1::Operation {
        name: "Echo",
        service: "Echo",
        declarations: DECLARATIONS,
        input: Some(member),
        output: Some(member),
        ..v1::Operation::EMPTY
    }
}

/// What a client asks with is always the same, and small.
const fn asked(member: &'static v1::Member) -> v1::Operation {
    v1::Operation {
        input: Some(&HAS_CHAT),
        ..echo(member)
    }
}

static CHAT: v1::Operation = asked(&HAS_CHAT);
static KEPT: v1::Operation = asked(&SERIES);
static ANIMALS: v1::Operation = asked(&ZOO);
static TOGGLES: v1::Operation = asked(&UPDATE_TOGGLES);
static PACKAGES: v1::Operation = asked(&FILES);
static ENCODED: v1::Operation = asked(&ENCODED_FIND);
#[cfg(feature = "server")]
static ECHO_ZOO: v1::Operation = echo(&ZOO);
#[cfg(feature = "server")]
static ECHO_ENCODED: v1::Operation = echo(&ENCODED_FIND);

/// What came of a message.
pub struct Outcome {
    pub failed: bool,
    _kept: Box<dyn std::any::Any>,
}

/// A message, and who reads it.
pub struct Made {
    kind: Kind,
    content_type: &'static str,
    body: Bytes,
}

const XML: &str = "text/xml; charset=utf-8";
const PACKAGE: &str = "multipart/related; type=\"application/xop+xml\"; boundary=b";

impl Made {
    fn xml(kind: Kind, text: String) -> Self {
        Self {
            kind,
            content_type: XML,
            body: text.into(),
        }
    }

    pub fn size(&self) -> usize {
        self.body.len()
    }

    /// Reads it, whatever comes of it.
    pub fn read(&self) -> Outcome {
        match self.kind {
            Kind::Skipped => self.call::<HasChat>(&CHAT, false),
            Kind::Kept => self.call::<Series>(&KEPT, false),
            Kind::Mixed | Kind::Fault => self.call::<Zoo>(&ANIMALS, false),
            Kind::Refused => self.call::<Zoo>(&ANIMALS, true),
            Kind::Encoded => self.call::<Reply>(&ENCODED, false),
            Kind::Dictionary => self.call::<UpdateToggles>(&TOGGLES, false),
            Kind::Package => self.call::<Files>(&PACKAGES, false),
            #[cfg(feature = "server")]
            Kind::Served | Kind::ServedEncoded => {
                let answer = server::answer(&self.body);
                Outcome {
                    failed: !answer.status().is_success(),
                    _kept: Box::new(answer),
                }
            }
        }
    }

    /// Calls a service that answers with it.
    fn call<T: v1::Content + v1::Blank + Send + 'static>(
        &self,
        operation: &'static v1::Operation,
        strict: bool,
    ) -> Outcome {
        let mock = MockTransport::new();
        let answer = MockResponse::empty(200)
            .header("Content-Type", self.content_type)
            .body(self.body.clone());
        mock.respond(answer);
        let options = CallOptions::new().with_read(ReadOptions::default().with_strict(strict));
        let client = Client::new("http://h/", mock).with_options(options);
        let answer = client.call::<T, ()>(operation, &HasChat::default()).wait();
        Outcome {
            failed: answer.is_err(),
            _kept: Box::new(answer),
        }
    }
}

impl Kind {
    pub fn all() -> Vec<Self> {
        vec![
            Self::Skipped,
            Self::Kept,
            Self::Mixed,
            Self::Dictionary,
            Self::Refused,
            Self::Fault,
            Self::Encoded,
            Self::Package,
            #[cfg(feature = "server")]
            Self::Served,
            #[cfg(feature = "server")]
            Self::ServedEncoded,
        ]
    }

    pub fn amplifying(self, seed: u64) -> Made {
        if self == Self::Package {
            return package(seed);
        }
        let mut xml = Xml::envelope(seed);
        match self {
            Self::Encoded => encoded(&mut xml),
            #[cfg(feature = "server")]
            Self::ServedEncoded => encoded(&mut xml),
            Self::Skipped => body(&mut xml, "HasChatNotifyResponse", |xml| xml.elements(400)),
            Self::Kept => body(&mut xml, "Series", |xml| xml.elements(400)),
            Self::Fault => fault(&mut xml),
            Self::Dictionary => body(&mut xml, "UpdateFeatureToggles", toggles),
            _ => body(&mut xml, "Zoo", zoo),
        }
        Made::xml(self, xml.end())
    }

    /// A message of about `size` bytes without anything that multiplies; with an error at its end, if it is to fail.
    pub fn plain(self, size: usize, fails: bool) -> Made {
        let end = if fails { "x" } else { "" };
        let (root, item) = match self {
            Self::Skipped => ("HasChatNotifyResponse", "<p:a>a text like any other</p:a>"),
            Self::Kept => ("Series", "<p:a>a text like any other</p:a>"),
            Self::Dictionary => ("UpdateFeatureToggles", TOGGLE_ITEM),
            Self::Package => ("Files", "<File>YSB0ZXh0IGxpa2UgYW55IG90aGVy</File>"),
            Self::Encoded => ("", ENCODED_ITEM),
            #[cfg(feature = "server")]
            Self::ServedEncoded => ("", ENCODED_ITEM),
            _ => ("Zoo", "<p:a>a text like any other</p:a>"),
        };
        let items = item.repeat(size / item.len());
        let body = match (self, root) {
            (_, "") => format!("<t:find xmlns:t='{ENCODED_NS}'><return>{items}</return></t:find>"),
            (Self::Fault, _) => format!(
                "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring><detail>{items}</detail></s:Fault>"
            ),
            (_, "Zoo") => format!(
                "<Zoo xmlns='{NS}'><Text/><Numbers/><RequiredNillable>1</RequiredNillable>{items}</Zoo>"
            ),
            (Self::Dictionary, _) => {
                format!("<{root} xmlns='{NS}'><FeatureToggles>{items}</FeatureToggles></{root}>")
            }
            _ => format!("<{root} xmlns='{NS}'>{items}</{root}>"),
        };
        Made::xml(
            self,
            format!(
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:p='urn:plain'><s:Body>{body}</s:Body></s:Envelope{end}>"
            ),
        )
    }
}

const TOGGLE_ITEM: &str = "<CsFeatureToggle><FieldProperties><FieldPropertyDictionaryKeyValuePair><Key>k</Key></FieldPropertyDictionaryKeyValuePair></FieldProperties><Name>x</Name></CsFeatureToggle>";
const ENCODED_ITEM: &str = "<item><name>x</name><parts></parts></item>";

fn body(xml: &mut Xml, root: &str, fill: impl FnOnce(&mut Xml)) {
    write!(xml.text, "<s:Body><{root} xmlns='{NS}'>").unwrap();
    fill(xml);
    write!(xml.text, "</{root}>").unwrap();
}

fn zoo(xml: &mut Xml) {
    let currency = "c".repeat(xml.random.size(3_000));
    write!(xml.text, "<Text/><Amount currency='{currency}' kind='p0:k'").unwrap();
    for number in 0..xml.random.size(200) {
        let prefix = xml.prefix();
        write!(xml.text, " {prefix}a{number}=''").unwrap();
    }
    xml.push(">1</Amount><AnyType>");
    xml.elements(50);
    xml.push("</AnyType><QName>p0:name</QName><Numbers>1 2</Numbers><Fixed>1</Fixed><RequiredNillable>1</RequiredNillable>");
    xml.elements(400);
}

/// Many items that are nearly nothing, pairs of one key, and numbers.
fn toggles(xml: &mut Xml) {
    const PAIR: &str = "FieldPropertyDictionaryKeyValuePair";
    xml.push("<FeatureToggles>");
    let key = "k".repeat(xml.random.size(500));
    let pairs = xml.random.size(3_000) - 1;
    for _ in 0..xml.random.size(6_000) {
        if xml.text.len() > MOST / 2 {
            break;
        }
        if xml.random.below(2) == 0 {
            xml.push("<CsFeatureToggle/>");
            continue;
        }
        let namespace = "u".repeat(xml.random.size(300));
        write!(
            xml.text,
            "<CsFeatureToggle xmlns:q='{namespace}'><FieldProperties>"
        )
        .unwrap();
        for _ in 0..xml.random.size(pairs) {
            if xml.is_full() {
                break;
            }
            match xml.random.below(3) {
                0 => write!(xml.text, "<{PAIR}><Key/></{PAIR}>").unwrap(),
                1 => write!(
                    xml.text,
                    "<{PAIR}><Value><Mask/></Value><Key>{key}</Key></{PAIR}>"
                )
                .unwrap(),
                _ => write!(xml.text, "<{PAIR}><Key>k</Key><q:x/></{PAIR}>").unwrap(),
            }
        }
        xml.push("</FieldProperties><State>true</State><Name/></CsFeatureToggle>");
    }
    xml.push("</FeatureToggles><Ids xmlns:a='http://schemas.microsoft.com/2003/10/Serialization/Arrays'>");
    for _ in 0..xml.random.size(10_000) {
        if xml.is_full() {
            break;
        }
        xml.push("<a:int>1</a:int>");
    }
    xml.push("</Ids>");
}

fn fault(xml: &mut Xml) {
    xml.push("<s:Body><s:Fault><faultcode>p0:code</faultcode>");
    for _ in 0..xml.random.size(2_000) {
        xml.push("<faultstring/>");
    }
    xml.push("<detail>");
    if xml.random.below(2) == 0 {
        let tiny = xml.random.size(5_000);
        xml.push(&"<a/>".repeat(tiny));
    }
    xml.elements(400);
    xml.push("</detail></s:Fault>");
}

/// Values that refer to each other, in deep scopes and with many declarations, and arrays that say that they are long.
fn encoded(xml: &mut Xml) {
    let namespace = "m".repeat(xml.random.size(2_000));
    let start = format!("<s:Body xmlns:b='{namespace}' xmlns:t='{ENCODED_NS}'>");
    xml.push(&start);
    let wide = xml.random.size(40);
    let long = xml.random.size(3_000);
    // The last value first, so that each can refer to those after it, and none to itself.
    let mut values = 0;
    for _ in 0..xml.random.size(400) {
        if xml.text.len() > MOST / 2 {
            break;
        }
        let around = xml.random.size(20) - 1;
        for depth in 0..around {
            write!(
                xml.text,
                "<w xmlns:q{depth}='urn:{depth}' id='w{values}-{depth}'>"
            )
            .unwrap();
        }
        let name = "x".repeat(xml.random.size(long));
        write!(xml.text, "<v id='v{values}'><name>{name}</name><parts>").unwrap();
        if values > 0 {
            for _ in 0..xml.random.size(wide) - 1 {
                reference(xml, "p", values);
            }
        }
        xml.push("</parts></v>");
        match around {
            0 => {}
            _ => xml.push(&"</w>".repeat(around)),
        }
        values += 1;
    }
    xml.push("<t:find xmlns:e='http://schemas.xmlsoap.org/soap/encoding/'>");
    match xml.random.below(4) {
        0 => {
            let gap = xml.random.size(2_000) - 1;
            write!(xml.text, "<return e:offset='[{gap}]'>").unwrap();
        }
        _ => xml.push("<return>"),
    }
    for _ in 0..xml.random.size(3_000) {
        if xml.is_full() {
            break;
        }
        reference(xml, "item", values);
    }
    xml.push("</return><any>");
    for _ in 0..xml.random.size(60) - 1 {
        reference(xml, "p0:x", values);
    }
    xml.push("</any></t:find>");
}

/// A reference, in a scope of its own now and then.
fn reference(xml: &mut Xml, name: &str, values: usize) {
    let to = xml.random.below(values);
    if xml.random.below(8) > 0 {
        write!(xml.text, "<{name} href='#v{to}'/>").unwrap();
        return;
    }
    let namespace = "u".repeat(xml.random.size(300));
    write!(
        xml.text,
        "<{name} xmlns:own='{namespace}'><parts><p href='#v{to}'/></parts></{name}>"
    )
    .unwrap();
}

/// Many parts, or large ones, each included many times.
fn package(seed: u64) -> Made {
    let mut random = Random::new(seed);
    let parts = random.size(1_500);
    let length = random.size(MOST / 2 / parts);
    let mut text = String::from(
        "--b\r\n\r\n<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:x='http://www.w3.org/2004/08/xop/include'><s:Body>",
    );
    write!(text, "<Files xmlns='{NS}'>").unwrap();
    for _ in 0..random.size(1_000) {
        let part = random.below(parts);
        write!(text, "<File><x:Include href='cid:{part}'/></File>").unwrap();
    }
    text.push_str("</Files></s:Body></s:Envelope>");
    for part in 0..parts {
        write!(text, "\r\n--b\r\nContent-ID: <{part}>\r\n\r\n").unwrap();
        text.push_str(&"y".repeat(length));
    }
    text.push_str("\r\n--b--\r\n");
    Made {
        kind: Kind::Package,
        content_type: PACKAGE,
        body: text.into(),
    }
}

#[cfg(feature = "server")]
mod server {
    use super::{Bytes, ECHO_ENCODED, ECHO_ZOO, Reply, XML, Zoo};
    use soap_runtime::server::{Dispatcher, Request, Response};
    use std::sync::{Arc, LazyLock};

    static DISPATCHER: LazyLock<Dispatcher> = LazyLock::new(|| {
        Dispatcher::builder(Arc::new(()))
            .operation(&ECHO_ZOO, |_, request: Request<Zoo, ()>| async {
                Ok::<_, soap_runtime::server::Error>(Response::<_, ()>::new(request.body))
            })
            .operation(&ECHO_ENCODED, |_, request: Request<Reply, ()>| async {
                Ok::<_, soap_runtime::server::Error>(Response::<_, ()>::new(request.body))
            })
            .build()
    });

    static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
    });

    pub fn answer(body: &Bytes) -> http::Response<Bytes> {
        let request = http::Request::post("http://h/")
            .header("content-type", XML)
            .body(body.clone())
            .unwrap();
        RUNTIME.block_on(DISPATCHER.handle(request))
    }
}
