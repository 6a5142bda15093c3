//! Masks the secrets of messages that are written to files or shown: more than the runtime does, since files are committed.
//!
//! The names of a contract are not enough: tokens are in headers that no contract has, and members of responses are secrets whose
//! names only say so.

use crate::indent::{Piece, pieces};
use soap_runtime::{Redaction, redact};

/// The text in place of a secret.
const MASK: &str = "***";
/// Words in the names of secrets, in lower case, without `_`, `-` and `.`.
const WORDS: [&str; 14] = [
    "accesskey",
    "apikey",
    "assertion",
    "ciphervalue",
    "credential",
    "nonce",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "sessionid",
    "signaturevalue",
    "token",
];
/// The end of the name of a secret. What has the word elsewhere is about a ticket, like `TicketId`.
const END: &str = "ticket";
/// Attributes of WS-Security that are no secrets.
const KEPT: [&str; 11] = [
    "Algorithm",
    "EncodingType",
    "Id",
    "Type",
    "URI",
    "ValueType",
    "actor",
    "mustUnderstand",
    "nil",
    "role",
    "type",
];
/// The deepest documents in the texts of documents.
const NESTED: usize = 4;
/// The depth of the element of an operation: it is in Body, in Envelope.
const OPERATION: usize = 2;

/// The rules, as they are told.
pub(crate) const RULES: &str = "\
# Masked are: all texts in a `Security` header, except dates; members and attributes whose names contain accesskey, apikey, assertion,
# ciphervalue, credential, nonce, passphrase, passwd, password, privatekey, secret, sessionid, signaturevalue or token, or end in ticket, with all
# that is in them, except dates, true and false; the value beside a key with such a name; secrets that the contract names; a text or
# a page in HTML with such a word as a whole; user, password, query and fragment of the URL. Other secrets are written as they are:
# look through the files before you commit them.
";

/// A message with its secrets masked.
pub(crate) fn masked(text: &str, redaction: &Redaction) -> String {
    let start = text.trim_start().get(..14).unwrap_or(text.trim_start());
    let start = start.to_ascii_lowercase();
    let is_html = start.starts_with("<html") || start.starts_with("<!doctype html");
    let is_markup = start.starts_with('<') || start.starts_with("--");
    let masked = match is_markup && !is_html {
        true => markup(text, NESTED),
        false => None,
    };
    match masked {
        Some(masked) => redact(masked.as_bytes(), &redaction.clone().of_additions()),
        None if is_secret(text) => MASK.to_owned(),
        None => redact(text.as_bytes(), redaction),
    }
}

/// Whether a name, or a text, has a word that secrets have.
pub(crate) fn is_secret(name: &str) -> bool {
    let name: String = name
        .chars()
        .filter(|char| !matches!(char, '_' | '-' | '.'))
        .collect();
    let name = name.to_ascii_lowercase();
    name.ends_with(END) || WORDS.iter().any(|word| name.contains(word))
}

/// Markup with its secrets masked; `None` if it ends inside of a tag.
fn markup(text: &str, nested: usize) -> Option<String> {
    let pieces = pieces(text)?;
    let mut out = String::with_capacity(text.len());
    // For each open element its local name, and whether its content is secret.
    let mut open: Vec<(&str, bool)> = Vec::new();
    // Whether the text before was the name of a secret: its value comes next.
    let mut is_value_next = false;
    for (index, piece) in pieces.iter().enumerate() {
        let is_inside = open.last().is_some_and(|(_, is_secret)| *is_secret);
        match *piece {
            Piece::Start(tag) | Piece::Empty(tag) => {
                let local = local(name_of(tag));
                let is_empty = matches!(piece, Piece::Empty(_));
                // An operation has the name of what it is about. Its members are looked at.
                let has_elements = matches!(
                    (
                        pieces.get(index.saturating_add(1)),
                        pieces.get(index.saturating_add(2))
                    ),
                    (Some(Piece::Start(_) | Piece::Empty(_)), _)
                        | (
                            Some(Piece::Text(_)),
                            Some(Piece::Start(_) | Piece::Empty(_))
                        )
                );
                let is_operation = open.len() <= OPERATION && has_elements && !is_in_header(&open);
                let is_secret = is_inside
                    || std::mem::take(&mut is_value_next)
                    || (local == "Security" && is_in_header(&open))
                    || (!is_operation && is_secret(local))
                    || names_secret(tag);
                attributes(&mut out, tag, is_secret);
                if !is_empty {
                    open.push((local, is_secret));
                }
            }
            Piece::End(tag) => {
                open.pop();
                out.push_str(tag);
            }
            Piece::Other(comment) if comment.starts_with("<!--") => {
                let is_hidden = is_inside || is_secret(comment);
                out.push_str(if is_hidden { "<!-- *** -->" } else { comment });
            }
            Piece::Other(other) => out.push_str(other),
            Piece::Text(text) if text.trim().is_empty() => out.push_str(text),
            Piece::Text(text) if is_inside && !is_plain(text) => out.push_str(MASK),
            Piece::Text(text) => {
                let name = text.trim();
                is_value_next =
                    !name.contains(char::is_whitespace) && name.len() <= 64 && is_secret(name);
                out.push_str(&inner(text, nested));
            }
        }
    }
    Some(out)
}

