//! Digest authentication (RFC 7616).

use super::auth::header;
use super::challenge::{Challenge, challenges, parameters};
use super::{Auth, AuthRequest};
use crate::transport::{BoxFuture, TransportError, TransportErrorKind};
use crate::{Error, InvalidRequest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::WWW_AUTHENTICATE;
use http::{HeaderName, HeaderValue, StatusCode, Uri};
use md5::Md5;
use sha2::digest::{Digest as Hash, common::Output};
use sha2::{Sha256, Sha512_256};
use std::collections::HashMap;
use std::fmt;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Digest authentication (RFC 7616) with user and password, which is never sent.
///
/// The first call to a server is sent without credentials; the server refuses it with a challenge, and the call is repeated once. Later
/// calls, over all clones of the client, answer the same challenge with a rising count (`nc`) at once, until the server refuses its
/// nonce or names another one (`nextnonce`). Each scheme, host and port has a challenge of its own.
///
/// The algorithms are MD5, SHA-256 and SHA-512-256, each with `-sess` too; of several challenges the first is answered that can be. The
/// quality of protection is `auth`, or none for servers of RFC 2069. `userhash` is followed. `rspauth` is not checked: use `https` to
/// know the server.
///
/// ```
/// use soap_runtime::{Client, Digest, transport::MockTransport};
/// let client = Client::new("https://example.invalid/a.svc", MockTransport::new()).with_auth(Digest::new("ann", "s3cret"));
/// assert!(!format!("{client:?} {:?}", Digest::new("ann", "s3cret")).contains("s3cret"));
/// ```
pub struct Digest {
    user: String,
    password: String,
    /// The challenges that are being answered, by the origin of the server: scheme, host and port.
    sessions: Mutex<HashMap<String, Session>>,
}

impl Digest {
    /// User and password.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            sessions: Mutex::default(),
        }
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the challenge of a refusal. Returns whether to answer it.
    fn refused(&self, origin: String, sent: Option<&[u8]>, challenge: Option<Session>) -> bool {
        let mut sessions = self.sessions();
        let Some(session) = challenge else {
            return false;
        };
        if let (Some(nonce), false) = (sent, session.is_stale) {
            // A nonce that was good once has expired, or another call has replaced it. Otherwise user or password are wrong: they are
            // not tried again by this call, and the next one starts without them.
            match sessions.get(&origin) {
                Some(known) if known.nonce != nonce || known.is_proven => {}
                Some(_) => {
                    sessions.remove(&origin);
                    return false;
                }
                None => return false,
            }
        }
        sessions.insert(origin, session);
        true
    }

    /// The credentials for this target, if there is a challenge to answer.
    pub(super) fn answer(
        &self,
        request: &AuthRequest<'_>,
        target: &str,
    ) -> Result<Option<HeaderValue>, Error> {
        let origin = origin(request.uri());
        let mut sessions = self.sessions();
        let Some(session) = sessions.get_mut(&origin) else {
            return Ok(None);
        };
        let Some(count) = session.count.checked_add(1) else {
            sessions.remove(&origin);
            return Ok(None);
        };
        session.count = count;
        if session.cnonce.is_empty() {
            session.cnonce = random()?;
        }
        let text = session.credentials(
            &self.user,
            &self.password,
            request.method().as_str(),
            target,
        )?;
        header(&text).map(Some)
    }

    /// Takes what a response says of challenges and nonces. Returns whether to send the request again.
    pub(super) fn heard(
        &self,
        request: &AuthRequest<'_>,
        response: &http::Response<Bytes>,
        place: &Challenger,
    ) -> bool {
        let origin = origin(request.uri());
        let sent = request.sent().map(HeaderValue::as_bytes).map(challenges);
        let sent = sent.as_ref().and_then(|sent| sent.first()?.get("nonce"));
        let headers = response.headers();
        if response.status() == place.status {
            let all = headers.get_all(&place.challenge).iter();
            let mut all = all.flat_map(|value| challenges(value.as_bytes()));
            return self.refused(origin, sent, all.find_map(Session::new));
        }
        if let Some(nonce) = sent
            && let Some(session) = self.sessions().get_mut(&origin)
            && session.nonce == nonce
        {
            session.is_proven = true;
            let next = headers
                .get(place.info)
                .map(|info| parameters(info.as_bytes()));
            if let Some(next) = next.as_ref().and_then(|info| info.get("nextnonce")) {
                session.renew(next);
            }
        }
        false
    }
}

