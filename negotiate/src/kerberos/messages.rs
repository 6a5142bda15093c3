//! The messages of Kerberos version 5 (RFC 4120, section 5).

use super::clock::Moment;
use super::crypto::{CIPHERS, Cipher, Key, usage};
use super::der::{self, application, field, flags, integer, octets, sequence, text, time};
use super::random;
use zeroize::Zeroizing;

/// Numbers of pre-authentication data.
const PA_TGS_REQ: u32 = 1;
const PA_ENC_TIMESTAMP: u32 = 2;
const PA_ETYPE_INFO2: i64 = 19;

/// Types of names.
const NT_PRINCIPAL: u32 = 1;
const NT_SRV_INST: u32 = 2;

/// The KDC shortens it to what it admits.
const LATEST: &str = "20370913024805Z";
const MUTUAL_REQUIRED: u32 = 0x2000_0000;

/// A request to the KDC, and what its answer is compared with.
pub(super) struct Request {
    pub(super) message: Vec<u8>,
    nonce: u32,
    service: Vec<String>,
}

/// A ticket with its key.
#[derive(Clone)]
pub(super) struct Ticket {
    ticket: Vec<u8>,
    key: Key,
    realm: Vec<u8>,
    client: Vec<u8>,
    /// The end of its time, as messages have it.
    pub(super) ends: String,
}

/// The wish of a KDC: how the key is made of the password.
pub(super) struct KeyRecipe {
    cipher: Cipher,
    salt: Option<Vec<u8>>,
    parameter: Option<Vec<u8>>,
}

/// The name of a principal: its parts between slashes.
fn name(kind: u32, parts: &[String]) -> Vec<u8> {
    let parts: Vec<u8> = parts.iter().flat_map(|part| text(part)).collect();
    sequence(&[&field(0, &integer(kind)), &field(1, &sequence(&[&parts]))])
}

/// The parts of a principal's name.
fn parts(name: &str) -> Vec<String> {
    name.split('/').map(str::to_owned).collect()
}

fn encrypted(key: &Key, usage: u32, plain: &[u8]) -> Option<Vec<u8>> {
    let bytes = key.encrypt(usage, plain, random()?)?;
    let kind = integer(key.cipher().number());
    Some(sequence(&[&field(0, &kind), &field(2, &octets(&bytes))]))
}

/// `KDC-REQ-BODY`.
fn body(client: Option<&str>, realm: &str, service: &[String], nonce: u32) -> Vec<u8> {
    let client = client.map(|user| field(1, &name(NT_PRINCIPAL, &parts(user))));
    let ciphers: Vec<u8> = CIPHERS
        .iter()
        .flat_map(|cipher| integer(cipher.number()))
        .collect();
    sequence(&[
        &field(0, &flags(0)),
        &client.unwrap_or_default(),
        &field(2, &text(realm)),
        &field(3, &name(NT_SRV_INST, service)),
        &field(5, &time(LATEST)),
        &field(7, &integer(nonce)),
        &field(8, &sequence(&[&ciphers])),
    ])
}

/// `KDC-REQ` of type 10 (`AS-REQ`) or 12 (`TGS-REQ`), with one element of pre-authentication data or none.
fn request(kind: u8, data: Option<(u32, &[u8])>, body: &[u8]) -> Vec<u8> {
    let data = data.map(|(number, value)| {
        let one = sequence(&[&field(1, &integer(number)), &field(2, &octets(value))]);
        field(3, &sequence(&[&one]))
    });
    let fields = sequence(&[
        &field(1, &integer(5)),
        &field(2, &integer(kind.into())),
        &data.unwrap_or_default(),
        &field(4, body),
    ]);
    der::element(application(kind), &[&fields])
}

impl Request {
    /// Asks for the ticket that tickets are granted by. `key` proves the user, once the KDC has asked for it.
    pub(super) fn for_user(user: &str, realm: &str, key: Option<&Key>) -> Option<Self> {
        let nonce = nonce()?;
        let service = vec!["krbtgt".to_owned(), realm.to_owned()];
        let body = body(Some(user), realm, &service, nonce);
        let proof = match key {
            None => None,
            Some(key) => {
                let now = Moment::now();
                let stamp = sequence(&[
                    &field(0, &time(&now.text)),
                    &field(1, &integer(now.microseconds)),
                ]);
                Some(encrypted(key, usage::AS_REQ_TIMESTAMP, &stamp)?)
            }
        };
        let data = proof.as_deref().map(|proof| (PA_ENC_TIMESTAMP, proof));
        let message = request(10, data, &body);
        Some(Self {
            message,
            nonce,
            service,
        })
    }

