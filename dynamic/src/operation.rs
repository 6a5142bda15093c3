//! Operations: their messages from and to JSON and XML, and calls.

use std::fmt;

use bytes::Bytes;
use serde::{Deserializer, Serialize, Serializer};
use soap_runtime::__private::v1;
use soap_runtime::json;
use soap_runtime::soap::{EnvelopeReader, EnvelopeWriter, Outcome};
use soap_runtime::xml::{ReadOptions, WriteOptions};
use soap_runtime::{Client, Fault, RawElement};

use crate::shape::Shape;
use crate::types::Cell;
use crate::value::HeaderValues;
use crate::{Error, Value};

/// An operation of a contract.
pub struct Operation {
    /// Its documentation in generated code.
    pub(crate) docs: &'static str,
    /// Its name, with a number if it is not the first of its port type that has it.
    pub(crate) name: &'static str,
    /// The names of the ports that have it.
    pub(crate) ports: &'static [&'static str],
    /// Its port type and the client in it, as places in the plan. Each client is of one binding.
    pub(crate) client: (usize, usize),
    pub(crate) table: &'static v1::Operation,
    pub(crate) request: &'static Cell,
    /// The same operation with its messages exchanged, for who answers requests.
    pub(crate) reversed: &'static v1::Operation,
    pub(crate) response: &'static Cell,
    pub(crate) request_headers: &'static Cell,
    pub(crate) response_headers: &'static Cell,
    pub(crate) faults: Vec<(&'static v1::Member, &'static Cell)>,
}

/// The body of a message: a value and the element that it is in.
///
/// `Serialize` writes it by the mapping of [`soap_runtime::json`].
#[derive(Clone)]
pub struct Message {
    operation: &'static v1::Operation,
    member: Option<&'static v1::Member>,
    value: Value,
}

/// The detail of a fault that the contract declares.
#[derive(Clone)]
pub struct Detail {
    /// The local name of the element.
    pub name: &'static str,
    /// Its value.
    pub message: Message,
}

