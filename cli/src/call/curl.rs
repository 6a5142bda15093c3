//! A call as a command of curl.

use super::arguments::{Call, Login};
use super::client::Credentials;
use super::output::masked;
use crate::shown;
use bytes::Bytes;
use http::header;
use soap_runtime::{Redaction, redact};
use std::fmt::Write as _;
use std::path::Path;

/// The end of an element with a masked password, as [`soap_runtime::ws::Security`] writes it.
const PASSWORD: &str = ">***</wsse:Password>";
/// A masked secret.
const MASK: &str = "***";
/// Escapes a password for XML.
const ESCAPE: &str = "sed 's/&/\\&amp;/g; s/</\\&lt;/g'";

/// A word of a POSIX shell.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The words that a shell replaces by a secret: of the variable or the file that the call takes it from.
pub(super) fn place(file: Option<&Path>, variable: &str) -> String {
    let is_start = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let mut bytes = variable.bytes();
    let is_name = bytes.next().as_ref().is_some_and(is_start)
        && bytes.all(|byte| is_start(&byte) || byte.is_ascii_digit());
    match file {
        Some(path) => format!("$(head -n 1 {})", quoted(&path.display().to_string())),
        None if is_name => format!("${variable}"),
        None => format!("$(printenv {})", quoted(variable)),
    }
}

/// A command of curl. Secrets are where the call takes them from, or masked.
pub(crate) fn command(
    request: &http::Request<Bytes>,
    arguments: &Call,
    credentials: &Credentials,
    redaction: &Redaction,
) -> String {
    let uri = redact(request.uri().to_string().as_bytes(), redaction);
    let login = credentials.user.as_ref();
    let login = login.and_then(|(user, _, login)| Some((user, (*login)?)));
    let place = credentials.place.as_str();
    let mut notes = String::new();
    if let Some((_, Login::Digest)) = login {
        notes.push_str("# The digest of the password is of this message alone: put another one in place of ***.\n");
    }
    let kind = request.headers().get(header::CONTENT_TYPE);
    if kind
        .and_then(|kind| shown::boundary(kind.to_str().ok()?))
        .is_some()
    {
        notes.push_str(
            "# The request is a package: put its binary parts in place of their lengths.\n",
        );
    }
    let mut out = String::new();
    // In a URL, curl takes these for several URLs.
    let globs = match uri.contains(['[', ']', '{', '}']) {
        true => "--globoff ",
        false => "",
    };
    let _ = write!(out, "curl {globs}{}", quoted(&uri));
    for (name, value) in masked(request.headers(), redaction) {
        if matches!(name.as_str(), "accept-encoding" | "user-agent") {
            continue;
        }
        // With a colon and nothing after it, curl sends no such header.
        let header = match value.is_empty() {
            true => format!("{name};"),
            false => format!("{name}: {value}"),
        };
        let _ = write!(out, " \\\n  -H {}", quoted(&header));
    }
    if let Some((user, Login::Basic)) = login {
        let _ = write!(out, " \\\n  --user {}:\"{place}\"", quoted(user));
    }
    if credentials.token.is_some() {
        let _ = write!(out, " \\\n  -H \"Authorization: Bearer {place}\"");
    }
    for (option, path) in [("--cert", &arguments.cert), ("--cacert", &arguments.ca)] {
        if let Some(path) = path {
            let path = quoted(&path.display().to_string());
            let _ = write!(out, " \\\n  {option} {path}");
        }
    }
    let mut body = quoted(&shown::body(request.headers(), request.body(), redaction));
    if let Some((_, Login::Text)) = login {
        let place = format!(">'\"$(printf %s \"{place}\" | {ESCAPE})\"'</wsse:Password>");
        body = body.replace(PASSWORD, &place);
    }
    let _ = writeln!(out, " \\\n  --data-binary {body}");
    // The digest has a note of its own.
    if out.contains(MASK) && !matches!(login, Some((_, Login::Digest))) {
        notes.push_str("# The request has secrets: put them in place of ***.\n");
    }
    notes + &out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_named_as_a_shell_reads_them() {
        assert_eq!(place(None, "LIVE_TOKEN"), "$LIVE_TOKEN");
        assert_eq!(place(None, "A;rm -r"), "$(printenv 'A;rm -r')");
        assert_eq!(place(Some(Path::new("a b")), "A"), "$(head -n 1 'a b')");
    }
}
