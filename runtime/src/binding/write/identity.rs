//! Identifiers and identity constraints of what is written.

#[cfg(feature = "facets")]
use crate::binding::Inner;
use crate::binding::{Components, Identifiers, Member, Writer};
use crate::error::EncodeErrorKind;
use crate::value::BuiltIn;

/// The rules about several values of a message, and what they need to be judged.
#[derive(Default)]
pub(crate) struct Rules<'w> {
    /// The declarations around what is written.
    pub(crate) declarations: &'w str,
    /// The namespace of the envelope around it, whose prefix is `s`.
    pub(crate) envelope: &'static str,
    /// The components that `xsi:type` may name.
    pub(crate) components: Option<&'static Components>,
    /// Whether more is written elsewhere, which identifiers and keys may be in.
    pub(crate) is_partial: bool,
    /// Each reference with its path. Few messages have identifiers.
    identifiers: Option<Box<Identifiers<String>>>,
}

impl Writer<'_> {
    /// Notes the identifiers of a value, and its references to identifiers.
    #[inline(never)]
    pub(super) fn note_identifiers(
        &mut self,
        found: Vec<(BuiltIn, String)>,
        member: &'static Member,
    ) {
        let mut identifiers = self.rules.identifiers.take().unwrap_or_default();
        let mut twice = false;
        for (of, text) in found {
            twice |= !identifiers.note(of, &text, || self.path_to(Some(member)));
        }
        self.rules.identifiers = Some(identifiers);
        if twice {
            let message = "the value is an identifier that is written a second time".to_owned();
            self.problem(EncodeErrorKind::Identity, message, Some(member));
        }
    }

    /// Notes that XML is written as it was kept: it may have identifiers.
    pub(crate) fn note_unread(&mut self) {
        let identifiers = self.rules.identifiers.get_or_insert_default();
        identifiers.note_unread();
    }

    /// Notes a reference to an identifier that the message does not have.
    pub(super) fn check_references(&mut self) {
        if self.rules.is_partial || self.failed() {
            return;
        }
        if let Some(identifiers) = &mut self.rules.identifiers
            && let Some((_, path)) = identifiers.dangling().into_iter().next()
        {
            let message = "the reference names no identifier of the message".to_owned();
            self.state
                .fail(EncodeErrorKind::Identity, message, Some(path));
        }
    }

    /// Checks the identity constraints of the open element, which was written from the offset `from` on.
    #[cfg(feature = "facets")]
    #[inline(never)]
    pub(super) fn check_identities(&mut self, member: &'static Member, from: usize) {
        if let Inner::Identities(identities) = member.inner
            && self.facets
            && !self.rules.is_partial
            && !self.failed()
            && let Some(element) = self.written_element(from)
        {
            let broken = crate::binding::keys::broken(element, self.rules.components, identities);
            if let Some(broken) = broken.into_iter().next() {
                self.problem(EncodeErrorKind::Identity, broken, None);
            }
        }
    }

    /// The element that was written from an offset on. `None` if parts of it are elsewhere.
    #[cfg(feature = "facets")]
    fn written_element(&self, from: usize) -> Option<crate::RawElement> {
        let packed = self.packed.as_ref();
        if packed.is_some_and(|packed| !packed.parts.is_empty() || !packed.named.is_empty()) {
            return None;
        }
        let xml = std::str::from_utf8(self.out.get(from..)?).ok()?;
        let moved = self.moved_declarations();
        let declarations = self.rules.declarations;
        crate::RawElement::within(declarations, &moved, xml)
    }
}
