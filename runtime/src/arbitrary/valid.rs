//! Whether a made-up value is what its contract asks for: it is written, and read in the strict mode.

use std::sync::Arc;

use super::Maker;
use crate::binding::{Content, ENCODED, Kind, Member, Name, Nested, Reader, Writer};
use crate::redact::SecretNames;
use crate::xml::{Namespaces, RawElement, ReadOptions, WriteOptions, XSI};

/// The prefixes of the tables of a value, and their namespaces.
pub(super) type TablePrefixes = Vec<(&'static str, &'static str)>;

impl Maker<'_, '_> {
    /// Notes the prefix of a member.
    pub(super) fn note_member(&mut self, member: &'static Member) {
        self.note(member.open.trim_start_matches(['<', ' ']), member.name);
    }

    /// Notes the prefix of a type in `xsi:type`.
    pub(super) fn note_type(&mut self, attribute: &'static str, name: Name) {
        let value = attribute.split('"').nth(1);
        self.note(value.unwrap_or_default(), name);
    }

    fn note(&mut self, spelled: &'static str, name: Name) {
        let prefix = match spelled.split_once(':') {
            Some((prefix, _)) => prefix,
            None => "",
        };
        let is_used = !prefix.is_empty() || spelled.len() > name.local.len();
        if is_used && !self.prefixes.iter().any(|(known, _)| *known == prefix) {
            self.prefixes.push((prefix, name.namespace));
        }
    }
}

/// Whether a value is read as it is written. `blank` is read into.
pub(super) fn is_valid(
    value: &dyn Content,
    blank: &mut dyn Content,
    member: &'static Member,
    prefixes: &TablePrefixes,
) -> bool {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, &WriteOptions::default());
    value.write(&mut writer, member);
    if writer.finish().is_err() {
        return false;
    }
    // A group has no element of its own, and encoded content may refer to other elements.
    let is_group = member.kind == Kind::Group || matches!(value.nested(), Some(Nested::Choice(_)));
    if is_group || member.flags & ENCODED != 0 {
        return true;
    }
    let Ok(xml) = String::from_utf8(out) else {
        return false;
    };
    let own = prefixes
        .iter()
        .chain([&("xsi", XSI)])
        .map(|(prefix, namespace)| (Box::from(*prefix), Arc::from(*namespace)));
    let outer = Namespaces::default().within(own.collect());
    let element = RawElement::captured(&xml, outer, SecretNames::default());
    is_read(&element.to_xml(), blank, member).is_ok()
}

fn is_read(
    xml: &str,
    blank: &mut dyn Content,
    member: &'static Member,
) -> Result<(), crate::DecodeError> {
    let options = ReadOptions::strict();
    let mut reader = Reader::new(xml, 0, &options)?;
    reader.root()?;
    blank.prepare(member);
    reader.expect(member)?;
    reader.whole(blank, member)?;
    reader.settle()
}