    /// Asks for a ticket of a service.
    pub(super) fn for_service(granting: &Ticket, realm: &str, service: &str) -> Option<Self> {
        let nonce = nonce()?;
        let service = parts(service);
        let body = body(None, realm, &service, nonce);
        let checksum = granting.key.checksum(usage::TGS_REQ_CHECKSUM, &body)?;
        let kind = granting.key.cipher().checksum();
        let proof = granting.proof(usage::TGS_REQ_AUTHENTICATOR, kind, &checksum, 0)?;
        let message = request(12, Some((PA_TGS_REQ, &proof.message)), &body);
        Some(Self {
            message,
            nonce,
            service,
        })
    }

    /// Reads the KDC's answer to this request: `AS-REP` (11) or `TGS-REP` (13).
    pub(super) fn answer(&self, kind: u8, message: &[u8], key: &Key) -> Option<Ticket> {
        let fields = der::inside(message, &[application(kind), der::SEQUENCE])?;
        let usage = match kind {
            11 => usage::AS_REP,
            _ => usage::TGS_REP,
        };
        let plain = decrypted(fields, 6, usage, key)?;
        // Some KDCs write the tag of the other answer (RFC 4120, section 5.4.2).
        let part = der::inside(&plain, &[application(25), der::SEQUENCE])
            .or_else(|| der::inside(&plain, &[application(26), der::SEQUENCE]))?;
        let is_for_this = der::number(part, 2)? == i64::from(self.nonce) && self.names(part)?;
        let session = der::typed(part, 0, der::SEQUENCE)?;
        let cipher = Cipher::of(der::number(session, 0)?)?;
        let ends = der::typed(part, 7, der::TIME)?;
        is_for_this.then_some(())?;
        Some(Ticket {
            ticket: der::value(fields, 5)?.to_vec(),
            key: Key::new(cipher, der::typed(session, 1, der::OCTETS)?)?,
            realm: der::value(fields, 3)?.to_vec(),
            client: der::value(fields, 4)?.to_vec(),
            ends: String::from_utf8(ends.to_vec()).ok()?,
        })
    }

    /// The ticket is for the service that was asked for. KDCs of Windows do not tell small letters from capitals.
    fn names(&self, part: &[u8]) -> Option<bool> {
        let name = der::typed(part, 10, der::SEQUENCE)?;
        let parts = der::elements(der::typed(name, 1, der::SEQUENCE)?);
        Some(
            parts.map(|(_, part)| part.to_ascii_lowercase()).eq(self
                .service
                .iter()
                .map(|part| part.to_ascii_lowercase().into_bytes())),
        )
    }
}

/// The text of `EncryptedData` in a field.
fn decrypted(fields: &[u8], at: u8, usage: u32, key: &Key) -> Option<Zeroizing<Vec<u8>>> {
    let data = der::typed(fields, at, der::SEQUENCE)?;
    let is_of_key = Cipher::of(der::number(data, 0)?)? == key.cipher();
    is_of_key.then_some(())?;
    key.decrypt(usage, der::typed(data, 2, der::OCTETS)?)
}

/// 31 bits, since some KDCs read a signed number.
fn nonce() -> Option<u32> {
    Some(u32::from_be_bytes(random()?) >> 1)
}

impl KeyRecipe {
    /// Reads what a KDC says when it wants a proof of the user: the first type that is spoken here.
    pub(super) fn of_refusal(data: &[u8]) -> Option<Self> {
        Self::of_data(der::inside(data, &[der::SEQUENCE])?)
    }

    /// Reads what a KDC says with its answer.
    pub(super) fn of_answer(message: &[u8]) -> Option<Self> {
        let fields = der::inside(message, &[application(11), der::SEQUENCE])?;
        let told = der::typed(fields, 2, der::SEQUENCE).and_then(Self::of_data);
        told.or_else(|| {
            let part = der::typed(fields, 6, der::SEQUENCE)?;
            let cipher = Cipher::of(der::number(part, 0)?)?;
            Some(Self {
                cipher,
                salt: None,
                parameter: None,
            })
        })
    }

