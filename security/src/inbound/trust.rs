//! Whose signatures are accepted.

use crate::certificate::Certificate;
use crate::chain;
use crate::error::{Error, ErrorKind};
use crate::key::{PublicKey, SecretKey};
use crate::key_info::{Hint, Named};
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

type SubjectCheck = Arc<dyn Fn(&Certificate) -> bool + Send + Sync>;

#[derive(Clone, Default)]
pub(crate) struct Trust {
    pub(super) authorities: Vec<Certificate>,
    pub(crate) certificates: Vec<Certificate>,
    /// Certificates that are only found by their names, and help to build chains.
    pub(super) known: Vec<Certificate>,
    pub(crate) keys: Vec<PublicKey>,
    pub(super) secrets: Vec<(Option<String>, SecretKey)>,
    pub(super) subject: Option<SubjectCheck>,
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust")
            .field("authorities", &self.authorities)
            .field("certificates", &self.certificates)
            .field("keys", &self.keys)
            .field("secrets", &self.secrets.len())
            .finish_non_exhaustive()
    }
}

/// A key that is trusted.
#[derive(Debug)]
pub(super) enum Trusted {
    Certificate(Box<Certificate>),
    Key(PublicKey),
    Secret(Option<String>, SecretKey),
}

fn untrusted(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Untrusted, message)
}

impl Trust {
    /// The certificates that a name may mean.
    fn all(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates
            .iter()
            .chain(&self.known)
            .chain(&self.authorities)
    }

    /// The certificate that is named so.
    pub(super) fn find(&self, hint: &Hint) -> Result<&Certificate, Error> {
        self.all().find(|one| hint.fits(one)).ok_or_else(|| {
            untrusted(format!(
                "the signature names a certificate that is not known: {hint}"
            ))
        })
    }

    /// Says which trusted key a message means, or refuses it.
    pub(super) fn decide(
        &self,
        named: Named,
        hmac: bool,
        now: SystemTime,
    ) -> Result<Trusted, Error> {
        match named {
            Named::Certificate(own, others) => self.certificate(own, &others, now),
            Named::Known(hint) => self.certificate(self.find(&hint)?.clone(), &[], now),
            Named::Key(key) => {
                if self.keys.contains(&key) {
                    return Ok(Trusted::Key(key));
                }
                let own = self
                    .certificates
                    .iter()
                    .find(|one| *one.public_key() == key);
                match own {
                    Some(own) => self.certificate(own.clone(), &[], now),
                    None => Err(untrusted("the message brings a key that is not trusted")),
                }
            }
            Named::Name(name) if hmac => self.secret(name.as_deref()),
            Named::Name(_) => match (self.certificates.as_slice(), self.keys.as_slice()) {
                ([own], []) => self.certificate(own.clone(), &[], now),
                ([], [key]) => Ok(Trusted::Key(key.clone())),
                _ => Err(untrusted("the signature does not say which key made it")),
            },
            Named::Derived(derived, name) if hmac => match self.secret(Some(&name))? {
                Trusted::Secret(name, secret) => Ok(Trusted::Secret(name, derived.of(&secret)?)),
                other => Ok(other),
            },
            Named::Token | Named::Assertion(_) | Named::Derived(..) => Err(Error::algorithm(
                "a signature by a key of this token is not supported",
            )),
        }
    }

    fn secret(&self, name: Option<&str>) -> Result<Trusted, Error> {
        let mut fitting = self
            .secrets
            .iter()
            .filter(|(known, _)| known.is_none() || name.is_none() || known.as_deref() == name);
        match (fitting.next(), fitting.next()) {
            (Some((name, secret)), None) => Ok(Trusted::Secret(name.clone(), secret.clone())),
            (Some(_), Some(_)) => Err(untrusted("the signature does not say which secret made it")),
            (None, _) => Err(untrusted("the shared secret is not known")),
        }
    }

    fn certificate(
        &self,
        own: Certificate,
        others: &[Certificate],
        now: SystemTime,
    ) -> Result<Trusted, Error> {
        if self.certificates.contains(&own) {
            chain::check_time(&own, now)?;
            return Ok(Trusted::Certificate(Box::new(own)));
        }
        if self.keys.contains(own.public_key()) {
            return Ok(Trusted::Key(own.public_key().clone()));
        }
        if self.authorities.is_empty() {
            return Err(untrusted(format!(
                "the certificate of '{}' is not one of those that are trusted",
                own.subject()
            )));
        }
        let between: Vec<Certificate> = others.iter().chain(&self.known).cloned().collect();
        chain::verify(&own, &between, &self.authorities, now)?;
        if let Some(check) = &self.subject
            && !check(&own)
        {
            return Err(untrusted(format!(
                "the certificate of '{}' is valid, but not one that may sign here",
                own.subject()
            )));
        }
        Ok(Trusted::Certificate(Box::new(own)))
    }
}
