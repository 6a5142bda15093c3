//! Digest authentication at a proxy: Apache as a forward proxy with `mod_auth_digest`, over both transports, and a proxy of our own.
#![cfg(all(feature = "digest", feature = "reqwest", feature = "ureq"))]

mod loopback;
mod service;

use loopback::{Server, Step, response};
use md5::{Digest as _, Md5};
use service::{enabled_reply, is_enabled};
use soap_runtime::transport::{Reqwest, Ureq};
use soap_runtime::{Client, Error, ErrorKind, ProxyDigest};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const MODULES: &str = "/usr/lib/apache2/modules";

/// The name of a transport, and a call over it.
type Caller = (&'static str, Box<dyn Fn() -> Result<(), Error>>);

/// Calls of a URL through a proxy, over each transport.
fn callers(url: &str, proxy: &str, password: &str) -> [Caller; 2] {
    let digest = || ProxyDigest::new("ann", password);
    let ureq = Ureq::builder().proxy(proxy).build().unwrap();
    let reqwest = Reqwest::builder().proxy(proxy).build().unwrap();
    let blocking = Client::blocking(url, ureq).with_interceptor(digest());
    let awaited = Client::new(url, reqwest).with_interceptor(digest());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let awaiting = move || runtime.block_on(async { is_enabled(&awaited).await.map(drop) });
    [
        (
            "ureq",
            Box::new(move || is_enabled(&blocking).wait().map(drop)),
        ),
        ("reqwest", Box::new(awaiting)),
    ]
}

/// Apache as a forward proxy. It ends with the test.
struct Apache {
    process: Child,
    folder: PathBuf,
    url: String,
}

impl Drop for Apache {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Apache {
    /// `None`, saying so, if it is not installed.
    fn start() -> Option<Self> {
        let program = Path::new("/usr/sbin/apache2");
        if !program.exists() || !Path::new(MODULES).join("mod_auth_digest.so").exists() {
            println!("skipped: apache2 with mod_auth_digest is missing");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("digest-proxy-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap();
        drop(listener);
        let hash = Md5::digest(b"ann:a realm:p4ss-s3cret");
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(folder.join("users"), format!("ann:a realm:{hash}\n")).unwrap();
        let modules = [
            "mpm_prefork",
            "authn_core",
            "authn_file",
            "authz_core",
            "authz_user",
        ]
        .into_iter();
        let modules = modules.chain(["auth_digest", "proxy", "proxy_http", "proxy_connect"]);
        let modules: String = modules
            .map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n"))
            .collect();
        let place = folder.display();
        let text = format!(
            "{modules}ServerName localhost\nListen {port}\nPidFile {place}/pid\nDefaultRuntimeDir {place}\nErrorLog {place}/log\n\
             <IfModule unixd_module>\nUser www-data\nGroup www-data\n</IfModule>\nProxyRequests On\nProxyVia Off\n\
             <Proxy \"*\">\nAuthType Digest\nAuthName \"a realm\"\nAuthDigestProvider file\nAuthUserFile {place}/users\n\
             AuthDigestNonceLifetime 2\nRequire valid-user\n</Proxy>\n"
        );
        fs::write(folder.join("conf"), text).unwrap();
        let process = Command::new(program)
            .args(["-X", "-d", "/etc/apache2", "-f"])
            .arg(folder.join("conf"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let apache = Self {
            process,
            url: format!("http://{port}"),
            folder,
        };
        for _ in 0..100 {
            if TcpStream::connect(port).is_ok() {
                return Some(apache);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("apache2 does not start: {:?}", apache.log());
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

#[test]
fn apache_accepts_what_is_sent() {
    let origin = Server::answering(response(
        "200 OK",
        "Content-Type: text/xml\r\n",
        enabled_reply(),
    ));
    let Some(apache) = Apache::start() else {
        return;
    };
    let url = format!("{}?x=%20y&z='1'", origin.url);
    for (name, call) in callers(&url, &apache.url, "p4ss-s3cret") {
        for pause in [0, 0, 3] {
            // After the pause the nonce is too old: Apache says `stale`.
            std::thread::sleep(Duration::from_secs(pause));
            call().unwrap_or_else(|error| panic!("{name}: {error}: {}", apache.log()));
        }
    }
    let requests = origin.requests();
    assert_eq!(requests.len(), 6);
    for request in requests {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        assert!(!text.contains("proxy-authorization"), "{text}");
    }
    for (name, call) in callers(&url, &apache.url, "other") {
        let error = call().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Http, "{name}");
        assert!(error.to_string().contains("407"), "{name}: {error}");
    }
    assert_eq!(origin.requests().len(), 6);
    // A tunnel is the HTTP library's: it answers no challenge.
    for (name, call) in callers("https://example.invalid/", &apache.url, "p4ss-s3cret") {
        let error = call().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{name}: {error}");
        assert!(
            !format!("{error:?} {error}").contains("s3cret"),
            "{name}: {error:?}"
        );
    }
}

fn authorizations(server: &Server) -> Vec<String> {
    let requests = server.requests();
    let text = requests
        .iter()
        .map(|request| String::from_utf8_lossy(request));
    let lines = text.map(|text| {
        let mut lines = text.lines().map(str::to_ascii_lowercase);
        lines.find_map(|line| {
            line.strip_prefix("proxy-authorization: ")
                .map(str::to_owned)
        })
    });
    lines.map(Option::unwrap_or_default).collect()
}

/// A host that has not asked gets no credentials, and a wrong password is sent once for each call.
#[test]
fn only_who_asks_gets_credentials() {
    let steps = |status: &str, headers: &str| response(status, headers, "");
    let proxy = Server::judging(move |_, request| -> Vec<Step> {
        let is_asking = request.starts_with(b"POST http://asking.invalid/");
        match is_asking {
            true => steps(
                "407 Proxy Authentication Required",
                "Proxy-Authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"n\"\r\n",
            ),
            false => response("200 OK", "Content-Type: text/xml\r\n", enabled_reply()),
        }
    });
    let (address, _) = proxy.url.split_at(proxy.url.find("/Remote").unwrap());
    let ureq = Ureq::builder().proxy(address).build().unwrap();
    let client = Client::blocking("http://asking.invalid/a", ureq)
        .with_interceptor(ProxyDigest::new("ann", "p4ss-s3cret"));
    let other = client.clone().with_endpoint("http://other.invalid/a");
    let error = is_enabled(&client).wait().map(drop).unwrap_err();
    assert!(error.to_string().contains("407"), "{error}");
    is_enabled(&other).wait().unwrap();
    let sent = authorizations(&proxy);
    assert_eq!(sent.len(), 3);
    assert!(sent[0].is_empty() && sent[2].is_empty(), "{sent:?}");
    assert!(
        sent[1].contains("uri=\"http://asking.invalid/a\""),
        "{sent:?}"
    );
    let (_, proof) = sent[1].split_once("response=\"").unwrap();
    let proof = &proof[..32];
    assert!(!format!("{error:?} {error}").contains(proof), "{error:?}");
}
