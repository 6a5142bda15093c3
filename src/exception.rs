//! `ExceptionInfo`, the response header in which NetServer reports a failed call.

use crate::types::SoExceptionInfo;
use crate::{customer_service, so_principal};
use soap_runtime::soap::FaultCode;
use soap_runtime::{Error, ErrorDetails, ServiceError};
use std::any::Any;

/// The `ExceptionInfo` of an error, if NetServer sent one.
///
/// It is there when the response of a call of a [`Session`](crate::Session) has the header `ExceptionInfo`. Other
/// clients need the hook [`service_error`].
pub fn exception_info(error: &Error) -> Option<&SoExceptionInfo> {
    error.service()
}

/// Whether NetServer refused the call because it had no valid ticket, and did not act on it. This is the default test
/// of a [`Session`](crate::Session).
///
/// It is true if
/// * the chain of `ExceptionInfo` has a .NET type about sessions, tickets, authentication or credentials (such as
///   `SoSessionException`), or
/// * a fault has a code of WS-Security for this (`FailedAuthentication`, `InvalidSecurityToken`, ...), or
/// * the HTTP status is 401.
///
/// The text of a refusal is not looked at: it differs between versions and languages.
pub fn is_authentication_error(error: &Error) -> bool {
    const TYPES: [&str; 5] = [
        "SoSession",
        "Ticket",
        "Authentication",
        "Credential",
        "SecurityToken",
    ];
    const CODES: [&str; 5] = [
        "FailedAuthentication",
        "InvalidSecurityToken",
        "InvalidSecurity",
        "SecurityTokenUnavailable",
        "SecurityContextTokenExpired",
    ];
    match error.details() {
        ErrorDetails::Service(_) => {
            exception_info(error).is_some_and(|info| TYPES.iter().any(|part| info.is_a(part)))
        }
        ErrorDetails::Fault(fault) => {
            let own = match &fault.code {
                FaultCode::Other(code) => Some(&*code.local),
                _ => None,
            };
            let codes = fault.subcodes.iter().map(|code| &*code.local).chain(own);
            codes.into_iter().any(|code| CODES.contains(&code))
        }
        ErrorDetails::Http(http) => http.status == 401,
        _ => false,
    }
}

/// Turns the header `ExceptionInfo` of a response into an error whose text is [`SoExceptionInfo::text`].
///
/// Sessions use it. Set it on your own clients too: without it, a response with `ExceptionInfo` is a success.
///
/// ```
/// use superoffice_services83::customer_service::CustomerServiceClient;
/// use superoffice_services83::service_error;
/// use superoffice_services83::soap_runtime::{CallOptions, Client, transport::MockTransport};
///
/// let client = Client::blocking("https://example.invalid/CustomerService.svc", MockTransport::new());
/// let service = CustomerServiceClient::new(client.with_options(CallOptions::new().with_error_header(service_error)));
/// # let _ = service;
/// ```
pub fn service_error(headers: &(dyn Any + Send + Sync)) -> Option<ServiceError> {
    let of = |info: &Option<SoExceptionInfo>| info.clone();
    let info = match headers.downcast_ref::<customer_service::ResponseHeaders>() {
        Some(headers) => of(&headers.exception_info),
        None => of(&headers
            .downcast_ref::<so_principal::ResponseHeaders>()?
            .exception_info),
    }?;
    let text = info
        .text()
        .unwrap_or("NetServer refused the call and gave no reason")
        .to_owned();
    Some(ServiceError::new(text, info))
}

impl SoExceptionInfo {
    /// The message to show to a user: the `FriendlyText`, else the `Message`, of the outermost error that has one.
    pub fn text(&self) -> Option<&str> {
        self.chain().find_map(|info| {
            let has_text = |text: &'_ Option<String>| {
                text.as_deref().is_some_and(|text| !text.trim().is_empty())
            };
            let text = if has_text(&info.friendly_text) {
                &info.friendly_text
            } else {
                &info.message
            };
            text.as_deref().filter(|text| !text.trim().is_empty())
        })
    }

    /// Iterates over this error and its causes, outermost first.
    pub fn chain(&self) -> impl Iterator<Item = &SoExceptionInfo> {
        std::iter::successors(Some(self), |info| info.inner_exception.as_deref())
    }

    /// Whether this error or one of its causes has a .NET type whose name (without namespace) contains `part`.
    pub fn is_a(&self, part: &str) -> bool {
        self.chain()
            .filter_map(|info| info.exception_type.as_deref())
            .any(|name| simple_name(name).contains(part))
    }
}

/// Returns `SoSessionException` for `SuperOffice.Exceptions.SoSessionException, SuperOffice.Core`.
fn simple_name(name: &str) -> &str {
    let name = name
        .split([',', '[', '`'])
        .next()
        .unwrap_or_default()
        .trim();
    name.rsplit(['.', '+']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(message: &str, friendly: &str, inner: Option<SoExceptionInfo>) -> SoExceptionInfo {
        SoExceptionInfo {
            message: Some(message.to_owned()),
            friendly_text: Some(friendly.to_owned()),
            inner_exception: inner.map(Box::new),
            ..SoExceptionInfo::default()
        }
    }

    #[test]
    fn the_text_is_the_friendliest_there_is() {
        assert_eq!(info("m", "f", None).text(), Some("f"));
        assert_eq!(info("m", "  ", None).text(), Some("m"));
        assert_eq!(
            info("", "", Some(info("inner", "", None))).text(),
            Some("inner")
        );
        assert_eq!(
            info("m", "", Some(info("inner", "kind", None))).text(),
            Some("m")
        );
        assert_eq!(SoExceptionInfo::default().text(), None);
    }

    #[test]
    fn types_are_told_by_their_simple_name() {
        let typed = |name: &str| SoExceptionInfo {
            exception_type: Some(name.to_owned()),
            ..SoExceptionInfo::default()
        };
        assert!(
            typed("SuperOffice.Exceptions.SoSessionException, SuperOffice.Core").is_a("SoSession")
        );
        assert!(!typed("SoSession.Other").is_a("SoSession"));
        assert!(
            SoExceptionInfo {
                inner_exception: Some(Box::new(typed("SoSessionException"))),
                ..SoExceptionInfo::default()
            }
            .is_a("SoSession")
        );
    }
}
