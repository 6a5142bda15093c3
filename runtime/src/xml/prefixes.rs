//! Prefixes that a pattern asks for: a pattern is about the lexical space, and the prefix of a qualified name belongs to it (XML
//! Schema Part 2, sections 3.2.18 and 4.3.4).

use super::text::Text;
use super::unescape;

/// Prefixes to try where a value prefers none that fits, after single letters.
const OTHERS: [&str; 8] = ["ns", "pre", "name", "names", "prefix", "NS", "n1", "a-b"];
/// The letters, each a prefix.
const LETTERS: &str = "pabcdefghijklmnoqrstuvwxyzPABCDEFGHIJKLMNOQRSTUVWXYZ";
/// The most names of one value.
const MOST: usize = 64;

/// A name that was written.
pub(super) struct Named {
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
        known.push(Named {
            at,
            namespace: namespace.into(),
            prefix: prefix.into(),
        });
    }

    /// Writes the names in the text of an element, which begins at `from`, with other prefixes, so that it fits. They are declared in
    /// the start tag of the element, which has no child elements. `wanted` are prefixes that the contract names. Says whether some fit.
    pub(crate) fn rename(
        &mut self,
        from: usize,
        wanted: &[&str],
        fits: &dyn Fn(&str) -> bool,
    ) -> bool {
        let mut named = std::mem::take(&mut self.state.named);
        let first = from.saturating_sub(self.state.inserted);
        named.retain(|one| one.at >= first);
        if self.state.attribute || named.is_empty() {
            return false;
        }
        let text = self.out.get(from..).map(unescape).unwrap_or_default();
        let locals: Vec<&str> = text
            .split_ascii_whitespace()
            .map(|name| name.rsplit(':').next().unwrap_or(name))
            .collect();
        let Some((tag, end)) = self.start_tag().filter(|_| locals.len() == named.len()) else {
            return false;
        };
        let of = |prefix: Option<&str>| {
            let own = named.iter().map(move |one| {
                let is_qualified = !one.namespace.is_empty() && &*one.namespace != super::XML;
                let own = if is_qualified { &*one.prefix } else { "" };
                let prefix = prefix.filter(|_| is_qualified).unwrap_or(own);
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
                && let Some(declarations) = declarations(&tag, &prefixes)
            {
                self.out.truncate(from);
                self.insert(end, declarations);
                self.push(&names);
                return true;
            }
        }
        false
    }

    /// The start tag of the element whose text is written, and where it ends.
    fn start_tag(&self) -> Option<(String, usize)> {
        let end = memchr::memrchr(b'>', self.out)?;
        let start = memchr::memrchr(b'<', self.out.get(..end)?)?;
        let tag = String::from_utf8(self.out.get(start..end)?.to_vec()).ok()?;
        Some((tag, end))
    }
}

/// The declarations of prefixes in a start tag; `None` where they would change the meaning of another name in it.
fn declarations<'a>(
    tag: &str,
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
        let is_free = match prefix {
            // The element would be in the default namespace itself.
            "" => name.contains(':') && !tag.contains(" xmlns="),
            prefix => {
                !prefix
                    .get(..3)
                    .is_some_and(|start| start.eq_ignore_ascii_case("xml"))
                    && !is_used(tag, prefix)
                    && !tag.contains(&format!(" xmlns:{prefix}="))
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