/// Where in a response challenges and nonces are.
pub(super) struct Challenger {
    pub(super) status: StatusCode,
    pub(super) challenge: HeaderName,
    pub(super) info: &'static str,
}

const OF_SERVERS: Challenger = Challenger {
    status: StatusCode::UNAUTHORIZED,
    challenge: WWW_AUTHENTICATE,
    info: "authentication-info",
};

impl Auth for Digest {
    fn authorization<'a>(
        &'a self,
        request: &'a AuthRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<HeaderValue>, Error>> {
        Box::pin(std::future::ready(self.authorization_blocking(request)))
    }

    fn authorization_blocking(
        &self,
        request: &AuthRequest<'_>,
    ) -> Result<Option<HeaderValue>, Error> {
        self.answer(request, &target(request.uri()))
    }

    fn received(&self, request: &AuthRequest<'_>, response: &http::Response<Bytes>) -> bool {
        self.heard(request, response, &OF_SERVERS)
    }
}

/// User and password are not shown.
impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(***)")
    }
}

#[derive(Clone, Copy)]
enum Algorithm {
    Md5,
    Sha256,
    Sha512Trunc256,
}

impl Algorithm {
    /// The hexadecimal hash of these parts with colons between.
    fn hash(self, parts: &[&[u8]]) -> String {
        match self {
            Self::Md5 => hash::<Md5>(parts),
            Self::Sha256 => hash::<Sha256>(parts),
            Self::Sha512Trunc256 => hash::<Sha512_256>(parts),
        }
    }
}

/// A challenge that can be answered, and the answers so far.
struct Session {
    realm: Vec<u8>,
    nonce: Vec<u8>,
    opaque: Option<Vec<u8>>,
    algorithm: Algorithm,
    /// As the server named it, if it did.
    algorithm_name: Option<Vec<u8>>,
    /// The hash of user and password is made of nonce and cnonce too.
    is_sess: bool,
    /// The quality of protection is `auth`; none, if the server names none.
    has_qop: bool,
    has_userhash: bool,
    is_utf8: bool,
    /// The server accepts user and password, and refuses only the nonce.
    is_stale: bool,
    /// The server has accepted a nonce of this session.
    is_proven: bool,
    /// One for each nonce, as `-sess` wants it; made with the first answer.
    cnonce: String,
    /// The number of requests that were answered with the nonce.
    count: u32,
}

impl Session {
    /// `None` if it is another scheme, or asks for what is not known here.
    fn new(challenge: Challenge) -> Option<Self> {
        if !challenge.scheme.eq_ignore_ascii_case(b"Digest") {
            return None;
        }
        let algorithm_name = challenge.get("algorithm").map(<[u8]>::to_vec);
        let lower = algorithm_name
            .as_deref()
            .unwrap_or(b"MD5")
            .to_ascii_lowercase();
        let (name, is_sess) = match lower.strip_suffix(b"-sess") {
            Some(name) => (name, true),
            None => (&*lower, false),
        };
        let algorithm = match name {
            b"md5" => Algorithm::Md5,
            b"sha-256" => Algorithm::Sha256,
            b"sha-512-256" => Algorithm::Sha512Trunc256,
            _ => return None,
        };
        let qop = challenge.get("qop");
        let mut words = qop.unwrap_or_default().split(|byte| *byte == b',');
        let has_auth = words.any(|word| word.trim_ascii().eq_ignore_ascii_case(b"auth"));
        // Without `qop` there is no cnonce, which `-sess` needs.
        if qop.is_some() && !has_auth || qop.is_none() && is_sess {
            return None;
        }
        Some(Self {
            realm: challenge.get("realm")?.to_vec(),
            nonce: challenge.get("nonce")?.to_vec(),
            opaque: challenge.get("opaque").map(<[u8]>::to_vec),
            algorithm,
            algorithm_name,
            is_sess,
            has_qop: has_auth,
            has_userhash: challenge.is("userhash", "true"),
            is_utf8: challenge.is("charset", "UTF-8"),
            is_stale: challenge.is("stale", "true"),
            is_proven: false,
            cnonce: String::new(),
            count: 0,
        })
    }

