//! The client of a call: options, credentials, transport.

use super::arguments::{Addressing, Call, Login};
use super::{Operation, Stop, Ureq, curl, pairs};
use crate::connection;
use serde_json::Value;
use soap_dynamic::HeaderValues;
use soap_runtime::ws::{self, Security};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{Attachment, Basic, Bearer, CallOptions, Redaction};
use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

/// The environment variable of the password.
pub(crate) const PASSWORD: &str = "WSDL_PASSWORD";
/// The environment variable of the token.
pub(crate) const TOKEN: &str = "WSDL_TOKEN";

/// A way to take a secret: by a file, a variable, and the argument that needs it.
type Taken = fn(Option<&Path>, &str, &str) -> Result<String, Stop>;

/// Who calls.
#[derive(Default)]
pub(crate) struct Credentials {
    pub(crate) user: Option<(String, String, Option<Login>)>,
    pub(crate) token: Option<String>,
    /// The words that a shell replaces by the password or the token.
    pub(super) place: String,
    /// Values of HTTP and SOAP headers that may be secrets, by their names.
    headers: Vec<String>,
}

impl Credentials {
    /// Takes secrets from files and the environment, or asks for them in a terminal.
    pub(crate) fn of(arguments: &Call) -> Result<Self, Stop> {
        Self::by(arguments, secret)
    }

    fn by(arguments: &Call, secret: Taken) -> Result<Self, Stop> {
        let mut made = Self::default();
        let (file, variable) = place(arguments);
        made.place = curl::place(file, variable);
        if let Some(user) = &arguments.user {
            let password = secret(file, variable, "--user")?;
            made.user = Some((user.clone(), password, Some(arguments.login)));
        }
        if arguments.bearer || arguments.token_file.is_some() {
            made.token = Some(secret(file, variable, "--bearer")?);
        }
        made.headers = Self::secret_headers(arguments);
        Ok(made)
    }

    /// The values of HTTP and SOAP headers that are secrets by their names.
    fn secret_headers(arguments: &Call) -> Vec<String> {
        let values = arguments.header.iter();
        let values = values.filter_map(|one| one.split_once(':'));
        let values = values.filter(|(name, _)| is_secret(name));
        let mut found: Vec<String> = values.map(|(_, value)| value.trim().to_owned()).collect();
        for pair in &arguments.soap_header {
            let mut value = Value::Null;
            // A pair that is none is told where it is sent.
            let _ = pairs::set(&mut value, pair);
            secrets(&value, false, &mut found);
        }
        found
    }

    /// Masks the values of a JSON object that are secrets by their names.
    pub(super) fn mask_headers(&mut self, headers: &Value) {
        secrets(headers, false, &mut self.headers);
    }

    /// The same with a secret that was given by other means; without one it is taken from the environment, and nobody is asked.
    pub(crate) fn with_secret(arguments: &Call, secret: String) -> Result<Self, Stop> {
        if secret.is_empty() {
            return Self::by(arguments, stored);
        }
        let (file, variable) = place(arguments);
        let mut made = Self {
            place: curl::place(file, variable),
            headers: Self::secret_headers(arguments),
            ..Self::default()
        };
        match &arguments.user {
            Some(user) => made.user = Some((user.clone(), secret, Some(arguments.login))),
            None if arguments.bearer => made.token = Some(secret),
            None => {}
        }
        Ok(made)
    }

    /// The names whose values are masked in messages that are shown.
    pub(crate) fn redaction(&self, operation: &Operation) -> Redaction {
        let mut redaction = Redaction::default();
        for name in operation.secrets() {
            redaction = redaction.name(name);
        }
        let password = self.user.iter().map(|(_, password, _)| password);
        for value in password.chain(&self.token).chain(&self.headers) {
            redaction = redaction.value(value.clone());
        }
        redaction
    }

    /// Whether they go into the HTTP header `Authorization`.
    pub(super) fn are_in_http(&self) -> bool {
        self.token.is_some() || matches!(self.user, Some((_, _, Some(Login::Basic))))
    }
}

/// Collects the values that are secrets by their names, or by those of what they are in. JSON is at most 128 deep here.
fn secrets(value: &Value, is_inside: bool, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                secrets(value, is_inside || is_secret(name), found);
            }
        }
        Value::Array(items) => {
            for item in items {
                secrets(item, is_inside, found);
            }
        }
        Value::String(text) if is_inside => found.push(text.clone()),
        Value::Number(number) if is_inside => found.push(number.to_string()),
        _ => {}
    }
}

