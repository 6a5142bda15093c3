//! A generated client and a generated server, both with message security.

mod common;

use bytes::Bytes;
use common::{certificate, identity};
use soap_runtime::server::{self, Dispatcher, Request, Response};
use soap_runtime::transport::{BlockingTransport, TransportError};
use soap_runtime::{Attachment, CallOptions, Client, ErrorKind, HeaderBlock};
use soap_security::{
    AsyncSigner, Encryption, Inbound, MessageKey, MessageSecurity, Outbound, Part, SecretKey,
    SignatureMethod, Signing, SigningFuture, Verified,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use wsdl_codegen_fixtures::case_header_blocks::vault::{
    Open, OpenResponse, RequestHeaders, ResponseHeaders, VaultClient,
};
use wsdl_codegen_fixtures::case_header_blocks::vault_server::{VaultServer, dispatcher};

/// Remembers who called.
struct Guard(Arc<Mutex<Option<String>>>);

impl VaultServer for Guard {
    async fn open(
        &self,
        request: Request<Open, RequestHeaders>,
    ) -> server::Result<OpenResponse, ResponseHeaders> {
        let verified = request.http.extensions.get::<Verified>();
        let caller = verified
            .and_then(|verified| verified.signatures.first()?.certificate.clone())
            .map(|certificate| certificate.subject());
        *self.0.lock().expect("lock") = caller;
        let headers = ResponseHeaders::default();
        Ok(Response::with_headers(OpenResponse { ok: true }, headers))
    }
}

/// A transport to a dispatcher, which may change messages on the way.
struct Direct(Dispatcher, fn(Bytes) -> Bytes);

impl BlockingTransport for Direct {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("runtime");
        let response = runtime.block_on(self.0.handle(request.map(self.1)));
        Ok(response.map(self.1))
    }
}

const PARTS: [Part; 2] = [Part::Body, Part::Timestamp];

fn security(own: &str, other: &str) -> MessageSecurity {
    MessageSecurity::new()
        .with_outbound(
            Outbound::new()
                .with_timestamp(Duration::from_secs(60))
                .with_signature(Signing::new(identity(own)).with_parts(PARTS)),
        )
        .with_inbound(
            Inbound::new()
                .trust_certificate(certificate(other))
                .require_signed(PARTS),
        )
}

fn client(security: Option<MessageSecurity>, transport: Direct) -> VaultClient {
    let strict = soap_runtime::xml::ReadOptions::strict();
    let mut options = CallOptions::new().with_read(strict);
    if let Some(security) = security {
        options = options.with_envelope_interceptor(security);
    }
    VaultClient::new(Client::blocking("http://localhost/", transport)).with_options(options)
}

fn call(client: &VaultClient) -> Result<bool, soap_runtime::Error> {
    let headers = RequestHeaders {
        ticket: Some(HeaderBlock::new("5f1c".to_owned()).with_must_understand()),
        ..RequestHeaders::default()
    };
    let client = client.with_headers(headers);
    client
        .open(&Open::new("main"))
        .wait()
        .map(|response| response.body.ok)
}

#[test]
fn both_sides_sign_and_verify() {
    let caller = Arc::new(Mutex::new(None));
    let server = dispatcher(Guard(caller.clone())).envelope_interceptor(security("server", "p256"));
    let client = client(
        Some(security("p256", "server")),
        Direct(server, |bytes| bytes),
    );
    assert!(call(&client).expect("a response"));
    let caller = caller.lock().expect("lock").take().expect("a caller");
    assert!(caller.contains("CN=p256 client"), "{caller}");
}

#[test]
fn what_is_changed_on_the_way_is_refused() {
    let seen = Arc::new(Mutex::new(None));
    let guarded =
        || dispatcher(Guard(seen.clone())).envelope_interceptor(security("server", "p256"));
    // A request that is not signed: the fault says which kind of error it is, and no more.
    let plain = client(None, Direct(guarded(), |bytes| bytes));
    let error = call(&plain).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Fault, "{error}");
    assert!(!error.to_string().contains("no security header"), "{error}");
    assert!(seen.lock().expect("lock").is_none());
    // A response that was changed.
    let change = |bytes: Bytes| {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        text.replace(">true<", ">false<").into()
    };
    let changed = client(Some(security("p256", "server")), Direct(guarded(), change));
    let error = call(&changed).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert!(
        error.to_string().contains("/Envelope/Body was changed"),
        "{error}"
    );
    // A response that is signed by another.
    let other = client(
        Some(security("p256", "p384")),
        Direct(guarded(), |bytes| bytes),
    );
    let error = call(&other).expect_err("refused");
    assert!(
        error
            .to_string()
            .contains("not one of those that are trusted"),
        "{error}"
    );
}

#[test]
fn a_fault_without_a_signature_is_named() {
    let guard =
        || dispatcher(Guard(Arc::default())).envelope_interceptor(security("server", "p384"));
    let asking = client(
        Some(security("p256", "server")),
        Direct(guard(), |bytes| bytes),
    );
    let error = call(&asking).expect_err("another client is trusted");
    let text = error.to_string();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{text}");
    assert!(
        text.contains("it is a fault that says: An error was discovered"),
        "{text}"
    );
    let lenient = security("p256", "server").allow_plain_faults();
    let lenient = client(Some(lenient), Direct(guard(), |bytes| bytes));
    assert_eq!(
        call(&lenient).expect_err("a fault").kind(),
        ErrorKind::Fault
    );
}

/// Signs on another thread, as a signing service does.
struct Remote(SecretKey);

