//! Tokens of a security token service: a stand-in that reads the requests of WS-Trust, and answers with an assertion.

mod common;

use common::{MESSAGE, certificate, text};
use soap_runtime::soap::SoapVersion;
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::{Client, EnvelopeContext, EnvelopeInterceptor, ErrorKind, RawElement};
use soap_security::{IssuedTokens, Outbound, SecurityTokenService, TokenRequest, TrustVersion};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const V13: &str = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
const V2005: &str = "http://schemas.xmlsoap.org/ws/2005/02/trust";

/// The first element of this name in a message.
fn find(element: &RawElement, local: &str) -> Option<RawElement> {
    if &*element.name().local == local {
        return Some(element.clone());
    }
    element
        .children()
        .iter()
        .find_map(|child| find(child, local))
}

/// The answer to a request in one version of WS-Trust.
fn answer(request: &str, wst: &str, expires: &str) -> String {
    let envelope = RawElement::parse(request).expect("an envelope");
    let soap = envelope.name().namespace.to_string();
    let asked = find(&envelope, "RequestSecurityToken").expect("a request");
    assert!(asked.name().is(wst, "RequestSecurityToken"), "{request}");
    let text_of = |local: &str| {
        find(&asked, local)
            .and_then(|one| one.text())
            .unwrap_or_default()
    };
    let kind = text_of("RequestType");
    let kind = kind
        .strip_prefix(&format!("{wst}/"))
        .expect("a type of request");
    let assertion = text("../saml/saml2-bearer.xml");
    let assertion = assertion
        .split_once("?>")
        .map_or(&*assertion, |(_, rest)| rest.trim());
    let issued = format!(
        "<t:RequestSecurityTokenResponse><t:RequestedSecurityToken>{assertion}</t:RequestedSecurityToken><t:Lifetime><u:Expires xmlns:u=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\">{expires}</u:Expires></t:Lifetime></t:RequestSecurityTokenResponse>"
    );
    let body = match kind {
        "Issue" => {
            assert_eq!(text_of("Address"), "https://orders.example/?a&b");
            let is_2005 = wst == V2005;
            match is_2005 {
                true => issued,
                false => format!(
                    "<t:RequestSecurityTokenResponseCollection>{issued}</t:RequestSecurityTokenResponseCollection>"
                ),
            }
        }
        "Renew" => {
            let target = find(&asked, "RenewTarget").expect("a target");
            assert!(find(&target, "Assertion").is_some());
            issued
        }
        "Cancel" => {
            let target = find(&asked, "CancelTarget").expect("a target");
            assert!(find(&target, "Assertion").is_some());
            "<t:RequestSecurityTokenResponse><t:RequestedTokenCancelled/></t:RequestSecurityTokenResponse>".to_owned()
        }
        other => panic!("{other}"),
    };
    format!("<s:Envelope xmlns:s=\"{soap}\" xmlns:t=\"{wst}\"><s:Body>{body}</s:Body></s:Envelope>")
}

fn service(
    version: TrustVersion,
    expires: &'static str,
    calls: &Arc<AtomicUsize>,
) -> SecurityTokenService {
    let calls = calls.clone();
    let wst = match version {
        TrustVersion::V13 => V13,
        _ => V2005,
    };
    let transport = MockTransport::answering(move |request| {
        calls.fetch_add(1, Ordering::Relaxed);
        let text = String::from_utf8_lossy(request.body()).into_owned();
        let media_type = request
            .headers()
            .get("content-type")
            .expect("a type")
            .clone();
        let media_type = media_type.to_str().expect("text").to_owned();
        assert!(media_type.contains("text/xml") || media_type.contains(&format!("{wst}/RST/")));
        Ok(MockResponse::xml(answer(&text, wst, expires)))
    });
    SecurityTokenService::new(Client::new("https://sts.example/", transport)).with_version(version)
}

fn request() -> TokenRequest {
    TokenRequest::new("https://orders.example/?a&b").with_lifetime(Duration::from_secs(600))
}

#[tokio::test]
async fn issue_renew_and_cancel() {
    for version in [TrustVersion::V13, TrustVersion::February2005] {
        for soap in [SoapVersion::Soap11, SoapVersion::Soap12] {
            let calls = Arc::default();
            let sts = service(version, "2027-01-05T11:00:00Z", &calls).with_soap(soap);
            let token = sts.issue(&request()).await.expect("a token");
            assert_eq!(token.assertion.id(), "_saml2-bearer");
            assert!(token.expires.is_some());
            assert!(!format!("{token:?} {sts:?}").contains("buyer"));
            let renewed = sts.renew(&token).await.expect("a token");
            assert_eq!(renewed.assertion.id(), token.assertion.id());
            sts.cancel(&token).await.expect("cancelled");
            assert_eq!(calls.load(Ordering::Relaxed), 3);
            let holder = request().with_holder(certificate("rsa")).with_saml_11();
            sts.issue(&holder).await.expect("a token");
        }
    }
}

