//! Types of encoded messages.

use soap_runtime::__private::v1;
use soap_runtime::AnyType;

pub const ENCODED_NS: &str = "urn:parts";

macro_rules! table {
    ($type:ident, $name:literal, $table:ident, [$($member:expr),* $(,)?], [$($field:ident),* $(,)?]) => {
        pub static $table: v1::Struct = v1::Struct::new(v1::Name::new(ENCODED_NS, $name), &[$($member),*]);
        fields!($type, $table, [$($field),*]);
    };
}

macro_rules! el {
    ($local:literal, $flags:expr) => {
        element_of!("", $local, $flags)
    };
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Maker {
    pub name: Option<String>,
}
table!(
    Maker,
    "Maker",
    MAKER,
    [el!("name", v1::NILLABLE).annotated(" xsi:type=\"xsd:string\"")],
    [name]
);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    pub name: Option<String>,
    pub weight: Option<f64>,
    pub maker: Option<Maker>,
    pub parts: Option<Vec<Part>>,
}
table!(
    Part,
    "Part",
    PART,
    [
        el!("name", v1::NILLABLE).annotated(" xsi:type=\"xsd:string\""),
        el!("weight", v1::NILLABLE).annotated(" xsi:type=\"xsd:double\""),
        el!("maker", v1::NILLABLE).annotated(" xsi:type=\"t:Maker\""),
        el!("parts", v1::NILLABLE)
            .item(&PARTS_ITEM)
            .annotated(" xsi:type=\"soapenc:Array\" soapenc:arrayType=\"t:Part["),
    ],
    [name, weight, maker, parts]
);
static PARTS_ITEM: v1::Member = el!("item", v1::REPEATED).annotated(" xsi:type=\"t:Part\"");

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    pub found: Option<Vec<Option<Part>>>,
    pub count: Option<i32>,
    pub any: Option<AnyType>,
}
table!(
    Reply,
    "findResponse",
    REPLY,
    [
        el!("return", v1::NILLABLE)
            .item(&PARTS_ITEM)
            .annotated(" xsi:type=\"soapenc:Array\" soapenc:arrayType=\"t:Part["),
        el!("count", v1::NILLABLE).annotated(" xsi:type=\"xsd:int\""),
        el!("any", v1::NILLABLE).annotated(" xsi:type=\"xsd:anyType\""),
    ],
    [found, count, any]
);
pub static OUTPUT: v1::Member = v1::element(
    ENCODED_NS,
    "findResponse",
    "<t:findResponse>",
    "</t:findResponse>",
    v1::REQUIRED | v1::ENCODED | v1::RESPONSE,
);

/// The request with the same members.
pub static ENCODED_FIND: v1::Member = v1::element(
    ENCODED_NS,
    "find",
    "<t:find>",
    "</t:find>",
    v1::REQUIRED | v1::ENCODED,
);