    /// Starts with the next nonce.
    fn renew(&mut self, nonce: &[u8]) {
        self.nonce = nonce.to_vec();
        self.cnonce.clear();
        self.count = 0;
    }

    /// The value of the header, for the current count.
    fn credentials(
        &self,
        user: &str,
        password: &str,
        method: &str,
        target: &str,
    ) -> Result<Vec<u8>, Error> {
        let hash = |parts: &[&[u8]]| self.algorithm.hash(parts);
        let mut secret = hash(&[user.as_bytes(), &self.realm, password.as_bytes()]);
        if self.is_sess {
            secret = hash(&[secret.as_bytes(), &self.nonce, self.cnonce.as_bytes()]);
        }
        let (secret, count) = (secret.as_bytes(), format!("{:08x}", self.count));
        let request = hash(&[method.as_bytes(), target.as_bytes()]);
        let (request, nonce) = (request.as_bytes(), &*self.nonce);
        let response = match self.has_qop {
            true => {
                let (count, cnonce) = (count.as_bytes(), self.cnonce.as_bytes());
                hash(&[secret, nonce, count, cnonce, b"auth", request])
            }
            false => hash(&[secret, nonce, request]),
        };
        let mut out = b"Digest ".to_vec();
        self.user(user, &mut out)?;
        quoted(", realm", &self.realm, &mut out);
        quoted(", nonce", nonce, &mut out);
        quoted(", uri", target.as_bytes(), &mut out);
        quoted(", response", response.as_bytes(), &mut out);
        if let Some(name) = &self.algorithm_name {
            out.extend_from_slice(b", algorithm=");
            out.extend_from_slice(name);
        }
        if let Some(opaque) = &self.opaque {
            quoted(", opaque", opaque, &mut out);
        }
        if self.has_qop {
            out.extend_from_slice(format!(", qop=auth, nc={count}").as_bytes());
            quoted(", cnonce", self.cnonce.as_bytes(), &mut out);
        }
        if self.has_userhash {
            out.extend_from_slice(b", userhash=true");
        }
        Ok(out)
    }

    /// The user's name, or its hash (RFC 7616, 3.4.4), or its extended form if it is not ASCII (RFC 8187).
    fn user(&self, user: &str, out: &mut Vec<u8>) -> Result<(), Error> {
        if self.has_userhash {
            let hashed = self.algorithm.hash(&[user.as_bytes(), &self.realm]);
            quoted("username", hashed.as_bytes(), out);
        } else if self.is_utf8 && !user.is_ascii() {
            out.extend_from_slice(b"username*=UTF-8''");
            for byte in user.bytes() {
                match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    true => out.push(byte),
                    false => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
                }
            }
        } else if user.bytes().any(|byte| byte.is_ascii_control()) {
            let message = "the user's name has a control character, which no HTTP header can have";
            return Err(InvalidRequest::new(message).into());
        } else {
            quoted("username", user.as_bytes(), out);
        }
        Ok(())
    }
}

