//! The documents of Merlin Hughes, Phaos and the W3C: every digest and signature value that concerns this crate is right. The others
//! are listed in `vectors.txt`, each with the reason. `BLESS=1` writes the list.

use base64::Engine as _;
use soap_security::{Certificate, Identity, Inbound, PrivateKey, SecretKey};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 6] = [
    "merlin-c14n-three",
    "merlin-exc-c14n-one",
    "merlin-xmldsig-twenty-three",
    "phaos-xmldsig-three",
    "xmldsig11-interop-2012",
    "xmldsig2ed-tests",
];

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut all: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    all.sort();
    all
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = all_files(folder);
    all.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    all
}

/// The certificates of a folder, of those kinds that this crate has.
fn certificates(folder: &Path) -> Vec<Certificate> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    let bytes = files.iter().filter_map(|file| std::fs::read(file).ok());
    bytes
        .filter_map(|der| Certificate::from_der(&der).ok())
        .collect()
}

fn vectors() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors/xml-security");
    if !root.is_dir() {
        eprintln!("skipped: ../shared is missing");
        return None;
    }
    Some(root)
}

/// Compares with the list, or writes it.
fn compare(name: &str, summary: &str) {
    let list = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&list, summary).expect("the list is written");
    }
    let known = std::fs::read_to_string(&list).unwrap_or_default();
    assert_eq!(summary, known);
}

#[test]
fn published_documents() {
    let Some(root) = vectors() else { return };
    let mut out = String::new();
    let (mut right, mut values) = (0, 0);
    for folder in FOLDERS {
        let secret = ["certs/hmackey.bin", "keys/hmackey.bin"]
            .iter()
            .find_map(|key| std::fs::read(root.join(folder).join(key)).ok())
            .unwrap_or_else(|| b"secret".to_vec());
        let mut inbound = Inbound::new().trust_secret(SecretKey::new(secret), None);
        for name in ["certs", "keys"] {
            for certificate in certificates(&root.join(folder).join(name)) {
                inbound = inbound.with_known_certificate(certificate);
            }
        }
        for file in files(&root.join(folder)) {
            let name = format!(
                "{folder}/{}",
                file.file_name().expect("a name").to_string_lossy()
            );
            let bytes = std::fs::read(&file).expect("a file");
            let diagnosis = match inbound.diagnose(&bytes) {
                Ok(diagnosis) => diagnosis,
                Err(error) => {
                    let _ = writeln!(out, "{name}: {error}");
                    continue;
                }
            };
            for signature in &diagnosis.signatures {
                if let Err(error) = &signature.readable {
                    let _ = writeln!(out, "{name}: {error}");
                    continue;
                }
                match &signature.value {
                    Ok(()) => values += 1,
                    Err(error) => {
                        let _ = writeln!(out, "{name}: {error}");
                    }
                }
                for reference in &signature.references {
                    match &reference.found {
                        Ok(_) if reference.is_right() => right += 1,
                        Ok(_) => {
                            let _ = writeln!(out, "{name}: {}: another digest", reference.uri);
                        }
                        Err(error) => {
                            let _ = writeln!(out, "{name}: {error}");
                        }
                    }
                }
            }
        }
    }
    let summary = format!("{right} digests and {values} signature values are right\n{out}");
    compare("vectors.txt", &summary);
}

