//! Saved requests and environments: files in a folder that can be committed.
//!
//! `Operation/name.json` is the body of a request as `call --data @FILE` takes it, and `Operation/name.headers.json` has
//! its headers. Secrets are left out.

use crate::file_names::{free, plain};
use serde_json::{Value, json};
use soap_runtime::Redaction;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

const ENVIRONMENTS: &str = "environments.json";
const HEADERS: &str = ".headers.json";
/// The most files that are listed.
const FILES: usize = 5_000;

/// The folder.
pub(super) struct Folder(PathBuf);

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

impl Folder {
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
                if let Some(name) = name
                    .strip_suffix(".json")
                    .filter(|_| !name.ends_with(HEADERS))
                {
                    all.push(json!({"operation": operation, "name": name}));
                }
                if all.len() == FILES {
                    return json!({"requests": all});
                }
            }
        }
        json!({"requests": all})
    }

    /// The files of a request. Names that lead elsewhere lead nowhere.
    fn files(&self, operation: &str, name: &str) -> Result<(PathBuf, PathBuf), String> {
        let is_plain = |text: &str| !text.is_empty() && plain(text) == text;
        if !is_plain(operation) || !is_plain(name) {
            return Err(format!("`{name}` is no name of a saved request"));
        }
        let folder = self.0.join(operation);
        Ok((
            folder.join(format!("{name}.json")),
            folder.join(format!("{name}{HEADERS}")),
        ))
    }

    pub(super) fn read(&self, operation: &str, name: &str) -> Result<Value, String> {
        let (body, headers) = self.files(operation, name)?;
        let body = std::fs::read_to_string(&body).map_err(|error| said(&body, &error))?;
        let headers = match std::fs::read_to_string(&headers) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(said(&headers, &error)),
        };
        Ok(json!({"body": body, "headers": headers}))
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
        let (body, headers) = self.files(&operation, wanted)?;
        let mut left_out = 0;
        for (path, text) in [(&body, &asked["body"]), (&headers, &asked["headers"])] {
            let text = text.as_str().unwrap_or_default();
            let mut value = match text.trim().is_empty() {
                true => json!({}),
                false => serde_json::from_str(text)
                    .map_err(|error| format!("only JSON can be saved: {error}"))?,
            };
            left_out += strip(&mut value, is_secret);
            if path == &headers && value == json!({}) {
                match std::fs::remove_file(path) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(said(path, &error));
                    }
                    _ => continue,
                }
            }
            write(path, &value)?;
        }
        Ok(json!({"operation": operation, "name": wanted, "leftOut": left_out}))
    }

    pub(super) fn delete(&self, operation: &str, name: &str) -> Result<Value, String> {
        let (body, headers) = self.files(operation, name)?;
        std::fs::remove_file(&body).map_err(|error| said(&body, &error))?;
        match std::fs::remove_file(&headers) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(said(&headers, &error))
            }
            _ => Ok(json!({})),
        }
    }

    /// The environments: endpoints and users by name.
    pub(super) fn environments(&self) -> Result<Value, String> {
        let path = self.0.join(ENVIRONMENTS);
        match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| said(&path, &error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(json!([])),
            Err(error) => Err(said(&path, &error)),
        }
    }

    /// Keeps environments. What they have besides these members is not kept: it may be a secret.
    pub(super) fn set_environments(&self, asked: &Value) -> Result<Value, String> {
        let all = asked.as_array().ok_or("environments are an array")?;
        let all = all.iter().map(|one| {
            let text = |name: &str| one[name].as_str().unwrap_or_default();
            json!({
                "name": text("name"),
                "endpoint": text("endpoint"),
                "auth": text("auth"),
                "user": text("user"),
            })
        });
        let all: Value = all.collect();
        write(&self.0.join(ENVIRONMENTS), &all)?;
        Ok(all)
    }
}

fn said(path: &Path, error: &dyn fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

fn write(path: &Path, value: &Value) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| said(folder, &error))?;
    }
    let text = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    std::fs::write(path, text).map_err(|error| said(path, &error))
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
pub(super) fn mask(value: &mut Value, redaction: &Redaction, names: &[String]) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let is_secret = is_secret(local(key), redaction, names);
                match value {
                    Value::String(text) if is_secret => "***".clone_into(text),
                    value => mask(value, redaction, names),
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| mask(item, redaction, names)),
        _ => {}
    }
}

/// Whether a member of a name is a secret.
pub(super) fn is_secret(local: &str, redaction: &Redaction, names: &[String]) -> bool {
    redaction.masks(local) || names.iter().any(|name| name == local)
}
