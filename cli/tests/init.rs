//! `init` in a new crate, which is then built and run against a server.

mod run;

use run::{folder, run_in, scratch, serve};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

/// A crate as `cargo new` makes it, with a name of its own in the target folder that they share, whose dependencies are those of this checkout.
fn new_crate(name: &str) -> PathBuf {
    let at = scratch(name);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace");
    let manifest = format!(
        "[package]\nname = \"shopper-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\n[workspace]\n\n\
         [patch.crates-io]\nsoap-runtime = {{ path = {:?} }}\nwsdl-codegen = {{ path = {:?} }}\n",
        root.join("runtime"),
        root.join("codegen"),
    );
    fs::write(at.join("Cargo.toml"), manifest).expect("written");
    fs::create_dir(at.join("src")).expect("a folder");
    fs::write(at.join("src/main.rs"), "fn main() {}\n").expect("written");
    // The versions of this checkout, so that nothing is downloaded.
    fs::copy(root.join("Cargo.lock"), at.join("Cargo.lock")).expect("copied");
    at
}

#[test]
fn a_new_crate_calls_at_once() {
    let at = new_crate("init");
    let contract = folder().join("shop-1.wsdl");
    let contract = contract.to_str().expect("a path");
    let init = run_in(&at, &["init", contract, "--module", "shop"]);
    assert_eq!(init.code(), 0, "{}", init.err());
    assert_eq!(
        init.out(),
        "new: wsdl/shop-1.wsdl\nnew: build.rs\nnew: src/shop.rs\nnew: examples/shop_call.rs\n\
         dependencies added: Cargo.toml\n"
    );
    // Again: all is there, and nothing is replaced.
    let again = run_in(&at, &["init", "wsdl", "--module", "shop"]);
    assert_eq!(
        (again.code(), again.out().as_str()),
        (0, ""),
        "{}",
        again.err()
    );

    // Another contract beside it.
    let another = run_in(&at, &["init", contract, "--module", "shop_again"]);
    assert_eq!(another.code(), 0, "{}", another.err());
    assert!(
        another.out().contains("contract added: build.rs\n"),
        "{}",
        another.out()
    );
    let script = fs::read_to_string(at.join("build.rs")).expect("a script");
    assert_eq!(
        script.matches("wsdl_codegen::Builder::new()").count(),
        2,
        "{script}"
    );
    for name in ["std", "soap_runtime"] {
        let refused = run_in(&at, &["init", contract, "--module", name]);
        assert!(
            refused.err().contains("cannot be the name of a module"),
            "{}",
            refused.err()
        );
    }

    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/shop", listener.local_addr().expect("bound"));
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = Vec::new();
        let mut part = [0; 4096];
        while !request.ends_with(b"Envelope>") {
            let read = stream.read(&mut part).expect("a request");
            request.extend_from_slice(&part[..read]);
        }
        let body = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
                    <GetOrderResponse xmlns=\"urn:example:shop1\"/></s:Body></s:Envelope>";
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .expect("sent");
        String::from_utf8_lossy(&request).into_owned()
    });
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("a target folder");
    let cargo = Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--offline",
            "--example",
            "shop_call",
            "--",
            &address,
        ])
        .current_dir(&at)
        .env("CARGO_TARGET_DIR", target)
        // As the dependencies of the workspace, which the folder has.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&cargo.stderr);
    assert!(cargo.status.success(), "{said}");
    assert!(!said.contains("warning"), "{said}");
    let shown = String::from_utf8_lossy(&cargo.stdout);
    assert!(shown.starts_with("GetOrderResponse"), "{shown}");
    let request = server.join().expect("the server");
    assert!(request.contains("urn:example:shop1/GetOrder"), "{request}");
}

/// Checks that the examples of a crate are as rustfmt writes them.
fn check_format(at: &Path) {
    for entry in fs::read_dir(at.join("examples")).expect("examples") {
        let path = entry.expect("an example").path();
        let checked = Command::new("rustfmt")
            .args(["--check", "--edition", "2024"])
            .arg(&path)
            .output()
            .expect("rustfmt runs");
        let said = String::from_utf8_lossy(&checked.stdout);
        assert!(checked.status.success(), "{said}");
    }
}

