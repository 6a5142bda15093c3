//! Our own judge: code generated from schemas, compiled into a program that reads and writes messages.

use crate::message;
use crate::paths;
use crate::process::Process;
use crate::schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use wsdl_codegen::Builder;
use wsdl_codegen::{Resolved, Resolver};

/// The generated files of a schema.
pub type Files = Vec<(PathBuf, String)>;

/// The result of our code for a message.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The reason why strict mode refuses it.
    pub strict: Option<Refusal>,
    /// The reason why default mode refuses it, or why its value cannot be written.
    pub default: Option<Refusal>,
    /// The report of default mode.
    pub notes: String,
    /// The message as written back.
    pub written: String,
}

/// Why a message is refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// `read`, `written`, `panic` or `crash`.
    pub when: String,
    /// The kind of the error.
    pub kind: String,
    /// Its element path.
    pub path: String,
    /// Its message.
    pub message: String,
}

/// The contract of a schema: one operation that returns the root element of its request.
pub fn contract() -> String {
    let message = |word: &str| format!("<wsdl:{word} message=\"t:M\"/>");
    let body = |word: &str| format!("<wsdl:{word}><soap:body use=\"literal\"/></wsdl:{word}>");
    format!(
        "<wsdl:definitions xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:a=\"urn:a\" xmlns:t=\"urn:t\" targetNamespace=\"urn:t\">\n\
         <wsdl:types><xs:schema><xs:import namespace=\"urn:a\" schemaLocation=\"a.xsd\"/></xs:schema></wsdl:types>\n\
         <wsdl:message name=\"M\"><wsdl:part name=\"p\" element=\"a:root\"/></wsdl:message>\n\
         <wsdl:portType name=\"Port\"><wsdl:operation name=\"Echo\">{}{}</wsdl:operation></wsdl:portType>\n\
         <wsdl:binding name=\"B\" type=\"t:Port\"><soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>\
         <wsdl:operation name=\"Echo\"><soap:operation soapAction=\"e\"/>{}{}</wsdl:operation></wsdl:binding>\n\
         <wsdl:service name=\"S\"><wsdl:port name=\"P\" binding=\"t:B\"><soap:address location=\"http://localhost/\"/>\
         </wsdl:port></wsdl:service>\n</wsdl:definitions>\n",
        message("input"),
        message("output"),
        body("input"),
        body("output"),
    )
}

struct Documents(BTreeMap<String, String>);

impl Resolver for Documents {
    fn resolve(&self, location: Option<&str>, _: &str, _: &str) -> Option<Resolved> {
        let location = location?;
        self.0.get(location).map(|text| Resolved {
            name: location.to_owned(),
            bytes: text.clone().into_bytes(),
        })
    }
}

/// Generates code for a schema, with facets, and with nil wherever it differs from absence.
///
/// # Errors
/// The code and message of the first error.
pub fn generate(schema: &Schema) -> Result<Files, (String, String)> {
    let mut selectors = vec!["nillable", "nil items"];
    loop {
        let mut builder = Builder::new()
            .text("case.wsdl", contract())
            .resolver(Documents(schema.documents().into_iter().collect()))
            .facets(true);
        for selector in &selectors {
            builder = match *selector {
                "nillable" => builder.nillable("*"),
                _ => builder.nil_items("*"),
            };
        }
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| builder.generate()));
        let error = match outcome {
            Ok(Ok(generated)) => return Ok(generated.files),
            Ok(Err(error)) => error.to_string(),
            Err(_) => return Err(("panic".to_owned(), "the generator panics".to_owned())),
        };
        // A selector that matches nothing is an error, so it is left out then.
        let unused =
            |option: &str| error.contains(&format!("selector `*` of `{option}` matches nothing"));
        let before = selectors.len();
        selectors.retain(|selector| !unused(selector) && !unused(&selector.replace(' ', "_")));
        if selectors.len() == before {
            let line = error
                .lines()
                .find(|line| line.starts_with("error"))
                .unwrap_or("error");
            let code = line.split(['[', ']']).nth(1).unwrap_or("no code");
            return Err((code.to_owned(), error));
        }
    }
}

