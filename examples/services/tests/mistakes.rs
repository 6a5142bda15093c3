//! The compiler's messages for the commonest mistakes of users, beside each mistake. `BLESS=1` writes them again.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// A crate of its own with the code that was generated for this one, and a program for each mistake. The generator and transports have
/// no part in it, so that little is compiled.
fn package(cases: &[String]) -> PathBuf {
    let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes");
    let root = Path::new(HERE).join("../..");
    let mut manifest = format!(
        "[package]\nname = \"example-services\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nsoap-runtime = {{ path = {:?}, features = [\"server\"] }}\n\n\
         [lints.rust]\ndead_code = \"allow\"\n\n",
        root.join("runtime")
    );
    for case in cases {
        let path = Path::new(HERE).join(format!("tests/mistakes/{case}.rs"));
        manifest += &format!("[[bin]]\nname = {case:?}\npath = {path:?}\n\n");
    }
    let code: String = ["camera", "orders", "vat"]
        .map(|module| {
            let path = Path::new(env!("OUT_DIR")).join(module).join("mod.rs");
            format!("pub mod {module} {{\n    include!({path:?});\n}}\n")
        })
        .concat();
    fs::create_dir_all(at.join("src")).unwrap();
    fs::write(at.join("Cargo.toml"), manifest).unwrap();
    fs::write(at.join("src/lib.rs"), code).unwrap();
    // The versions of this checkout, so that nothing is downloaded.
    fs::copy(root.join("Cargo.lock"), at.join("Cargo.lock")).unwrap();
    at
}

/// The messages of the compiler, by program.
fn compile(package: &Path) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--bins", "--keep-going"])
        .args(["--message-format", "json"])
        .current_dir(package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .unwrap();
    let mut said = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (target, message) = (&line["target"], &line["message"]);
        // The last ones are about the number of the others.
        if target["kind"][0] == "bin"
            && message["spans"] != Value::Array(Vec::new())
            && let Some(text) = message["rendered"].as_str()
        {
            let name = target["name"].as_str().unwrap().to_owned();
            *said.entry(name).or_insert_with(String::new) += &portable(text);
        }
    }
    assert!(
        !said.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// A message without what depends on the machine, and without numbers of lines in other files than that of the case.
fn portable(message: &str) -> String {
    let separators = [" |", " =", " ~", " -", " +", "-->", ":::"];
    let arrow = message.lines().find_map(|line| line.find("-->"));
    let width = arrow.expect("a place");
    let mut is_own = true;
    let mut lines = Vec::new();
    for line in message.trim_end().lines() {
        let (number, rest) = line.split_at_checked(width).unwrap_or_default();
        let number = number.trim();
        let is_margin = separators.iter().any(|one| rest.starts_with(one));
        if !is_margin || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            is_own |= !line.starts_with([' ', '.']);
            lines.push((None, line.to_owned()));
            continue;
        }
        let mut rest = rest.replace('\\', "/");
        if rest.starts_with("-->") || rest.starts_with(":::") {
            let root = Path::new(HERE).ancestors().nth(2).unwrap();
            let folders = [
                (env!("OUT_DIR"), "$OUT_DIR[example-services]"),
                (HERE, ""),
                (root.to_str().unwrap(), "$WORKSPACE"),
            ];
            for (folder, name) in folders {
                rest = rest.replace(&folder.replace('\\', "/"), name);
            }
            rest = rest.replace(" /tests/", " tests/");
            is_own = rest.contains(" tests/mistakes/");
            let end = rest.find(".rs:").filter(|_| !is_own);
            rest.truncate(end.map_or(rest.len(), |end| end + ".rs".len()));
        }
        let number = if is_own { number } else { "" };
        lines.push((Some(number.to_owned()), rest));
    }
    let numbers = lines.iter().filter_map(|(number, _)| number.as_ref());
    let width = numbers.map(String::len).max().unwrap_or(0).max(1);
    let text = lines.iter().map(|(number, rest)| match number {
        Some(number) => format!("{number:width$}{rest}\n"),
        None => format!("{rest}\n"),
    });
    text.collect()
}

#[test]
fn messages() {
    let folder = Path::new(HERE).join("tests/mistakes");
    let files = fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let sources = files.filter(|file| file.extension().is_some_and(|end| end == "rs"));
    let cases: Vec<String> = sources
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(!cases.is_empty());
    let said = compile(&package(&cases));
    let mut wrong = String::new();
    for case in cases {
        let path = folder.join(format!("{case}.stderr"));
        let Some(said) = said.get(&case) else {
            wrong += &format!("{case}: the compiler says nothing\n");
            continue;
        };
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, said).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected.replace("\r\n", "\n") != *said {
            wrong += &format!("{case}: expected\n{expected}\nand not\n{said}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
