//! Tickets in WS-Security headers, both ways with WSS4J.

use super::{PASSWORD, Realm, run};
use soap_negotiate::KerberosService;
use soap_security::{ErrorKind, Inbound, MessageKey, Outbound, Part, SecretKey, Signing};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const MESSAGE: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header></s:Header><s:Body><o:Place xmlns:o=\"urn:orders\"><o:Note>hello</o:Note></o:Place></s:Body></s:Envelope>";
const JARS: [&str; 6] = [
    "wss4j",
    "xmlsec",
    "slf4j-api",
    "slf4j-nop",
    "commons-logging",
    "commons-codec",
];

/// WSS4J with its program, in a realm.
struct Wss4j<'a> {
    realm: &'a Realm,
    class_path: String,
}

impl<'a> Wss4j<'a> {
    fn compile(realm: &'a Realm) -> Option<Self> {
        let mut jars = JARS
            .map(|jar| format!("/usr/share/java/{jar}.jar"))
            .into_iter();
        let is_there = jars.all(|jar| Path::new(&jar).exists())
            && Command::new("javac").arg("-version").output().is_ok();
        if !is_there {
            assert!(std::env::var_os("INTEROP").is_none(), "no WSS4J");
            eprintln!("skipped: WSS4J is not installed (cargo xtask interop)");
            return None;
        }
        let at = realm.folder.display();
        let jars = JARS
            .map(|jar| format!("/usr/share/java/{jar}.jar"))
            .join(":");
        let class_path = format!("{at}:{jars}");
        let program =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/peers/wss4j/Ticket.java");
        run(Command::new("javac")
            .args(["-cp", &class_path, "-d"])
            .arg(&realm.folder)
            .arg(program));
        let module = "com.sun.security.auth.module.Krb5LoginModule required";
        let jaas = format!(
            "client {{ {module} useTicketCache=false; }};\nservice {{ {module} useKeyTab=true keyTab=\"{at}/keytab\" storeKey=true \
             isInitiator=false principal=\"HTTP/127.0.0.1@EXAMPLE.TEST\"; }};\n"
        );
        fs::write(realm.folder.join("jaas.conf"), jaas).expect("a file");
        Some(Self { realm, class_path })
    }

    fn run(&self, arguments: &[&str], message: &[u8]) -> Result<String, String> {
        let at = self.realm.folder.display();
        let mut child = Command::new("java")
            .arg(format!("-Djava.security.krb5.conf={at}/krb5.conf"))
            .arg(format!("-Djava.security.auth.login.config={at}/jaas.conf"))
            .args(["-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8"])
            .arg("-Dsun.security.krb5.rcache=none")
            .args(["-cp", &self.class_path, "Ticket"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("java");
        // A program that fails before it reads says why in its output.
        let _ = child.stdin.take().expect("its input").write_all(message);
        let output = child.wait_with_output().expect("its output");
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).expect("text")),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

/// A service that takes the session key of the ticket: that is what WSS4J signs with.
fn service(realm: &Realm) -> Inbound {
    let keytab = fs::read(realm.folder.join("keytab")).expect("a keytab");
    let service = Arc::new(KerberosService::from_keytab(&keytab).expect("its keys"));
    Inbound::new()
        .require_signed([Part::Body, Part::Timestamp])
        .trust_kerberos(move |token: &[u8]| {
            let client = service.accept(token)?;
            Ok((
                client.principal.clone(),
                SecretKey::new(client.session_key()),
            ))
        })
}

#[test]
fn wss4j_reads_our_tickets_and_we_read_its() {
    let Some(realm) = Realm::start("wss4j", "aes256-cts-hmac-sha1-96", "+0") else {
        return;
    };
    let Some(wss4j) = Wss4j::compile(&realm) else {
        return;
    };
    let account = realm.account(PASSWORD);
    let key = MessageKey::kerberos(move || {
        let token = account.token("127.0.0.1")?;
        let key = SecretKey::new(token.key());
        Ok((token.message, key))
    });
    let ours = Outbound::new()
        .with_timestamp(Duration::from_secs(300))
        .with_message_key(key.without_derived_keys())
        .with_signature(Signing::with_message_key().with_parts([Part::Body, Part::Timestamp]));
    let sent = ours.apply(MESSAGE.as_bytes()).expect("signed");
    assert_eq!(
        service(&realm)
            .verify(&sent)
            .expect("accepted")
            .kerberos
            .as_deref(),
        Some("ann@EXAMPLE.TEST")
    );
    let verify = ["verify", "HTTP@127.0.0.1"];
    let said = wss4j.run(&verify, &sent).expect("they accept it");
    assert!(
        said.contains("ticket ann@EXAMPLE.TEST") && said.contains("signed Body Timestamp"),
        "{said}"
    );
    let changed = String::from_utf8(sent)
        .expect("text")
        .replace("hello", "hallo");
    assert!(wss4j.run(&verify, changed.as_bytes()).is_err());

    let theirs = ["sign", "ann", PASSWORD, "HTTP@127.0.0.1"];
    let sent = wss4j.run(&theirs, MESSAGE.as_bytes()).expect("they sign");
    let changed = sent.replace("hello", "hallo");
    let refused = service(&realm).verify(changed.as_bytes());
    assert_eq!(refused.expect_err("changed").kind(), ErrorKind::Signature);
    let inbound = service(&realm);
    let got = inbound.verify(sent.as_bytes()).expect("we accept it");
    assert_eq!(got.kerberos.as_deref(), Some("ann@EXAMPLE.TEST"));
    let again = inbound.verify(sent.as_bytes()).expect_err("sent before");
    assert_eq!(again.kind(), ErrorKind::Untrusted);
}
