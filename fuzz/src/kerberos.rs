//! Answers of a KDC and of a service (RFC 4120, RFC 4121, RFC 4178).
//!
//! The modules are those of `soap-negotiate`, but for the one that asks over TCP: the KDC is made up here.

use arbitrary::{Result, Unstructured};
use std::cell::RefCell;
use std::sync::LazyLock;

#[path = "../../negotiate/src/kerberos/clock.rs"]
#[allow(dead_code, reason = "services are not asked here")]
mod clock;
#[path = "../../negotiate/src/kerberos/crypto.rs"]
#[allow(dead_code, reason = "services are not asked here")]
mod crypto;
#[path = "../../negotiate/src/kerberos/der.rs"]
mod der;
#[path = "../../negotiate/src/kerberos/gss.rs"]
#[allow(dead_code, reason = "services are not asked here")]
mod gss;
#[path = "../../negotiate/src/kerberos/kdc.rs"]
mod kdc;
#[path = "../../negotiate/src/kerberos/messages.rs"]
#[allow(dead_code, reason = "services are not asked here")]
mod messages;
#[path = "../../negotiate/src/kerberos/reasons.rs"]
mod reasons;

use crate::mechanism::HandshakeError;
use crypto::{Cipher, Key, usage};
use der::{application, element, field, integer, octets, sequence, text, time};
use messages::{Proof, Ticket};

const PASSWORD: &str = "s3cret-password";
const REALM: &str = "EXAMPLE.COM";
const SERVICE: &str = "HTTP/web.example.com";
const ENDS: &str = "20370913024805Z";

/// The keys of the password that the KDC holds.
static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let salt = format!("{REALM}ann");
    [Cipher::Aes128Sha1, Cipher::Aes256Sha1]
        .into_iter()
        .filter_map(|cipher| Key::of_password(cipher, PASSWORD, salt.as_bytes(), None))
        .collect()
});

/// The user, with the KDC that is asked.
struct Account<'k> {
    user: String,
    realm: String,
    password: String,
    kdc: &'k RefCell<dyn FnMut(&[u8]) -> Vec<u8> + 'k>,
}

/// Takes the place of the connection to the KDC.
mod tcp {
    use super::{Account, HandshakeError};

    pub(super) fn ask(
        account: &Account<'_>,
        message: &[u8],
    ) -> Result<Vec<u8>, HandshakeError> {
        Ok((account.kdc.borrow_mut())(message))
    }
}

/// Always the same, so that an input always does the same.
fn random<const N: usize>() -> Option<[u8; N]> {
    Some([7; N])
}

fn random_failed() -> HandshakeError {
    HandshakeError::new("there are no random numbers")
}

/// Signs in with a KDC and at a service that are made up. Who has not the right key is refused, who does all right is accepted, and
/// no error shows the password.
pub fn run(data: &[u8]) {
    let _ = sign_in(&mut Unstructured::new(data));
}

/// The way in which an answer was made.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Made {
    /// As the standard says.
    Right,
    /// With the right key, but something is wrong.
    Damaged,
    /// Without the right key.
    Forged,
}

fn sign_in(u: &mut Unstructured<'_>) -> Result<()> {
    let (mut made, mut asked) = (Made::Right, 0);
    let granting = {
        let kdc = RefCell::new(|request: &[u8]| {
            let (answer, how) = user_answer(u, request).unwrap_or((Vec::new(), Made::Forged));
            asked += 1;
            // The key that was demanded may be another one than that of the second answer.
            made = worse(how, asked > 1);
            answer
        });
        let account = account(&kdc);
        kdc::ticket_of_user(&account)
    };
    let Some(granting) = judged(granting, made) else {
        return Ok(());
    };
    let mut made = Made::Right;
    let of_service = {
        let key = granting.key().clone();
        let kdc = RefCell::new(|request: &[u8]| {
            let answer = answer(u, 13, request, &key).unwrap_or((Vec::new(), Made::Forged));
            made = answer.1;
            answer.0
        });
        kdc::ticket_of_service(&account(&kdc), &granting, SERVICE)
    };
    let Some(ticket) = judged(of_service, made) else {
        return Ok(());
    };
    let Some(proof) = ticket.proof_for_service() else {
        return Ok(());
    };
    let (token, made) = service_answer(u, &ticket, &proof)?;
    match gss::answer(&token, &ticket, &proof) {
        Ok(gss::ServiceAnswer::Proved) => assert_ne!(made, Made::Forged, "a forged proof is accepted"),
        Ok(gss::ServiceAnswer::Silent) => assert_ne!(made, Made::Right, "a proof is not seen"),
        Err(error) => {
            assert_ne!(made, Made::Right, "{error}");
            quiet(&error);
        }
    }
    Ok(())
}

fn account<'k>(kdc: &'k RefCell<dyn FnMut(&[u8]) -> Vec<u8> + 'k>) -> Account<'k> {
    Account {
        user: "ann".to_owned(),
        realm: REALM.to_owned(),
        password: PASSWORD.to_owned(),
        kdc,
    }
}

