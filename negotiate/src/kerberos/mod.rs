//! Kerberos version 5 (RFC 4120) in SPNEGO (RFC 4178), for the scheme `Negotiate` (RFC 4559).

mod accept;
mod clock;
mod conf;
mod crypto;
mod der;
mod gss;
mod kdc;
mod keytab;
mod messages;
mod reasons;
mod tcp;
mod token;

pub use accept::{KerberosClient, KerberosService};
pub use token::KerberosToken;

use crate::mechanism::{Handshake, HandshakeError, Mechanism, Token};
use clock::Moment;
use conf::Conf;
use messages::{Proof, Ticket};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// The most services whose tickets are kept.
const MOST_TICKETS: usize = 64;
/// A ticket that ends so soon is not used any more.
const MARGIN: Duration = Duration::from_secs(120);

/// Signs in with user and password by Kerberos version 5, with the scheme `Negotiate`.
///
/// ```
/// use soap_negotiate::Kerberos;
/// let account = Kerberos::new("ann@EXAMPLE.COM", "s3cret").with_kdc("kdc.example.com");
/// assert_eq!(format!("{account:?}"), r#"Kerberos { user: "ann", realm: "EXAMPLE.COM", kdcs: ["kdc.example.com"], .. }"#);
/// ```
///
/// The password does not leave this computer. The KDC, asked over TCP, gives a ticket for the service `HTTP/host`, where `host` is that of
/// the URL, as it is there. Tickets are kept until they end; clones share them. The encryption types are those of AES: 17 to 20.
///
/// The service has to prove who it is, unless [`without_proof_of_server`](Self::without_proof_of_server) says otherwise.
#[derive(Clone)]
pub struct Kerberos {
    account: Arc<Account>,
    tickets: Arc<Mutex<Tickets>>,
}

#[derive(Clone)]
struct Account {
    user: String,
    realm: String,
    password: Zeroizing<String>,
    kdcs: Vec<String>,
    service: Option<String>,
    patience: Duration,
    is_server_unproved: bool,
}

/// The tickets that are held. Their keys are zeroed when they are dropped.
#[derive(Default)]
struct Tickets {
    granting: Option<Ticket>,
    services: BTreeMap<String, Ticket>,
}

impl Kerberos {
    /// A user as `user@REALM`, and the password. Realms are written in capitals, with rare exceptions.
    pub fn new(user: &str, password: impl Into<String>) -> Self {
        let (user, realm) = user.rsplit_once('@').unwrap_or((user, ""));
        Self {
            account: Arc::new(Account {
                user: user.to_owned(),
                realm: realm.to_owned(),
                password: Zeroizing::new(password.into()),
                kdcs: Vec::new(),
                service: None,
                patience: Duration::from_secs(10),
                is_server_unproved: false,
            }),
            tickets: Arc::default(),
        }
    }

    /// Adds a KDC of the realm: a host, with a port if it is not 88. They are asked in turn until one answers. In Active Directory the
    /// name of the domain leads to its domain controllers.
    #[must_use]
    pub fn with_kdc(self, address: impl Into<String>) -> Self {
        self.changed(|account| account.kdcs.push(address.into()))
    }

    /// Adds the KDCs of the realm from the text of a `krb5.conf`, and takes its default realm if the user was named without one. Other
    /// settings and `include` are passed over.
    #[must_use]
    pub fn with_krb5_conf(self, text: &str) -> Self {
        let conf = Conf::read(text);
        self.changed(|account| {
            if let (true, Some(realm)) = (account.realm.is_empty(), conf.default_realm) {
                account.realm = realm;
            }
            let kdcs = conf.kdcs.into_iter();
            let of_realm = kdcs.filter(|(realm, _)| *realm == account.realm);
            account.kdcs.extend(of_realm.map(|(_, kdc)| kdc));
        })
    }

    /// Names the service, where it is not `HTTP/` and the host of the URL: `HTTP/web.example.com`.
    #[must_use]
    pub fn with_service(self, principal: impl Into<String>) -> Self {
        self.changed(|account| account.service = Some(principal.into()))
    }

    /// Sets the time that one KDC has for its answer. It is 10 seconds unless it is set.
    ///
    /// ```
    /// # use soap_negotiate::Kerberos;
    /// # use std::time::Duration;
    /// let account = Kerberos::new("ann@EXAMPLE.COM", "s3cret")
    ///     .with_kdc("near.example.com")
    ///     .with_kdc("far.example.com")
    ///     .with_kdc_timeout(Duration::from_secs(2));
    /// # let _ = account;
    /// ```
    #[must_use]
    pub fn with_kdc_timeout(self, time: Duration) -> Self {
        self.changed(|account| account.patience = time)
    }

    /// Admits a server that does not prove who it is. A wrong proof is refused nevertheless.
    #[must_use]
    pub fn without_proof_of_server(self) -> Self {
        self.changed(|account| account.is_server_unproved = true)
    }

    fn changed(mut self, change: impl FnOnce(&mut Account)) -> Self {
        change(Arc::make_mut(&mut self.account));
        // They may be those of another user.
        self.tickets = Arc::default();
        self
    }

    fn service(&self, host: &str) -> String {
        let named = self.account.service.clone();
        named.unwrap_or_else(|| format!("HTTP/{host}"))
    }

