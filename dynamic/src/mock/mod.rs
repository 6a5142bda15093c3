//! A service that a contract alone makes: it checks requests strictly, and answers with samples or with what a test says.
//!
//! Headers of WS-Security, WS-Addressing and other specifications are accepted, not checked: neither a password nor a signature is
//! looked at, even where the client says that they must be understood.
//!
//! It does no I/O: [`Mock::answer`] takes an HTTP request and returns the response, and [`Mock::transport`] is a transport for
//! clients in the same process. `wsdl-codegen mock` serves it.
//!
//! ```
//! use soap_dynamic::mock::Mock;
//! use soap_dynamic::Contract;
//! use soap_runtime::Client;
//! use wsdl_codegen::Options;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
//! let mock = Mock::new(&Options { wsdl: vec![path.into()], ..Options::default() })?;
//! mock.answer_json("Echo", r#"{"order": {"number": 8}}"#)?;
//!
//! let contract = Contract::load(path)?;
//! let echo = contract.operation("Echo")?;
//! let client = Client::blocking("http://localhost/", mock.transport());
//! let request = echo.request_from_json(r#"{"order": {"number": 7}}"#)?;
//! let reply = echo.call(&client, &request).wait()?;
//! assert_eq!(echo.response(reply.body).to_json()?, r#"{"order":{"number":8}}"#);
//! # Ok(())
//! # }
//! ```

mod accepted;
mod answers;
mod condition;
mod response;

pub use answers::{Answer, Delivery, MockReply, When};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use answers::{Answers, Asked, Content};
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use response::{fault_response, in_namespace, xml_response};
use soap_runtime::__private::v1;
use soap_runtime::soap::{Fault, FaultCode, SoapVersion, peek_body};
use soap_runtime::transport::{MockResponse, MockTransport, TransportError, TransportErrorKind};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{Client, Reply};
use wsdl_codegen::Options;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Direction, calls};

use crate::{Contract, Error, Message, Operation};

/// A service made from a contract. Clones share its answers.
#[derive(Clone)]
pub struct Mock(Arc<SharedMock>);

struct SharedMock {
    contract: Contract,
    /// The samples of the responses, by `PortType.Operation` and the version of SOAP.
    samples: HashMap<(String, bool), String>,
    /// The answers that are set, by `PortType.Operation`.
    answers: Mutex<HashMap<String, Answers>>,
    is_lenient: bool,
}

/// A request that is refused.
struct Refusal {
    version: SoapVersion,
    code: FaultCode,
    reason: String,
    operation: Option<String>,
}

impl Refusal {
    fn sender(version: SoapVersion, reason: String) -> Self {
        Self {
            version,
            code: FaultCode::Sender,
            reason,
            operation: None,
        }
    }
}

impl Mock {
    /// Makes the service of the contracts of the generator's options.
    ///
    /// # Errors
    /// The contract cannot be read, or has errors.
    pub fn new(options: &Options) -> Result<Self, Error> {
        Self::with_mode(options, false)
    }

