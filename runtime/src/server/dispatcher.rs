//! Finds the operation for an HTTP request.

use super::addressing::Addressed;
use super::builder::Builder;
use super::catch_unwind::{Panicked, catch_unwind};
use super::failure::{Failure, FailureKind};
use super::messages::{IncomingRequest, Written, fault_response, message_response};
use super::package::{self, RequestPackage, Unpacked};
use super::settings::Settings;
use super::{Body, faults, http_errors};
use crate::http::BoxFuture;
use crate::http::byte_stream::ByteStream;
use crate::http::media_type::MediaType;
use crate::http::sniff::{BodyKind, sniff};
use crate::http::timer::{Elapsed, timeout};
use crate::soap::{Fault, Operation, SoapVersion, peek_body};
use crate::{EnvelopeContext, Rejection, envelope};
use bytes::Bytes;
use http::{Method, header};
use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

/// Reads requests, calls operations, writes responses. Cloning is cheap.
///
/// It is a `tower::Service` over any body type, so `axum` and `hyper` can serve it. [`Dispatcher::handle`] needs
/// neither, for example in a test. The trait and the function `dispatcher` are generated from the contract of the [front page](crate);
/// [the module](crate::server) has the same on axum.
///
#[cfg_attr(feature = "client", doc = "```")]
#[cfg_attr(not(feature = "client"), doc = "```ignore")]
/// # mod shop { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/start/expected/mod.rs")); }
/// use shop::{Order, OrderFault, OrderResponse, ShopServer, SoldOut};
/// use soap_runtime::server::{Request, Result};
///
/// struct Shop;
///
/// impl ShopServer for Shop {
///     async fn order(&self, _: Request<Order>) -> Result<OrderResponse, (), OrderFault> {
///         Err(OrderFault::SoldOut(SoldOut::new(0)).into())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let request = http::Request::post("/shop").header("content-type", "text/xml").body(bytes::Bytes::from(
///     "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
///      <Order xmlns='urn:shop'><isbn>9780000000001</isbn><count>2</count></Order></s:Body></s:Envelope>",
/// ));
/// let response = shop::dispatcher(Shop).handle(request.unwrap()).await;
/// assert_eq!(response.status(), 500);
/// assert!(response.body().windows(14).any(|text| text == b"<left>0</left>"));
/// # }
/// ```
#[derive(Clone)]
pub struct Dispatcher {
    routes: Arc<[Route]>,
    settings: Arc<Settings>,
}

/// An operation and its handler.
pub(super) struct Route {
    pub(super) operation: &'static Operation,
    /// The type of its requests.
    pub(super) request: TypeId,
    pub(super) handler: Handler,
}

/// The answer to a request that has passed the interceptors.
pub(super) struct Answer {
    pub(super) version: SoapVersion,
    /// The operation, if it was found.
    operation: Option<&'static Operation>,
    pub(super) response: http::Response<Bytes>,
    /// The attachments, which interceptors do not see.
    pub(super) written: Written,
}

impl Answer {
    fn new(
        version: SoapVersion,
        operation: Option<&'static Operation>,
        response: http::Response<Bytes>,
    ) -> Self {
        Self {
            version,
            operation,
            response,
            written: Written::default(),
        }
    }
}

/// Returns the message of the answer.
pub(super) type Handler =
    Box<dyn Fn(IncomingRequest) -> BoxFuture<'static, Result<Written, Box<Fault>>> + Send + Sync>;

