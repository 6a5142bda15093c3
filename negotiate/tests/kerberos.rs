//! Sign-in by Kerberos at Apache with `mod_auth_gssapi`, with the KDC of MIT, over both transports. All of it is on loopback, with its
//! files in a folder of the target folder. `cargo xtask interop` installs the two; where they are missing, the tests are skipped, and say so.

#![cfg(all(feature = "kerberos", unix))]

#[path = "kerberos/wss4j.rs"]
mod wss4j;

use soap_negotiate::{Kerberos, KerberosService, Negotiated};
use soap_runtime::transport::{BlockingTransport, Reqwest, Transport, TransportError, Ureq};
use std::error::Error as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "s3cret<&>æ";
const NEEDED: [&str; 6] = [
    "/usr/sbin/krb5kdc",
    "/usr/sbin/kdb5_util",
    "/usr/sbin/kadmin.local",
    "/usr/sbin/apache2",
    "/usr/lib/apache2/modules/mod_auth_gssapi.so",
    "/usr/lib/apache2/modules/mod_mpm_prefork.so",
];

/// A realm: its folder and its KDC, until it is dropped.
struct Realm {
    folder: PathBuf,
    kdc: String,
    running: Vec<Child>,
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn wait_for(port: u16) {
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let waited = started.elapsed();
        assert!(waited < Duration::from_secs(20), "nothing at port {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("a program");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{command:?}: {said}");
    said
}

impl Realm {
    /// A realm with the user `ann` and the service `HTTP/127.0.0.1`, whose keys are of these types. The clock of the KDC
    /// is so far off (`+0`, `+1h`).
    fn start(name: &str, ciphers: &str, clock: &str) -> Option<Self> {
        let mut missing = NEEDED.iter().filter(|path| !Path::new(path).exists());
        let missing = missing.next().copied();
        if let Some(missing) = missing.or(faketime().is_none().then_some("faketime")) {
            assert!(std::env::var_os("INTEROP").is_none(), "no {missing}");
            eprintln!("skipped: {missing} is not installed (cargo xtask interop)");
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("kerberos-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let port = free_port();
        let mut realm = Self {
            kdc: format!("127.0.0.1:{port}"),
            folder,
            running: Vec::new(),
        };
        let at = realm.folder.display();
        let conf = format!(
            "[libdefaults]\n default_realm = EXAMPLE.TEST\n dns_lookup_kdc = false\n rdns = false\n dns_canonicalize_hostname = false\n udp_preference_limit = 1\n \
             permitted_enctypes = {ciphers}\n[realms]\n EXAMPLE.TEST = {{\n  kdc = 127.0.0.1:{port}\n }}\n"
        );
        let kdc = format!(
            "[kdcdefaults]\n kdc_ports = \"\"\n kdc_tcp_ports = \"\"\n kdc_listen = \"\"\n kdc_tcp_listen = 127.0.0.1:{port}\n[realms]\n \
             EXAMPLE.TEST = {{\n  database_name = {at}/principal\n  key_stash_file = {at}/stash\n  acl_file = {at}/acl\n  \
             supported_enctypes = {ciphers}\n  default_principal_flags = +preauth\n }}\n[logging]\n kdc = FILE:{at}/kdc.log\n"
        );
        let text = [("krb5.conf", conf), ("kdc.conf", kdc)];
        for (name, text) in text {
            fs::write(realm.folder.join(name), text).expect("a file");
        }
        run(realm
            .command("/usr/sbin/kdb5_util")
            .args(["create", "-s", "-P", "master"]));
        for query in [
            format!("addprinc -pw {PASSWORD} ann"),
            "addprinc -pw other +needchange ben".to_owned(),
            format!("addprinc -pw {PASSWORD} -requires_preauth cat"),
            "addprinc -randkey HTTP/strict".to_owned(),
            "addprinc -randkey -requires_preauth HTTP/127.0.0.1".to_owned(),
            format!("ktadd -k {at}/keytab HTTP/127.0.0.1"),
        ] {
            run(realm.command("/usr/sbin/kadmin.local").args(["-q", &query]));
        }
        let mut kdc = realm.command("/usr/sbin/krb5kdc");
        by_the_clock(kdc.arg("-n"), clock);
        realm.running.push(quiet(&mut kdc));
        wait_for(port);
        Some(realm)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("KRB5_CONFIG", self.folder.join("krb5.conf"))
            .env("KRB5_KDC_PROFILE", self.folder.join("kdc.conf"))
            .env("KRB5_KTNAME", self.folder.join("keytab"))
            .env("KRB5RCACHENAME", "none:");
        command
    }

    /// Starts Apache, by a clock that is so far off (`+0`, `+1h`); its URL. It answers with the user and the length of the body.
    fn apache(&mut self, name: &str, clock: &str) -> String {
        let port = free_port();
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let script = folder.join("who.sh");
        let text = "#!/bin/sh\nprintf 'Content-Type: text/xml\\r\\n\\r\\n'\necho \"<who bytes=\\\"$CONTENT_LENGTH\\\">$REMOTE_USER</who>\"\n";
        fs::write(&script, text).expect("a file");
        run(Command::new("chmod").arg("755").arg(&script));
        // Who runs the test as root has a server of another user, which must be able to read the key.
        let user = match run(Command::new("id").arg("-u")).trim() {
            "0" => {
                run(Command::new("chown")
                    .arg("-R")
                    .arg("www-data")
                    .arg(&self.folder));
                "User www-data\nGroup www-data\n"
            }
            _ => "",
        };
        let modules: String = [
            "mpm_prefork",
            "authn_core",
            "authz_core",
            "authz_user",
            "auth_gssapi",
            "alias",
            "cgi",
            "env",
        ]
        .map(|one| format!("LoadModule {one}_module /usr/lib/apache2/modules/mod_{one}.so\n"))
        .concat();
        let at = folder.display();
        let keytab = self.folder.join("keytab");
        let keytab = keytab.display();
        let text = format!(
            "ServerRoot {at}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {at}/pid\nDefaultRuntimeDir {at}\nErrorLog {at}/error.log\n\
             {modules}{user}StartServers 1\nKeepAlive On\nScriptAlias /soap {at}/who.sh\n<Location /soap>\n AuthType GSSAPI\n AuthName x\n \
             GssapiCredStore keytab:{keytab}\n GssapiConnectionBound On\n Require valid-user\n</Location>\n<Location /open>\n \
             Require all granted\n</Location>\nScriptAlias /open {at}/who.sh\n"
        );
        let conf = folder.join("apache.conf");
        fs::write(&conf, text).expect("a file");
        let mut command = self.command("/usr/sbin/apache2");
        command.args(["-D", "FOREGROUND", "-f"]).arg(conf);
        by_the_clock(&mut command, clock);
        self.running.push(quiet(&mut command));
        wait_for(port);
        format!("http://127.0.0.1:{port}/soap")
    }

    fn account(&self, password: &str) -> Kerberos {
        Kerberos::new("ann@EXAMPLE.TEST", password).with_kdc(&self.kdc)
    }
}

/// A program by a clock that is so far off.
fn by_the_clock(command: &mut Command, clock: &str) {
    if clock != "+0" {
        let library = faketime().expect("faketime");
        command.env("LD_PRELOAD", library).env("FAKETIME", clock);
    }
}

/// The library of faketime. Its command would be one more process to end.
fn faketime() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten();
    let mut paths = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    paths.find(|path| path.exists())
}

fn quiet(command: &mut Command) -> Child {
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Apache ends all processes of its group.
    command.process_group(0).spawn().expect("a server")
}

impl Drop for Realm {
    fn drop(&mut self) {
        for child in &mut self.running {
            // Apache ends its children only when it is asked to.
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}

fn request(url: &str) -> http::Request<bytes::Bytes> {
    http::Request::post(url)
        .header("content-type", "text/xml; charset=utf-8")
        .body("<hello/>".into())
        .expect("a request")
}

type Answer = Result<http::Response<bytes::Bytes>, TransportError>;

fn shown(response: Answer) -> (u16, String) {
    let response = response.expect("a response");
    let text = String::from_utf8_lossy(response.body()).into_owned();
    (response.status().as_u16(), text)
}

/// An error with its causes.
fn reasons(response: Answer) -> String {
    let error = response.expect_err("an error");
    let mut all = error.to_string();
    let mut source = error.source();
    while let Some(one) = source {
        all = format!("{all}: {one}");
        source = one.source();
    }
    assert!(!all.contains(PASSWORD), "{all}");
    all
}

fn signs_in<T: Transport + BlockingTransport>(
    name: &str,
    ciphers: &str,
    build: fn() -> Result<T, TransportError>,
) {
    let Some(mut realm) = Realm::start(name, ciphers, "+0") else {
        return;
    };
    let url = realm.apache("apache", "+0");
    let transport = Negotiated::new(realm.account(PASSWORD), build);
    for _ in 0..5 {
        let (status, text) = shown(BlockingTransport::send(&transport, request(&url)));
        assert_eq!(status, 200, "{text}");
        assert_eq!(text.trim(), r#"<who bytes="8">ann@EXAMPLE.TEST</who>"#);
    }
    // The KDC gives a ticket for this user to whoever asks, and only the password decrypts it.
    let cat = |password| Kerberos::new("cat@EXAMPLE.TEST", password).with_kdc(&realm.kdc);
    let account = Negotiated::new(cat(PASSWORD), build);
    let (status, text) = shown(BlockingTransport::send(&account, request(&url)));
    assert_eq!(
        (status, text.trim()),
        (200, r#"<who bytes="8">cat@EXAMPLE.TEST</who>"#)
    );
    // Tickets are asked for on another thread: a runtime of one thread goes on.
    let awaited = Negotiated::new(realm.account(PASSWORD), build);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (status, text) = shown(runtime.block_on(Transport::send(&awaited, request(&url))));
    assert_eq!(
        (status, text.trim()),
        (200, r#"<who bytes="8">ann@EXAMPLE.TEST</who>"#)
    );

    let refused = |account: Kerberos| {
        reasons(BlockingTransport::send(
            &Negotiated::new(account, build),
            request(&url),
        ))
    };
    let cases = [
        (
            realm.account("wrong"),
            "the KDC refuses the password: Kerberos error 24",
        ),
        (
            realm.account(PASSWORD).with_service("HTTP/elsewhere"),
            "the KDC knows no such service: no principal with the name of the host: Kerberos error 7",
        ),
        (
            cat(PASSWORD).with_service("HTTP/strict"),
            "the KDC refuses: Kerberos error 60, \"NO PREAUTH\"",
        ),
        (
            cat("wrong"),
            "the KDC's answer cannot be decrypted with the password: one of the two is wrong",
        ),
        (
            Kerberos::new("nobody@EXAMPLE.TEST", "x").with_kdc(&realm.kdc),
            "the KDC knows no such user in this realm: Kerberos error 6",
        ),
        (
            Kerberos::new("ben@EXAMPLE.TEST", "other").with_kdc(&realm.kdc),
            "the password has expired: Kerberos error 23",
        ),
        (
            Kerberos::new("ann", "x").with_kdc(&realm.kdc),
            "the user has no realm: write user@REALM",
        ),
        (
            Kerberos::new("ann@EXAMPLE.TEST", "x"),
            "no KDC of the realm is known: name one",
        ),
        (
            Kerberos::new("ann@EXAMPLE.TEST", "x").with_kdc(format!("127.0.0.1:{}", free_port())),
            "the KDC cannot be reached: Connection refused",
        ),
    ];
    for (account, expected) in cases {
        let all = refused(account);
        assert!(
            all.starts_with(&format!("the sign-in cannot go on: {expected}")),
            "{all}"
        );
    }
}

#[test]
fn a_silent_kdc_has_its_time() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let kdc = silent.local_addr().expect("an address").to_string();
    let account = Kerberos::new("ann@EXAMPLE.TEST", "x")
        .with_kdc(kdc)
        .with_kdc_timeout(Duration::from_millis(100));
    let started = Instant::now();
    let error = account.token("127.0.0.1").expect_err("no answer");
    let waited = started.elapsed();
    assert_eq!(error.to_string(), "the KDC cannot be reached");
    assert!(
        waited >= Duration::from_millis(100) && waited < Duration::from_secs(8),
        "{waited:?}"
    );
}

/// Tickets of the KDC within messages: the service reads them by its keytab.
#[test]
fn tokens_of_messages_are_accepted() {
    let ciphers = "aes256-cts-hmac-sha384-192";
    let Some(realm) = Realm::start("tokens", ciphers, "+0") else {
        return;
    };
    let keytab = fs::read(realm.folder.join("keytab")).expect("a keytab");
    let service = KerberosService::from_keytab(&keytab).expect("its keys");
    let account = realm.account(PASSWORD);
    // One ticket, and a new proof for each message.
    for _ in 0..2 {
        let token = account.token("127.0.0.1").expect("a token");
        let client = service.accept(&token.message).expect("accepted");
        assert_eq!(client.principal, "ann@EXAMPLE.TEST");
        assert_eq!((client.key(), token.key().len()), (token.key(), 32));
        let again = service.accept(&token.message).expect_err("sent before");
        assert!(again.to_string().contains("was sent before"), "{again}");
    }
    let other = account.with_service("HTTP/strict").token("127.0.0.1");
    let refused = service.accept(&other.expect("a token").message);
    let refused = refused.expect_err("of another service").to_string();
    assert!(refused.contains("for another service"), "{refused}");
    let refused = realm
        .account("wrong")
        .token("127.0.0.1")
        .expect_err("refused");
    assert!(
        refused.to_string().contains("the KDC refuses the password"),
        "{refused}"
    );
}

#[test]
fn over_ureq() {
    signs_in("ureq", "aes256-cts-hmac-sha1-96", || {
        Ureq::builder().no_proxy().build()
    });
}

#[test]
fn over_reqwest() {
    signs_in("reqwest", "aes256-cts-hmac-sha384-192", || {
        Reqwest::builder().no_proxy().build()
    });
}

#[test]
fn with_shorter_keys() {
    for (name, cipher) in [
        ("short-1", "aes128-cts-hmac-sha1-96"),
        ("short-2", "aes128-cts-hmac-sha256-128"),
    ] {
        signs_in(name, cipher, || Ureq::builder().no_proxy().build());
    }
}

const CIPHER: &str = "aes256-cts-hmac-sha1-96";

#[test]
fn clocks_that_differ() {
    let Some(mut realm) = Realm::start("skew", CIPHER, "+1h") else {
        return;
    };
    let build = || Ureq::builder().no_proxy().build();
    let url = realm.apache("apache", "+0");
    let transport = Negotiated::new(realm.account(PASSWORD), build);
    let all = reasons(BlockingTransport::send(&transport, request(&url)));
    let expected =
        "the clocks of this computer and of the KDC differ by too much: Kerberos error 37: it is 2";
    assert!(
        all.contains(expected) && all.contains(" UTC there"),
        "{all}"
    );
    drop(realm);

    let Some(mut realm) = Realm::start("skew", CIPHER, "+0") else {
        return;
    };
    let url = realm.apache("apache", "+1h");
    let transport = Negotiated::new(realm.account(PASSWORD), build);
    let all = reasons(BlockingTransport::send(&transport, request(&url)));
    let expected = "the clocks of this computer and of the service differ by too much: Kerberos error 37: it is 2";
    assert!(all.contains(expected), "{all}");
}

/// A service whose key has changed since the KDC has it refuses the ticket. The next call gets a new one.
#[test]
fn a_service_with_another_key() {
    let Some(mut realm) = Realm::start("key", CIPHER, "+0") else {
        return;
    };
    let url = realm.apache("apache", "+0");
    let transport = Negotiated::new(realm.account(PASSWORD), || {
        Ureq::builder().no_proxy().build()
    });
    let keytab = realm.folder.join("keytab");
    let right = fs::read(&keytab).expect("a file");
    let mut wrong = right.clone();
    let last = wrong.len() - 5;
    wrong[last] ^= 1;
    fs::write(&keytab, wrong).expect("a file");
    let answer = BlockingTransport::send(&transport, request(&url));
    let expected = "it has another key than the KDC knows of it: Kerberos error 31";
    let all = reasons(answer);
    assert!(all.ends_with(expected), "{all}");
    fs::write(&keytab, right).expect("a file");
    let (status, text) = shown(BlockingTransport::send(&transport, request(&url)));
    assert_eq!(status, 200, "{text}");
}

/// A server between the client and Apache: it passes on the first request and its answer, and repeats that answer to the next ones, first
/// as it was, then without the token.
fn repeater(url: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let apache: String = url
        .trim_start_matches("http://")
        .chars()
        .take_while(|one| *one != '/')
        .collect();
    std::thread::spawn(move || {
        let mut answer = Vec::new();
        for count in 0..4 {
            let Ok((mut client, _)) = listener.accept() else {
                return;
            };
            let mut request = Vec::new();
            while !request.ends_with(b"<hello/>") {
                let mut some = [0; 4096];
                let length = client.read(&mut some).expect("a request");
                request.extend_from_slice(&some[..length]);
            }
            if count == 0 {
                let mut server = TcpStream::connect(&apache).expect("Apache");
                server.write_all(&request).expect("a request");
                while !answer.ends_with(b"0\r\n\r\n") && !answer.ends_with(b"</who>\n") {
                    let mut some = [0; 4096];
                    let length = server.read(&mut some).expect("an answer");
                    answer.extend_from_slice(&some[..length]);
                }
            }
            if count == 2 {
                let text = String::from_utf8(answer).expect("text");
                answer = text.replace("WWW-Authenticate", "X-Other").into_bytes();
            }
            client.write_all(&answer).expect("an answer");
        }
    });
    format!("http://{address}/soap")
}

#[test]
fn the_server_proves_who_it_is() {
    let Some(mut realm) = Realm::start("proof", CIPHER, "+0") else {
        return;
    };
    let url = repeater(&realm.apache("apache", "+0"));
    let send = |account: Kerberos| {
        let transport = Negotiated::new(account, || Ureq::builder().no_proxy().build());
        BlockingTransport::send(&transport, request(&url))
    };
    let account = realm.account(PASSWORD);
    assert_eq!(shown(send(account.clone())).0, 200);
    // The answer to the first proof is no answer to the second, whatever the client demands.
    let all = reasons(send(account.clone().without_proof_of_server()));
    assert!(
        all.ends_with("its answer was not made with the key of the service"),
        "{all}"
    );
    let all = reasons(send(account.clone()));
    assert!(
        all.ends_with("the server has not proved who it is: it has sent no Kerberos token"),
        "{all}"
    );
    assert_eq!(shown(send(account.without_proof_of_server())).0, 200);
}

/// The settings of the system, and a server that asks for no sign-in.
#[test]
fn with_the_settings_of_the_system() {
    let Some(mut realm) = Realm::start("conf", CIPHER, "+0") else {
        return;
    };
    let url = realm.apache("apache", "+0").replace("/soap", "/open");
    let conf = fs::read_to_string(realm.folder.join("krb5.conf")).expect("a file");
    let account = Kerberos::new("ann", PASSWORD).with_krb5_conf(&conf);
    assert!(format!("{account:?}").contains(r#"realm: "EXAMPLE.TEST""#));
    let build = || Ureq::builder().no_proxy().build();
    let transport = Negotiated::new(account.clone(), build);
    let (status, text) = shown(BlockingTransport::send(
        &transport,
        request(&url.replace("/open", "/soap")),
    ));
    assert_eq!(status, 200, "{text}");
    let open = Negotiated::new(account.without_proof_of_server(), build);
    let (status, text) = shown(BlockingTransport::send(&open, request(&url)));
    assert_eq!((status, text.trim()), (200, r#"<who bytes="8"></who>"#));
}
