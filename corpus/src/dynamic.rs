//! Messages of a contract without generated code: their JSON is that of generated code.

use serde_json::Value;
use soap_dynamic::Contract;
use soap_runtime::xml::ReadOptions;
use testkit::{Element, Rules};
use wsdl_codegen::Options;

/// A contract at run time.
pub struct Dynamic(Contract);

impl Dynamic {
    /// Loads a contract.
    ///
    /// # Errors
    /// It cannot be read, though code is generated for it.
    pub fn load(options: &Options) -> Result<Self, String> {
        let contract = Contract::with_options(options);
        contract
            .map(Self)
            .map_err(|error| format!("{:?} without generated code: {error}", options.wsdl))
    }

    /// The first difference from generated code: `json` is what that makes of a message, and `written` the message as it
    /// writes it. A message is called `Service/Operation.request.xml`, below any folder.
    ///
    /// # Errors
    /// The written message is no XML.
    pub fn differs(
        &self,
        name: &str,
        text: &str,
        json: &str,
        written: &str,
    ) -> Result<Option<String>, String> {
        Ok(match self.again(name, text, json) {
            Ok(again) => different(written, &again)?,
            Err(error) => Some(format!("without generated code: {error}")),
        })
    }

    /// The message as it is written from JSON, if its own JSON is the same.
    fn again(&self, name: &str, text: &str, json: &str) -> Result<String, String> {
        let said = |error: soap_dynamic::Error| error.to_string();
        let mut names = name.rsplit('/');
        let (file, service) = (names.next(), names.next());
        let (operation, word) = file
            .and_then(|file| file.strip_suffix(".xml")?.rsplit_once('.'))
            .ok_or("the message has no operation")?;
        let is_request = word == "request";
        let operation = format!("{}.{operation}", service.unwrap_or_default());
        let operation = self.0.operation(&operation).map_err(said)?;
        let message = operation
            .read(is_request, text.as_bytes(), &ReadOptions::default())
            .map_err(said)?;
        let ours = message.to_json().map_err(said)?;
        if ours != json && !is_same_but_nils(&ours, json) {
            return Err(apart(&ours, json));
        }
        let again = match is_request {
            true => operation.request_from_json(json),
            false => operation.response_from_json(json),
        };
        again.and_then(|again| again.to_xml()).map_err(said)
    }
}

/// Whether two JSON texts are the same apart from nils of optional members. Messages without generated code keep them all;
/// generated code does by the option `nillable`, and reads them as absent without it.
fn is_same_but_nils(ours: &str, theirs: &str) -> bool {
    let tree = |text| serde_json::from_str::<Value>(text).ok();
    match (tree(ours), tree(theirs)) {
        (Some(ours), Some(theirs)) => holds(&ours, &theirs),
        _ => false,
    }
}

/// Whether the first tree is the second with further `null` members.
fn holds(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            theirs.keys().all(|key| ours.contains_key(key))
                && ours.iter().all(|(key, one)| match theirs.get(key) {
                    Some(other) => holds(one, other),
                    None => one.is_null(),
                })
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(one, other)| holds(one, other))
        }
        _ => ours == theirs,
    }
}

/// The places from which two texts differ.
fn apart(left: &str, right: &str) -> String {
    let pairs = left.chars().zip(right.chars());
    let same = pairs.take_while(|(left, right)| left == right).count();
    let from = |text: &str| {
        let shown = text.chars().skip(same.saturating_sub(40)).take(100);
        shown.collect::<String>()
    };
    format!("{} instead of {}", from(left), from(right))
}

/// The first difference of two bodies. Headers are none of JSON's.
fn different(left: &str, right: &str) -> Result<Option<String>, String> {
    let body = |text: &str| {
        let envelope = Element::parse(text)?;
        let body = envelope
            .children
            .into_iter()
            .find(|one| one.is_soap("Body"));
        body.ok_or_else(|| "there is no Body".to_owned())
    };
    let rules = Rules {
        limit: 1,
        ..Rules::default()
    };
    let found = testkit::compare_elements(body(left)?, body(right)?, &rules);
    Ok(found.first().map(ToString::to_string))
}
