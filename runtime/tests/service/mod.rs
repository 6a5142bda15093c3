//! A small service as the generator writes it: an operation that returns a boolean, one that returns nothing, and a
//! one-way operation.

#![allow(dead_code)] // Each test binary uses a part of it.

use soap_runtime::__private::v1;
use soap_runtime::{Call, CallOptions, Client, ServiceError};
use std::any::Any;

pub const NS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";
pub const DECLARATIONS: &str = " xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

macro_rules! structs {
    ($($name:ident $table:ident $local:literal { $($field:ident: $type:ty = $member:expr),* $(,)? })*) => { $(
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name { $(pub $field: $type),* }
        pub static $table: v1::Struct = v1::Struct::new(v1::Name { namespace: NS, local: $local }, &[$($member),*]);
        impl v1::Complex for $name {
            fn descriptor(&self) -> &'static v1::Struct { &$table }
            fn member(&self, index: usize) -> Option<&dyn v1::Field> {
                let places: &[&dyn v1::Field] = &[$(&self.$field),*];
                places.get(index).copied()
            }
            #[allow(unused_variables, unused_mut, unused_assignments)]
            fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
                let mut at = 0;
                $( if index == at { return Some(&mut self.$field); } at += 1; )*
                None
            }
        }
    )* };
}

structs! {
    RequestHeaders REQUEST_HEADERS "RequestHeaders" {
        application_token: Option<String> = v1::element(NS, "ApplicationToken", "<ApplicationToken>", "</ApplicationToken>", v1::SECRET),
        credentials: Option<Credentials> = v1::element(NS, "Credentials", "<Credentials>", "</Credentials>", 0),
    }
    Credentials CREDENTIALS "SoCredentials" {
        ticket: Option<String> = v1::element(NS, "Ticket", "<Ticket>", "</Ticket>", v1::SECRET | v1::NILLABLE),
    }
    ResponseHeaders RESPONSE_HEADERS "ResponseHeaders" {
        exception_info: Option<ExceptionInfo> = v1::element(NS, "ExceptionInfo", "<ExceptionInfo>", "</ExceptionInfo>", v1::NILLABLE),
        succeeded: Option<bool> = v1::element(NS, "Succeeded", "<Succeeded>", "</Succeeded>", 0),
    }
    ExceptionInfo EXCEPTION_INFO "SoExceptionInfo" {
        message: Option<String> = v1::element(NS, "Message", "<Message>", "</Message>", v1::NILLABLE),
        inner: Option<Box<ExceptionInfo>> = v1::element(NS, "InnerException", "<InnerException>", "</InnerException>", v1::NILLABLE),
    }
    Enabled ENABLED "IsEnabled" {
        name: Option<String> = v1::element(NS, "Name", "<Name>", "</Name>", v1::NILLABLE),
    }
    EnabledResponse ENABLED_RESPONSE "IsEnabledResponse" {
        response: Option<bool> = v1::element(NS, "Response", "<Response>", "</Response>", 0),
    }
    Update UPDATE "Update" {
        name: Option<String> = v1::element(NS, "Name", "<Name>", "</Name>", v1::NILLABLE),
    }
    UpdateResponse UPDATE_RESPONSE "UpdateResponse" {}
}

static ENABLED_INPUT: v1::Member =
    v1::element(NS, "IsEnabled", "<IsEnabled>", "</IsEnabled>", v1::REQUIRED);
static ENABLED_OUTPUT: v1::Member = v1::element(
    NS,
    "IsEnabledResponse",
    "<IsEnabledResponse>",
    "</IsEnabledResponse>",
    v1::REQUIRED,
);
static UPDATE_INPUT: v1::Member = v1::element(NS, "Update", "<Update>", "</Update>", v1::REQUIRED);
static UPDATE_OUTPUT: v1::Member = v1::element(
    NS,
    "UpdateResponse",
    "<UpdateResponse>",
    "</UpdateResponse>",
    v1::REQUIRED,
);
static NOTIFY_INPUT: v1::Member = v1::element(NS, "Notify", "<Notify>", "</Notify>", v1::REQUIRED);

/// The client. A reply with `ExceptionInfo` is an error unless an option says otherwise.
pub fn with_error_header(client: &Client) -> Client {
    match client.options().error_header {
        Some(_) => client.clone(),
        None => client.with_options(CallOptions::new().with_error_header(exception_info)),
    }
}

fn exception_info(headers: &(dyn Any + Send + Sync)) -> Option<ServiceError> {
    let value = headers
        .downcast_ref::<ResponseHeaders>()?
        .exception_info
        .clone()?;
    Some(ServiceError::new(
        value.message.clone().unwrap_or_default(),
        value,
    ))
}

const BASE: v1::Operation = v1::Operation {
    service: "CustomerService",
    declarations: DECLARATIONS,
    input_headers: Some(&REQUEST_HEADERS),
    output_headers: Some(&RESPONSE_HEADERS),
    secrets: &["ApplicationToken", "Ticket"],
    ..v1::Operation::EMPTY
};
pub static IS_ENABLED: v1::Operation = v1::Operation {
    name: "IsEnabled",
    soap_action: "urn:test/IsEnabled",
    input: Some(&ENABLED_INPUT),
    output: Some(&ENABLED_OUTPUT),
    ..BASE
};
pub static UPDATE_OPERATION: v1::Operation = v1::Operation {
    name: "Update",
    soap_action: "urn:test/Update",
    input: Some(&UPDATE_INPUT),
    output: Some(&UPDATE_OUTPUT),
    void: true,
    ..BASE
};
pub static NOTIFY: v1::Operation = v1::Operation {
    name: "Notify",
    soap_action: "urn:test/Notify",
    input: Some(&NOTIFY_INPUT),
    one_way: true,
    ..BASE
};
pub static IS_ENABLED_12: v1::Operation = v1::Operation {
    name: "IsEnabled",
    version: v1::SoapVersion::Soap12,
    soap_action: "urn:test/IsEnabled",
    input: Some(&ENABLED_INPUT),
    output: Some(&ENABLED_OUTPUT),
    ..BASE
};

pub fn is_enabled(client: &Client) -> Call<EnabledResponse, ResponseHeaders> {
    with_error_header(client).call(
        &IS_ENABLED,
        &Enabled {
            name: Some("x".into()),
        },
    )
}

pub fn update(client: &Client) -> Call<UpdateResponse, ResponseHeaders> {
    with_error_header(client).call(&UPDATE_OPERATION, &Update::default())
}

pub fn notify(client: &Client) -> Call<()> {
    client.call(&NOTIFY, &Update::default())
}

/// A SOAP 1.1 envelope.
pub fn envelope(header: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>{header}</s:Header><s:Body xmlns=\"{NS}\">{body}</s:Body></s:Envelope>"
    )
}

/// WCF's reply to a call that succeeds.
pub fn enabled_reply() -> String {
    envelope(
        &format!(
            "<Succeeded xmlns=\"{NS}\">true</Succeeded><ExceptionInfo xmlns=\"{NS}\" i:nil=\"true\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"/>"
        ),
        "<IsEnabledResponse><Response>true</Response></IsEnabledResponse>",
    )
}

/// A SOAP 1.1 fault.
pub fn fault_reply() -> String {
    envelope(
        "",
        "<s:Fault><faultcode>s:Client</faultcode><faultstring xml:lang=\"en\">no</faultstring></s:Fault>",
    )
}