impl Operation {
    /// Its name in the contract. Overloaded operations have a number, from the second one on: `Get.2`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The name of its port type.
    pub fn port_type(&self) -> &'static str {
        self.table.service
    }

    /// The names of the ports of its binding, in the order of the contract (WSDL 1.1, section 2.6).
    pub fn ports(&self) -> &'static [&'static str] {
        self.ports
    }

    /// The table, which the client of the runtime takes.
    #[doc(hidden)]
    pub fn table(&self) -> &'static v1::Operation {
        self.table
    }

    /// Reads a request from a tree of JSON.
    #[cfg(feature = "gateway")]
    pub(crate) fn request_from_tree(&self, tree: json::Tree) -> Result<Message, json::Error> {
        let mut message = self.message(true);
        json::from_tree(&mut message.value, message.member, tree)?;
        Ok(message)
    }

    /// Reads the headers of a request from a tree of JSON.
    pub(crate) fn headers_from_tree(&self, tree: json::Tree) -> Result<HeaderValues, json::Error> {
        let mut value = Value::new(self.request_headers);
        json::from_tree(&mut value, None, tree)?;
        Ok(HeaderValues::new(value))
    }

    /// The type of the body of a request.
    pub fn request_shape(&self) -> Shape {
        Shape::of(self.request)
    }

    /// The type of the body of a response.
    ///
    /// ```
    /// use soap_dynamic::Contract;
    /// use soap_dynamic::shape::{Part, ShapeKind};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
    /// let contract = Contract::load(path)?;
    /// let ShapeKind::Struct(response) = contract.operation("Echo")?.response_shape().kind() else {
    ///     panic!("the response has members");
    /// };
    /// let [Part::Member(order)] = response.parts.as_slice() else {
    ///     panic!("it has one member");
    /// };
    /// assert_eq!((order.key.as_str(), order.is_required), ("order", false));
    /// # Ok(())
    /// # }
    /// ```
    pub fn response_shape(&self) -> Shape {
        Shape::of(self.response)
    }

    /// The type of the headers of a request, as [`headers_from_json`](Self::headers_from_json) takes them.
    pub fn request_headers_shape(&self) -> Shape {
        Shape::of(self.request_headers)
    }

    fn message(&self, is_request: bool) -> Message {
        let (member, cell) = match is_request {
            true => (self.table.input, self.request),
            false => (self.table.output, self.response),
        };
        Message {
            operation: self.table,
            member,
            value: Value::new(cell),
        }
    }

    /// Reads a request from JSON text.
    ///
    /// # Errors
    /// It is no JSON, or no such request: the error has the path.
    pub fn request_from_json(&self, text: &str) -> Result<Message, Error> {
        self.message(true).filled(text)
    }

    /// Reads a response from JSON text.
    ///
    /// # Errors
    /// As for [`request_from_json`](Self::request_from_json).
    pub fn response_from_json(&self, text: &str) -> Result<Message, Error> {
        self.message(false).filled(text)
    }

    /// The envelope of a response from JSON text. Where the contract has headers for it, they may stand beside the body.
    pub(crate) fn envelope_from_json(&self, text: &str) -> Result<String, Error> {
        let (headers, body) = match tree_of(text)? {
            json::Tree::Object(members) if self.header_names(false).next().is_some() => {
                with_headers(members)
            }
            tree => (None, tree),
        };
        let mut message = self.message(false);
        json::from_tree(&mut message.value, message.member, body)?;
        let Some(headers) = headers else {
            return message.to_xml();
        };
        let mut value = Value::new(self.response_headers);
        json::from_tree(&mut value, None, headers)?;
        message.to_xml_with(&[&HeaderValues::new(value)])
    }

    /// Reads a request from any format of serde that describes itself.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/generate/json/input.wsdl");
    /// let contract = soap_dynamic::Contract::load(path)?;
    /// let value = serde_json::json!({"order": {"number": 7}});
    /// let request = contract.operation("Echo")?.request_from(value)?;
    /// assert!(request.to_xml()?.contains("<t:number>7</t:number>"));
    ///
    /// let wrong = serde_json::json!({"order": {"number": "7"}});
    /// let error = contract.operation("Echo")?.request_from(wrong).unwrap_err();
    /// assert_eq!(error.to_string(), "/order/number: expected a number (xs:int), found a string");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the format, and what is no such request.
    pub fn request_from<'de, D: Deserializer<'de>>(
        &self,
        deserializer: D,
    ) -> Result<Message, D::Error> {
        let tree = json::read_tree(deserializer)?;
        let mut message = self.message(true);
        json::from_tree(&mut message.value, message.member, tree)
            .map_err(serde::de::Error::custom)?;
        Ok(message)
    }

    /// Makes up a request that is valid by the contract, as [`soap_runtime::arbitrary`] says.
    ///
    /// # Errors
    /// No valid request was found.
    #[cfg(feature = "arbitrary")]
    pub fn arbitrary_request(
        &self,
        source: &mut arbitrary::Unstructured<'_>,
    ) -> arbitrary::Result<Message> {
        self.made_up(true, source)
    }

    /// Makes up a response that is valid by the contract.
    ///
    /// # Errors
    /// No valid response was found.
    #[cfg(feature = "arbitrary")]
    pub fn arbitrary_response(
        &self,
        source: &mut arbitrary::Unstructured<'_>,
    ) -> arbitrary::Result<Message> {
        self.made_up(false, source)
    }

    #[cfg(feature = "arbitrary")]
    fn made_up(
        &self,
        is_request: bool,
        source: &mut arbitrary::Unstructured<'_>,
    ) -> arbitrary::Result<Message> {
        let member = self.message(is_request).member;
        let blank = || self.message(is_request);
        soap_runtime::arbitrary::tried(blank, |message| &mut message.value, member, source)
    }

    /// Reads a request from the XML of an envelope. Headers are skipped.
    ///
    /// # Errors
    /// It is no such envelope: the error has the path and the offset.
    pub fn request_from_xml(&self, envelope: &[u8]) -> Result<Message, Error> {
        self.message(true).read(envelope, &ReadOptions::default())
    }

    /// Reads a response from the XML of an envelope. Headers are skipped.
    ///
    /// # Errors
    /// As for [`request_from_xml`](Self::request_from_xml); a fault is an error, too.
    pub fn response_from_xml(&self, envelope: &[u8]) -> Result<Message, Error> {
        self.message(false).read(envelope, &ReadOptions::default())
    }

    /// Reads a message with options, such as the strict mode.
    ///
    /// # Errors
    /// As for [`request_from_xml`](Self::request_from_xml).
    pub fn read(
        &self,
        is_request: bool,
        envelope: &[u8],
        options: &ReadOptions,
    ) -> Result<Message, Error> {
        self.message(is_request).read(envelope, options)
    }

    /// Reads a message and the headers that the contract has for it, so that the strict mode judges them, too. Others are named
    /// by [`HeaderValues::unknown`].
    ///
    /// # Errors
    /// As for [`request_from_xml`](Self::request_from_xml).
    pub fn read_with_headers(
        &self,
        is_request: bool,
        envelope: &[u8],
        options: &ReadOptions,
    ) -> Result<(Message, HeaderValues), Error> {
        let mut headers = HeaderValues::new(Value::new(match is_request {
            true => self.request_headers,
            false => self.response_headers,
        }));
        let message = self.message(is_request);
        let (message, unknown) = message.read_beside(&mut headers, envelope, options)?;
        headers.unknown = unknown.iter().map(RawElement::name).collect();
        Ok((message, headers))
    }

    /// Sends a request. The call is awaited or waited for, as that of a generated method.
    pub fn call(&self, client: &Client, request: &Message) -> soap_runtime::Call<Value, ()> {
        client.call(self.table, &request.value)
    }

    /// The response of a call as a message.
    pub fn response(&self, value: Value) -> Message {
        let empty = self.message(false);
        match value.is_unset() {
            // The reply had no body.
            true => empty,
            false => Message { value, ..empty },
        }
    }

    /// Reads the headers of a request from a JSON object: a member for each header of the contract. The result goes into
    /// `Client::with_headers`. `mustUnderstand` and roles are not covered.
    ///
    /// # Errors
    /// It is no JSON, or there is no such header: the error has the path.
    pub fn headers_from_json(&self, is_request: bool, text: &str) -> Result<HeaderValues, Error> {
        let cell = match is_request {
            true => self.request_headers,
            false => self.response_headers,
        };
        let mut value = Value::new(cell);
        json::from_tree(&mut value, None, tree_of(text)?)?;
        Ok(HeaderValues::new(value))
    }

    /// Local names whose values are masked, besides the general ones.
    pub fn secrets(&self) -> &'static [&'static str] {
        self.table.secrets
    }

    /// The names of the headers that the contract has for a message.
    pub fn header_names(&self, is_request: bool) -> impl Iterator<Item = &'static str> + use<> {
        let table = self.header_table(is_request);
        let members = table.map_or(&[][..], |table| table.members);
        members.iter().map(|member| member.name.local)
    }

    /// The namespaces of the headers of a message: a client that reads them with [`header`](Self::header) understands them
    /// (`ReadOptions::understood`).
    pub fn understood(&self, is_request: bool) -> Vec<&'static str> {
        let table = self.header_table(is_request);
        let members = table.map_or(&[][..], |table| table.members);
        members.iter().map(|member| member.name.namespace).collect()
    }

    fn header_table(&self, is_request: bool) -> Option<&'static v1::Struct> {
        match is_request {
            true => self.table.input_headers,
            false => self.table.output_headers,
        }
    }

    /// Reads the header that an element is, if the contract has it for that message. A nil that its declaration allows has no value:
    /// `Ok(None)`, as generated code has it.
    ///
    /// # Errors
    /// It is not of its type.
    pub fn header(
        &self,
        is_request: bool,
        block: &RawElement,
    ) -> Option<Result<Option<Detail>, Error>> {
        let name = block.name();
        let member = self
            .header_table(is_request)?
            .members
            .iter()
            .find(|member| name.is(member.name.namespace, member.name.local))?;
        if member.flags & v1::NILLABLE != 0 && is_nil(block) {
            return Some(Ok(None));
        }
        let value = block.decode_as::<Value>(member);
        Some(
            value
                .map_err(Error::from)
                .map(|value| Some(self.element(member, value))),
        )
    }

    /// Makes the HTTP request of a call, to look at it or to send it by other means: see `Client::request`.
    ///
    /// # Errors
    /// The request cannot be made.
    pub fn http_request(
        &self,
        client: &Client,
        request: &Message,
    ) -> Result<http::Request<Bytes>, soap_runtime::Error> {
        client.request(self.table, &request.value)
    }

    /// Reads a request as a server: the body of an HTTP request, which may be a package. `client` has the options of reading.
    ///
    /// # Errors
    /// Those of reading a response.
    pub fn receive(
        &self,
        client: &Client,
        request: http::Request<Bytes>,
    ) -> Result<soap_runtime::Reply<Message>, soap_runtime::Error> {
        let (parts, body) = request.into_parts();
        let mut response = http::Response::new(body);
        *response.headers_mut() = parts.headers;
        let read = client.decode::<Value, ()>(self.reversed, response)?;
        let mut received = soap_runtime::Reply::new(Message {
            value: read.body,
            ..self.message(true)
        });
        received.skipped = read.skipped;
        received.deviations = read.deviations;
        received.unknown_headers = read.unknown_headers;
        received.attachments = read.attachments;
        Ok(received)
    }

    /// Writes a response as a server, with the headers, attachments and MTOM that the options of `client` have.
    ///
    /// # Errors
    /// The message cannot be written.
    pub fn respond(
        &self,
        client: &Client,
        response: &Message,
    ) -> Result<http::Response<Bytes>, soap_runtime::Error> {
        let request = client.request(self.reversed, &response.value)?;
        let (parts, body) = request.into_parts();
        let mut response = http::Response::new(body);
        if let Some(kind) = parts.headers.get(http::header::CONTENT_TYPE) {
            response
                .headers_mut()
                .insert(http::header::CONTENT_TYPE, kind.clone());
        }
        Ok(response)
    }

    /// Reads the detail of a fault that the contract declares for the operation; `None` if it is another one.
    ///
    /// # Errors
    /// The detail is not of its type.
    pub fn detail(&self, fault: &Fault) -> Option<Result<Detail, Error>> {
        self.faults.iter().find_map(|(member, _)| {
            let value = fault.decode_detail::<Value>(member)?;
            Some(
                value
                    .map_err(Error::from)
                    .map(|value| self.element(member, value)),
            )
        })
    }

    /// A header or a detail: an element of this member.
    fn element(&self, member: &'static v1::Member, value: Value) -> Detail {
        Detail {
            name: member.name.local,
            message: Message {
                operation: self.table,
                member: Some(member),
                value,
            },
        }
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operation({}.{})", self.port_type(), self.name())
    }
}