/// Whether the element that comes next is a header block.
fn is_in_header(open: &[(&str, bool)]) -> bool {
    open.last().is_some_and(|(name, _)| *name == "Header")
}

/// A text, in which a document may be.
fn inner(text: &str, nested: usize) -> String {
    let Some(less) = nested.checked_sub(1) else {
        return MASK.to_owned();
    };
    let cdata = text
        .strip_prefix("<![CDATA[")
        .and_then(|rest| rest.strip_suffix("]]>"));
    if let Some(inside) = cdata {
        if !inside.contains('<') {
            return text.to_owned();
        }
        return match markup(inside, less) {
            Some(masked) => format!("<![CDATA[{masked}]]>"),
            None if is_secret(inside) => MASK.to_owned(),
            None => text.to_owned(),
        };
    }
    if !text.contains("&lt;") && !text.contains("&#") {
        return text.to_owned();
    }
    let less_than = ["&lt;", "&#60;", "&#x3c;", "&#x3C;"];
    let plain = less_than
        .iter()
        .fold(text.to_owned(), |text, one| text.replace(one, "<"));
    let plain = plain.replace("&gt;", ">");
    let plain = plain.replace("&quot;", "\"").replace("&apos;", "'");
    let plain = plain.replace("&amp;", "&");
    match markup(&plain, less) {
        Some(masked) if masked == plain => text.to_owned(),
        Some(masked) => {
            let escaped = masked.replace('&', "&amp;").replace('<', "&lt;");
            escaped.replace('>', "&gt;")
        }
        None if is_secret(&plain) => MASK.to_owned(),
        None => text.to_owned(),
    }
}

/// Texts that tell nothing: a date, a boolean, a text that is masked.
fn is_plain(text: &str) -> bool {
    let text = text.trim();
    let bytes = text.as_bytes();
    let is_date = bytes.len() >= 10
        && bytes
            .iter()
            .take(10)
            .enumerate()
            .all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
        && text.len() <= 40
        && bytes
            .iter()
            .skip(10)
            .all(|byte| b"0123456789T:.Z+-".contains(byte));
    is_date || matches!(text, "true" | "false" | MASK)
}

/// Whether an attribute of a tag is the name of a secret: `<Item name="token">`.
fn names_secret(tag: &str) -> bool {
    let mut found = false;
    each_attribute(tag, |name, value| {
        let is_name = ["name", "key"]
            .iter()
            .any(|one| local(name).eq_ignore_ascii_case(one));
        found |= is_name && is_secret(value);
    });
    found
}

/// Writes a tag; values of secret attributes are masked, and those of a secret element, except what WS-Security says of it.
fn attributes(out: &mut String, tag: &str, is_whole: bool) {
    let mut written = 0;
    let start = tag.as_ptr() as usize;
    each_attribute(tag, |name, value| {
        let is_declared = name == "xmlns" || name.starts_with("xmlns:");
        let is_kept = is_declared || KEPT.contains(&local(name)) || is_plain(value);
        let is_name = ["name", "key"]
            .iter()
            .any(|one| local(name).eq_ignore_ascii_case(one));
        let is_masked = match is_whole {
            true => !is_kept && !is_name,
            false => !is_kept && is_secret(local(name)),
        };
        if is_masked {
            let at = (value.as_ptr() as usize).saturating_sub(start);
            out.push_str(tag.get(written..at).unwrap_or_default());
            out.push_str(MASK);
            written = at.saturating_add(value.len());
        }
    });
    out.push_str(tag.get(written..).unwrap_or_default());
}

