//! WS-MetadataExchange (August 2004 and later, namespace 2004/09) and WS-Transfer: asks a service for its contract by SOAP.

use super::answer::{Answer, Unanswered};
use crate::message_id::message_id;
use soap_runtime::RawElement;
use url::Url;

const MEX: &str = "http://schemas.xmlsoap.org/ws/2004/09/mex";
const TRANSFER: &str = "http://schemas.xmlsoap.org/ws/2004/09/transfer";
const WSA: &str = "http://www.w3.org/2005/08/addressing";
const WSA_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

/// The most references that are followed from one to the next.
const DEPTH: usize = 4;
/// The most requests for the metadata of one service.
const REQUESTS: usize = 100;

/// The versions of SOAP, as their namespaces: that of most services first.
const VERSIONS: [&str; 2] = [
    "http://www.w3.org/2003/05/soap-envelope",
    "http://schemas.xmlsoap.org/soap/envelope/",
];

/// A SOAP message over HTTP.
pub(super) struct Message {
    pub(super) content_type: String,
    /// Of SOAP 1.1; in 1.2 the media type has it.
    pub(super) soap_action: Option<String>,
    pub(super) body: String,
}

/// A document of the contract.
pub(super) enum Section {
    Document {
        is_wsdl: bool,
        /// The target namespace.
        namespace: String,
        bytes: Vec<u8>,
    },
    /// A document that is elsewhere, by HTTP.
    Location { is_wsdl: bool, url: Url },
}

/// The requests: `Get` of WS-Transfer, then `GetMetadata`.
#[derive(Clone, Copy)]
enum Request {
    Get,
    GetMetadata,
}

/// The place of metadata, for what it refers to.
#[derive(Clone, Copy)]
struct Origin<'a> {
    url: &'a Url,
    /// The version of SOAP that it was asked for in.
    version: &'a str,
    /// The number of references that led to it.
    depth: usize,
}

/// Asks for metadata by `send`, which judges the hosts.
pub(super) struct MetadataExchange<'a> {
    send: &'a dyn Fn(&Url, &Message) -> Result<Answer, Unanswered>,
    /// Bytes that the answers may still have, and documents.
    bytes: u64,
    documents: usize,
    requests: usize,
    sections: Vec<Section>,
}

impl<'a> MetadataExchange<'a> {
    pub(super) fn new(
        send: &'a dyn Fn(&Url, &Message) -> Result<Answer, Unanswered>,
        bytes: u64,
        documents: usize,
    ) -> Self {
        Self {
            send,
            bytes,
            documents,
            requests: REQUESTS,
            sections: Vec::new(),
        }
    }

    /// The contract of the service at an address: WSDL documents and schemas. Services of WCF and Metro have theirs at `mex` below it.
    pub(super) fn of(mut self, address: &Url) -> Result<Vec<Section>, String> {
        let mut refusal = None;
        for place in places(address) {
            for version in VERSIONS {
                match self.ask(&place, version, &[]) {
                    Ok(found) => {
                        let origin = Origin {
                            url: &place,
                            version,
                            depth: 0,
                        };
                        self.take(&found, origin)?;
                        return match self.sections.is_empty() {
                            true => Err("its metadata has no WSDL and no XML Schema".to_owned()),
                            false => Ok(self.sections),
                        };
                    }
                    Err(refused) if !refused.may_be_elsewhere => return Err(refused.reason),
                    // The reason at the address that the user named says most.
                    Err(refused) => _ = refusal.get_or_insert(refused.reason),
                }
            }
        }
        Err(refusal.unwrap_or_default())
    }

    /// The element in the Body of the first answer that is no refusal.
    fn ask(
        &mut self,
        at: &Url,
        version: &str,
        parameters: &[String],
    ) -> Result<RawElement, Unanswered> {
        let mut refusal = None;
        for request in [Request::Get, Request::GetMetadata] {
            let Some(left) = self.requests.checked_sub(1) else {
                let reason = format!("its metadata needs more than {REQUESTS} requests");
                return Err(Unanswered::from(reason));
            };
            self.requests = left;
            let message = message(at, version, request, parameters)?;
            let answer = (self.send)(at, &message).and_then(|answer| {
                self.bytes = self.bytes.saturating_sub(answer.bytes.len() as u64);
                if self.bytes == 0 {
                    return Err(Unanswered::from("its metadata is too large".to_owned()));
                }
                content(&answer.bytes).map_err(Unanswered::elsewhere)
            });
            match answer {
                Ok(found) => return Ok(found),
                Err(refused) if !refused.may_be_elsewhere => return Err(refused),
                Err(refused) => _ = refusal.get_or_insert(refused),
            }
        }
        Err(refusal.unwrap_or_else(|| Unanswered::from(String::new())))
    }