impl Dispatcher {
    /// Starts a dispatcher for the operations of `service`. Generated code calls it.
    pub fn builder<S: Send + Sync + ?Sized + 'static>(service: Arc<S>) -> Builder<S> {
        Builder::new(service)
    }

    pub(super) fn of(routes: Vec<Route>) -> Self {
        Self {
            routes: routes.into(),
            settings: Arc::default(),
        }
    }

    pub(super) fn settings_mut(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.settings)
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Answers a request that is in memory, with a response that is. It never fails: an error becomes a fault or a plain HTTP error.
    /// Attachments of the response are collected, within the limit of messages.
    pub fn handle(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = http::Response<Bytes>> + Send + 'static {
        let dispatcher = self.clone();
        async move {
            let (parts, body) = request.into_parts();
            let settings = dispatcher.settings.clone();
            let response = match Self::is_package(&parts) {
                true => dispatcher.answer_package(parts, body.into()).await,
                false => dispatcher.answer(parts, body).await,
            };
            let (parts, body) = response.into_parts();
            match body.to_bytes(settings.read.limits.message).await {
                Ok(body) => http::Response::from_parts(parts, body),
                Err(_) => {
                    settings.report(&Failure::new(FailureKind::Response, None));
                    fault_response(SoapVersion::Soap11, &faults::internal(), &settings)
                }
            }
        }
    }

    /// Whether a request has attachments.
    pub(super) fn is_package(parts: &http::request::Parts) -> bool {
        parts.method == Method::POST && MediaType::of(&parts.headers).essence == "multipart/related"
    }

    /// Answers a request with attachments.
    pub(super) async fn answer_package(
        self,
        parts: http::request::Parts,
        stream: ByteStream,
    ) -> http::Response<Body> {
        if is_compressed(&parts) {
            return http_errors::compressed().map(Body::from);
        }
        let media_type = MediaType::of(&parts.headers);
        let unpacked = match package::unpack(&self.settings, &media_type, stream).await {
            Ok(unpacked) => unpacked,
            Err(response) => return response.map(Body::from),
        };
        match is_message(&unpacked.media_type, &unpacked.message) {
            Ok(()) => self.converse(parts, unpacked).await,
            Err(response) => response.map(Body::from),
        }
    }

    /// Answers a request of one part.
    pub(super) async fn answer(
        self,
        parts: http::request::Parts,
        body: Bytes,
    ) -> http::Response<Body> {
        match accepted(&self.settings, &parts, &body) {
            Ok(media_type) => {
                let unpacked = Unpacked {
                    message: body,
                    media_type,
                    parts: RequestPackage::None,
                };
                self.converse(parts, unpacked).await
            }
            Err(response) => response.map(Body::from),
        }
    }

    /// Runs the interceptors of envelopes around the operation.
    async fn converse(
        self,
        parts: http::request::Parts,
        unpacked: Unpacked,
    ) -> http::Response<Body> {
        let Unpacked {
            message: body,
            media_type,
            parts: package,
        } = unpacked;
        let settings = &self.settings;
        let supposed = supposed(&media_type);
        if settings.envelope_interceptors.is_empty() {
            let reply = self
                .reply(parts, &media_type, supposed, body, package)
                .await;
            return package::pack(reply.version, reply.response, reply.written, settings);
        }
        match self
            .intercepted(parts, &media_type, supposed, body, package)
            .await
        {
            Ok(reply) => package::pack(reply.version, reply.response, reply.written, settings),
            Err(response) => response.map(Body::from),
        }
    }

    async fn intercepted(
        &self,
        mut parts: http::request::Parts,
        media_type: &MediaType,
        supposed: SoapVersion,
        body: Bytes,
        mut package: RequestPackage,
    ) -> Result<Answer, http::Response<Bytes>> {
        let settings = &self.settings;
        let mut context = EnvelopeContext::new(supposed);
        context.is_server = true;
        context.endpoint = parts.uri.to_string();
        context.charset = media_type.charset().map(str::to_owned);
        let interceptors = &settings.envelope_interceptors;
        let are_seen = envelope::see_attachments(interceptors);
        let attachments = match are_seen {
            true => package.take(),
            false => Vec::new(),
        };
        let received = (body, attachments);
        let received = Box::pin(envelope::incoming(interceptors, &mut context, received));
        let body = match timeout(settings.times.operation, catch_unwind(received)).await {
            Ok(Ok(Ok((body, attachments)))) => {
                if are_seen {
                    package = package.with(attachments);
                }
                body
            }
            Ok(Ok(Err(rejection))) => {
                let fault = faults::rejected(&rejection);
                return Err(fault_response(supposed, &fault, settings));
            }
            Ok(Err(Panicked)) => {
                settings.report(&Failure::new(FailureKind::Panic, None));
                return Err(fault_response(supposed, &faults::internal(), settings));
            }
            Err(Elapsed) => {
                settings.report(&Failure::new(FailureKind::Timeout, None));
                return Err(fault_response(supposed, &faults::late(), settings));
            }
        };
        if body.len() > settings.read.limits.message {
            return Err(http_errors::too_large());
        }
        parts.extensions.extend(context.extensions.clone());
        let mut reply = self.reply(parts, media_type, supposed, body, package).await;
        if reply.response.body().is_empty() {
            return Ok(reply);
        }
        let (version, operation) = (reply.version, reply.operation);
        context.operation = operation;
        context.version = version;
        let message = std::mem::take(reply.response.body_mut());
        let written = &mut reply.written;
        let sent = Box::pin(async {
            let attachments = match are_seen {
                true => written
                    .take_attachments()
                    .await
                    .map_err(Rejection::unread)?,
                false => Vec::new(),
            };
            envelope::outgoing(interceptors, &mut context, (message, attachments)).await
        });
        let fault = match timeout(settings.times.operation, catch_unwind(sent)).await {
            Ok(Ok(Ok((message, attachments)))) => {
                *reply.response.body_mut() = message;
                if are_seen {
                    let attachments = attachments.into_iter().map(Into::into);
                    reply.written.attachments = attachments.collect();
                }
                return Ok(reply);
            }
            Ok(Ok(Err(rejection))) => {
                let fault = rejection.fault().cloned();
                let failure = Failure::new(FailureKind::Response, operation);
                settings.report(&failure.caused_by(rejection));
                fault
            }
            Ok(Err(Panicked)) => {
                settings.report(&Failure::new(FailureKind::Panic, operation));
                None
            }
            Err(Elapsed) => {
                settings.report(&Failure::new(FailureKind::Timeout, operation));
                Some(faults::late())
            }
        };
        let fault = fault.unwrap_or_else(faults::internal);
        Err(fault_response(version, &fault, settings))
    }

    /// Reads the message and answers it.
    pub(super) async fn reply(
        &self,
        parts: http::request::Parts,
        media_type: &MediaType,
        supposed: SoapVersion,
        body: Bytes,
        package: RequestPackage,
    ) -> Answer {
        let settings = &self.settings;
        let peeked = match peek_body(&body, media_type.charset(), &settings.read) {
            Ok(peeked) => peeked,
            Err(error) => {
                let version = match self.speaks(supposed) {
                    true => supposed,
                    false => self.version(),
                };
                let fault = faults::unreadable(&error);
                return Answer::new(version, None, fault_response(version, &fault, settings));
            }
        };
        let version = peeked.version;
        if !self.speaks(version) {
            return self.version_mismatch();
        }
        let name = peeked
            .name
            .as_ref()
            .map(|name| (&*name.namespace, &*name.local));
        let addressed = Addressed::asked(&body, media_type.charset(), settings);
        let soap_action = action_of(&parts, media_type);
        let action = addressed
            .as_ref()
            .and_then(|addressed| addressed.action.clone())
            .or_else(|| soap_action.clone());
        let refused = |operation: Option<&'static Operation>, fault: &Fault| {
            let mut fault = fault.clone();
            if let Some(addressed) = &addressed {
                if addressed.drops_fault() {
                    return http_errors::accepted();
                }
                fault.headers.extend(addressed.fault(operation, &fault));
            }
            fault_response(version, &fault, settings)
        };
        if let Some(fault) = addressed.as_ref().and_then(|one| one.problem(version)) {
            return Answer::new(version, None, refused(None, &fault));
        }
        let route = match self.route(name, action.as_deref()) {
            Ok(route) => route,
            Err(fault) => return Answer::new(version, None, refused(None, &fault)),
        };
        let operation = route.operation;
        let problem = addressed
            .as_ref()
            .and_then(|one| one.problem_of(operation, soap_action.as_deref(), version));
        if let Some(fault) = problem {
            return Answer::new(version, Some(operation), refused(Some(operation), &fault));
        }
        let drops_response = addressed.as_ref().is_some_and(Addressed::drops_response);
        let incoming = IncomingRequest {
            operation,
            version,
            message: body,
            charset: media_type.charset().map(str::to_owned),
            http: parts,
            settings: settings.clone(),
            addressed: addressed.clone(),
            package,
        };
        let outcome = timeout(
            settings.times.operation,
            catch_unwind((route.handler)(incoming)),
        )
        .await;
        let response = match outcome {
            Ok(Ok(Ok(_))) if operation.one_way || drops_response => http_errors::accepted(),
            Ok(Ok(Ok(mut written))) => {
                let message = std::mem::take(&mut written.message);
                return Answer {
                    version,
                    operation: Some(operation),
                    response: message_response(version, message),
                    written,
                };
            }
            Ok(Ok(Err(fault))) => refused(Some(operation), &fault),
            Ok(Err(Panicked)) => {
                settings.report(&Failure::new(FailureKind::Panic, Some(operation)));
                refused(Some(operation), &faults::internal())
            }
            Err(Elapsed) => {
                settings.report(&Failure::new(FailureKind::Timeout, Some(operation)));
                refused(Some(operation), &faults::late())
            }
        };
        Answer::new(version, Some(operation), response)
    }

    /// The operations whose requests have this type.
    pub(super) fn operations_of(&self, request: TypeId) -> Vec<&'static Operation> {
        let routes = self.routes.iter().filter(|route| route.request == request);
        routes.map(|route| route.operation).collect()
    }

    /// The operation of a request, if there is one.
    pub(super) fn operation(
        &self,
        name: Option<(&str, &str)>,
        action: Option<&str>,
    ) -> Option<&'static Operation> {
        self.route(name, action).ok().map(|route| route.operation)
    }

    fn speaks(&self, version: SoapVersion) -> bool {
        self.settings.any_version
            || self
                .routes
                .iter()
                .any(|route| route.operation.version == version)
    }

    fn version_mismatch(&self) -> Answer {
        // SOAP 1.2 Part 1, appendix A: nodes of either version understand a SOAP 1.1 fault here.
        let version = SoapVersion::Soap11;
        let fault = faults::version_mismatch(self.version());
        Answer::new(
            version,
            None,
            fault_response(version, &fault, &self.settings),
        )
    }

    /// The SOAP version of the first operation.
    fn version(&self) -> SoapVersion {
        self.routes
            .first()
            .map_or(SoapVersion::Soap11, |route| route.operation.version)
    }

    fn route(
        &self,
        name: Option<(&str, &str)>,
        action: Option<&str>,
    ) -> Result<&Route, Box<Fault>> {
        let by_action = action.and_then(|action| {
            self.routes.iter().find(|route| {
                [route.operation.soap_action, route.operation.action()].contains(&action)
            })
        });
        let takes = |route: &&Route| match (route.operation.input, name) {
            (Some(member), Some(name)) => {
                member.names().any(|one| (one.namespace, one.local) == name)
            }
            (None, None) => true,
            _ => false,
        };
        let mut candidates = self.routes.iter().filter(takes);
        match (candidates.next(), candidates.next(), by_action) {
            (Some(_), _, Some(named)) if takes(&named) => Ok(named),
            (Some(_), _, Some(_)) if self.settings.strict_action => {
                Err(faults::action_mismatch().into())
            }
            (Some(only), None, _) => Ok(only),
            (Some(_), Some(_), _) => Err(faults::action_needed().into()),
            (None, ..) => {
                let elements = self.routes.iter().filter_map(|route| route.operation.input);
                let mut names = elements.flat_map(|member| member.names());
                let namesake = names.find(|one| name.is_some_and(|name| name.1 == one.local));
                let namespace = namesake.map(|one| one.namespace);
                Err(faults::unknown_operation(name, namespace).into())
            }
        }
    }
}

