//! Reads envelopes.

use super::headers::HeaderSink;
use super::{Fault, SoapVersion, encoded, fault_read};
use crate::binding::{
    Complex, Components, Content, ENCODED, Kind, Member, Parts, RESPONSE, Reader,
};
use crate::error::{DecodeError, DecodeErrorKind, repeated_id};
use crate::xml::{
    Deviation, DeviationKind, Notes, OwnedName, RawElement, ReadOptions, Skipped, decode,
};

/// The content of a Body.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// The expected element. Its value was read.
    Body,
    /// Empty, as expected.
    Empty,
    /// A fault.
    Fault(Box<Fault>),
}

/// The parts of a message other than headers and body.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// The version of the envelope.
    pub version: SoapVersion,
    /// The content of its Body.
    pub outcome: Outcome,
    /// Unknown elements, which were skipped.
    pub skipped: Vec<Skipped>,
    /// Deviations that were tolerated.
    pub deviations: Vec<Deviation>,
    /// Headers that the contract does not declare.
    pub unknown_headers: Vec<RawElement>,
    /// Elements read by prediction, and on the general path.
    #[doc(hidden)]
    pub paths: (usize, usize),
}

/// Reads the envelopes of an operation, of either version of SOAP.
#[derive(Clone, Copy)]
pub struct EnvelopeReader<'a> {
    options: &'a ReadOptions,
    charset: Option<&'a str>,
    faults: &'a [&'static Member],
    parts: Option<&'a dyn Parts>,
    components: Option<&'static Components>,
    #[cfg(feature = "http")]
    identifiers: Option<&'a std::cell::Cell<crate::binding::Identifiers>>,
    #[cfg(feature = "http")]
    version: Option<SoapVersion>,
}

impl<'a> EnvelopeReader<'a> {
    /// Makes a reader without charset, faults and parts.
    pub fn new(options: &'a ReadOptions) -> Self {
        Self {
            options,
            charset: None,
            faults: &[],
            parts: None,
            components: None,
            #[cfg(feature = "http")]
            identifiers: None,
            #[cfg(feature = "http")]
            version: None,
        }
    }

    /// Sets the version that the envelope is to have. Another one is a deviation, unless the Body holds a fault: that of a wrong
    /// version is in the version that the other side speaks.
    #[cfg(feature = "client")]
    pub(crate) fn version(mut self, version: SoapVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets the identifiers of items that were taken out of the message.
    #[cfg(feature = "http")]
    pub(crate) fn identifiers(
        mut self,
        identifiers: Option<&'a std::cell::Cell<crate::binding::Identifiers>>,
    ) -> Self {
        self.identifiers = identifiers;
        self
    }

    /// Reads the headers of a message of which only the first part is there, through the start tag of its Body.
    #[cfg(feature = "http")]
    pub(crate) fn read_head(
        &self,
        input: &[u8],
        headers: &mut dyn Complex,
    ) -> Result<(), DecodeError> {
        let (text, base) = checked(input, self.charset, self.options)?;
        let mut reader = Reader::new(&text, base, self.options)?
            .with_parts(self.parts)
            .with_components(self.components);
        let mut headers = HeaderSink::new(headers);
        let version = envelope(&mut reader)?;
        to_body(&mut reader, version, Some(&mut headers))?;
        headers.refused.take().map_or(Ok(()), Err)
    }

    /// The components of the contract that the message may name.
    pub fn components(mut self, components: Option<&'static Components>) -> Self {
        self.components = components;
        self
    }

    /// Sets the charset of the Content-Type. It overrides the XML declaration.
    pub fn charset(mut self, charset: Option<&'a str>) -> Self {
        self.charset = charset;
        self
    }

    /// Sets the faults that the operation declares: their details may be in SOAP encoding.
    pub fn faults(mut self, faults: &'a [&'static Member]) -> Self {
        self.faults = faults;
        self
    }

    /// Sets the parts of the message's package: `xop:Include` in binary content is replaced by the bytes of one.
    pub fn parts(mut self, parts: Option<&'a dyn Parts>) -> Self {
        self.parts = parts;
        self
    }

