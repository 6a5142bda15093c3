//! Tokens of a security token service (WS-Trust 1.3 and of February 2005): issued, renewed, cancelled, and put on messages.

use crate::certificate::Certificate;
use crate::instant;
use crate::names::{DS, SAML1, SAML2, WSU};
use crate::outbound::Outbound;
use crate::saml::SamlAssertion;
use crate::signature::key_xml;
use crate::tree::push_text;
use bytes::Bytes;
use soap_runtime::__private::v1;
use soap_runtime::soap::{Operation, SoapVersion};
use soap_runtime::{
    AnyType, Call, Client, EnvelopeContext, EnvelopeInterceptor, Error, RawElement, Rejection,
};
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// A token is asked for again when it is valid for less than this.
const MARGIN: Duration = Duration::from_secs(60);

/// The version of WS-Trust that a service speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrustVersion {
    /// WS-Trust 1.3 and 1.4.
    #[default]
    V13,
    /// The submission of February 2005, which old services speak.
    February2005,
}

/// The operations of one version, by that of SOAP.
struct Operations {
    namespace: &'static str,
    bearer: &'static str,
    issue: [&'static Operation; 2],
    renew: [&'static Operation; 2],
    cancel: [&'static Operation; 2],
}

macro_rules! operations {
    ($namespace:literal, $bearer:literal, $issued:literal) => {{
        static REQUEST: v1::Member = v1::element(
            $namespace,
            "RequestSecurityToken",
            "<wst:RequestSecurityToken>",
            "</wst:RequestSecurityToken>",
            v1::REQUIRED,
        );
        static ISSUED: v1::Member = v1::element(
            $namespace,
            $issued,
            concat!("<wst:", $issued, ">"),
            concat!("</wst:", $issued, ">"),
            v1::REQUIRED,
        );
        static RESPONSE: v1::Member = v1::element(
            $namespace,
            "RequestSecurityTokenResponse",
            "<wst:RequestSecurityTokenResponse>",
            "</wst:RequestSecurityTokenResponse>",
            v1::REQUIRED,
        );
        const fn operation(
            name: &'static str,
            soap_action: &'static str,
            output: &'static v1::Member,
            version: SoapVersion,
        ) -> Operation {
            Operation {
                name,
                service: "SecurityTokenService",
                soap_action,
                version,
                declarations: concat!(" xmlns:wst=\"", $namespace, "\""),
                input: Some(&REQUEST),
                output: Some(output),
                ..Operation::EMPTY
            }
        }
        macro_rules! both {
            ($name:literal, $output:expr) => {{
                static OLD: Operation = operation(
                    $name,
                    concat!($namespace, "/RST/", $name),
                    $output,
                    SoapVersion::Soap11,
                );
                static NEW: Operation = operation(
                    $name,
                    concat!($namespace, "/RST/", $name),
                    $output,
                    SoapVersion::Soap12,
                );
                [&OLD, &NEW]
            }};
        }
        Operations {
            namespace: $namespace,
            bearer: $bearer,
            issue: both!("Issue", &ISSUED),
            renew: both!("Renew", &RESPONSE),
            cancel: both!("Cancel", &RESPONSE),
        }
    }};
}

impl TrustVersion {
    fn operations(self) -> Operations {
        match self {
            Self::V13 => operations!(
                "http://docs.oasis-open.org/ws-sx/ws-trust/200512",
                "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Bearer",
                "RequestSecurityTokenResponseCollection"
            ),
            Self::February2005 => operations!(
                "http://schemas.xmlsoap.org/ws/2005/02/trust",
                "http://schemas.xmlsoap.org/ws/2005/05/identity/NoProofKey",
                "RequestSecurityTokenResponse"
            ),
        }
    }
}

/// The token to ask for: of SAML 2.0, for a bearer, unless told otherwise.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    applies_to: String,
    token_type: String,
    holder: Option<Certificate>,
    lifetime: Option<Duration>,
}

impl TokenRequest {
    /// A token for the service at this address, its audience.
    pub fn new(applies_to: impl Into<String>) -> Self {
        Self {
            applies_to: applies_to.into(),
            token_type: "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0"
                .to_owned(),
            holder: None,
            lifetime: None,
        }
    }

    /// Asks for an assertion of SAML 1.1.
    #[must_use]
    pub fn with_saml_11(self) -> Self {
        self.with_token_type(
            "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1",
        )
    }

    /// Asks for a type by its URI. ADFS and WCF name an assertion by its namespace, such as `urn:oasis:names:tc:SAML:2.0:assertion`.
    #[must_use]
    pub fn with_token_type(mut self, uri: impl Into<String>) -> Self {
        self.token_type = uri.into();
        self
    }

    /// Asks for a token that only the holder of this certificate's key may present.
    #[must_use]
    pub fn with_holder(mut self, certificate: Certificate) -> Self {
        self.holder = Some(certificate);
        self
    }

    /// Asks for this time of validity. The service may give another.
    #[must_use]
    pub fn with_lifetime(mut self, time: Duration) -> Self {
        self.lifetime = Some(time);
        self
    }
}

/// A token that was issued. `Debug` does not show it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IssuedToken {
    /// The assertion.
    pub assertion: SamlAssertion,
    /// The end of its validity: as the response says it (`Lifetime`), or else the assertion (`Conditions`).
    pub expires: Option<SystemTime>,
}

/// A security token service.
///
/// Its client carries the sign-in at the service: a user name or a certificate in a security header
/// ([`MessageSecurity`](crate::MessageSecurity)), HTTP authentication, and the headers of WS-Addressing, which nearly all of them want.
///
/// ```
/// use soap_runtime::{Client, transport::MockTransport};
/// use soap_security::{IssuedTokens, Outbound, SecurityTokenService, TokenRequest};
///
/// # let transport = MockTransport::new();
/// let sts = SecurityTokenService::new(Client::new("https://sts.example/trust/13/usernamemixed", transport));
/// // A token for each message to the service, asked for when it is needed.
/// let tokens = IssuedTokens::new(sts, TokenRequest::new("https://orders.example/"), |assertion| {
///     Outbound::new().with_assertion(assertion)
/// });
/// # let transport = MockTransport::new();
/// let client = Client::new("https://orders.example/soap", transport).with_envelope_interceptor(tokens);
/// # let _ = client;
/// ```
#[derive(Clone, Debug)]
pub struct SecurityTokenService {
    client: Client,
    version: TrustVersion,
    soap: SoapVersion,
}

impl SecurityTokenService {
    /// The service that the client calls, by WS-Trust 1.3 over SOAP 1.2.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            version: TrustVersion::default(),
            soap: SoapVersion::Soap12,
        }
    }

    /// Speaks another version of WS-Trust.
    #[must_use]
    pub fn with_version(mut self, version: TrustVersion) -> Self {
        self.version = version;
        self
    }

    /// Speaks another version of SOAP.
    #[must_use]
    pub fn with_soap(mut self, soap: SoapVersion) -> Self {
        self.soap = soap;
        self
    }

    /// Asks for a token (WS-Trust 1.3, section 4).
    ///
    /// # Errors
    /// Those of a call; and the response has no token, or one that is no assertion.
    pub async fn issue(&self, request: &TokenRequest) -> Result<IssuedToken, Error> {
        let operations = self.version.operations();
        let body = self.request(&operations, "Issue", &of(&operations, request));
        let response = self.call(operations.issue, &body?).await?;
        issued(&operations, &response)
    }

    /// Asks for a token that is valid for longer (section 5).
    ///
    /// # Errors
    /// As [`issue`](Self::issue).
    pub async fn renew(&self, token: &IssuedToken) -> Result<IssuedToken, Error> {
        let operations = self.version.operations();
        let target = token.assertion.xml();
        let inner = format!("<wst:RenewTarget>{target}</wst:RenewTarget>");
        let body = self.request(&operations, "Renew", &inner);
        let response = self.call(operations.renew, &body?).await?;
        issued(&operations, &response)
    }

    /// Says that a token is not used any longer (section 6).
    ///
    /// # Errors
    /// Those of a call; and the service has not confirmed it.
    pub async fn cancel(&self, token: &IssuedToken) -> Result<(), Error> {
        let operations = self.version.operations();
        let target = token.assertion.xml();
        let inner = format!("<wst:CancelTarget>{target}</wst:CancelTarget>");
        let body = self.request(&operations, "Cancel", &inner);
        let response = self.call(operations.cancel, &body?).await?;
        let is_done = |one: &RawElement| {
            one.name()
                .is(operations.namespace, "RequestedTokenCancelled")
        };
        match response.children().iter().any(is_done) {
            true => Ok(()),
            false => Err(refused(
                "the service does not say that the token is cancelled",
            )),
        }
    }

    fn request(&self, operations: &Operations, kind: &str, inner: &str) -> Result<AnyType, Error> {
        let namespace = operations.namespace;
        let xml = format!(
            "<wst:RequestSecurityToken xmlns:wst=\"{namespace}\"><wst:RequestType>{namespace}/{kind}</wst:RequestType>{inner}</wst:RequestSecurityToken>"
        );
        // The error of the parser may show a token.
        let element = RawElement::parse(&xml).map_err(|_| {
            refused("the request for a token holds a character that XML cannot carry")
        })?;
        Ok(AnyType::from_element(&element))
    }

    async fn call(
        &self,
        [old, new]: [&'static Operation; 2],
        body: &AnyType,
    ) -> Result<RawElement, Error> {
        let operation = match self.soap {
            SoapVersion::Soap11 => old,
            SoapVersion::Soap12 => new,
        };
        let call: Call<AnyType, ()> = self.client.call(operation, body);
        Ok(call.await?.body.as_element().clone())
    }
}

