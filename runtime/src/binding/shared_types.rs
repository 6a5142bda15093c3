//! Simple types of XML Schema that tables of generated code share.

use super::SimpleType;
use crate::value::BuiltIn;

macro_rules! shared {
    ($($(#[doc = $doc:literal])+ $name:ident $of:ident;)*) => { $(
        $(#[doc = $doc])+
        pub static $name: SimpleType = SimpleType::new(BuiltIn::$of);
    )* };
}
shared! {
    /// `xs:anySimpleType`.
    ANY_SIMPLE_TYPE AnySimpleType;
    /// `xs:anyURI`.
    ANY_URI AnyUri;
    /// `xs:string`.
    STRING String;
    /// `xs:language`.
    LANGUAGE Language;
    /// `xs:NMTOKEN`.
    NMTOKEN NmToken;
    /// `xs:NMTOKENS`.
    NMTOKENS NmTokens;
    /// `xs:Name`.
    NAME Name;
    /// `xs:NCName`.
    NCNAME NcName;
    /// `xs:ID`.
    ID Id;
    /// `xs:IDREF`.
    IDREF IdRef;
    /// `xs:IDREFS`.
    IDREFS IdRefs;
    /// `xs:ENTITY`.
    ENTITY Entity;
    /// `xs:ENTITIES`.
    ENTITIES Entities;
    /// `xs:nonPositiveInteger`.
    NON_POSITIVE_INTEGER NonPositiveInteger;
    /// `xs:negativeInteger`.
    NEGATIVE_INTEGER NegativeInteger;
    /// `xs:nonNegativeInteger`.
    NON_NEGATIVE_INTEGER NonNegativeInteger;
    /// `xs:positiveInteger`.
    POSITIVE_INTEGER PositiveInteger;
}
