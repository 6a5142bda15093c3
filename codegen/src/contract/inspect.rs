//! The inventory of a contract, for `wsdl-codegen inspect`.

use super::{Body, Call, Direction, MemberKind, calls, first_line, members, type_label};
use crate::model::content::InChoice;
use crate::model::label::documentation;
use crate::model::recommended::recommended;
use crate::model::{
    Addressing, Derivation, ElementId, Model, PartContent, Protocol, TypeId, TypeKind, Variety,
};
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
    /// Named types.
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
    /// What the policies of the binding, the port and the service ask for.
    pub policy: Policy,
}

/// What a policy asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Policy {
    /// Everything, in words.
    pub demands: Vec<String>,
    /// What of it neither client nor server can do.
    pub unmet: Vec<String>,
    /// The methods of a client, in Rust, that set up the rest. Keys and passwords are the caller's.
    pub options: Vec<String>,
}

impl Policy {
    fn of(binding: &crate::model::Binding, port: &crate::model::Port) -> Self {
        let mut all = binding.policy.clone();
        add_demands(&mut all, port.policy.iter().cloned());
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
    /// The name of its type, if that has one.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub target: Option<TypeName>,
    /// Documentation of its declaration.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub documentation: String,
}

/// The name of a type with its namespace. Built-in types are in the namespace of XML Schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
}

impl TypeName {
    pub(super) fn of(model: &Model, ty: TypeId) -> Option<Self> {
        let name = model.types[ty].name.as_ref()?;
        Some(Self {
            namespace: name.namespace.to_string(),
            name: name.local.to_string(),
        })
    }
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
    /// Documentation.
    pub documentation: String,
    /// The type that it extends or restricts, if that has a name.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub base: Option<TypeName>,
}

