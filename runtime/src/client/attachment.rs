//! The text of attachments.

use crate::error::DecodeError;
use crate::http::media_type::MediaType;
use crate::http::multipart::Attachment;
use crate::xml::decode;
use std::borrow::Cow;

impl Attachment {
    /// The text of a part (RFC 2046, section 4.1.2), by its byte order mark or the `charset` of its `Content-Type`; without
    /// either, by its XML declaration, or as UTF-8. It knows the encodings that messages may have.
    ///
    /// ```
    /// use soap_runtime::Attachment;
    /// let note = Attachment::new("note-1", "text/plain; charset=iso-8859-1", b"caf\xE9".as_slice());
    /// assert_eq!(note.text().unwrap(), "caf\u{E9}");
    /// ```
    ///
    /// # Errors
    /// The encoding is unknown, or the bytes are not text in it.
    pub fn text(&self) -> Result<Cow<'_, str>, DecodeError> {
        let media_type = MediaType::parse(&self.content_type);
        let (text, _) = decode(&self.body, media_type.charset())?;
        Ok(text)
    }
}
