//! `Debug`, errors of every kind and the output of the example show no ticket, password or token.

use std::fmt::{Debug, Write as _};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;

use soap_runtime::{CallOptions, Error, ErrorDetails};
use superoffice_services83::customer_service::{
    HasChatNotify, HasChatNotifyResponse, ResponseHeaders,
};
use superoffice_services83::stand_in::StandIn;
use superoffice_services83::types::SoCredentials;
use superoffice_services83::{Session, soap_runtime};

const PASSWORD: &str = "pa55-w&rd-Grün";
const TOKEN: &str = "t0ken-4711-0815";

/// All text that was shown.
#[derive(Default)]
struct Shown(String);

impl Shown {
    fn debug(&mut self, value: &dyn Debug) {
        let _ = writeln!(self.0, "{value:?} {value:#?}");
    }

    /// Adds an error as its caller sees it: its text, its causes and its `Debug`.
    fn error(&mut self, error: &Error) {
        self.debug(error.details());
        match error.details() {
            ErrorDetails::Transport(inner) => self.chain(inner),
            ErrorDetails::Http(inner) => self.chain(inner),
            ErrorDetails::Fault(inner) => {
                self.chain(inner);
                self.debug(&inner.reasons);
            }
            ErrorDetails::Decode(inner) => self.chain(inner),
            ErrorDetails::Encode(inner) => self.chain(inner),
            ErrorDetails::Service(inner) => self.chain(inner),
            _ => unreachable!("a kind that this test does not know"),
        }
        self.chain(error);
    }

    fn chain(&mut self, error: &(dyn std::error::Error + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            let _ = writeln!(self.0, "{error} {error:?} {error:#?}");
            next = error.source();
        }
    }

    fn check(&self, ticket: &str) {
        // Looks for a secret as it is, and as XML, URLs and debug output write it.
        for secret in [
            PASSWORD,
            "pa55-w&amp;rd",
            "pa55-w",
            "Gr\\u{fc}n",
            TOKEN,
            ticket,
        ] {
            if let Some(at) = self.0.find(secret) {
                let start = (0..=at.saturating_sub(200))
                    .rev()
                    .find(|at| self.0.is_char_boundary(*at))
                    .unwrap_or(0);
                panic!(
                    "{secret} is shown: …{}",
                    self.0.get(start..at + secret.len()).unwrap_or_default()
                );
            }
        }
    }
}

