//! Credentials in the `Authorization` header of HTTP requests.

use crate::http::endpoint;
use crate::transport::{BoxFuture, TransportError, TransportErrorKind};
use crate::{Error, InvalidRequest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Method, Uri};
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Provides the `Authorization` header of each request: see [`Client::with_auth`](crate::Client::with_auth).
///
/// It sees each response ([`Auth::received`]). After a refusal with status 401 that it can meet, the header is asked for once more, and
/// the request is sent a second time with it, to the same URL.
pub trait Auth: Send + Sync + 'static {
    /// The value of the header of this request; `None` sends none.
    fn authorization<'a>(
        &'a self,
        request: &'a AuthRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<HeaderValue>, Error>>;

    /// The same, for calls over a blocking transport.
    ///
    /// # Errors
    /// Whatever prevents the header from being made; the call ends with it.
    fn authorization_blocking(
        &self,
        request: &AuthRequest<'_>,
    ) -> Result<Option<HeaderValue>, Error>;

    /// Looks at the response to a request, whatever its status. Of a response with status 401 it says whether the request is worth a
    /// second try, for which the header is asked for again. Other responses, and the second refusal within one call, are final.
    fn received(&self, request: &AuthRequest<'_>, response: &http::Response<Bytes>) -> bool {
        let _ = (request, response);
        false
    }
}

impl<T: Auth + ?Sized> Auth for Arc<T> {
    fn authorization<'a>(
        &'a self,
        request: &'a AuthRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<HeaderValue>, Error>> {
        (**self).authorization(request)
    }

    fn authorization_blocking(
        &self,
        request: &AuthRequest<'_>,
    ) -> Result<Option<HeaderValue>, Error> {
        (**self).authorization_blocking(request)
    }

    fn received(&self, request: &AuthRequest<'_>, response: &http::Response<Bytes>) -> bool {
        (**self).received(request, response)
    }
}

/// The request that an [`Auth`] makes a header for.
#[derive(Clone, Copy)]
pub struct AuthRequest<'a> {
    method: &'a Method,
    uri: &'a Uri,
    sent: Option<&'a HeaderValue>,
}

impl<'a> AuthRequest<'a> {
    /// A request that was not sent yet, with its absolute URL.
    pub fn new(method: &'a Method, uri: &'a Uri) -> Self {
        Self {
            method,
            uri,
            sent: None,
        }
    }

    /// The same request, after it was sent with this header, or with none.
    #[must_use]
    pub fn with_sent(mut self, value: Option<&'a HeaderValue>) -> Self {
        self.sent = value;
        self
    }

    /// The method.
    pub fn method(&self) -> &'a Method {
        self.method
    }

    /// The absolute URL. Its path and query are the target in the request line.
    pub fn uri(&self) -> &'a Uri {
        self.uri
    }

    /// The header that the request was sent with: in [`Auth::received`] the one of the response's request, else the one that the
    /// server has just refused.
    pub fn sent(&self) -> Option<&'a HeaderValue> {
        self.sent
    }
}

/// Basic authentication (RFC 7617): user and password with each request. Use it over `https` only.
///
/// ```
/// use soap_runtime::{Basic, Client, transport::MockTransport};
/// let client = Client::new("https://example.invalid/a.svc", MockTransport::new()).with_auth(Basic::new("ann", "s3cret"));
/// assert!(!format!("{client:?} {:?}", Basic::new("ann", "s3cret")).contains("s3cret"));
/// ```
#[derive(Clone)]
pub struct Basic(String);

impl Basic {
    /// User and password. The user must have no colon in it.
    pub fn new(user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let text = format!("{}:{}", user.as_ref(), password.as_ref());
        Self(format!("Basic {}", STANDARD.encode(text)))
    }
}

impl Auth for Basic {
    fn authorization<'a>(
        &'a self,
        request: &'a AuthRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<HeaderValue>, Error>> {
        Box::pin(std::future::ready(self.authorization_blocking(request)))
    }

    fn authorization_blocking(&self, _: &AuthRequest<'_>) -> Result<Option<HeaderValue>, Error> {
        header(self.0.as_bytes()).map(Some)
    }
}

/// The error of a function that gives tokens.
type SourceError = Box<dyn StdError + Send + Sync>;
type AsyncSource = dyn Fn() -> BoxFuture<'static, Result<String, SourceError>> + Send + Sync;
type BlockingSource = dyn Fn() -> Result<String, SourceError> + Send + Sync;

