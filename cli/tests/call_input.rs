//! Values of `call` from files and from the contract, and the address that servers listen at.

mod run;

use run::{run, run_in, scratch, serve};

const FACETS: &str = include_str!("../../codegen/tests/generate/facets/input.wsdl");
const LAMPS: &str = include_str!("../../codegen/tests/generate/addressing/input.wsdl");

#[test]
fn values_come_from_files() {
    let folder = scratch("call-files");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).expect("the folder can be written to");
    };
    write("facets.wsdl", FACETS.as_bytes());
    write("key.bin", &[0xFF, 0, 1, 2]);
    write("code.txt", b"ABC");
    write("floor.json", b"3");
    let call = |pairs: &[&str]| {
        let arguments = [
            "call",
            "Put",
            "facets.wsdl",
            "-e",
            "http://localhost/",
            "--dry-run",
        ];
        run_in(&folder, &[&arguments, pairs].concat())
    };
    let sent = call(&["Key=@key.bin", "Code=@code.txt", "Floor:=@floor.json"]);
    let out = sent.out();
    for part in [
        "<Key>/wABAg==</Key>",
        "<Code>ABC</Code>",
        "<Floor>3</Floor>",
    ] {
        assert!(out.contains(part), "{part}: {out}{}", sent.err());
    }
    let literal = call(&[r"Note=\@home"]);
    assert!(
        literal.out().contains("<Note>@home</Note>"),
        "{}",
        literal.err()
    );
    for (pair, message) in [
        ("Code=@none.txt", "cannot read none.txt: "),
        (
            "Code=@key.bin",
            "Code: key.bin is no text in UTF-8, and the member is not binary",
        ),
        ("Floor:=@code.txt", "Floor: expected value"),
    ] {
        let refused = call(&[pair]);
        assert_ne!(refused.code(), 0, "{pair}");
        assert!(refused.err().contains(message), "{pair}: {}", refused.err());
    }
}

#[test]
fn addressing_is_sent_where_the_contract_or_the_caller_asks() {
    let folder = scratch("call-addressing");
    std::fs::write(folder.join("lamps.wsdl"), LAMPS).expect("it can be written");
    std::fs::copy(run::folder().join("shop-1.wsdl"), folder.join("shop.wsdl")).expect("copied");
    let lamps = ["call", "Stated", "lamps.wsdl", "--data", "true"];
    let shop = ["call", "GetOrder", "shop.wsdl", "Number=7", "--dry-run"];
    let new = "http://www.w3.org/2005/08/addressing";
    let old = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    for (arguments, option, namespace) in [
        (shop, "--dry-run", None),
        (shop, "--addressing", Some(new)),
        (shop, "--addressing=2004", Some(old)),
        (lamps, "--dry-run", Some(new)),
        (lamps, "--addressing=none", None),
    ] {
        let mut all = arguments.to_vec();
        for more in [option, "--dry-run"] {
            if !all.contains(&more) {
                all.push(more);
            }
        }
        let sent = run_in(&folder, &all);
        let out = sent.out();
        assert_eq!(sent.code(), 0, "{}", sent.err());
        for one in [new, old] {
            let declared = format!("xmlns:wsa=\"{one}\"");
            let action = out.split("<wsa:Action").nth(1).unwrap_or_default();
            let action = action.split('>').next().unwrap_or_default();
            assert_eq!(
                action.contains(&declared),
                namespace == Some(one),
                "{all:?}: {out}"
            );
        }
    }
    let program = run_in(&folder, &[&lamps[..], &["--rust"]].concat()).out();
    assert!(
        program.contains(".with_raw_headers(soap_runtime::ws::Addressing::new())"),
        "{program}"
    );
    assert!(
        program.contains("features `ureq` and `ws-security`"),
        "{program}"
    );
}

