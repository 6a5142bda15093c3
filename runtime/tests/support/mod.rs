//! Types in the form of generated ones, for the tests of reader and writer.
#![allow(dead_code)]

#[macro_use]
mod tables;
pub mod encoded;

use soap_runtime::__private::v1;
use soap_runtime::soap::{EnvelopeReader, EnvelopeWriter, Outcome, Received, SoapVersion};
use soap_runtime::xml::{ReadOptions, WriteOptions};
use soap_runtime::{
    AnyType, DateTime, DecodeError, Dictionary, FlagSet, List, Nillable, QName, RawAttribute,
    RawElement,
};

pub const NS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";
const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";
pub const DECLARATIONS: &str = " xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\" xmlns:a=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

/// Expands to the code that the generator writes: the table and the fields of a struct.
macro_rules! table {
    ($type:ident, $name:literal, $table:ident, [$($member:expr),* $(,)?], [$($field:ident),* $(,)?] $(,)?) => {
        pub static $table: v1::Struct = v1::Struct::new(v1::Name { namespace: NS, local: $name }, &[$($member),*]);
        fields!($type, $table, [$($field),*]);
    };
}

macro_rules! el {
    ($local:literal, $flags:expr) => {
        element_of!(NS, $local, $flags)
    };
}

pub const OPT: v1::Flags = v1::NILLABLE;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mask {
    None,
    Select,
    Update,
    Unknown(Box<str>),
}
v1::enumeration!(Mask: Unknown [exact] {
    None = "None",
    Select = "Select",
    Update = "Update",
});

#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRight {
    pub mask: Option<FlagSet<Mask>>,
    pub reason: Option<String>,
}
table!(
    TableRight,
    "TableRight",
    TABLE_RIGHT,
    [el!("Mask", OPT), el!("Reason", OPT)],
    [mask, reason]
);

pub static FIELD_PAIR: v1::Pair = v1::Pair::new(
    el!("FieldPropertyDictionaryKeyValuePair", v1::REPEATED),
    el!("Key", v1::REQUIRED),
    el!("Value", OPT),
);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toggle {
    pub table_right: Option<TableRight>,
    pub field_properties: Option<Dictionary<String, Option<TableRight>>>,
    pub name: Option<String>,
    pub state: Option<bool>,
}
table!(
    Toggle,
    "CsFeatureToggle",
    TOGGLE,
    [
        el!("TableRight", OPT),
        el!("FieldProperties", OPT).pair(&FIELD_PAIR),
        el!("Name", OPT),
        el!("State", 0),
    ],
    [table_right, field_properties, name, state]
);

static TOGGLE_ITEM: v1::Member = el!("CsFeatureToggle", v1::REPEATED | v1::NILLABLE);
static INT_ITEM: v1::Member = v1::element(ARRAYS, "int", "<a:int>", "</a:int>", v1::REPEATED);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdateToggles {
    pub toggles: Option<Vec<Toggle>>,
    pub ids: Option<Vec<i32>>,
}
table!(
    UpdateToggles,
    "UpdateFeatureToggles",
    UPDATE_TOGGLES_TABLE,
    [
        el!("FeatureToggles", OPT).item(&TOGGLE_ITEM),
        el!("Ids", OPT).item(&INT_ITEM)
    ],
    [toggles, ids]
);
pub static UPDATE_TOGGLES: v1::Member = el!("UpdateFeatureToggles", v1::REQUIRED);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct HasChat {
    pub response: Option<bool>,
}
table!(
    HasChat,
    "HasChatNotifyResponse",
    HAS_CHAT_TABLE,
    [el!("Response", 0)],
    [response]
);
pub static HAS_CHAT: v1::Member = el!("HasChatNotifyResponse", v1::REQUIRED);

/// A recursive type, like `SoExceptionInfo`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExceptionInfo {
    pub message: Option<String>,
    pub inner: Option<Box<ExceptionInfo>>,
    pub parameters: Option<Dictionary<String, String>>,
}
static PARAMETER_PAIR: v1::Pair = v1::Pair::new(
    el!("ParametersKeyValuePair", v1::REPEATED),
    el!("Key", 0),
    el!("Value", 0),
);
table!(
    ExceptionInfo,
    "SoExceptionInfo",
    EXCEPTION_INFO,
    [
        el!("Message", OPT),
        el!("InnerException", OPT),
        el!("Parameters", OPT).pair(&PARAMETER_PAIR)
    ],
    [message, inner, parameters]
);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Headers {
    pub exception: Option<ExceptionInfo>,
    pub succeeded: Option<bool>,
    pub ticket: Option<String>,
}
table!(
    Headers,
    "",
    HEADERS,
    [
        el!("ExceptionInfo", OPT),
        el!("Succeeded", 0),
        el!("Ticket", OPT | v1::SECRET)
    ],
    [exception, succeeded, ticket],
);

#[derive(Clone, Debug, PartialEq)]
pub enum Either {
    Text(String),
    Numbers(Vec<i32>),
    Both(Both),
    Nil(Option<bool>),
}
/// A nested sequence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Both {
    pub first: String,
    pub second: Option<i32>,
}
table!(
    Both,
    "",
    BOTH_TABLE,
    [el!("First", v1::REQUIRED), el!("Second", 0)],
    [first, second]
);
static BOTH: v1::Group = v1::Group::sequence(BOTH_TABLE.members);
v1::choice!(pub EITHER: Either blank Text in (NS, "") {
    0 Text: element("Text"),
    1 Numbers: element("Number", REPEATED),
    2 Both: group(BOTH),
    3 Nil: element("Nil", NILLABLE),
});