/// Answers any request with this body, in which TICKET, TOKEN and PASSWORD are replaced by those of the request.
fn echo(
    status: &'static str,
    content_type: &'static str,
    body: &'static str,
    ticket: String,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = Vec::new();
            let mut buffer = [0; 65536];
            while !String::from_utf8_lossy(&request).contains(":Envelope>") {
                match stream.read(&mut buffer) {
                    Ok(length) if length > 0 => request.extend_from_slice(&buffer[..length]),
                    _ => break,
                }
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            // A server can repeat only what it received.
            let told = |secret: &str| {
                let escaped = secret.replace('&', "&amp;");
                match (request.contains(&escaped), content_type) {
                    (true, "text/xml") => escaped,
                    (true, _) => secret.to_owned(),
                    (false, _) => String::new(),
                }
            };
            let body = body
                .replace("TICKET", &told(&ticket))
                .replace("TOKEN", &told(TOKEN))
                .replace("PASSWORD", &told(PASSWORD));
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    format!("http://{address}/Remote/Services83/")
}

fn call(
    session: &Session,
) -> Result<soap_runtime::Reply<HasChatNotifyResponse, ResponseHeaders>, Error> {
    session
        .customer_service()
        .has_chat_notify(&HasChatNotify)
        .wait()
}

#[test]
fn nothing_that_is_shown_holds_a_secret() {
    let mut shown = Shown::default();
    let stand_in = StandIn::builder()
        .sample()
        .user("anna", PASSWORD)
        .start()
        .expect("a stand-in");
    let ticket = stand_in.issue_ticket("anna");
    let builder = |base: &str| Session::builder(base).application_token(TOKEN);

    // A session that works, its clients and its calls.
    let good = builder(&stand_in.base_url()).password("anna", PASSWORD);
    shown.debug(&good);
    let session = good.build_blocking().expect("a session");
    shown.debug(&session);
    let own = session.sign_in_blocking().expect("signed in");
    shown.debug(&own);
    shown.debug(&session);
    shown.debug(&session.customer_service());
    let request = session.customer_service();
    let pending = request.has_chat_notify(&HasChatNotify);
    shown.debug(&pending);
    shown.debug(&pending.wait());
    shown.debug(&SoCredentials {
        ticket: Some(ticket.clone()),
    });
    shown.debug(&stand_in);

    // A wrong password.
    stand_in.set_password("anna", "another");
    let refused = builder(&stand_in.base_url())
        .password("anna", PASSWORD)
        .build_blocking()
        .expect("a session");
    shown.chain(&refused.sign_in_blocking().expect_err("a wrong password"));
    shown.error(&call(&refused).expect_err("a wrong password"));

    // No server at the address; a base URL with credentials, which is refused.
    let nobody = builder("http://127.0.0.1:9/Remote/Services83/")
        .ticket(ticket.as_str())
        .build_blocking()
        .expect("a session");
    shown.error(&call(&nobody).expect_err("nobody listens"));
    let odd = builder(&format!("http://anna:{TOKEN}@127.0.0.1/Remote/Services83/"))
        .ticket(ticket.as_str())
        .build_blocking();
    match odd {
        Ok(session) => {
            shown.debug(&session);
            shown.error(&call(&session).expect_err("credentials in the URL"));
        }
        Err(error) => shown.chain(&error),
    }

    // Servers that repeat the secrets, in every kind of answer.
    for (status, content_type, body) in [
        (
            "200 OK",
            "text/xml",
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>TICKET TOKEN PASSWORD</faultstring><detail><x>TICKET</x><Password>TOKEN</Password></detail></s:Fault></s:Body></s:Envelope>",
        ),
        (
            "200 OK",
            "text/xml",
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><ExceptionInfo xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\"><Message>TICKET PASSWORD</Message><FriendlyText>TICKET TOKEN</FriendlyText><StackTrace>at TICKET</StackTrace></ExceptionInfo></s:Header><s:Body/></s:Envelope>",
        ),
        (
            "200 OK",
            "text/xml",
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><HasChatNotifyResponse xmlns=\"http://www.superoffice.net/ws/crm/NetServer/Services83\"><Response>TICKET</Response></HasChatNotifyResponse></s:Body></s:Envelope>",
        ),
        (
            "200 OK",
            "text/xml",
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><x>TICKET</x><TOKEN/>PASSWORD",
        ),
        ("200 OK", "text/html", "<html>TICKET TOKEN PASSWORD</html>"),
        ("500 Oops", "text/plain", "at Login(PASSWORD, TOKEN) TICKET"),
        ("401 Unauthorized", "text/html; x=\"TICKET\"", "TICKET"),
    ] {
        let base = echo(status, content_type, body, ticket.clone());
        let session = builder(&base)
            .ticket(ticket.as_str())
            .build_blocking()
            .expect("a session");
        shown.error(&call(&session).expect_err(body));
        let session = builder(&base)
            .password("anna", PASSWORD)
            .build_blocking()
            .expect("a session");
        shown.chain(&session.sign_in_blocking().expect_err(body));
        shown.error(&call(&session).expect_err(body));
        shown.debug(&session);
    }

    // A value that cannot be written.
    let unwritable = builder(&stand_in.base_url())
        .ticket(format!("{ticket}\u{1}"))
        .build_blocking()
        .expect("a session");
    shown.error(&call(&unwritable).expect_err("a character that XML cannot carry"));
    let mut headers = http::HeaderMap::new();
    headers.insert(
        "authorization",
        format!("Bearer {TOKEN}").parse().expect("a header"),
    );
    shown.debug(&CallOptions::new().with_http_headers(headers));

    assert!(
        shown.0.contains("Client: ***"),
        "no server said anything back"
    );
    shown.check(&ticket);
    shown.check(own.reveal());
}

/// The example signs in to the stand-in with a password and a token, and prints each message.
#[test]
fn the_example_prints_no_secret() {
    let mut path = std::env::current_exe().expect("this test");
    path.pop();
    path.pop();
    let example = path.join("examples/update_feature_toggles");
    // `cargo test` builds examples; `cargo test --test secrets` does not.
    let Ok(output) = Command::new(&example).output() else {
        eprintln!("skipped: {} is not built", example.display());
        return;
    };
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{text}");
    for name in ["Ticket", "ApplicationToken", "Password"] {
        for part in text.split(&format!("<{name}>")).skip(1) {
            assert!(
                part.starts_with("***"),
                "{name}: {}",
                part.chars().take(40).collect::<String>()
            );
        }
        for part in text.split(&format!(":{name}>")).skip(1) {
            let end =
                part.starts_with("***") || part.starts_with(['\n', '\r', ' ']) || part.is_empty();
            assert!(end, "{name}: {}", part.chars().take(40).collect::<String>());
        }
    }
    assert!(text.contains("***"), "{text}");
}
