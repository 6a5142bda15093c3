//! A service that a contract alone makes: it checks requests strictly, and answers with samples or with what a test says.
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

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use soap_runtime::__private::v1;
use soap_runtime::Client;
use soap_runtime::soap::{Fault, SoapVersion, peek_body, write_fault};
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::xml::{ReadOptions, WriteOptions};
use wsdl_codegen::Options;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Direction, calls, read};

use crate::{Contract, Error, Operation};

/// A service made from a contract. Clones share its answers.
#[derive(Clone)]
pub struct Mock(Arc<Inner>);

struct Inner {
    contract: Contract,
    /// The samples of the responses, by `PortType.Operation` and the version of SOAP.
    samples: HashMap<(String, bool), String>,
    /// The answers that are set for operations, in their order. The last one of a sequence is repeated.
    answers: Mutex<HashMap<String, VecDeque<Answer>>>,
    is_lenient: bool,
}

#[derive(Clone)]
enum Answer {
    /// An envelope for each version of SOAP that the operation is bound to.
    Xml(Vec<(SoapVersion, Bytes)>),
    Fault(Fault),
    /// An HTTP response as it is: a broken one, say.
    Http(http::Response<Bytes>),
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
        let contract = Contract::with_options(&options)?;
        let (model, _, diagnostics) = read(&options);
        let model = model.ok_or_else(|| Error::Contract(diagnostics.summary()))?;
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
        Ok(Self(Arc::new(Inner {
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
        self.add_xml(operation, |operation| operation.envelope_from_json(json))
    }

    /// The same with an envelope, which is checked and then sent as it is; that of a fault is a fault. Requests in the other
    /// version of SOAP, if the operation is bound to it, are answered with an envelope of theirs.
    ///
    /// # Errors
    /// There is no such operation, or it has no such response.
    pub fn answer_xml(&self, operation: &str, envelope: &str) -> Result<(), Error> {
        let found = self.0.contract.operation(operation)?;
        match found.response_from_xml(envelope.as_bytes()) {
            Ok(_) => {}
            Err(Error::Fault(fault)) => {
                self.add(found, Answer::Fault(*fault));
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        let own = peek_body(envelope.as_bytes(), None, &ReadOptions::default())?.version;
        // An operation of one version sends it whatever its version, so that clients can be tested by it.
        let is_only = self.0.contract.versions(operation)?.len() == 1;
        self.add_xml(operation, |operation| match operation.table().version {
            version if is_only || version == own => Ok(envelope.to_owned()),
            version => Ok(in_namespace(envelope, own, version)),
        })
    }

    /// Adds an envelope for each version of an operation.
    fn add_xml(
        &self,
        operation: &str,
        make: impl Fn(&Operation) -> Result<String, Error>,
    ) -> Result<(), Error> {
        let versions = self.0.contract.versions(operation)?;
        let mut envelopes = Vec::new();
        for one in &versions {
            envelopes.push((one.table().version, make(one)?.into()));
        }
        if let Some(first) = versions.first() {
            self.add(first, Answer::Xml(envelopes));
        }
        Ok(())
    }

    /// Answers an operation with a fault.
    ///
    /// # Errors
    /// There is no such operation.
    pub fn answer_fault(&self, operation: &str, fault: Fault) -> Result<(), Error> {
        let operation = self.0.contract.operation(operation)?;
        self.add(operation, Answer::Fault(fault));
        Ok(())
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
        let operation = self.0.contract.operation(operation)?;
        self.add(operation, Answer::Http(response));
        Ok(())
    }

    /// Forgets the answers that were set: each operation answers with its sample again.
    pub fn clear(&self) {
        let mut answers = self
            .0
            .answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        answers.clear();
    }

    fn add(&self, operation: &Operation, answer: Answer) {
        let mut answers = self
            .0
            .answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        answers.entry(key(operation)).or_default().push_back(answer);
    }

    /// A transport that leads to this service, for blocking and asynchronous calls.
    pub fn transport(&self) -> MockTransport {
        let mock = self.clone();
        MockTransport::answering(move |request| {
            Ok(MockResponse::from(mock.answer(request.clone())))
        })
    }

    /// Answers an HTTP request. A request that is not as the contract says gets a fault of the sender, which says what is wrong.
    pub fn answer(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        if request.method() != Method::POST {
            let mut response = http::Response::new(Bytes::from_static(b"POST a SOAP message\n"));
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            return response;
        }
        match self.handle(request) {
            Ok(response) => response,
            Err((version, reason)) => {
                let fault = Fault::new(soap_runtime::soap::FaultCode::Sender, reason);
                fault_response(version, &fault)
            }
        }
    }

    fn handle(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, (SoapVersion, String)> {
        let candidates = self.meant(&request)?;
        let mut refused = None;
        for operation in candidates {
            match self.receive(operation, request.clone()) {
                Ok(()) => return Ok(self.respond(operation)),
                Err(reason) => {
                    refused.get_or_insert((operation.table().version, reason));
                }
            }
        }
        Err(refused.unwrap_or((SoapVersion::Soap11, "there is no operation".to_owned())))
    }

    /// Checks a request as one of an operation.
    fn receive(&self, operation: &Operation, request: http::Request<Bytes>) -> Result<(), String> {
        let mut read = match self.0.is_lenient {
            true => ReadOptions::default(),
            false => ReadOptions::strict(),
        };
        read.understood = operation.understood(true);
        let client = Client::without_transport("http://localhost/")
            .with_options(soap_runtime::CallOptions::new().with_read(read));
        let received = operation.receive(&client, request);
        let received = received.map_err(|error| error.to_string())?;
        for block in &received.unknown_headers {
            if let Some(Err(error)) = operation.header(true, block) {
                return Err(error.to_string());
            }
        }
        Ok(())
    }

    fn respond(&self, operation: &Operation) -> http::Response<Bytes> {
        let version = operation.table().version;
        match self.next(operation) {
            Some(Answer::Http(response)) => response,
            Some(Answer::Fault(fault)) => fault_response(version, &fault),
            Some(Answer::Xml(envelopes)) => {
                let envelope = envelopes.into_iter().find(|(of, _)| *of == version);
                xml_response(version, envelope.map(|(_, one)| one).unwrap_or_default())
            }
            None => match self
                .0
                .samples
                .get(&(key(operation), version == SoapVersion::Soap12))
            {
                Some(sample) => xml_response(version, Bytes::from(sample.clone())),
                None => {
                    let mut response = http::Response::new(Bytes::new());
                    *response.status_mut() = StatusCode::ACCEPTED;
                    response
                }
            },
        }
    }

    fn next(&self, operation: &Operation) -> Option<Answer> {
        let mut answers = self
            .0
            .answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let sequence = answers.get_mut(&key(operation))?;
        match sequence.len() {
            0 | 1 => sequence.front().cloned(),
            _ => sequence.pop_front(),
        }
    }

    /// The operations that a request may be for: by the element in its body, by its action, and by its version of SOAP. A package
    /// is not opened here: without an action it may be for any.
    fn meant(
        &self,
        request: &http::Request<Bytes>,
    ) -> Result<Vec<&Operation>, (SoapVersion, String)> {
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
                Some(peeked.map_err(|error| (supposed, error.to_string()))?)
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
        if found.iter().any(speaks) {
            found.retain(speaks);
        }
        if !found.is_empty() {
            return Ok(found);
        }
        let name = peeked.and_then(|one| one.name);
        let element = name.map_or_else(|| "no element".to_owned(), |name| name.to_string());
        let reason = format!(
            "the contract has no operation for a body with {element} and the action `{action}`"
        );
        Err((version, reason))
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

/// The same envelope in the other version of SOAP: their elements, and the attributes of headers, differ by the namespace.
fn in_namespace(envelope: &str, own: SoapVersion, version: SoapVersion) -> String {
    let mut text = envelope.to_owned();
    for quote in ['"', '\''] {
        let [from, to] = [own, version].map(|one| format!("{quote}{}{quote}", one.namespace()));
        text = text.replace(&from, &to);
    }
    text
}

fn xml_response(version: SoapVersion, envelope: Bytes) -> http::Response<Bytes> {
    let mut response = http::Response::new(envelope);
    let kind = match version {
        SoapVersion::Soap11 => "text/xml; charset=utf-8",
        SoapVersion::Soap12 => "application/soap+xml; charset=utf-8",
    };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// SOAP 1.1, section 6.2: every fault is a 500. SOAP 1.2 part 2, section 7.5.2.2: one of the sender is a 400.
fn fault_response(version: SoapVersion, fault: &Fault) -> http::Response<Bytes> {
    let mut out = Vec::new();
    let mut options = WriteOptions::default();
    // The reason may quote what XML cannot carry.
    options.replace_characters = true;
    if let Err(error) = write_fault(&mut out, version, fault, &options) {
        out = error.to_string().into_bytes();
    }
    let is_sender = fault.code == soap_runtime::soap::FaultCode::Sender;
    let mut response = xml_response(version, out.into());
    *response.status_mut() = match (version, is_sender) {
        (SoapVersion::Soap12, true) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    response
}
