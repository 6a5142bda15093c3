//! Headers: reads known ones into their struct, keeps the others, and checks mustUnderstand.

use super::SoapVersion;
use crate::binding::{Complex, ENCODED, Reader};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::xml::{RawElement, is_space_char};

/// The namespaces of the attributes that a header block may have, whatever its type.
static BLOCK_ATTRIBUTES: [&str; 2] = [
    SoapVersion::Soap11.namespace(),
    SoapVersion::Soap12.namespace(),
];

/// Takes the headers of a message.
pub(super) struct HeaderSink<'h> {
    known: &'h mut dyn Complex,
    seen: Vec<usize>,
    pub(super) unknown: Vec<RawElement>,
    /// The error of a header that must be understood and is not. It is dropped if the Body holds a fault, which says
    /// more.
    pub(super) refused: Option<DecodeError>,
}

impl<'h> HeaderSink<'h> {
    pub(super) fn new(known: &'h mut dyn Complex) -> Self {
        Self {
            known,
            seen: Vec::new(),
            unknown: Vec::new(),
            refused: None,
        }
    }

    /// The local names of the known headers.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let members = self.known.descriptor().members;
        members.iter().map(|member| member.name.local)
    }

    /// Reads one header, whose start tag was just taken.
    pub(super) fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let (namespace, local) = reader.name();
        let understood = reader.options().understood.contains(&namespace);
        let members = self.known.descriptor().members;
        let index = members
            .iter()
            .position(|member| member.name.local == local && member.name.namespace == namespace);
        if let Some(index) = index
            && let Some(member) = members.get(index)
            && let Some(place) = self.known.member_mut(index)
        {
            if self.seen.contains(&index) {
                return Err(reader.fail(
                    DecodeErrorKind::Duplicate,
                    reader.tag_offset(),
                    format!("the header {local} occurs a second time"),
                ));
            }
            self.seen.push(index);
            // SOAP gives them to every header block.
            reader.admit_attributes(&BLOCK_ATTRIBUTES);
            if member.flags & ENCODED == 0 {
                return reader.element(place, member);
            }
            reader.set_encoded(true);
            reader.element(place, member)?;
            reader.set_encoded(false);
            return Ok(());
        }
        if must_understand(reader)? && !understood && self.refused.is_none() {
            self.refused = Some(reader.fail(
                DecodeErrorKind::MustUnderstand,
                reader.tag_offset(),
                format!("the header {local} must be understood, and is not known here"),
            ));
        }
        if self.unknown.len() < reader.options().limits.notes {
            self.unknown.push(reader.capture()?);
            Ok(())
        } else {
            reader.skip()
        }
    }
}

/// Whether we must understand the header whose start tag was just taken (SOAP 1.1, section 4.2.3; SOAP 1.2, section
/// 5.2.3).
fn must_understand(reader: &Reader<'_>) -> Result<bool, DecodeError> {
    for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
        let namespace = version.namespace();
        let Some(attribute) = reader.attribute(namespace, "mustUnderstand") else {
            continue;
        };
        let text = attribute.value.trim_matches(is_space_char);
        match text {
            "0" | "false" => continue,
            "1" | "true" => {}
            _ => {
                return Err(reader.fail_below(
                    DecodeErrorKind::Value,
                    attribute.offset,
                    ValueError::new("xs:boolean", text, "").to_string(),
                    Some("@mustUnderstand"),
                    Some("xs:boolean".to_owned()),
                ));
            }
        }
        let role = ["actor", "role"]
            .into_iter()
            .find_map(|name| reader.attribute(namespace, name));
        if role.is_none_or(|role| SoapVersion::is_for_us(role.value.trim_matches(is_space_char))) {
            return Ok(true);
        }
    }
    Ok(false)
}
