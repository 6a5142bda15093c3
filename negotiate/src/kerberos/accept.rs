//! Tokens that a service accepts, by its keys.

use super::clock::Moment;
use super::crypto::{Cipher, Key, usage};
use super::keytab::{self, Entry};
use super::{der, gss};
use crate::mechanism::HandshakeError;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// The most that the clocks of both sides may differ (RFC 4120, section 1.6).
const SKEW: Duration = Duration::from_secs(300);
/// The most proofs that are remembered. Where so many are fresh, others are refused.
const MOST_PROOFS: usize = 100_000;

/// The service's side: reads the tokens of clients by the keys of a keytab.
///
/// ```no_run
/// use soap_negotiate::KerberosService;
/// let service = KerberosService::from_keytab(&std::fs::read("/etc/orders.keytab")?)?;
/// # let token = Vec::new();
/// let client = service.accept(&token)?;
/// println!("{} has sent it", client.principal);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The encryption types are those of AES: 17 to 20. A token is accepted once, within five minutes of the time in it: the proofs that were
/// seen are kept in memory, so one service has one value of this type.
pub struct KerberosService {
    keys: Vec<Entry>,
    /// Digests of proofs, and when they are forgotten.
    seen: Mutex<BTreeMap<[u8; 32], String>>,
}

/// The sender of a token.
///
/// `Debug` does not show the key.
#[non_exhaustive]
pub struct KerberosClient {
    /// The name and the realm: `ann@EXAMPLE.COM`. A `/`, `@` or `\` within a part of the name has a `\` before it.
    pub principal: String,
    key: Zeroizing<Vec<u8>>,
    session_key: Zeroizing<Vec<u8>>,
}

impl KerberosClient {
    /// The key that both sides have: that of the client's proof, or else the session key of the ticket. The token profile names both, and
    /// leaves it to the two sides.
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// The session key of the ticket, for clients that sign by it although their proof has a key of its own.
    pub fn session_key(&self) -> &[u8] {
        &self.session_key
    }
}

impl fmt::Debug for KerberosClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KerberosClient")
            .field("principal", &self.principal)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for KerberosService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KerberosService")
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

const UNREADABLE: HandshakeError = HandshakeError::new("the Kerberos token cannot be read");

impl KerberosService {
    /// A service with the keys of a keytab file (version 2, as MIT's `ktadd` and Heimdal write it).
    ///
    /// # Errors
    /// The bytes are no keytab, or have no key of AES.
    pub fn from_keytab(bytes: &[u8]) -> Result<Self, HandshakeError> {
        let keys =
            keytab::read(bytes).ok_or_else(|| HandshakeError::new("the keytab cannot be read"))?;
        if keys.is_empty() {
            return Err(HandshakeError::new("the keytab has no key of AES"));
        }
        Ok(Self {
            keys,
            seen: Mutex::default(),
        })
    }

    /// Reads a token: `AP-REQ`, in the framing of GSS-API or without it.
    ///
    /// # Errors
    /// The token cannot be read, is for another service or a key that is not here, is too old, or was seen before.
    pub fn accept(&self, token: &[u8]) -> Result<KerberosClient, HandshakeError> {
        let message = gss::ap_req(token).ok_or(UNREADABLE)?;
        let fields = der::inside(message, &[der::application(14), der::SEQUENCE]);
        let fields = fields.ok_or(UNREADABLE)?;
        let is_right = der::number(fields, 0) == Some(5) && der::number(fields, 1) == Some(14);
        let ticket = der::value(fields, 3)
            .and_then(|ticket| der::inside(ticket, &[der::application(1), der::SEQUENCE]));
        let (true, Some(ticket)) = (is_right, ticket) else {
            return Err(UNREADABLE);
        };
        let plain = self.open(ticket)?;
        let part = der::inside(&plain, &[der::application(3), der::SEQUENCE]);
        let part = EncTicketPart::read(part.ok_or(UNREADABLE)?).ok_or(UNREADABLE)?;
        part.check_time()?;

        let sealed = der::typed(fields, 4, der::SEQUENCE).ok_or(UNREADABLE)?;
        const WRONG: HandshakeError =
            HandshakeError::new("the Kerberos token was not made with the key of its ticket");
        let proof = opened(sealed, usage::AP_REQ_AUTHENTICATOR, &part.key).ok_or(WRONG)?;
        let proof = der::inside(&proof, &[der::application(2), der::SEQUENCE]);
        let proof = proof.ok_or(UNREADABLE)?;
        let is_same = der::value(proof, 1) == Some(part.realm)
            && name(der::value(proof, 2)).is_some_and(|parts| parts == part.client);
        if !is_same {
            return Err(HandshakeError::new(
                "the Kerberos token names another client than its ticket",
            ));
        }
        let time = der::typed(proof, 5, der::TIME).ok_or(UNREADABLE)?;
        let is_fresh = Moment::before(SKEW).text.as_bytes() <= time
            && time <= Moment::after(SKEW).text.as_bytes();
        if !is_fresh {
            return Err(HandshakeError::new(
                "the Kerberos token is too old, or the clocks differ by more than five minutes",
            ));
        }
        let own = der::typed(proof, 6, der::SEQUENCE);
        let own = own.map(|own| key(own).ok_or(UNREADABLE)).transpose()?;
        self.remember(sealed)?;
        Ok(KerberosClient {
            principal: part.principal().ok_or(UNREADABLE)?,
            key: Zeroizing::new(own.as_ref().unwrap_or(&part.key).bytes().to_vec()),
            session_key: Zeroizing::new(part.key.bytes().to_vec()),
        })
    }