    /// Reads an envelope.
    ///
    /// Headers are read into `headers`, whose members are header elements. The element in the Body is read into the
    /// value in `body` if it is that member; `None` requires an empty Body. A fault is not an error, but an
    /// [`Outcome`].
    ///
    /// Members with [`ENCODED`] are read by the rules of SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section
    /// 3).
    ///
    /// Headers beside the Header instead of in it are read and reported; elements after the Body (SOAP 1.1) are skipped and
    /// reported.
    ///
    /// # Errors
    /// The message is not such an envelope, or a reference of SOAP encoding has no target, refers to an element around
    /// it, or adds more than the limit. Values that were read before stay in `headers` and `body`: headers come first,
    /// so they can explain an invalid body.
    pub fn read(
        &self,
        input: &[u8],
        headers: &mut dyn Complex,
        body: Option<(&'static Member, &mut dyn Content)>,
    ) -> Result<Received, DecodeError> {
        let Self {
            options,
            charset,
            faults,
            parts,
            components,
            ..
        } = *self;
        let mut body = body;
        if let Some((member, content)) = &mut body {
            content.prepare(member);
        }
        let (text, base) = checked(input, charset, options)?;
        let mut reader = Reader::new(&text, base, options)?
            .with_parts(parts)
            .with_components(components);
        #[cfg(feature = "http")]
        if let Some(identifiers) = self.identifiers {
            reader.swap_identifiers(&mut identifiers.take());
        }
        for id in parts.map_or(&[][..], Parts::repeated) {
            let message = || repeated_id(id);
            reader.deviate(DeviationKind::Identifier, 0, &message, None)?;
        }
        let members = headers.descriptor().members.iter();
        let members = members.chain(faults.iter().copied());
        let body_member = body.iter().map(|(member, _)| *member);
        if members
            .chain(body_member)
            .any(|one| one.flags & ENCODED != 0)
        {
            reader.admit_encoding();
        }
        let mut headers = HeaderSink::new(headers);
        let version = envelope(&mut reader)?;
        to_body(&mut reader, version, Some(&mut headers))?;
        let outcome = match (read_body(&mut reader, body), headers.refused.take()) {
            // Some servers (Mono's WCF) put an own header with mustUnderstand beside every fault. The caller needs the
            // fault.
            (Ok(outcome @ Outcome::Fault(_)), _) | (Ok(outcome), None) => outcome,
            (_, Some(error)) | (Err(error), None) => return Err(error),
        };
        #[cfg(feature = "http")]
        if let Some(expected) = self.version
            && expected != version
            && !matches!(outcome, Outcome::Fault(_))
        {
            let message =
                || format!("the envelope is of {version}, and the request was of {expected}");
            reader.deviate(DeviationKind::Version, 0, &message, None)?;
        }
        while reader.next_child()? {
            let (namespace, local) = reader.name();
            if namespace == version.namespace() {
                return Err(reader.fail(
                    DecodeErrorKind::Envelope,
                    reader.tag_offset(),
                    format!("the element {local} comes after the Body"),
                ));
            }
            reader.skip_unknown()?;
        }
        reader.check_references()?;
        reader.pop();
        reader.finish()?;
        let Notes {
            skipped,
            deviations,
            fast,
            slow,
            ..
        } = reader.into_notes();
        Ok(Received {
            version,
            outcome,
            skipped,
            deviations,
            unknown_headers: headers.unknown,
            paths: (fast, slow),
        })
    }
}

/// The text of a message, after a check of its length.
pub(super) fn checked<'a>(
    input: &'a [u8],
    charset: Option<&str>,
    options: &ReadOptions,
) -> Result<crate::xml::Decoded<'a>, DecodeError> {
    let most = options.limits.message;
    if input.len() > most {
        return Err(DecodeError::at(
            DecodeErrorKind::Limit,
            most,
            format!("the message is longer than {most} bytes"),
        ));
    }
    decode(input, charset)
}

/// Takes the start tag of the Envelope.
pub(super) fn envelope(reader: &mut Reader<'_>) -> Result<SoapVersion, DecodeError> {
    reader.root_of(["Envelope"])?;
    let (namespace, local) = reader.name();
    match SoapVersion::of(namespace) {
        Some(version) if local == "Envelope" => {
            reader.note_container();
            Ok(version)
        }
        _ => {
            let name = OwnedName::new(namespace, local);
            let kind = match local {
                "Envelope" => DecodeErrorKind::Version,
                _ => DecodeErrorKind::Envelope,
            };
            Err(reader.fail(
                kind,
                reader.tag_offset(),
                format!("the root element is {name} instead of the Envelope of SOAP 1.1 or 1.2"),
            ))
        }
    }
}

