//! The builder of a dispatcher.

use super::dispatcher::{Handler, Route};
use super::messages::IncomingRequest;
use super::{Dispatcher, Error, Request, Response};
use crate::binding::{Blank, Complex, Content};
use crate::soap::{FaultDetail, Operation};
use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

/// Adds operations to a [`Dispatcher`]. Generated code calls it.
pub struct Builder<S: ?Sized> {
    service: Arc<S>,
    routes: Vec<Route>,
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
        Self {
            service,
            routes: Vec::new(),
        }
    }

    /// Adds an operation. If another operation's request has the same element, the SOAPAction decides between them.
    pub fn operation<B, H, RB, RH, E, F, Fut>(
        mut self,
        operation: &'static Operation,
        handler: F,
    ) -> Self
    where
        B: Content + Blank + Send + 'static,
        H: Complex + Blank + Send + Sync + 'static,
        RB: Content + 'static,
        RH: Complex + 'static,
        E: FaultDetail + Send + 'static,
        F: Fn(Arc<S>, Request<B, H>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<RB, RH>, Error<E>>> + Send + 'static,
    {
        let service = self.service.clone();
        let handler = Arc::new(handler);
        let handler: Handler = Box::new(move |incoming: IncomingRequest| {
            let (service, handler) = (service.clone(), handler.clone());
            Box::pin(async move {
                let (mut body, mut headers) = (B::blank(), H::blank());
                let parts = incoming.read(&mut headers, &mut body)?;
                let reply = handler(
                    service,
                    Request {
                        body,
                        headers,
                        skipped: parts.skipped,
                        unknown_headers: parts.unknown_headers,
                        http: parts.http,
                        attachments: parts.attachments,
                        items: parts.items,
                    },
                )
                .await;
                match reply {
                    Ok(reply) => {
                        let writer = parts.writer;
                        writer.write(&reply.headers, &reply.body, (reply.attachments, reply.more))
                    }
                    Err(error) => Err(parts.writer.fault(error.into_fault(operation))),
                }
            })
        });
        self.routes.push(Route {
            operation,
            request: TypeId::of::<B>(),
            handler,
        });
        self
    }

    /// Makes the dispatcher, with default settings.
    pub fn build(self) -> Dispatcher {
        Dispatcher::of(self.routes)
    }
}
