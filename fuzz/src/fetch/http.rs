//! A server in place of the network.

use super::answer::{Answer, Unanswered};
use super::metadata::Message;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::{Arc, Mutex};
use url::Url;

/// Has some documents; which of them a URL is, follows from its text.
pub(super) struct Client {
    documents: Vec<Option<Vec<u8>>>,
    /// Whether some URLs lead to others.
    moves: bool,
    pub(super) asked: Arc<Mutex<Vec<Url>>>,
}

impl Client {
    pub(super) fn new(documents: Vec<Option<Vec<u8>>>, moves: bool) -> Self {
        Self {
            documents,
            moves,
            asked: Arc::default(),
        }
    }

    pub(super) fn get(
        &self,
        url: &Url,
        admits: &dyn Fn(&Url) -> bool,
    ) -> Result<Answer, Unanswered> {
        let mut asked = self.asked.lock().map_err(|error| error.to_string())?;
        asked.push(url.clone());
        drop(asked);
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(url.as_str());
        let at = usize::try_from(hash % self.documents.len().max(1) as u64).unwrap_or_default();
        let bytes = self.documents.get(at).cloned().flatten();
        let bytes = bytes.ok_or_else(|| Unanswered::elsewhere("the server says 404".to_owned()))?;
        let mut url = url.clone();
        if self.moves && hash.is_multiple_of(3) {
            url = url.join("/moved.xsd").map_err(|error| error.to_string())?;
            if !admits(&url) {
                return Err(Unanswered::from("a redirect elsewhere"));
            }
        }
        Ok(Answer {
            url: super::resolver::shown(&url),
            bytes,
        })
    }

    /// Serves no metadata.
    pub(super) fn post(&self, _: &Url, _: &Message) -> Result<Answer, Unanswered> {
        Err(Unanswered::from("the server says 500"))
    }
}