    /// Takes the documents of metadata, or the document that an answer is.
    fn take(&mut self, found: &RawElement, origin: Origin<'_>) -> Result<(), String> {
        let name = found.name();
        let (is_wsdl, is_schema) = kind(found);
        if is_wsdl || is_schema {
            let namespace = found.attribute("", "targetNamespace").unwrap_or_default();
            return self.add(Section::Document {
                is_wsdl,
                namespace,
                bytes: found.to_xml().into_owned().into_bytes(),
            });
        }
        if !name.is(MEX, "Metadata") {
            return Err(format!("the answer is no metadata, but {name}"));
        }
        for section in found.children() {
            // Others are of no use here, policies beside the contract for instance, and are not asked for.
            let dialect = section.attribute("", "Dialect").unwrap_or_default();
            let is_wsdl = dialect.trim() == WSDL;
            let is_of_use = is_wsdl || [SCHEMA, MEX].contains(&dialect.trim());
            if !section.name().is(MEX, "MetadataSection") || !is_of_use {
                continue;
            }
            for unit in section.children() {
                let name = unit.name();
                if name.is(MEX, "Location") {
                    let text = unit.text().unwrap_or_default();
                    let url = origin.url.join(text.trim());
                    let url = url.map_err(|error| format!("mex:Location `{text}`: {error}"))?;
                    self.add(Section::Location { is_wsdl, url })?;
                } else if name.is(MEX, "MetadataReference") {
                    self.follow(&unit, origin)?;
                } else if name.is(MEX, "Metadata") || kind(&unit) != (false, false) {
                    self.nested(&unit, origin)?;
                }
            }
        }
        Ok(())
    }

    /// Takes metadata that a reference leads to.
    fn nested(&mut self, found: &RawElement, origin: Origin<'_>) -> Result<(), String> {
        let depth = origin.depth + 1;
        match depth <= DEPTH {
            true => self.take(found, Origin { depth, ..origin }),
            false => Err(format!(
                "its metadata leads on more than {DEPTH} times from one place to the next"
            )),
        }
    }

    /// Asks at the endpoint that a section refers to.
    fn follow(&mut self, endpoint: &RawElement, origin: Origin<'_>) -> Result<(), String> {
        let children = endpoint.children();
        let mut address = String::new();
        let mut parameters = Vec::new();
        for one in &children {
            let name = one.name();
            for wsa in [WSA, WSA_2004] {
                if name.is(wsa, "Address") {
                    address = one.text().unwrap_or_default().trim().to_owned();
                } else if name.is(wsa, "ReferenceParameters") || name.is(wsa, "ReferenceProperties")
                {
                    parameters.extend(one.children().iter().map(parameter));
                }
            }
        }
        let place = origin.url.join(&address);
        let place = place.map_err(|error| format!("mex:MetadataReference `{address}`: {error}"))?;
        if origin.depth >= DEPTH {
            return self.nested(endpoint, origin);
        }
        let found = self.ask(&place, origin.version, &parameters);
        let found = found.map_err(|refused| format!("{place}: {}", refused.reason))?;
        self.nested(
            &found,
            Origin {
                url: &place,
                ..origin
            },
        )
    }

    fn add(&mut self, section: Section) -> Result<(), String> {
        self.documents = self
            .documents
            .checked_sub(1)
            .ok_or("its metadata has too many documents")?;
        self.sections.push(section);
        Ok(())
    }
}

/// Whether it is a WSDL document, and whether a schema.
fn kind(element: &RawElement) -> (bool, bool) {
    let name = element.name();
    (name.is(WSDL, "definitions"), name.is(SCHEMA, "schema"))
}

/// The addresses that may answer for a service, without a question for its WSDL.
fn places(address: &Url) -> Vec<Url> {
    let mut own = address.clone();
    own.set_fragment(None);
    let query = own.query().unwrap_or_default().to_ascii_lowercase();
    if query == "wsdl" || query == "singlewsdl" {
        own.set_query(None);
    }
    let path = own.path().trim_end_matches('/').to_owned();
    let mut places = vec![own.clone()];
    if !path.to_ascii_lowercase().ends_with("/mex") {
        own.set_path(&format!("{path}/mex"));
        places.push(own);
    }
    places
}

