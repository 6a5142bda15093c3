//! The inventory of a contract, for `wsdl-codegen inspect`.

use super::type_names::TypeNames;
use super::{calls, first_line, type_label};
use crate::model::content::InChoice;
use crate::model::recommended::recommended;
use crate::model::{Addressing, Model, PartContent, Protocol, TypeId, TypeKind, Variety};
use crate::model::{add_demands, unmet_demands};

/// The inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Inventory {
    /// Files, as named by the user.
    pub sources: Vec<String>,
    /// Services with their ports.
    pub services: Vec<Service>,
    /// Operations over SOAP.
    pub operations: Vec<Operation>,
    /// Named types, and the anonymous ones that a member or a header block has.
    pub types: Vec<Type>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Service {
    /// Name.
    pub name: String,
    /// Namespace.
    pub namespace: String,
    /// Ports.
    pub ports: Vec<Port>,
}

/// A port.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Port {
    /// Name.
    pub name: String,
    /// `SOAP 1.1`, `SOAP 1.2`, `HTTP GET`, ... of its binding.
    pub protocol: String,
    /// The port type of its binding.
    pub port_type: String,
    /// The address in the contract.
    pub address: Option<String>,
    /// The number of operations in the binding.
    pub operations: usize,
    /// The requirements of the policies of the binding, the port and the service.
    pub policy: Policy,
}

/// The requirements of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Policy {
    /// Everything, in words.
    pub demands: Vec<String>,
    /// The requirements that neither client nor server can meet.
    pub unmet: Vec<String>,
    /// The methods of a client, in Rust, that set up the rest. Keys and passwords are the caller's.
    pub options: Vec<String>,
}

impl Policy {
    fn of(binding: &crate::model::Binding, port: &crate::model::Port) -> Self {
        let mut all = binding.policy.clone();
        add_demands(&mut all, &port.policy);
        let addressing = binding.addressing.max(port.addressing);
        let mut demands: Vec<String> = all.iter().map(ToString::to_string).collect();
        demands.extend(addressing.map(|demand| match demand {
            Addressing::Required => "WS-Addressing".to_owned(),
            Addressing::Optional => "WS-Addressing (optional)".to_owned(),
        }));
        Self {
            demands,
            unmet: unmet_demands(&all),
            options: recommended(&all, addressing),
        }
    }
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Operation {
    /// Port type.
    pub service: String,
    /// Name.
    pub name: String,
    /// SOAPAction.
    pub action: Option<String>,
    /// Members of the request.
    pub request: Vec<Parameter>,
    /// Members of the response; `None` for one-way operations.
    pub response: Option<Vec<Parameter>>,
    /// Header blocks of the request.
    pub request_headers: Vec<String>,
    /// Header blocks of the response.
    pub response_headers: Vec<String>,
    /// Declared faults.
    pub faults: Vec<String>,
    /// The details of the declared faults.
    pub fault_details: Vec<FaultDetail>,
    /// Documentation.
    pub documentation: String,
}

/// A member of a message or type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Type.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub ty: String,
    /// `minOccurs`.
    pub min: u32,
    /// `maxOccurs`; `None` for unbounded.
    pub max: Option<u32>,
    /// Whether it may be nil.
    pub nillable: bool,
    /// Whether it is in a choice: it may be absent because another member is there.
    pub in_choice: bool,
    /// Its place in the choice.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub choice: Option<InChoice>,
    /// The name of its type: of an anonymous one the place in the contract.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub target: Option<TypeName>,
    /// Documentation of its declaration.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub documentation: String,
}

/// The name of a type with its namespace. An anonymous type has its place as its name, such as `Order.billing`. Built-in types are in the namespace of XML Schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
}

/// As members show it: without its namespace, with `xs:` for that of XML Schema.
impl std::fmt::Display for TypeName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let is_builtin = self.namespace == "http://www.w3.org/2001/XMLSchema";
        write!(f, "{}{}", if is_builtin { "xs:" } else { "" }, self.name)
    }
}

/// A declared fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct FaultDetail {
    /// The name of the fault.
    pub name: String,
    /// The element of its detail, or its members where the type of the element has no name.
    pub detail: Vec<Parameter>,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Type {
    /// Name.
    pub name: String,
    /// Namespace.
    pub namespace: String,
    /// `complex`, `enumeration`, `list`, `union` or `simple`.
    pub kind: String,
    /// Whether no message has it, only types derived from it.
    #[cfg_attr(feature = "serde", serde(rename = "abstract"))]
    pub is_abstract: bool,
    /// Members of a complex type, inherited ones included.
    pub members: Vec<Parameter>,
    /// Values of an enumeration.
    pub values: Vec<String>,
    /// The facets of a simple type but for its values, those of its bases after its own: name and value.
    pub facets: Vec<(String, String)>,
    /// The member types of a union, or the item type of a list.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub parts: Vec<TypeName>,
    /// Documentation.
    pub documentation: String,
    /// The type that it extends or restricts, if that has a name.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub base: Option<TypeName>,
}

