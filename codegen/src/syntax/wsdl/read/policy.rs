//! Policies in a contract (WS-Policy 1.2 and 1.5, WS-SecurityPolicy 1.1 to 1.3), and where they are attached.

use super::{POLICIES, Parser};
use crate::ground::{
    Addressing, Demand, DemandKind, PasswordKind, ProtectedPart, SignatureDemand, add_demands,
};
use crate::syntax::xml::Node;
use std::cell::{Cell, RefCell};

const SECURITY: [&str; 4] = [
    "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702",
    "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200802",
    "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy",
    "http://schemas.xmlsoap.org/ws/2002/12/secext",
];
const MTOM: [&str; 2] = [
    "http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization",
    "http://www.w3.org/2007/08/soap12-mtom-policy",
];
const HTTP_MICROSOFT: &str = "http://schemas.microsoft.com/ws/06/2004/policy/http";
const UTILITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// Alternatives of one policy, and policies within policies.
const MOST: usize = 32;
const DEEPEST: usize = 64;
/// Elements of the policies of one document, those that are referred to counted each time.
const ELEMENTS: usize = 100_000;

/// What one alternative asks for.
type Alternative = Vec<Demand>;

/// The policies of a document, by their ids.
pub(super) type Policies = Vec<(String, Vec<Alternative>)>;

/// The policies of a document with an id.
pub(super) fn policies(definitions: Node<'_>) -> Policies {
    let ids = [
        format!("{{{UTILITY}}}Id"),
        "{http://www.w3.org/XML/1998/namespace}id".to_owned(),
        "Id".to_owned(),
    ];
    let named: Vec<(String, Node<'_>)> = definitions
        .children()
        .filter(|child| is_policy(*child, "Policy"))
        .filter_map(|policy| {
            let id = ids.iter().find_map(|key| policy.attribute(key))?;
            Some((id.trim().to_owned(), policy))
        })
        .collect();
    let reader = Reader::new(&named, &[]);
    let all = named.iter();
    all.map(|(id, _)| (id.clone(), reader.named(&format!("#{id}"), 0)))
        .collect()
}

fn is_policy(node: Node<'_>, local: &str) -> bool {
    POLICIES.contains(&node.namespace()) && node.local() == local
}

/// Takes the demand for WS-Addressing out of others.
pub(super) fn addressing(all: &mut Vec<Demand>) -> Option<Addressing> {
    let index = all
        .iter()
        .position(|one| one.kind == DemandKind::Addressing)?;
    Some(match all.remove(index).is_optional {
        true => Addressing::Optional,
        false => Addressing::Required,
    })
}

impl Parser<'_> {
    /// Adds the demands of a policy, or of a reference to one, among the children of a component.
    pub(super) fn policy(&self, node: Node<'_>, all: &mut Vec<Demand>) {
        if !POLICIES.contains(&node.namespace()) {
            return;
        }
        let reader = Reader::new(&[], &self.policies);
        add_demands(all, best(reader.alternatives(node, 0)));
    }

    /// Adds the demands of all policies of a component: those among its children, and those that its attribute `PolicyURIs` names.
    pub(super) fn policies_of(&self, node: Node<'_>, all: &mut Vec<Demand>) {
        for child in node.children() {
            self.policy(child, all);
        }
        let names = POLICIES.iter().find_map(|namespace| {
            let key = format!("{{{namespace}}}PolicyURIs");
            node.attribute(&key)
        });
        let reader = Reader::new(&[], &self.policies);
        for uri in names.unwrap_or_default().split_whitespace() {
            add_demands(all, best(reader.named(uri, 0)));
        }
    }
}

/// The first alternative that can be met, or else the first.
fn best(mut alternatives: Vec<Alternative>) -> Alternative {
    let met = |one: &Alternative| one.iter().all(Demand::can_be_met);
    let index = alternatives.iter().position(met).unwrap_or_default();
    match alternatives.is_empty() {
        true => Vec::new(),
        false => alternatives.swap_remove(index),
    }
}

/// Reads policies. Those that it refers to are found as nodes, or were read before.
struct Reader<'a, 'n> {
    nodes: &'a [(String, Node<'n>)],
    read: &'a [(String, Vec<Alternative>)],
    /// The policies that are being read: one that refers to itself adds nothing.
    open: RefCell<Vec<String>>,
    /// The elements that may still be read: policies that refer to each other have many of them.
    left: Cell<usize>,
}

