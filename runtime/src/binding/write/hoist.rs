//! Declarations that kept elements need: each on its element, until they repeat; then once, on the Body.
//!
//! A kept element has the prefixes that it was read with (XML Information Set, section 2.2: in-scope namespaces). Many short elements
//! may need the same long namespaces, which a message declares once.

use std::collections::{BTreeMap, BTreeSet};

use crate::binding::{EncodingStyle, Member, Writer};
use crate::error::EncodeErrorKind;
use crate::xml::{PLACED, XSI, attributes, escape_attribute};

/// Bytes of declarations that cannot be moved: so many, and for each element so many more, and those times its length.
const MOST: usize = 64 << 10;
const EACH: usize = 64;
const TIMES: usize = 4;

/// The declarations for kept elements, on them and on the Body.
#[derive(Default)]
pub(crate) struct Hoisted<'w> {
    /// The declarations of the Envelope, and where those of the Body go; `None` outside of a Body.
    body: Option<(&'w str, usize)>,
    /// Bytes of declarations on elements, and how many of them are no cause of concern.
    local: usize,
    allowed: usize,
    moved: Option<BTreeMap<Box<str>, Box<str>>>,
    /// The prefixes that elements around others declare for values of attributes: inside of them, none of the Body is meant.
    shadowed: BTreeSet<String>,
}

