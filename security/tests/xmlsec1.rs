//! `xmlsec1` (the tool of the XML Security Library, in C) as a judge: it accepts what is signed here, refuses what was changed, and
//! what it signs is verified.

mod common;

use common::{MESSAGE, certificate, identity};
use soap_security::{
    Canonicalization, Inbound, KeyReference, Outbound, Part, SecretKey, SignatureMethod, Signing,
};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

/// Whether the tool is there. In CI it has to be.
fn is_there() -> bool {
    let there = Command::new("xmlsec1").arg("--version").output().is_ok();
    if !there {
        assert!(std::env::var_os("CI").is_none(), "xmlsec1 is missing");
        eprintln!("skipped: xmlsec1 is missing");
    }
    there
}

fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("xmlsec1-{name}"));
    std::fs::write(&path, content).expect("a file is written");
    path
}

fn key_file(name: &str) -> String {
    format!("{}/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The arguments that tell the tool which attributes are ids.
fn ids() -> Vec<String> {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    let addressing = "http://www.w3.org/2005/08/addressing";
    [
        format!("{soap}:Body"),
        format!("{WSU}:Timestamp"),
        format!("{addressing}:Action"),
        format!("{addressing}:To"),
        "urn:orders:Tenant".to_owned(),
    ]
    .into_iter()
    .flat_map(|element| ["--id-attr:Id".to_owned(), element])
    .collect()
}

fn accepts(message: &[u8], name: &str, key: &[&str]) -> bool {
    let path = file(name, message);
    let output = Command::new("xmlsec1")
        .arg("--verify")
        .args(key)
        .args(ids())
        .arg(path)
        .output()
        .expect("it runs");
    output.status.success()
}

fn sign(signing: Signing) -> Vec<u8> {
    let parts = [
        Part::Body,
        Part::Timestamp,
        Part::Addressing,
        Part::header("urn:orders", "Tenant"),
    ];
    Outbound::new()
        .with_timestamp(Duration::from_secs(300))
        .with_signature(signing.with_parts(parts))
        .apply(MESSAGE.as_bytes())
        .expect("it is signed")
}

#[test]
fn it_accepts_what_is_signed_here_and_refuses_what_was_changed() {
    if !is_there() {
        return;
    }
    use SignatureMethod as M;
    let methods = [
        ("rsa", M::RsaSha1),
        ("rsa", M::RsaSha256),
        ("rsa", M::RsaSha384),
        ("rsa", M::RsaSha512),
        ("p256", M::EcdsaSha256),
        ("p256", M::EcdsaSha512),
        ("p384", M::EcdsaSha384),
        ("p521", M::EcdsaSha512),
    ];
    for (name, method) in methods {
        let certificate = key_file(&format!("{name}.pem"));
        let key = ["--pubkey-cert-pem", &certificate];
        let other = key_file("server.pem");
        for canonicalization in [Canonicalization::Exclusive, Canonicalization::Inclusive] {
            let signing = Signing::new(identity(name))
                .with_method(method)
                .with_canonicalization(canonicalization)
                .with_prefixes(["o", "xsi", "#default"]);
            let signed = sign(signing);
            let label = format!("{name}-{method:?}-{canonicalization:?}.xml");
            assert!(accepts(&signed, &label, &key), "{label}");
            let wrong = ["--pubkey-cert-pem", other.as_str()];
            assert!(!accepts(&signed, &label, &wrong), "{label}: another key");
            let text = String::from_utf8(signed).expect("text");
            let changed = text.replace("ring &amp; wait", "ring &amp; wa1t");
            assert_ne!(changed, text);
            assert!(
                !accepts(changed.as_bytes(), &label, &key),
                "{label}: changed"
            );
        }
    }
}

#[test]
fn it_finds_the_key_that_the_message_brings() {
    if !is_there() {
        return;
    }
    let authority = key_file("authority.pem");
    for name in ["rsa", "p256"] {
        let signing = Signing::new(identity(name)).with_key_reference(KeyReference::X509Data);
        let key = ["--trusted-pem", authority.as_str()];
        assert!(
            accepts(&sign(signing), &format!("{name}-x509.xml"), &key),
            "{name}"
        );
    }
    // This version knows no key value of elliptic curves.
    let signing = Signing::new(identity("rsa")).with_key_reference(KeyReference::KeyValue);
    assert!(accepts(&sign(signing), "key-value.xml", &[]));
}

#[test]
fn shared_secrets() {
    if !is_there() {
        return;
    }
    let secret = b"0123456789abcdef0123456789abcdef";
    let path = file("secret.bin", secret);
    let key = ["--hmackey", path.to_str().expect("a path")];
    use SignatureMethod as M;
    for method in [M::HmacSha1, M::HmacSha256, M::HmacSha384, M::HmacSha512] {
        let signing = Signing::with_secret(SecretKey::new(*secret), None).with_method(method);
        let signed = sign(signing);
        assert!(
            accepts(&signed, &format!("{method:?}.xml"), &key),
            "{method:?}"
        );
    }
}

/// A message whose digests and signature the tool fills in.
fn template(method: SignatureMethod, canonicalization: &str, digest: &str) -> String {
    let reference = |id: &str| {
        format!(
            "<Reference URI=\"#{id}\"><Transforms><Transform Algorithm=\"{canonicalization}\"/></Transforms><DigestMethod Algorithm=\"{digest}\"/><DigestValue/></Reference>"
        )
    };
    let signature = format!(
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo><CanonicalizationMethod Algorithm=\"{canonicalization}\"/><SignatureMethod Algorithm=\"{}\"/>{}{}</SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature>",
        method.uri(),
        reference("the-body"),
        reference("the-header")
    );
    let wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    MESSAGE
        .replace(
            "<soap:Header>",
            &format!("<soap:Header><wsse:Security xmlns:wsse=\"{wsse}\">\n  {signature}\n</wsse:Security>"),
        )
        .replace(
            "<soap:Body>",
            &format!("<soap:Body xmlns:wsu=\"{WSU}\" wsu:Id=\"the-body\">"),
        )
        .replace(
            "<o:Tenant id=\"7\">",
            &format!("<o:Tenant id=\"7\" xmlns:u=\"{WSU}\" u:Id=\"the-header\">"),
        )
}

#[test]
fn what_it_signs_is_verified() {
    if !is_there() {
        return;
    }
    use SignatureMethod as M;
    let methods = [
        ("rsa", M::RsaSha256),
        ("rsa", M::RsaSha512),
        ("p256", M::EcdsaSha256),
        ("p384", M::EcdsaSha384),
    ];
    let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    for (name, method) in methods {
        for canonicalization in [
            "http://www.w3.org/2001/10/xml-exc-c14n#",
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            "http://www.w3.org/2006/12/xml-c14n11",
        ] {
            let path = file(
                &format!("template-{name}.xml"),
                template(method, canonicalization, sha256).as_bytes(),
            );
            let key = key_file(&format!("{name}.key.pem"));
            let own = key_file(&format!("{name}.pem"));
            let output = Command::new("xmlsec1")
                .args(["--sign", "--privkey-pem", &format!("{key},{own}")])
                .args(ids())
                .arg(path)
                .output()
                .expect("it runs");
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            let policy = Inbound::new()
                .trust_authority(certificate("authority"))
                .require_signed([Part::Body, Part::header("urn:orders", "Tenant")]);
            let verified = policy.verify(&output.stdout).expect("it is verified");
            assert_eq!(verified.signatures[0].method, method);
            let text = String::from_utf8(output.stdout).expect("text");
            let changed = text.replace(">north<", ">south<");
            assert_ne!(changed, text);
            let error = policy.verify(changed.as_bytes()).expect_err("changed");
            assert!(
                error
                    .to_string()
                    .contains("/Envelope/Header/Tenant was changed"),
                "{error}"
            );
        }
    }
}

/// The attributes of the namespace `xml` that a signed part has from around it: in Canonical XML 1.0 all of them, the nearest wins; in 1.1
/// `xml:base` is joined, and `xml:id` is not inherited.
#[test]
fn attributes_around_a_signed_part() {
    if !is_there() {
        return;
    }
    let bases = [
        ("http://example.invalid/a/b/c", "d", "e"),
        ("http://example.invalid/a/b/c", "../d/", "../../e/./f"),
        ("http://example.invalid/a/", "/x/y", "z?q=1"),
        ("http://example.invalid/a/", "//other.invalid/b/", "c/"),
        ("http://example.invalid", "x", ""),
        ("a/b/", "../c/", "d"),
        // Of a base that ends in "..", the standard makes a folder, and libxml2 does not.
        ("../", "../", "x"),
        ("a/", "b/", "urn:other:1"),
        ("a/b", "", "c"),
        ("a/b/c", "", ""),
    ];
    let key = key_file("rsa.key.pem");
    let own = key_file("rsa.pem");
    let authority = key_file("authority.pem");
    for canonicalization in [Canonicalization::Inclusive, Canonicalization::Inclusive11] {
        for (envelope, header, block) in bases {
            let with = |element: &str, base: &str, id: &str| {
                let base = match base {
                    "" => String::new(),
                    base => format!(" xml:base=\"{base}\""),
                };
                (element.to_owned(), format!("{element}{base}{id}"))
            };
            let around = |message: &str| {
                [
                    with(
                        "<soap:Envelope",
                        envelope,
                        " xml:id=\"top\" xml:lang=\"en\"",
                    ),
                    with(
                        "<soap:Header",
                        header,
                        " xml:lang=\"de\" xml:space=\"preserve\"",
                    ),
                    with("<o:Tenant", block, " xml:space=\"default\""),
                ]
                .into_iter()
                .fold(message.to_owned(), |message, (from, to)| {
                    message.replacen(&from, &to, 1)
                })
            };
            let parts = [Part::Body, Part::header("urn:orders", "Tenant")];
            let signing = Signing::new(identity("rsa"))
                .with_canonicalization(canonicalization)
                .with_key_reference(KeyReference::X509Data)
                .with_parts(parts.clone());
            let ours = Outbound::new()
                .with_signature(signing)
                .apply(around(MESSAGE).as_bytes())
                .expect("signed");
            let place = format!("{canonicalization:?} {envelope} {header} {block}");
            let trusted = ["--trusted-pem", authority.as_str()];
            assert!(accepts(&ours, "base.xml", &trusted), "{place}");

            let template = template(
                SignatureMethod::RsaSha256,
                canonicalization.uri(),
                "http://www.w3.org/2001/04/xmlenc#sha256",
            );
            let path = file("base-template.xml", around(&template).as_bytes());
            let theirs = Command::new("xmlsec1")
                .args(["--sign", "--privkey-pem", &format!("{key},{own}")])
                .args(ids())
                .arg(path)
                .output()
                .expect("it runs");
            let verified = Inbound::new()
                .trust_authority(certificate("authority"))
                .require_signed(parts)
                .verify(&theirs.stdout);
            verified.unwrap_or_else(|error| panic!("{place}: {error}"));
        }
    }
}
