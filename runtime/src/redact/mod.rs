//! Masks secrets in messages that are shown.

mod names;
mod scanner;
mod spelling;

pub use names::SecretNames;
use scanner::{Scanner, Watched};
use std::borrow::Cow;
#[cfg(feature = "client")]
use std::error::Error as StdError;
use std::sync::Arc;

pub(crate) const MASK: &str = "***";

/// The most causes of an error that are looked at.
#[cfg(feature = "client")]
const CAUSES: usize = 32;

/// The shortest text that is masked everywhere. Masking shorter ones would hide other text.
const SHORTEST_VALUE: usize = 4;

/// The secrets to mask in messages that users see: log lines, `Debug` and `Display` of errors.
///
/// Names are local names of elements and attributes, in any namespace and any case. The default masks those of
/// [`SecretNames`](crate::xml::SecretNames): passwords, tokens, tickets, keys.
#[derive(Clone, Default)]
pub struct Redaction {
    names: SecretNames,
    values: Arc<[Box<str>]>,
}

/// Shows only the number of values, since they are secrets.
impl std::fmt::Debug for Redaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redaction")
            .field("names", &self.names)
            .field("values", &self.values.len())
            .finish()
    }
}

impl Redaction {
    /// Masks these names.
    fn of(names: &SecretNames) -> Self {
        Self {
            names: names.clone(),
            values: Arc::default(),
        }
    }

    /// Masks nothing.
    pub fn none() -> Self {
        Self {
            names: SecretNames::none(),
            values: Arc::default(),
        }
    }

    /// Also masks the content of elements and the value of attributes with this local name.
    pub fn name(mut self, local_name: &'static str) -> Self {
        self.names = self.names.with(local_name);
        self
    }

    /// Also masks this text everywhere, as it is and escaped as in XML, HTML, JSON and URLs, if it has at least four bytes.
    pub fn value(mut self, secret: impl Into<String>) -> Self {
        self.add_values([secret.into()]);
        self
    }

    /// Masks what was added only. For the command, which masks the rest itself, with more words and less of the markup.
    #[doc(hidden)]
    pub fn of_additions(mut self) -> Self {
        self.names = self.names.of_additions();
        self
    }

    /// Whether elements of this local name are masked.
    pub fn masks(&self, local_name: &str) -> bool {
        self.names.contains(local_name)
    }

    /// Whether a text is no more than the name of a secret.
    fn is_key(&self, text: &str) -> bool {
        self.names.is_key(text)
    }

    /// Whether elements of this local name are masked because of how it ends.
    fn masks_by_end(&self, local_name: &str) -> bool {
        !self.names.has(local_name) && self.names.contains(local_name)
    }

    #[cfg(feature = "client")]
    pub(crate) fn names(&self) -> &SecretNames {
        &self.names
    }

    fn add_values(&mut self, values: impl IntoIterator<Item = String>) {
        let mut all: Vec<Box<str>> = self.values.to_vec();
        for value in values {
            if value.len() < SHORTEST_VALUE {
                continue;
            }
            all.push(value.into());
        }
        // Sorts the longest first, so that no rest of it remains, and equal ones together, so that duplicates go.
        all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        all.dedup();
        self.values = all.into();
    }

    #[cfg(feature = "client")]
    /// Also masks, everywhere, the secrets in `message`.
    pub(crate) fn learn(&mut self, message: &[u8]) {
        let mut found = Vec::new();
        Scanner::new(&text_of(message), self, Some(&mut found)).run();
        if !found.is_empty() {
            self.add_values(found);
        }
    }

    /// Masks the secret texts of [`Redaction::value`] in `text`, which may be an excerpt.
    #[cfg(feature = "client")]
    pub(crate) fn mask<T: AsRef<str> + From<String>>(&self, text: &mut T) {
        let masked = self.cut(self.plain((*text).as_ref()));
        if let Cow::Owned(masked) = masked {
            *text = masked.into();
        }
    }

    /// Leaves out a cause that repeats a secret, or is caused by one that does.
    #[cfg(feature = "client")]
    pub(crate) fn mask_cause(&self, source: &mut Option<Box<dyn StdError + Send + Sync>>) {
        let mut cause = source.as_deref().map(|source| source as &dyn StdError);
        for _ in 0..CAUSES {
            let Some(error) = cause else { return };
            let text = format!("{error} {error:?}");
            let mut masked = redact(text.as_bytes(), self);
            self.mask(&mut masked);
            if masked != text {
                break;
            }
            cause = error.source();
        }
        // A secret was found, or the chain has no end.
        if cause.is_some() {
            *source = None;
        }
    }

    /// Returns the first `limit` bytes of a message, masked.
    #[cfg(feature = "client")]
    pub(crate) fn beginning(&self, message: &[u8], limit: usize) -> String {
        match message.get(..limit) {
            Some(start) => self.cut(redact(start, self).into()).into_owned(),
            None => redact(message, self),
        }
    }

