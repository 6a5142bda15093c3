//! Saved requests and environments: files in a folder that can be committed.
//!
//! `Operation/name.json` is a request as `call --data @FILE` takes it: its body, or an object with its `headers` and `body`. Secrets are
//! left out.

use crate::file_names::{free, plain};
use crate::mask;
use serde_json::{Value, json};
use soap_runtime::Redaction;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

const ENVIRONMENTS: &str = "environments.json";
/// The most files that are listed.
const FILES: usize = 5_000;

/// The folder.
pub(super) struct SavedFolder(PathBuf);

impl fmt::Display for SavedFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

impl SavedFolder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The saved requests: operation and name.
    pub(super) fn list(&self) -> Value {
        let mut all = Vec::new();
        for folder in entries(&self.0) {
            let operation = name(&folder);
            for file in entries(&folder) {
                let name = name(&file);
                if let Some(name) = name.strip_suffix(".json") {
                    all.push(json!({"operation": operation, "name": name}));
                }
                if all.len() == FILES {
                    return json!({"requests": all});
                }
            }
        }
        json!({"requests": all})
    }

    /// The file of a request. Names that lead elsewhere lead nowhere.
    fn file(&self, operation: &str, name: &str) -> Result<PathBuf, String> {
        let is_plain = |text: &str| !text.is_empty() && plain(text) == text;
        if !is_plain(operation) || !is_plain(name) {
            return Err(format!("`{name}` is no name of a saved request"));
        }
        Ok(self.0.join(operation).join(format!("{name}.json")))
    }

    pub(super) fn read(&self, operation: &str, name: &str) -> Result<Value, String> {
        let file = self.file(operation, name)?;
        let text = std::fs::read_to_string(&file).map_err(|error| said(&file, &error))?;
        let value: Value = serde_json::from_str(&text).map_err(|error| said(&file, &error))?;
        let parts = value.as_object().filter(|members| members.len() == 2);
        let parts = parts.and_then(|members| Some((members.get("headers")?, members.get("body")?)));
        Ok(match parts {
            Some((headers, body)) => json!({"body": pretty(body), "headers": pretty(headers)}),
            None => json!({"body": text, "headers": ""}),
        })
    }

    /// Saves a request, and says under which name. Secrets are left out.
    pub(super) fn save(
        &self,
        operation: &str,
        asked: &Value,
        is_secret: &dyn Fn(&str) -> bool,
    ) -> Result<Value, String> {
        let operation = plain(operation);
        let wanted = plain(asked["name"].as_str().unwrap_or_default().trim());
        if wanted.is_empty() {
            return Err("the request needs a name".to_owned());
        }
        // A name that every system takes.
        let wanted = free(&wanted, "", &mut BTreeSet::new());
        let wanted = wanted.trim_end_matches('.');
        let file = self.file(&operation, wanted)?;
        let mut left_out = 0;
        let mut part = |name: &str| -> Result<Value, String> {
            let text = asked[name].as_str().unwrap_or_default();
            let mut value = match text.trim().is_empty() {
                true => json!({}),
                false => serde_json::from_str(text)
                    .map_err(|error| format!("only JSON can be saved: {error}"))?,
            };
            left_out += strip(&mut value, is_secret);
            Ok(value)
        };
        let (headers, body) = (part("headers")?, part("body")?);
        let value = match headers == json!({}) {
            true => body,
            false => json!({"headers": headers, "body": body}),
        };
        write(&file, &value)?;
        Ok(json!({"operation": operation, "name": wanted, "leftOut": left_out}))
    }

    pub(super) fn delete(&self, operation: &str, name: &str) -> Result<Value, String> {
        let file = self.file(operation, name)?;
        std::fs::remove_file(&file).map_err(|error| said(&file, &error))?;
        Ok(json!({}))
    }

    /// The environments: endpoints and users by name.
    pub(super) fn environments(&self) -> Result<Value, String> {
        let path = self.0.join(ENVIRONMENTS);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let read = serde_json::from_str(&text).map_err(|error| said(&path, &error))?;
                environments_of(&read).map_err(|error| said(&path, &error))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(json!([])),
            Err(error) => Err(said(&path, &error)),
        }
    }

    /// Keeps environments. What they have besides these members is not kept: it may be a secret.
    ///
    /// # Errors
    /// An endpoint has a secret, which would be in the file.
    pub(super) fn set_environments(&self, asked: &Value) -> Result<Value, String> {
        for one in asked.as_array().into_iter().flatten() {
            let endpoint = one["endpoint"].as_str().unwrap_or_default();
            if has_secret(endpoint) {
                let name = one["name"].as_str().unwrap_or_default();
                return Err(format!(
                    "the endpoint of {name} has a password or a token, and would be saved with it: leave it out"
                ));
            }
        }
        let all = environments_of(asked)?;
        write(&self.0.join(ENVIRONMENTS), &all)?;
        Ok(all)
    }
}

/// Whether a URL has a password, or a secret in its query by the name of that.
fn has_secret(url: &str) -> bool {
    let is_told = |url: url::Url| {
        let mut query = url.query_pairs();
        url.password().is_some()
            || query.any(|(name, value)| !value.is_empty() && mask::is_secret(&name))
    };
    url::Url::parse(url).is_ok_and(is_told)
}

