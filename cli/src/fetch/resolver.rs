//! Resolves imports over the network.

use super::http::{Answer, Client};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use url::Url;
use wsdl_codegen::{Resolved, Resolver};

/// Name of the document that imports the URLs of the user.
pub(super) const START: &str = "the command line";

/// A document that imports these URLs.
pub(super) fn start(urls: &[String]) -> String {
    let mut text = "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\" name=\"start\" targetNamespace=\"urn:start\">\n".to_owned();
    for url in urls {
        let url = url
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;");
        let _ = writeln!(text, "<import namespace=\"\" location=\"{url}\"/>");
    }
    text.push_str("</definitions>\n");
    text
}

/// A fetched document.
#[derive(Clone)]
pub(super) struct Document {
    /// The URL of the request.
    pub(super) url: String,
    pub(super) bytes: Vec<u8>,
    /// Whether the user named it.
    pub(super) named: bool,
}

/// A failed request.
#[derive(Clone)]
pub(super) struct Failure {
    url: String,
    base: String,
    reason: String,
    pub(super) named: bool,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.url, self.reason)?;
        if self.base != START {
            write!(f, " (imported by {})", self.base)?;
        }
        Ok(())
    }
}

/// The result of fetching.
#[derive(Default)]
pub(super) struct Found {
    /// The documents, in the order of their discovery.
    pub(super) documents: Vec<Document>,
    /// Imports: indices of the importing and the imported document, and the location as it is written.
    pub(super) imports: BTreeSet<(usize, usize, String)>,
    pub(super) failures: Vec<Failure>,
}

#[derive(Default)]
struct State {
    found: Found,
    /// The document by requested URL; `None` if the request failed.
    asked: BTreeMap<String, Option<usize>>,
    /// The document by the URL after redirects, which is its name.
    answered: BTreeMap<String, usize>,
}

/// Fetches imported documents. Asks for each URL once.
pub(super) struct Fetcher {
    client: Client,
    /// The hosts that may be contacted, with port.
    hosts: BTreeSet<String>,
    talks: bool,
    state: Mutex<State>,
}

impl Fetcher {
    /// A resolver that may contact the hosts of these URLs and the hosts of `others`.
    pub(super) fn new(
        client: Client,
        urls: &[String],
        others: &[String],
        talks: bool,
    ) -> Result<Self, String> {
        let mut hosts: BTreeSet<String> = others
            .iter()
            .map(|host| host.to_ascii_lowercase())
            .collect();
        for text in urls {
            let url = address(text)?;
            hosts.extend(names_of(&url));
        }
        Ok(Self {
            client,
            hosts,
            talks,
            state: Mutex::default(),
        })
    }

    pub(super) fn found(&self) -> Found {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.found)
    }

    /// Whether the host may be contacted.
    fn admits(&self, url: &Url) -> bool {
        names_of(url).iter().any(|name| self.hosts.contains(name))
    }

    fn fetch(&self, url: &Url) -> Result<Answer, String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("`{}` is neither http nor https", url.scheme()));
        }
        if !self.admits(url) {
            let host = url.host_str().unwrap_or_default();
            return Err(format!(
                "the host {host} is not the one that you named; `--allow-host {host}` admits it"
            ));
        }
        if self.talks {
            crate::terminal::tell(&format!("fetching {}", shown(url)));
        }
        self.client.get(url, &|url| self.admits(url))
    }
}

/// The names that admit a host: with and without its port.
fn names_of(url: &Url) -> Vec<String> {
    let Some(host) = url.host_str() else {
        return Vec::new();
    };
    let mut names = vec![host.to_owned()];
    if let Some(port) = url.port_or_known_default() {
        names.push(format!("{host}:{port}"));
    }
    names
}