impl<'a, 'n> Reader<'a, 'n> {
    fn new(nodes: &'a [(String, Node<'n>)], read: &'a [(String, Vec<Alternative>)]) -> Self {
        Self {
            nodes,
            read,
            open: RefCell::default(),
            left: Cell::new(ELEMENTS),
        }
    }

    /// The alternatives of an operator or an assertion (WS-Policy 1.5, section 4.3). Alternatives beyond the limit are left out.
    fn alternatives(&self, node: Node<'n>, depth: usize) -> Vec<Alternative> {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        if depth > DEEPEST || left == 0 {
            return vec![vec![other(
                "a policy that is too large or nested too deeply",
            )]];
        }
        let below = depth.saturating_add(1);
        if !POLICIES.contains(&node.namespace()) {
            return self.assertion(node, below);
        }
        match node.local() {
            "ExactlyOne" => {
                let all = node
                    .children()
                    .flat_map(|child| self.alternatives(child, below));
                all.take(MOST).collect()
            }
            "PolicyReference" => {
                let uri = node.attribute("URI").map(str::trim).unwrap_or_default();
                self.named(uri, below)
            }
            _ => node.children().fold(vec![Vec::new()], |all, child| {
                let more = self.alternatives(child, below);
                // An operator without content says nothing.
                if more.is_empty() {
                    return all;
                }
                let pairs = all.iter().flat_map(|one| {
                    more.iter().map(|other| {
                        let mut both = one.clone();
                        add_demands(&mut both, other.iter().cloned());
                        both
                    })
                });
                pairs.take(MOST).collect()
            }),
        }
    }

    /// The alternatives of a policy that is referred to.
    fn named(&self, uri: &str, depth: usize) -> Vec<Alternative> {
        let missing = || {
            let text = format!("the policy {uri}, which is not in this document");
            vec![vec![other(&text)]]
        };
        let Some(id) = uri.strip_prefix('#') else {
            return missing();
        };
        if let Some((_, known)) = self.read.iter().find(|(known, _)| known == id) {
            return known.clone();
        }
        match self.nodes.iter().find(|(known, _)| known == id) {
            Some(_) if self.open.borrow().iter().any(|known| known == id) => vec![Vec::new()],
            Some((_, node)) => {
                self.open.borrow_mut().push(id.to_owned());
                let found = self.alternatives(*node, depth);
                self.open.borrow_mut().pop();
                found
            }
            None => missing(),
        }
    }

    /// The alternatives of an assertion: those of the policies in it.
    fn assertion(&self, node: Node<'n>, depth: usize) -> Vec<Alternative> {
        let is_optional = POLICIES.iter().any(|namespace| {
            let key = format!("{{{namespace}}}Optional");
            matches!(node.attribute(&key).map(str::trim), Some("true" | "1"))
        });
        let mut found: Vec<Alternative> = match is_nested(node) {
            false => vec![Vec::new()],
            true => {
                // An inner choice, of a layout or a token, is one of ours.
                let inner = node.children().filter(|child| is_policy(*child, "Policy"));
                inner.fold(vec![Vec::new()], |all, child| {
                    let more = self.alternatives(child, depth);
                    let pairs = all.iter().flat_map(|one| {
                        more.iter().map(|other| {
                            let mut both = one.clone();
                            add_demands(&mut both, other.iter().cloned());
                            both
                        })
                    });
                    pairs.take(MOST).collect()
                })
            }
        };
        for alternative in &mut found {
            let nested = std::mem::take(alternative);
            own(node, nested, alternative);
            for demand in alternative {
                demand.is_optional |= is_optional;
            }
        }
        found
    }
}

/// Assertions whose nested policies hold assertions of their own that count.
fn is_nested(node: Node<'_>) -> bool {
    let local = node.local();
    SECURITY.contains(&node.namespace())
        && (local.ends_with("Binding")
            || local.ends_with("SupportingTokens")
            || local.ends_with("Token")
            || ["AlgorithmSuite", "Layout", "Wss11", "Wss10"].contains(&local))
        && local != "BootstrapPolicy"
}

fn met(kind: DemandKind) -> Demand {
    Demand {
        kind,
        is_optional: false,
    }
}

fn other(text: &str) -> Demand {
    met(DemandKind::Other(text.into()))
}

