//! Reads markup that need not be well-formed, and masks the content of secret elements and attributes.

use super::{MASK, Redaction};
use memchr::memchr;

/// A scanner for text that need not be well-formed.
pub(super) struct Scanner<'a> {
    text: &'a str,
    redaction: &'a Redaction,
    secrets: Option<&'a mut Vec<String>>,
    out: String,
    /// The position in `out` at which the text since the last tag begins.
    text_from: usize,
    /// The element just closed holds the name of a secret, like the key of a dictionary: the next element holds the
    /// secret.
    mask_next: bool,
    /// The last tag was the start tag of a body: the next element may be an operation.
    in_body: bool,
    /// A place in the text, whose place in `out` the caller needs.
    pub(super) watched: Watched,
}

/// A place in the text of a scanner.
#[derive(Clone, Copy)]
pub(super) enum Watched {
    /// Not reached: its position in the text.
    Ahead(usize),
    /// Reached: its position in the output.
    At(usize),
}

impl<'a> Scanner<'a> {
    pub(super) fn new(
        text: &'a str,
        redaction: &'a Redaction,
        secrets: Option<&'a mut Vec<String>>,
    ) -> Self {
        Self {
            text,
            redaction,
            secrets,
            out: String::with_capacity(text.len()),
            text_from: 0,
            mask_next: false,
            in_body: false,
            watched: Watched::Ahead(usize::MAX),
        }
    }

    pub(super) fn run(self) -> String {
        self.run_watched().0
    }

    /// Returns the output, and the position of the watched place in it.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(super) fn run_watched(mut self) -> (String, usize) {
        let mut at = 0;
        while let Some(found) = memchr(b'<', self.rest(at).as_bytes()) {
            self.copy(at, at + found);
            at = self.tag(at + found);
        }
        self.copy(at, self.text.len());
        let at = match self.watched {
            Watched::At(at) => at,
            Watched::Ahead(_) => self.out.len(),
        };
        (self.out, at)
    }

    /// Notes that the text up to `to` is written next, unchanged after `from`.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn pass(&mut self, from: usize, to: usize) {
        if let Watched::Ahead(at) = self.watched
            && at < to
        {
            self.watched = Watched::At(self.out.len() + at.saturating_sub(from));
        }
    }

    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    fn copy(&mut self, from: usize, to: usize) {
        self.pass(from, to);
        self.out
            .push_str(self.text.get(from..to).unwrap_or_default());
    }

    /// Handles the markup whose `<` is at `at`. Returns the position after it.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn tag(&mut self, at: usize) -> usize {
        let after = self.rest(at + 1);
        if after.starts_with(['!', '?']) {
            self.out.push('<');
            return at + 1;
        }
        let closing = after.starts_with('/');
        let name_at = at + 1 + usize::from(closing);
        let name = name_in(self.rest(name_at));
        let local = local_of(name);
        if closing {
            return self.end_tag(at, name_at + name.len(), local);
        }
        let in_body = std::mem::take(&mut self.in_body);
        let is_operation = in_body
            && self.redaction.masks_by_end(local)
            && begins_with_element(self.rest(name_at + name.len()));
        let secret = (std::mem::take(&mut self.mask_next) && !name.is_empty())
            || (self.redaction.masks(local) && !is_operation);
        self.copy(at, name_at + name.len());
        let (end, complete) = self.attributes(name_at + name.len(), secret);
        self.text_from = self.out.len();
        let empty = self
            .text
            .get(..end)
            .is_some_and(|text| text.ends_with("/>"));
        self.in_body = local == "Body" && !empty;
        if !secret || !complete || empty {
            return end;
        }
        let content_end = end + content_length(self.rest(end), local);
        let content = self.text.get(end..content_end).unwrap_or_default();
        if !content.trim().is_empty() {
            if let Some(secrets) = &mut self.secrets {
                secrets.push(unescape(content.trim()));
                secrets.extend(texts(content).map(unescape));
            }
            self.pass(content_end, content_end);
            self.out.push_str(MASK);
            self.text_from = self.out.len();
        }
        content_end
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn end_tag(&mut self, at: usize, name_end: usize, local: &str) -> usize {
        let text = self.out.get(self.text_from..).unwrap_or_default();
        if self.redaction.masks(local) && !text.trim().is_empty() && text != MASK {
            // The start tag was cut off.
            self.out.truncate(self.text_from);
            if let Watched::At(at) = self.watched {
                self.watched = Watched::At(at.min(self.text_from));
            }
            self.out.push_str(MASK);
        } else {
            self.mask_next = self.redaction.is_key(text.trim());
        }
        self.copy(at, name_end);
        match memchr(b'>', self.rest(name_end).as_bytes()) {
            Some(found) => {
                self.copy(name_end, name_end + found + 1);
                self.text_from = self.out.len();
                name_end + found + 1
            }
            None => {
                self.text_from = self.out.len();
                name_end
            }
        }
    }

    /// Copies a start tag from the end of its name, and masks values. Returns the position after it, and whether the
    /// tag has an end.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn attributes(&mut self, mut at: usize, secret: bool) -> (usize, bool) {
        loop {
            let rest = self.rest(at);
            let Some(found) = rest.find(['>', '<', '"', '\'']) else {
                self.copy(at, self.text.len());
                return (self.text.len(), false);
            };
            let name = rest
                .get(..found)
                .unwrap_or_default()
                .trim_end()
                .trim_end_matches('=')
                .trim_end();
            let name = name
                .rsplit(|c: char| c.is_whitespace())
                .next()
                .unwrap_or_default();
            self.copy(at, at + found);
            at += found;
            let quote = match self.rest(at).as_bytes().first() {
                Some(b'>') => {
                    self.out.push('>');
                    return (at + 1, true);
                }
                Some(&quote @ (b'"' | b'\'')) => quote,
                // A `<` in a tag means that the tag was cut off.
                _ => return (at, false),
            };
            let value_at = at + 1;
            let value = self.rest(value_at);
            let end = value
                .bytes()
                .position(|byte| byte == quote || byte == b'<')
                .unwrap_or(value.len());
            let local = local_of(name);
            let harmless = name.starts_with("xmlns")
                || (name.contains(':') && matches!(local, "nil" | "type"));
            self.copy(at, value_at);
            let value = value.get(..end).unwrap_or_default();
            if self.redaction.masks(local) || (secret && !harmless) {
                if let Some(secrets) = &mut self.secrets {
                    secrets.push(unescape(value));
                }
                self.pass(value_at + end, value_at + end);
                self.out.push_str(MASK);
            } else {
                self.copy(value_at, value_at + end);
            }
            at = value_at + end;
            if self.rest(at).as_bytes().first() == Some(&quote) {
                self.copy(at, at + 1);
                at += 1;
            }
        }
    }
}