/// Environments with the members that are kept.
fn environments_of(value: &Value) -> Result<Value, String> {
    let all = value.as_array().ok_or("environments are an array")?;
    let all = all.iter().map(|one| {
        let text = |name: &str| one[name].as_str().unwrap_or_default();
        json!({
            "name": text("name"),
            "endpoint": text("endpoint"),
            "auth": text("auth"),
            "user": text("user"),
        })
    });
    Ok(all.collect())
}

fn said(path: &Path, error: &dyn fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

fn write(path: &Path, value: &Value) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| said(folder, &error))?;
    }
    std::fs::write(path, pretty(value)).map_err(|error| said(path, &error))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// The entries of a folder in order; none if it is not there.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut all: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    all.sort();
    all
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The local name of a key of JSON.
fn local(key: &str) -> &str {
    let key = key.strip_prefix('@').unwrap_or(key);
    let key = key.rsplit('}').next().unwrap_or(key);
    key.split('#').next().unwrap_or(key)
}

/// Takes the members off that are secret, and counts them.
fn strip(value: &mut Value, is_secret: &dyn Fn(&str) -> bool) -> usize {
    match value {
        Value::Object(members) => {
            let before = members.len();
            members.retain(|key, value| !is_secret(local(key)) || value.is_null());
            let gone = before - members.len();
            gone + members
                .values_mut()
                .map(|value| strip(value, is_secret))
                .sum::<usize>()
        }
        Value::Array(items) => items.iter_mut().map(|item| strip(item, is_secret)).sum(),
        _ => 0,
    }
}

/// Masks the members that are secret.
pub(super) fn mask_members(value: &mut Value, redaction: &Redaction) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let is_secret = is_secret(local(key), redaction);
                match value {
                    Value::String(text) if is_secret => "***".clone_into(text),
                    value => mask_members(value, redaction),
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| mask_members(item, redaction)),
        _ => {}
    }
}

/// Whether a member of a name is a secret: by the contract, the command line or what its name says.
pub(super) fn is_secret(local: &str, redaction: &Redaction) -> bool {
    redaction.masks(local) || mask::is_secret(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_one_file_without_secrets() {
        let folder = tempfile::tempdir().expect("a folder");
        let saved = SavedFolder::new(folder.path().to_owned());
        let asked = json!({
            "name": "first",
            "headers": r#"{"Session": {"Token": "abc", "Zone": 1}}"#,
            "body": r#"{"Number": 7, "note": {"@sessionId": "x"}}"#,
        });
        let secret = |local: &str| is_secret(local, &Redaction::default());
        let answer = saved.save("Shop.GetOrder", &asked, &secret);
        assert_eq!(
            answer,
            Ok(json!({"operation": "Shop.GetOrder", "name": "first", "leftOut": 2}))
        );
        let text = std::fs::read_to_string(folder.path().join("Shop.GetOrder/first.json"));
        let written: Value = serde_json::from_str(&text.expect("a file")).expect("JSON");
        assert_eq!(
            written,
            json!({"headers": {"Session": {"Zone": 1}}, "body": {"Number": 7, "note": {}}})
        );
        let read = saved.read("Shop.GetOrder", "first").expect("it is there");
        let part = |name: &str| -> Value {
            serde_json::from_str(read[name].as_str().unwrap_or_default()).expect("JSON")
        };
        assert_eq!(part("headers"), written["headers"]);
        assert_eq!(part("body"), written["body"]);
        assert_eq!(
            saved.list(),
            json!({"requests": [{"operation": "Shop.GetOrder", "name": "first"}]})
        );
        assert!(saved.delete("Shop.GetOrder", "first").is_ok());
        assert_eq!(saved.list(), json!({"requests": []}));
    }

    #[test]
    fn environments_are_kept_without_secrets() {
        let folder = tempfile::tempdir().expect("a folder");
        let saved = SavedFolder::new(folder.path().to_owned());
        let kept = json!([{"name": "test", "endpoint": "https://h/a?b=c", "auth": "basic", "user": "ann"}]);
        let mut asked = kept.clone();
        asked[0]["secret"] = json!("w0rd-s3cret");
        assert_eq!(saved.set_environments(&asked), Ok(kept.clone()));
        for endpoint in ["https://ann:w0rd-s3cret@h/", "https://h/?token=w0rd-s3cret"] {
            asked[0]["endpoint"] = json!(endpoint);
            let refused = saved.set_environments(&asked).expect_err(endpoint);
            assert!(
                refused.contains("endpoint of test") && !refused.contains("s3cret"),
                "{refused}"
            );
        }
        assert_eq!(saved.environments(), Ok(kept));
        // A file that was written by hand.
        let file = folder.path().join(ENVIRONMENTS);
        std::fs::write(&file, "[null]").expect("written");
        let empty = json!([{"name": "", "endpoint": "", "auth": "", "user": ""}]);
        assert_eq!(saved.environments(), Ok(empty));
        std::fs::write(&file, "null").expect("written");
        let refused = saved.environments().expect_err("it is no array");
        assert!(refused.ends_with("environments are an array"), "{refused}");
    }
}