/// The values are valid by their facets, and the header of the contract is there: the strict mock takes the message.
#[test]
fn a_first_call_has_valid_values_and_headers() {
    let at = new_crate("init-courier");
    let contract = folder().join("courier.wsdl");
    let init = run_in(&at, &["init", contract.to_str().expect("a path")]);
    assert_eq!(init.code(), 0, "{}", init.err());
    let example = fs::read_to_string(at.join("examples/courier_call.rs")).expect("an example");
    for wanted in [
        "    let headers = courier::RequestHeaders {\n        account: Some(courier::Account::new(\"",
        "client.with_headers(headers);\n",
        "    let request = courier::Book::new(\n",
        "1_i32",
    ] {
        assert!(example.contains(wanted), "{wanted}\n{example}");
    }
    check_format(&at);
    let mock = serve(&["mock", "courier.wsdl"]);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("a target folder");
    let call = |change: (&str, &str)| {
        let example = example.replace(change.0, change.1);
        fs::write(at.join("examples/courier_call.rs"), example).expect("written");
        let run = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline", "--example", "courier_call"])
            .args(["--", &mock.url])
            .current_dir(&at)
            .env("CARGO_TARGET_DIR", target)
            // As the dependencies of the workspace, which the folder has.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .output()
            .expect("cargo runs");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        (run.status.success(), said)
    };
    let (is_taken, said) = call(("", ""));
    assert!(is_taken, "{said}");
    // A value that the contract refuses: the mock says where, and the operation is named once.
    let (is_taken, said) = call(("1_i32,\n    );", "0_i32,\n    );"));
    assert!(!is_taken, "{example}");
    assert_eq!(said.matches("Courier.Book").count(), 1, "{said}");
    assert!(said.contains("weight"), "{said}");
}

/// A folder of several contracts gives the module its name; one contract keeps its own.
#[test]
fn a_folder_of_contracts_names_the_module() {
    let at = new_crate("init-named");
    let desk = scratch("init-desk").join("front-desk");
    fs::create_dir_all(&desk).expect("a folder");
    let path = desk.display().to_string();
    for (contract, module) in [("shop-1.wsdl", "shop_1"), ("lines.wsdl", "front_desk")] {
        fs::copy(folder().join(contract), desk.join(contract)).expect("copied");
        let init = run_in(&at, &["init", &path]);
        assert_eq!(init.code(), 0, "{}", init.err());
        assert!(
            at.join(format!("src/{module}.rs")).is_file(),
            "{}",
            init.out()
        );
    }
}

/// Compiles an example of a crate without a warning, and runs it against an address.
fn run_example(at: &Path, name: &str, url: &str) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("a target folder");
    let cargo = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--example", name])
        .args(["--", url])
        .current_dir(at)
        .env("CARGO_TARGET_DIR", target)
        // As the dependencies of the workspace, which the folder has.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&cargo.stderr);
    assert!(cargo.status.success(), "{said}");
    assert!(!said.contains("warning"), "{said}");
}

/// Lists that the contract requires have the items that it asks for: the mock refuses a message without them.
#[test]
fn a_first_call_has_items_of_required_lists() {
    let at = new_crate("init-lists");
    let contract = folder().join("lines.wsdl");
    let init = run_in(&at, &["init", contract.to_str().expect("a path")]);
    assert_eq!(init.code(), 0, "{}", init.err());
    let example = fs::read_to_string(at.join("examples/lines_call.rs")).expect("an example");
    assert_eq!(example.matches("vec![").count(), 4, "{example}");
    let mock = serve(&["mock", "lines.wsdl"]);
    run_example(&at, "lines_call", &mock.url);
}

/// A required member of each built-in type has a value that can be sent, and that the contract admits.
#[test]
fn a_first_call_has_a_value_of_each_built_in_type() {
    let at = new_crate("init-built-in");
    let case = folder().join("../../../codegen/tests/generate/built-in-types/input.wsdl");
    let text = fs::read_to_string(case).expect("a contract");
    let attribute =
        regex::Regex::new("(<xs:attribute name=\"[^\"]*\" type=\"[^\"]*\")").expect("valid");
    let text = text.replace(" minOccurs=\"0\"", "");
    let text = attribute.replace_all(&text, "$1 use=\"required\"");
    let contract = at.join("required.wsdl");
    fs::write(&contract, &*text).expect("written");
    let path = contract.to_str().expect("a path");
    let init = run_in(&at, &["init", path]);
    assert_eq!(init.code(), 0, "{}", init.err());
    let example = fs::read_to_string(at.join("examples/required_call.rs")).expect("an example");
    assert!(
        example.contains("\"2024-01\".parse::<soap_runtime::GYearMonth>()?,\n"),
        "{example}"
    );
    let mock = serve(&["mock", path]);
    run_example(&at, "required_call", &mock.url);
    check_format(&at);
}

