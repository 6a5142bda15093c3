//! Sign-in at pyspnego, an acceptor of NTLM, over both transports. `cargo xtask interop` installs it into `target/interop`; where it is
//! missing, the tests are skipped, and say so.

use soap_negotiate::{Negotiated, Ntlm};
use soap_runtime::transport::{BlockingTransport, Reqwest, Transport, TransportError, Ureq};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const USER: &str = r"EXAMPLE\ann";
const PASSWORD: &str = "s3cret<&>æ";

/// The acceptor, until it is dropped.
struct Acceptor {
    child: Child,
    url: String,
}

impl Acceptor {
    fn start(scheme: &str) -> Option<Self> {
        let python = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../interop/zeep/bin/python");
        let python = std::env::var_os("SPNEGO_PYTHON").map_or(python, PathBuf::from);
        let has_it = Command::new(&python).args(["-c", "import spnego"]).output();
        if !has_it.is_ok_and(|output| output.status.success()) {
            assert!(std::env::var_os("INTEROP").is_none(), "no pyspnego");
            eprintln!("skipped: pyspnego is not installed (cargo xtask interop)");
            return None;
        }
        let program = Path::new(env!("CARGO_MANIFEST_DIR"));
        let program = program.join("../interop/peers/spnego/acceptor.py");
        let mut child = Command::new(python)
            .arg(program)
            .args([scheme, "ann", PASSWORD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python");
        let mut line = String::new();
        let output = child.stdout.take().expect("output");
        BufReader::new(output).read_line(&mut line).expect("a port");
        let url = format!("http://127.0.0.1:{}/", line.trim());
        Some(Self { child, url })
    }

    fn request(&self, body: &'static str) -> http::Request<bytes::Bytes> {
        http::Request::post(&self.url)
            .header("content-type", "text/xml; charset=utf-8")
            .body(body.into())
            .expect("a request")
    }
}

impl Drop for Acceptor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status and the text of a response.
fn shown(response: Result<http::Response<bytes::Bytes>, TransportError>) -> (u16, String) {
    let response = response.expect("a response");
    let text = String::from_utf8_lossy(response.body()).into_owned();
    (response.status().as_u16(), text)
}

fn signs_in<T: Transport + BlockingTransport>(build: fn() -> Result<T, TransportError>) {
    for scheme in ["NTLM", "Negotiate"] {
        let Some(acceptor) = Acceptor::start(scheme) else {
            return;
        };
        let transport = Negotiated::new(Ntlm::new(USER, PASSWORD), build);
        // The first call signs the connection in, the next ones use it.
        for _ in 0..20 {
            let response = BlockingTransport::send(&transport, acceptor.request("<hello/>"));
            let (status, text) = shown(response);
            assert_eq!(status, 200, "{text}");
            let expected = r#"<who connection="1" bytes="8">EXAMPLE\ann</who>"#;
            assert!(text.contains(expected), "{text}");
        }
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let response = runtime.block_on(Transport::send(&transport, acceptor.request("<hi/>")));
        assert_eq!(shown(response).0, 200);

        let wrong = Negotiated::new(Ntlm::new(USER, "wrong"), build);
        let response = BlockingTransport::send(&wrong, acceptor.request("<hello/>"));
        assert_eq!(shown(response).0, 401);
    }
}

#[test]
fn over_ureq() {
    signs_in(|| Ureq::builder().no_proxy().build());
}

#[test]
fn over_reqwest() {
    signs_in(|| Reqwest::builder().no_proxy().build());
}

/// Each call has a connection to itself: none takes the place of another in a sign-in.
#[test]
fn calls_at_the_same_time() {
    let Some(acceptor) = Acceptor::start("NTLM") else {
        return;
    };
    let build = || Reqwest::builder().no_proxy().build();
    let transport = Negotiated::new(Ntlm::new(USER, PASSWORD), build);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        for _ in 0..5 {
            let calls: Vec<_> = (0..8)
                .map(|_| {
                    let (transport, request) = (transport.clone(), acceptor.request("<hello/>"));
                    tokio::spawn(async move { Transport::send(&transport, request).await })
                })
                .collect();
            for call in calls {
                let (status, text) = shown(call.await.expect("no panic"));
                assert_eq!(status, 200, "{text}");
            }
        }
    });
}