/// Simple content with attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Amount {
    pub currency: Option<String>,
    pub kind: Option<QName>,
    pub other: Vec<RawAttribute>,
    pub value: f64,
}
table!(
    Amount,
    "Amount",
    AMOUNT,
    [
        v1::attribute("", "currency", " currency=\"", 0).value("EUR"),
        v1::attribute("", "kind", " kind=\"", 0),
        v1::any_attribute(),
        v1::text(),
    ],
    [currency, kind, other, value]
);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dog {
    pub name: Option<String>,
    pub tricks: Vec<String>,
}
table!(
    Dog,
    "Dog",
    DOG,
    [el!("Name", 0), el!("Trick", v1::REPEATED)],
    [name, tricks]
);
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Animal {
    pub name: Option<String>,
}
table!(Animal, "Animal", ANIMAL, [el!("Name", 0)], [name]);

#[derive(Clone, Debug, PartialEq)]
pub enum AnimalKind {
    Animal(Animal),
    Dog(Dog),
}
v1::polymorphic!(ANIMAL_KIND: AnimalKind blank Animal {
    0 Animal: (NS, "Animal"),
    1 Dog: (NS, "Dog", ""),
});

/// A struct with one member of each kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Zoo {
    pub choice: Option<Either>,
    pub choices: Vec<Either>,
    pub amount: Option<Amount>,
    pub animal: Option<AnimalKind>,
    pub any_type: Option<AnyType>,
    pub qname: Option<QName>,
    pub when: Option<DateTime>,
    pub kind: Option<Mask>,
    pub count: Option<i32>,
    pub nillable: Nillable<i32>,
    pub numbers: List<i32>,
    pub token: Option<String>,
    pub fixed: Option<String>,
    pub required_nillable: Option<i32>,
    pub any: Vec<RawElement>,
}
static OTHER: v1::Wildcard = v1::Wildcard::except(&[NS, ""]);
table!(
    Zoo,
    "Zoo",
    ZOO_TABLE,
    [
        v1::group(&EITHER, v1::REQUIRED),
        v1::group(&ITEMS, v1::REPEATED),
        el!("Amount", 0),
        el!("Animal", OPT),
        el!("AnyType", OPT),
        el!("QName", 0),
        el!("When", OPT),
        el!("Kind", 0),
        el!("Count", 0),
        el!("Nillable", OPT),
        el!("Numbers", v1::REQUIRED),
        el!("Token", v1::COLLAPSE),
        el!("Fixed", v1::FIXED).value("1"),
        el!("RequiredNillable", v1::REQUIRED | v1::NILLABLE),
        v1::any(&OTHER, v1::REPEATED),
    ],
    [
        choice,
        choices,
        amount,
        animal,
        any_type,
        qname,
        when,
        kind,
        count,
        nillable,
        numbers,
        token,
        fixed,
        required_nillable,
        any,
    ]
);
/// The same branches under other names would be cleaner. No schema has a name twice, so the items never match here.
static ITEMS: v1::Group = v1::Group::choice(&[]);
pub static ZOO: v1::Member = el!("Zoo", v1::REQUIRED);

/// Repeated groups; unknown members are kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    pub pairs: Vec<Both>,
    pub choices: Vec<Either>,
    pub unknown: Vec<RawElement>,
}
table!(
    Series,
    "Series",
    SERIES_TABLE,
    [
        v1::group(&BOTH, v1::REPEATED),
        v1::group(&EITHER, v1::REPEATED),
        v1::unknown()
    ],
    [pairs, choices, unknown]
);
pub static SERIES: v1::Member = el!("Series", v1::REQUIRED);

pub fn envelope(body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"
    )
}

pub fn read_with<T: v1::Content + v1::Blank>(
    message: &str,
    member: &'static v1::Member,
    options: &ReadOptions,
) -> Result<(T, Headers, Received), DecodeError> {
    let (mut value, mut headers) = (T::blank(), Headers::default());
    let received = EnvelopeReader::new(options).read(
        message.as_bytes(),
        &mut headers,
        Some((member, &mut value)),
    )?;
    Ok((value, headers, received))
}

/// Reads this content of a Body.
pub fn parse<T: v1::Content + v1::Blank>(
    body: &str,
    member: &'static v1::Member,
) -> Result<(T, Received), DecodeError> {
    read_with(&envelope(body), member, &ReadOptions::default()).map(|(value, _, received)| {
        assert_eq!(received.outcome, Outcome::Body);
        (value, received)
    })
}

pub fn strict<T: v1::Content + v1::Blank>(
    body: &str,
    member: &'static v1::Member,
) -> Result<T, DecodeError> {
    read_with(&envelope(body), member, &ReadOptions::strict()).map(|(value, ..)| value)
}

pub fn write(content: &dyn v1::Content, member: &'static v1::Member) -> String {
    let mut out = Vec::new();
    EnvelopeWriter::new(SoapVersion::Soap11, DECLARATIONS, &WriteOptions::default())
        .write(&mut out, &[], Some((member, content)))
        .unwrap();
    String::from_utf8(out).unwrap()
}

/// The content of the Body that is written.
pub fn body(content: &dyn v1::Content, member: &'static v1::Member) -> String {
    let message = write(content, member);
    let (_, rest) = message.split_once("<s:Body>").unwrap();
    rest.strip_suffix("</s:Body></s:Envelope>")
        .unwrap()
        .to_owned()
}

/// The text of an error, without the byte offset.
pub fn shown<T>(result: Result<T, DecodeError>) -> String {
    match result {
        Ok(_) => "accepted".to_owned(),
        Err(error) => format!(
            "{:?}: {} at {}",
            error.kind(),
            error.message(),
            error.path()
        ),
    }
}