    fn of_data(all: &[u8]) -> Option<Self> {
        let infos =
            der::elements(all).find(|(_, one)| der::number(one, 1) == Some(PA_ETYPE_INFO2))?;
        let infos = der::inside(der::typed(infos.1, 2, der::OCTETS)?, &[der::SEQUENCE])?;
        der::elements(infos).find_map(|(_, one)| {
            Some(Self {
                cipher: Cipher::of(der::number(one, 0)?)?,
                salt: der::typed(one, 1, der::TEXT).map(<[u8]>::to_vec),
                parameter: der::typed(one, 2, der::OCTETS).map(<[u8]>::to_vec),
            })
        })
    }

    /// The key; `None` if it would be too weak or too much work.
    pub(super) fn key(&self, user: &str, realm: &str, password: &str) -> Option<Key> {
        let usual = || format!("{realm}{}", user.replace('/', "")).into_bytes();
        let salt = self.salt.clone().unwrap_or_else(usual);
        Key::of_password(self.cipher, password, &salt, self.parameter.as_deref())
    }
}

/// `AP-REQ`, and what the answer of the service has to say.
pub(super) struct Proof {
    pub(super) message: Vec<u8>,
    time: Moment,
}

impl Ticket {
    /// The key that was agreed on with the ticket.
    pub(super) const fn key(&self) -> &Key {
        &self.key
    }

    /// The proof that who sends the ticket has its key.
    pub(super) fn proof(
        &self,
        usage: u32,
        kind: u32,
        checksum: &[u8],
        options: u32,
    ) -> Option<Proof> {
        let time = Moment::now();
        let checksum = sequence(&[&field(0, &integer(kind)), &field(1, &octets(checksum))]);
        let authenticator = der::element(
            application(2),
            &[&sequence(&[
                &field(0, &integer(5)),
                &field(1, &self.realm),
                &field(2, &self.client),
                &field(3, &checksum),
                &field(4, &integer(time.microseconds)),
                &field(5, &der::time(&time.text)),
                &field(7, &integer(nonce()?)),
            ])],
        );
        let authenticator = encrypted(&self.key, usage, &authenticator)?;
        let fields = sequence(&[
            &field(0, &integer(5)),
            &field(1, &integer(14)),
            &field(2, &flags(options)),
            &field(3, &self.ticket),
            &field(4, &authenticator),
        ]);
        Some(Proof {
            message: der::element(application(14), &[&fields]),
            time,
        })
    }

    /// `AP-REQ` for a service that answers with a proof of its own.
    pub(super) fn proof_for_service(&self) -> Option<Proof> {
        const MUTUAL: u32 = 0x02;
        self.proof_of_gss(MUTUAL, MUTUAL_REQUIRED)
    }

    /// `AP-REQ` within a message, which nothing answers.
    pub(super) fn proof_for_message(&self) -> Option<Proof> {
        self.proof_of_gss(0, 0)
    }

    /// With the checksum of GSS-API (RFC 4121, section 4.1.1): no channel binding, and these flags.
    fn proof_of_gss(&self, mutual: u32, options: u32) -> Option<Proof> {
        const GSS_CHECKSUM: u32 = 0x8003;
        const REPLAY_SEQUENCE_INTEGRITY: u32 = 0x04 | 0x08 | 0x20;
        let flags = mutual | REPLAY_SEQUENCE_INTEGRITY;
        let checksum = [&16_u32.to_le_bytes()[..], &[0; 16], &flags.to_le_bytes()];
        self.proof(
            usage::AP_REQ_AUTHENTICATOR,
            GSS_CHECKSUM,
            &checksum.concat(),
            options,
        )
    }

    /// `AP-REP` proves that the service could decrypt the ticket: it repeats the time of the proof.
    pub(super) fn is_answered(&self, proof: &Proof, message: &[u8]) -> bool {
        let is_right = || {
            let fields = der::inside(message, &[application(15), der::SEQUENCE])?;
            let plain = decrypted(fields, 2, usage::AP_REP, &self.key)?;
            let part = der::inside(&plain, &[application(27), der::SEQUENCE])?;
            let time = der::typed(part, 0, der::TIME)?;
            let microseconds = der::number(part, 1)?;
            Some(
                time == proof.time.text.as_bytes()
                    && microseconds == i64::from(proof.time.microseconds),
            )
        };
        is_right().unwrap_or(false)
    }
}
