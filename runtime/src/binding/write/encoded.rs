//! Start tags in SOAP encoding: names without prefixes, types, sizes of arrays, the encoding style.

use super::writer::Writer;
use crate::binding::{Complex, ENCODED, FieldValue, Kind, Member, RESPONSE};

const ENCODING_11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";
/// Candidates for the prefix of SOAP 1.2 encoding. No contract declares all of them.
const PREFIXES: [&str; 4] = ["enc", "enc12", "soapenc12", "soap-encoding-12"];

/// The encoding that is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum EncodingStyle {
    /// That of SOAP 1.1, without an `encodingStyle`: in a stand-alone element.
    #[default]
    Unnamed,
    /// That of SOAP 1.1.
    Soap11,
    /// That of SOAP 1.2, with this prefix.
    Soap12(&'static str),
}

impl EncodingStyle {
    /// The encoding of SOAP 1.2 in an envelope with these declarations.
    pub(crate) fn soap12(declarations: &str) -> Self {
        let is_free = |prefix: &&str| !declarations.contains(&format!(" xmlns:{prefix}="));
        Self::Soap12(PREFIXES.into_iter().find(is_free).unwrap_or("enc"))
    }
}

impl Writer<'_> {
    /// Writes the name in a start tag that does not come from a block.
    pub(super) fn open_name(&mut self, member: &'static Member) {
        if self.annotates && member.flags & ENCODED == 0 {
            // Accessors are in no namespace (SOAP 1.1, 5.1 rule 4), whatever the schema says about its elements.
            self.raw("<");
            self.raw(member.name.local);
        } else {
            let open = member.open;
            self.raw(open.strip_suffix('>').unwrap_or(open));
        }
    }

    /// Writes the matching end tag.
    pub(super) fn close_general(&mut self, member: &'static Member) {
        if self.annotates && member.flags & ENCODED == 0 {
            self.raw("</");
            self.raw(member.name.local);
            self.raw(">");
        } else {
            self.raw(member.close);
            self.leave_encoded(member);
        }
    }

    /// Ends the encoded part with its element.
    pub(super) fn leave_encoded(&mut self, member: &'static Member) {
        if member.flags & ENCODED != 0 {
            self.annotates = false;
        }
    }

    /// Writes the attributes of SOAP encoding. `length` is that of an array.
    pub(super) fn encoding_attributes(&mut self, member: &'static Member, length: Option<usize>) {
        if member.flags & ENCODED != 0 {
            self.annotates = true;
            match self.encoding_style {
                EncodingStyle::Unnamed => {}
                EncodingStyle::Soap11 => {
                    self.raw(" s:encodingStyle=\"");
                    self.raw(ENCODING_11);
                    self.raw("\"");
                }
                EncodingStyle::Soap12(prefix) => {
                    self.raw(" xmlns:");
                    self.raw(prefix);
                    self.raw("=\"");
                    self.raw(ENCODING_12);
                    self.raw("\" s:encodingStyle=\"");
                    self.raw(ENCODING_12);
                    self.raw("\"");
                }
            }
        }
        if self.annotates {
            self.annotation(member.annotation, length.unwrap_or(0));
        }
    }

    /// Writes `xsi:type`, or the type of an array. The annotation of an array ends where the size of its last dimension
    /// belongs.
    fn annotation(&mut self, annotation: &'static str, length: usize) {
        let mut buffer = itoa::Buffer::new();
        let length = buffer.format(length);
        let typed = annotation.split_once(" soapenc:arrayType=\"");
        let array = typed.and_then(|(_, array_type)| array_type.rsplit_once('['));
        match (array, self.encoding_style) {
            (None, _) => self.raw(annotation),
            (Some((item, sizes)), EncodingStyle::Soap12(prefix)) => {
                // SOAP 1.2 part 2, 3.3: the type of items that are arrays has no other name.
                let item = match item.ends_with(']') {
                    true => format!("{prefix}:Array"),
                    false => item.to_owned(),
                };
                let sizes = sizes.replace(',', " ");
                self.raw(&format!(
                    " {prefix}:itemType=\"{item}\" {prefix}:arraySize=\"{sizes}{length}\""
                ));
            }
            (Some(_), _) => {
                self.raw(annotation);
                self.raw(length);
                self.raw("]\"");
            }
        }
    }

    /// Writes the start tag of a struct without attributes that does not come from a block.
    pub(super) fn start_struct(&mut self, value: &dyn Complex, member: &'static Member) {
        if member.annotation.is_empty() {
            self.start(member);
        } else {
            self.start_open(member, array_length(value));
            self.raw(">");
        }
        if member.flags & RESPONSE != 0 {
            self.result_name(value);
        }
    }

    /// Writes the name of the return value (SOAP 1.2 part 2, 4.2.1).
    fn result_name(&mut self, value: &dyn Complex) {
        if let EncodingStyle::Soap12(_) = self.encoding_style
            && let Some(first) = value.descriptor().members.first()
            && let Some(place) = value.member(0)
            && !matches!(place.value(), FieldValue::Absent)
        {
            self.raw("<rpc:result xmlns:rpc=\"http://www.w3.org/2003/05/soap-rpc\">");
            self.raw(first.name.local);
            self.raw("</rpc:result>");
        }
    }

    /// Whether the writer itself writes this attribute, which the schema declares for SOAP encoding.
    pub(super) fn is_encoding_attribute(&self, member: &Member) -> bool {
        self.annotates
            && (member.name.namespace == ENCODING_11
                || member.name.namespace.is_empty() && matches!(member.name.local, "id" | "href"))
    }
}

/// The number of items of a struct that is an array: its only element is the list of items.
pub(super) fn array_length(value: &dyn Complex) -> Option<usize> {
    let members = value.descriptor().members;
    let item = members.iter().position(|one| one.kind == Kind::Element)?;
    match value.member(item)?.value() {
        FieldValue::Many(list) => Some(list.len()),
        _ => None,
    }
}
