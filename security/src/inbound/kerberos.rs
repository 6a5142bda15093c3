//! Kerberos tickets of messages.

use super::policy::Inbound;
use super::verify::Good;
use crate::error::Error;
use crate::kerberos;
use crate::key::SecretKey;
use crate::tree::{Document, NodeId};

/// A Kerberos ticket that was accepted.
pub(super) struct Ticket {
    pub(super) client: String,
    /// The name of its key.
    pub(super) name: String,
    pub(super) secret: SecretKey,
}

impl Ticket {
    /// Whether the key of the ticket made a signature.
    pub(super) fn has_signed(&self, good: &Good) -> bool {
        good.by.secret.as_ref() == Some(&self.name) && good.by.public_key.is_none()
    }
}

impl Inbound {
    /// The ticket of a message, and the policy that trusts its key.
    pub(super) fn ticket(
        &self,
        document: &Document,
        security: NodeId,
    ) -> Result<Option<(Self, Ticket)>, Error> {
        let Some(acceptor) = &self.kerberos else {
            return Ok(None);
        };
        let Some(token) = kerberos::find(document, security)? else {
            return Ok(None);
        };
        let accepted = acceptor.accept(&token);
        let (client, secret) = accepted.map_err(|reason| kerberos::refused(&reason))?;
        let name = kerberos::name(&token);
        let policy = self
            .clone()
            .trust_secret(secret.clone(), Some(&name))
            .with_decryption_secret(secret.clone(), Some(&name));
        let ticket = Ticket {
            client,
            name,
            secret,
        };
        Ok(Some((policy, ticket)))
    }
}
