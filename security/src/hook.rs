//! The connection with clients and servers of `soap-runtime`.

use crate::error::{Error, ErrorKind};
use crate::inbound::{Inbound, Verified};
use crate::key::SecretKey;
use crate::message::Sent;
use crate::names::{SOAP11, SOAP12};
use crate::outbound::Outbound;
use crate::soap::Envelope;
use crate::tree::Document;
use bytes::Bytes;
use soap_runtime::soap::FaultCode;
use soap_runtime::{EnvelopeContext, EnvelopeInterceptor, Fault, Rejection};
use std::future::ready;
use std::pin::Pin;

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Protects what a client or server sends, and checks what it receives.
///
/// A client takes it by `with_envelope_interceptor`, a server by `Dispatcher::envelope_interceptor`. An operation of a server finds the
/// [`Verified`](crate::Verified) message, and with it who called, in the extensions of its HTTP request.
///
/// ```no_run
/// use soap_runtime::{CallOptions, Client};
/// use soap_security::{Certificate, Identity, Inbound, MessageSecurity, Outbound, Part, Signing};
/// use std::time::Duration;
///
/// let identity = Identity::from_pkcs12(&std::fs::read("client.p12")?, "password")?;
/// let server = Certificate::from_pem(&std::fs::read_to_string("server.pem")?)?;
/// let parts = [Part::Body, Part::Timestamp];
/// let security = MessageSecurity::new()
///     .with_outbound(
///         Outbound::new()
///             .with_timestamp(Duration::from_secs(300))
///             .with_signature(Signing::new(identity).with_parts(parts.clone())),
///     )
///     .with_inbound(Inbound::new().trust_certificate(server).require_signed(parts));
/// let options = CallOptions::new().with_envelope_interceptor(security);
/// let client = Client::without_transport("https://example.invalid/orders").with_options(options);
/// # let _ = client;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MessageSecurity {
    outbound: Option<Outbound>,
    inbound: Option<Inbound>,
    plain_faults: bool,
    leaves_attachments: bool,
}

impl MessageSecurity {
    /// Neither protects nor checks anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Protects messages that are sent.
    #[must_use]
    pub fn with_outbound(mut self, outbound: Outbound) -> Self {
        self.outbound = Some(outbound);
        self
    }

    /// Checks messages that are received.
    #[must_use]
    pub fn with_inbound(mut self, inbound: Inbound) -> Self {
        self.inbound = Some(inbound);
        self
    }

    /// On a client: reads a fault although it has no security header. Many services send such faults, above all when they refuse a
    /// signature. Anybody on the way could have made it.
    #[must_use]
    pub fn allow_plain_faults(mut self) -> Self {
        self.plain_faults = true;
        self
    }

    /// Leaves attachments alone: they are neither protected nor checked, and may be read while they arrive. Anybody on the way could have made
    /// them. Without this, all attachments are collected before anything is sent or read.
    #[must_use]
    pub fn without_attachments(mut self) -> Self {
        self.leaves_attachments = true;
        self
    }

    fn check(&self, context: &mut EnvelopeContext, envelope: Bytes) -> Result<Bytes, Rejection> {
        let Some(inbound) = &self.inbound else {
            return Ok(envelope);
        };
        // The result is UTF-8, and the reader would take it for something else.
        if let Some(charset) = &context.charset
            && !charset.eq_ignore_ascii_case("utf-8")
            && !charset.eq_ignore_ascii_case("utf8")
        {
            let message = format!("a message in '{charset}' cannot be verified: only UTF-8 can");
            return Err(Rejection::new(message));
        }
        let attachments = std::mem::take(&mut context.attachments);
        // The answer to a message with a secret may be protected by it.
        let own = context.extensions.get::<SentKey>().map(|sent| {
            let SentKey(name, secret) = sent.clone();
            let inbound = inbound.clone().trust_secret(secret.clone(), Some(&name));
            inbound.with_decryption_secret(secret, Some(&name))
        });
        let inbound = own.as_ref().unwrap_or(inbound);
        match inbound.verify_with_attachments(&envelope, attachments.clone()) {
            Ok(mut verified) => {
                context.attachments = std::mem::take(&mut verified.attachments);
                let envelope = Bytes::from(verified.envelope.clone());
                context.extensions.insert(verified);
                Ok(envelope)
            }
            Err(error) if error.kind() == ErrorKind::Missing && !context.is_server => {
                match plain_fault(&envelope, inbound) {
                    Some(_) if self.plain_faults => {
                        context.attachments = attachments;
                        Ok(envelope)
                    }
                    Some(text) => Err(Rejection::new(format!(
                        "{error}; it is a fault that says: {text}"
                    ))
                    .caused_by(error)),
                    None => Err(rejection(error)),
                }
            }
            Err(error) => Err(rejection(error)),
        }
    }
}

/// The secret of a request, and its name in the response.
#[derive(Clone)]
struct SentKey(String, SecretKey);

/// The reason of a fault that has no security header.
fn plain_fault(envelope: &[u8], inbound: &Inbound) -> Option<String> {
    const MOST: usize = 300;
    let document = Document::parse(envelope, &inbound.limits).ok()?;
    let found = Envelope::find(&document).ok()?;
    if found.security(&document, None).ok()?.is_some() {
        return None;
    }
    let soap = [SOAP11, SOAP12];
    let fault = document.elements(found.body).next()?;
    if document.local(fault) != "Fault" || !soap.contains(&document.namespace(fault)) {
        return None;
    }
    let reason = document
        .descendants(fault)
        .find(|id| matches!(document.local(*id), "faultstring" | "Text"))
        .and_then(|id| document.text(id))
        .unwrap_or_default();
    Some(reason.trim().chars().take(MOST).collect())
}

/// The caller of a server gets the code of the standard and no details, which would help an attacker.
fn rejection(error: Error) -> Rejection {
    let fault = Fault::new(
        FaultCode::Sender,
        "An error was discovered processing the security header",
    )
    .with_subcode(soap_runtime::xml::OwnedName {
        namespace: crate::names::WSSE.into(),
        local: error.kind().fault_code().into(),
    });
    Rejection::new(error.to_string())
        .with_fault(fault)
        .caused_by(error)
}

impl EnvelopeInterceptor for MessageSecurity {
    fn outgoing<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        let Some(outbound) = &self.outbound else {
            return Box::pin(ready(Ok(envelope)));
        };
        let failed = |error: Error| Rejection::new(error.to_string()).caused_by(error);
        let attachments = std::mem::take(&mut context.attachments);
        let put = |context: &mut EnvelopeContext, sent: Sent| {
            context.attachments = sent.attachments;
            if let Some((name, secret)) = sent.key {
                context.extensions.insert(SentKey(name, secret));
            }
            Bytes::from(sent.message)
        };
        let request = context.extensions.get::<Verified>();
        let request = request.and_then(|verified| verified.message_key.clone());
        if !outbound.is_async() {
            let done = outbound.run(&envelope, attachments, request.as_ref());
            return Box::pin(ready(done.map(|done| put(context, done)).map_err(failed)));
        }
        Box::pin(async move {
            let done = outbound.run_async(&envelope, attachments, request.as_ref());
            let done = done.await.map_err(failed)?;
            Ok(put(context, done))
        })
    }

    fn sees_attachments(&self) -> bool {
        !self.leaves_attachments
    }

    fn incoming<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        Box::pin(ready(self.check(context, envelope)))
    }
}
