//! The time zone of dates.

use crate::types::SoTimeZone;

/// The time zone of the dates in requests and responses, as the header `TimeZone` names it.
///
/// Dates have no offset on the wire. NetServer converts them to and from this zone, or from the zone of the
/// installation if the session sets none.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeZone(SoTimeZone);

impl TimeZone {
    /// The zone with the code of a place, such as `NO` or `US-NY`.
    pub fn location(code: impl Into<String>) -> Self {
        Self(SoTimeZone {
            so_time_zone_id: None,
            so_time_zone_location_code: Some(code.into()),
        })
    }

    /// The zone with an id of the installation, such as 261.
    pub fn id(id: i32) -> Self {
        Self(SoTimeZone {
            so_time_zone_id: Some(id),
            so_time_zone_location_code: None,
        })
    }
}

impl From<TimeZone> for SoTimeZone {
    fn from(zone: TimeZone) -> Self {
        zone.0
    }
}