/// Builds the inventory.
pub fn inspect(model: &Model) -> Inventory {
    Inventory {
        sources: model.sources.iter().map(|name| name.to_string()).collect(),
        services: services(model),
        operations: calls(model).iter().map(operation).collect(),
        types: types(model),
    }
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

fn operation(call: &Call<'_>) -> Operation {
    let headers = |direction| {
        call.headers(direction)
            .into_iter()
            .map(|(_, content)| content_name(call.model, content))
            .collect()
    };
    Operation {
        service: call.port_type().name.local.to_string(),
        name: call.local_name(),
        action: call.soap_action().map(str::to_owned),
        request: body_parameters(call, Direction::Request),
        response: call
            .has(Direction::Response)
            .then(|| body_parameters(call, Direction::Response)),
        request_headers: headers(Direction::Request),
        response_headers: headers(Direction::Response),
        faults: call
            .faults()
            .into_iter()
            .map(|(name, _)| name.to_owned())
            .collect(),
        fault_details: call
            .faults()
            .into_iter()
            .map(|fault| detail(call.model, fault))
            .collect(),
        documentation: call.operation().annotation.documentation.clone(),
    }
}

fn detail(model: &Model, (name, content): (&str, Option<PartContent>)) -> FaultDetail {
    let detail = match content {
        Some(PartContent::Element(element)) => {
            let declaration = &model.elements[element];
            let is_anonymous = model.types[declaration.ty].name.is_none();
            match &model.types[declaration.ty].kind {
                TypeKind::Complex(_) if is_anonymous => parameters(model, declaration.ty),
                _ => vec![of_element(model, element, None)],
            }
        }
        Some(PartContent::Type(ty)) => vec![single(model, name.to_owned(), ty, false)],
        None => Vec::new(),
    };
    FaultDetail {
        name: name.to_owned(),
        detail,
    }
}

/// A member that is there once.
fn single(model: &Model, name: String, ty: TypeId, nillable: bool) -> Parameter {
    Parameter {
        name,
        ty: type_label(model, ty),
        min: 1,
        max: Some(1),
        nillable,
        in_choice: false,
        choice: None,
        target: TypeName::of(model, ty),
        documentation: String::new(),
    }
}

/// An element that is there once, under its name or that of its part.
fn of_element(model: &Model, element: ElementId, part: Option<String>) -> Parameter {
    let declaration = &model.elements[element];
    let name = part.unwrap_or_else(|| declaration.name.local.to_string());
    Parameter {
        documentation: documentation(&declaration.annotation).into_owned(),
        ..single(model, name, declaration.ty, declaration.nillable)
    }
}

/// The header blocks of a message.
pub(super) fn header_parameters(call: &Call<'_>, direction: Direction) -> Vec<Parameter> {
    let of = |(name, content): (crate::model::QName, PartContent)| match content {
        PartContent::Element(element) => of_element(call.model, element, None),
        PartContent::Type(ty) => single(call.model, name.local.to_string(), ty, false),
    };
    call.headers(direction).into_iter().map(of).collect()
}

pub(super) fn content_name(model: &Model, content: PartContent) -> String {
    match content {
        PartContent::Element(element) => model.elements[element].name.local.to_string(),
        PartContent::Type(ty) => type_label(model, ty),
    }
}

/// The parameters of a message: the members of its wrapper, if it has one.
pub(super) fn body_parameters(call: &Call<'_>, direction: Direction) -> Vec<Parameter> {
    let model = call.model;
    match call.body(direction) {
        Body::Elements(elements) => {
            if let [wrapper] = elements.as_slice() {
                let declaration = &model.elements[*wrapper];
                let anonymous = model.types[declaration.ty].name.is_none();
                if anonymous && matches!(model.types[declaration.ty].kind, TypeKind::Complex(_)) {
                    return parameters(model, declaration.ty);
                }
            }
            let of = |element| of_element(model, element, None);
            elements.into_iter().map(of).collect()
        }
        Body::Wrapper(_, parts) => {
            let of = |(name, content): (std::sync::Arc<str>, PartContent)| match content {
                PartContent::Type(ty) => single(model, name.to_string(), ty, false),
                PartContent::Element(element) => of_element(model, element, Some(name.to_string())),
            };
            parts.into_iter().map(of).collect()
        }
    }
}

fn parameters(model: &Model, ty: TypeId) -> Vec<Parameter> {
    let of = |member: super::Member| Parameter {
        name: member.label(),
        ty: match member.kind {
            MemberKind::AnyElement | MemberKind::AnyAttribute => "any".to_owned(),
            _ => type_label(model, member.ty),
        },
        min: member.min,
        max: member.max,
        nillable: member.nillable,
        in_choice: member.in_choice,
        choice: member.choice,
        target: match member.kind {
            MemberKind::AnyElement | MemberKind::AnyAttribute => None,
            _ => TypeName::of(model, member.ty),
        },
        documentation: member.documentation,
    };
    if let TypeKind::Complex(complex) = &model.types[ty].kind
        && let Some((item, _)) = &complex.array_type
    {
        // The elements of an array of SOAP encoding have any name; its attributes are those of the encoding.
        let item = single(model, "item".to_owned(), *item, false);
        return vec![Parameter {
            min: 0,
            max: None,
            ..item
        }];
    }
    members(model, ty).into_iter().map(of).collect()
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

fn types(model: &Model) -> Vec<Type> {
    let declared = model
        .types
        .iter()
        .filter(|(id, _)| super::is_declared(model, *id));
    let mut all: Vec<_> = declared
        .filter_map(|(id, definition)| {
            let name = definition.name.as_ref()?;
            let (kind, values) = match &definition.kind {
                TypeKind::Complex(_) => ("complex", Vec::new()),
                TypeKind::Simple(simple) => {
                    let values: Vec<_> = enumeration(model, id)
                        .iter()
                        .map(|value| value.to_string())
                        .collect();
                    match simple.variety {
                        Variety::List(_) => ("list", values),
                        Variety::Union(_) => ("union", values),
                        _ if values.is_empty() => ("simple", values),
                        _ => ("enumeration", values),
                    }
                }
            };
            let base = match &definition.kind {
                TypeKind::Complex(complex) => match complex.derivation {
                    Derivation::Extension(base) | Derivation::Restriction(base) => Some(base),
                    Derivation::None => None,
                },
                TypeKind::Simple(simple) => simple.base,
            };
            Some(Type {
                name: name.local.to_string(),
                namespace: name.namespace.to_string(),
                kind: kind.to_owned(),
                is_abstract: matches!(&definition.kind, TypeKind::Complex(complex) if complex.is_abstract),
                members: parameters(model, id),
                values,
                documentation: documentation(&definition.annotation).into_owned(),
                base: base.and_then(|base| TypeName::of(model, base)),
            })
        })
        .collect();
    all.sort_by(|one, other| (&one.namespace, &one.name).cmp(&(&other.namespace, &other.name)));
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

    /// `Name: xs:int?`: `?` for what may be left out, `[]` for repeated, `or nil` for what must be there and may be nil.
    pub fn signature(&self) -> String {
        let is_single = matches!(self.max, Some(0 | 1));
        let mark = match (is_single, self.min == 0) {
            (true, true) => "?",
            (true, false) if self.nillable => " or nil",
            (true, false) => "",
            (false, _) => "[]",
        };
        format!("{}: {}{mark}", self.name, self.ty)
    }

    /// The signature in a choice, in which each member may be absent.
    fn alternative(&self) -> String {
        let mark = match self.max {
            Some(0 | 1) => "",
            _ => "[]",
        };
        format!("{}: {}{mark}", self.name, self.ty)
    }
}

impl Type {
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
