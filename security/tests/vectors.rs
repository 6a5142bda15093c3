//! The documents of Merlin Hughes, Phaos and the W3C: every digest and signature value that concerns this crate is right. The others
//! are listed in `vectors.txt`, each with the reason. `BLESS=1` writes the list.

use soap_security::{Inbound, SecretKey};
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

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut all: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .collect();
    all.sort();
    all
}

#[test]
fn published_documents() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors/xml-security");
    if !root.is_dir() {
        eprintln!("skipped: ../shared is missing");
        return;
    }
    let mut out = String::new();
    let (mut right, mut values) = (0, 0);
    for folder in FOLDERS {
        let secret = ["certs/hmackey.bin", "keys/hmackey.bin"]
            .iter()
            .find_map(|key| std::fs::read(root.join(folder).join(key)).ok())
            .unwrap_or_else(|| b"secret".to_vec());
        let inbound = Inbound::new().trust_secret(SecretKey::new(secret), None);
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
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&list, &summary).expect("the list is written");
    }
    let known = std::fs::read_to_string(&list).unwrap_or_default();
    assert_eq!(summary, known);
}
