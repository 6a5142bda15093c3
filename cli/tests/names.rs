//! Names with dots, which also separate names, and operations of one name.

mod run;

use run::{run, scratch, serve};
use std::fs;

/// The body of the request that `call` would send.
fn body(operation: &str, words: &[&str]) -> String {
    let arguments = [&["call", operation, "dotted.wsdl", "--dry-run"], words].concat();
    let run = run(&arguments);
    assert_eq!(run.code(), 0, "{operation}: {}", run.err());
    let out = run.out();
    let (_, body) = out.split_once("<s:Body>").expect("a body");
    let (body, _) = body.split_once("</s:Body>").expect("its end");
    body.to_owned()
}

#[test]
fn operations_and_port_types_may_have_dots() {
    for name in ["stock.get", "Stock.Api.stock.get"] {
        assert_eq!(
            body(name, &[r#""item.no"[0]=7"#]),
            "<stock.get><item.no>7</item.no></stock.get>"
        );
        let sample = run(&["sample", name, "dotted.wsdl", "--request"]);
        assert!(sample.out().contains("stock.get>"), "{}", sample.err());
        let schema = run(&["schema", "dotted.wsdl", name]);
        assert!(schema.out().contains("item.no"), "{}", schema.err());
    }
    let unknown = run(&["call", "stock.put", "dotted.wsdl", "--dry-run"]);
    assert_eq!(
        unknown.err(),
        "error: there is no operation stock.put: did you mean Stock.Api.stock.get?\n"
    );
}

#[test]
fn members_with_dots_stand_in_quotes() {
    assert_eq!(
        body(
            "stock.get",
            &[
                r#""item.no"[0]=7"#,
                r#""item.no"[1]=8"#,
                r#""depot.x"."row.no"=3"#,
                r#""{http://units.example/?v=1}item.no"=9"#,
            ]
        ),
        "<stock.get><item.no>7</item.no><item.no>8</item.no><depot.x><row.no>3</row.no></depot.x>\
         <u:item.no>9</u:item.no></stock.get>"
    );
    let bare = run(&["call", "stock.get", "dotted.wsdl", "--dry-run", "item.no=7"]);
    assert!(
        bare.err()
            .ends_with("(a name with dots is in quotes: '\"item.no\"=text')\n"),
        "{}",
        bare.err()
    );
}

#[test]
fn overloaded_operations_have_numbers_everywhere() {
    assert_eq!(body("Find", &["text=a"]), "<Find><text>a</text></Find>");
    for name in ["Find.2", "Stock.Api.Find.2"] {
        assert_eq!(
            body(name, &["number=7"]),
            "<FindByNumber><number>7</number></FindByNumber>"
        );
    }
    let list = run(&["inspect", "dotted.wsdl"]);
    assert!(
        list.out().contains("  Find.2(number: xs:int) -> "),
        "{}",
        list.out()
    );
    let sample = run(&["sample", "Find.2", "dotted.wsdl", "--request"]);
    assert!(sample.out().contains("FindByNumber>"), "{}", sample.err());
    let document = run(&["openapi", "dotted.wsdl"]).out();
    assert!(document.contains("\"/Stock.Api/Find.2\""), "{document}");
}

#[test]
fn answers_are_for_the_operation_that_their_file_names() {
    let at = scratch("names-answers");
    for (name, number) in [("stock.get", 1), ("Find", 2), ("Find.2", 3)] {
        fs::write(at.join(format!("{name}.json")), number.to_string()).expect("written");
    }
    let mock = serve(&[
        "mock",
        "dotted.wsdl",
        "--answers",
        &at.display().to_string(),
    ]);
    let into = scratch("names-recorded");
    let recorded = into.display().to_string();
    let record = serve(&[
        "mock",
        "dotted.wsdl",
        "--record",
        &mock.url,
        "--into",
        &recorded,
    ]);
    let answers = |url: &str| {
        let calls = [
            ("stock.get", r#""item.no"[0]=7"#),
            ("Find", "text=a"),
            ("Find.2", "number=7"),
        ];
        calls.map(|(name, word)| {
            let run = run(&["call", name, "dotted.wsdl", word, "-e", url]);
            run.out() + &run.err()
        })
    };
    assert_eq!(answers(&record.url), ["1\n", "2\n", "3\n"]);
    for name in ["Api_stock_get.1", "Api_Find.1", "Api_Find_2.1"] {
        let file = into.join(format!("{name}.request.xml"));
        assert!(file.is_file(), "{}", file.display());
    }
    let replay = serve(&["mock", "dotted.wsdl", "--answers", &recorded]);
    assert_eq!(answers(&replay.url), ["1\n", "2\n", "3\n"]);
}

#[test]
fn changes_of_overloaded_operations_are_told() {
    let at = scratch("names-diff");
    let old = fs::read_to_string(run::folder().join("dotted.wsdl")).expect("a contract");
    let (before, after) = (
        r#"name="text" type="xs:string""#,
        r#"name="text" type="xs:int""#,
    );
    for (name, old_text, new_text) in [
        ("first", before, after),
        (
            "second",
            r#"name="number" type="xs:int""#,
            r#"name="number" type="xs:date""#,
        ),
    ] {
        assert_eq!(old.matches(old_text).count(), 1, "{old_text}");
        let file = at.join(format!("{name}.wsdl"));
        fs::write(&file, old.replace(old_text, new_text)).expect("written");
        let run = run(&["diff", "dotted.wsdl", &file.display().to_string()]);
        assert_eq!(run.code(), 2, "{name}: {}{}", run.out(), run.err());
    }
}