/// The tree of a JSON text.
pub(crate) fn tree_of(text: &str) -> Result<json::Tree, Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let tree = json::read_tree(&mut reader).map_err(|error| Error::json(&error))?;
    reader.end().map_err(|error| Error::json(&error))?;
    Ok(tree)
}

/// The headers and the body of an object that has nothing else; any other object is a body.
fn with_headers(
    members: Vec<(std::borrow::Cow<'static, str>, json::Tree)>,
) -> (Option<json::Tree>, json::Tree) {
    let count = |wanted: &str| members.iter().filter(|(name, _)| name == wanted).count();
    let (headers, bodies) = (count("headers"), count("body"));
    if bodies != 1 || headers > 1 || headers.saturating_add(bodies) != members.len() {
        return (None, json::Tree::Object(members));
    }
    let (mut of_headers, mut body) = (None, json::Tree::Null);
    for (name, tree) in members {
        match &*name {
            "headers" => of_headers = Some(tree),
            _ => body = tree,
        }
    }
    (of_headers, body)
}

impl Message {
    /// Its tree of JSON.
    #[cfg(feature = "gateway")]
    pub(crate) fn to_tree(&self) -> Result<json::Tree, json::Error> {
        json::to_tree(&self.value, self.member)
    }

    /// Its JSON.
    ///
    /// # Errors
    /// A part of it has no text, such as a date that was not set.
    pub fn to_json(&self) -> Result<String, Error> {
        let tree = json::to_tree(&self.value, self.member)?;
        serde_json::to_string(&tree).map_err(|error| Error::json(&error))
    }

    /// Its envelope as XML, without headers.
    ///
    /// # Errors
    /// A value cannot be written, or breaks a facet: the error has the path.
    pub fn to_xml(&self) -> Result<String, Error> {
        self.to_xml_with(&[])
    }

    /// Its envelope as XML, with these headers.
    pub(crate) fn to_xml_with(&self, headers: &[&dyn v1::Complex]) -> Result<String, Error> {
        let mut out = Vec::new();
        let body = self
            .member
            .map(|member| (member, &self.value as &dyn v1::Content));
        EnvelopeWriter::new(
            self.operation.version,
            self.operation.declarations,
            &WriteOptions::default(),
        )
        .components(self.operation.components)
        .write(&mut out, headers, body)?;
        String::from_utf8(out).map_err(|_| Error::internal("the message is no UTF-8"))
    }

    fn filled(mut self, text: &str) -> Result<Self, Error> {
        json::from_tree(&mut self.value, self.member, tree_of(text)?)?;
        Ok(self)
    }

    fn read(self, envelope: &[u8], options: &ReadOptions) -> Result<Self, Error> {
        let (message, _) = self.read_beside(&mut (), envelope, options)?;
        Ok(message)
    }

    fn read_beside(
        mut self,
        headers: &mut dyn v1::Complex,
        envelope: &[u8],
        options: &ReadOptions,
    ) -> Result<(Self, Vec<RawElement>), Error> {
        let value = &mut self.value as &mut dyn v1::Content;
        let body = self.member.map(|member| (member, value));
        let received = EnvelopeReader::new(options)
            .components(self.operation.components)
            .read(envelope, headers, body)?;
        match received.outcome {
            Outcome::Fault(fault) => Err(Error::Fault(fault)),
            _ => Ok((self, received.unknown_headers)),
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json::to_tree(&self.value, self.member)
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

/// Shows the operation only: a message may hold secrets.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.member.map_or("()", |member| member.name.local);
        write!(f, "Message({name})")
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Detail({})", self.name)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value")
    }
}

/// Whether an element says that it is nil.
fn is_nil(block: &RawElement) -> bool {
    block
        .attribute("http://www.w3.org/2001/XMLSchema-instance", "nil")
        .is_some_and(|nil| matches!(nil.trim(), "true" | "1"))
}