/// The content of a request to issue a token.
fn of(operations: &Operations, request: &TokenRequest) -> String {
    let namespace = operations.namespace;
    let mut xml = String::from("<wst:TokenType>");
    push_text(&request.token_type, &mut xml);
    xml.push_str("</wst:TokenType><wsp:AppliesTo xmlns:wsp=\"http://schemas.xmlsoap.org/ws/2004/09/policy\"><wsa:EndpointReference xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><wsa:Address>");
    push_text(&request.applies_to, &mut xml);
    xml.push_str("</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>");
    if let Some(time) = request.lifetime {
        let now = SystemTime::now();
        let created = instant::write(now);
        let expires = instant::write(now.checked_add(time).unwrap_or(now));
        xml.push_str(&format!(
            "<wst:Lifetime><wsu:Created xmlns:wsu=\"{WSU}\">{created}</wsu:Created><wsu:Expires xmlns:wsu=\"{WSU}\">{expires}</wsu:Expires></wst:Lifetime>"
        ));
    }
    match &request.holder {
        None => xml.push_str(&format!("<wst:KeyType>{}</wst:KeyType>", operations.bearer)),
        Some(holder) => {
            let data = key_xml::x509_certificates(std::slice::from_ref(holder));
            xml.push_str(&format!(
                "<wst:KeyType>{namespace}/PublicKey</wst:KeyType><wst:UseKey><ds:KeyInfo xmlns:ds=\"{DS}\">{data}</ds:KeyInfo></wst:UseKey>"
            ));
        }
    }
    xml
}