    fn tickets(&self) -> MutexGuard<'_, Tickets> {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ticket of a service: the one that is held, or a new one.
    fn ticket(&self, service: &str) -> Result<Ticket, HandshakeError> {
        if self.account.realm.is_empty() {
            return Err(HandshakeError::new(
                "the user has no realm: write user@REALM",
            ));
        }
        // Others wait for the ticket under way. A refused password counts once for each of them.
        let mut tickets = self.tickets();
        if let Some(ticket) = tickets.held(service) {
            return Ok(ticket);
        }
        if let Some(granting) = tickets.granting.clone().filter(Ticket::is_good) {
            match kdc::ticket_of_service(&self.account, &granting, service) {
                Ok(ticket) => return Ok(tickets.keep(service, ticket)),
                // The KDC may not accept its own ticket any more, as after a change of its key.
                Err(_) => tickets.granting = None,
            }
        }
        let granting = kdc::ticket_of_user(&self.account)?;
        let granting = tickets.granting.insert(granting);
        let ticket = kdc::ticket_of_service(&self.account, granting, service)?;
        Ok(tickets.keep(service, ticket))
    }
}

impl Ticket {
    fn is_good(&self) -> bool {
        self.ends > Moment::after(MARGIN).text
    }
}

impl Tickets {
    fn held(&self, service: &str) -> Option<Ticket> {
        let held = self.services.get(service);
        held.filter(|ticket| ticket.is_good()).cloned()
    }

    fn keep(&mut self, service: &str, ticket: Ticket) -> Ticket {
        if self.services.len() >= MOST_TICKETS {
            self.services.clear();
        }
        self.services.insert(service.to_owned(), ticket.clone());
        ticket
    }
}

impl Mechanism for Kerberos {
    fn schemes(&self) -> &'static [&'static str] {
        &["Negotiate"]
    }

    fn start(&self, host: &str) -> Result<Box<dyn Handshake>, HandshakeError> {
        let service = self.service(host);
        let ticket = self.ticket(&service)?;
        let proof = ticket.proof_for_service().ok_or_else(random_failed)?;
        Ok(Box::new(Running {
            account: self.clone(),
            service,
            ticket,
            proof,
        }))
    }

    fn waits(&self, host: &str) -> bool {
        // Another call that asks the KDC holds the lock.
        let tickets = self.tickets.try_lock();
        tickets.map_or(true, |tickets| tickets.held(&self.service(host)).is_none())
    }
}

struct Running {
    account: Kerberos,
    service: String,
    ticket: Ticket,
    proof: Proof,
}

impl Handshake for Running {
    fn next(&mut self, token: Option<&[u8]>) -> Result<Token, HandshakeError> {
        let Some(token) = token else {
            return Ok(Token::last(gss::first(&self.proof.message)));
        };
        gss::answer(token, &self.ticket, &self.proof)?;
        Err(HandshakeError::new(
            "the server asks for more than a ticket",
        ))
    }

    fn accepted(&mut self, token: Option<&[u8]>) -> Result<(), HandshakeError> {
        let answer = match token {
            Some(token) => gss::answer(token, &self.ticket, &self.proof)?,
            None => gss::ServiceAnswer::Silent,
        };
        match answer {
            gss::ServiceAnswer::Silent if !self.account.account.is_server_unproved => {
                Err(HandshakeError::new(
                    "the server has not proved who it is: it has sent no Kerberos token",
                ))
            }
            _ => Ok(()),
        }
    }

    fn refused(&mut self, token: Option<&[u8]>) -> Result<(), HandshakeError> {
        // The service may have another key since the ticket was made.
        self.account.tickets().services.remove(&self.service);
        match token {
            Some(token) => gss::answer(token, &self.ticket, &self.proof).map(drop),
            None => Ok(()),
        }
    }
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

fn random_failed() -> HandshakeError {
    HandshakeError::new("the operating system has no random numbers")
}

/// Neither the password nor a key is shown.
impl fmt::Debug for Kerberos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kerberos")
            .field("user", &self.account.user)
            .field("realm", &self.account.realm)
            .field("kdcs", &self.account.kdcs)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::{Cipher, Key};
    use messages::{KeyRecipe, Request};
    use reasons::Refusal;

    /// Each cut and each changed byte of a message is read or refused.
    fn damaged(message: &[u8], read: impl Fn(&[u8])) {
        for at in 0..message.len() {
            read(&message[..at]);
            for bits in [1, 0x80, 0xff] {
                let mut changed = message.to_vec();
                changed[at] ^= bits;
                read(&changed);
            }
        }
    }

    #[test]
    fn damaged_messages_are_refused() {
        let key = Key::new(Cipher::Aes256Sha1, &[7; 32]).expect("a key");
        let request = Request::for_user("ann", "EXAMPLE.COM", Some(&key)).expect("a request");
        let salt = der::sequence(&[&der::sequence(&[
            &der::field(0, &der::integer(18)),
            &der::field(1, &der::text("salt")),
        ])]);
        let data = der::sequence(&[&der::sequence(&[
            &der::field(1, &der::integer(19)),
            &der::field(2, &der::octets(&salt)),
        ])]);
        let error = der::sequence(&[
            &der::field(4, &der::time("20261130223417Z")),
            &der::field(6, &der::integer(25)),
            &der::field(12, &der::octets(&data)),
        ]);
        let error = der::element(der::application(30), &[&error]);
        let refusal = Refusal::read(&error).expect("a refusal");
        assert!(KeyRecipe::of_refusal(&refusal.data).is_some());
        for message in [&error, &request.message, &gss::first(&request.message)] {
            damaged(message, |message| {
                if let Some(refusal) = Refusal::read(message) {
                    let _ = KeyRecipe::of_refusal(&refusal.data);
                    assert!(!refusal.to_string().contains('\n'));
                }
                let _ = KeyRecipe::of_answer(message);
                assert!(request.answer(11, message, &key).is_none());
            });
        }
    }
}