/// Builds the inventory.
pub fn inspect(model: &Model) -> Inventory {
    super::inventory::inventory(model, &TypeNames::new(model), &calls(model))
}

/// The services and their ports, without operations and types.
pub fn services(model: &Model) -> Vec<Service> {
    let services = model.services.iter();
    services
        .map(|(_, service)| self::service(model, service))
        .collect()
}

fn service(model: &Model, service: &crate::model::Service) -> Service {
    let port = |port: &crate::model::Port| {
        let binding = &model.bindings[port.binding];
        Port {
            name: port.name.to_string(),
            protocol: match &binding.protocol {
                Protocol::Soap11 { .. } => "SOAP 1.1".to_owned(),
                Protocol::Soap12 { .. } => "SOAP 1.2".to_owned(),
                Protocol::Http(verb) => format!("HTTP {verb}"),
                Protocol::Other(Some(name)) => name.local.to_string(),
                Protocol::Other(None) => "unknown".to_owned(),
            },
            port_type: model.port_types[binding.port_type].name.local.to_string(),
            address: port.address.as_ref().map(|address| address.to_string()),
            operations: binding.operations.len(),
            policy: Policy::of(binding, port),
        }
    };
    Service {
        name: service.name.local.to_string(),
        namespace: service.name.namespace.to_string(),
        ports: service.ports.iter().map(port).collect(),
    }
}

/// The name of the element or type of a part.
pub(super) fn content_name(model: &Model, content: PartContent) -> String {
    match content {
        PartContent::Element(element) => model.elements[element].name.local.to_string(),
        PartContent::Type(ty) => type_label(model, ty),
    }
}

/// The signatures of members: the alternatives of a choice are in parentheses, with `|` between them.
pub fn signatures(parameters: &[Parameter]) -> Vec<String> {
    let number = |one: &Parameter| one.choice.map(|choice| choice.number);
    let mut all = Vec::new();
    for group in
        parameters.chunk_by(|one, next| number(one).is_some() && number(one) == number(next))
    {
        let Some(choice) = group.first().and_then(|first| first.choice) else {
            all.extend(group.iter().map(Parameter::signature));
            continue;
        };
        let branches = group.chunk_by(|one, next| {
            one.choice.map(|choice| choice.branch) == next.choice.map(|choice| choice.branch)
        });
        let branches: Vec<String> = branches
            .map(|branch| {
                let branch: Vec<String> = branch.iter().map(Parameter::alternative).collect();
                branch.join(", ")
            })
            .collect();
        let mark = if choice.is_optional { "?" } else { "" };
        all.push(format!("({}){mark}", branches.join(" | ")));
    }
    all
}

/// The values of an enumeration, or of the items of a list.
pub(super) fn enumeration(model: &Model, ty: TypeId) -> Vec<std::sync::Arc<str>> {
    let mut at = ty;
    for _ in 0..64 {
        let TypeKind::Simple(simple) = &model.types[at].kind else {
            break;
        };
        if !simple.facets.enumeration.is_empty() {
            return simple
                .facets
                .enumeration
                .iter()
                .map(|value| value.value.clone())
                .collect();
        }
        at = match (&simple.variety, simple.base) {
            (Variety::List(item), _) => *item,
            (_, Some(base)) if base != at => base,
            _ => break,
        };
    }
    Vec::new()
}

impl Parameter {
    /// The number of occurrences, in words: `optional`, `1 or more, nillable`.
    pub fn occurrence(&self) -> String {
        super::docs::occurrence(self)
    }

    /// `Name: xs:int?`: `?` for what may be left out, `[]` for repeated, `or nil` for what may be nil.
    pub fn signature(&self) -> String {
        let is_single = matches!(self.max, Some(0 | 1));
        let mark = match (is_single, self.min == 0) {
            (true, true) => "?",
            (true, false) => "",
            (false, _) => "[]",
        };
        format!("{}: {}{mark}{}", self.name, self.ty, self.nil())
    }

    fn nil(&self) -> &'static str {
        if self.nillable { " or nil" } else { "" }
    }

    /// The signature in a choice, in which each member may be absent.
    fn alternative(&self) -> String {
        let mark = match self.max {
            Some(0 | 1) => "",
            _ => "[]",
        };
        format!("{}: {}{mark}{}", self.name, self.ty, self.nil())
    }
}

impl Type {
    /// Its name with its namespace.
    pub fn type_name(&self) -> TypeName {
        TypeName {
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }

    /// The first paragraph of its documentation on one line.
    pub fn summary(&self) -> String {
        first_line(&self.documentation, 100)
    }
}

impl Operation {
    /// `Save(Entity: Project?) -> Response: Project?`.
    pub fn signature(&self) -> String {
        let list = |parameters: &[Parameter]| signatures(parameters).join(", ");
        let answer = match &self.response {
            None => "one-way".to_owned(),
            Some(response) if response.is_empty() => "()".to_owned(),
            Some(response) => list(response),
        };
        format!("{}({}) -> {answer}", self.name, list(&self.request))
    }

    /// The first paragraph of its documentation on one line.
    pub fn summary(&self) -> String {
        first_line(&self.documentation, 100)
    }
}
