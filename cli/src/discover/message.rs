//! The messages of WS-Discovery: Probe and Resolve, and the matches that answer them.

use crate::message_id::message_id;
use soap_runtime::RawElement;
use std::fmt::{self, Write as _};

const SOAP: &str = "http://www.w3.org/2003/05/soap-envelope";
/// The most entries of a list that are kept of one device.
const ENTRIES: usize = 200;

/// The prefixes that everybody writes.
const PREFIXES: [(&str, &str); 5] = [
    ("dn", "http://www.onvif.org/ver10/network/wsdl"),
    ("tds", "http://www.onvif.org/ver10/device/wsdl"),
    ("wsdp", "http://schemas.xmlsoap.org/ws/2006/02/devprof"),
    ("dpws", "http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01"),
    ("pub", "http://schemas.microsoft.com/windows/pub/2005/07"),
];

/// A version of the standard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DiscoveryVersion {
    /// Of April 2005, which ONVIF and the Devices Profile of 2006 use.
    April2005,
    /// 1.1, an OASIS standard.
    Oasis,
}

impl DiscoveryVersion {
    pub(super) const ALL: [Self; 2] = [Self::April2005, Self::Oasis];

    pub(super) fn namespace(self) -> &'static str {
        match self {
            Self::April2005 => "http://schemas.xmlsoap.org/ws/2005/04/discovery",
            Self::Oasis => "http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01",
        }
    }

    fn addressing(self) -> &'static str {
        match self {
            Self::April2005 => "http://schemas.xmlsoap.org/ws/2004/08/addressing",
            Self::Oasis => "http://www.w3.org/2005/08/addressing",
        }
    }

    fn everybody(self) -> &'static str {
        match self {
            Self::April2005 => "urn:schemas-xmlsoap-org:ws:2005:04:discovery",
            Self::Oasis => "urn:docs-oasis-open-org:ws-dd:ns:discovery:2009:01",
        }
    }
}

/// The name of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    namespace: String,
    local: String,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}{}", self.namespace, self.local)
    }
}

/// Reads the name of a type: with a prefix that is known, or with its namespace in braces.
pub(super) fn type_name(text: &str) -> Result<Name, String> {
    let braced = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let (namespace, local) = match (braced, text.split_once(':')) {
        (Some(name), _) => name,
        (None, Some((prefix, local))) => {
            let known = PREFIXES.iter().find(|(known, _)| *known == prefix);
            let (_, namespace) = known.ok_or_else(|| {
                let known: Vec<&str> = PREFIXES.iter().map(|(known, _)| *known).collect();
                format!(
                    "the prefix `{prefix}` is none of {}: write {{namespace}}{local}",
                    known.join(", ")
                )
            })?;
            (*namespace, local)
        }
        (None, None) => ("", ""),
    };
    let is_name = !local.is_empty()
        && local
            .chars()
            .all(|char| char.is_alphanumeric() || "._-".contains(char));
    match is_name && !namespace.is_empty() {
        true => Ok(Name {
            namespace: namespace.to_owned(),
            local: local.to_owned(),
        }),
        false => Err(
            "expected a type such as dn:NetworkVideoTransmitter or {urn:devices}Lamp".to_owned(),
        ),
    }
}

/// Reads a scope.
pub(super) fn scope(text: &str) -> Result<String, String> {
    match url::Url::parse(text) {
        Ok(_) if !text.contains(char::is_whitespace) => Ok(text.to_owned()),
        _ => Err("expected a URI such as onvif://www.onvif.org/location/house".to_owned()),
    }
}

/// A question for devices, with its MessageID.
pub(super) fn probe(
    version: DiscoveryVersion,
    types: &[Name],
    scopes: &[String],
) -> Result<(String, String), String> {
    let mut body = String::from("<d:Probe>");
    if !types.is_empty() {
        body.push_str("<d:Types");
        for (index, name) in types.iter().enumerate() {
            let _ = write!(body, " xmlns:t{index}=\"{}\"", escaped(&name.namespace));
        }
        body.push('>');
        let names: Vec<String> = types
            .iter()
            .enumerate()
            .map(|(index, name)| format!("t{index}:{}", name.local))
            .collect();
        let _ = write!(body, "{}</d:Types>", names.join(" "));
    }
    if !scopes.is_empty() {
        let _ = write!(body, "<d:Scopes>{}</d:Scopes>", escaped(&scopes.join(" ")));
    }
    body.push_str("</d:Probe>");
    envelope(version, "Probe", &body)
}

/// A question for the addresses of an endpoint, with its MessageID.
pub(super) fn resolve(
    version: DiscoveryVersion,
    endpoint: &str,
) -> Result<(String, String), String> {
    let body = format!(
        "<d:Resolve><a:EndpointReference><a:Address>{}</a:Address></a:EndpointReference></d:Resolve>",
        escaped(endpoint)
    );
    envelope(version, "Resolve", &body)
}

fn envelope(version: DiscoveryVersion, name: &str, body: &str) -> Result<(String, String), String> {
    let id = message_id()?;
    let (discovery, addressing) = (version.namespace(), version.addressing());
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <s:Envelope xmlns:s=\"{SOAP}\" xmlns:a=\"{addressing}\" xmlns:d=\"{discovery}\"><s:Header>\
         <a:Action s:mustUnderstand=\"1\">{discovery}/{name}</a:Action><a:MessageID>{id}</a:MessageID>\
         <a:To s:mustUnderstand=\"1\">{}</a:To></s:Header><s:Body>{body}</s:Body></s:Envelope>",
        version.everybody()
    );
    Ok((id, text))
}