impl<'w> Writer<'w> {
    /// Says that the start tag of the Body was just written, in an Envelope with these declarations. Those of the Body go
    /// before its `>`.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn begin_body(&mut self, declarations: &'w str) {
        self.hoisted.body = Some((declarations, self.out.len() - 1));
        self.state.moves = true;
    }

    /// Writes the declarations of the Body.
    pub(crate) fn end_body(&mut self) {
        self.check_references();
        self.state.moves = false;
        if let Some((_, at)) = self.hoisted.body.take()
            && (self.hoisted.moved.is_some() || self.state.moved.is_some())
        {
            self.insert_declarations(at);
        }
    }

    #[cold]
    fn insert_declarations(&mut self, at: usize) {
        let all = self.moved_declarations().into_bytes();
        self.out.splice(at..at, all);
    }

    /// The declarations of the Body, as attributes.
    pub(super) fn moved_declarations(&self) -> String {
        let (made_up, kept) = (&self.state.moved, &self.hoisted.moved);
        let made_up = made_up.iter().flat_map(|moved| moved.iter());
        let made_up = made_up.map(|(uri, prefix)| (&**prefix, &**uri));
        let kept = kept.iter().flat_map(|moved| moved.iter());
        let kept = kept.map(|(prefix, uri)| (&**prefix, &**uri));
        let all: Vec<(&str, &str)> = kept.chain(made_up).collect();
        attributes(&all)
    }

    /// Takes the declarations that are made elsewhere out of those that an element of `length` bytes needs.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn hoist<P: AsRef<str>, N: AsRef<str>>(
        &mut self,
        declarations: &mut Vec<(P, N)>,
        length: usize,
    ) {
        self.note_unread();
        self.hoisted.allowed += EACH + TIMES * length;
        declarations.retain(|(prefix, namespace)| {
            !self.is_declared_elsewhere(prefix.as_ref(), namespace.as_ref())
        });
        if self.hoisted.local > MOST + self.hoisted.allowed {
            let message = "kept elements would repeat their namespaces too often".to_owned();
            self.problem(EncodeErrorKind::Value, message, None);
        }
    }

    /// Counts what an element repeats of its namespaces.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn count_declarations(&mut self, bytes: usize) {
        self.hoisted.local += bytes;
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn is_declared_elsewhere(&mut self, prefix: &str, namespace: &str) -> bool {
        let hoisted = &mut self.hoisted;
        let known = hoisted.moved.as_ref().and_then(|moved| moved.get(prefix));
        if known.is_some_and(|known| **known == *namespace) {
            return true;
        }
        let is_known = known.is_some();
        hoisted.local += " xmlns:=\"\"".len() + prefix.len() + namespace.len();
        let Some((envelope, _)) = hoisted.body.filter(|_| hoisted.local > PLACED) else {
            return false;
        };
        let is_known = is_known || self.hoisted.shadowed.contains(prefix);
        let is_taken =
            prefix.is_empty() || is_known || is_ours(prefix, envelope, self.encoding_style);
        if !is_taken {
            let moved = self.hoisted.moved.get_or_insert_default();
            moved.insert(prefix.into(), namespace.into());
        }
        !is_taken
    }

    /// Declares the prefixes in the value of a kept attribute, which is written next, with the namespaces that they had.
    #[cold]
    pub(crate) fn declare_kept(
        &mut self,
        mut needed: Vec<(&str, &str)>,
        length: usize,
        member: &'static Member,
    ) {
        let envelope = self.rules.declarations;
        let start = memchr::memrchr(b'<', self.out).unwrap_or_default();
        let tag = self.out.get(start..).unwrap_or_default();
        let mut is_taken = None;
        needed.retain(|(prefix, namespace)| match declared(tag, prefix) {
            Some(known) => {
                let mut escaped = String::new();
                escape_attribute(namespace, &mut escaped);
                let is_other = *known != *escaped.as_bytes();
                if is_other {
                    is_taken = Some((*prefix).to_owned());
                }
                is_other
            }
            None => {
                !envelope.contains(&attributes(&[(prefix, namespace)]))
                    && (*prefix != "s" || *namespace != self.rules.envelope)
            }
        });
        if let Some(prefix) = is_taken {
            return self.taken(&prefix, member);
        }
        self.hoist(&mut needed, length);
        for (prefix, namespace) in needed {
            let moved = self.hoisted.moved.as_ref();
            // Names inside of the element have the prefixes of the Envelope and of the Body. Outside of an Envelope nobody knows which.
            let is_taken = self.rules.envelope.is_empty()
                || moved.is_some_and(|moved| moved.contains_key(prefix))
                || match made_up(prefix) {
                    Some(_) => self.is_moved(prefix),
                    None if prefix == "xsi" && namespace == XSI => false,
                    None => is_ours(prefix, envelope, self.encoding_style),
                };
            if is_taken {
                return self.taken(prefix, member);
            }
            self.skip_prefix(prefix);
            self.raw(&attributes(&[(prefix, namespace)]));
            self.hoisted.shadowed.insert(prefix.to_owned());
        }
    }

    #[cold]
    fn taken(&mut self, prefix: &str, member: &'static Member) {
        let message = format!("the prefix {prefix} in the value means another namespace here");
        self.problem(EncodeErrorKind::Value, message, Some(member));
    }

    /// Sees to it that this prefix is not made up later.
    pub(super) fn skip_prefix(&mut self, prefix: &str) {
        if let Some(number) = made_up(prefix) {
            self.state.prefixes = self.state.prefixes.max(number);
        }
    }

    /// Whether the Body declares a prefix that was made up.
    fn is_moved(&self, prefix: &str) -> bool {
        let moved = self.state.moved.as_ref();
        moved.is_some_and(|moved| moved.values().any(|one| one == prefix))
    }

    /// Whether names without a prefix are in this namespace where no element says otherwise.
    pub(crate) fn is_default(&self, namespace: &str) -> bool {
        let declarations = self.rules.declarations;
        match namespace {
            "" => !self.rules.envelope.is_empty() && !declarations.contains(" xmlns=\""),
            _ => declarations.contains(&attributes(&[("", namespace)])),
        }
    }

    /// Writes the names in the value that begins at `from` with prefixes that fit. Says whether there are some.
    #[cfg(feature = "facets")]
    pub(super) fn rename(
        &mut self,
        from: usize,
        wanted: &[&str],
        fits: &dyn Fn(&str) -> bool,
    ) -> bool {
        let (envelope, style) = (self.rules.declarations, self.encoding_style);
        let moved = self.hoisted.moved.take();
        // Outside of an Envelope nobody knows which prefixes the elements inside need.
        let is_free = |prefix: &str| {
            !prefix.is_empty()
                && !envelope.is_empty()
                && !is_ours(prefix, envelope, style)
                && moved
                    .as_ref()
                    .is_none_or(|moved| !moved.contains_key(prefix))
        };
        let made = self.text().rename(from, wanted, (envelope, &is_free), fits);
        self.hoisted.moved = moved;
        let is_renamed = made.is_some();
        self.hoisted.shadowed.extend(made.into_iter().flatten());
        is_renamed
    }
}

/// The namespace of a prefix that a start tag declares, escaped. No value holds a quote.
fn declared<'t>(tag: &'t [u8], prefix: &str) -> Option<&'t [u8]> {
    let declaration = format!(" xmlns:{prefix}=\"");
    let at = memchr::memmem::find(tag, declaration.as_bytes())?;
    let rest = tag.get(at..)?.get(declaration.len()..)?;
    rest.get(..memchr::memchr(b'"', rest)?)
}

/// The number of a prefix that may be made up, if the count of them can reach it.
fn made_up(prefix: &str) -> Option<u32> {
    let number: u32 = prefix.strip_prefix('q')?.parse().ok()?;
    (number < 1 << 30).then_some(number)
}

/// Whether tags of generated types use a prefix, or declare it.
fn is_ours(prefix: &str, envelope: &str, style: EncodingStyle) -> bool {
    let is_number =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    matches!(prefix, "s" | "xsi" | "xop" | "rpc")
        || matches!(style, EncodingStyle::Soap12(own) if own == prefix)
        || prefix.strip_prefix('q').is_some_and(is_number)
        || envelope.contains(&format!(" xmlns:{prefix}="))
}