/// The token in a response.
fn issued(operations: &Operations, response: &RawElement) -> Result<IssuedToken, Error> {
    let child = |of: &RawElement, local: &str| {
        let all = of.children();
        all.into_iter()
            .find(|one| one.name().is(operations.namespace, local))
    };
    let one = child(response, "RequestSecurityTokenResponse");
    let one = one.as_ref().unwrap_or(response);
    let token = child(one, "RequestedSecurityToken").and_then(|token| {
        let all = token.children();
        all.into_iter().next()
    });
    let token = token.ok_or_else(|| refused("the service has sent no token"))?;
    if ![SAML1, SAML2].contains(&&*token.name().namespace) {
        return Err(refused(
            "the service has sent a token that is no assertion of SAML",
        ));
    }
    let assertion = SamlAssertion::new(token.to_xml().into_owned()).map_err(|error| {
        let rejection = Rejection::new("the assertion of the service cannot be read");
        Error::from(rejection.caused_by(error))
    })?;
    let expires = child(one, "Lifetime").and_then(|lifetime| {
        let all = lifetime.children();
        let end = all.iter().find(|one| one.name().is(WSU, "Expires"))?;
        instant::read(end.text()?.trim())
    });
    let expires = expires.or_else(|| {
        let saml = &*token.name().namespace;
        let all = token.children();
        let conditions = all.iter().find(|one| one.name().is(saml, "Conditions"))?;
        instant::read(conditions.attribute("", "NotOnOrAfter")?.trim())
    });
    Ok(IssuedToken { assertion, expires })
}

fn refused(message: &'static str) -> Error {
    Rejection::new(message).into()
}

type Protect = dyn Fn(SamlAssertion) -> Outbound + Send + Sync;

/// Puts a token of a service on each message that a client sends. It is asked for at the first message, and again a minute before it
/// expires. One that does not say when it expires is for one message. Calls that run at the same time may each ask.
pub struct IssuedTokens {
    service: SecurityTokenService,
    request: TokenRequest,
    protect: Box<Protect>,
    token: Mutex<Option<IssuedToken>>,
}

impl IssuedTokens {
    /// Tokens of `service`. `protect` says how an assertion protects a message: alone, or with a signature by the key of its holder.
    pub fn new(
        service: SecurityTokenService,
        request: TokenRequest,
        protect: impl Fn(SamlAssertion) -> Outbound + Send + Sync + 'static,
    ) -> Self {
        Self {
            service,
            request,
            protect: Box::new(protect),
            token: Mutex::default(),
        }
    }

    /// The token that is there, if it is still valid.
    fn kept(&self) -> Option<IssuedToken> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let soon = SystemTime::now().checked_add(MARGIN)?;
        let is_valid = |token: &&IssuedToken| token.expires.is_some_and(|end| end > soon);
        token.as_ref().filter(is_valid).cloned()
    }

    async fn token(&self) -> Result<IssuedToken, Rejection> {
        if let Some(token) = self.kept() {
            return Ok(token);
        }
        let token = self.service.issue(&self.request).await.map_err(|error| {
            let message = format!("no token could be had of the security token service: {error}");
            Rejection::new(message).caused_by(error)
        })?;
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        Ok(token)
    }
}

impl EnvelopeInterceptor for IssuedTokens {
    fn outgoing<'a>(
        &'a self,
        _: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> Pin<Box<dyn Future<Output = Result<Bytes, Rejection>> + Send + 'a>> {
        Box::pin(async move {
            let outbound = (self.protect)(self.token().await?.assertion);
            let done = outbound.apply_async(&envelope).await;
            done.map(Bytes::from)
                .map_err(|error| Rejection::new(error.to_string()).caused_by(error))
        })
    }
}

impl fmt::Debug for IssuedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedTokens")
            .field("service", &self.service)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
