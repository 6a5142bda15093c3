//! Runs the command as a user does.

mod run;

use run::{folder, run, run_in, scratch};
use std::path::Path;
use std::process::Command;

#[test]
fn check_says_what_is_there() {
    let run = run(&["check", "shop-1.wsdl"]);
    assert_eq!(
        (run.code(), run.out().as_str(), run.err().as_str()),
        (0, "ok: 1 file, 2 operations, 4 types\n", "")
    );
}

#[test]
fn check_locates_errors_and_fails() {
    let run = run(&["check", "broken.wsdl"]);
    assert_eq!(run.code(), 1);
    assert_eq!(run.out(), "");
    assert!(run.err().contains("error[W"), "{}", run.err());
    assert!(run.err().contains("broken.wsdl:57:35"), "{}", run.err());
    assert!(run.err().contains("GetOder"), "{}", run.err());
    assert!(run.err().ends_with("error: 1 error\n"), "{}", run.err());
}

#[test]
fn check_explains_codes() {
    let explained = run(&["check", "--explain", "WSDL0101"]);
    assert_eq!(explained.code(), 0);
    assert!(
        explained.out().starts_with("WSDL0101: "),
        "{}",
        explained.out()
    );
    for number in ["0101", "101"] {
        assert_eq!(run(&["check", "--explain", number]).out(), explained.out());
    }
    for unknown in ["WSDL9999", "9999", "WSDL"] {
        assert_eq!(run(&["check", "--explain", unknown]).code(), 1, "{unknown}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let run = run(&["inspect", "nowhere.wsdl"]);
    assert_eq!(run.code(), 1);
    assert!(run.err().contains("nowhere.wsdl"), "{}", run.err());
}

#[test]
fn without_files_the_way_on_is_told() {
    let run = run_in(&scratch("nothing"), &["generate"]);
    assert_eq!(run.code(), 1);
    assert!(run.err().contains("wsdl-codegen.toml"), "{}", run.err());
}

#[test]
fn inspect_lists_operations_and_types() {
    let run = run(&["inspect", "shop-1.wsdl", "--types"]);
    assert_eq!(run.code(), 0);
    assert_eq!(
        run.out(),
        "\
service ShopService urn:example:shop1
  port ShopPort (SOAP 1.1, 2 operations of Shop) http://shop.example/soap

operations of Shop
  headers: Token -> none
  GetOrder(Number: xs:int) -> Order: Order? or nil
      Answers an order by its number.
  headers: none -> none
  Cancel(Number: xs:int) -> one-way

types of urn:example:shop1
  Article simple, derived from xs:string
      length 6
  Line complex
      Article: Article
      Price: xs:decimal
  Order complex
      @version: xs:int
      State: State
      Lines: Line[]
      Note: xs:string?
      Parent: Order?
  State enumeration, derived from xs:string
      Open | Sent
"
    );
}

#[test]
fn inspect_filters_and_prints_json() {
    let run = run(&["inspect", "shop-1.wsdl", "--filter", "Shop.Get*", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out()).expect("it is JSON");
    assert_eq!(json["operations"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["operations"][0]["name"], "GetOrder");
    assert_eq!(
        json["operations"][0]["action"],
        "urn:example:shop1/GetOrder"
    );
    assert_eq!(json["operations"][0]["request"][0]["type"], "xs:int");
    assert_eq!(json["operations"][0]["response"][0]["nillable"], true);
    assert_eq!(json["types"].as_array().map(Vec::len), Some(0));
    assert_eq!(json["services"][0]["ports"][0]["protocol"], "SOAP 1.1");
}

/// XML Schema Part 2, 3.3.8: no two `xs:ID` values of a document are equal.
#[test]
fn samples_give_an_id_once() {
    let request = run(&["sample", "Sign", "ids.wsdl", "--request"]);
    let text = request.out();
    for id in [
        "<ids:Sign Id=\"name\">",
        "<ids:Part key=\"name2\">",
        "<ids:Mark>name3</ids:Mark>",
        "<ids:Of>name</ids:Of>",
    ] {
        assert!(text.contains(id), "{id} in {text}");
    }
}

/// SOAP 1.2 Part 2, 3.1.6: the attributes of an array are its own, though a type names them too.
#[test]
fn samples_give_the_attributes_of_an_array_once() {
    let text = run(&["sample", "List", "arrays-12.wsdl", "--response"]).out();
    let array = "<result enc:itemType=\"xs:string\" enc:arraySize=\"1\">";
    assert!(text.contains(array), "{text}");
}

/// WSDL 1.1, section 3.7: a header has a use of its own.
#[test]
fn samples_encode_the_headers_that_are_encoded() {
    let contract = "../../../codegen/tests/generate/encoded-use/input.wsdl";
    let text = run(&["sample", "exchange", contract, "--request"]).out();
    let header = "<s:who xsi:type=\"s:Entry\" soap:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">\n      \
                  <code xsi:type=\"xs:string\">text</code>";
    assert!(text.contains(header), "{text}");
}

/// SOAP 1.1, section 5.1, rule 9: what is encoded may be null, so a chain of values ends.
#[test]
fn encoded_types_may_require_themselves() {
    let said = run(&[
        "check",
        "../../../codegen/tests/generate/encoded-use/input.wsdl",
    ]);
    assert!(said.out().contains("ok:"), "{}", said.out());
    assert!(!said.err().contains("WSDL0417"), "{}", said.err());
}

/// A redefinition of a redefinition has the members of all, in their order.
#[test]
fn samples_follow_chains_of_redefinitions() {
    let contract = "../../../codegen/tests/diagnostics/fine_redefine_chain/main.wsdl";
    let out = run(&["sample", "Echo", contract]).out();
    let members = [
        "<t:weight>0</t:weight>",
        "<t:label>text</t:label>",
        "<t:from>text</t:from>",
        "<t:over>text</t:over>",
        "<t:to>text</t:to>",
    ];
    let places = members.map(|member| out.find(member).unwrap_or_else(|| panic!("{out}")));
    assert!(places.is_sorted(), "{out}");
}

/// Two documents with the same redefinition of a type redefine it once.
#[test]
fn samples_follow_a_redefinition_that_stands_twice() {
    let out = run(&[
        "sample",
        "Order",
        "../../../codegen/tests/diagnostics/fine_redefine_twice/main.wsdl",
    ])
    .out();
    let first = out
        .find("<First>text</First>")
        .unwrap_or_else(|| panic!("{out}"));
    assert!(first < out.find("<tns:More>").unwrap_or_default(), "{out}");
}

#[test]
fn samples_hold_what_the_schema_says() {
    let request = run(&["sample", "GetOrder", "shop-1.wsdl", "--request"]);
    assert_eq!(
        request.out(),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:shop="urn:example:shop1">
  <soap:Header>
    <shop:Token>text</shop:Token>
  </soap:Header>
  <soap:Body>
    <shop:GetOrder>
      <shop:Number>0</shop:Number>
    </shop:GetOrder>
  </soap:Body>
</soap:Envelope>
"#
    );
    let response = run(&[
        "sample",
        "Shop.GetOrder",
        "shop-1.wsdl",
        "--response",
        "--soap12",
    ]);
    assert_eq!(
        response.out(),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope
    xmlns:soap="http://www.w3.org/2003/05/soap-envelope"
    xmlns:shop="urn:example:shop1">
  <soap:Body>
    <shop:GetOrderResponse>
      <shop:Order version="0">
        <shop:State>Open</shop:State>
        <shop:Lines>
          <shop:Article>textxx</shop:Article>
          <shop:Price>0</shop:Price>
        </shop:Lines>
        <shop:Note>text</shop:Note>
      </shop:Order>
    </shop:GetOrderResponse>
  </soap:Body>
</soap:Envelope>
"#
    );
    let required = run(&[
        "sample",
        "GetOrder",
        "shop-1.wsdl",
        "--response",
        "--required",
    ]);
    assert!(
        required.out().contains("<shop:GetOrderResponse/>"),
        "{}",
        required.out()
    );
}

#[test]
fn entities_expand_within_entities_in_attributes_too() {
    let contract = "../../../codegen/tests/diagnostics/fine_nested_entities/main.wsdl";
    let run = run(&["sample", "Order", contract, "--request"]);
    let namespace = "xmlns:tns=\"http://shop.example/api?a=1&amp;b=2\"";
    assert!(run.out().contains(namespace), "{}", run.out());
}

#[test]
fn a_typed_tree_annotates_everything() {
    let run = run(&["sample", "GetOrder", "shop-1.wsdl", "--typed-tree"]);
    assert_eq!(run.code(), 0);
    assert!(
        run.out()
            .contains("http://www.w3.org/2003/05/soap-envelope")
    );
    assert!(!run.out().contains("soap:Header"));
    assert!(
        run.out()
            .contains("<shop:Number xsi:type=\"xs:int\">0</shop:Number>"),
        "{}",
        run.out()
    );
    assert!(
        run.out().contains("<shop:Order xsi:type=\"shop:Order\""),
        "{}",
        run.out()
    );
    // A recursive type ends in nil.
    assert!(run.out().contains("xsi:nil=\"true\""), "{}", run.out());
}

#[test]
fn an_unknown_operation_gets_a_hint() {
    let run = run(&["sample", "order", "shop-1.wsdl"]);
    assert_eq!(run.code(), 1);
    assert_eq!(
        run.err(),
        "error: there is no operation order: did you mean Shop.GetOrder?\n"
    );
    let one_way = self::run(&["sample", "Cancel", "shop-1.wsdl", "--response"]);
    assert_eq!(one_way.code(), 1);
    assert!(one_way.err().contains("one-way"), "{}", one_way.err());
}

#[test]
fn diff_of_the_same_is_nothing() {
    let run = run(&["diff", "shop-1.wsdl", "shop-1.wsdl"]);
    assert_eq!(
        (run.code(), run.out().as_str()),
        (0, "the contracts are the same for callers\n")
    );
}

#[test]
fn diff_tells_additions_from_breaks() {
    let compatible = run(&["diff", "shop-1.wsdl", "shop-1b.wsdl"]);
    assert_eq!(compatible.code(), 1);
    assert_eq!(
        compatible.out(),
        "\
Compatible (2)
  Order.Weight: a new member of type xs:double, optional
      it is skipped until the code is generated again
      after generating again: the field `weight` is new: values and patterns of
        `Order` without `..` need it
  State: value Lost is new
      it arrives as `Unknown` until the code is generated again
      after generating again: `State` has the new variant `Lost`: a `match` that
        names each variant needs it

compatible: 2 changes, nothing of it breaks callers
"
    );
    let back = run(&["diff", "shop-1b.wsdl", "shop-1.wsdl", "--breaking"]);
    assert_eq!(back.code(), 2);
    assert!(
        back.out()
            .starts_with("Breaking (1)\n  Order.Weight: the member is gone\n"),
        "{}",
        back.out()
    );
}

#[test]
fn diff_compares_across_versions_of_a_namespace() {
    let run = run(&["diff", "shop-1.wsdl", "shop-2.wsdl", "--json"]);
    assert_eq!(run.code(), 2);
    let json: serde_json::Value = serde_json::from_str(&run.out()).expect("it is JSON");
    assert_eq!(
        json["renamed_namespaces"]["urn:example:shop1"],
        "urn:example:shop2"
    );
    let found: Vec<(&str, &str, &str)> = json["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|change| {
            let text = |name: &str| change[name].as_str().expect("a text");
            (text("impact"), text("kind"), text("subject"))
        })
        .collect();
    assert_eq!(
        found,
        [
            ("breaking", "member-removed", "Order.Note"),
            ("breaking", "operation-removed", "Shop.Cancel"),
            ("breaking", "member-added", "Shop.GetOrder request.Shop"),
            ("breaking", "namespace-renamed", "urn:example:shop1"),
            ("compatible", "member-added", "Order.Weight"),
            // From int to long: what callers send is valid still.
            ("compatible", "type-changed", "Shop.GetOrder request.Number"),
            ("compatible", "value-added", "State"),
        ]
    );
}

/// Types that occur only by `xsi:type`, and members of substitution groups, are part of the contract.
#[test]
fn diff_sees_what_may_stand_in() {
    let run = run(&["diff", "fleet-1.wsdl", "fleet-2.wsdl"]);
    assert_eq!(run.code(), 2);
    assert_eq!(
        run.out(),
        "\
Breaking (7)
  Boat.@masts: type xs:int is now xs:string
      values are written and read in another form
      after generating again: `masts` is `Option<String>` and was `Option<i32>`
  Carrier: type Person cannot stand for it any more
      the server refuses requests that have it
  Carrier: type Vip cannot stand for it any more
      the server refuses requests that have it
  Level: value 2 is gone, perhaps renamed to 3
      the server refuses requests that have it
      after generating again: `Level` has no variant `Value2` any more; `Level`
        has the new variant `Value3`: a `match` that names each variant needs it
  Person: it is abstract now
      the server refuses requests that have it instead of a type derived from it
  Staff: type Pilot may stand for it now
      in responses it arrives as the type that it stands for, with a deviation,
        and what it adds is skipped, until the code is generated again
      after generating again: each place of the type holds a `StaffKind`, an
        enum of it and the types derived from it
  Vehicle: element Car cannot stand for it any more
      the server refuses requests that have it

Compatible (7)
  Carrier: type Guest may stand for it now
      nothing changes in the messages of callers
      after generating again: `CarrierKind` has no variant `Person`, `Vip` any
        more; `CarrierKind` has the new variant `Guest`: a `match` that names
        each variant needs it
  Fleet.Book request.Bus, Vehicle.Bus: only its Rust code differs
      no message changes
      after generating again: `VehicleChoice` has the new variant `Bus`: a
        `match` that names each variant needs it
  Fleet.Book request.Car, Vehicle.Car: only its Rust code differs
      no message changes
      after generating again: `VehicleChoice` has no variant `Car` any more
  Level: value 3 is new
      nothing to do
  Vehicle: element Bus may stand for it now
      nothing to do

breaking: 7 changes break callers; compatible: 7 changes
"
    );
}

#[test]
fn docs_hold_what_may_stand_in() {
    let page = run(&["docs", "fleet-1.wsdl"]).out();
    for name in ["Carrier", "Person", "Vip", "Level", "Boat"] {
        assert!(
            page.contains(&format!("\n### {name}\n")),
            "{name} in {page}"
        );
    }
}

#[test]
fn docs_have_a_section_for_each_link_and_say_faults_and_choices() {
    for (contract, wanted) in [
        (
            "shop-1.wsdl",
            &[
                "| `Article` | [Article](#type-article) |",
                "Facets: length `6`.",
            ][..],
        ),
        ("fleet-1.wsdl", &[]),
        (
            "../../../codegen/tests/generate/choices/input.wsdl",
            &["| choice 1, alternative 1 |", "| choice 2, alternative 2 |"],
        ),
        (
            "../../../codegen/tests/generate/headers-and-faults/input.wsdl",
            &["| Fault "],
        ),
        (
            "../../../codegen/tests/generate/json/input.wsdl",
            &["[Colour](#type-colour)"],
        ),
    ] {
        let page = run(&["docs", contract]).out();
        for part in wanted {
            assert!(page.contains(part), "{contract}: {part}\n{page}");
        }
        let links = page.split("](#").skip(1);
        let links = links.filter_map(|rest| rest.split_once(')'));
        let mut count = 0;
        for (anchor, _) in links {
            assert!(
                page.contains(&format!("<a id=\"{anchor}\"></a>")),
                "{contract}: {anchor}"
            );
            count += 1;
        }
        assert!(count > 1, "{contract}");
    }
}

#[test]
fn diff_has_its_own_code_for_errors() {
    assert_eq!(run(&["diff", "shop-1.wsdl", "broken.wsdl"]).code(), 3);
    assert_eq!(run(&["diff", "shop-1.wsdl"]).code(), 64);
}

#[test]
fn docs_are_a_page_or_a_folder() {
    let page = run(&["docs", "shop-1.wsdl", "--title", "The shop"]);
    assert_eq!(page.code(), 0);
    for part in [
        "# The shop\n",
        "### GetOrder\n",
        "Answers an order by its number.",
        "```xml\n",
        "### State\n",
        "`Open`, `Sent`",
    ] {
        assert!(
            page.out().contains(part),
            "{part} is missing in\n{}",
            page.out()
        );
    }
    let out = scratch("docs");
    let folder = run(&[
        "docs",
        "shop-1.wsdl",
        "shop-2.wsdl",
        "-o",
        &out.display().to_string(),
    ]);
    assert_eq!(folder.code(), 0, "{}", folder.err());
    let index = std::fs::read_to_string(out.join("index.md")).expect("there is an index");
    assert_eq!(
        index,
        "<!-- Written by wsdl-codegen docs. -->\n# Services\n\n* [Shop](shop-1.md): 2 operations\n* [Shop](shop-2.md): 1 operation\n"
    );
    assert!(out.join("shop-2.md").is_file());
}

#[test]
fn docs_into_a_file_write_one_page_of_all() {
    let file = scratch("docs-file").join("services.md");
    let name = file.display().to_string();
    let arguments = ["docs", "shop-1.wsdl", "fleet-1.wsdl", "-o", &name];
    let written = run(&arguments);
    assert_eq!(written.code(), 0, "{}", written.err());
    let printed = run(&arguments[..3]).out();
    let page = std::fs::read_to_string(&file).expect("a file, and no folder");
    assert_eq!(
        page,
        format!("<!-- Written by wsdl-codegen docs. -->\n{printed}")
    );
    assert_eq!(run(&arguments).code(), 0, "it is its own page");
    std::fs::write(&file, "mine").unwrap();
    let refused = run(&arguments);
    assert_ne!(refused.code(), 0);
    assert!(
        refused.err().contains("not ours to replace"),
        "{}",
        refused.err()
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn docs_replace_their_own_pages_only_and_have_names_for_every_system() {
    let out = scratch("docs-names");
    let from = scratch("docs-contracts");
    let contract = std::fs::read(folder().join("shop-1.wsdl")).unwrap();
    let mut arguments = vec!["docs".to_owned()];
    for name in [
        "aux.wsdl",
        "Shop.wsdl",
        "a b:c.wsdl",
        &format!("{}.wsdl", "l".repeat(200)),
    ] {
        let path = from.join(name);
        std::fs::write(&path, &contract).unwrap();
        arguments.push(path.display().to_string());
    }
    std::fs::create_dir(from.join("other")).unwrap();
    let other = from.join("other/shop.wsdl");
    std::fs::write(&other, &contract).unwrap();
    arguments.push(other.display().to_string());
    arguments.extend(["-o".to_owned(), out.display().to_string()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let files = || {
        let entries = std::fs::read_dir(&out).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    // A file that somebody wrote stays, and nothing else is written.
    std::fs::write(out.join("index.md"), "mine").unwrap();
    let refused = run(&arguments);
    assert_ne!(refused.code(), 0);
    assert!(
        refused.err().contains("is not ours to replace"),
        "{}",
        refused.err()
    );
    assert_eq!(files(), ["index.md"]);
    std::fs::remove_file(out.join("index.md")).unwrap();
    for _ in 0..2 {
        let written = run(&arguments);
        assert_eq!(written.code(), 0, "{}", written.err());
        let long = format!("{}.md", "l".repeat(80));
        assert_eq!(
            files(),
            [
                "Shop.md",
                "_aux.md",
                "a_b_c.md",
                "index.md",
                &long,
                "shop-2.md"
            ]
        );
    }
}

#[test]
fn generate_writes_verifies_and_notices_drift() {
    let out = scratch("generate").join("shop");
    let to = out.display().to_string();
    let first = run(&["generate", "shop-1.wsdl", "-o", &to, "--module", "shop"]);
    assert_eq!(
        (first.code(), first.out().as_str()),
        (0, ""),
        "{}",
        first.err()
    );
    assert!(out.join("mod.rs").is_file() && out.join("shop_service.rs").is_file());
    let again = run(&["generate", "shop-1.wsdl", "-o", &to, "--module", "shop"]);
    assert!(
        again.err().contains(", 0 of them new or changed"),
        "{}",
        again.err()
    );
    let same = run(&[
        "generate",
        "shop-1.wsdl",
        "-o",
        &to,
        "--module",
        "shop",
        "--verify",
    ]);
    assert_eq!(same.code(), 0, "{}", same.err());
    std::fs::write(out.join("types.rs"), "// edited\n").expect("the file can be written");
    let drift = run(&[
        "generate",
        "shop-1.wsdl",
        "-o",
        &to,
        "--module",
        "shop",
        "--verify",
    ]);
    assert_eq!(drift.code(), 1);
    assert!(drift.err().contains("types.rs"), "{}", drift.err());
    assert_eq!(
        std::fs::read_to_string(out.join("types.rs")).expect("it is there"),
        "// edited\n"
    );
}

/// `--keep-going` counts what it leaves out, and ends with an exit code of its own.
#[test]
fn keep_going_says_how_much_it_left_out() {
    let contract = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../codegen/tests/generate/keep-going/input.wsdl"
    );
    let to = scratch("keep-going").join("half").display().to_string();
    let stopped = run(&["generate", contract, "-o", &to]);
    assert_eq!(stopped.code(), 1, "{}", stopped.err());
    assert!(!Path::new(&to).exists());
    let gone_on = run(&["generate", contract, "-o", &to, "--keep-going"]);
    assert_eq!(gone_on.code(), 4, "{}", gone_on.err());
    let said = "passed over 1 error: 1 operation is left out, 1 component lacks something";
    assert!(
        gone_on.err().lines().any(|line| line.ends_with(said)),
        "{}",
        gone_on.err()
    );
    assert!(Path::new(&to).join("mod.rs").is_file());
    let verified = run(&["generate", contract, "-o", &to, "--keep-going", "--verify"]);
    assert_eq!(verified.code(), 4, "{}", verified.err());
    let whole = run(&["generate", "shop-1.wsdl", "-o", &to, "--keep-going"]);
    assert_eq!(whole.code(), 0, "{}", whole.err());
}

#[test]
fn flags_and_the_file_say_the_same() {
    let at = scratch("config");
    std::fs::copy(folder().join("shop-1.wsdl"), at.join("shop-1.wsdl"))
        .expect("the file can be copied");
    let flags = [
        "generate",
        "shop-1.wsdl",
        "-o",
        "by-flags",
        "--module",
        "shop",
        "--rename-types",
        "Order=Purchase",
        "--include-operations",
        "Shop.Get*",
        "--derives",
        "Line=Eq",
        "--command",
        "make",
    ];
    let by_flags = run_in(&at, &flags);
    assert_eq!(by_flags.code(), 0, "{}", by_flags.err());
    let file = "wsdl = ['shop-1.wsdl']\nout = 'by-file'\nmodule = 'shop'\ncommand = 'make'\ninclude_operations = ['Shop.Get*']\n[rename_types]\nOrder = 'Purchase'\n[derives]\nLine = 'Eq'\n";
    std::fs::write(at.join("wsdl-codegen.toml"), file).expect("the file can be written");
    let by_file = run_in(&at, &["generate"]);
    assert_eq!(by_file.code(), 0, "{}", by_file.err());
    for name in ["mod.rs", "types.rs", "shop_service.rs"] {
        let read = |folder: &str| {
            std::fs::read_to_string(at.join(folder).join(name)).expect("it was generated")
        };
        assert_eq!(read("by-flags"), read("by-file"), "{name}");
    }
    assert!(
        std::fs::read_to_string(at.join("by-file/types.rs"))
            .expect("it is there")
            .contains("pub struct Purchase")
    );
    let wrong = run_in(&at, &["generate", "--rename-types", "Nothing=Something"]);
    assert_eq!(wrong.code(), 1);
    assert!(wrong.err().contains("Nothing"), "{}", wrong.err());
}

#[test]
fn a_wrong_file_is_located() {
    let at = scratch("wrong");
    std::fs::write(at.join("wsdl-codegen.toml"), "modul = 'x'\n").expect("the file can be written");
    let run = run_in(&at, &["generate"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.err().contains("wsdl-codegen.toml") && run.err().contains("unknown field `modul`"),
        "{}",
        run.err()
    );
}

#[test]
fn colours_are_asked_for_and_refused() {
    let escape = '\u{1b}';
    assert!(
        !run(&["check", "broken.wsdl"]).err().contains(escape),
        "not a terminal"
    );
    assert!(
        run(&["--color", "always", "check", "broken.wsdl"])
            .err()
            .contains(escape)
    );
    assert!(
        !run(&["--color=never", "check", "broken.wsdl"])
            .err()
            .contains(escape)
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
    let output = command
        .current_dir(folder())
        .args(["--help"])
        .env("NO_COLOR", "1")
        .output()
        .expect("the command runs");
    assert!(!String::from_utf8_lossy(&output.stdout).contains(escape));
}

#[test]
fn help_teaches_and_usage_errors_have_their_code() {
    for command in [
        "generate",
        "check",
        "inspect",
        "sample",
        "diff",
        "docs",
        "try",
        "completions",
    ] {
        let help = run(&[command, "--help"]);
        assert_eq!(help.code(), 0);
        assert!(help.out().contains("Example"), "{command}");
    }
    assert_eq!(run(&["frobnicate"]).code(), 64);
    assert_eq!(
        run(&["--version"]).out(),
        format!("wsdl-codegen {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn completions_are_had_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = run(&["completions", shell]);
        assert_eq!(run.code(), 0);
        assert!(
            run.out().contains("wsdl-codegen") && run.out().contains("COMPLETE"),
            "{shell}"
        );
    }
}

#[test]
fn quiet_says_only_results() {
    let out = scratch("quiet").join("shop");
    let run = run(&[
        "--quiet",
        "generate",
        "shop-1.wsdl",
        "-o",
        &out.display().to_string(),
    ]);
    assert_eq!(
        (run.code(), run.out().as_str(), run.err().as_str()),
        (0, "", "")
    );
}

/// Wrong usage is refused before a contract is read.
#[test]
fn arguments_that_cannot_be_are_refused_at_the_start() {
    let url = "expected a URL such as https://example.com/Orders.svc";
    let count = "expected at least 1";
    for (arguments, said) in [
        (&["gateway", "shop-1.wsdl", "--to", ""][..], url),
        (&["gateway", "shop-1.wsdl", "--to", "example.com/a"], url),
        (
            &["gateway", "shop-1.wsdl", "--to", "ftp://example.com/a"],
            url,
        ),
        (
            &[
                "gateway",
                "shop-1.wsdl",
                "--to",
                "http://a/",
                "--calls",
                "0",
            ],
            count,
        ),
        (&["openapi", "shop-1.wsdl", "--server", "not_a_url"], url),
        (&["call", "GetOrder", "shop-1.wsdl", "--repeat", "0"], count),
        (&["call", "GetOrder", "shop-1.wsdl", "-e", "example"], url),
    ] {
        let run = run(arguments);
        assert_eq!(run.code(), 64, "{arguments:?}: {}", run.err());
        assert!(run.err().contains(said), "{arguments:?}: {}", run.err());
    }
}