    /// The same, which tolerates what a client in its default mode does: members in another order, for example.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn lenient(options: &Options) -> Result<Self, Error> {
        Self::with_mode(options, true)
    }

    fn with_mode(options: &Options, is_lenient: bool) -> Result<Self, Error> {
        let options = Options {
            facets: true,
            ..options.clone()
        };
        let (contract, model) = Contract::read(&options)?;
        let sampler = Sampler::new(&model);
        let mut samples = HashMap::new();
        for call in calls(&model) {
            if !call.has(Direction::Response) {
                continue;
            }
            let mut styles = vec![(call.is_soap12(), SampleStyle::of(&call))];
            let bound = contract.operations().map(Operation::table);
            for one in bound.filter(|one| call.name() == format!("{}.{}", one.service, one.name)) {
                styles.push(match one.version {
                    SoapVersion::Soap11 => (false, SampleStyle::Soap11),
                    SoapVersion::Soap12 => (true, SampleStyle::Soap12),
                });
            }
            for (is_soap12, style) in styles {
                let wanted = SampleOptions {
                    style,
                    ..SampleOptions::default()
                };
                samples
                    .entry((call.name(), is_soap12))
                    .or_insert_with(|| sampler.sample(&call, Direction::Response, &wanted));
            }
        }
        Ok(Self(Arc::new(SharedMock {
            contract,
            samples,
            answers: Mutex::default(),
            is_lenient,
        })))
    }

    /// The contract.
    pub fn contract(&self) -> &Contract {
        &self.0.contract
    }

    /// Answers an operation with this JSON. Several answers are given in their order, and the last one stays.
    ///
    /// Where the contract has headers for the response, it may be an object with `headers` and `body`, as the gateway writes
    /// it; otherwise it is the body.
    ///
    /// # Errors
    /// There is no such operation, or it has no such response.
    pub fn answer_json(&self, operation: &str, json: &str) -> Result<(), Error> {
        self.answer_when(operation, When::new(), MockReply::json(json))
    }

    /// The same with an envelope, which is checked and then sent as it is; that of a fault is a fault. Requests in the other
    /// version of SOAP, if the operation is bound to it, are answered with an envelope of theirs.
    ///
    /// # Errors
    /// There is no such operation, or it has no such response.
    pub fn answer_xml(&self, operation: &str, envelope: &str) -> Result<(), Error> {
        self.answer_when(operation, When::new(), MockReply::xml(envelope))
    }

    /// Answers an operation with a fault.
    ///
    /// # Errors
    /// There is no such operation.
    pub fn answer_fault(&self, operation: &str, fault: Fault) -> Result<(), Error> {
        self.answer_when(operation, When::new(), MockReply::fault(fault))
    }

    /// Answers an operation with this HTTP response: half an envelope, or a page in HTML, to test clients.
    ///
    /// # Errors
    /// There is no such operation.
    pub fn answer_http(
        &self,
        operation: &str,
        response: http::Response<Bytes>,
    ) -> Result<(), Error> {
        self.answer_when(operation, When::new(), MockReply::http(response))
    }

    /// Adds an answer under a condition. The first condition that holds counts, in the order in which they were added; answers
    /// without a condition come after all others. Several answers under one condition are given in their order, and the last
    /// one stays.
    ///
    /// ```
    /// use soap_dynamic::mock::{Mock, MockReply, When};
    /// use soap_runtime::soap::{Fault, FaultCode};
    /// use wsdl_codegen::Options;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
    /// # let mock = Mock::new(&Options { wsdl: vec![path.into()], ..Options::default() })?;
    /// let missing = Fault::new(FaultCode::Sender, "there is no order 404");
    /// mock.answer_when("Echo", When::new().member("order.number", "404"), MockReply::fault(missing))?;
    /// mock.answer_when("Echo", When::new().http_header("x-tenant", "slow"), MockReply::html())?;
    /// mock.answer_json("Echo", r#"{"order": {"number": 8}}"#)?;
    ///
    /// // A condition that can never hold is an error.
    /// assert!(mock.answer_when("Echo", When::new().member("oder.number", "1"), MockReply::html()).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// There is no such operation, or it has no such response, or the contract has no member that the condition names.
    pub fn answer_when(
        &self,
        operation: &str,
        when: When,
        mut reply: MockReply,
    ) -> Result<(), Error> {
        let found = self.0.contract.operation(operation)?;
        condition::check(found, &when, self.0.is_lenient).map_err(Error::Operation)?;
        let is_envelope = matches!(reply.content, Content::Xml(_));
        reply.content = self.checked(operation, reply.content)?;
        if let Content::Fault(fault) = &reply.content {
            condition::check_detail(found, fault, is_envelope)?;
        }
        let mut answers = self.answers();
        answers.entry(key(found)).or_default().add(when, reply);
        Ok(())
    }

    /// The content of an answer, with an envelope for each version of an operation.
    fn checked(&self, operation: &str, content: Content) -> Result<Content, Error> {
        let versions = self.0.contract.versions(operation)?;
        let each = |make: &dyn Fn(&Operation) -> Result<String, Error>| {
            let made = versions.iter().map(|one| {
                let envelope = make(one)?;
                Ok((one.table().version, Bytes::from(envelope)))
            });
            made.collect::<Result<Vec<_>, Error>>()
                .map(Content::Envelopes)
        };
        match content {
            Content::Json(json) => each(&|operation| operation.envelope_from_json(&json)),
            Content::Xml(envelope) => {
                let found = self.0.contract.operation(operation)?;
                match found.response_from_xml(envelope.as_bytes()) {
                    Ok(_) => {}
                    Err(Error::Fault(fault)) => return Ok(Content::Fault(*fault)),
                    Err(error) => return Err(error),
                }
                let own = peek_body(envelope.as_bytes(), None, &ReadOptions::default())?.version;
                // An operation of one version sends it whatever its version, so that clients can be tested by it.
                let is_only = versions.len() == 1;
                each(&|operation| match operation.table().version {
                    version if is_only || version == own => Ok(envelope.clone()),
                    version => Ok(in_namespace(&envelope, own, version)),
                })
            }
            other => Ok(other),
        }
    }

    /// Forgets the answers that were set: each operation answers with its sample again.
    pub fn clear(&self) {
        self.answers().clear();
    }

    fn answers(&self) -> MutexGuard<'_, HashMap<String, Answers>> {
        let answers = self.0.answers.lock();
        answers.unwrap_or_else(PoisonError::into_inner)
    }

    /// A transport that leads to this service, for blocking and asynchronous calls. It sleeps where an answer is slow, and fails
    /// where one is cut off.
    pub fn transport(&self) -> MockTransport {
        let mock = self.clone();
        MockTransport::answering(move |request| {
            let answer = mock.exchange(request.clone());
            std::thread::sleep(answer.delay);
            match answer.delivery {
                Delivery::Whole => {}
                Delivery::Slow(time) => std::thread::sleep(time),
                Delivery::Cut => {
                    let message = "the connection was closed in the middle of the response";
                    return Err(TransportError::new(TransportErrorKind::Closed, message));
                }
            }
            Ok(MockResponse::from(answer.response))
        })
    }

    /// Answers an HTTP request. A request that is not as the contract says gets a fault of the sender, which says what is wrong.
    pub fn answer(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        self.exchange(request).response
    }

    /// The same, with what a server needs to know: when and how the response is sent, and what it may tell people.
    pub fn exchange(&self, request: http::Request<Bytes>) -> Answer {
        if request.method() != Method::POST {
            let mut response = http::Response::new(Bytes::from_static(b"POST a SOAP message\n"));
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            return Answer::from(response);
        }
        match self.handle(&request) {
            Ok(answer) => answer,
            Err(refusal) => {
                let fault = Fault::new(refusal.code, refusal.reason.clone());
                let mut answer = Answer::from(fault_response(refusal.version, &fault));
                answer.operation = refusal.operation;
                answer.refused = Some(refusal.reason);
                answer
            }
        }
    }

    fn handle(&self, request: &http::Request<Bytes>) -> Result<Answer, Refusal> {
        let candidates = self.meant(request)?;
        let mut refused = None;
        for operation in candidates {
            match self.receive(operation, request.clone()) {
                Ok(received) => return self.respond(operation, request, &received),
                Err(reason) => {
                    let version = operation.table().version;
                    refused.get_or_insert_with(|| Refusal {
                        operation: Some(key(operation)),
                        ..Refusal::sender(version, reason)
                    });
                }
            }
        }
        let none = || Refusal::sender(SoapVersion::Soap11, "there is no operation".to_owned());
        Err(refused.unwrap_or_else(none))
    }

    /// Checks a request as one of an operation.
    fn receive(
        &self,
        operation: &Operation,
        request: http::Request<Bytes>,
    ) -> Result<Reply<Message>, String> {
        let mut read = match self.0.is_lenient {
            true => ReadOptions::default(),
            false => ReadOptions::strict(),
        };
        read.understood = operation.understood(true);
        read.understood.extend(accepted::NAMESPACES);
        let client = Client::without_transport("http://localhost/")
            .with_options(soap_runtime::CallOptions::new().with_read(read));
        let received = operation.receive(&client, request);
        let received = received.map_err(|error| {
            // The caller names the operation, too.
            let name = format!("{}.{}: ", operation.port_type(), operation.name());
            let reason = error.to_string();
            let reason = reason.strip_prefix(&name).unwrap_or(&reason);
            // It was read as a response is, with a status that nobody has sent.
            let status = format!("HTTP {}: ", StatusCode::OK);
            reason.strip_prefix(&status).unwrap_or(reason).to_owned()
        })?;
        for block in &received.unknown_headers {
            if let Some(Err(error)) = operation.header(true, block) {
                return Err(error.to_string());
            }
        }
        Ok(received)
    }

    fn respond(
        &self,
        operation: &Operation,
        request: &http::Request<Bytes>,
        received: &Reply<Message>,
    ) -> Result<Answer, Refusal> {
        let reply = match self.next(operation, request, received) {
            Some(reply) => reply,
            None => self.without_answer(operation)?,
        };
        let version = operation.table().version;
        let mut response = match reply.content {
            Content::Http(response) => response,
            Content::Fault(fault) => fault_response(version, &fault),
            Content::Envelopes(envelopes) => {
                let envelope = envelopes.into_iter().find(|(of, _)| *of == version);
                xml_response(version, envelope.map(|(_, one)| one).unwrap_or_default())
            }
            Content::Sample | Content::Json(_) | Content::Xml(_) => self.sample(operation),
        };
        if let Some(status) = reply.status {
            *response.status_mut() = status;
        }
        let mut answer = Answer::from(response);
        answer.delay = reply.delay;
        answer.delivery = reply.delivery;
        answer.operation = Some(key(operation));
        Ok(answer)
    }

    /// The sample, where no answer is set. Where exchanges are recorded, a request that is not among them is refused: a made-up
    /// answer would look like one of the service.
    fn without_answer(&self, operation: &Operation) -> Result<MockReply, Refusal> {
        let answers = self.answers();
        let own = answers.get(&key(operation)).map_or(0, Answers::recorded);
        let all: usize = answers.values().map(Answers::recorded).sum();
        let name = operation.name();
        let reason = match (own, all) {
            (0, 0) => return Ok(MockReply::sample()),
            (0, _) => format!("no request of {name} is recorded"),
            (1, _) => format!("the recorded request of {name} is another one"),
            (count, _) => {
                format!("none of the {count} recorded requests of {name} is like this one")
            }
        };
        Err(Refusal {
            version: operation.table().version,
            code: FaultCode::Receiver,
            reason,
            operation: Some(key(operation)),
        })
    }

    fn sample(&self, operation: &Operation) -> http::Response<Bytes> {
        let version = operation.table().version;
        let samples = &self.0.samples;
        match samples.get(&(key(operation), version == SoapVersion::Soap12)) {
            Some(sample) => xml_response(version, Bytes::from(sample.clone())),
            None => {
                let mut response = http::Response::new(Bytes::new());
                *response.status_mut() = StatusCode::ACCEPTED;
                response
            }
        }
    }

    /// The answer that is set for a request.
    fn next(
        &self,
        operation: &Operation,
        request: &http::Request<Bytes>,
        received: &Reply<Message>,
    ) -> Option<MockReply> {
        let mut answers = self.answers();
        let answers = answers.get_mut(&key(operation))?;
        if !answers.has_conditions() {
            return answers.next(None);
        }
        let json = |message: &Message| {
            let text = message.to_json().unwrap_or_default();
            serde_json::from_str(&text).unwrap_or_default()
        };
        let mut headers = serde_json::Map::new();
        for block in &received.unknown_headers {
            if let Some(Ok(Some(header))) = operation.header(true, block) {
                headers.insert(header.name.to_owned(), json(&header.message));
            }
        }
        answers.next(Some(&Asked {
            http: request.headers(),
            body: request.body(),
            message: json(&received.body),
            soap_headers: headers.into(),
        }))
    }

    /// The operations that a request may be for: by the element in its body, by its action, and by its version of SOAP. A package
    /// is not opened here: without an action it may be for any.
    fn meant(&self, request: &http::Request<Bytes>) -> Result<Vec<&Operation>, Refusal> {
        let text = |name: header::HeaderName| {
            let value = request.headers().get(name);
            String::from_utf8_lossy(value.map_or(&[][..], HeaderValue::as_bytes)).into_owned()
        };
        let kind = text(header::CONTENT_TYPE);
        let soap_action = text(header::HeaderName::from_static("soapaction"));
        let in_type = kind
            .split(';')
            .filter_map(|part| part.trim().split_once('='));
        let in_type = in_type.filter(|(name, _)| name.eq_ignore_ascii_case("action"));
        let action = in_type.map(|(_, value)| value).next();
        let action = action.unwrap_or(&soap_action).trim().trim_matches('"');
        let is_package = kind
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("multipart/");
        // In a package, it is in a parameter.
        let supposed = match kind.to_ascii_lowercase().contains("application/soap+xml") {
            true => SoapVersion::Soap12,
            false => SoapVersion::Soap11,
        };
        let peeked = match is_package {
            true => None,
            false => {
                let peeked = peek_body(request.body(), None, &ReadOptions::default());
                Some(peeked.map_err(|error| Refusal::sender(supposed, error.to_string()))?)
            }
        };
        let by_element = |operation: &&Operation| {
            let Some(peeked) = &peeked else { return false };
            match (&peeked.name, operation.table().input) {
                // A body of several parts has no element of its own.
                (_, Some(input)) if input.kind == v1::Kind::Group => true,
                (Some(name), Some(input)) => name.is(input.name.namespace, input.name.local),
                (None, None) => true,
                _ => false,
            }
        };
        let by_action =
            |operation: &&Operation| !action.is_empty() && operation.table().soap_action == action;
        let all = || self.0.contract.operations();
        let both = all().filter(|one| by_element(one) && by_action(one));
        let mut found: Vec<&Operation> = both.collect();
        for alone in [&by_element as &dyn Fn(&&Operation) -> bool, &by_action] {
            if found.is_empty() {
                found = all().filter(alone).collect();
            }
        }
        if found.is_empty() && is_package {
            found = all().collect();
        }
        let version = peeked.as_ref().map_or(supposed, |one| one.version);
        let speaks = |one: &&Operation| one.table().version == version;
        if let Some(first) = found.first().filter(|_| !found.iter().any(speaks)) {
            // SOAP 1.1, section 4.4; SOAP 1.2 part 1, appendix A: in the version that is spoken here.
            let spoken = first.table().version;
            return Err(Refusal {
                version: spoken,
                code: FaultCode::VersionMismatch,
                reason: format!(
                    "the envelope is of {version}, and the contract binds the operation to {spoken}"
                ),
                operation: Some(key(first)),
            });
        }
        found.retain(speaks);
        if let Some(first) = found.first() {
            let known = |one: &&Operation| {
                let table = one.table();
                table.soap_action.is_empty()
                    || [table.soap_action, table.action()].contains(&action)
            };
            if !self.0.is_lenient && !action.is_empty() && !found.iter().any(known) {
                // WS-I Basic Profile 1.1, R2744. Servers that go by the action do something else.
                let due = first.table().soap_action;
                let reason =
                    format!("the SOAPAction is {action:?}, and that of the operation {due:?}");
                return Err(Refusal {
                    operation: Some(key(first)),
                    ..Refusal::sender(version, reason)
                });
            }
            return Ok(found);
        }
        let name = peeked.and_then(|one| one.name);
        let element = name.map_or_else(|| "no element".to_owned(), |name| name.to_string());
        let reason = format!(
            "the contract has no operation for a body with {element} and the action `{action}`"
        );
        Err(Refusal::sender(version, reason))
    }
}

impl std::fmt::Debug for Mock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Mock").field(&self.0.contract).finish()
    }
}

fn key(operation: &Operation) -> String {
    format!("{}.{}", operation.port_type(), operation.name())
}