/// Takes everything up to the start tag of the Body. Without `headers`, skips them.
pub(super) fn to_body(
    reader: &mut Reader<'_>,
    version: SoapVersion,
    mut headers: Option<&mut HeaderSink<'_>>,
) -> Result<(), DecodeError> {
    let mut had_header = false;
    loop {
        // Headers may be beside the Header, too; see below.
        let known = headers.as_deref().map(HeaderSink::names);
        let names = ["Header", "Body"].into_iter();
        if !reader.next_child_of(names.chain(known.into_iter().flatten()))? {
            break;
        }
        let (namespace, local) = reader.name();
        let ours = namespace == version.namespace();
        if ours && local == "Body" {
            return Ok(());
        }
        if ours && local == "Header" {
            if std::mem::replace(&mut had_header, true) {
                return Err(reader.fail(
                    DecodeErrorKind::Duplicate,
                    reader.tag_offset(),
                    "the element Header occurs a second time",
                ));
            }
            match headers.as_deref_mut() {
                Some(headers) => {
                    while reader.next_child_of(headers.names())? {
                        headers.read(reader)?;
                    }
                    reader.pop();
                }
                None if reader.leap() => {}
                None => reader.skip()?,
            }
            continue;
        }
        if ours || matches!(local, "Header" | "Body") {
            let name = OwnedName::new(namespace, local);
            return Err(reader.fail(
                DecodeErrorKind::Envelope,
                reader.tag_offset(),
                format!("the element {name} is in the Envelope"),
            ));
        }
        let Some(headers) = headers.as_deref_mut() else {
            reader.skip()?;
            continue;
        };
        let offset = reader.tag_offset();
        let message = || format!("the header {local} is outside the Header");
        reader.deviate(DeviationKind::Headers, offset, &message, None)?;
        headers.read(reader)?;
    }
    Err(reader.fail(
        DecodeErrorKind::Envelope,
        reader.element_offset(),
        "the Envelope has no Body",
    ))
}

/// Reads the Body, whose start tag was just taken, through its end tag.
fn read_body(
    reader: &mut Reader<'_>,
    due: Option<(&'static Member, &mut dyn Content)>,
) -> Result<Outcome, DecodeError> {
    if reader.admits_encoding() {
        reader.note_container();
        return encoded::read_body(reader, due);
    }
    let expected = due.as_ref().map(|(member, _)| member.first_name().local);
    if !reader.next_child_of(expected.into_iter().chain(["Fault"]))? {
        return empty_body(reader, due.map(|(member, _)| member));
    }
    let outcome = child_of_body(reader, due)?;
    if reader.next_child()? {
        return Err(second_child(reader));
    }
    reader.pop();
    Ok(outcome)
}

/// Handles an empty Body, whose end tag was taken.
pub(super) fn empty_body(
    reader: &mut Reader<'_>,
    due: Option<&'static Member>,
) -> Result<Outcome, DecodeError> {
    if let Some(member) = due {
        let name = member.first_name().local;
        return Err(reader.fail_below(
            DecodeErrorKind::Missing,
            reader.element_offset(),
            format!("the Body is empty where {name} is due"),
            None,
            Some(name.to_owned()),
        ));
    }
    reader.pop();
    Ok(Outcome::Empty)
}

/// Reads the element in the Body, whose start tag was just taken, as the expected member.
pub(super) fn child_of_body(
    reader: &mut Reader<'_>,
    due: Option<(&'static Member, &mut dyn Content)>,
) -> Result<Outcome, DecodeError> {
    let (_, local) = reader.name();
    match due {
        _ if is_fault(reader) => {
            let encoded = reader.admits_encoding();
            reader.set_encoded(encoded);
            Ok(Outcome::Fault(Box::new(fault_read::read(reader)?)))
        }
        // A body of several parts is a sequence without an element around it (WSDL 1.1, section 3.5).
        Some((member, content)) if member.kind == Kind::Group => {
            reader.group(content, member)?;
            Ok(Outcome::Body)
        }
        Some((member, content)) if member.flags & ENCODED != 0 => {
            reader.set_encoded(true);
            // The name of a response does not matter (SOAP 1.1, 7.1).
            if member.flags & RESPONSE != 0 {
                reader.expect_return();
            } else {
                reader.expect(member)?;
            }
            reader.encoded_body(content, member)?;
            reader.set_encoded(false);
            Ok(Outcome::Body)
        }
        Some((member, content)) => {
            reader.expect(member)?;
            reader.whole(content, member)?;
            Ok(Outcome::Body)
        }
        None => Err(reader.fail(
            DecodeErrorKind::Element,
            reader.tag_offset(),
            format!("the element {local} is in a Body that must be empty"),
        )),
    }
}

pub(super) fn is_fault(reader: &Reader<'_>) -> bool {
    let (namespace, local) = reader.name();
    local == "Fault" && SoapVersion::of(namespace).is_some()
}

pub(super) fn second_child(reader: &Reader<'_>) -> DecodeError {
    reader.fail(
        DecodeErrorKind::Element,
        reader.tag_offset(),
        "the Body holds more than one element",
    )
}
