//! Signed messages that somebody takes apart and puts together again.

use arbitrary::{Result, Unstructured};
use soap_security::{Inbound, Outbound, Part, SecretKey, Signing, Verified};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

const PARTS: [Part; 2] = [Part::Body, Part::Timestamp];
const MESSAGE: &[u8] = br#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:o="urn:o"><s:Header><o:Tenant>north</o:Tenant></s:Header><s:Body><o:Place><o:Note>ring</o:Note></o:Place></s:Body></s:Envelope>"#;

struct SignedSetting {
    signed: String,
    policy: Inbound,
    bodies: BTreeSet<String>,
}

static SETTING: LazyLock<SignedSetting> = LazyLock::new(|| {
    let secret = SecretKey::new(*b"a secret of thirty-two characters");
    let signing = Signing::with_secret(secret.clone(), None).with_parts(PARTS);
    let signed = Outbound::new()
        .with_timestamp(Duration::from_secs(300))
        .with_signature(signing)
        .apply(MESSAGE)
        .expect("it is signed");
    let policy = Inbound::new()
        .trust_secret(secret, None)
        .require_signed(PARTS)
        .at(SystemTime::now());
    let verified = policy.verify(&signed).expect("it is verified");
    SignedSetting {
        signed: String::from_utf8(signed).expect("text"),
        bodies: BTreeSet::from([body(&verified)]),
        policy,
    }
});

/// The Body of what was verified, as the reader reads it.
fn body(verified: &Verified) -> String {
    let text = std::str::from_utf8(verified.envelope.as_ref()).expect("text");
    let document = roxmltree::Document::parse(text).expect("what is verified is well-formed");
    let child = |name| move |node: &roxmltree::Node<'_, '_>| node.tag_name().name() == name;
    let body = document.root_element().children().find(child("Body"));
    let nodes = body.expect("a Body").descendants();
    nodes
        .map(|node| format!("{:?} {:?};", node.tag_name(), node.text()))
        .collect()
}

const PIECES: [&str; 18] = [
    "Body",
    "Envelope",
    "Header",
    "Timestamp",
    "Security",
    "Signature",
    "Reference",
    "Transforms",
    "urn:o",
    "<o:Note>mine</o:Note>",
    "<!-- -->",
    "<![CDATA[]]>",
    "#",
    "Id=",
    "xml:id=\"a\" ",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "sha1",
    "Wrapper",
];

/// Verifying ends with the Body that was signed, or with an error.
pub fn run(data: &[u8]) {
    let _ = attack(&mut Unstructured::new(data));
}

/// The range from the start of one element to the end of it or of another.
fn range(u: &mut Unstructured<'_>, text: &str) -> Result<std::ops::Range<usize>> {
    let starts: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
    let start = *u.choose(&starts)?;
    let name = text.get(start + 1..).unwrap_or_default();
    let name = name.split([' ', '>', '/']).next().unwrap_or_default();
    let close = format!("</{name}>");
    let end = match text.get(start..).and_then(|rest| rest.find(&close)) {
        Some(end) => start + end + close.len(),
        None => start,
    };
    Ok(start..end)
}

fn attack(u: &mut Unstructured<'_>) -> Result<()> {
    let setting = &*SETTING;
    let mut text = setting.signed.clone();
    for _ in 0..u.int_in_range(0..=6u8)? {
        let one = range(u, &text)?;
        let copy = text.get(one.clone()).unwrap_or_default().to_owned();
        match u.int_in_range(0..=4u8)? {
            // Copies an element before another one.
            0 => {
                let to = range(u, &text)?.start;
                text.insert_str(to, &copy);
            }
            // Moves it.
            1 => {
                text.replace_range(one, "");
                if text.contains('<') {
                    let to = range(u, &text)?.start;
                    text.insert_str(to, &copy);
                }
            }
            // Wraps it.
            2 => text.replace_range(one, &format!("<Wrapper>{copy}</Wrapper>")),
            // Exchanges a word.
            3 => {
                let (from, to) = (*u.choose(&PIECES)?, *u.choose(&PIECES)?);
                text = match u.arbitrary()? {
                    true => text.replace(from, to),
                    false => text.replacen(from, to, 1),
                };
            }
            _ => {
                let inside = copy.find('>').map_or(one.start, |at| one.start + at + 1);
                text.insert_str(inside, u.choose(&PIECES)?);
            }
        }
        if text.len() > 60_000 || !text.contains('<') {
            return Ok(());
        }
    }
    let diagnosis = setting.policy.diagnose(text.as_bytes());
    let _ = format!("{diagnosis:?}");
    match setting.policy.verify(text.as_bytes()) {
        Ok(verified) => {
            let body = body(&verified);
            assert!(setting.bodies.contains(&body), "{body} in {text}");
        }
        Err(error) => drop(format!("{error} {error:?}")),
    }
    Ok(())
}
