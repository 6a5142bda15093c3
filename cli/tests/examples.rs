//! The examples of the help are run by a shell as they are printed, in a folder with the files that they name. The tests of `call`, `gateway`,
//! `schema`, `openapi` and `try` run those of these commands.

mod run;

use run::{folder, run, scratch, serve};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The contract of the examples: orders, of a type `tOrder`.
fn orders() -> String {
    let text = fs::read_to_string(folder().join("shop-1.wsdl")).expect("a contract");
    let text = text.replace("\"Shop\"", "\"Orders\"");
    let text = text.replace("shop:Shop\"", "shop:Orders\"");
    let text = text.replace("shop:Order\"", "shop:tOrder\"");
    text.replace("complexType name=\"Order\"", "complexType name=\"tOrder\"")
}

/// A folder with what examples name.
fn place(name: &str) -> PathBuf {
    let at = scratch(&format!("examples-{name}"));
    for path in ["wsdl", "old", "new", "schemas", "src", "Downloads"] {
        fs::create_dir_all(at.join(path)).expect("a folder");
    }
    for path in [
        "service.wsdl",
        "orders.wsdl",
        "old.wsdl",
        "new.wsdl",
        "old/service.wsdl",
        "new/service.wsdl",
        "wsdl/orders.wsdl",
        "Downloads/orders.wsdl",
        "shop-1.wsdl",
    ] {
        fs::write(at.join(path), orders()).expect("written");
    }
    fs::copy(folder().join("login.wsdl"), at.join("customers.wsdl")).expect("copied");
    let manifest =
        "[package]\nname = \"orders\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n";
    fs::write(at.join("Cargo.toml"), manifest).expect("written");
    at
}

/// The width that the help is broken at.
const WIDTH: usize = 80;

/// The commands in the help of a command: its lines that begin with the name of the program, without what is said beside them.
fn examples(command: &[&str]) -> Vec<String> {
    let help = run(&[command, &["--help"]].concat()).out();
    let (_, help) = help
        .split_once("\nExamples:")
        .or(help.split_once("\nFirst steps"))
        .expect("the help has examples");
    let is_command =
        |line: &str| line.starts_with("wsdl-codegen ") || line.starts_with("WSDL_PASSWORD=");
    let mut found: Vec<String> = Vec::new();
    // The line before, if it is one of a command.
    let mut before: Option<&str> = None;
    for line in help.lines() {
        let text = line.trim();
        let word = text.split(' ').next().unwrap_or_default();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let is_wrapped = |before: &str| {
            let is_full = before.len() + word.len() >= WIDTH;
            is_full && indent(before) == indent(line) && !word.is_empty() && !is_command(text)
        };
        match found.last_mut() {
            Some(command) if before.is_some_and(is_wrapped) => {
                command.push(' ');
                command.push_str(text);
                before = Some(line);
            }
            _ if is_command(text) => {
                found.push(text.to_owned());
                before = Some(line);
            }
            _ => before = None,
        }
    }
    let plain = |line: String| line.split("  ").next().unwrap_or(&line).to_owned();
    found.into_iter().map(plain).collect()
}

/// Runs a line in a shell.
fn shell(at: &Path, line: &str) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
    let bin = bin.parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .current_dir(at)
        .args(["-c", line])
        .env("PATH", format!("{bin}:{path}"))
        .env("HOME", at)
        .output()
        .expect("a shell")
}

/// Runs the examples of a command; the words `from` are replaced by `to`. The exit codes that are right for a line are told by `fine`.
fn all_run(
    at: &dyn Fn() -> PathBuf,
    command: &[&str],
    changes: &[(&str, &str)],
    fine: impl Fn(&str) -> Vec<i32>,
) {
    let examples = examples(command);
    assert!(!examples.is_empty(), "{command:?}");
    for example in examples {
        let mut line = example.clone();
        for (from, to) in changes {
            line = line.replace(from, to);
        }
        // The filter is that of another program, which may not be here.
        let line = line.split(" | jq ").next().unwrap_or(&line);
        let output = shell(&at(), line);
        let said = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code().unwrap_or(-1);
        assert!(fine(line).contains(&code), "{example}: {code}\n{said}");
    }
}

#[test]
fn commands_that_read_files() {
    for command in ["check", "inspect", "sample", "docs", "generate"] {
        let at = place(command);
        if command == "generate" {
            let file = "wsdl = ['wsdl/orders.wsdl']\nout = 'verified'\n";
            fs::write(at.join("wsdl-codegen.toml"), file).expect("written");
            assert!(shell(&at, "wsdl-codegen generate").status.success());
        }
        all_run(&|| at.clone(), &[command], &[], |_| vec![0]);
    }
    let at = place("diff");
    let changed = orders().replace("value=\"Sent\"", "value=\"Gone\"");
    fs::write(at.join("new/service.wsdl"), changed).expect("written");
    all_run(&|| at.clone(), &["diff"], &[], |line| {
        match line.contains("old.wsdl") {
            true => vec![0],
            false => vec![1, 2],
        }
    });
}

