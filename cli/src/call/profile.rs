//! Profiles of `wsdl-codegen.toml`: where and as whom calls are made, by a name.

use super::Stop;
use super::arguments::{Call, Login, TIMEOUT, Version};
use crate::config;
use serde::Deserialize;
use soap_dynamic::path::{Step, steps};
use soap_dynamic::{Contract, Operation};
use std::path::{Path, PathBuf};
use wsdl_codegen::internal::nearest;

/// The keys of a profile. A secret is not among it: it is named by a variable of the environment or a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    endpoint: Option<String>,
    port: Option<String>,
    soap_version: Option<Version>,
    user: Option<String>,
    login: Option<Login>,
    password_env: Option<String>,
    password_file: Option<PathBuf>,
    token_env: Option<String>,
    token_file: Option<PathBuf>,
    cert: Option<PathBuf>,
    ca: Option<PathBuf>,
    proxy: Option<String>,
    timeout: Option<u64>,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    soap_headers: Vec<String>,
}

/// The arguments with what the profile says and the command line does not.
pub(super) fn applied(arguments: &Call) -> Result<Call, Stop> {
    let mut all = arguments.clone();
    let Some(name) = &arguments.profile else {
        return Ok(all);
    };
    let path = arguments.places.config.as_deref();
    let path = path.unwrap_or(Path::new(config::NAME));
    let profile = find(path, name)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let file = |path: PathBuf| folder.join(path);
    let has_credentials = all.user.is_some() || all.bearer || all.token_file.is_some();
    all.endpoint = all.endpoint.or(profile.endpoint);
    if all.port.is_none() && all.soap_version.is_none() {
        all.port = profile.port;
        all.soap_version = profile.soap_version;
    }
    all.cert = all.cert.or(profile.cert.map(file));
    all.ca = all.ca.or(profile.ca.map(file));
    all.proxy = all.proxy.or(profile.proxy);
    if all.timeout == TIMEOUT {
        all.timeout = profile.timeout.unwrap_or(TIMEOUT);
    }
    // Other credentials of the command line take the place of all of the profile.
    if !has_credentials {
        all.user = profile.user;
        all.login = profile.login.unwrap_or(all.login);
        all.password_file = all.password_file.or(profile.password_file.map(file));
        all.password_env = profile.password_env;
        all.token_file = profile.token_file.map(file);
        all.bearer = profile.token_env.is_some();
        all.token_env = profile.token_env;
    }
    // Those of the command line come last: they win.
    all.header.splice(0..0, profile.headers);
    all.profile_headers = profile.soap_headers;
    Ok(all)
}

/// The arguments with the SOAP headers of the profile that an operation has. A profile is for all operations of a contract, so it may have
/// headers that only others have.
pub(super) fn for_operation(
    mut all: Call,
    contract: &Contract,
    operation: &Operation,
) -> Result<Call, Stop> {
    let mut own = Vec::new();
    for pair in std::mem::take(&mut all.profile_headers) {
        let path = super::pairs::split(&pair).map_or(&*pair, |(path, _)| path);
        let path = path.trim_end_matches(':');
        let steps = steps(path).map_err(Stop::Failed)?;
        let Some(Step::Member(name)) = steps.first() else {
            return Err(Stop::Failed(format!(
                "the profile has the SOAP header `{pair}`: expected `Name=text`"
            )));
        };
        let local = name.rsplit('}').next().unwrap_or(name);
        let has = |one: &Operation| one.header_names(true).any(|known| known == local);
        if has(operation) {
            own.push(pair);
        } else if !contract.operations().any(has) {
            let names = contract.operations().flat_map(|one| one.header_names(true));
            let hint = match nearest(local, names) {
                Some(near) => format!(": did you mean {near}?"),
                None => String::new(),
            };
            return Err(Stop::Failed(format!(
                "the profile has the SOAP header {name}, which no operation of the contract has{hint}"
            )));
        }
    }
    all.soap_header.splice(0..0, own);
    Ok(all)
}

fn find(path: &Path, name: &str) -> Result<Profile, Stop> {
    let mut profiles = config::profiles(path)?;
    if let Some(profile) = profiles.remove(name) {
        let profile: Profile = profile.try_into().map_err(|error| {
            Stop::Failed(format!("{}: profile {name}: {error}", path.display()))
        })?;
        let twice = if profile.user.is_some()
            && (profile.token_env.is_some() || profile.token_file.is_some())
        {
            Some("it has a user and a token")
        } else if profile.port.is_some() && profile.soap_version.is_some() {
            Some("it has a port and a soap_version")
        } else {
            None
        };
        if let Some(message) = twice {
            return Err(Stop::Failed(format!(
                "{}: profile {name}: {message}",
                path.display()
            )));
        }
        return Ok(profile);
    }
    let names = || profiles.keys().map(String::as_str);
    let hint = match nearest(name, names()) {
        Some(near) => format!("did you mean {near}?"),
        None if profiles.is_empty() => "it has none".to_owned(),
        None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
    };
    Err(Stop::Failed(format!(
        "{} has no profile {name}: {hint}",
        path.display()
    )))
}