    /// The part of a ticket that the KDC has written for this service.
    fn open(&self, ticket: &[u8]) -> Result<Zeroizing<Vec<u8>>, HandshakeError> {
        let realm = der::typed(ticket, 1, der::TEXT).ok_or(UNREADABLE)?;
        let service = name(der::value(ticket, 2)).ok_or(UNREADABLE)?;
        let sealed = der::typed(ticket, 3, der::SEQUENCE).ok_or(UNREADABLE)?;
        let version = der::number(sealed, 1);
        let mut fitting = self.keys.iter().filter(|entry| {
            let is_version = version.is_none_or(|version| version == i64::from(entry.version));
            let names = entry.name.iter().map(Vec::as_slice);
            is_version && entry.realm == realm && names.eq(service.iter().copied())
        });
        let opened = fitting.find_map(|entry| opened(sealed, usage::TICKET, &entry.key));
        opened.ok_or_else(|| {
            HandshakeError::new("the ticket is for another service, or for a key that is not here")
        })
    }

    /// Refuses a proof that was seen before.
    fn remember(&self, proof: &[u8]) -> Result<(), HandshakeError> {
        let digest: [u8; 32] = Sha256::digest(proof).into();
        let now = Moment::now().text;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST_PROOFS {
            seen.retain(|_, until| *until >= now);
        }
        if seen.len() >= MOST_PROOFS {
            return Err(HandshakeError::new("too many Kerberos tokens at once"));
        }
        // Its time may be as far ahead as behind.
        let until = Moment::after(SKEW.saturating_mul(2)).text;
        match seen.insert(digest, until) {
            None => Ok(()),
            Some(_) => Err(HandshakeError::new(
                "the Kerberos token was sent before: each message needs a new one",
            )),
        }
    }
}

/// `EncTicketPart`.
struct EncTicketPart<'a> {
    key: Key,
    realm: &'a [u8],
    client: Vec<&'a [u8]>,
    starts: &'a [u8],
    ends: &'a [u8],
    is_invalid: bool,
}

impl<'a> EncTicketPart<'a> {
    fn read(part: &'a [u8]) -> Option<Self> {
        /// The flag `invalid`, of postdated tickets: the eighth bit.
        const INVALID: u8 = 0x01;
        let flags = der::typed(part, 0, der::BIT_STRING)?;
        let starts = der::typed(part, 6, der::TIME);
        Some(Self {
            key: key(der::typed(part, 1, der::SEQUENCE)?)?,
            realm: der::value(part, 2)?,
            client: name(der::value(part, 3))?,
            starts: starts.or_else(|| der::typed(part, 5, der::TIME))?,
            ends: der::typed(part, 7, der::TIME)?,
            is_invalid: flags.get(1)? & INVALID != 0,
        })
    }

    fn check_time(&self) -> Result<(), HandshakeError> {
        let has_begun = self.starts <= Moment::after(SKEW).text.as_bytes();
        let goes_on = Moment::before(SKEW).text.as_bytes() <= self.ends;
        match has_begun && goes_on && !self.is_invalid {
            true => Ok(()),
            false => Err(HandshakeError::new("the Kerberos ticket is not valid now")),
        }
    }