impl AsyncSigner for Remote {
    fn sign<'a>(&'a self, method: SignatureMethod, message: &'a [u8]) -> SigningFuture<'a> {
        assert_eq!(method, SignatureMethod::HmacSha256);
        assert!(message.starts_with(b"<ds:SignedInfo"));
        let _ = &self.0;
        Box::pin(async { Err(soap_security::Error::signer("the service is closed")) })
    }
}

#[test]
fn a_signer_that_answers_later() {
    let remote = Remote(SecretKey::new(*b"secret"));
    let signing =
        Signing::with_async_signer(Arc::new(remote), Vec::new(), SignatureMethod::HmacSha256)
            .with_key_reference(soap_security::KeyReference::None);
    let security = MessageSecurity::new().with_outbound(Outbound::new().with_signature(signing));
    let client = client(
        Some(security),
        Direct(dispatcher(Guard(Arc::default())), |bytes| bytes),
    );
    let error = call(&client).expect_err("the signer fails");
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(
        error.to_string().contains("the service is closed"),
        "{error}"
    );
    assert!(error.is_not_sent());
}

/// Answers with the attachments of the request.
struct Echo;

impl VaultServer for Echo {
    async fn open(
        &self,
        mut request: Request<Open, RequestHeaders>,
    ) -> server::Result<OpenResponse, ResponseHeaders> {
        let headers = ResponseHeaders::default();
        let mut response = Response::with_headers(OpenResponse { ok: true }, headers);
        while let Some(part) = request.attachments.next().await {
            let part = part.expect("a part");
            assert_eq!(
                part.content_disposition,
                "attachment; filename=\"plan.txt\""
            );
            response = response.with_attachment(part);
        }
        Ok(response)
    }
}

/// The dispatcher and the client protect attachments, too.
#[test]
fn attachments_are_protected_both_ways() {
    let covered = [Part::Body, Part::Timestamp, Part::AttachmentsWithHeaders];
    let protected = |own: &str, other: &str| {
        MessageSecurity::new()
            .with_outbound(
                Outbound::new()
                    .with_timestamp(Duration::from_secs(60))
                    .with_signature(Signing::new(identity(own)).with_parts(covered.clone()))
                    .with_encryption(
                        Encryption::new(certificate("rsa"))
                            .with_parts([Part::AttachmentsWithHeaders]),
                    ),
            )
            .with_inbound(
                Inbound::new()
                    .trust_certificate(certificate(other))
                    .with_decryption(identity("rsa"))
                    .require_signed(covered.clone())
                    .require_encrypted([Part::Attachments]),
            )
    };
    let server = |security: MessageSecurity| dispatcher(Echo).envelope_interceptor(security);
    let send = |client: &VaultClient| {
        let plan = Attachment::new("plan@x", "text/plain", "dig here")
            .with_content_disposition("attachment; filename=\"plan.txt\"");
        client.open(&Open::new("main")).attach(plan).wait()
    };
    let hides = |bytes: Bytes| {
        let shown = bytes.windows(8).any(|window| window == b"dig here");
        assert!(!shown && !bytes.windows(8).any(|window| window == b"plan.txt"));
        bytes
    };
    let dispatcher = server(protected("server", "p256"));
    let both = client(Some(protected("p256", "server")), Direct(dispatcher, hides));
    let reply = send(&both).expect("a response");
    assert_eq!(reply.attachments.len(), 1);
    assert_eq!(reply.attachments[0].body, "dig here");
    assert_eq!(reply.attachments[0].content_type, "text/plain");

    // A client that signs the Body alone: the server refuses what anybody could have added.
    let plain = client(
        Some(security("p256", "server")),
        Direct(server(security("server", "p256")), |bytes| bytes),
    );
    let error = send(&plain).expect_err("refused").to_string();
    assert!(error.contains("it is a fault that says"), "{error}");
    // A server that does not look at attachments.
    let blind = server(security("server", "p256").without_attachments());
    let lenient = security("p256", "server").without_attachments();
    let lenient = client(Some(lenient), Direct(blind, |bytes| bytes));
    assert_eq!(send(&lenient).expect("a response").attachments.len(), 1);
}

/// The symmetric binding: the client brings a secret, by which both messages are protected.
#[test]
fn one_secret_for_request_and_response() {
    let outbound = |key: MessageKey| {
        Outbound::new()
            .with_timestamp(Duration::from_secs(60))
            .with_message_key(key)
            .with_signature(Signing::with_message_key().with_parts(PARTS))
            .with_encryption(Encryption::with_message_key())
    };
    let asks = Inbound::new()
        .require_signed(PARTS)
        .require_encrypted([Part::Body]);
    let served = MessageSecurity::new()
        .with_outbound(outbound(MessageKey::of_request()))
        .with_inbound(
            asks.clone()
                .with_decryption(identity("server"))
                .allow_message_keys(),
        );
    let server = || dispatcher(Guard(Arc::default())).envelope_interceptor(served.clone());
    let calling = MessageSecurity::new()
        .with_outbound(outbound(MessageKey::new(certificate("server"))))
        .with_inbound(asks.clone());
    let plain = client(Some(calling), Direct(server(), |bytes| bytes));
    assert!(call(&plain).expect("a response"));
    // The secret of another request does not open the response.
    let other = MessageSecurity::new()
        .with_outbound(outbound(MessageKey::new(certificate("server"))))
        .with_inbound(asks.trust_secret(SecretKey::new(*b"0123456789abcdef"), Some("other")));
    let swap = |bytes: Bytes| {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        text.replace("#EncryptedKeySHA1\">", "#EncryptedKeySHA1\">A")
            .into()
    };
    let swapped = client(Some(other), Direct(server(), swap));
    assert_eq!(
        call(&swapped).expect_err("refused").kind(),
        ErrorKind::Rejected
    );
}