/// The URL of an address that the user names.
fn address(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if url.has_host() && matches!(url.scheme(), "http" | "https") => Ok(url),
        _ if Path::new(text).exists() => Err(format!(
            "{text} is here already: name it to `wsdl-codegen check` or `generate`"
        )),
        Ok(url) if url.scheme() == "file" => Err(format!(
            "{text} is a file: name its path to `wsdl-codegen check` or `generate`, without `file://`"
        )),
        _ if text.contains("://") => Err(format!(
            "{text} is no address of a web server: that begins with http:// or https://"
        )),
        _ => Err(format!(
            "{text} is no address: it begins with http:// or https://, as in `wsdl-codegen fetch 'https://{text}'`"
        )),
    }
}

/// A URL without user name and password.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// The answer at an address that the user named. Where it is no contract, the reason says where services have theirs.
fn hinted(url: &Url, answer: Result<Answer, String>) -> Result<Answer, String> {
    let path = url.path().to_ascii_lowercase();
    if url.query().is_some() || path.ends_with(".wsdl") || path.ends_with(".xsd") {
        return answer;
    }
    let reason = match answer {
        Ok(answer) => match told(&answer.bytes) {
            None => return Ok(answer),
            Some(told) => told,
        },
        Err(reason) => reason,
    };
    let mut place = url.clone();
    place.set_query(Some("wsdl"));
    let place = shown(&place);
    let reason = reason.trim_end_matches('.');
    Err(format!(
        "{reason}; the contract of a service is often at {place}"
    ))
}

/// The beginning of an answer that is no XML, or of a page in HTML.
fn told(bytes: &[u8]) -> Option<String> {
    // Other encodings are for the reader.
    if bytes.contains(&0) {
        return None;
    }
    let text = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let start = text.to_ascii_lowercase();
    if start.starts_with("<html") || start.starts_with("<!doctype html") {
        return Some("the answer is a page in HTML".to_owned());
    }
    let line = text.lines().next().unwrap_or_default();
    match line.starts_with('<') {
        true => None,
        false => Some(format!("the answer is no XML: {}", line.escape_debug())),
    }
}

impl Resolver for Fetcher {
    fn resolve(&self, location: Option<&str>, namespace: &str, base: &str) -> Option<Resolved> {
        let location = location?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let from = state.answered.get(base).copied();
        let named = base == START;
        let joined = match (Url::parse(base), named) {
            (_, true) => Url::parse(location),
            (Ok(base), false) => base.join(location.trim()),
            // A document of the built-in catalog imports others of the catalog.
            (Err(_), false) => return None,
        };
        let fail = |state: &mut State, url: String, reason: String| {
            state.found.failures.push(Failure {
                url,
                base: base.to_owned(),
                reason,
                named,
            });
        };
        let mut url = match joined {
            Ok(url) => url,
            Err(error) => {
                fail(&mut state, location.to_owned(), error.to_string());
                return None;
            }
        };
        url.set_fragment(None);
        let in_catalog = wsdl_codegen::internal::CATALOG.contains(&namespace);
        if in_catalog && !self.admits(&url) {
            return None;
        }
        let key = shown(&url);
        let index = match state.asked.get(&key) {
            Some(known) => *known,
            None => {
                let fetched = self.fetch(&url);
                let fetched = match named {
                    true => hinted(&url, fetched),
                    false => fetched,
                };
                let index = match fetched {
                    Ok(answer) => {
                        let documents = &mut state.found.documents;
                        documents.push(Document {
                            url: key.clone(),
                            bytes: answer.bytes,
                            named,
                        });
                        let index = documents.len() - 1;
                        let index = *state.answered.entry(answer.url).or_insert(index);
                        Some(index)
                    }
                    Err(_) if in_catalog => None,
                    Err(reason) => {
                        fail(&mut state, key.clone(), reason);
                        None
                    }
                };
                state.asked.insert(key, index);
                index
            }
        }?;
        if let Some(from) = from {
            state
                .found
                .imports
                .insert((from, index, location.to_owned()));
        }
        let name = state
            .answered
            .iter()
            .find(|(_, known)| **known == index)
            .map(|(name, _)| name.clone())?;
        let document = state.found.documents.get(index)?;
        Some(Resolved {
            name,
            bytes: document.bytes.clone(),
        })
    }
}