/// Code that is compiled into a program.
pub struct Program {
    process: Process,
    /// The schemas whose code does not compile, with the compiler's messages.
    pub failed: BTreeMap<usize, String>,
}

/// The number of crates that the code is divided into. They are compiled at the same time.
const PARTS: usize = 6;

impl Program {
    /// Compiles the code of schemas, by their numbers.
    pub fn compile(name: &str, all: &BTreeMap<usize, Files>) -> Result<Self, String> {
        let folder = paths::work().join(name);
        let mut failed = BTreeMap::new();
        loop {
            let good: Vec<_> = all
                .iter()
                .filter(|(number, _)| !failed.contains_key(*number))
                .collect();
            write(&folder, name, &good)?;
            let said = build(&folder)?;
            if said.is_empty() {
                break;
            }
            let before = failed.len();
            for (number, message) in said {
                failed.entry(number).or_insert(message);
            }
            if failed.len() == before {
                return Err(format!(
                    "the program in {} does not compile",
                    folder.display()
                ));
            }
        }
        let process = Process::new(Command::new(
            paths::work().join(format!("target/debug/{name}_harness")),
        ));
        Ok(Self { process, failed })
    }

    /// Sends messages, each with the number of its schema, through the program. An empty message asks for the default
    /// value of the root's type, as it is written.
    pub fn ask(&mut self, messages: &[(usize, &str)]) -> Result<Vec<Outcome>, String> {
        let requests: Vec<_> = messages
            .iter()
            .map(|(number, text)| {
                let text = match *text {
                    "" => String::new(),
                    text => message::envelope(text),
                };
                format!("{number} {}\n{text}", text.len()).into_bytes()
            })
            .collect();
        let mut outcomes: Vec<Outcome> = Vec::new();
        while outcomes.len() < requests.len() {
            let answers = self.process.ask(&requests[outcomes.len()..])?;
            outcomes.extend(answers.iter().map(|answer| outcome(answer)));
            if outcomes.len() < requests.len() {
                outcomes.push(outcome("crash\tcrash\t\t"));
            }
        }
        Ok(outcomes)
    }
}

fn outcome(answer: &str) -> Outcome {
    let mut fields = answer.split('\t').map(unescaped);
    let mut next = || fields.next().unwrap_or_default();
    let (strict, default, notes, written) = (next(), next(), next(), next());
    Outcome {
        strict: refusal(&strict),
        default: refusal(&default),
        notes,
        written,
    }
}

fn refusal(text: &str) -> Option<Refusal> {
    if text.is_empty() {
        return None;
    }
    let mut fields = text.split('\u{1f}').map(str::to_owned);
    let mut next = || fields.next().unwrap_or_default();
    Some(Refusal {
        when: next(),
        kind: next(),
        path: next(),
        message: next(),
    })
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => plain.push('\n'),
                Some('t') => plain.push('\t'),
                other => plain.extend(other),
            },
            (c, false) => plain.push(c),
        }
    }
    plain
}