    fn principal(&self) -> Option<String> {
        let realm = std::str::from_utf8(der::inside(self.realm, &[der::TEXT])?).ok()?;
        let mut text = String::new();
        for (index, part) in self.client.iter().enumerate() {
            if index > 0 {
                text.push('/');
            }
            for char in std::str::from_utf8(part).ok()?.chars() {
                if matches!(char, '/' | '@' | '\\') {
                    text.push('\\');
                }
                text.push(char);
            }
        }
        Some(format!("{text}@{realm}"))
    }
}

/// The parts of a principal's name. Its type is a hint, and is not compared (RFC 4120, section 6.2).
fn name(value: Option<&[u8]>) -> Option<Vec<&[u8]>> {
    let fields = der::inside(value?, &[der::SEQUENCE])?;
    let parts = der::elements(der::typed(fields, 1, der::SEQUENCE)?);
    let parts: Vec<&[u8]> = parts.map(|(_, part)| part).collect();
    (!parts.is_empty()).then_some(parts)
}

/// `EncryptionKey`.
fn key(fields: &[u8]) -> Option<Key> {
    let cipher = Cipher::of(der::number(fields, 0)?)?;
    Key::new(cipher, der::typed(fields, 1, der::OCTETS)?)
}

/// The text of `EncryptedData`.
fn opened(data: &[u8], usage: u32, key: &Key) -> Option<Zeroizing<Vec<u8>>> {
    let is_of_key = Cipher::of(der::number(data, 0)?)? == key.cipher();
    is_of_key.then_some(())?;
    key.decrypt(usage, der::typed(data, 2, der::OCTETS)?)
}

#[cfg(test)]
mod tests {
    use super::super::random;
    use super::*;
    use der::{application, field, integer, octets, sequence, text, time};

    fn sealed(key: &Key, usage: u32, plain: &[u8], version: u32) -> Vec<u8> {
        let bytes = key
            .encrypt(usage, plain, random().expect("random"))
            .expect("a key");
        let number = integer(key.cipher().number());
        sequence(&[
            &field(0, &number),
            &field(1, &integer(version)),
            &field(2, &octets(&bytes)),
        ])
    }

    fn named(parts: &[&str]) -> Vec<u8> {
        let parts: Vec<u8> = parts.iter().flat_map(|part| text(part)).collect();
        sequence(&[&field(0, &integer(1)), &field(1, &sequence(&[&parts]))])
    }

    fn key_field(key: &Key) -> Vec<u8> {
        sequence(&[
            &field(0, &integer(key.cipher().number())),
            &field(1, &octets(key.bytes())),
        ])
    }

    /// The content of a token, of which a test changes one thing.
    struct Said {
        service: &'static str,
        version: u32,
        client: &'static str,
        in_proof: &'static str,
        ends: String,
        time: String,
        flags: u32,
        own_key: Option<Key>,
    }

    impl Said {
        fn new() -> Self {
            Self {
                service: "orders",
                version: 2,
                client: "ann",
                in_proof: "ann",
                ends: Moment::after(Duration::from_secs(3600)).text,
                time: Moment::now().text,
                flags: 0,
                own_key: None,
            }
        }

        fn token(&self) -> Vec<u8> {
            let session = session();
            let part = sequence(&[
                &field(0, &der::flags(self.flags)),
                &field(1, &key_field(&session)),
                &field(2, &text("EXAMPLE.TEST")),
                &field(3, &named(&[self.client, "web@x"])),
                &field(5, &time("20200101000000Z")),
                &field(7, &time(&self.ends)),
            ]);
            let part = der::element(application(3), &[&part]);
            let ticket = sequence(&[
                &field(0, &integer(5)),
                &field(1, &text("EXAMPLE.TEST")),
                &field(2, &named(&["HTTP", self.service])),
                &field(
                    3,
                    &sealed(&service_key(), usage::TICKET, &part, self.version),
                ),
            ]);
            let own = self.own_key.as_ref().map(|key| field(6, &key_field(key)));
            let proof = sequence(&[
                &field(0, &integer(5)),
                &field(1, &text("EXAMPLE.TEST")),
                &field(2, &named(&[self.in_proof, "web@x"])),
                &field(5, &time(&self.time)),
                &own.unwrap_or_default(),
            ]);
            let proof = der::element(application(2), &[&proof]);
            let message = sequence(&[
                &field(0, &integer(5)),
                &field(1, &integer(14)),
                &field(2, &der::flags(0)),
                &field(3, &der::element(application(1), &[&ticket])),
                &field(4, &sealed(&session, usage::AP_REQ_AUTHENTICATOR, &proof, 0)),
            ]);
            gss::token(&der::element(application(14), &[&message]))
        }
    }

