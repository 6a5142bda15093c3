//! Credentials in the `Authorization` header of HTTP requests.

use crate::transport::{BoxFuture, TransportError, TransportErrorKind};
use crate::{Error, InvalidRequest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Provides the `Authorization` header of each request: see [`Client::with_auth`](crate::Client::with_auth).
///
/// A header that the server refuses with status 401 is asked for once more, if [`Auth::can_refresh`] says so, and the request is
/// sent a second time with it.
pub trait Auth: Send + Sync + 'static {
    /// The value of the header. `refused` is the value that the server has just refused.
    fn authorization<'a>(
        &'a self,
        refused: Option<&'a HeaderValue>,
    ) -> BoxFuture<'a, Result<HeaderValue, Error>>;

    /// The same, for calls over a blocking transport.
    ///
    /// # Errors
    /// Whatever prevents the header from being made; the call ends with it.
    fn authorization_blocking(&self, refused: Option<&HeaderValue>) -> Result<HeaderValue, Error>;

    /// Whether it is worth asking again after a refusal.
    fn can_refresh(&self) -> bool {
        false
    }
}

impl<T: Auth + ?Sized> Auth for Arc<T> {
    fn authorization<'a>(
        &'a self,
        refused: Option<&'a HeaderValue>,
    ) -> BoxFuture<'a, Result<HeaderValue, Error>> {
        (**self).authorization(refused)
    }

    fn authorization_blocking(&self, refused: Option<&HeaderValue>) -> Result<HeaderValue, Error> {
        (**self).authorization_blocking(refused)
    }

    fn can_refresh(&self) -> bool {
        (**self).can_refresh()
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
        refused: Option<&'a HeaderValue>,
    ) -> BoxFuture<'a, Result<HeaderValue, Error>> {
        Box::pin(std::future::ready(self.authorization_blocking(refused)))
    }

    fn authorization_blocking(&self, _: Option<&HeaderValue>) -> Result<HeaderValue, Error> {
        header(&self.0)
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
    source: Source,
    /// The token that is used until the server refuses it.
    token: Mutex<Option<String>>,
}

enum Source {
    None,
    Async(Box<AsyncSource>),
    Blocking(Box<BlockingSource>),
}

impl Bearer {
    /// This token, always.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            source: Source::None,
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
            source: Source::Async(Box::new(move || Box::pin(source()))),
            token: Mutex::new(None),
        }
    }

    /// The same with a function that blocks, for blocking calls. An asynchronous call would block its thread meanwhile.
    pub fn refreshed_by_blocking(
        source: impl Fn() -> Result<String, SourceError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            source: Source::Blocking(Box::new(source)),
            token: Mutex::new(None),
        }
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
        refused: Option<&'a HeaderValue>,
    ) -> BoxFuture<'a, Result<HeaderValue, Error>> {
        Box::pin(async move {
            match (self.kept(refused), &self.source) {
                (None, Source::Async(source)) => self.take(source().await),
                (kept, _) => kept.unwrap_or_else(|| self.authorization_blocking(refused)),
            }
        })
    }

    fn authorization_blocking(&self, refused: Option<&HeaderValue>) -> Result<HeaderValue, Error> {
        match (self.kept(refused), &self.source) {
            (Some(kept), _) => kept,
            (None, Source::Blocking(source)) => self.take(source()),
            (None, Source::Async(_) | Source::None) => Err(TransportError::new(
                TransportErrorKind::WrongMode,
                "the source of access tokens is asynchronous: use Bearer::refreshed_by_blocking for blocking calls",
            )
            .into()),
        }
    }

    fn can_refresh(&self) -> bool {
        !matches!(self.source, Source::None)
    }
}

fn bearer(token: &str) -> Result<HeaderValue, Error> {
    header(&format!("Bearer {token}"))
}

fn header(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| InvalidRequest::new("the credentials cannot be put into an HTTP header"))?;
    value.set_sensitive(true);
    Ok(value)
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