/// A mark that an inner assertion leaves for the assertion around it.
fn mark(local: &str) -> Demand {
    other(&format!("#{local}"))
}

/// Takes the marks that a test accepts; their names.
fn take(nested: &mut Vec<Demand>, test: impl Fn(&str) -> bool) -> Vec<String> {
    let mut taken = Vec::new();
    nested.retain(|one| match &one.kind {
        DemandKind::Other(text) => match text.strip_prefix('#').filter(|name| test(name)) {
            Some(name) => {
                taken.push(name.to_owned());
                false
            }
            None => true,
        },
        _ => true,
    });
    taken
}

fn is_mark(demand: &Demand) -> bool {
    matches!(&demand.kind, DemandKind::Other(text) if text.starts_with('#'))
}

/// Adds the demands of an assertion, whose nested policies ask for `nested`.
fn own(node: Node<'_>, nested: Vec<Demand>, all: &mut Vec<Demand>) {
    let (namespace, local) = (node.namespace(), node.local());
    if SECURITY.contains(&namespace) {
        return security(node, nested, all);
    }
    if super::addressing::is_demand(node) {
        return all.push(met(DemandKind::Addressing));
    }
    if MTOM.contains(&namespace) {
        return all.push(met(DemandKind::Mtom));
    }
    if namespace == HTTP_MICROSOFT {
        let scheme = match local {
            "BasicAuthentication" => "Basic",
            "DigestAuthentication" => "Digest",
            "NtlmAuthentication" => "NTLM",
            "NegotiateAuthentication" => "Negotiate",
            _ => return all.push(other(&format!("{{{namespace}}}{local}"))),
        };
        return all.push(met(DemandKind::HttpAuthentication(scheme)));
    }
    all.push(other(&format!("{{{namespace}}}{local}")));
}

/// The assertions of WS-SecurityPolicy.
fn security(node: Node<'_>, mut nested: Vec<Demand>, all: &mut Vec<Demand>) {
    let local = node.local();
    match local {
        "TransportBinding" => {
            all.push(met(DemandKind::Transport));
            take(&mut nested, |_| true);
            all.extend(nested);
        }
        "HttpsToken" => {
            let asks = node.attribute("RequireClientCertificate").map(str::trim);
            if matches!(asks, Some("true" | "1")) {
                all.push(met(DemandKind::ClientCertificate));
            }
            all.extend(nested);
        }
        "RequireClientCertificate" => all.push(met(DemandKind::ClientCertificate)),
        "HttpBasicAuthentication" => all.push(met(DemandKind::HttpAuthentication("Basic"))),
        "HttpDigestAuthentication" => all.push(met(DemandKind::HttpAuthentication("Digest"))),
        "IncludeTimestamp" => all.push(met(DemandKind::Timestamp)),
        "EncryptBeforeSigning" => all.push(met(DemandKind::EncryptFirst)),
        "EncryptSignature" => all.push(met(DemandKind::EncryptedSignature)),
        "ProtectTokens" => all.push(met(DemandKind::SignedToken)),
        "RequireDerivedKeys" | "RequireExplicitDerivedKeys" | "RequireImpliedDerivedKeys" => {
            all.push(other("derived keys"));
        }
        "RequireSignatureConfirmation" => all.push(other("signature confirmation")),
        "AsymmetricBinding" | "SymmetricBinding" => signature(local, nested, all),
        "SignedParts" => parts(node, DemandKind::Signed, all),
        "EncryptedParts" => parts(node, DemandKind::Encrypted, all),
        "SignedElements" | "EncryptedElements" | "ContentEncryptedElements" => {
            all.push(other(&format!("{local}, which are named by XPath")));
        }
        "UsernameToken" => {
            let passwords = take(&mut nested, |name| name.contains("Password"));
            let password = match passwords.first().map(String::as_str) {
                Some("NoPassword") => PasswordKind::None,
                Some("HashPassword") => PasswordKind::Digest,
                _ => PasswordKind::Text,
            };
            all.push(met(DemandKind::UsernameToken(password)));
        }
        "NoPassword" | "HashPassword" => all.push(mark(local)),
        "AlgorithmSuite" => {
            let names = node.children().filter(|child| is_policy(*child, "Policy"));
            let names = names.flat_map(|policy| flat(policy));
            all.extend(
                names
                    .take(1)
                    .map(|name| mark(&format!("suite {}", name.local()))),
            );
        }
        "Layout" => {
            let names = node.children().filter(|child| is_policy(*child, "Policy"));
            let names = names.flat_map(|policy| flat(policy));
            all.extend(
                names
                    .take(1)
                    .map(|name| mark(&format!("layout {}", name.local()))),
            );
        }
        _ if local.ends_with("SupportingTokens") => supporting(local, nested, all),
        // The token of a side of a binding, or a token itself.
        _ if local.ends_with("Token") => {
            let inner = take(&mut nested, |name| name.ends_with("Token"));
            match (ROLES.contains(&local), inner.is_empty()) {
                (true, false) => all.extend(inner.iter().map(|name| {
                    let is_ours = !local.starts_with("Recipient");
                    mark(if is_ours { name } else { "recipient Token" })
                })),
                (true, true) => {}
                (false, _) => all.push(mark(local)),
            }
            all.extend(nested);
        }
        // Which references and tokens a side has to understand: both sides know them.
        "Wss10" | "Wss11" => all.extend(nested),
        _ => {}
    }
}

