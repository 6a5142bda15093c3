//! The challenges of `WWW-Authenticate`, and the parameters of `Authorization` and `Authentication-Info` (RFC 9110, 11).

/// A challenge, or credentials: a scheme with its parameters.
pub(super) struct Challenge {
    pub(super) scheme: Vec<u8>,
    /// Names in lower case; values without quotes and escapes. They are bytes: a realm may be in any encoding.
    parameters: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Challenge {
    /// The first parameter of this name, which is in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&[u8]> {
        let mut all = self.parameters.iter();
        all.find(|(found, _)| found == name.as_bytes())
            .map(|(_, value)| &**value)
    }

    /// Whether the parameter has this value, in any case.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name)
            .is_some_and(|found| found.eq_ignore_ascii_case(value.as_bytes()))
    }
}

/// Reads a header with any number of challenges. What follows a fault of its syntax is left out.
pub(super) fn challenges(header: &[u8]) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    let mut rest = separator(header);
    while let Some((name, after)) = token(rest) {
        let value = match found.last() {
            Some(_) => parameter(after),
            None => None,
        };
        match (value, found.last_mut()) {
            (Some((value, after)), Some(challenge)) => {
                let parameter = (name.to_ascii_lowercase(), value);
                challenge.parameters.push(parameter);
                rest = separator(after);
            }
            _ => {
                found.push(Challenge {
                    scheme: name.to_vec(),
                    parameters: Vec::new(),
                });
                rest = separator(token68(space(after)));
            }
        }
    }
    found
}

/// Reads a list of parameters without a scheme.
pub(super) fn parameters(header: &[u8]) -> Challenge {
    let mut all = Challenge {
        scheme: Vec::new(),
        parameters: Vec::new(),
    };
    let mut rest = separator(header);
    while let Some((name, after)) = token(rest)
        && let Some((value, after)) = parameter(after)
    {
        all.parameters.push((name.to_ascii_lowercase(), value));
        rest = separator(after);
    }
    all
}

/// The value after a parameter's name.
fn parameter(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let text = space(space(text).strip_prefix(b"=")?);
    if let Some(quoted) = text.strip_prefix(b"\"") {
        return unquote(quoted);
    }
    let (value, rest) = token(text)?;
    Some((value.to_vec(), rest))
}

/// A quoted string after its first quote.
fn unquote(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut value = Vec::new();
    let mut bytes = text.iter();
    loop {
        match *bytes.next()? {
            b'"' => return Some((value, bytes.as_slice())),
            b'\\' => value.push(*bytes.next()?),
            byte => value.push(byte),
        }
    }
}

/// Goes past the token68 of a scheme, if it has one instead of parameters.
fn token68(text: &[u8]) -> &[u8] {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
    let length = text.iter().take_while(|byte| is_part(byte)).count();
    let rest = text.get(length..).unwrap_or_default();
    let padding = rest.iter().take_while(|byte| **byte == b'=').count();
    let rest = rest.get(padding..).unwrap_or_default();
    match space(rest) {
        [] | [b',', ..] => rest,
        _ => text,
    }
}

fn token(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let length = text.iter().take_while(|byte| is_part(byte)).count();
    text.split_at_checked(length)
        .filter(|(token, _)| !token.is_empty())
}

fn space(text: &[u8]) -> &[u8] {
    text.trim_ascii_start()
}

/// Goes past commas and white space.
fn separator(text: &[u8]) -> &[u8] {
    let is_between = |byte: &u8| *byte == b',' || byte.is_ascii_whitespace();
    let length = text.iter().take_while(|byte| is_between(byte)).count();
    text.get(length..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(header: &str) -> Vec<String> {
        let shown = |challenge: &Challenge| {
            let mut text = String::from_utf8(challenge.scheme.clone()).unwrap();
            for (name, value) in &challenge.parameters {
                let part = [&**name, b"=".as_slice(), value].concat();
                text.push_str(&format!(" {}", String::from_utf8(part).unwrap()));
            }
            text
        };
        challenges(header.as_bytes()).iter().map(shown).collect()
    }

    #[test]
    fn several_challenges_in_one_header() {
        assert_eq!(
            shown(
                r#", Negotiate YII+/a==, NTLM ,Basic realm="a, \"b\" \\", Digest REALM = "c",nonce=n-1 , , qop="auth,auth-int""#
            ),
            [
                "Negotiate",
                "NTLM",
                r#"Basic realm=a, "b" \"#,
                "Digest realm=c nonce=n-1 qop=auth,auth-int",
            ]
        );
        assert_eq!(
            shown("Newauth realm=\"x\", Basic"),
            ["Newauth realm=x", "Basic"]
        );
    }

    #[test]
    fn a_fault_ends_the_list() {
        assert!(shown("").is_empty());
        assert!(shown("=").is_empty());
        assert_eq!(
            shown("Digest realm=\"x\", nonce=\"y"),
            ["Digest realm=x", "nonce"]
        );
        assert_eq!(shown("Digest realm=\"x\\"), ["Digest", "realm"]);
        assert_eq!(shown("Digest a=b; c=d"), ["Digest a=b"]);
        let info = parameters(b"qop=auth, nextnonce=\"z\", ;");
        assert_eq!(info.get("nextnonce"), Some(b"z".as_slice()));
        assert!(info.is("qop", "AUTH") && info.get("nc").is_none());
    }
}
