//! Putting a dispatcher together.

use super::dispatcher::{Handler, Route};
use super::exchange::Incoming;
use super::{Dispatcher, Request, Response};
use crate::client::Filled;
use crate::schema::{Complex, Content, Operation};
use crate::soap::Fault;
use crate::xml::{ReadOptions, WriteOptions};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// Puts a [`Dispatcher`] together. Generated code adds the operations; the settings are yours.
pub struct Builder<S: ?Sized> {
    service: Arc<S>,
    pub(super) routes: Vec<Route>,
    pub(super) settings: Settings,
}

/// Settings of a dispatcher.
pub(super) struct Settings {
    pub(super) read: ReadOptions,
    pub(super) write: WriteOptions,
    pub(super) time: Option<Duration>,
    pub(super) any_version: bool,
    pub(super) strict_action: bool,
    pub(super) wsdl: Option<String>,
}

impl<S: ?Sized> fmt::Debug for Builder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.routes.iter().map(|route| route.operation.name))
            .finish()
    }
}

impl<S: Send + Sync + ?Sized + 'static> Builder<S> {
    pub(super) fn new(service: Arc<S>) -> Self {
        let mut read = ReadOptions::default();
        read.limits.message = 16 << 20;
        let settings = Settings {
            read,
            write: WriteOptions::default(),
            time: Some(Duration::from_secs(60)),
            any_version: false,
            strict_action: false,
            wsdl: None,
        };
        Self {
            service,
            routes: Vec::new(),
            settings,
        }
    }

    /// Adds an operation. If another operation's request has the same element, the SOAPAction tells them apart.
    pub fn operation<B, H, RB, RH, F, Fut>(
        mut self,
        operation: &'static Operation,
        handler: F,
    ) -> Self
    where
        B: Content + Default + Send + 'static,
        H: Complex + Default + Send + Sync + 'static,
        RB: Content + 'static,
        RH: Complex + 'static,
        F: Fn(Arc<S>, Request<B, H>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<RB, RH>, Fault>> + Send + 'static,
    {
        let service = self.service.clone();
        let handler = Arc::new(handler);
        let handler: Handler = Box::new(move |incoming: Incoming| {
            let (service, handler) = (service.clone(), handler.clone());
            Box::pin(async move {
                let mut filled = Filled::<B, H>::default();
                let read = incoming.read(&mut filled)?;
                let Filled { body, headers } = filled;
                let reply = handler(
                    service,
                    Request {
                        body,
                        headers,
                        skipped: read.skipped,
                        unknown_headers: read.unknown_headers,
                        http: read.http,
                    },
                )
                .await?;
                read.outgoing.write(&reply.headers, &reply.body)
            })
        });
        self.routes.push(Route { operation, handler });
        self
    }

    /// How requests are read. The default limits are those of [`Limits`](crate::xml::Limits), but for a message of at most
    /// 16 MiB.
    pub fn read(mut self, options: ReadOptions) -> Self {
        self.settings.read = options;
        self
    }

    /// How replies are written.
    pub fn write(mut self, options: WriteOptions) -> Self {
        self.settings.write = options;
        self
    }

    /// How long a request may take to arrive, and an operation to answer: 60 seconds unless it is set. The limits hold within a
    /// Tokio runtime; an operation that takes longer is dropped, and the caller gets a server fault.
    pub fn time_limit(mut self, limit: Option<Duration>) -> Self {
        self.settings.time = limit;
        self
    }

    /// Accepts SOAP 1.1 and 1.2, whatever the contract's binding says, and answers in the caller's version. Without this, a
    /// request in another version gets a VersionMismatch fault.
    pub fn any_version(mut self) -> Self {
        self.settings.any_version = true;
        self
    }

    /// Refuses requests whose SOAPAction names another operation than their Body does. Without this the Body decides, as WS-I
    /// Basic Profile 1.1 (R1127) has it.
    pub fn strict_action(mut self) -> Self {
        self.settings.strict_action = true;
        self
    }

    /// Answers `GET ?wsdl` with this contract, in which the addresses of the ports become the URL that was asked for.
    pub fn wsdl(mut self, text: impl Into<String>) -> Self {
        self.settings.wsdl = Some(text.into());
        self
    }

    /// The dispatcher.
    pub fn build(self) -> Dispatcher {
        Dispatcher::of(self.routes, self.settings)
    }
}