/// The ticket, if the KDC gave one.
fn judged(ticket: std::result::Result<Ticket, HandshakeError>, made: Made) -> Option<Ticket> {
    match ticket {
        Ok(ticket) => {
            assert_ne!(made, Made::Forged, "a forged ticket is accepted");
            assert!(made != Made::Right || ticket.ends == ENDS);
            Some(ticket)
        }
        Err(error) => {
            assert_ne!(made, Made::Right, "{error}");
            quiet(&error);
            None
        }
    }
}

fn quiet(error: &HandshakeError) {
    let source = std::error::Error::source(error).map(ToString::to_string);
    let said = format!("{error} {}", source.unwrap_or_default());
    assert!(!said.contains(PASSWORD) && !said.contains('\n'), "{said}");
}

/// Some bytes, of which a few may be changed.
fn damaged(u: &mut Unstructured<'_>, mut bytes: Vec<u8>) -> Result<(Vec<u8>, bool)> {
    if !u.ratio(1, 4u8)? {
        return Ok((bytes, false));
    }
    let before = bytes.clone();
    for _ in 0..u.int_in_range(1..=3u8)? {
        let at = u.choose_index(bytes.len().max(1))?;
        match u.int_in_range(0..=3u8)? {
            0 => bytes.truncate(at),
            1 => bytes.insert(at.min(bytes.len()), u.arbitrary()?),
            2 => drop(bytes.get(at).is_some().then(|| bytes.remove(at))),
            _ => {
                let byte = u.arbitrary()?;
                if let Some(one) = bytes.get_mut(at) {
                    *one = byte;
                }
            }
        }
    }
    let is_changed = bytes != before;
    Ok((bytes, is_changed))
}

/// An answer of the KDC: a demand for a proof, another refusal, or the ticket.
fn user_answer(u: &mut Unstructured<'_>, request: &[u8]) -> Result<(Vec<u8>, Made)> {
    let is_proved = der::inside(request, &[application(10), der::SEQUENCE])
        .is_some_and(|fields| der::value(fields, 3).is_some());
    if !is_proved && u.ratio(1, 3u8)? {
        return Ok((refusal(u, 25)?, Made::Forged));
    }
    if u.ratio(1, 8u8)? {
        let code = u.int_in_range(0..=80u32)?;
        return Ok((refusal(u, code)?, Made::Forged));
    }
    let key = u.choose(&KEYS)?;
    answer(u, 11, request, key)
}

/// `KRB_ERROR`, which may be damaged.
fn refusal(u: &mut Unstructured<'_>, code: u32) -> Result<Vec<u8>> {
    let mut infos = Vec::new();
    for _ in 0..u.int_in_range(0..=3u8)? {
        let cipher = *u.choose(&[17, 18, 23, 3])?;
        let salt = match u.arbitrary()? {
            true => field(1, &text(u.arbitrary::<&str>()?)),
            false => Vec::new(),
        };
        // More iterations are only more work.
        let parameter = *u.choose(&[&[0, 0, 16, 0][..], &[0, 0, 0, 1], &[255; 4], &[1], &[]])?;
        infos.extend(sequence(&[
            &field(0, &integer(cipher)),
            &salt,
            &field(2, &octets(parameter)),
        ]));
    }
    let (infos, _) = damaged(u, sequence(&[&infos]))?;
    let data = sequence(&[
        &field(1, &integer(*u.choose(&[19, 19, 2, 11])?)),
        &field(2, &octets(&infos)),
    ]);
    let words: &[u8] = u.arbitrary()?;
    let fields = sequence(&[
        &field(4, &time(u.choose(&[ENDS, "now", ""])?)),
        &field(6, &integer(code)),
        &field(11, &element(der::TEXT, &[words])),
        &field(12, &octets(&sequence(&[&data]))),
    ]);
    let (error, _) = damaged(u, element(application(30), &[&fields]))?;
    Ok(error)
}

/// `EncryptedData`, with the right key or with another.
fn encrypted(
    u: &mut Unstructured<'_>,
    key: &Key,
    usage: u32,
    plain: Vec<u8>,
) -> Result<(Vec<u8>, Made)> {
    let (plain, is_damaged) = damaged(u, plain)?;
    let mut made = if is_damaged {
        Made::Damaged
    } else {
        Made::Right
    };
    let other = Key::new(Cipher::Aes256Sha1, &[9; 32]);
    let key = match other {
        Some(other) if u.ratio(1, 8u8)? => {
            made = Made::Forged;
            other
        }
        _ => key.clone(),
    };
    let bytes = key.encrypt(usage, &plain, [1; 16]).unwrap_or_default();
    let kind = integer(key.cipher().number());
    Ok((
        sequence(&[&field(0, &kind), &field(2, &octets(&bytes))]),
        made,
    ))
}

