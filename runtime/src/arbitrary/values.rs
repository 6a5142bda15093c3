//! `Arbitrary` of the runtime's own types.

use crate::value::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    Guid, HexBinary, Integer, QName, Time,
};

crate::__soap_arbitrary!(
    Base64Binary,
    Date,
    DateTime,
    Decimal,
    Duration,
    GDay,
    GMonth,
    GMonthDay,
    GYear,
    GYearMonth,
    Guid,
    HexBinary,
    Integer,
    QName,
    Time,
);
