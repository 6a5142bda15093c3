//! HTTP messages: code that clients, servers and transports share. It does no I/O.

#[cfg(any(feature = "client", feature = "server"))]
mod attachment_limits;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod attachments;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod block_on;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod body;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod byte_stream;
#[cfg(feature = "client")]
pub(crate) mod content_coding;
#[cfg(feature = "client")]
pub(crate) mod endpoint;
#[cfg(any(feature = "client", feature = "server"))]
mod invalid_request;
#[cfg(any(feature = "client", feature = "server"))]
mod keeping;
pub(crate) mod media_type;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod multipart;
pub(crate) mod sniff;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod timer;
pub(crate) mod url;

#[cfg(any(feature = "client", feature = "server"))]
pub use invalid_request::InvalidRequest;

use std::future::Future;
use std::pin::Pin;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