/// Writes the crates of a program. In a shared target folder cargo tells crates apart by their names only, so all have
/// the name of the program in theirs.
fn write(folder: &std::path::Path, program: &str, all: &[(&usize, &Files)]) -> Result<(), String> {
    let parts = PARTS.min(all.len().div_ceil(4)).max(1);
    let runtime = paths::root().join("runtime");
    let runtime = format!(
        "soap-runtime = {{ path = {:?}, default-features = false, features = [\"client\", \"facets\"] }}",
        runtime.display().to_string()
    );
    let names: Vec<_> = (0..parts)
        .map(|part| format!("{program}_part{part}"))
        .collect();
    let members: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    let manifest = |name: &str, dependencies: &str| {
        format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n[dependencies]\n{dependencies}\n"
        )
    };
    let file = |path: &str, text: &str| paths::write(&folder.join(path), text);
    file(
        "Cargo.toml",
        &format!(
            "[workspace]\nmembers = [\"program\", \"harness\", {}]\nresolver = \"3\"\n\n[profile.dev]\ndebug = false\nincremental = false\n",
            members.join(", ")
        ),
    )?;
    if !folder.join("Cargo.lock").exists() {
        file(
            "Cargo.lock",
            &paths::read(&paths::root().join("Cargo.lock"))?,
        )?;
    }
    file(
        "program/Cargo.toml",
        &manifest(
            "program",
            &format!("{runtime}\nhttp = \"1\"\nbytes = \"1\""),
        ),
    )?;
    file("program/lib.rs", include_str!("../harness/program.rs"))?;
    let dependencies: Vec<_> = names
        .iter()
        .map(|name| format!("{name} = {{ path = \"../{name}\" }}"))
        .collect();
    let harness = manifest(
        &format!("{program}_harness"),
        &format!(
            "program = {{ path = \"../program\" }}\n{}",
            dependencies.join("\n")
        ),
    );
    file(
        "harness/Cargo.toml",
        &harness.replace(
            "[lib]\npath = \"lib.rs\"",
            &format!("[[bin]]\nname = \"{program}_harness\"\npath = \"main.rs\""),
        ),
    )?;
    let entries: Vec<_> = names
        .iter()
        .map(|name| format!("{name}::ENTRIES"))
        .collect();
    file(
        "harness/main.rs",
        &format!(
            "fn main() {{\n    program::run(&[{}]);\n}}\n",
            entries.join(", ")
        ),
    )?;
    for (part, name) in names.iter().enumerate() {
        file(
            &format!("{name}/Cargo.toml"),
            &manifest(
                name,
                &format!("{runtime}\nprogram = {{ path = \"../program\" }}"),
            ),
        )?;
        let (mut modules, mut entries) = (String::new(), String::new());
        for (number, files) in all.iter().skip(part).step_by(parts) {
            module(folder, name, **number, files, &mut modules)?;
            let _ = writeln!(entries, "    ({number}, s{number}::replay),");
        }
        let text =
            format!("{modules}pub static ENTRIES: &[(usize, program::Replay)] = &[\n{entries}];\n");
        file(&format!("{name}/lib.rs"), &text)?;
    }
    Ok(())
}

/// Writes the module of a schema, and its declaration.
fn module(
    folder: &std::path::Path,
    part: &str,
    number: usize,
    files: &Files,
    modules: &mut String,
) -> Result<(), String> {
    for (path, text) in files {
        // The method has the type of the body, whose name may be known in its module only. The operation becomes visible
        // to the program.
        let mut text = text.replace(
            "\nstatic ECHO: v1::Operation",
            "\npub static ECHO: v1::Operation",
        );
        let found = text
            .split_once("Call<")
            .and_then(|(_, rest)| rest.split_once("> {"));
        if let Some((of, _)) = found {
            // Without headers, the body is the only argument.
            let alias = format!("\npub type Body = {of};\n");
            text.push_str(&alias);
        }
        paths::write(
            &folder.join(part).join(format!("s{number}")).join(path),
            &text,
        )?;
    }
    let _ = writeln!(
        modules,
        "#[allow(warnings)]\nmod s{number} {{\n    include!(\"s{number}/mod.rs\");\n    \
         pub fn replay(text: &[u8]) -> [String; 4] {{\n        \
         program::replay::<port::Body, ()>(&port::ECHO, text)\n    }}\n}}\n"
    );
    Ok(())
}

/// Compiles. Returns the schemas that do not compile.
fn build(folder: &std::path::Path) -> Result<BTreeMap<usize, String>, String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", paths::work().join("target"))
        .args([
            "build",
            "--quiet",
            "--keep-going",
            "--message-format",
            "json",
        ]);
    let output = cargo
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let mut failed: BTreeMap<usize, String> = BTreeMap::new();
    let mut others = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        let said = message["message"].as_str().unwrap_or_default().to_owned();
        let spans = message["spans"].as_array().cloned().unwrap_or_default();
        let number = spans
            .iter()
            .find_map(|span| schema_of(span["file_name"].as_str()?));
        match number {
            Some(number) => {
                failed.entry(number).or_insert(said);
            }
            None => {
                others.insert(said);
            }
        }
    }
    if !output.status.success() && failed.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("the program does not compile: {others:?}\n{said}"));
    }
    Ok(failed)
}

/// The number of the schema in the path of a generated file.
fn schema_of(path: &str) -> Option<usize> {
    path.split('/')
        .find_map(|part| part.strip_prefix('s')?.parse().ok())
}
