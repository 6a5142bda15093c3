//! Our side: reads and writes the generated types of Services83 as a client does.

use soap_runtime::__private::v1;
use soap_runtime::soap::{EnvelopeReader, EnvelopeWriter, SoapVersion};
use soap_runtime::xml::{ReadOptions, WriteOptions};
use superoffice_services83::customer_service::{
    ChatSessionsForUserResponse, CreateSessionResponse, GetStatisticsResponse, RequestHeaders,
    ResponseHeaders, UpdateFeatureToggles,
};

use crate::documents::Document;

const SERVICES83: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";
const DECLARATIONS: &str = r#" xmlns="http://www.superoffice.net/ws/crm/NetServer/Services83" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#;

macro_rules! bodies {
    ($($name:ident $local:literal)*) => { $(
        #[doc = concat!("The body `", $local, "`.")]
        pub static $name: v1::Member = v1::element(SERVICES83, $local, concat!("<", $local, ">"), concat!("</", $local, ">"), v1::REQUIRED);
    )* };
}
bodies! {
    A "UpdateFeatureToggles" B "ChatSessionsForUserResponse" C "GetStatisticsResponse" D "CreateSessionResponse"
}

/// A document as values.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Message {
    A(RequestHeaders, UpdateFeatureToggles),
    B(ResponseHeaders, ChatSessionsForUserResponse),
    C(ResponseHeaders, GetStatisticsResponse),
    D(ResponseHeaders, CreateSessionResponse),
}

/// Reads a document. Also returns how many elements took the fast and the general path.
///
/// # Errors
/// The text is not a valid document of this kind.
pub fn read(
    document: Document,
    text: &[u8],
) -> Result<(Message, (usize, usize)), soap_runtime::DecodeError> {
    read_with(document, text, &ReadOptions::default())
}

/// Like [`read`], with other options.
///
/// # Errors
/// The text is not a valid document of this kind.
pub fn read_with(
    document: Document,
    text: &[u8],
    options: &ReadOptions,
) -> Result<(Message, (usize, usize)), soap_runtime::DecodeError> {
    fn one<H: v1::Complex + v1::Blank, B: v1::Content + v1::Blank>(
        text: &[u8],
        member: &'static v1::Member,
        options: &ReadOptions,
    ) -> Result<(H, B, (usize, usize)), soap_runtime::DecodeError> {
        let mut headers = H::blank();
        let mut body = B::blank();
        let received = EnvelopeReader::new(options).charset(Some("utf-8")).read(
            text,
            &mut headers,
            Some((member, &mut body)),
        )?;
        Ok((headers, body, received.paths))
    }
    Ok(match document {
        Document::A => {
            let (headers, body, paths) = one(text, &A, options)?;
            (Message::A(headers, body), paths)
        }
        Document::B => {
            let (headers, body, paths) = one(text, &B, options)?;
            (Message::B(headers, body), paths)
        }
        Document::C => {
            let (headers, body, paths) = one(text, &C, options)?;
            (Message::C(headers, body), paths)
        }
        Document::D => {
            let (headers, body, paths) = one(text, &D, options)?;
            (Message::D(headers, body), paths)
        }
    })
}

/// Writes a document into a buffer, which is reused.
///
/// # Errors
/// A value cannot be written.
pub fn write(message: &Message, out: &mut Vec<u8>) -> Result<(), soap_runtime::EncodeError> {
    out.clear();
    let (headers, member, body): (&dyn v1::Complex, _, &dyn v1::Content) = match message {
        Message::A(headers, body) => (headers, &A, body),
        Message::B(headers, body) => (headers, &B, body),
        Message::C(headers, body) => (headers, &C, body),
        Message::D(headers, body) => (headers, &D, body),
    };
    EnvelopeWriter::new(SoapVersion::Soap11, DECLARATIONS, &WriteOptions::default()).write(
        out,
        &[headers],
        Some((member, body)),
    )
}
