//! Wrong and hostile contracts, one a row: each gives an error with a reason and a place, or is read completely.
//!
//! `BLESS=1 cargo test -p wsdl-codegen --test robustness` rewrites `docs/robustness-wsdl.md`.

use std::fmt::Write;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};
use testkit::first_difference;
use wsdl_codegen::internal::{Input, ReadOptions, read};

enum Expect {
    /// One error with this code and a position. Its text contains these words.
    Error(&'static str, &'static [&'static str]),
    /// Everything is read, with this number of operations.
    Operations(usize),
}
use Expect::{Error, Operations};

struct Row {
    what: &'static str,
    /// The folder in `tests/diagnostics`.
    fixture: &'static str,
    expect: Expect,
    /// How many of the other loaders report the error of such a contract when they load it, or read all of it.
    peers: &'static str,
}

#[rustfmt::skip]
const ROWS: [Row; 19] = [
    Row { what: "cut off", fixture: "truncated", expect: Error("WSDL0201", &["cut off"]), peers: "4 of 6" },
    Row { what: "a web page instead of a WSDL", fixture: "web_page", expect: Error("WSDL0203", &["HTML"]), peers: "6 of 6" },
    Row { what: "empty", fixture: "empty", expect: Error("WSDL0202", &["empty"]), peers: "4 of 6" },
    Row { what: "another document", fixture: "other_root", expect: Error("WSDL0204", &["`root`"]), peers: "3 of 5" },
    Row { what: "a WSDL 2.0 document", fixture: "wsdl_20", expect: Error("WSDL0205", &["WSDL 2.0"]), peers: "4 of 6" },
    Row { what: "a type that is not declared", fixture: "unknown_type", expect: Error("WSDL0401", &["Adress", "did you mean `Address`"]), peers: "1 of 6" },
    Row { what: "a message part with an element that is not declared", fixture: "unknown_part_element", expect: Error("WSDL0402", &["OrderReply"]), peers: "3 of 6" },
    Row { what: "a message that is not declared", fixture: "unknown_message", expect: Error("WSDL0501", &["OrderOutt", "did you mean `OrderOut`"]), peers: "4 of 6" },
    Row { what: "a port type that is not declared", fixture: "unknown_port_type", expect: Error("WSDL0502", &["Shopp"]), peers: "3 of 6" },
    Row { what: "a binding that is not declared", fixture: "unknown_binding", expect: Error("WSDL0503", &["ShopSoapp"]), peers: "3 of 6" },
    Row { what: "a prefix that is not declared, in a value", fixture: "undeclared_prefix_in_value", expect: Error("WSDL0209", &["`zz`"]), peers: "3 of 6" },
    Row { what: "an import of a file that is not there", fixture: "import_missing_file", expect: Error("WSDL0101", &["other.xsd"]), peers: "5 of 6" },
    Row { what: "a type that extends its own subtype", fixture: "derivation_cycle", expect: Error("WSDL0407", &["derived from itself"]), peers: "0 of 6" },
    Row { what: "an operation name twice", fixture: "duplicate_operation", expect: Error("WSDL0522", &["`Order`"]), peers: "0 of 6" },
    Row { what: "billion laughs", fixture: "billion_laughs", expect: Error("WSDL0208", &["limits"]), peers: "5 of 6" },
    Row { what: "an external entity", fixture: "external_entity", expect: Error("WSDL0206", &["never fetched"]), peers: "4 of 6" },
    Row { what: "an import from the network", fixture: "import_url_not_mapped", expect: Error("WSDL0103", &["the network is never asked"]), peers: "0 of 6" },
    Row { what: "WSDLs that import each other", fixture: "fine_import_cycle", expect: Operations(1), peers: "6 of 6" },
    Row { what: "schemas that include each other, one without a namespace", fixture: "fine_include_cycle_and_chameleon", expect: Operations(1), peers: "6 of 6" },
];

/// The diagnostics of the contracts in a folder, the number of errors, and the number of operations.
fn outcome(inputs: &[Input]) -> (String, bool, usize) {
    let (model, sources, diagnostics) = read(inputs, &ReadOptions::default());
    let operations = model
        .filter(|_| !diagnostics.has_errors())
        .map_or(0, |model| {
            model
                .port_types
                .iter()
                .map(|(_, port_type)| port_type.operations.len())
                .sum()
        });
    let said = diagnostics.render(&sources, false).replace('\\', "/");
    (said, diagnostics.has_errors(), operations)
}

#[test]
fn every_contract_is_read_in_full_or_refused_with_a_position() {
    let mut table =
        String::from("| contract | expected | ours | other loaders |\n|---|---|---|---|\n");
    let mut wrong = Vec::new();
    for row in &ROWS {
        let main = format!("tests/diagnostics/{}/main.wsdl", row.fixture);
        let start = Instant::now();
        let (said, failed, operations) = outcome(&[Input::Path(main.clone().into())]);
        let elapsed = start.elapsed();
        let (right, expected, ours) = match row.expect {
            Error(code, words) => {
                let position = format!("\n  --> {main}:");
                let right = failed
                    && said.contains(&format!("error[{code}]: "))
                    && said.contains(&position)
                    && words.iter().all(|word| said.contains(word));
                let mut lines = said.lines();
                let first = lines.next().unwrap_or_default();
                let place = lines
                    .next()
                    .unwrap_or_default()
                    .rsplit('/')
                    .next()
                    .unwrap_or_default();
                (
                    right,
                    format!("error {code}"),
                    format!("`{first}` ({place})"),
                )
            }
            Operations(count) => (
                !failed && operations == count,
                "read in full".into(),
                format!("{operations} operation"),
            ),
        };
        // A refusal may take fifty milliseconds. A busy machine and a build without optimization get ten times that.
        if !right || elapsed > Duration::from_millis(500) {
            wrong.push(format!("{} after {elapsed:?}: {said}", row.what));
        }
        let _ = writeln!(
            table,
            "| {} | {expected} | {} | {} |",
            row.what,
            ours.replace('|', "\\|"),
            row.peers
        );
    }
    assert!(
        wrong.is_empty(),
        "{} rows are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let page = format!(
        "<!-- Written by `BLESS=1 cargo test -p wsdl-codegen --test robustness`. -->\n# Wrong and hostile contracts\n\n\
         Right: {0} of {0}. The last column says how many of the loaders tried (zeep, suds, node-soap, strong-soap, PHP, wsimport) say \
         at loading what is wrong, or read everything; the fixtures are in `codegen/tests/diagnostics`.\n\n{table}",
        ROWS.len()
    );
    let path = Path::new("../docs/robustness-wsdl.md");
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all("../docs").expect("docs/ can be made");
        fs::write(path, &page).expect("docs/ can be written");
    }
    // The packaged crate has no docs/.
    if let Ok(committed) = fs::read_to_string(path)
        && let Some(difference) = first_difference("docs/robustness-wsdl.md", &committed, &page)
    {
        panic!("{difference}\nto accept: BLESS=1 cargo test -p wsdl-codegen --test robustness");
    }
}

/// An import of a URL is an error, and no request is sent to its address, in any spelling.
#[test]
fn the_network_is_never_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
    listener
        .set_nonblocking(true)
        .expect("a listener that does not wait");
    let address = listener.local_addr().expect("bound");
    for location in [
        format!("http://{address}/a.xsd"),
        format!("HTTP://{address}/a.xsd"),
        format!("https://{address}/a.xsd"),
        format!("ftp://{address}/a.xsd"),
        format!("//{address}/a.xsd"),
        format!(" http://{address}/a.xsd "),
        format!("file://{address}/a.xsd"),
        format!("\\\\\\\\{address}\\\\a.xsd"),
    ] {
        for text in [
            format!(
                "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:a'>\
                 <xs:import namespace='urn:b' schemaLocation='{location}'/></xs:schema>"
            ),
            format!(
                "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:a'><xs:include schemaLocation='{location}'/></xs:schema>"
            ),
            format!(
                "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' targetNamespace='urn:a'><import namespace='urn:b' location='{location}'/></definitions>"
            ),
            format!(
                "<!DOCTYPE definitions SYSTEM '{location}'><definitions xmlns='http://schemas.xmlsoap.org/wsdl/' targetNamespace='urn:a'/>"
            ),
        ] {
            let (said, ..) = outcome(&[Input::Text {
                name: "a.wsdl".into(),
                text: text.clone(),
            }]);
            assert!(!said.is_empty(), "{text}");
        }
    }
    std::thread::sleep(Duration::from_millis(50));
    assert!(listener.accept().is_err(), "somebody connected");
}

