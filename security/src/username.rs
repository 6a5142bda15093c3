//! The UsernameToken profile 1.1.

use crate::error::{Error, ErrorKind};
use crate::instant;
use crate::message::Message;
use crate::names::{BASE64, USERNAME_PROFILE, WSSE, WSU};
use crate::signature::base64_of;
use crate::tree::{Document, NodeId, push_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use std::fmt;
use std::time::SystemTime;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// A user name and password to send. `Debug` shows no password.
#[derive(Clone)]
pub struct UsernameToken {
    username: String,
    password: Option<Zeroizing<String>>,
    digest: bool,
}

impl UsernameToken {
    /// With the password as text.
    pub fn text(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: Some(Zeroizing::new(password.into())),
            digest: false,
        }
    }

    /// With `Base64(SHA-1(nonce + created + password))` as the password.
    pub fn digest(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            digest: true,
            ..Self::text(username, password)
        }
    }

    /// Without a password: a signature says who it is.
    pub fn name_only(username: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: None,
            digest: false,
        }
    }

    pub(crate) fn add(&self, message: &mut Message, now: SystemTime) -> Result<(), Error> {
        let security = message.security()?;
        let mut nonce = [0u8; 16];
        getrandom::fill(&mut nonce).map_err(|_| Error::random())?;
        let created = instant::write(now);
        let mut username = String::new();
        push_text(&self.username, &mut username);
        let mut password = Zeroizing::new(String::new());
        let kind = if self.digest {
            "PasswordDigest"
        } else {
            "PasswordText"
        };
        if let Some(secret) = &self.password {
            password.push_str(&format!(
                "<wsse:Password Type=\"{USERNAME_PROFILE}#{kind}\">"
            ));
            if self.digest {
                let digest = digest(&nonce, &created, secret.as_bytes());
                password.push_str(&STANDARD.encode(digest));
            } else {
                push_text(secret, &mut password);
            }
            password.push_str("</wsse:Password>");
        }
        let id = message.new_id("UT")?;
        let prefixes = message.prefixes();
        let nonce = STANDARD.encode(nonce);
        let xml = Zeroizing::new(format!(
            "<wsse:UsernameToken{prefixes} wsu:Id=\"{id}\"><wsse:Username>{username}</wsse:Username>{}<wsse:Nonce EncodingType=\"{BASE64}\">{nonce}</wsse:Nonce><wsu:Created>{created}</wsu:Created></wsse:UsernameToken>",
            *password
        ));
        let before = message.insertion_point();
        message
            .document
            .insert(security, before, &xml)
            .map_err(|error| match error.kind() {
                ErrorKind::Limit => error,
                // The error of the parser may show the password.
                _ => Error::malformed(
                    "the user name or password holds a character that XML cannot carry",
                ),
            })?;
        Ok(())
    }
}

impl fmt::Debug for UsernameToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsernameToken")
            .field("username", &self.username)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

/// The digest of the profile, section 3.1.
fn digest(nonce: &[u8], created: &str, password: &[u8]) -> Vec<u8> {
    let mut hash = Sha1::new();
    hash.update(nonce);
    hash.update(created.as_bytes());
    hash.update(password);
    hash.finalize().to_vec()
}

/// The passwords that a server knows.
pub trait Passwords: Send + Sync + 'static {
    /// The password of a user; `None` if there is no such user.
    fn password(&self, username: &str) -> Option<String>;
}

impl<F: Fn(&str) -> Option<String> + Send + Sync + 'static> Passwords for F {
    fn password(&self, username: &str) -> Option<String> {
        self(username)
    }
}

/// A UsernameToken whose password is right.
pub(crate) struct Presented {
    pub(crate) username: String,
    /// Nonce and time of a digest.
    pub(crate) once: Option<(Vec<u8>, SystemTime)>,
}

/// Checks the password of a token. The reason of a refusal is the same for a wrong name and a wrong password.
pub(crate) fn check(
    document: &Document,
    token: NodeId,
    passwords: &dyn Passwords,
    text_allowed: bool,
) -> Result<Presented, Error> {
    let wrong = || {
        Error::new(
            ErrorKind::Credentials,
            "the user name or the password is wrong",
        )
    };
    let only = |namespace: &str, local: &str| -> Result<Option<NodeId>, Error> {
        let mut all = document
            .elements(token)
            .filter(|child| document.is(*child, namespace, local));
        let first = all.next();
        if all.next().is_some() {
            return Err(Error::malformed(format!(
                "the UsernameToken has two {local}"
            )));
        }
        Ok(first)
    };
    let text = |id: NodeId| {
        document
            .text(id)
            .ok_or_else(|| Error::malformed("the UsernameToken has elements in a value"))
    };
    let username = only(WSSE, "Username")?.ok_or_else(wrong)?;
    let username = text(username)?;
    let Some(password) = only(WSSE, "Password")? else {
        return Err(Error::new(
            ErrorKind::Credentials,
            "the UsernameToken has no password",
        ));
    };
    let expected = Zeroizing::new(passwords.password(&username));
    // An unknown user costs the same work as a known one.
    let known = expected.is_some();
    let secret: &[u8] = expected.as_ref().map_or(b"", |it| it.as_bytes());
    let kind = document.attribute(password, "", "Type").unwrap_or("");
    if kind.ends_with("#PasswordDigest") {
        let nonce = only(WSSE, "Nonce")?;
        let created = only(WSU, "Created")?;
        let (Some(nonce), Some(created)) = (nonce, created) else {
            return Err(Error::new(
                ErrorKind::Credentials,
                "the password digest has no Nonce or no Created: it could be sent again",
            ));
        };
        let nonce = base64_of(document, nonce)?;
        let created = text(created)?;
        let found = base64_of(document, password)?;
        let digest = digest(&nonce, &created, secret);
        if !(bool::from(digest.ct_eq(&found)) && known) {
            return Err(wrong());
        }
        let time = instant::read(&created)
            .ok_or_else(|| Error::malformed("the UsernameToken has no valid Created"))?;
        return Ok(Presented {
            username,
            once: Some((nonce, time)),
        });
    }
    if !text_allowed {
        return Err(Error::new(
            ErrorKind::Credentials,
            "the password is sent as text, and the policy asks for a digest",
        ));
    }
    let found = Zeroizing::new(text(password)?);
    // Digests have one length, so the comparison does not tell that of the password.
    let same = Sha1::digest(found.as_bytes()).ct_eq(&Sha1::digest(secret));
    if !(bool::from(same) && known) {
        return Err(wrong());
    }
    Ok(Presented {
        username,
        once: None,
    })
}
