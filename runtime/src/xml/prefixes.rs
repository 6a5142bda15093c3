//! Prefixes that a pattern asks for: a pattern is about the lexical space, and the prefix of a qualified name belongs to it (XML
//! Schema Part 2, sections 3.2.18 and 4.3.4).

use std::borrow::Cow;

use super::text::Text;
use super::unescape;

/// Prefixes to try where a value prefers none that fits, after single letters.
const OTHERS: [&str; 8] = ["ns", "pre", "name", "names", "prefix", "NS", "n1", "a-b"];
/// The letters, each a prefix.
const LETTERS: &str = "pabcdefghijklmnoqrstuvwxyzPABCDEFGHIJKLMNOQRSTUVWXYZ";
/// The most names of one value.
const MOST: usize = 64;

/// A name that was written.
pub(super) struct WrittenName {
    /// The offset of its text, before inserted declarations.
    at: usize,
    namespace: Box<str>,
    /// The prefix that the value prefers.
    prefix: Box<str>,
}

/// The prefix of each name of a value, and its namespace.
type Prefixes<'a> = Vec<(String, &'a str)>;

impl Text<'_> {
    /// Remembers a name whose text begins here.
    pub(super) fn remember(&mut self, namespace: &str, prefix: &str) {
        let at = self.here();
        let known = &mut self.state.named;
        if known.len() == MOST {
            known.clear();
        }
        known.push(WrittenName {
            at,
            namespace: namespace.into(),
            prefix: prefix.into(),
        });
    }

    /// Writes the names in the value that begins at `from` with other prefixes, so that it fits, and declares these in the start
    /// tag: that of an element without child elements, or of the attribute whose value it is. Those that the Envelope declares, in
    /// `envelope`, mean the same here. `wanted` are prefixes that the contract names, and `is_free` says of a prefix whether no name
    /// inside of the element may have it. Returns the prefixes that an element around others declares now; `None` if none fit.
    pub(crate) fn rename(
        &mut self,
        from: usize,
        wanted: &[&str],
        (envelope, is_free): (&str, &dyn Fn(&str) -> bool),
        fits: &dyn Fn(&str) -> bool,
    ) -> Option<Vec<String>> {
        let mut named = std::mem::take(&mut self.state.named);
        let first = from.saturating_sub(self.state.inserted);
        named.retain(|one| one.at >= first);
        if named.is_empty() {
            return None;
        }
        let text = self.out.get(from..).map(unescape).unwrap_or_default();
        let locals: Vec<&str> = text
            .split_ascii_whitespace()
            .map(|name| name.rsplit(':').next().unwrap_or(name))
            .collect();
        let is_attribute = self.state.attribute;
        let (tag, end) = self.start_tag(from)?;
        if locals.len() != named.len() {
            return None;
        }
        let of = |prefix: Option<&str>| {
            let own = named.iter().map(move |one| {
                let prefix = match &*one.namespace {
                    "" => "",
                    super::XML => "xml",
                    _ => prefix.unwrap_or(&one.prefix),
                };
                (prefix.to_owned(), &*one.namespace)
            });
            own.collect::<Prefixes<'_>>()
        };
        let first = named.first().map(|one| &one.namespace);
        let is_one = named.iter().all(|one| Some(&one.namespace) == first);
        let letters = LETTERS.char_indices();
        let letters = letters.filter_map(|(at, _)| LETTERS.get(at..=at));
        let others = wanted.iter().copied().chain(letters).chain(OTHERS);
        let others = others.filter(|_| is_one).map(Some);
        for prefixes in std::iter::once(None).chain(others).map(of) {
            let names: Vec<String> = locals
                .iter()
                .zip(&prefixes)
                .map(|(local, (prefix, _))| match prefix.as_str() {
                    "" => (*local).to_owned(),
                    prefix => format!("{prefix}:{local}"),
                })
                .collect();
            let names = names.join(" ");
            if fits(&names)
                && let Some(declarations) = declarations(&tag, envelope, &prefixes)
                // Elements inside of one with attributes need the prefixes around them.
                && (!is_attribute || declarations.iter().all(|(prefix, _)| is_free(prefix)))
            {
                let made = declarations.iter().filter(|_| is_attribute);
                let made = made.map(|(prefix, _)| (*prefix).to_owned()).collect();
                self.out.truncate(from);
                self.insert(end, declarations);
                self.push(&names);
                return Some(made);
            }
        }
        None
    }

    /// The start tag around the value that begins at `from`, and where declarations go: to its end, or before the attribute that is
    /// written.
    fn start_tag(&self, from: usize) -> Option<(String, usize)> {
        let before = self.out.get(..from)?;
        let end = match self.state.attribute {
            true => memchr::memrchr(b' ', before)?,
            false => memchr::memrchr(b'>', before)?,
        };
        let start = memchr::memrchr(b'<', before.get(..end)?)?;
        let tag = String::from_utf8(before.get(start..end)?.to_vec()).ok()?;
        Some((tag, end))
    }
}

/// The declarations of prefixes in a start tag; `None` where they would change the meaning of another name in it.
fn declarations<'a>(
    tag: &str,
    envelope: &str,
    prefixes: &'a [(String, &'a str)],
) -> Option<Vec<(&'a str, &'a str)>> {
    let name = tag.split([' ', '\t', '\n', '\r']).next()?;
    let mut all: Vec<(&str, &str)> = Vec::new();
    for (prefix, namespace) in prefixes {
        let (prefix, namespace) = (prefix.as_str(), *namespace);
        if let Some((_, known)) = all.iter().find(|(known, _)| *known == prefix) {
            if *known != namespace {
                return None;
            }
            continue;
        }
        let known = declared(tag, prefix).or_else(|| declared(envelope, prefix));
        if known.is_some_and(|known| known == namespace)
            || prefix == "xml" && namespace == super::XML
        {
            continue;
        }
        let is_free = match prefix {
            // The element would be in the default namespace itself.
            "" => name.contains(':') && !tag.contains(" xmlns="),
            prefix => {
                !prefix
                    .get(..3)
                    .is_some_and(|start| start.eq_ignore_ascii_case("xml"))
                    && !is_used(tag, prefix)
                    && declared(tag, prefix).is_none()
            }
        };
        if !is_free {
            return None;
        }
        all.push((prefix, namespace));
    }
    // No declaration says that a name is in no namespace, unless an element around it has a default one.
    all.retain(|(prefix, namespace)| !(prefix.is_empty() && namespace.is_empty()));
    Some(all)
}

/// The namespace that a tag declares a prefix for.
fn declared<'t>(tag: &'t str, prefix: &str) -> Option<Cow<'t, str>> {
    let (_, rest) = tag.split_once(&format!(" xmlns:{prefix}=\""))?;
    Some(unescape(rest.split('"').next()?.as_bytes()))
}

/// Whether a name in a tag, or in a value of its attributes, has this prefix.
fn is_used(tag: &str, prefix: &str) -> bool {
    let mut all = tag.match_indices(prefix);
    all.any(|(at, _)| {
        let before = tag.get(..at).unwrap_or_default();
        let after = tag.get(at..).and_then(|tag| tag.strip_prefix(prefix));
        before.ends_with(['<', '"', ' ', '\t', '\n', '\r'])
            && after.is_some_and(|after| after.starts_with(':'))
    })
}
