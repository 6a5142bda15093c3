//! The types of the runtime that generated code names.

/// A type of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuntimeType {
    AnyType,
    Base64Binary,
    Date,
    DateTime,
    Decimal,
    Dictionary,
    Duration,
    FlagSet,
    GDay,
    GMonth,
    GMonthDay,
    GYear,
    GYearMonth,
    Guid,
    HeaderBlock,
    HexBinary,
    Integer,
    List,
    MaybeNil,
    Nillable,
    QName,
    RawAttribute,
    RawElement,
    Time,
}

impl RuntimeType {
    /// Its name in the runtime.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AnyType => "AnyType",
            Self::Base64Binary => "Base64Binary",
            Self::Date => "Date",
            Self::DateTime => "DateTime",
            Self::Decimal => "Decimal",
            Self::Dictionary => "Dictionary",
            Self::Duration => "Duration",
            Self::FlagSet => "FlagSet",
            Self::GDay => "GDay",
            Self::GMonth => "GMonth",
            Self::GMonthDay => "GMonthDay",
            Self::GYear => "GYear",
            Self::GYearMonth => "GYearMonth",
            Self::Guid => "Guid",
            Self::HeaderBlock => "HeaderBlock",
            Self::HexBinary => "HexBinary",
            Self::Integer => "Integer",
            Self::List => "List",
            Self::MaybeNil => "MaybeNil",
            Self::Nillable => "Nillable",
            Self::QName => "QName",
            Self::RawAttribute => "RawAttribute",
            Self::RawElement => "RawElement",
            Self::Time => "Time",
        }
    }
}