    /// Masks what is left of secret texts where text was cut off: at its ends, and at each `…`.
    #[cfg(feature = "client")]
    fn cut<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if self.values.is_empty() {
            return text;
        }
        let values = || self.values.iter().map(|value| &**value);
        let mut out = String::with_capacity(text.len());
        for (index, piece) in text.split('…').enumerate() {
            let end = values().filter_map(|value| spelling::at_end(piece, value));
            let end = end.min().unwrap_or(piece.len());
            let start = values().filter_map(|value| spelling::at_start(piece, value));
            let start = start.max().unwrap_or(0).min(end);
            let mask = |is_masked| if is_masked { MASK } else { "" };
            out.push_str(if index == 0 { "" } else { "…" });
            out.push_str(mask(start > 0));
            out.push_str(piece.get(start..end).unwrap_or_default());
            out.push_str(mask(end < piece.len()));
        }
        if out == text { text } else { out.into() }
    }

    /// Masks the secret texts of [`Redaction::value`] in text that is not XML.
    pub(crate) fn plain<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for value in &*self.values {
            if let Some(masked) = spelling::replaced(&text, value, MASK) {
                text = masked.into();
            }
        }
        text
    }
}

/// Returns the message as text, with the content of secret elements and attributes masked.
///
/// The message may be cut off, malformed, or not XML at all. If a secret element has no end, everything after its start
/// is masked. A byte order mark marks UTF-16; other bytes that are not UTF-8 are shown as U+FFFD.
///
/// ```
/// use soap_runtime::{Redaction, redact};
/// let message = b"<c:Credentials><c:Pin>1234</c:Pin></c:Credentials>";
/// let redaction = Redaction::default().name("Pin");
/// assert_eq!(redact(message, &redaction), "<c:Credentials><c:Pin>***</c:Pin></c:Credentials>");
/// ```
pub fn redact(message: &[u8], redaction: &Redaction) -> String {
    let masked = Scanner::new(&text_of(message), redaction, None).run();
    match redaction.plain(&masked) {
        Cow::Borrowed(_) => masked,
        Cow::Owned(text) => text,
    }
}

/// Returns the text of a message with the content of elements and attributes of these names masked.
pub(crate) fn redact_names(text: &str, names: &SecretNames) -> String {
    Scanner::new(text, &Redaction::of(names), None).run()
}

/// The number of bytes before an excerpt in which secrets are looked for.
pub(crate) const CONTEXT: usize = 1 << 20;

/// Returns about 100 characters around `offset`, with secrets masked. The scan includes the tag at `tag`, however far
/// away it is.
#[cold]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "positions in memory, below isize::MAX"
)]
pub(crate) fn snippet(text: &str, offset: usize, tag: usize, names: &SecretNames) -> String {
    let start = boundary(text, offset.saturating_sub(40));
    let end = boundary(text, offset.saturating_add(80).min(text.len()));
    let from = boundary(text, start.saturating_sub(CONTEXT).min(tag));
    let redaction = Redaction::of(names);
    let mut scanner = Scanner::new(text.get(from..end).unwrap_or_default(), &redaction, None);
    scanner.watched = Watched::Ahead(start - from);
    let (masked, at) = scanner.run_watched();
    let mut out = String::new();
    if start > 0 {
        out.push('…');
    }
    out.push_str(masked.get(at..).unwrap_or_default());
    if end < text.len() {
        out.push('…');
    }
    out
}

/// The start of the character at `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn text_of(message: &[u8]) -> Cow<'_, str> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| {
            unit([
                pair.first().copied().unwrap_or(0),
                pair.get(1).copied().unwrap_or(0),
            ])
        });
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>()
            .into()
    };
    match message {
        [0xFF, 0xFE, rest @ ..] | rest @ [b'<', 0, ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] | rest @ [0, b'<', ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(message),
    }
}

#[cfg(test)]
mod tests {
    use super::{Redaction, SecretNames, redact, snippet};

    #[test]
    fn an_excerpt_shows_no_part_of_a_secret() {
        let xml = format!("<Password>{}</Password>", "s3cret".repeat(100));
        assert_eq!(snippet(&xml, 300, 0, &SecretNames::default()), "…***…");
        assert_eq!(
            snippet(&xml, 0, 0, &SecretNames::default()),
            "<Password>***…"
        );
        assert_eq!(
            snippet(&xml, xml.len(), 0, &SecretNames::default()),
            "…***</Password>"
        );
        assert_eq!(
            snippet("<a>é</a>", 4, 0, &SecretNames::default()),
            "<a>é</a>"
        );
        for at in 0..120 {
            let xml = format!(
                "<a><password x='y'><b>s3cret</b></password><c PASSWORD='s3cret' d=\"{}\"/>",
                "e".repeat(at)
            );
            for offset in 0..xml.len() {
                let shown = snippet(&xml, offset, 0, &SecretNames::default());
                assert!(!shown.contains("s3c") && !shown.contains("cret"), "{shown}");
            }
        }
    }