#[test]
fn a_port_is_an_address_of_this_machine() {
    let served = serve(&["mock", "shop-1.wsdl", "--listen", "0"]);
    assert!(
        served.url.starts_with("http://127.0.0.1:"),
        "{}",
        served.url
    );
    for arguments in [
        &["mock", "shop-1.wsdl", "--port", "x"][..],
        &["try", "shop-1.wsdl", "--port", "x"],
        &[
            "gateway",
            "shop-1.wsdl",
            "--to",
            "http://127.0.0.1:1/",
            "--port",
            "x",
        ],
    ] {
        let refused = run(arguments);
        let err = refused.err();
        assert!(
            err.contains("expected an address such as 127.0.0.1:8080, or a port"),
            "{err}"
        );
    }
}

/// A word with a member path before `=` is a member, whatever its value looks like and whatever files are there.
#[test]
fn members_are_not_taken_for_contracts() {
    let folder = scratch("call-contract-words");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("the folder can be written to");
    };
    let contract = FACETS.replace(
        "<xs:maxLength value=\"5\"/>",
        "<xs:maxLength value=\"50\"/>",
    );
    write("facets.wsdl", &contract);
    write("note.wsdl", "a text");
    write("Note=there.wsdl", "no contract");
    std::fs::create_dir(folder.join("Note=Ann")).expect("a folder");
    let call = |words: &[&str]| {
        let arguments = [&["call", "Put"], words, &["-e", "http://h/", "--dry-run"]].concat();
        run_in(&folder, &arguments)
    };
    for (pair, text) in [
        ("Note=orders.wsdl", "orders.wsdl"),
        ("Note=types.xsd", "types.xsd"),
        ("Note=letter.xml", "letter.xml"),
        ("Note=http://x.test/a.wsdl", "http://x.test/a.wsdl"),
        ("Note=https://x.test/?a=b", "https://x.test/?a=b"),
        ("Note=@note.wsdl", "a text"),
        ("Note:=\"orders.wsdl\"", "orders.wsdl"),
        ("Note=there.wsdl", "there.wsdl"),
        ("Note=Ann", "Ann"),
    ] {
        let wanted = format!("<Note>{text}</Note>");
        for words in [["facets.wsdl", pair], [pair, "facets.wsdl"]] {
            let sent = call(&words);
            let out = sent.out();
            assert!(out.contains(&wanted), "{pair}: {out}{}", sent.err());
        }
    }
    // A contract whose name has a `=` is named with its folder.
    write("a=facets.wsdl", &contract);
    let sent = call(&["./a=facets.wsdl", "Note=x"]);
    assert_eq!(sent.code(), 0, "{}", sent.err());
}