/// The caller's version as far as the Content-Type tells, until the envelope is read.
pub(super) fn supposed(media_type: &MediaType) -> SoapVersion {
    let essence = match media_type.essence.as_str() {
        "application/xop+xml" => media_type.parameter("type").unwrap_or_default(),
        essence => essence,
    };
    match essence {
        "application/soap+xml" => SoapVersion::Soap12,
        _ => SoapVersion::Soap11,
    }
}

/// The SOAPAction: an HTTP header in SOAP 1.1, a parameter of the Content-Type in SOAP 1.2; `None` if it is empty.
pub(super) fn action_of(parts: &http::request::Parts, media_type: &MediaType) -> Option<String> {
    let header = parts.headers.get("soapaction").map(|value| {
        String::from_utf8_lossy(value.as_bytes())
            .trim()
            .trim_matches('"')
            .to_owned()
    });
    let package = MediaType::of(&parts.headers);
    media_type
        .action()
        .or_else(|| package.action())
        .map(str::to_owned)
        .or(header)
        .filter(|action| !action.is_empty())
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.routes.iter().map(|route| route.operation.name))
            .finish()
    }
}

/// The media type of a request that may hold a SOAP message, or the response to any other.
pub(super) fn accepted(
    settings: &Settings,
    parts: &http::request::Parts,
    body: &Bytes,
) -> Result<MediaType, Box<http::Response<Bytes>>> {
    if parts.method != Method::POST {
        let asked = settings
            .wsdl
            .as_ref()
            .filter(|_| matches!(parts.method, Method::GET | Method::HEAD));
        let asked = asked.and_then(|contract| Some((contract, contract.asked(&parts.uri)?)));
        let Some((contract, asked)) = asked else {
            return Err(Box::new(http_errors::not_post(settings.wsdl.is_some())));
        };
        let mut response = contract.response(asked, parts);
        if parts.method == Method::HEAD {
            *response.body_mut() = Bytes::new();
        }
        return Err(Box::new(response));
    }
    if body.len() > settings.read.limits.message {
        return Err(Box::new(http_errors::too_large()));
    }
    if is_compressed(parts) {
        return Err(Box::new(http_errors::compressed()));
    }
    let media_type = MediaType::of(&parts.headers);
    match media_type.essence.as_str() {
        // The root part of a package has it.
        "application/xop+xml" => Err(Box::new(http_errors::not_xml())),
        _ => is_message(&media_type, body).map(|()| media_type),
    }
}

fn is_compressed(parts: &http::request::Parts) -> bool {
    let coding = parts.headers.get(header::CONTENT_ENCODING);
    coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Whether a body may be a SOAP message, or the response to any other.
fn is_message(media_type: &MediaType, body: &Bytes) -> Result<(), Box<http::Response<Bytes>>> {
    let is_xml = matches!(
        media_type.essence.as_str(),
        "text/xml" | "application/xml" | "application/soap+xml" | "application/xop+xml"
    );
    if !is_xml {
        return Err(Box::new(http_errors::not_xml()));
    }
    match sniff(body) {
        BodyKind::Empty => Err(Box::new(http_errors::no_body())),
        _ => Ok(()),
    }
}