    #[test]
    fn masks_in_any_shape() {
        for (message, shown) in [
            ("<Password>7T:x</Password>", "<Password>***</Password>"),
            (
                "<n1:Password a='1' xmlns='u'>7T:x</n1:Password>",
                "<n1:Password a='***' xmlns='u'>***</n1:Password>",
            ),
            ("<Password/><a>b</a>", "<Password/><a>b</a>"),
            ("<Password></Password>", "<Password></Password>"),
            ("<Password i:nil=\"true\"/>", "<Password i:nil=\"true\"/>"),
            (
                "<Password><b>x</b><Password>y</Password>z</Password><c>d</c>",
                "<Password>***</Password><c>d</c>",
            ),
            (
                "<Password><![CDATA[</Password>x]]>y</Password>",
                "<Password>***</Password>",
            ),
            (
                "<Password><!-- </Password> -->y</Password>",
                "<Password>***</Password>",
            ),
            (
                "<!-- <Password>x</Password> -->",
                "<!-- <Password>***</Password> -->",
            ),
            ("<Password>7T:cut", "<Password>***"),
            ("<Password>7T:cut</Passw", "<Password>***"),
            ("<Password", "<Password"),
            ("<Password a=\"se", "<Password a=\"***"),
            ("7T:cut</Password>", "***</Password>"),
            ("<a>7T:cut</Password>", "<a>***</Password>"),
            (
                "<a password=\"se'cret\" b='c'>",
                "<a password=\"***\" b='c'>",
            ),
            ("<a x:Password = 'p'/>", "<a x:Password = '***'/>"),
            (
                "<a b=\"unclosed><Password>x</Password>",
                "<a b=\"unclosed><Password>***</Password>",
            ),
            (
                "<Key>Password</Key><Value>x</Value><Key>b</Key><Value>y</Value>",
                "<Key>Password</Key><Value>***</Value><Key>b</Key><Value>y</Value>",
            ),
            ("no xml at all", "no xml at all"),
            ("< > <> </> <", "< > <> </> <"),
        ] {
            assert_eq!(
                redact(message.as_bytes(), &Redaction::default()),
                shown,
                "{message}"
            );
        }
    }

    #[test]
    fn extensible() {
        let redaction = Redaction::none().name("Pin").value("a<bc").value("x");
        assert_eq!(
            redact(
                b"<Pin>1</Pin><Password>x</Password>a<bc a&lt;bc",
                &redaction
            ),
            "<Pin>***</Pin><Password>x</Password>*** ***"
        );
        assert_eq!(
            format!("{redaction:?}"),
            r#"Redaction { names: ["Pin"], values: 1 }"#
        );
    }

    #[cfg(feature = "client")]
    #[test]
    fn learns_what_was_sent() {
        let mut redaction = Redaction::default();
        redaction.learn(b"<Password>7T:a&amp;b</Password><Password>x</Password>");
        assert_eq!(
            redaction.plain("ticket 7T:a&b, 7T:a&amp;b, x"),
            "ticket ***, ***, x"
        );
    }

    #[test]
    fn masks_in_every_cut() {
        let message = "<?xml version='1.0'?><s:Envelope xmlns:s='u'><s:Header><c:Credentials><c:Password x=\"SECRET\" >SECRET<!-- </c:Password> \
                       SECRET --><![CDATA[</c:Password>SECRET]]><b>SECRET</b></c:Password ></c:Credentials></s:Header><s:Body a='1'><Key>password</Key>\
                       <Value>SECRET</Value><q Secret='SECRET'/></s:Body></s:Envelope>";
        for at in 0..message.len() {
            let (start, end) = message.split_at(at);
            let shown = redact(start.as_bytes(), &Redaction::default());
            assert!(!shown.contains("SEC"), "{shown}");
            // A cut at the end keeps the text before it.
            assert!(
                at < 60 || shown.starts_with("<?xml version='1.0'?><s:Envelope xmlns:s='u'>"),
                "{shown}"
            );
            let all = [end, message].concat();
            let shown = redact(all.as_bytes(), &Redaction::default().value("SECRET"));
            assert!(!shown.contains("SECRET"), "{shown}");
        }
        for junk in [
            "\"",
            "'",
            "<",
            ">",
            "</",
            "<!--",
            "<![CDATA[",
            "]]>",
            "&",
            "<a b=",
            "<a b='",
            "</Password>",
            "<Password>",
            "\u{0}",
            "é",
        ] {
            for at in
                (0..message.len()).filter(|&at| !message[..at].ends_with(|c| "SECRT".contains(c)))
            {
                let (start, end) = message.split_at(at);
                redact(
                    format!("{start}{junk}{end}").as_bytes(),
                    &Redaction::default(),
                );
            }
        }
    }

    #[test]
    fn sixteen_bit_encodings() {
        let mut message = vec![0xFF, 0xFE];
        message.extend(
            "<Password>é</Password>"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        );
        assert_eq!(
            redact(&message, &Redaction::default()),
            "<Password>***</Password>"
        );
    }
}