/// `call --xml` sends the envelope that `sample` writes, with its headers. Headers that the contract does not have are told.
#[test]
fn an_envelope_is_sent_with_its_headers() {
    let folder = scratch("call-envelope");
    let contract = run::folder().join("two-ports.wsdl");
    let contract = contract.to_str().expect("a path");
    let sample = run(&["sample", "SumsSoap.Add", contract, "--request"]).out();
    let sample = sample.replace("ApiKey>text<", "ApiKey>s3cret<");
    assert!(sample.contains("Region>text<"), "{sample}");
    let other = "<o:Trace xmlns:o=\"urn:other\">7</o:Trace>";
    let (before, after) = sample.split_once("</soap:Header>").expect("a Header");
    let text = format!("{before}{other}</soap:Header>{after}");
    std::fs::write(folder.join("req.xml"), &text).expect("the folder can be written to");
    let call = |more: &[&str]| {
        let arguments = ["call", "SumsSoap.Add", contract, "-e", "http://h/"];
        run_in(
            &folder,
            &[&arguments[..], &["--xml", "req.xml"], more].concat(),
        )
    };
    let sent = call(&["--dry-run"]);
    let (out, err) = (sent.out(), sent.err());
    assert_eq!(sent.code(), 0, "{err}");
    for part in ["Region>text<", "ApiKey>***<"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(!out.contains("Trace"), "{out}");
    let told =
        "req.xml: the header {urn:other}Trace is not sent, because the contract does not have it";
    assert!(err.contains(told), "{err}");
    // Headers of the command line come on top.
    let changed = call(&["--dry-run", "--soap-header", "Region=north"]).out();
    assert!(changed.contains("Region>north<"), "{changed}");
    let program = call(&["--rust"]).out();
    assert!(program.contains(".with_headers(headers)"), "{program}");
    // An envelope without a Header sends none.
    let start = text.find("<soap:Header>").expect("a Header");
    let end = text.find("<soap:Body>").expect("a Body");
    let bare = format!("{}{}", &text[..start], &text[end..]);
    std::fs::write(folder.join("req.xml"), bare).expect("the folder can be written to");
    let sent = call(&["--dry-run"]);
    assert_eq!((sent.code(), sent.err()), (0, String::new()));
    assert!(!sent.out().contains("Header>"), "{}", sent.out());
}

#[test]
fn masked_secrets_of_curl_are_told() {
    let call = |header: &str| {
        let arguments = ["call", "GetOrder", "shop-1.wsdl", "Number=7"];
        let more = ["-e", "http://h/", "--curl", "--header", header];
        run(&[&arguments[..], &more].concat()).out()
    };
    let note = "# The request has secrets: put them in place of ***.\ncurl ";
    let told = call("X-Api-Key: s3cret");
    assert!(told.starts_with(note) && told.contains("***"), "{told}");
    let plain = call("X-Tenant: acme");
    assert!(plain.starts_with("curl "), "{plain}");
}

/// A program says which variable is missing: the error of the standard library does not.
#[test]
fn a_program_names_the_variable_that_is_missing() {
    let call = |more: &[&str]| {
        let arguments = ["call", "GetOrder", "shop-1.wsdl", "Number=7"];
        let more = [&["-e", "http://h/", "--rust"], more].concat();
        run(&[&arguments[..], &more].concat()).out()
    };
    let program = call(&["--soap-header", "Token=s3cret"]);
    for part in [
        "variable(\"SOAP_HEADERS\")?",
        "fn variable(name: &str) -> Result<String, String> {\n    \
         std::env::var(name).map_err(|error| format!(\"{name}: {error}\"))\n}\n",
    ] {
        assert!(program.contains(part), "{part}: {program}");
    }
    let plain = call(&[]);
    assert!(!plain.contains("variable"), "{plain}");
}

/// A command line that is not as it must be is wrong usage, and no error of the contract.
#[test]
fn malformed_arguments_are_wrong_usage() {
    let url = "http://127.0.0.1:1/?wsdl";
    let call = [
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "-e",
        "http://h/",
        "--dry-run",
    ];
    let fetch = ["fetch", url, "-o", "none"];
    for (command, more, told) in [
        (
            &call[..],
            &["Number=7", "--header", "nocolon"][..],
            "a header is `Name: value`",
        ),
        (
            &call,
            &["Number=7", "--soap-header", "Token"],
            "`Token` is no `path=text`",
        ),
        (
            &call,
            &["Number=7", "--soap-header", "Token[0=1"],
            "a `]` is missing",
        ),
        (&call, &["Number[x]=7"], "an item has a number"),
        (
            &call,
            &["Number=7", "Number=8"],
            "Number is given a second time",
        ),
        (
            &call,
            &["Number=7", "Number:=8"],
            "Number is given a second time",
        ),
        (
            &call,
            &["Number.a=7", "Number:=8"],
            "Number is given a second time",
        ),
        (
            &call,
            &[
                "Number=7",
                "--soap-header",
                "Token=a",
                "--soap-header",
                "Token=b",
            ],
            "Token is given a second time",
        ),
        (
            &fetch,
            &["--header", "nocolon"],
            "a header is `Name: value`",
        ),
        (&fetch, &["--resolve", "nowhere"], "write HOST=ADDRESS"),
    ] {
        let refused = run(&[command, more].concat());
        assert_eq!(refused.code(), 64, "{more:?}: {}", refused.err());
        assert!(refused.err().contains(told), "{more:?}: {}", refused.err());
    }
    // Words come on top of JSON, and refine each other.
    let call = [&call[..], &["--data", "{\"Number\": 1}", "Number=2"]].concat();
    let sent = run(&call);
    assert!(sent.out().contains("Number>2<"), "{}", sent.err());
}

#[test]
fn a_list_without_a_number_is_told() {
    let call = |word: &str| {
        let arguments = ["call", "PlaceOrder", "lines.wsdl", "-e", "http://h/"];
        run(&[&arguments[..], &["--dry-run", "Customer=Ann", word]].concat()).err()
    };
    for (word, told) in [
        (
            "Line.Article=7",
            "(it is a list: name an item, as in Line[0].Article)",
        ),
        ("Line=x", "(it is a list: name an item, as in Line[0])"),
    ] {
        let said = call(word);
        assert!(said.contains(told), "{word}: {said}");
    }
}

#[test]
fn an_operation_that_is_misspelt_is_suggested() {
    for (name, told) in [
        ("getorder", "did you mean Shop.GetOrder?"),
        ("Order", "did you mean Shop.GetOrder?"),
        ("GetOrdre", "did you mean Shop.GetOrder?"),
        ("c", "did you mean Shop.Cancel?"),
        ("e", "did you mean one of Shop.GetOrder, Shop.Cancel?"),
    ] {
        let refused = run(&["call", name, "shop-1.wsdl"]);
        let wanted = format!("there is no operation {name}: {told}");
        assert!(refused.err().contains(&wanted), "{}", refused.err());
    }
}

/// A value is printed without a path that it does not have, and nothing where there is nothing.
#[test]
fn a_table_of_an_empty_reply_is_empty() {
    let answers = scratch("call-empty-table");
    std::fs::write(answers.join("GetOrder.json"), "{}").expect("written");
    let answers = answers.display().to_string();
    let mock = serve(&["mock", "shop-1.wsdl", "--answers", &answers]);
    let arguments = [
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "Number=7",
        "-e",
        &mock.url,
    ];
    let reply = run(&[&arguments[..], &["--format", "table"]].concat());
    assert_eq!(
        (reply.code(), reply.out().as_str()),
        (0, ""),
        "{}",
        reply.err()
    );
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("bound").to_string();
    for command in [
        &["mock", "shop-1.wsdl"][..],
        &["gateway", "shop-1.wsdl", "--to", "http://127.0.0.1:1/"],
        &["try", "shop-1.wsdl"],
    ] {
        let refused = run(&[command, &["--listen", &address]].concat());
        let told = format!("error: cannot listen at {address}: ");
        assert_eq!(refused.code(), 1, "{command:?}");
        assert!(
            refused.err().contains(&told),
            "{command:?}: {}",
            refused.err()
        );
        assert!(
            refused.err().contains("`--listen 0` takes a free port"),
            "{}",
            refused.err()
        );
    }
}

#[test]
fn what_is_no_address_of_a_web_server_gets_fitting_advice() {
    for (address, told) in [
        (
            "file:///etc/orders.wsdl",
            "is a file: name its path to `wsdl-codegen check` or `generate`, without `file://`",
        ),
        ("ftp:///orders.wsdl", "that begins with http:// or https://"),
        (
            "orders.example/?wsdl",
            "`wsdl-codegen fetch 'https://orders.example/?wsdl'`",
        ),
    ] {
        let refused = run(&["fetch", address, "-o", "none"]);
        assert!(refused.err().contains(told), "{address}: {}", refused.err());
        let doubled = refused.err().contains(&format!("https://{address}"));
        assert!(!doubled || !address.contains("://"), "{}", refused.err());
    }
}

/// The printed program reads the contracts that the call has read: each of several, each of a folder. For one that was fetched it names
/// the place where `fetch` would put it.
#[test]
fn a_program_reads_the_contracts_of_the_call() {
    let folder = scratch("program-contracts");
    let sums = std::fs::read(run::folder().join("two-ports.wsdl")).expect("it is there");
    std::fs::create_dir_all(folder.join("all")).expect("a folder");
    for file in ["one.wsdl", "all/one.wsdl"] {
        std::fs::write(folder.join(file), &sums).expect("written");
    }
    let shop = run::folder().join("shop-1.wsdl");
    std::fs::copy(shop, folder.join("two.wsdl")).expect("written");
    let program = |words: &[&str]| {
        let run = run_in(
            &folder,
            &[&["call", "Add", "A=1", "B=2", "--rust"], words].concat(),
        );
        assert_eq!(run.code(), 0, "{}", run.err());
        run.out()
    };
    let several = program(&["one.wsdl", "two.wsdl"]);
    for part in [
        "soap-dynamic, wsdl-codegen, and",
        "Contract::with_options(&wsdl_codegen::Options {\n        wsdl: vec![\"one.wsdl\".into(), \"two.wsdl\".into()],\n",
    ] {
        assert!(several.contains(part), "{part}: {several}");
    }
    let placed = program(&["one.wsdl", "--folders", "all", "--locations", "urn:x=x.xsd"]);
    for part in [
        "wsdl: vec![\"one.wsdl\".into()],\n        folders: vec![\"all\".into()],\n",
        "locations: vec![(\"urn:x\".into(), \"x.xsd\".into())],\n",
    ] {
        assert!(placed.contains(part), "{part}: {placed}");
    }
    let listed = program(&["all"]);
    let path = std::path::Path::new("all").join("one.wsdl");
    assert!(
        listed.contains(&format!("Contract::load({:?})", path.display().to_string())),
        "{listed}"
    );
    let served = serve(&["mock", "two-ports.wsdl", "--listen", "0"]);
    let url = format!("{}/?wsdl", served.url);
    let fetched = program(&[&url]);
    let comment = format!("// The contract: wsdl-codegen fetch '{url}' -o wsdl\n");
    assert!(fetched.contains(&comment), "{fetched}");
    let to = folder.join("wsdl");
    let run = run_in(&folder, &["fetch", &url, "-o", "wsdl"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let path = fetched.split("Contract::load(\"wsdl").nth(1);
    let file = path.and_then(|rest| rest.split('"').next());
    let file = file.unwrap_or_default().trim_start_matches(['/', '\\']);
    assert!(!file.is_empty() && to.join(file).is_file(), "{fetched}");
}

/// A masked part of the address is told, as one of the request is.
#[test]
fn a_program_tells_that_its_address_has_a_secret() {
    let call = [
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "Number=7",
        "--rust",
        "-e",
    ];
    let program = run(&[&call[..], &["http://h/?token=w0rd-s3cret"]].concat()).out();
    assert!(
        program.contains("has secrets") && program.contains("?token=***\""),
        "{program}"
    );
    let plain = run(&[&call[..], &["http://h/?a=b"]].concat()).out();
    assert!(!plain.contains("has secrets"), "{plain}");
}

/// curl takes brackets and braces for several addresses, and sends no header that has only a colon.
#[test]
fn curl_takes_the_address_and_the_headers_as_they_are() {
    let call = ["call", "GetOrder", "shop-1.wsdl", "Number=7", "--curl"];
    let more = ["-e", "http://h/a{b,c}?[1-3]", "--header", "X-Empty:"];
    let printed = run(&[&call[..], &more].concat()).out();
    assert!(
        printed.starts_with("curl --globoff 'http://h/a{b,c}?[1-3]' "),
        "{printed}"
    );
    assert!(printed.contains("-H 'x-empty;'"), "{printed}");
}
