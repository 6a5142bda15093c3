//! Tickets as tokens of messages: `AP-REQ` in the framing of GSS-API (OASIS Kerberos Token Profile 1.1).

use super::{Kerberos, gss, random_failed};
use crate::mechanism::HandshakeError;
use std::fmt;
use zeroize::Zeroizing;

/// A ticket for a service, with a fresh proof, and the key that both sides have then. It is good for one message.
///
/// `Debug` shows neither.
pub struct KerberosToken {
    /// The token, as a `wsse:BinarySecurityToken` of the type `GSS_Kerberosv5_AP_REQ` has it before Base64.
    pub message: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl KerberosToken {
    /// The session key of the ticket: the secret by which a message is signed and encrypted.
    pub fn key(&self) -> &[u8] {
        &self.key
    }
}

impl fmt::Debug for KerberosToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KerberosToken").finish_non_exhaustive()
    }
}

impl Kerberos {
    /// A token for WS-Security, for the service `HTTP/host` or the one of [`with_service`](Self::with_service). It asks the KDC over TCP
    /// where no ticket is held, and blocks the thread until it answers.
    ///
    /// ```no_run
    /// use soap_negotiate::Kerberos;
    /// let account = Kerberos::new("ann@EXAMPLE.COM", "s3cret").with_kdc("kdc.example.com");
    /// let token = account.token("orders.example.com")?;
    /// // With soap-security: MessageKey::kerberos(move || Ok((token.message, SecretKey::new(token.key())))).
    /// # let _ = token;
    /// # Ok::<(), soap_negotiate::HandshakeError>(())
    /// ```
    ///
    /// # Errors
    /// The KDC cannot be reached or refuses the user, or the user has no realm.
    pub fn token(&self, host: &str) -> Result<KerberosToken, HandshakeError> {
        let ticket = self.ticket(&self.service(host))?;
        let proof = ticket.proof_for_message().ok_or_else(random_failed)?;
        Ok(KerberosToken {
            message: gss::token(&proof.message),
            key: Zeroizing::new(ticket.key().bytes().to_vec()),
        })
    }
}
