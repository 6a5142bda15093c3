//! Messages in NetServer's form, and a transport that returns them.
#![allow(dead_code)]

use soap_runtime::transport::MockResponse;
use superoffice_services83::soap_runtime;

pub const NAMESPACE: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";

/// Returns a reply with these headers and this body. The prefixes are those of WCF: `h` for headers, `i` for nil.
pub fn message(headers: &str, body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>{headers}\
         <h:Succeeded xmlns:h=\"{NAMESPACE}\" xmlns=\"{NAMESPACE}\">{}</h:Succeeded>\
         <h:TimeZone i:nil=\"true\" xmlns:h=\"{NAMESPACE}\" xmlns=\"{NAMESPACE}\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"/>\
         </s:Header><s:Body>{body}</s:Body></s:Envelope>",
        !headers.contains("<h:ExceptionInfo"),
    )
}

/// Returns a wrapper element around children in the namespace of the services.
pub fn wrapped(name: &str, children: &str) -> String {
    format!(
        "<{name} xmlns=\"{NAMESPACE}\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">{children}</{name}>"
    )
}

/// The reply to a sign-in.
pub fn signed_in(succeeded: bool, ticket: &str) -> MockResponse {
    let children = format!(
        "<Response i:nil=\"true\"/><Credentials><Ticket>{ticket}</Ticket></Credentials><AuthenticationSucceeded>{succeeded}</AuthenticationSucceeded>"
    );
    MockResponse::xml(message("", &wrapped("AuthenticateResponse", &children)))
}

/// The reply to `HasChatNotify`.
pub fn notify(yes: bool) -> MockResponse {
    MockResponse::xml(message(
        "",
        &wrapped(
            "HasChatNotifyResponse",
            &format!("<Response>{yes}</Response>"),
        ),
    ))
}

/// The reply of an operation that NetServer refused: `Succeeded` is false in the header, and the wrapper is empty.
pub fn refused(operation: &str, exception_type: &str, text: &str) -> MockResponse {
    let header = format!(
        "<h:ExceptionInfo xmlns:h=\"{NAMESPACE}\" xmlns=\"{NAMESPACE}\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <Message>technical: {text}</Message><StackTrace i:nil=\"true\"/><FriendlyText>{text}</FriendlyText>\
         <ExceptionType>{exception_type}</ExceptionType><Source>SoCore</Source>\
         <InnerException><Message>inner</Message></InnerException><Parameters/></h:ExceptionInfo>"
    );
    MockResponse::xml(message(
        &header,
        &wrapped(&format!("{operation}Response"), ""),
    ))
}

/// The type of the exception after which a session signs in again.
pub const EXPIRED: &str = "SuperOffice.Exceptions.SoSessionException";
