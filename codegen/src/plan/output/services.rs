//! Clients, operations and servers.

use super::{Constant, Head, Member, StaticHead, Type};
use crate::tokens::Tokens;

#[derive(Debug, Hash)]
pub struct Client {
    pub head: Head,
    /// The names of the ports in the contract.
    pub ports: Vec<String>,
    /// The addresses in the contract.
    pub addresses: Vec<Constant>,
    pub headers: Vec<HeaderMethod>,
    /// The trait it implements.
    pub implements: Option<String>,
    pub methods: Vec<Method>,
}

/// A method that sets request headers.
#[derive(Debug, Hash)]
pub struct HeaderMethod {
    pub docs: Vec<String>,
    pub name: String,
    pub headers: Type,
}

#[derive(Clone, Debug, Hash)]
pub struct Method {
    pub docs: Vec<String>,
    pub attributes: Vec<Tokens>,
    pub name: String,
    /// Path of the operation's static.
    pub operation: String,
    /// `None` for an operation without input.
    pub request: Option<Type>,
    pub response: Type,
    pub headers: Type,
}

impl Method {
    /// Whether one method of a trait describes both.
    pub(crate) fn has_signature_of(&self, other: &Self) -> bool {
        self.name == other.name
            && self.request == other.request
            && self.response == other.response
            && self.headers == other.headers
    }
}

#[derive(Debug, Hash)]
pub struct Trait {
    pub head: Head,
    pub methods: Vec<Method>,
}

/// The facts that all operations of a client have in common.
#[derive(Debug, Hash)]
pub struct CommonOperation {
    /// Name of the constant.
    pub name: String,
    pub facts: Operation,
}

#[derive(Debug, Default, Hash)]
pub struct Operation {
    pub head: StaticHead,
    /// The constant that has the facts which are not here; `None` for the runtime's.
    pub common: Option<String>,
    /// Whether it may be unused.
    pub unused: bool,
    pub xml_name: String,
    pub service: String,
    pub action: Option<String>,
    pub soap12: bool,
    /// Name of the constant of the declarations; empty if `common` has them.
    pub declarations: String,
    pub is_rpc: bool,
    pub input: Option<Member>,
    pub output: Option<Member>,
    /// Names of the tables of headers.
    pub input_headers: Option<String>,
    pub output_headers: Option<String>,
    pub one_way: bool,
    pub void: bool,
    /// Names of the statics of fault elements.
    pub faults: Vec<String>,
    /// Name of the enum of the faults.
    pub fault: Option<String>,
    /// Local names whose values are masked, besides the general ones.
    pub secrets: Vec<String>,
    pub actions: Option<Actions>,
    /// Name of the static of the components that messages may name, where they are checked.
    pub components: Option<String>,
}

/// Actions in WS-Addressing.
#[derive(Debug, Hash)]
pub struct Actions {
    /// Empty if there is no such message.
    pub input: String,
    pub output: String,
    /// In the order of the statics of the faults.
    pub faults: Vec<String>,
}

#[derive(Debug, Hash)]
pub struct Faults {
    pub head: Head,
    pub variants: Vec<FaultVariant>,
}

#[derive(Debug, Hash)]
pub struct FaultVariant {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: Type,
    /// Path of the static member of its detail element.
    pub member: String,
}

#[derive(Debug, Hash)]
pub struct Server {
    pub head: Head,
    pub methods: Vec<ServerMethod>,
    pub dispatcher_docs: Vec<String>,
}

#[derive(Debug, Hash)]
pub struct ServerMethod {
    pub docs: Vec<String>,
    pub attributes: Vec<Tokens>,
    pub name: String,
    pub operation: String,
    pub request: Type,
    pub request_headers: Type,
    pub response: Type,
    pub response_headers: Type,
    /// The path of the enum of its declared faults.
    pub faults: Option<String>,
}