    fn session() -> Key {
        Key::new(Cipher::Aes256Sha1, &[7; 32]).expect("a key")
    }

    fn service_key() -> Key {
        Key::new(Cipher::Aes256Sha2, &[9; 32]).expect("a key")
    }

    /// A keytab with a hole and a key that is too old before that of the service.
    fn keytab() -> Vec<u8> {
        let counted = |text: &[u8]| {
            let length = u16::try_from(text.len()).expect("short").to_be_bytes();
            [&length[..], text].concat()
        };
        let entry = |version: u8, key: &[u8]| {
            let entry = [
                &2_u16.to_be_bytes()[..],
                &counted(b"EXAMPLE.TEST"),
                &counted(b"HTTP"),
                &counted(b"orders"),
                &1_u32.to_be_bytes(),
                &0_u32.to_be_bytes(),
                &[version],
                &20_u16.to_be_bytes(),
                &counted(key),
            ]
            .concat();
            let length = i32::try_from(entry.len()).expect("short").to_be_bytes();
            [&length[..], &entry].concat()
        };
        let hole = [&(-3_i32).to_be_bytes()[..], &[1, 2, 3]].concat();
        [&[5, 2][..], &hole, &entry(1, &[8; 32]), &entry(2, &[9; 32])].concat()
    }

    #[test]
    fn a_token_is_accepted_once() {
        let service = KerberosService::from_keytab(&keytab()).expect("a keytab");
        let token = Said::new().token();
        let client = service.accept(&token).expect("accepted");
        assert_eq!(client.principal, r"ann/web\@x@EXAMPLE.TEST");
        assert_eq!(client.key(), session().bytes());
        assert!(!format!("{client:?}{service:?}").contains('7'));
        let again = service.accept(&token).expect_err("seen before");
        assert!(again.to_string().contains("was sent before"), "{again}");
        let own = Key::new(Cipher::Aes128Sha1, &[3; 16]);
        let said = Said {
            own_key: own,
            ..Said::new()
        };
        let client = service.accept(&said.token()).expect("accepted");
        assert_eq!(client.key(), [3; 16]);
        assert_eq!(client.session_key(), session().bytes());
    }

    #[test]
    fn others_are_refused_with_the_reason() {
        let service = KerberosService::from_keytab(&keytab()).expect("a keytab");
        let old = Moment::before(Duration::from_secs(600)).text;
        let ahead = Moment::after(Duration::from_secs(600)).text;
        for (said, expected) in [
            (
                Said {
                    service: "other",
                    ..Said::new()
                },
                "for another service",
            ),
            (
                Said {
                    version: 1,
                    ..Said::new()
                },
                "for a key that is not here",
            ),
            (
                Said {
                    in_proof: "ben",
                    ..Said::new()
                },
                "names another client",
            ),
            (
                Said {
                    ends: old.clone(),
                    ..Said::new()
                },
                "is not valid now",
            ),
            (
                Said {
                    flags: 0x0100_0000,
                    ..Said::new()
                },
                "is not valid now",
            ),
            (
                Said {
                    time: old,
                    ..Said::new()
                },
                "is too old",
            ),
            (
                Said {
                    time: ahead,
                    ..Said::new()
                },
                "is too old",
            ),
        ] {
            let refused = service.accept(&said.token()).expect_err(expected);
            assert!(refused.to_string().contains(expected), "{refused}");
        }
    }

    #[test]
    fn damaged_tokens_and_keytabs_are_refused() {
        let (keytab, token) = (keytab(), Said::new().token());
        let service = KerberosService::from_keytab(&keytab).expect("a keytab");
        for at in 0..token.len() {
            assert!(service.accept(&token[..at]).is_err());
            let mut changed = token.clone();
            changed[at] ^= 0x81;
            // Types of names, options and numbers that nobody protects do not matter; no other client comes of it.
            if let Ok(client) = service.accept(&changed) {
                assert_eq!(client.principal, r"ann/web\@x@EXAMPLE.TEST", "{at}");
            }
        }
        for at in 0..keytab.len() {
            let cut = KerberosService::from_keytab(&keytab[..at]);
            assert!(cut.is_err() || at > keytab.len() / 2, "{at}");
            let mut changed = keytab.clone();
            changed[at] ^= 0xff;
            let _ = KerberosService::from_keytab(&changed);
        }
    }
}
