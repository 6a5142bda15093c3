//! The ways in which a session gets its ticket.

use super::Ticket;
use soap_runtime::transport::{BoxFuture, TransportError};
use soap_runtime::{Error, ErrorDetails, ServiceError};
use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::Thread;

/// Gets tickets in its own way: from the online system-user flow, for example, or from a store that several processes
/// share.
///
/// A session asks for a ticket before its first call, and once more for each call that NetServer refuses for want of a
/// valid ticket. Calls that need a ticket at the same time share one request to the provider and its answer.
pub trait TicketProvider: Send + Sync + 'static {
    /// Returns a ticket. `refused` is the ticket that NetServer has just refused, if there is one: a provider that
    /// keeps tickets must return another one.
    fn ticket(&self, refused: Option<&Ticket>) -> BoxFuture<'static, Result<Ticket, BoxError>>;

    /// Returns a ticket to a session over a blocking transport. The default waits for [`ticket`](Self::ticket) on the
    /// calling thread.
    ///
    /// # Errors
    /// Any error that keeps the provider from getting a ticket.
    fn ticket_blocking(&self, refused: Option<&Ticket>) -> Result<Ticket, BoxError> {
        block_on(self.ticket(refused))
    }
}

/// Any error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A function that returns a future is a provider.
impl<F, R> TicketProvider for F
where
    F: Fn(Option<&Ticket>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Ticket, BoxError>> + Send + 'static,
{
    fn ticket(&self, refused: Option<&Ticket>) -> BoxFuture<'static, Result<Ticket, BoxError>> {
        Box::pin(self(refused))
    }
}

/// The way in which a session gets its ticket.
pub(super) enum SignIn {
    Password { user: String, password: String },
    Generic(Vec<(String, String)>),
    Implicit,
    Ticket,
    Provider(Box<dyn TicketProvider>),
}

impl SignIn {
    /// The secrets, which errors must not show.
    pub fn secrets(&self) -> impl Iterator<Item = &String> {
        let (password, values) = match self {
            Self::Password { password, .. } => (Some(password), [].as_slice()),
            Self::Generic(pairs) => (None, pairs.as_slice()),
            Self::Implicit | Self::Ticket | Self::Provider(_) => (None, [].as_slice()),
        };
        password
            .into_iter()
            .chain(values.iter().map(|(_, value)| value))
    }
}

/// Shows the way and no secrets.
impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password { user, .. } => f
                .debug_struct("Password")
                .field("user", user)
                .field("password", &"***")
                .finish(),
            Self::Generic(pairs) => f
                .debug_list()
                .entries(pairs.iter().map(|(name, _)| (name, "***")))
                .finish(),
            Self::Implicit => f.write_str("Implicit"),
            Self::Ticket => f.write_str("Ticket"),
            Self::Provider(_) => f.write_str("Provider"),
        }
    }
}

/// Why a session has no ticket.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SignInError {
    /// NetServer does not know the user, or the password is wrong: `AuthenticationSucceeded` is not true.
    Refused,
    /// NetServer reports success but sends no ticket.
    NoTicket,
    /// The sign-in call failed: a network error, a fault or an `ExceptionInfo`.
    Call(Arc<Error>),
    /// The [`TicketProvider`] failed.
    Provider(Arc<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for SignInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("sign-in was refused: unknown user or wrong password"),
            Self::NoTicket => f.write_str("sign-in gave no ticket"),
            Self::Call(error) => write!(f, "sign-in failed: {error}"),
            Self::Provider(error) => write!(f, "the ticket provider failed: {error}"),
        }
    }
}

impl std::error::Error for SignInError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The message contains the wrapped error's text, so the source is that error's own source.
        match self {
            Self::Refused | Self::NoTicket => None,
            Self::Call(error) => error.source(),
            Self::Provider(error) => error.source(),
        }
    }
}

/// The error of a call that gets no ticket. A network failure keeps the kind `Transport`, so code that handles it need
/// not know about sign-in. All else is of kind `Service`, and `error.service::<SignInError>()` returns it.
impl From<SignInError> for Error {
    fn from(error: SignInError) -> Self {
        if let SignInError::Call(call) = &error
            && let ErrorDetails::Transport(transport) = call.details()
        {
            let text = error.to_string();
            return TransportError::new(transport.kind(), text)
                .caused_by(SharedCause(call.clone()))
                .into();
        }
        ServiceError::new(error.to_string(), error).into()
    }
}

/// The cause of an error that several calls share.
#[derive(Debug)]
struct SharedCause(Arc<Error>);

impl fmt::Display for SharedCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.source() {
            Some(source) => write!(f, "{source}"),
            None => write!(f, "{}", self.0),
        }
    }
}

impl std::error::Error for SharedCause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()?.source()
    }
}

/// Runs a future on this thread, which sleeps while it waits.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(std::thread::current())).into();
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}
