//! Settings of a dispatcher.

use super::failure::Failure;
use super::items::StreamedItems;
use super::{Contract, Dispatcher};
use crate::envelope::{EnvelopeInterceptor, EnvelopeInterceptors};
use crate::http::attachments::AttachmentLimits;
use crate::soap::addressing::{WSA, WSA_2004};
use crate::xml::{ReadOptions, WriteOptions};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) read: ReadOptions,
    pub(super) write: WriteOptions,
    pub(super) times: TimeLimits,
    /// Whether attachments are read while they arrive, and their limits.
    pub(super) attachments: Option<AttachmentLimits>,
    /// Requests whose items are read while they arrive.
    pub(super) items: Vec<StreamedItems>,
    pub(super) any_version: bool,
    pub(super) strict_action: bool,
    pub(super) addressing: bool,
    pub(super) needs_addressing: bool,
    pub(super) envelope_interceptors: EnvelopeInterceptors,
    pub(super) wsdl: Option<Arc<Contract>>,
    pub(super) on_error: Option<ErrorHook>,
}

/// Time limits of one request, by its phases. Within a runtime of Tokio they are on its timers, which must be enabled.
///
/// ```
/// use soap_runtime::server::TimeLimits;
/// use std::time::Duration;
/// let limits = TimeLimits::default().with_operation(Some(Duration::from_secs(3600)));
/// # let _ = limits;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeLimits {
    /// From the start of the body to the end of the message, without attachments that are streamed.
    pub message: Option<Duration>,
    /// From one piece of a streamed attachment to the next one, while it is waited for.
    pub piece: Option<Duration>,
    /// Of the operation, which reads streamed attachments, and of each interceptor of envelopes.
    pub operation: Option<Duration>,
}

/// 60 seconds each.
impl Default for TimeLimits {
    fn default() -> Self {
        Self::each(Some(Duration::from_secs(60)))
    }
}

impl TimeLimits {
    /// The same limit for each phase; `None` for no limits.
    pub const fn each(limit: Option<Duration>) -> Self {
        Self {
            message: limit,
            piece: limit,
            operation: limit,
        }
    }

    /// Sets [`TimeLimits::message`].
    #[must_use]
    pub const fn with_message(mut self, limit: Option<Duration>) -> Self {
        self.message = limit;
        self
    }

    /// Sets [`TimeLimits::piece`].
    #[must_use]
    pub const fn with_piece(mut self, limit: Option<Duration>) -> Self {
        self.piece = limit;
        self
    }

    /// Sets [`TimeLimits::operation`].
    #[must_use]
    pub const fn with_operation(mut self, limit: Option<Duration>) -> Self {
        self.operation = limit;
        self
    }
}

/// A function that gets the errors that callers are not told.
type ErrorHook = Arc<dyn Fn(&Failure) + Send + Sync>;

impl Default for Settings {
    fn default() -> Self {
        let mut read = ReadOptions::default();
        read.limits.message = 16 << 20;
        Self {
            read,
            write: WriteOptions::default(),
            times: TimeLimits::default(),
            attachments: None,
            items: Vec::new(),
            any_version: false,
            strict_action: false,
            addressing: false,
            needs_addressing: false,
            envelope_interceptors: Vec::new(),
            wsdl: None,
            on_error: None,
        }
    }
}

impl Settings {
    /// Tells the service of an error that its caller learns nothing of.
    pub(super) fn report(&self, failure: &Failure) {
        #[cfg(feature = "tracing")]
        {
            let (service, operation) = failure.operation().unwrap_or_default();
            let cause = std::error::Error::source(failure).map(tracing::field::display);
            tracing::error!(
                rpc.service = service,
                rpc.method = operation,
                cause,
                "{failure}"
            );
        }
        if let Some(hook) = &self.on_error {
            // A hook that panics must not cost the caller its answer.
            let _ = panic::catch_unwind(AssertUnwindSafe(|| hook(failure)));
        }
    }

    fn understand(&mut self, namespaces: impl IntoIterator<Item = &'static str>) {
        for namespace in namespaces {
            if !self.read.understood.contains(&namespace) {
                self.read.understood.push(namespace);
            }
        }
    }
}

impl Dispatcher {
    /// Sets how requests are read, in place of the default: that of [`ReadOptions`], with messages of at most 16 MiB. To change only
    /// some of it, use [`Dispatcher::update_read`].
    pub fn read(mut self, options: ReadOptions) -> Self {
        let settings = self.settings_mut();
        let understood = std::mem::take(&mut settings.read.understood);
        settings.read = options;
        settings.understand(understood);
        self
    }

    /// Changes how requests are read.
    ///
    /// ```
    /// # use soap_runtime::server::Dispatcher;
    /// # use std::sync::Arc;
    /// let dispatcher = Dispatcher::builder(Arc::new(())).build().update_read(|read| read.strict = true);
    /// # let _ = dispatcher;
    /// ```
    pub fn update_read(mut self, change: impl FnOnce(&mut ReadOptions)) -> Self {
        change(&mut self.settings_mut().read);
        self
    }