/// Derived types, choices, enumerations, lists, nillable bodies, content of mixed types: the example says a value for each.
#[test]
fn first_calls_of_all_kinds_of_members_compile() {
    let at = new_crate("init-kinds");
    let cases = folder().join("../../../codegen/tests/generate");
    for case in [
        "json",
        "polymorphism",
        "values",
        "choices",
        "lists",
        "nillable",
        "operation-names",
        "rpc-literal",
        "header-blocks",
    ] {
        let contract = at.join("wsdl").join(case).join("input.wsdl");
        fs::create_dir_all(contract.with_file_name("")).expect("a folder");
        fs::copy(cases.join(case).join("input.wsdl"), &contract).expect("copied");
        let module = format!("a_{}", case.replace('-', "_"));
        let init = run_in(
            &at,
            &[
                "init",
                contract.to_str().expect("a path"),
                "--module",
                &module,
            ],
        );
        assert_eq!(init.code(), 0, "{case}: {}", init.err());
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("a target folder");
    let cargo = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--examples"])
        .current_dir(&at)
        .env("CARGO_TARGET_DIR", target)
        // As the dependencies of the workspace, which the folder has.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&cargo.stderr);
    assert!(cargo.status.success(), "{said}");
    check_format(&at);
}

#[test]
fn files_that_exist_are_not_replaced() {
    let at = new_crate("init-refused");
    fs::write(at.join("build.rs"), "fn main() { /* mine */ }\n").expect("written");
    let manifest = fs::read_to_string(at.join("Cargo.toml")).expect("it is there");
    let contract = folder().join("shop-1.wsdl");
    let init = run_in(&at, &["init", contract.to_str().expect("a path")]);
    assert_eq!((init.code(), init.out().as_str()), (1, ""));
    assert!(
        init.err()
            .contains("build.rs is not one that this command wrote"),
        "{}",
        init.err()
    );
    let text = |name: &str| fs::read_to_string(at.join(name)).expect("it is there");
    assert_eq!(text("build.rs"), "fn main() { /* mine */ }\n");
    assert_eq!(text("Cargo.toml"), manifest);
    assert!(!at.join("wsdl").exists());
    let nowhere = run_in(&scratch("init-nowhere"), &["init", "x.wsdl"]);
    assert!(nowhere.err().contains("cargo new"), "{}", nowhere.err());
}

/// A contract in a folder of a folder, whose schema is beside it: both are copied, in the places that they have to each other.
#[test]
fn schemas_are_read_from_other_folders_and_copied() {
    let at = new_crate("init-folders");
    let far = scratch("init-far");
    fs::create_dir_all(far.join("a/b")).expect("a folder");
    fs::create_dir_all(far.join("common")).expect("a folder");
    let shop = fs::read_to_string(folder().join("shop-1.wsdl")).expect("it is there");
    let import = "<xs:import namespace=\"urn:c\" schemaLocation=\"../../common/c.xsd\"/>";
    let start = shop.find("<xs:schema").expect("a schema");
    let end = shop
        .get(start..)
        .and_then(|rest| rest.find('>'))
        .expect("its end");
    let (before, after) = shop.split_at(start + end + 1);
    fs::write(
        far.join("a/b/shop.wsdl"),
        format!("{before}{import}{after}"),
    )
    .expect("written");
    let schema =
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:c\"/>";
    fs::write(far.join("common/c.xsd"), schema).expect("written");
    let path = |name: &str| far.join(name).display().to_string();

    let refused = run_in(&at, &["init", &path("a")]);
    assert_eq!(refused.code(), 1);
    assert!(refused.err().contains("--folders"), "{}", refused.err());
    let init = run_in(&at, &["init", &path("a"), "--folders", &path("common")]);
    assert_eq!(
        (init.code(), init.out().as_str()),
        (
            0,
            "new: wsdl/a/b/shop.wsdl\nnew: wsdl/common/c.xsd\nnew: build.rs\nnew: src/shop.rs\nnew: examples/shop_call.rs\n\
             dependencies added: Cargo.toml\n"
        ),
        "{}",
        init.err()
    );
    // In the crate it needs no option, as its build script needs none.
    let again = run_in(&at, &["init", "wsdl"]);
    assert_eq!(
        (again.code(), again.out().as_str()),
        (0, ""),
        "{}",
        again.err()
    );
    let example = fs::read_to_string(at.join("examples/shop_call.rs")).expect("an example");
    assert!(example.contains("shop::ShopClient::new("), "{example}");
}

/// The contracts that a server has, by path.
type Contracts = Arc<Mutex<BTreeMap<String, String>>>;

/// A server of contracts: its address, and what it has.
fn contract_server() -> (String, Contracts) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let contracts = Contracts::default();
    let served = contracts.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut part = [0; 4096];
            while !request.ends_with(b"\r\n\r\n") {
                match stream.read(&mut part) {
                    Ok(read) if read > 0 => request.extend_from_slice(&part[..read]),
                    _ => break,
                }
            }
            let head = String::from_utf8_lossy(&request);
            let path = head.split(' ').nth(1).unwrap_or_default();
            let body = served.lock().expect("contracts").get(path).cloned();
            let body = body.unwrap_or_default();
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    (url, contracts)
}