/// An answer to a Probe or a Resolve.
#[derive(Debug)]
pub(super) struct ProbeAnswer {
    /// The MessageID of the question.
    pub(super) relates_to: String,
    pub(super) matches: Vec<Match>,
}

/// An endpoint that matches.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// Its address, which stays when it moves: often a UUID.
    pub(super) endpoint: String,
    pub(super) types: Vec<Name>,
    pub(super) scopes: Vec<String>,
    /// The addresses that messages go to.
    pub(super) addresses: Vec<String>,
    pub(super) metadata_version: Option<u32>,
}

impl Match {
    /// Adds what another answer of the same endpoint says.
    pub(super) fn merge(&mut self, other: Self) {
        extend(&mut self.types, other.types);
        extend(&mut self.scopes, other.scopes);
        extend(&mut self.addresses, other.addresses);
        self.metadata_version = self.metadata_version.max(other.metadata_version);
    }
}

fn extend<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if list.len() < ENTRIES && !list.contains(&one) {
            list.push(one);
        }
    }
}

/// Reads a datagram. The error is why it is no answer.
pub(super) fn matches(bytes: &[u8]) -> Result<ProbeAnswer, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let envelope = RawElement::parse(text).map_err(|error| error.to_string())?;
    if !envelope.name().is(SOAP, "Envelope") {
        return Err("it is no message of SOAP 1.2".to_owned());
    }
    let parts = envelope.children();
    let part = |local: &str| {
        let found = parts.iter().find(|part| part.name().is(SOAP, local));
        found.map(RawElement::children).unwrap_or_default()
    };
    let body = part("Body").into_iter().next();
    let body = body.ok_or("its Body is empty")?;
    let version = DiscoveryVersion::ALL.into_iter().find_map(|version| {
        let name = body.name();
        let kinds = [
            ("ProbeMatches", "ProbeMatch"),
            ("ResolveMatches", "ResolveMatch"),
        ];
        let kind = kinds
            .into_iter()
            .find(|(local, _)| name.is(version.namespace(), local));
        kind.map(|(_, of)| (version, of))
    });
    let (version, of) = version.ok_or("it has no matches")?;
    let relates_to = part("Header")
        .iter()
        .find(|header| header.name().is(version.addressing(), "RelatesTo"))
        .and_then(RawElement::text);
    let found = body.children();
    let found = found
        .iter()
        .filter(|one| one.name().is(version.namespace(), of));
    Ok(ProbeAnswer {
        relates_to: relates_to.ok_or("it relates to nothing")?.trim().to_owned(),
        matches: found.filter_map(|one| matched(one, version)).collect(),
    })
}

/// Reads a match; none without the address of an endpoint.
fn matched(element: &RawElement, version: DiscoveryVersion) -> Option<Match> {
    let children = element.children();
    let child =
        |namespace: &str, local: &str| children.iter().find(|one| one.name().is(namespace, local));
    let words = |local: &str| {
        let found = child(version.namespace(), local);
        let text = found.and_then(RawElement::text).unwrap_or_default();
        let words = text.split_ascii_whitespace().take(ENTRIES);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let reference = child(version.addressing(), "EndpointReference")?.children();
    let endpoint = reference
        .iter()
        .find(|one| one.name().is(version.addressing(), "Address"))?;
    let types = child(version.namespace(), "Types");
    let name = |word: &String| {
        let (prefix, local) = word.split_once(':').unwrap_or(("", word));
        Some(Name {
            namespace: types?.namespace_of(prefix).unwrap_or_default(),
            local: local.to_owned(),
        })
    };
    Some(Match {
        endpoint: endpoint.text()?.trim().to_owned(),
        types: words("Types").iter().filter_map(name).collect(),
        scopes: words("Scopes"),
        addresses: words("XAddrs"),
        metadata_version: words("MetadataVersion")
            .first()
            .and_then(|version| version.parse().ok()),
    })
    .filter(|found| !found.endpoint.is_empty())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_prefixes_or_namespaces() {
        let shown = |text: &str| type_name(text).map(|name| name.to_string());
        assert_eq!(
            shown("dn:NetworkVideoTransmitter").as_deref(),
            Ok("{http://www.onvif.org/ver10/network/wsdl}NetworkVideoTransmitter")
        );
        assert_eq!(shown("{urn:a&b}Lamp").as_deref(), Ok("{urn:a&b}Lamp"));
        for wrong in [
            "Lamp", "x:Lamp", "{urn:a}", "{}Lamp", "dn:a b", "dn:<x/>", "",
        ] {
            assert!(shown(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn probes_are_well_formed_and_no_answers() {
        let types = [type_name("{urn:\"a&b<\"}Lamp").expect("a type")];
        let scopes = [scope("http://h/a&b").expect("a scope")];
        for version in DiscoveryVersion::ALL {
            let (id, text) = probe(version, &types, &scopes).expect("a probe");
            let envelope = RawElement::parse(&text).expect("an element");
            assert!(text.contains(&id) && envelope.name().is(SOAP, "Envelope"));
            assert_eq!(
                matches(text.as_bytes()).expect_err("no answer"),
                "it has no matches"
            );
        }
    }
}