/// The keys of the encryption documents, as the readme of each folder gives them.
fn decryption(root: &Path, folder: &str) -> Inbound {
    let mut inbound = Inbound::new()
        .allow_cbc()
        .allow_triple_des()
        .allow_rsa_pkcs1_encryption();
    let hex = |text: &str| -> Vec<u8> {
        let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
        let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
        pairs
            .map(|pair| u8::from_str_radix(&pair, 16).expect("digits"))
            .collect()
    };
    let secrets: &[(&str, Vec<u8>)] = match folder {
        "merlin-xmlenc-five" => &[
            ("bob", b"abcdefghijklmnopqrstuvwx".to_vec()),
            ("job", b"abcdefghijklmnop".to_vec()),
            ("jeb", b"abcdefghijklmnopqrstuvwx".to_vec()),
            ("jed", b"abcdefghijklmnopqrstuvwxyz012345".to_vec()),
        ],
        "01-phaos-xmlenc-3" => &[
            (
                "my-3des-key",
                hex("c88f89d5fde9b9800446321c4fabdf83a462b66297f270f4"),
            ),
            (
                "my-tripledes-key",
                hex("c88f89d5fde9b9800446321c4fabdf83a462b66297f270f4"),
            ),
            ("my-aes128-key", hex("d35fb2b90da1b8f4b5f90bf42c7fb369")),
            (
                "my-aes192-key",
                hex("2257ee4b8d0bbd2b55534323f1e3ebac61d58406f8f32fbe"),
            ),
            (
                "my-aes256-key",
                hex("661678bf7465c1394210ea48ac77cb295c893810ed10938e4036adff8c51d5b0"),
            ),
        ],
        _ => &[
            ("Test Key 1", hex("feffe9928665731c6d6a8f9467308308")),
            (
                "Secret1",
                hex("00010203040506071011121314151617202122232425262730313233343536 37"),
            ),
        ],
    };
    for (name, secret) in secrets {
        inbound = inbound.with_decryption_secret(SecretKey::new(secret.clone()), Some(name));
    }
    for file in all_files(&root.join(folder)) {
        let password = match folder {
            "xmlenc11-interop-2012" => "passwd",
            _ => "secret",
        };
        if file.extension().is_some_and(|extension| extension == "p12") {
            let bytes = std::fs::read(&file).expect("a file");
            if let Ok(identity) = Identity::from_pkcs12(&bytes, password) {
                inbound = inbound.with_decryption(identity);
            }
        }
        let name = file.file_name().expect("a name").to_string_lossy();
        if matches!(name.as_ref(), "rsa-priv-key.der" | "rsapriv.der") {
            let bytes = std::fs::read(&file).expect("a file");
            let base64 = base64::engine::general_purpose::STANDARD.encode(bytes);
            let pem = format!(
                "-----BEGIN RSA PRIVATE KEY-----\n{base64}\n-----END RSA PRIVATE KEY-----\n"
            );
            inbound = inbound.with_decryption_key(PrivateKey::from_pem(&pem).expect("a key"));
        }
    }
    inbound
}

/// Every encrypted document decrypts to the text beside it, or is listed with the reason.
#[test]
fn encrypted_documents() {
    let Some(root) = vectors() else { return };
    let mut out = String::new();
    let mut right = 0;
    for folder in [
        "merlin-xmlenc-five",
        "01-phaos-xmlenc-3",
        "xmlenc11-interop-2012",
    ] {
        let inbound = decryption(&root, folder);
        for file in files(&root.join(folder)) {
            let name = file
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let bytes = std::fs::read(&file).expect("a file");
            let text = String::from_utf8_lossy(&bytes);
            if !text.contains("EncryptedData") {
                continue;
            }
            let plain = without_type(&text);
            let long = Inbound::new().allow_cbc().with_decryption_secret(
                SecretKey::new(
                    std::fs::read(root.join(folder).join("dkey3-concatkdf.bin"))
                        .unwrap_or_default(),
                ),
                None,
            );
            let inbound = if name.starts_with("dkey3") {
                &long
            } else {
                &inbound
            };
            match inbound.decrypt(plain.as_bytes()) {
                Ok(found) => {
                    let original = match folder {
                        "merlin-xmlenc-five" => "plaintext.xml",
                        _ => "payment.xml",
                    };
                    let beside = [
                        file.with_extension("data"),
                        root.join(folder).join(original),
                    ];
                    let Some(expected) = beside.iter().find_map(|it| std::fs::read(it).ok()) else {
                        let _ =
                            writeln!(out, "{folder}/{name}: decrypted, and no text is beside it");
                        continue;
                    };
                    if squeezed(&String::from_utf8_lossy(&expected))
                        == squeezed(&String::from_utf8_lossy(&found))
                    {
                        right += 1;
                    } else {
                        let _ = writeln!(out, "{folder}/{name}: another text");
                    }
                }
                Err(error) => {
                    let _ = writeln!(out, "{folder}/{name}: {error}");
                }
            }
        }
    }
    let summary = format!("{right} documents decrypt to the text beside them\n{out}");
    compare("encrypted-vectors.txt", &summary);
}

/// The elements, attributes and text: not the declaration, white space between, and the form of empty elements.
fn squeezed(text: &str) -> String {
    let text = without_type(text);
    let Ok(document) = roxmltree::Document::parse(&text) else {
        return text.split_whitespace().collect();
    };
    let mut all = String::new();
    for node in document.descendants() {
        if node.is_element() {
            let _ = write!(all, "<{:?}", node.tag_name());
            for attribute in node.attributes() {
                let _ = write!(all, " {}={:?}", attribute.name(), attribute.value());
            }
        } else if let Some(text) = node.text() {
            all.extend(text.split_whitespace());
        }
    }
    all
}

/// A document type is refused in SOAP. What these declare as ids are ids here without them.
fn without_type(text: &str) -> String {
    match (text.find("<!DOCTYPE"), text.find("]>")) {
        (Some(start), Some(end)) => format!("{}{}", &text[..start], &text[end + 2..]),
        _ => text.to_owned(),
    }
}