/// A bearer token (RFC 6750), which can be fetched, and fetched again once the server refuses it.
///
/// ```
/// use soap_runtime::{Bearer, Client, transport::MockTransport};
/// # async fn fetch() -> Result<String, std::io::Error> { Ok("t0ken".into()) }
/// let fixed = Bearer::new("t0ken");
/// let fetched = Bearer::refreshed_by(|| async { Ok(fetch().await?) });
/// let client = Client::new("https://example.invalid/a.svc", MockTransport::new()).with_auth(fetched);
/// # let _ = (fixed, client);
/// ```
pub struct Bearer {
    source: TokenSource,
    /// The token that is used until the server refuses it.
    token: Mutex<Option<String>>,
}

enum TokenSource {
    None,
    Async(Box<AsyncSource>),
    Blocking(Box<BlockingSource>),
}

impl Bearer {
    /// This token, always.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            source: TokenSource::None,
            token: Mutex::new(Some(token.into())),
        }
    }

    /// A token that `source` gives: it is asked at the first call, and after each refusal (401). Calls that run at the same time
    /// may each ask. For asynchronous calls only.
    pub fn refreshed_by<F, T>(source: F) -> Self
    where
        F: Fn() -> T + Send + Sync + 'static,
        T: Future<Output = Result<String, SourceError>> + Send + 'static,
    {
        Self {
            source: TokenSource::Async(Box::new(move || Box::pin(source()))),
            token: Mutex::new(None),
        }
    }

    /// The same with a function that blocks, for blocking calls. An asynchronous call would block its thread meanwhile.
    pub fn refreshed_by_blocking(
        source: impl Fn() -> Result<String, SourceError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            source: TokenSource::Blocking(Box::new(source)),
            token: Mutex::new(None),
        }
    }

    fn can_refresh(&self) -> bool {
        !matches!(self.source, TokenSource::None)
    }

    /// The header of the token that is there, unless it is the refused one.
    fn kept(&self, refused: Option<&HeaderValue>) -> Option<Result<HeaderValue, Error>> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        match bearer(token.as_deref()?) {
            Ok(value) if self.can_refresh() && Some(&value) == refused => None,
            kept => Some(kept),
        }
    }

    /// Takes what the source gave.
    fn take(&self, token: Result<String, SourceError>) -> Result<HeaderValue, Error> {
        let token = token.map_err(|source| {
            Error::from(
                TransportError::new(
                    TransportErrorKind::InvalidRequest,
                    "no access token could be had",
                )
                .caused_by(source),
            )
        })?;
        let value = bearer(&token);
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        value
    }
}

impl Auth for Bearer {
    fn authorization<'a>(
        &'a self,
        request: &'a AuthRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<HeaderValue>, Error>> {
        Box::pin(async move {
            match (self.kept(request.sent()), &self.source) {
                (None, TokenSource::Async(source)) => self.take(source().await).map(Some),
                (Some(kept), _) => kept.map(Some),
                _ => self.authorization_blocking(request),
            }
        })
    }

    fn authorization_blocking(
        &self,
        request: &AuthRequest<'_>,
    ) -> Result<Option<HeaderValue>, Error> {
        match (self.kept(request.sent()), &self.source) {
            (Some(kept), _) => kept.map(Some),
            (None, TokenSource::Blocking(source)) => self.take(source()).map(Some),
            (None, TokenSource::Async(_) | TokenSource::None) => Err(TransportError::new(
                TransportErrorKind::WrongMode,
                "the source of access tokens is asynchronous: use Bearer::refreshed_by_blocking for blocking calls",
            )
            .into()),
        }
    }

    fn received(&self, _: &AuthRequest<'_>, _: &http::Response<Bytes>) -> bool {
        self.can_refresh()
    }
}

fn bearer(token: &str) -> Result<HeaderValue, Error> {
    header(format!("Bearer {token}").as_bytes())
}

pub(super) fn header(text: &[u8]) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_bytes(text)
        .map_err(|_| InvalidRequest::new("the credentials cannot be put into an HTTP header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Leaves out the query of the URL and the header.
impl fmt::Debug for AuthRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthRequest")
            .field("method", &self.method)
            .field("uri", &endpoint::shown(&self.uri.to_string()))
            .field("sent", &self.sent.is_some())
            .finish()
    }
}

/// The credentials are not shown.
impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Basic(***)")
    }
}

/// The token is not shown.
impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bearer")
            .field("can_refresh", &self.can_refresh())
            .finish_non_exhaustive()
    }
}
