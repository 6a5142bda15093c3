//! `uuid` 1.

use crate::Guid;

/// Feature `uuid`. The text of both is the same.
impl From<::uuid::Uuid> for Guid {
    fn from(value: ::uuid::Uuid) -> Self {
        Self::from_bytes(value.into_bytes())
    }
}

/// Feature `uuid`. The text of both is the same.
impl From<Guid> for ::uuid::Uuid {
    fn from(value: Guid) -> Self {
        Self::from_bytes(*value.as_bytes())
    }
}