/// The assertions that say who has a token.
const ROLES: [&str; 10] = [
    "TransportToken",
    "ProtectionToken",
    "SignatureToken",
    "EncryptionToken",
    "InitiatorToken",
    "InitiatorSignatureToken",
    "InitiatorEncryptionToken",
    "RecipientToken",
    "RecipientSignatureToken",
    "RecipientEncryptionToken",
];

/// The assertions in a policy, past its operators.
fn flat(policy: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<Node<'_>> = policy.children().collect();
    open.reverse();
    while let Some(node) = open.pop() {
        match POLICIES.contains(&node.namespace()) {
            true => {
                let mut inner: Vec<Node<'_>> = node.children().collect();
                inner.reverse();
                open.append(&mut inner);
            }
            false => found.push(node),
        }
    }
    found
}

fn signature(local: &str, mut nested: Vec<Demand>, all: &mut Vec<Demand>) {
    let first = |names: Vec<String>, word: &str| {
        let mut names = names.iter();
        names.find_map(|name| Some(name.strip_prefix(word)?.trim().into()))
    };
    let suite = first(
        take(&mut nested, |name| name.starts_with("suite ")),
        "suite ",
    );
    let layout = first(
        take(&mut nested, |name| name.starts_with("layout ")),
        "layout ",
    );
    take(&mut nested, |name| name == "recipient Token");
    let tokens = take(&mut nested, |name| name.ends_with("Token"));
    all.push(met(DemandKind::Signature(SignatureDemand {
        token: tokens.first().map_or("X509Token", String::as_str).into(),
        is_symmetric: local == "SymmetricBinding",
        suite,
        layout,
    })));
    all.extend(nested.into_iter().filter(|one| !is_mark(one)));
}

/// Tokens beside that of the binding.
fn supporting(local: &str, mut nested: Vec<Demand>, all: &mut Vec<Demand>) {
    for token in take(&mut nested, |name| name.ends_with("Token")) {
        let is_assertion = ["SamlToken", "IssuedToken"].contains(&token.as_str());
        if is_assertion && !local.contains("Endorsing") && !local.contains("Encrypted") {
            add_demands(all, [met(DemandKind::Assertion)]);
            continue;
        }
        all.push(other(&format!("{token} as one of the {local}")));
    }
    if local.contains("Endorsing") && !nested.is_empty() {
        all.push(other(&format!("{local}, which sign the signature")));
    }
    all.extend(nested.into_iter().filter(|one| !is_mark(one)));
}

/// The parts that an assertion names; all of them, if it names none.
fn parts(node: Node<'_>, kind: fn(ProtectedPart) -> DemandKind, all: &mut Vec<Demand>) {
    let mut children = node.children().peekable();
    if children.peek().is_none() {
        all.push(met(kind(ProtectedPart::Body)));
    }
    for child in children {
        let part = match child.local() {
            "Body" => ProtectedPart::Body,
            "Attachments" => ProtectedPart::Attachments,
            "Header" => {
                let attribute = |key| child.attribute(key).map(str::trim);
                let namespace = attribute("Namespace").unwrap_or_default();
                ProtectedPart::Header(namespace.into(), attribute("Name").map(Into::into))
            }
            _ => continue,
        };
        add_demands(all, [met(kind(part))]);
    }
}