    /// Calls `hook` with each error that the caller learns nothing of: a response or fault that cannot be written, a panic, an
    /// operation that takes too long.
    ///
    /// ```
    /// # use soap_runtime::server::Dispatcher;
    /// # use std::sync::Arc;
    /// let dispatcher = Dispatcher::builder(Arc::new(())).build().on_error(|failure| {
    ///     let cause = std::error::Error::source(failure).map(ToString::to_string);
    ///     eprintln!("{failure}: {}", cause.unwrap_or_default());
    /// });
    /// # let _ = dispatcher;
    /// ```
    pub fn on_error(mut self, hook: impl Fn(&Failure) + Send + Sync + 'static) -> Self {
        self.settings_mut().on_error = Some(Arc::new(hook));
        self
    }

    /// Understands the header blocks of these namespaces: one with `mustUnderstand` is no fault. The operation finds them in
    /// [`Request::unknown_headers`](super::Request::unknown_headers), unverified. The limits stay as they are.
    pub fn understand(mut self, namespaces: impl IntoIterator<Item = &'static str>) -> Self {
        self.settings_mut().understand(namespaces);
        self
    }

    /// Adds an interceptor of envelopes, which checks or changes requests before they are read, and responses and faults before they
    /// are sent. A request that it refuses gets the fault of its [`Rejection`](crate::Rejection), which no interceptor sees. Its time
    /// counts towards [`Dispatcher::time_limit`].
    pub fn envelope_interceptor(mut self, interceptor: impl EnvelopeInterceptor) -> Self {
        let settings = self.settings_mut();
        settings.understand(interceptor.understood().iter().copied());
        settings.envelope_interceptors.push(Arc::new(interceptor));
        self
    }

    /// Sets how responses are written.
    pub fn write(mut self, options: WriteOptions) -> Self {
        self.settings_mut().write = options;
        self
    }

    /// Sets the time limit of each phase of a request: for it to arrive (over the `tower` service), and for an operation to answer. The
    /// default is 60 seconds each. An operation that takes longer is dropped at its next await, and the caller gets a
    /// server fault.
    pub fn time_limit(self, limit: Option<Duration>) -> Self {
        self.time_limits(TimeLimits::each(limit))
    }

    /// Sets the time limits of the phases of a request.
    pub fn time_limits(mut self, limits: TimeLimits) -> Self {
        self.settings_mut().times = limits;
        self
    }

    /// Reads attachments while they arrive, within these limits, instead of collecting them: operations find them in
    /// [`Request::attachments`](super::Request::attachments). A member of the type [`Base64Binary`](crate::Base64Binary) whose bytes are
    /// in an attachment has no bytes then, but says which: [`Base64Binary::content_id`](crate::Base64Binary::content_id).
    ///
    /// Without it the whole package has the limit of messages.
    pub fn stream_attachments(mut self, limits: AttachmentLimits) -> Self {
        self.settings_mut().attachments = Some(limits);
        self
    }

    /// Accepts SOAP 1.1 and 1.2, whatever the contract's binding says, and answers in the caller's version. Without it,
    /// a request in another version gets a VersionMismatch fault.
    pub fn any_version(mut self) -> Self {
        self.settings_mut().any_version = true;
        self
    }

    /// Refuses requests whose SOAPAction names another operation than the Body. Without it only the Body decides, as
    /// WS-I Basic Profile 1.1 (R1127) says.
    pub fn strict_action(mut self) -> Self {
        self.settings_mut().strict_action = true;
        self
    }

    /// Understands the headers of WS-Addressing, 1.0 and of August 2004, and answers requests that have them with `Action`, `RelatesTo` and
    /// the reference parameters of the address that the response is for, in the namespace of the request. The
    /// action of a response or declared fault is what the contract states, else the default of the standard. A request's `Action`
    /// counts before its SOAPAction.
    ///
    /// Responses go back on the connection of the request. A request whose `ReplyTo` or `FaultTo` is the address `none` gets an empty
    /// response (202), and one with another address than the anonymous one the fault `OnlyAnonymousAddressSupported`. Other wrong headers
    /// get the faults of the standard (SOAP Binding, section 6.4): [`AddressingFaultCode`](crate::soap::AddressingFaultCode) lists
    /// them.
    pub fn addressing(mut self) -> Self {
        let settings = self.settings_mut();
        settings.addressing = true;
        settings.understand([WSA, WSA_2004]);
        self
    }

    /// As [`Dispatcher::addressing`], and a request without the headers gets the fault `MessageAddressingHeaderRequired`.
    pub fn require_addressing(mut self) -> Self {
        self.settings_mut().needs_addressing = true;
        self.addressing()
    }

    /// Answers `GET ?wsdl` with this contract: its text, or a [`Contract`] with the documents that it imports. The requested URL
    /// replaces the addresses of its ports. A document that is not well-formed is served unchanged.
    pub fn wsdl(mut self, contract: impl Into<Contract>) -> Self {
        self.settings_mut().wsdl = Some(Arc::new(contract.into()));
        self
    }
}