/// The attributes of a tag, with their values as they are written.
fn each_attribute<'x>(tag: &'x str, mut take: impl FnMut(&'x str, &'x str)) {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once(['"', '\'']) {
        let quote = match rest.as_bytes().get(before.len()) {
            Some(b'"') => '"',
            _ => '\'',
        };
        let (value, next) = after.split_once(quote).unwrap_or((after, ""));
        let name = before.trim_end().trim_end_matches('=').trim_end();
        let name = name.rsplit(char::is_whitespace).next().unwrap_or_default();
        take(name, value);
        rest = next;
    }
}

/// The name of a tag.
fn name_of(tag: &str) -> &str {
    let name = tag.trim_start_matches('<');
    let end = name.find(|char: char| char.is_whitespace() || matches!(char, '/' | '>'));
    name.get(..end.unwrap_or(name.len())).unwrap_or_default()
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::masked;
    use soap_runtime::Redaction;

    fn shown(text: &str) -> String {
        masked(text, &Redaction::default())
    }

    /// Generated code, the runtime and the command mask the same names.
    #[test]
    fn all_know_the_same_names() {
        let ends = wsdl_codegen::internal::SECRET_ENDS;
        let ends: Vec<String> = ends.iter().map(|end| format!("*{end}")).collect();
        let names = soap_runtime::xml::SecretNames::default();
        assert_eq!(format!("{names:?}"), format!("{ends:?}"));
        for end in wsdl_codegen::internal::SECRET_ENDS {
            assert!(super::is_secret(end), "{end}");
            let about = format!("{end}Id");
            assert_eq!(super::is_secret(&about), end != "ticket", "{about}");
        }
    }

    #[test]
    fn security_headers_are_masked_as_a_whole() {
        let xml = "<s:Envelope><s:Header><wsse:Security s:mustUnderstand='1'><wsu:Timestamp wsu:Id='t'><wsu:Created>2026-01-31T12:00:00Z</wsu:Created></wsu:Timestamp>\
                   <wsse:BinarySecurityToken ValueType='v'>SECRET</wsse:BinarySecurityToken>\
                   <saml:Assertion AssertionID='SECRET' xmlns:saml='u'><saml:NameID>SECRET</saml:NameID></saml:Assertion>\
                   <ds:SignatureValue>SECRET</ds:SignatureValue><wsse:Username>SECRET</wsse:Username></wsse:Security></s:Header><s:Body/></s:Envelope>";
        let out = shown(xml);
        assert_eq!(out.replace("***", "SECRET"), xml);
        assert!(!out.contains("SECRET"), "{out}");
    }

    #[test]
    fn members_are_masked_by_their_names() {
        for (xml, expected) in [
            (
                "<e><b><GetTokenResponse><Session_Token>S</Session_Token><User>u</User></GetTokenResponse></b></e>",
                "<e><b><GetTokenResponse><Session_Token>***</Session_Token><User>u</User></GetTokenResponse></b></e>",
            ),
            (
                "<e><b><r><Ticket v='S'><a>S</a></Ticket><ApiKey><![CDATA[S]]></ApiKey><SESSIONID/></r></b></e>",
                "<e><b><r><Ticket v='***'><a>***</a></Ticket><ApiKey>***</ApiKey><SESSIONID/></r></b></e>",
            ),
            (
                "<e><b><r><x token=\"S\" z='>'/><i name='apikey' v='S'>S</i><k>Ticket</k><v>S</v><w>w</w></r></b></e>",
                "<e><b><r><x token=\"***\" z='>'/><i name='apikey' v='***'>***</i><k>Ticket</k><v>***</v><w>w</w></r></b></e>",
            ),
            (
                "<a>&lt;Token&gt;S&lt;/Token&gt;</a>",
                "<a>&lt;Token&gt;***&lt;/Token&gt;</a>",
            ),
            (
                "<a><![CDATA[<Token>S</Token>]]><!-- password: S --></a>",
                "<a><![CDATA[<Token>***</Token>]]><!-- *** --></a>",
            ),
            ("{\"token\": \"S\"}", "***"),
            ("<html><p>token S", "***"),
            ("<e><Token", "***"),
            ("<html><p>gone</html>", "<html><p>gone</html>"),
        ] {
            assert_eq!(shown(xml), expected);
        }
    }
}