/// The file and the variable that the secret of a call is taken from: a password where there is a user, a token otherwise.
fn place(arguments: &Call) -> (Option<&Path>, &str) {
    let (file, variable, default) = match arguments.user {
        Some(_) => (&arguments.password_file, &arguments.password_env, PASSWORD),
        None => (&arguments.token_file, &arguments.token_env, TOKEN),
    };
    (file.as_deref(), variable.as_deref().unwrap_or(default))
}

/// Whether a header is a secret by its name.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let words = [
        "auth", "cookie", "key", "password", "secret", "session", "token",
    ];
    // `TicketId` is about a ticket.
    name.ends_with("ticket") || words.iter().any(|word| name.contains(word))
}

/// The first line of a file, or an environment variable.
fn stored(file: Option<&Path>, variable: &str, argument: &str) -> Result<String, Stop> {
    if let Some(path) = file {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Stop::Failed(format!("cannot read {}: {error}", path.display())))?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    std::env::var(variable).map_err(|_| {
        Stop::Failed(format!(
            "{argument} needs the secret in the environment variable {variable}, or in a file"
        ))
    })
}

/// The same, or what is typed in a terminal.
pub(crate) fn secret(file: Option<&Path>, variable: &str, argument: &str) -> Result<String, Stop> {
    let is_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if file.is_some() || std::env::var_os(variable).is_some() || !is_terminal {
        return stored(file, variable, argument);
    }
    #[allow(clippy::print_stderr, reason = "a question, with words of ours")]
    {
        eprint!("Secret for {argument} (or set {variable}): ");
    }
    let typed = rpassword::read_password();
    typed.map_err(|error| Stop::Failed(format!("the secret cannot be read: {error}")))
}

/// The options of the calls.
pub(crate) fn options(
    operation: &Operation,
    arguments: &Call,
    headers: Option<HeaderValues>,
    credentials: &Credentials,
) -> Result<CallOptions, Stop> {
    let mut read = if arguments.strict {
        ReadOptions::strict()
    } else {
        ReadOptions::default()
    };
    read.understood = operation.understood(false);
    let mut options = CallOptions::new()
        .with_timeout(Duration::from_secs(arguments.timeout))
        .with_read(read)
        .with_redaction(credentials.redaction(operation));
    if let Some(headers) = headers {
        options = options.with_headers(headers);
    }
    for header in &arguments.header {
        let parsed = header.split_once(':').and_then(|(name, value)| {
            let name = name.trim().parse::<http::HeaderName>().ok()?;
            let value = value.trim().parse::<http::HeaderValue>().ok()?;
            Some((name, value))
        });
        // The header may hold a secret, so the message does not show it.
        let (name, value) = parsed
            .ok_or_else(|| Stop::Usage("a header is `Name: value`, in visible ASCII".to_owned()))?;
        options = options.with_http_header(name, value);
    }
    for (index, file) in arguments.attach.iter().enumerate() {
        let (path, kind) = file
            .rsplit_once(';')
            .unwrap_or((file, "application/octet-stream"));
        let body = std::fs::read(path)
            .map_err(|error| Stop::Failed(format!("cannot read {path}: {error}")))?;
        let name = format!("attachment-{}", index + 1);
        options = options.with_attachment(Attachment::new(name, kind, body));
    }
    if let Some(bytes) = arguments.mtom {
        options = options.with_mtom(bytes);
    }
    options = match arguments.addressing {
        Some(Addressing::V1) => options.with_raw_headers(ws::Addressing::new()),
        Some(Addressing::August2004) => options.with_raw_headers(ws::Addressing::august_2004()),
        Some(Addressing::No) | None => options,
    };
    Ok(match (&credentials.user, &credentials.token) {
        (Some((user, password, Some(Login::Text))), _) => {
            options.with_raw_headers(Security::text(user, password))
        }
        (Some((user, password, Some(Login::Digest))), _) => {
            options.with_raw_headers(Security::digest(user, password))
        }
        (Some((user, password, _)), _) => options.with_auth(Basic::new(user, password)),
        (None, Some(token)) => options.with_auth(Bearer::new(token)),
        (None, None) => options,
    })
}

/// The transport.
pub(crate) fn transport(arguments: &Call) -> Result<Ureq, Stop> {
    let builder = connection::builder()
        .cookie_store(arguments.cookies)
        .pool_max_idle_per_host(usize::from(arguments.parallel));
    let (cert, proxy) = (arguments.cert.as_ref(), arguments.proxy.as_ref());
    connection::connect(builder, cert, &arguments.ca, proxy)
}