fn quoted(name: &str, value: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"=\"");
    for byte in value {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

fn hash<H: Hash>(parts: &[&[u8]]) -> String {
    let mut hash = H::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            hash.update(b":");
        }
        hash.update(part);
    }
    let output: Output<H> = hash.finalize();
    output.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn random() -> Result<String, Error> {
    let mut bytes = [0; 18];
    getrandom::fill(&mut bytes).map_err(|_| {
        let message = "the operating system has no random numbers";
        TransportError::new(TransportErrorKind::InvalidRequest, message)
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Scheme, host and port.
fn origin(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or_default();
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    let port = uri.port_u16().or(match scheme {
        "https" => Some(443),
        _ => Some(80),
    });
    format!("{scheme}://{host}:{}", port.unwrap_or_default())
}

/// Path and query, as in the request line.
fn target(uri: &Uri) -> String {
    let path = uri.path_and_query();
    path.map_or_else(|| "/".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(challenge: &str) -> Option<Session> {
        let mut all = challenges(challenge.as_bytes()).into_iter();
        let mut session = all.find_map(Session::new)?;
        session.count = 1;
        Some(session)
    }

    fn answer(challenge: &str, cnonce: &str, who: [&str; 2], target: &str) -> String {
        let mut session = session(challenge).unwrap();
        session.cnonce = cnonce.to_owned();
        let [user, password] = who;
        let text = session.credentials(user, password, "GET", target);
        String::from_utf8(text.unwrap()).unwrap()
    }

    /// RFC 7616, 3.9.1.
    #[test]
    fn the_first_example_of_the_rfc() {
        for (algorithm, response) in [
            (
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ] {
            let challenge = format!(
                r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
            );
            assert_eq!(
                answer(
                    &challenge,
                    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                    ["Mufasa", "Circle of Life"],
                    "/dir/index.html"
                ),
                format!(
                    r#"Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", uri="/dir/index.html", response="{response}", algorithm={algorithm}, opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop=auth, nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ""#
                )
            );
        }
    }

    /// RFC 7616, 3.9.2, with the values of its erratum 4897: those of the text come from another hash.
    #[test]
    fn the_second_example_of_the_rfc() {
        let challenge = r#"Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash="#;
        let answer = |userhash: &str| {
            answer(
                &format!("{challenge}{userhash}"),
                "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
                ["J\u{e4}s\u{f8}n Doe", "Secret, or not?"],
                "/doe.json",
            )
        };
        let hashed = answer("true");
        assert!(
            hashed.starts_with(r#"Digest username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b", "#),
            "{hashed}"
        );
        assert!(
            hashed.contains(
                r#" response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5","#
            ),
            "{hashed}"
        );
        assert!(hashed.ends_with(", userhash=true"), "{hashed}");
        let plain = answer("false");
        assert!(
            plain.starts_with("Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm="),
            "{plain}"
        );
        assert!(!plain.contains("userhash"), "{plain}");
    }

    /// RFC 2069 with its erratum 749, and RFC 2617, 3.5.
    #[test]
    fn the_examples_of_older_rfcs() {
        let old = answer(
            r#"Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
            "",
            ["Mufasa", "CircleOfLife"],
            "/dir/index.html",
        );
        assert!(
            old.contains(r#"response="1949323746fe6a43ef61f9606e7febea""#),
            "{old}"
        );
        assert!(
            !old.contains("cnonce") && !old.contains("nc=") && !old.contains("algorithm"),
            "{old}"
        );
        let newer = answer(
            r#"Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
            "0a4f113b",
            ["Mufasa", "Circle Of Life"],
            "/dir/index.html",
        );
        assert!(
            newer.contains(r#"response="6629fae49393a05397450978507c4ef1""#),
            "{newer}"
        );
    }

    #[test]
    fn what_cannot_be_met_is_left_to_the_next_challenge() {
        for challenge in [
            r#"Digest realm="a", nonce="n", algorithm=SHA-1, qop="auth""#,
            r#"Digest realm="a", nonce="n", qop="auth-int""#,
            r#"Digest realm="a", nonce="n", algorithm=MD5-sess"#,
            r#"Digest realm="a", qop="auth""#,
            r#"Digest nonce="n", qop="auth""#,
            r#"Basic realm="a""#,
        ] {
            assert!(session(challenge).is_none(), "{challenge}");
            let both = format!(r#"{challenge}, Digest realm="b", nonce="n", qop=auth"#);
            assert_eq!(session(&both).unwrap().realm, b"b", "{both}");
        }
    }

    #[test]
    fn quotes_are_escaped() {
        let answer = answer(
            r#"Digest realm="a \"b\"", nonce="n", qop="auth""#,
            "c",
            [r#"DOMAIN\ann"#, "x"],
            "/?q='1'",
        );
        assert!(
            answer.starts_with(
                r#"Digest username="DOMAIN\\ann", realm="a \"b\"", nonce="n", uri="/?q='1'""#
            ),
            "{answer}"
        );
    }

    #[test]
    fn origins_and_targets() {
        let uri = |text: &str| text.parse::<Uri>().unwrap();
        assert_eq!(
            origin(&uri("http://Host/a")),
            origin(&uri("http://host:80/b"))
        );
        assert_ne!(
            origin(&uri("http://host/a")),
            origin(&uri("https://host/a"))
        );
        assert_ne!(
            origin(&uri("http://host/a")),
            origin(&uri("http://host:81/a"))
        );
        let targets =
            ["http://h", "http://h?x=1", "http://h/a/b?x=%20"].map(|text| target(&uri(text)));
        assert_eq!(targets, ["/", "/?x=1", "/a/b?x=%20"]);
    }
}
