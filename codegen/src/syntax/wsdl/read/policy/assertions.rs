//! Assertions of policies (WS-SecurityPolicy 1.1 to 1.3, WS-Addressing, MTOM, HTTP), and what they ask for.

use super::super::{POLICIES, addressing};
use super::is_policy;
use crate::ground::{Demand, DemandKind, PasswordKind, ProtectedPart, SignatureDemand};
use crate::syntax::xml::XmlNode;

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

/// Assertions whose nested policies hold assertions of their own that count.
pub(super) fn is_nested(node: XmlNode<'_>) -> bool {
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

pub(super) fn other(text: &str) -> Demand {
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
pub(super) fn own(node: XmlNode<'_>, nested: Vec<Demand>, all: &mut Vec<Demand>) {
    let (namespace, local) = (node.namespace(), node.local());
    if SECURITY.contains(&namespace) {
        return security(node, nested, all);
    }
    if addressing::is_demand(node) {
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
fn security(node: XmlNode<'_>, mut nested: Vec<Demand>, all: &mut Vec<Demand>) {
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
            all.push(met(DemandKind::DerivedKeys));
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
        // The references and tokens that a side has to understand: both sides know them.
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
fn flat(policy: XmlNode<'_>) -> Vec<XmlNode<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<XmlNode<'_>> = policy.children().collect();
    open.reverse();
    while let Some(node) = open.pop() {
        match POLICIES.contains(&node.namespace()) {
            true => {
                let mut inner: Vec<XmlNode<'_>> = node.children().collect();
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
    let signature = DemandKind::Signature(SignatureDemand {
        token: tokens.first().map_or("X509Token", String::as_str).into(),
        is_symmetric: local == "SymmetricBinding",
        suite,
        layout,
    });
    // Keys are derived of the secret that an encrypted key carries, and of no other.
    let derives = local == "SymmetricBinding" && signature.can_be_met();
    all.push(met(signature));
    let nested = nested.into_iter().filter(|one| !is_mark(one));
    all.extend(nested.map(|one| match one.kind {
        DemandKind::DerivedKeys if !derives => other("derived keys"),
        DemandKind::SignedToken if derives => other("signed token of a symmetric binding"),
        _ => one,
    }));
}

/// Tokens beside that of the binding, and how they are protected (WS-SecurityPolicy 1.2, section 8).
fn supporting(local: &str, mut nested: Vec<Demand>, all: &mut Vec<Demand>) {
    let is_endorsing = local.contains("Endorsing");
    let protect = |part: ProtectedPart, is_optional: bool, all: &mut Vec<Demand>| {
        let signed = local.starts_with("Signed").then_some(DemandKind::Signed);
        let encrypted = local.contains("Encrypted").then_some(DemandKind::Encrypted);
        let signed = signed.map(|kind| kind(part.clone()));
        let kinds = signed.into_iter().chain(encrypted.map(|kind| kind(part)));
        all.extend(kinds.map(|kind| Demand { kind, is_optional }));
    };
    for token in take(&mut nested, |name| name.ends_with("Token")) {
        let is_assertion = ["SamlToken", "IssuedToken"].contains(&token.as_str());
        if is_assertion && !is_endorsing {
            all.push(met(DemandKind::Assertion));
            protect(ProtectedPart::Assertion, false, all);
            continue;
        }
        all.push(other(&format!("{token} as one of the {local}")));
    }
    if is_endorsing && !nested.is_empty() {
        all.push(other(&format!("{local}, which sign the signature")));
    }
    for demand in nested.into_iter().filter(|one| !is_mark(one)) {
        let is_optional = demand.is_optional;
        let is_username = matches!(demand.kind, DemandKind::UsernameToken(_));
        all.push(demand);
        if is_username {
            protect(ProtectedPart::UsernameToken, is_optional, all);
        }
    }
}

/// Whether attachments are signed with their header fields (WS-SecurityPolicy 1.3, section 4.1.1).
fn is_complete(attachments: XmlNode<'_>) -> bool {
    let mut children = attachments.children();
    children.any(|child| child.local() == "AttachmentCompleteSignatureTransform")
}

/// The parts that an assertion names; all of them, if it names none.
fn parts(node: XmlNode<'_>, kind: fn(ProtectedPart) -> DemandKind, all: &mut Vec<Demand>) {
    let mut children = node.children().peekable();
    if children.peek().is_none() {
        all.push(met(kind(ProtectedPart::Body)));
    }
    for child in children {
        let part = match child.local() {
            "Body" => ProtectedPart::Body,
            "Attachments" if is_complete(child) => ProtectedPart::AttachmentsWithHeaders,
            "Attachments" => ProtectedPart::Attachments,
            "Header" => {
                let attribute = |key| child.attribute(key).map(str::trim);
                let namespace = attribute("Namespace").unwrap_or_default();
                ProtectedPart::Header(namespace.into(), attribute("Name").map(Into::into))
            }
            _ => continue,
        };
        all.push(met(kind(part)));
    }
}
