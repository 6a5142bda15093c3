//! Challenges of servers (RFC 7235, RFC 7616).

use arbitrary::{Result, Unstructured};
use http::HeaderValue;
use soap_runtime::__private::v1;
use soap_runtime::transport::{MockResponse, MockTransport};
use soap_runtime::{Client, Digest};

static NOTHING: v1::Operation = v1::Operation {
    name: "Challenge",
    service: "Fuzz",
    ..v1::Operation::EMPTY
};

const PASSWORD: &str = "s3cret-password";
const PIECES: [&str; 34] = [
    "Digest ",
    "digest",
    "Basic ",
    "Negotiate",
    "realm=\"r\"",
    "realm=",
    "nonce=\"n\"",
    "nonce=n",
    "nextnonce=\"m\"",
    "qop=\"auth,auth-int\"",
    "qop=auth",
    "qop=\"\"",
    "algorithm=MD5",
    "algorithm=SHA-256-sess",
    "algorithm=\"SHA-512-256\"",
    "algorithm=x",
    "opaque=\"\\\"o\"",
    "domain=\"/a http://h/b\"",
    "stale=true",
    "stale=TRUE",
    "userhash=true",
    "charset=UTF-8",
    "rspauth=\"0\"",
    "nc=00000001",
    "cnonce=\"c\"",
    ",",
    ", ",
    ",,",
    " ",
    "=",
    "\"",
    "\\",
    "token68==",
    "\t",
];

/// Calls a server that makes up challenges. The call ends, and neither errors nor requests hold the password.
pub fn run(data: &[u8]) {
    let _ = call(&mut Unstructured::new(data));
}

fn value(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    for _ in 0..u.int_in_range(0..=14u8)? {
        match u.ratio(1, 8u8)? {
            true => text.push(u.arbitrary()?),
            false => text.extend_from_slice(u.choose(&PIECES)?.as_bytes()),
        }
    }
    Ok(text)
}

fn call(u: &mut Unstructured<'_>) -> Result<()> {
    let mock = MockTransport::new();
    let client = Client::blocking("http://ann@h/a?b=c", mock.clone())
        .with_auth(Digest::new("ann\u{e9}", PASSWORD));
    for _ in 0..2 {
        for _ in 0..3 {
            let status = *u.choose(&[401, 401, 401, 200, 407, 500])?;
            let mut response = MockResponse::empty(status);
            for _ in 0..u.int_in_range(0..=3u8)? {
                let name = *u.choose(&[
                    "www-authenticate",
                    "www-authenticate",
                    "authentication-info",
                    "proxy-authenticate",
                ])?;
                let Ok(value) = HeaderValue::from_bytes(&value(u)?) else {
                    continue;
                };
                response = match value.to_str() {
                    Ok(text) => response.header(name, text),
                    Err(_) => continue,
                };
            }
            mock.respond(response);
        }
        if let Err(error) = client.call::<(), ()>(&NOTHING, &()).wait() {
            let said = format!("{error} {error:?}");
            assert!(!said.contains(PASSWORD), "{said}");
        }
    }
    for request in mock.requests() {
        let said = format!("{:?}", request.headers());
        assert!(!said.contains(PASSWORD), "{said}");
    }
    Ok(())
}