/// A reference parameter as a header (WS-Addressing 1.0, SOAP Binding, section 2.3).
fn parameter(element: &RawElement) -> String {
    let xml = element.to_xml();
    if element.attribute(WSA, "IsReferenceParameter").is_some() {
        return xml.into_owned();
    }
    let end = xml.find(|char: char| char.is_ascii_whitespace() || matches!(char, '>' | '/'));
    let (head, tail) = xml.split_at(end.unwrap_or(xml.len()));
    // A prefix that the element does not have.
    let mut prefix = "reference".to_owned();
    while xml.contains(&format!("{prefix}=")) {
        prefix.push('_');
    }
    format!("{head} xmlns:{prefix}=\"{WSA}\" {prefix}:IsReferenceParameter=\"true\"{tail}")
}

fn message(
    at: &Url,
    version: &str,
    request: Request,
    parameters: &[String],
) -> Result<Message, String> {
    let (action, body) = match request {
        Request::Get => (format!("{TRANSFER}/Get"), String::new()),
        Request::GetMetadata => (
            format!("{MEX}/GetMetadata/Request"),
            format!("<mex:GetMetadata xmlns:mex=\"{MEX}\"/>"),
        ),
    };
    let is_12 = Some(&version) == VERSIONS.first();
    let to = super::resolver::shown(at).replace('&', "&amp;");
    let body = format!(
        "<s:Envelope xmlns:s=\"{version}\" xmlns:a=\"{WSA}\"><s:Header>\
         <a:Action s:mustUnderstand=\"1\">{action}</a:Action><a:MessageID>{id}</a:MessageID>\
         <a:ReplyTo><a:Address>{WSA}/anonymous</a:Address></a:ReplyTo>\
         <a:To s:mustUnderstand=\"1\">{to}</a:To>{parameters}</s:Header><s:Body>{body}</s:Body></s:Envelope>",
        id = message_id()?,
        parameters = parameters.concat(),
    );
    Ok(Message {
        content_type: match is_12 {
            true => format!("application/soap+xml; charset=utf-8; action=\"{action}\""),
            false => "text/xml; charset=utf-8".to_owned(),
        },
        soap_action: (!is_12).then(|| format!("\"{action}\"")),
        body,
    })
}

/// The element in the Body of an answer.
fn content(bytes: &[u8]) -> Result<RawElement, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the answer is not in UTF-8")?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let envelope = RawElement::parse(text)
        .map_err(|error| format!("the answer to a request for metadata is no message: {error}"))?;
    let name = envelope.name();
    let version = VERSIONS.iter().find(|one| name.is(one, "Envelope"));
    let version = version.ok_or("the answer to a request for metadata is no SOAP message")?;
    let mut parts = envelope.children().into_iter();
    let body = parts.find(|part| part.name().is(version, "Body"));
    let found = body.and_then(|body| body.children().into_iter().next());
    let found = found.ok_or("the answer to a request for metadata is empty")?;
    match found.name().is(version, "Fault") {
        true => Err("the answer to a request for metadata is a fault".to_owned()),
        false => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_marked_once() {
        for (xml, expected) in [
            ("<a xmlns='urn:a'>1</a>", "<a xmlns:reference="),
            ("<b:a xmlns:b='urn:b'/>", "<b:a xmlns:reference="),
        ] {
            let element = RawElement::parse(xml).expect("an element");
            let sent = parameter(&element);
            assert!(sent.starts_with(expected), "{sent}");
            let again = RawElement::parse(&sent).expect("an element");
            assert_eq!(parameter(&again), sent);
        }
    }

    #[test]
    fn services_of_dot_net_have_theirs_below() {
        let of = |text: &str| -> Vec<String> {
            let url = Url::parse(text).expect("a URL");
            places(&url).iter().map(Url::to_string).collect()
        };
        assert_eq!(
            of("http://h/a.svc?wsdl"),
            ["http://h/a.svc", "http://h/a.svc/mex"]
        );
        assert_eq!(of("http://h/a/mex"), ["http://h/a/mex"]);
        assert_eq!(
            of("http://h/a?id=1"),
            ["http://h/a?id=1", "http://h/a/mex?id=1"]
        );
    }
}