/// `AS-REP` (11) or `TGS-REP` (13).
fn answer(
    u: &mut Unstructured<'_>,
    kind: u8,
    request: &[u8],
    key: &Key,
) -> Result<(Vec<u8>, Made)> {
    let of_request = der::first(request).and_then(|(_, content, _)| {
        let body = der::typed(der::inside(content, &[der::SEQUENCE])?, 4, der::SEQUENCE)?;
        let nonce = der::value(body, 7)?;
        Some((nonce, der::value(body, 3)?))
    });
    let (nonce, service) = of_request.unwrap_or_default();
    let mut is_right = true;
    let mut pick = |u: &mut Unstructured<'_>, right: &[u8], wrong: Vec<u8>| {
        let is_wrong = u.ratio(1, 16u8)? && right != wrong;
        is_right &= !is_wrong;
        Ok::<_, arbitrary::Error>(if is_wrong { wrong } else { right.to_vec() })
    };
    let cipher = *u.choose(&crypto::CIPHERS)?;
    let length = match cipher {
        Cipher::Aes128Sha1 | Cipher::Aes128Sha2 => 16,
        _ => 32,
    };
    let short = u.arbitrary::<[u8; 5]>()?.to_vec();
    let bytes = pick(u, &vec![3; length], short)?;
    let session = sequence(&[
        &field(0, &integer(cipher.number())),
        &field(1, &octets(&bytes)),
    ]);
    let other = integer(u.arbitrary()?);
    let nonce = pick(u, nonce, other)?;
    let name = sequence(&[&text("HTTP"), &text(u.arbitrary::<&str>()?)]);
    let name = sequence(&[&field(0, &integer(2)), &field(1, &name)]);
    let service = pick(u, service, name)?;
    let part = sequence(&[
        &field(0, &session),
        &field(2, &nonce),
        &field(7, &time(ENDS)),
        &field(10, &service),
    ]);
    let (tag, usage) = match kind {
        11 => (25, usage::AS_REP),
        _ => (26, usage::TGS_REP),
    };
    let plain = element(application(tag), &[&part]);
    let (data, made) = encrypted(u, key, usage, plain)?;
    let name = sequence(&[
        &field(0, &integer(1)),
        &field(1, &sequence(&[&text("ann")])),
    ]);
    let fields = sequence(&[
        &field(3, &text(REALM)),
        &field(4, &name),
        &field(5, &octets(b"a ticket")),
        &field(6, &data),
    ]);
    let (message, is_damaged) = damaged(u, element(application(kind), &[&fields]))?;
    Ok((message, worse(made, is_damaged || !is_right)))
}

fn worse(made: Made, is_damaged: bool) -> Made {
    match made {
        Made::Right if is_damaged => Made::Damaged,
        other => other,
    }
}

/// The token of the service: `AP-REP`, an error, or nothing of both, in SPNEGO or without it.
fn service_answer(
    u: &mut Unstructured<'_>,
    ticket: &Ticket,
    proof: &Proof,
) -> Result<(Vec<u8>, Made)> {
    let of_proof = || {
        // Of SPNEGO, of GSS-API, and of Kerberos, each after a name.
        let first = gss::first(&proof.message);
        let (_, _, init) = der::first(der::inside(&first, &[application(0)])?)?;
        let init = der::typed(init, 0, der::SEQUENCE)?;
        let token = der::inside(der::typed(init, 2, der::OCTETS)?, &[application(0)])?;
        let (_, _, request) = der::first(token)?;
        let fields = der::inside(request.get(2..)?, &[application(14), der::SEQUENCE])?;
        let data = der::typed(fields, 4, der::SEQUENCE)?;
        let data = der::typed(data, 2, der::OCTETS)?;
        let plain = ticket.key().decrypt(usage::AP_REQ_AUTHENTICATOR, data)?;
        let part = der::inside(&plain, &[application(2), der::SEQUENCE])?;
        let time = field(0, der::value(part, 5)?);
        Some([time, field(1, der::value(part, 4)?)].concat())
    };
    let times = of_proof().expect("the proof can be read");
    let plain = element(application(27), &[&sequence(&[&times])]);
    let (data, mut made) = encrypted(u, ticket.key(), usage::AP_REP, plain)?;
    let mut kind: &[u8] = &[2, 0];
    let mut inner = element(application(15), &[&sequence(&[&field(2, &data)])]);
    if u.ratio(1, 4u8)? {
        kind = *u.choose(&[&[3, 0][..], &[1, 0], &[], &[2, 0]])?;
        let code = u.int_in_range(0..=80u32)?;
        inner = refusal(u, code)?;
        made = Made::Forged;
    }
    let oid = element(der::OID, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2]]);
    let mut token = element(application(0), &[&oid, kind, &inner]);
    if u.arbitrary()? {
        let state = u.int_in_range(0..=3u8)?;
        // A refusal with a proof is none.
        made = worse(made, state == 2);
        let fields = sequence(&[
            &field(0, &element(der::ENUMERATED, &[&[state]])),
            &field(2, &octets(&token)),
        ]);
        token = element(der::field_tag(1), &[&fields]);
    }
    let (token, is_damaged) = damaged(u, token)?;
    Ok((token, worse(made, is_damaged)))
}
