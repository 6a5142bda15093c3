//! The identifier of each message that is sent: one and the same, so that a run can be repeated.

#[allow(
    clippy::unnecessary_wraps,
    reason = "the command has random numbers, which may fail"
)]
pub(crate) fn message_id() -> Result<String, String> {
    Ok("urn:uuid:00000000-0000-4000-8000-000000000000".to_owned())
}
