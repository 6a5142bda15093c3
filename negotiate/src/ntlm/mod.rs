//! NTLM version 2 (MS-NLMP).

mod crypto;
mod messages;

use crate::mechanism::{Handshake, HandshakeError, Mechanism, Token};
use messages::{Answer, Challenge};
use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

/// Signs in with user and password by NTLM version 2, with the scheme `NTLM`, or `Negotiate` where a server offers only that.
///
/// ```
/// use soap_negotiate::Ntlm;
/// let account = Ntlm::new(r"EXAMPLE\ann", "s3cret").with_workstation("DESK-7");
/// assert_eq!(format!("{account:?}"), r#"Ntlm { domain: "EXAMPLE", user: "ann", .. }"#);
/// ```
#[derive(Clone)]
pub struct Ntlm {
    account: Arc<Account>,
}

#[derive(Clone)]
struct Account {
    domain: String,
    user: String,
    password: Zeroizing<String>,
    workstation: String,
}

impl Ntlm {
    /// A user as `DOMAIN\user`, as `user@domain`, or without a domain, and the password.
    pub fn new(user: &str, password: impl Into<String>) -> Self {
        // The name of a user with a domain after it is sent as it is.
        let (domain, user) = user.split_once('\\').unwrap_or(("", user));
        Self {
            account: Arc::new(Account {
                domain: domain.to_owned(),
                user: user.to_owned(),
                password: Zeroizing::new(password.into()),
                workstation: String::new(),
            }),
        }
    }

    /// Sets the name of this computer, which some servers write into their logs. None is sent unless it is set.
    #[must_use]
    pub fn with_workstation(mut self, name: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.account).workstation = name.into();
        self
    }
}

impl Mechanism for Ntlm {
    fn schemes(&self) -> &'static [&'static str] {
        // A Negotiate token that begins as NTLM's does is taken as it is (MS-NTHT, section 2.1).
        &["NTLM", "Negotiate"]
    }

    fn start(&self, host: &str) -> Result<Box<dyn Handshake>, HandshakeError> {
        Ok(Box::new(Running {
            account: self.account.clone(),
            target: format!("HTTP/{host}"),
            has_started: false,
        }))
    }
}

struct Running {
    account: Arc<Account>,
    target: String,
    has_started: bool,
}

impl Handshake for Running {
    fn next(&mut self, token: Option<&[u8]>) -> Result<Token, HandshakeError> {
        let Some(token) = token else {
            self.has_started = true;
            return Ok(Token::more(messages::NEGOTIATE.to_vec()));
        };
        if !std::mem::take(&mut self.has_started) {
            return Err(HandshakeError::new(
                "the server has sent a second challenge",
            ));
        }
        let challenge = Challenge::read(token)?;
        let mut nonce = [0; 8];
        getrandom::fill(&mut nonce)
            .map_err(|_| HandshakeError::new("the operating system has no random numbers"))?;
        let answer = Answer {
            domain: &self.account.domain,
            user: &self.account.user,
            password: &self.account.password,
            workstation: &self.account.workstation,
            target: &self.target,
            nonce,
            time: file_time(SystemTime::now()),
        };
        answer.write(token, &challenge).map(Token::last)
    }
}

/// Tenths of microseconds since 1601.
fn file_time(time: SystemTime) -> u64 {
    const SECONDS_1601_TO_1970: u64 = 11_644_473_600;
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs().saturating_add(SECONDS_1601_TO_1970);
    let ticks = u64::from(since.subsec_nanos()).saturating_div(100);
    seconds.saturating_mul(10_000_000).saturating_add(ticks)
}

/// The password is not shown.
impl fmt::Debug for Ntlm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ntlm")
            .field("domain", &self.account.domain)
            .field("user", &self.account.user)
            .finish_non_exhaustive()
    }
}