/// The length of the content of an element `local`, up to its end tag; the whole text if there is none.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
fn content_length(text: &str, local: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    let skip = |at: usize, end: &str| {
        text.get(at..)
            .and_then(|rest| rest.find(end))
            .map_or(text.len(), |found| at + found + end.len())
    };
    while let Some(found) = text
        .get(at..)
        .and_then(|rest| memchr(b'<', rest.as_bytes()))
    {
        at += found;
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with("<!--") {
            at = skip(at + 4, "-->");
        } else if rest.starts_with("<![CDATA[") {
            at = skip(at, "]]>");
        } else if let Some(name) = rest.strip_prefix("</") {
            if local_of(name_in(name)) == local {
                match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return at,
                }
            }
            at += 2;
        } else {
            let same = local_of(name_in(rest.get(1..).unwrap_or_default())) == local;
            let end = skip(at, ">");
            if same && !text.get(..end).is_some_and(|text| text.ends_with("/>")) {
                depth += 1;
            }
            at = end;
        }
    }
    text.len()
}

/// Whether the content after the rest of a start tag begins with an element: that of an operation does, which has the name of what
/// it is about (`ChangePassword`).
fn begins_with_element(rest: &str) -> bool {
    let content = rest.split_once('>').map_or("", |(_, content)| content);
    let mut start = content.trim_start().chars();
    start.next() == Some('<') && start.next().is_some_and(|next| !"/!?".contains(next))
}

fn name_in(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<' | '=' | '"' | '\''))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The texts of the elements in the content of a secret.
fn texts(content: &str) -> impl Iterator<Item = &str> {
    let after = content.split('<').skip(1);
    let texts = after.filter_map(|tag| Some(tag.split_once('>')?.1.trim()));
    texts.filter(|text| !text.is_empty())
}

fn local_of(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}
