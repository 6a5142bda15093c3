//! The documents at the addresses that the user names: a contract, or a service that has one.

use super::answer::{Answer, Unanswered};
use super::metadata::{Message, MetadataExchange, Section};
use super::resolver::{Document, Failure, Fetcher, Fetching, START, address, shown};
use std::collections::BTreeSet;
use url::Url;
use wsdl_codegen::internal::ReadOptions;

/// The begin of the fragment that tells the documents of one answer apart.
pub(super) const METADATA: &str = "metadata:";

impl Fetcher {
    /// Fetches what is at the addresses, and returns those of the documents. What cannot be had is a failure.
    pub(super) fn named(&self, urls: &[String], mex: bool, limits: &ReadOptions) -> Vec<String> {
        let mut entries = Vec::new();
        let mut asked = BTreeSet::new();
        for text in urls {
            let Ok(mut url) = address(text) else {
                continue;
            };
            let is_metadata = url
                .fragment()
                .is_some_and(|fragment| fragment.starts_with(METADATA));
            url.set_fragment(None);
            if !asked.insert((shown(&url), is_metadata)) {
                continue;
            }
            let added = match mex || is_metadata {
                true => self
                    .metadata(&url, limits)
                    .unwrap_or_else(|reason| vec![self.refuse(&url, START, reason, true)]),
                false => self.contract(&url, limits),
            };
            entries.extend(added);
        }
        entries
    }

    /// The contract at an address, at `?wsdl` of it, or by WS-MetadataExchange.
    fn contract(&self, url: &Url, limits: &ReadOptions) -> Vec<String> {
        let refused = match self.document(url) {
            Ok(entry) => return vec![entry],
            Err(refused) => refused,
        };
        if !is_service(url) || !refused.may_be_elsewhere {
            return vec![self.refuse(url, START, refused.reason, true)];
        }
        let mut reason = refused.reason.trim_end_matches('.').to_owned();
        if url.query().is_none() {
            let mut place = url.clone();
            place.set_query(Some("wsdl"));
            match self.document(&place) {
                Ok(entry) => return vec![entry],
                Err(refused) if !refused.may_be_elsewhere => {
                    return vec![self.refuse(&place, START, refused.reason, true)];
                }
                Err(_) => reason = format!("{reason}; {} has no contract either", shown(&place)),
            }
        }
        match self.metadata(url, limits) {
            Ok(entries) => entries,
            Err(refused) => {
                let reason = format!("{reason}; by WS-MetadataExchange {refused}");
                vec![self.refuse(url, START, reason, true)]
            }
        }
    }

    /// The document at an address, if it may be one.
    fn document(&self, url: &Url) -> Result<String, Unanswered> {
        let answer = self.fetch(url)?;
        if is_service(url)
            && let Some(told) = told(&answer.bytes)
        {
            return Err(Unanswered::elsewhere(told));
        }
        let mut state = self.state();
        Ok(state.add(shown(url), answer, true, None))
    }

    /// The documents that a service gives by WS-MetadataExchange.
    fn metadata(&self, url: &Url, limits: &ReadOptions) -> Result<Vec<String>, String> {
        let send = |at: &Url, message: &Message| self.ask(at, message);
        let sections = MetadataExchange::new(&send, limits.max_total, limits.max_files).of(url)?;
        let of_wsdl = |section: &Section| match section {
            Section::Document { is_wsdl, .. } | Section::Location { is_wsdl, .. } => *is_wsdl,
        };
        let has_wsdl = sections.iter().any(of_wsdl);
        let mut entries = Vec::new();
        for section in sections {
            // Schemas are imported; those that nothing imports are read all the same.
            let named = of_wsdl(&section) || !has_wsdl;
            match section {
                Section::Document {
                    is_wsdl,
                    namespace,
                    bytes,
                } => {
                    let mut state = self.state();
                    let kind = if is_wsdl { "wsdl" } else { "xsd" };
                    let mut own = url.clone();
                    own.set_fragment(Some(&format!("{METADATA}{kind}:{namespace}")));
                    let mut number = 1;
                    while state.asked.contains_key(&shown(&own)) {
                        number += 1;
                        own.set_fragment(Some(&format!("{METADATA}{kind}:{namespace}:{number}")));
                    }
                    let answer = Answer {
                        url: shown(&own),
                        bytes,
                    };
                    entries.push(state.add(shown(&own), answer, named, Some((is_wsdl, namespace))));
                }
                Section::Location { url: place, .. } => {
                    let known = self.state().asked.contains_key(&shown(&place));
                    entries.push(match known {
                        true => shown(&place),
                        false => match self.fetch(&place) {
                            Ok(answer) => self.state().add(shown(&place), answer, named, None),
                            Err(refused) => self.refuse(&place, &shown(url), refused.reason, true),
                        },
                    });
                }
            }
        }
        Ok(entries)
    }

    fn refuse(&self, url: &Url, base: &str, reason: String, named: bool) -> String {
        let key = shown(url);
        let mut state = self.state();
        state.found.failures.push(Failure {
            url: key.clone(),
            base: base.to_owned(),
            reason,
            named,
        });
        state.asked.insert(key.clone(), None);
        key
    }
}

impl Fetching {
    /// Adds a document by the address that was asked; returns that.
    pub(super) fn add(
        &mut self,
        key: String,
        answer: Answer,
        named: bool,
        metadata: Option<(bool, String)>,
    ) -> String {
        let documents = &mut self.found.documents;
        documents.push(Document {
            url: key.clone(),
            bytes: answer.bytes,
            named,
            metadata,
        });
        let index = *self
            .answered
            .entry(answer.url)
            .or_insert(documents.len() - 1);
        self.asked.insert(key.clone(), Some(index));
        key
    }
}

/// Whether an address may be that of a service: it does not say that it is a document's.
fn is_service(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    let query = url.query().unwrap_or_default().to_ascii_lowercase();
    !path.ends_with(".wsdl") && !path.ends_with(".xsd") && !query.contains("xsd")
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
