//! Resolves imports over the network.

use super::answer::{Answer, Unanswered};
use super::http::Client;
use super::metadata::Message;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
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
    /// Of a document within metadata: whether it is WSDL, and its namespace. Such documents refer to each other by namespace.
    pub(super) metadata: Option<(bool, String)>,
}

/// A failed request.
#[derive(Clone)]
pub(super) struct Failure {
    pub(super) url: String,
    pub(super) base: String,
    pub(super) reason: String,
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
pub(super) struct Fetching {
    pub(super) found: Found,
    /// The document by requested URL; `None` if the request failed.
    pub(super) asked: BTreeMap<String, Option<usize>>,
    /// The document by the URL after redirects, which is its name.
    pub(super) answered: BTreeMap<String, usize>,
}

impl Fetching {
    /// The document of this namespace within metadata, beside the document `base`, if there is exactly one: WSDL, or else a schema.
    fn of_namespace(&self, namespace: &str, base: usize) -> Option<usize> {
        let documents = &self.found.documents;
        [true, false].into_iter().find_map(|wanted| {
            let mut found = documents.iter().enumerate().filter(|(index, document)| {
                let metadata = document.metadata.as_ref();
                let is_it =
                    metadata.is_some_and(|(is_wsdl, of)| *is_wsdl == wanted && of == namespace);
                is_it && *index != base
            });
            let (first, second) = (found.next(), found.next());
            first.filter(|_| second.is_none()).map(|(index, _)| index)
        })
    }

    /// A document for the importer, by its name.
    fn resolved(&self, index: usize) -> Option<Resolved> {
        let mut names = self.answered.iter();
        let name = names.find(|(_, known)| **known == index);
        Some(Resolved {
            name: name.map(|(name, _)| name.clone())?,
            bytes: self.found.documents.get(index)?.bytes.clone(),
        })
    }
}

/// Fetches imported documents. Asks for each URL once.
pub(super) struct Fetcher {
    client: Client,
    /// The hosts that may be contacted, with port.
    hosts: BTreeSet<String>,
    talks: bool,
    state: Mutex<Fetching>,
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
        std::mem::take(&mut self.state().found)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, Fetching> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the host may be contacted.
    fn admits(&self, url: &Url) -> bool {
        names_of(url).iter().any(|name| self.hosts.contains(name))
    }

    pub(super) fn fetch(&self, url: &Url) -> Result<Answer, Unanswered> {
        self.judge(url)?;
        if self.talks {
            crate::terminal::tell(&format!("fetching {}", shown(url)));
        }
        self.client.get(url, &|url| self.admits(url))
    }

    /// Sends a message that asks for metadata.
    pub(super) fn ask(&self, url: &Url, message: &Message) -> Result<Answer, Unanswered> {
        self.judge(url)?;
        if self.talks {
            crate::terminal::tell(&format!("asking {} for its metadata", shown(url)));
        }
        self.client.post(url, message)
    }

    /// Refuses an address that may not be asked.
    fn judge(&self, url: &Url) -> Result<(), String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("`{}` is neither http nor https", url.scheme()));
        }
        if !self.admits(url) {
            let host = url.host_str().unwrap_or_default();
            return Err(format!(
                "the host {host} is not the one that you named; `--allow-host {host}` admits it"
            ));
        }
        Ok(())
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
pub(super) fn address(text: &str) -> Result<Url, String> {
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

impl Resolver for Fetcher {
    fn resolve(&self, location: Option<&str>, namespace: &str, base: &str) -> Option<Resolved> {
        let mut state = self.state();
        let from = state.answered.get(base).copied();
        let Some(location) = location else {
            return state.resolved(state.of_namespace(namespace, from?)?);
        };
        if base == START {
            return state.resolved((*state.asked.get(location)?)?);
        }
        // A document of the built-in catalog imports others of the catalog.
        let joined = Url::parse(base).ok()?.join(location.trim());
        let fail = |state: &mut Fetching, url: String, reason: String| {
            state.found.failures.push(Failure {
                url,
                base: base.to_owned(),
                reason,
                named: false,
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
                match self.fetch(&url) {
                    Ok(answer) => _ = state.add(key.clone(), answer, false, None),
                    Err(_) if in_catalog => _ = state.asked.insert(key.clone(), None),
                    Err(refused) => {
                        fail(&mut state, key.clone(), refused.reason);
                        state.asked.insert(key.clone(), None);
                    }
                }
                state.asked.get(&key).copied().flatten()
            }
        }?;
        if let Some(from) = from {
            state
                .found
                .imports
                .insert((from, index, location.to_owned()));
        }
        state.resolved(index)
    }
}