/// All files below a folder.
fn files_below(at: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(at).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false => drop(files.insert(path.clone(), fs::read(&path).expect("a file"))),
        }
    }
    files
}

/// A fetched contract replaces nothing either: neither an edited contract, nor by one that the service has changed, nor the
/// contract of another address.
#[test]
fn contracts_of_addresses_replace_nothing() {
    let at = new_crate("init-fetched");
    let (url, contracts) = contract_server();
    let serve_as = |path: &str, text: &str| {
        let mut all = contracts.lock().expect("contracts");
        all.insert(path.to_owned(), text.to_owned());
    };
    let text = |name: &str| fs::read_to_string(folder().join(name)).expect("a contract");
    serve_as("/shop.wsdl", &text("shop-1.wsdl"));
    serve_as("/lines.wsdl", &text("lines.wsdl"));
    let shop = format!("{url}/shop.wsdl");

    let first = run_in(&at, &["init", &shop]);
    assert_eq!(
        (first.code(), first.out().as_str()),
        (
            0,
            "new: wsdl/shop.wsdl\nnew: build.rs\nnew: wsdl/wsdl.lock\nnew: src/shop.rs\nnew: examples/shop_call.rs\n\
             dependencies added: Cargo.toml\n"
        ),
        "{}",
        first.err()
    );
    let again = run_in(&at, &["init", &shop]);
    assert_eq!(
        (again.code(), again.out().as_str()),
        (0, ""),
        "{}",
        again.err()
    );
    let second = run_in(&at, &["init", &format!("{url}/lines.wsdl")]);
    assert_eq!(
        (second.code(), second.out().as_str()),
        (
            0,
            "new: wsdl/lines.wsdl\nnew: src/lines.rs\nnew: examples/lines_call.rs\n\
             contract added: build.rs\ncontract added: wsdl/wsdl.lock\n"
        ),
        "{}",
        second.err()
    );
    let lock = fs::read_to_string(at.join("wsdl/wsdl.lock")).expect("a lock");
    assert_eq!(lock.matches("\nnamed ").count(), 2, "{lock}");
    let check = run_in(&at, &["fetch", "-o", "wsdl", "--check"]);
    assert_eq!(check.code(), 0, "{}{}", check.out(), check.err());

    let contract = at.join("wsdl/shop.wsdl");
    let fetched = fs::read_to_string(&contract).expect("a contract");
    fs::write(&contract, format!("{fetched}<!-- mine -->\n")).expect("written");
    let refused = |what: &str| {
        let before = files_below(&at);
        let init = run_in(&at, &["init", &shop]);
        assert_eq!((init.code(), init.out().as_str()), (1, ""), "{what}");
        let said = "it would replace wsdl/shop.wsdl";
        assert!(init.err().contains(said), "{what}: {}", init.err());
        assert!(files_below(&at) == before, "{what}");
    };
    refused("an edited contract");
    let local = run_in(&at, &["init", "wsdl/shop.wsdl"]);
    assert_eq!(
        (local.code(), local.out().as_str()),
        (0, ""),
        "{}",
        local.err()
    );
    fs::write(&contract, fetched).expect("written");
    serve_as("/shop.wsdl", &text("shop-2.wsdl"));
    refused("a contract that the service has changed");
}