/// Files outside the folder of the contract are not read, in any spelling of the path.
#[test]
fn an_import_stays_in_its_folder() {
    let folder =
        std::env::temp_dir().join(format!("wsdl-codegen-robustness-{}", std::process::id()));
    let inner = folder.join("inner");
    fs::create_dir_all(&inner).expect("a folder");
    let secret = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:b'><xs:element name='Secret' type='xs:int'/></xs:schema>";
    let outside = folder.join("outside.xsd");
    fs::write(&outside, secret).expect("written");
    let main = inner.join("main.xsd");
    for location in [
        "../outside.xsd".to_owned(),
        "x/../../outside.xsd".to_owned(),
        "%2e%2e/outside.xsd".to_owned(),
        "..\\outside.xsd".to_owned(),
        outside.display().to_string(),
        format!("file://{}", outside.display()),
    ] {
        fs::write(
            &main,
            format!(
                "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:b='urn:b' targetNamespace='urn:a'>\
                 <xs:import namespace='urn:b' schemaLocation='{location}'/><xs:element name='A' type='xs:int'/></xs:schema>"
            ),
        )
        .expect("written");
        let (said, failed, _) = outcome(&[Input::Path(main.clone())]);
        assert!(failed, "{location}: {said}");
        assert!(!said.contains("Secret"), "{location}: {said}");
    }
    #[cfg(unix)]
    {
        let link = inner.join("link.xsd");
        std::os::unix::fs::symlink(&outside, &link).expect("a link");
        fs::write(
            &main,
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:a'>\
             <xs:import namespace='urn:b' schemaLocation='link.xsd'/><xs:element name='A' type='xs:int'/></xs:schema>",
        )
        .expect("written");
        let (said, failed, _) = outcome(&[Input::Path(main.clone())]);
        assert!(failed, "a link that leads out of the folder: {said}");
    }
    fs::remove_dir_all(&folder).expect("removed");
}
