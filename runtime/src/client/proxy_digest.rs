//! Digest authentication at a proxy (RFC 7616; RFC 9110, section 11.7).

use super::digest::{Challenger, Digest};
use super::{AuthRequest, Interceptor, Next};
use crate::Error;
use crate::transport::{BodyStream, BoxFuture};
use bytes::Bytes;
use http::header::{PROXY_AUTHENTICATE, PROXY_AUTHORIZATION};
use http::{HeaderValue, StatusCode, Uri};
use std::fmt;

const OF_PROXIES: Challenger = Challenger {
    status: StatusCode::PROXY_AUTHENTICATION_REQUIRED,
    challenge: PROXY_AUTHENTICATE,
    info: "proxy-authentication-info",
};

/// Names the user to the proxy by Digest, for calls of `http` URLs, with the algorithms of [`Digest`].
///
/// Add it after all other interceptors, and name the proxy to the transport as usual, without credentials. The first call to a
/// host is refused by the proxy with a challenge, and repeated once. Later ones answer the same challenge at once. A
/// request whose items or attachments are read while they are sent cannot be repeated: it is refused with status 407 if it is the first.
///
/// Calls of `https` URLs pass unchanged. For them the HTTP library asks the proxy for a tunnel (CONNECT), and none of the libraries
/// answers a challenge there: use [`Proxy::basic_auth`](crate::transport::Proxy::basic_auth), or a proxy that knows the computer.
///
/// ```
/// use soap_runtime::{Client, ProxyDigest, transport::MockTransport};
/// # let transport = MockTransport::new();
/// let client = Client::new("http://example.invalid/a.svc", transport).with_interceptor(ProxyDigest::new("ann", "s3cret"));
/// assert!(!format!("{client:?} {:?}", ProxyDigest::new("ann", "s3cret")).contains("s3cret"));
/// ```
pub struct ProxyDigest(Digest);

impl ProxyDigest {
    /// User and password.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self(Digest::new(user, password))
    }

    /// Takes what the proxy says. Returns whether to send the request again.
    fn heard(
        &self,
        request: &http::Request<Bytes>,
        sent: Option<&HeaderValue>,
        response: &http::Response<Bytes>,
    ) -> bool {
        let about = AuthRequest::new(request.method(), request.uri()).with_sent(sent);
        self.0.heard(&about, response, &OF_PROXIES)
    }

    /// Sends a request, with credentials if the proxy has asked for them before; these come back too.
    async fn send(
        &self,
        request: &http::Request<Bytes>,
        next: &Next<'_>,
    ) -> Result<(http::Response<Bytes>, Option<HeaderValue>), Error> {
        let about = AuthRequest::new(request.method(), request.uri());
        let credentials = self.0.answer(&about, &target(request.uri()))?;
        let mut request = request.clone();
        if let Some(value) = &credentials {
            let headers = request.headers_mut();
            headers.insert(PROXY_AUTHORIZATION, value.clone());
        }
        Ok((next.run(request).await?, credentials))
    }
}

impl Interceptor for ProxyDigest {
    fn intercept<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, Error>> {
        if request.uri().scheme_str() != Some("http") {
            return next.run(request);
        }
        Box::pin(async move {
            let (response, sent) = self.send(&request, &next).await?;
            let is_refused = self.heard(&request, sent.as_ref(), &response);
            let is_read_once = request.extensions().get::<BodyStream>().is_some();
            if !is_refused || is_read_once {
                return Ok(response);
            }
            let (response, sent) = self.send(&request, &next).await?;
            self.heard(&request, sent.as_ref(), &response);
            Ok(response)
        })
    }
}

/// The whole URL, as in the request line to a proxy.
fn target(uri: &Uri) -> String {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = authority.rsplit('@').next().unwrap_or_default();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    format!("http://{host}{path}")
}

/// User and password are not shown.
impl fmt::Debug for ProxyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyDigest(***)")
    }
}