/// The signature of its issuer is right after the way through the response and into a message.
#[tokio::test]
async fn an_issued_token_is_as_it_was_signed() {
    use soap_security::{Inbound, SamlPolicy};
    use std::time::UNIX_EPOCH;
    let calls = Arc::default();
    let sts = service(TrustVersion::V13, "2027-01-05T11:00:00Z", &calls);
    let token = sts.issue(&request()).await.expect("a token");
    let message = Outbound::new().with_assertion(token.assertion);
    let message = message.apply(MESSAGE.as_bytes()).expect("a message");
    let saml = SamlPolicy::new()
        .trust_certificate(certificate("server"))
        .with_audience("https://orders.example")
        .allow_bearer();
    let inbound = Inbound::new().without_signature().require_assertion(saml);
    let inbound = inbound.at(UNIX_EPOCH + Duration::from_secs(1_799_144_100));
    let verified = inbound.verify(&message).expect("accepted");
    let found = verified.assertion.expect("an assertion");
    assert_eq!(found.subject.as_deref(), Some("ann@example.com"));
}

#[tokio::test]
async fn a_token_is_kept_until_it_expires() {
    for (expires, expected) in [("2999-01-01T00:00:00Z", 1), ("2020-01-01T00:00:00Z", 3)] {
        let calls: Arc<AtomicUsize> = Arc::default();
        let sts = service(TrustVersion::V13, expires, &calls);
        let tokens = IssuedTokens::new(sts, request(), |assertion| {
            Outbound::new().with_assertion(assertion)
        });
        for _ in 0..3 {
            let mut context = EnvelopeContext::new(SoapVersion::Soap11);
            let sent = tokens
                .outgoing(&mut context, MESSAGE.as_bytes().into())
                .await;
            let sent = String::from_utf8(sent.expect("protected").to_vec()).expect("text");
            assert!(sent.contains("ID=\"_saml2-bearer\""), "{sent}");
        }
        assert_eq!(calls.load(Ordering::Relaxed), expected);
    }
}

/// Where the response gives no time that can be read, that of the assertion counts; without one, a token is for one message.
#[tokio::test]
async fn a_token_without_a_lifetime_expires() {
    let saml2 = "urn:oasis:names:tc:SAML:2.0:assertion";
    let saml1 = "urn:oasis:names:tc:SAML:1.0:assertion";
    for (saml, lifetime, conditions, expected) in [
        (saml2, "", " NotOnOrAfter='2999-01-01T00:00:00Z'", 1),
        (saml1, "soon", " NotOnOrAfter='2999-01-01T00:00:00Z'", 1),
        (saml2, "", " NotOnOrAfter='2020-01-01T00:00:00Z'", 3),
        (saml1, "soon", " NotOnOrAfter='2020-01-01T00:00:00Z'", 3),
        (saml2, "soon", "", 3),
    ] {
        let calls: Arc<AtomicUsize> = Arc::default();
        let counted = calls.clone();
        let transport = MockTransport::answering(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(MockResponse::xml(format!(
                "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:t='{V13}'><s:Body><t:RequestSecurityTokenResponseCollection><t:RequestSecurityTokenResponse><t:RequestedSecurityToken><a:Assertion xmlns:a='{saml}' ID='_a' AssertionID='_a'><a:Conditions{conditions}/></a:Assertion></t:RequestedSecurityToken><t:Lifetime><u:Expires xmlns:u='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'>{lifetime}</u:Expires></t:Lifetime></t:RequestSecurityTokenResponse></t:RequestSecurityTokenResponseCollection></s:Body></s:Envelope>"
            )))
        });
        let client = Client::new("https://sts.example/", transport);
        let tokens = IssuedTokens::new(SecurityTokenService::new(client), request(), |assertion| {
            Outbound::new().with_assertion(assertion)
        });
        for _ in 0..3 {
            let mut context = EnvelopeContext::new(SoapVersion::Soap11);
            let sent = tokens.outgoing(&mut context, MESSAGE.as_bytes().into());
            sent.await.expect("protected");
        }
        let calls = calls.load(Ordering::Relaxed);
        assert_eq!(calls, expected, "{saml} '{lifetime}' '{conditions}'");
    }
}

#[tokio::test]
async fn answers_without_a_token() {
    for (body, text) in [
        ("<t:RequestSecurityTokenResponseCollection/>", "no token"),
        (
            "<t:RequestSecurityTokenResponseCollection><t:RequestSecurityTokenResponse><t:RequestedSecurityToken><x/></t:RequestedSecurityToken></t:RequestSecurityTokenResponse></t:RequestSecurityTokenResponseCollection>",
            "no assertion of SAML",
        ),
    ] {
        let transport = MockTransport::answering(move |_| {
            let soap = "http://www.w3.org/2003/05/soap-envelope";
            Ok(MockResponse::xml(format!(
                "<s:Envelope xmlns:s=\"{soap}\" xmlns:t=\"{V13}\"><s:Body>{body}</s:Body></s:Envelope>"
            )))
        });
        let sts = SecurityTokenService::new(Client::new("https://sts.example/", transport));
        let error = sts.issue(&request()).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert!(error.to_string().contains(text), "{error}");
    }
}