/// The address of a server that gives a contract by WS-MetadataExchange, whatever it is asked.
fn metadata(contract: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    let mex = "http://schemas.xmlsoap.org/ws/2004/09/mex";
    let (_, contract) = contract
        .split_once("<wsdl:definitions")
        .expect("a contract");
    let body = format!(
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><Metadata xmlns='{mex}'>\
         <MetadataSection Dialect='http://schemas.xmlsoap.org/wsdl/'><wsdl:definitions{contract}</MetadataSection>\
         </Metadata></s:Body></s:Envelope>"
    );
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(&stream);
            let mut line = String::new();
            let mut length = 0;
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                let lower = line.to_ascii_lowercase();
                if let Some(value) = lower.strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a length");
                }
                line.clear();
            }
            reader.read_exact(&mut vec![0; length]).expect("a message");
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            (&stream)
                .write_all((head + &body).as_bytes())
                .expect("sent");
        }
    });
    format!("http://{address}")
}

#[test]
fn commands_that_ask_a_service() {
    let contract = place("served").join("orders.wsdl");
    let mock = serve(&["mock", contract.to_str().expect("a path")]);
    let service = ("https://example.com", &*mock.url);
    let at = place("fetch");
    let other = ("schemas.example.org", "127.0.0.1");
    let exchange = metadata(&orders());
    let metadata = ("https://plant.example", &*exchange);
    // The one after `--check` fetches into the same folder, from another address.
    all_run(
        &|| at.clone(),
        &["fetch"],
        &[service, other, metadata],
        |_| vec![0],
    );
    // Each one is for a crate of its own.
    all_run(&|| place("init"), &["init"], &[service], |_| vec![0]);
    let at = place("main");
    let call = ("Number=7", &*format!("Number=7 -e {}", mock.url));
    all_run(
        &|| at.clone(),
        &[],
        &[service, call, ("init ", "init --module again ")],
        |_| vec![0],
    );
}

/// A device that answers on this machine alone: the network of who runs the test is not asked.
#[test]
fn commands_that_ask_devices() {
    let device = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let address = device.local_addr().expect("bound").to_string();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = device.recv_from(&mut buffer) {
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            let text = text.replace("Probe", "ProbeMatches");
            let reference = "<d:ProbeMatch><a:EndpointReference><a:Address>urn:d</a:Address></a:EndpointReference>\
                             <d:XAddrs>http://h/</d:XAddrs></d:ProbeMatch></d:ProbeMatches>";
            let text = text.replace("</d:ProbeMatches>", reference);
            let text = text.replace("MessageID", "RelatesTo");
            let _ = device.send_to(text.as_bytes(), from);
        }
    });
    let asked = format!("discover --timeout 1 --target {address}");
    let changes = [("--target 192.168.1.64", ""), ("discover", &*asked)];
    let at = place("discover");
    all_run(&|| at.clone(), &["discover"], &changes, |_| vec![0]);
}

#[test]
fn the_mock_of_each_example_serves() {
    let at = place("mock");
    fs::create_dir_all(at.join("answers")).expect("a folder");
    fs::write(at.join("answers/GetOrder.json"), "{}").expect("written");
    let examples = examples(&["mock"]);
    assert_eq!(examples.len(), 6, "{examples:?}");
    for example in examples {
        let line = example.replace("127.0.0.1:9090", "127.0.0.1:0");
        let words: Vec<&str> = line.split(' ').skip(1).collect();
        let paths = |word: &&str| match *word {
            "shop-1.wsdl" | "answers" | "recorded" => at.join(word).display().to_string(),
            word => word.to_owned(),
        };
        let words: Vec<String> = words.iter().map(paths).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mock = serve(&words);
        assert!(mock.url.starts_with("http://127.0.0.1:"), "{example}");
    }
}

/// The commands whose examples run here or in the test of the command.
const TESTED: [&str; 17] = [
    "call",
    "check",
    "completions",
    "diff",
    "discover",
    "docs",
    "fetch",
    "gateway",
    "generate",
    "init",
    "inspect",
    "mock",
    "openapi",
    "sample",
    "schema",
    "try",
    "verify",
];

#[test]
fn each_command_has_examples_that_run() {
    let help = run(&["--help"]).out();
    let (_, commands) = help.split_once("Commands:\n").expect("a list");
    let (commands, _) = commands.split_once("\n\n").expect("its end");
    let names = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    let mut names: Vec<&str> = names.filter(|name| *name != "help").collect();
    names.sort_unstable();
    assert_eq!(names, TESTED, "{help}");
    for name in names {
        assert!(run(&[name, "--help"]).out().contains("Examples:"), "{name}");
    }
}

/// The shells themselves read what the examples of `completions` add to their files.
#[test]
fn shells_read_their_completions() {
    let help = run(&["completions", "--help"]).out();
    for name in ["bash", "zsh", "fish"] {
        assert!(
            help.contains(&format!("wsdl-codegen completions {name}")),
            "{help}"
        );
        let output = shell(&folder(), &format!("wsdl-codegen completions {name}"));
        assert!(
            output.status.success() && !output.stdout.is_empty(),
            "{name}"
        );
    }
}
