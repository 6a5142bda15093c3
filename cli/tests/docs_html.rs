//! The site that `docs --html` writes.

mod run;

use regex::Regex;
use run::{folder, run, run_in, scratch};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// Writes the site of contracts into an empty folder.
fn site(name: &str, arguments: &[&str]) -> BTreeMap<String, String> {
    let out = scratch(name).join("site");
    let out_text = out.display().to_string();
    let mut all = vec!["docs", "--html", "-o", &out_text];
    all.extend(arguments);
    let run = run(&all);
    assert_eq!(run.code(), 0, "{}", run.err());
    files(&out)
}

fn matches(pattern: &str, text: &str) -> Vec<String> {
    let pattern = Regex::new(pattern).unwrap();
    let found = pattern.captures_iter(text);
    found.map(|found| found[1].to_owned()).collect()
}

/// Checks that each link leads to a file and a place in it, that each place has its name alone, and that elements are closed.
fn check_links(files: &BTreeMap<String, String>) -> usize {
    let ids: BTreeMap<&str, BTreeSet<String>> = files
        .iter()
        .map(|(name, text)| {
            let all = matches(" id=\"([^\"]*)\"", text);
            let set: BTreeSet<String> = all.iter().cloned().collect();
            assert_eq!(all.len(), set.len(), "{name} has an id twice");
            (name.as_str(), set)
        })
        .collect();
    let mut count = 0;
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        for href in matches("(?:href|src)=\"([^\"]*)\"", text) {
            let (file, place) = match href.split_once('#') {
                Some((file, place)) => (file, Some(place)),
                None => (href.as_str(), None),
            };
            let file = if file.is_empty() { name.as_str() } else { file };
            let known = ids.get(file);
            let known = known.unwrap_or_else(|| panic!("{name}: {href} leads nowhere"));
            if let Some(place) = place {
                assert!(known.contains(place), "{name}: {href} has no place");
            }
            count += 1;
        }
        let mut open = Vec::new();
        for tag in matches("<(/?[a-z][a-z0-9]*)[^>]*>", text) {
            match tag.strip_prefix('/') {
                Some(tag) => assert_eq!(open.pop().as_deref(), Some(tag), "{name}"),
                None if matches!(&*tag, "meta" | "link" | "input" | "br") => {}
                None => open.push(tag),
            }
        }
        assert!(open.is_empty(), "{name}: {open:?} are open");
    }
    count
}

const CONTRACTS: &[&str] = &[
    "shop-1.wsdl",
    "fleet-1.wsdl",
    "ids.wsdl",
    "../../../codegen/tests/generate/choices/input.wsdl",
    "../../../codegen/tests/generate/headers-and-faults/input.wsdl",
    "../../../codegen/tests/generate/json/input.wsdl",
];

#[test]
fn every_link_leads_somewhere() {
    for (index, contract) in CONTRACTS.iter().enumerate() {
        let files = site(&format!("html-links-{index}"), &[contract]);
        assert!(check_links(&files) > 10, "{contract}");
        for (name, text) in &files {
            assert!(!text.contains("http-equiv=\"refresh\""), "{name}");
            assert!(
                matches("(?:href|src)=\"([^\"]*:[^\"]*)\"", text).is_empty(),
                "{name} names another host"
            );
        }
    }
}

#[test]
fn types_are_linked_both_ways_and_samples_have_both_forms() {
    let files = site("html-both", &["shop-1.wsdl"]);
    let order = &files["type.Order.html"];
    assert!(
        order.contains("<a href=\"type.Line.html\">Line</a>"),
        "{order}"
    );
    let line = &files["type.Line.html"];
    assert!(
        line.contains(
            "<a href=\"type.Order.html#member.Lines\">Order</a> <span class=\"faint\">Lines</span>"
        ),
        "{line}"
    );
    let operation = &files["operation.Shop.GetOrder.html"];
    for part in [
        "Answers an order by its number.",
        "<span class=\"t\">&quot;Number&quot;</span>: ",
        "&lt;/soap:Envelope&gt;",
        "<a href=\"type.Order.html\">Order</a>",
    ] {
        assert!(operation.contains(part), "{part} in {operation}");
    }
    assert!(!operation.contains("There is no JSON"), "{operation}");
    assert!(order.contains("<a href=\"operation.Shop.GetOrder.html\">Shop.GetOrder</a>"));
    assert!(files["type.State.html"].contains("<li><code>Open</code></li>"));
    assert!(files["type.Article.html"].contains("<dt>length</dt><dd><code>6</code></dd>"));
    // The search finds operations, types and members.
    let script = &files["search.js"];
    assert!(script.contains("\"Shop.GetOrder\",\"operation\",\"operation.Shop.GetOrder.html\""));
    assert!(script.contains("\"Order\",\"complex\",\"type.Order.html\""));
    assert!(script.contains("\"@version\""));
}

#[test]
fn anonymous_types_have_pages_and_json_has_headers() {
    let files = site("anonymous", &["courier.wsdl"]);
    assert!(check_links(&files) > 20);
    let operation = &files["operation.Courier.Book.html"];
    assert!(
        operation.contains("<a href=\"type.Book.billing.html\">Book.billing</a>"),
        "{operation}"
    );
    assert!(
        operation.contains("<a href=\"type.Account.html\">Account</a>"),
        "{operation}"
    );
    let text = Regex::new("<[^>]*>").unwrap().replace_all(operation, "");
    let json = text.replace("&quot;", "\"");
    let sample = "{\n  \"headers\": {\n    \"Account\": {\n      \"key\": ";
    assert!(json.contains(sample), "{json}");
    assert!(
        json.contains("\n  \"body\": {\n    \"billing\": {\n"),
        "{json}"
    );
    let billing = &files["type.Book.billing.html"];
    for wanted in [
        "choice 1, alternative 1, nillable",
        "<a href=\"type.Book.billing.postCode.html\">Book.billing.postCode</a>",
        "Courier.Book",
    ] {
        assert!(billing.contains(wanted), "{wanted}\n{billing}");
    }
    let code = &files["type.Book.billing.postCode.html"];
    assert!(
        code.contains("<dt>pattern</dt><dd><code>[0-9]{4}</code>"),
        "{code}"
    );
    assert!(files["type.Book.level.html"].contains("type.Book.level.1.html"));
}

#[test]
fn what_changed_is_marked() {
    let files = site("html-since", &["shop-2.wsdl", "--since", "shop-1.wsdl"]);
    check_links(&files);
    let order = &files["type.Order.html"];
    let rows = |name: &str| {
        let start = order.find(&format!("<code>{name}</code>")).expect(name);
        order[start..].split("</td>").next().unwrap().to_owned()
    };
    assert!(rows("Weight").contains("mark new\">new"), "{order}");
    assert!(rows("Lines").find("mark").is_none(), "{order}");
    assert!(order.contains(
        "<tr class=\"gone\"><td><code>Note</code> <span class=\"mark removed\">removed</span>"
    ));
    assert!(
        order.contains("mark breaking\">changed, breaking"),
        "{order}"
    );
    let operation = &files["operation.Shop.GetOrder.html"];
    assert!(
        operation.contains("Shop.GetOrder request.Shop"),
        "{operation}"
    );
    let index = &files["index.html"];
    assert!(index.contains("<h2>Removed operations</h2>"), "{index}");
    assert!(
        index.contains("<code>Shop.Cancel</code> <span class=\"mark removed\">"),
        "{index}"
    );
    // The page has every change of `diff`, each with its effect.
    let report = run(&["diff", "shop-1.wsdl", "shop-2.wsdl", "--json"]).out();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let page = &files["changes.html"];
    let changes = report["changes"].as_array().unwrap();
    assert!(changes.len() > 3);
    for change in changes {
        let what = change["what"].as_str().unwrap().replace('\'', "&#39;");
        assert!(page.contains(&what), "{what} in {page}");
    }
    assert_eq!(page.matches("<tr><td>").count(), changes.len());
    // Nothing is marked without an older version, nor against itself.
    let same = site("html-same", &["shop-1.wsdl", "--since", "shop-1.wsdl"]);
    assert!(same.contains_key("changes.html"));
    assert!(same.values().all(|text| !text.contains("class=\"mark ")));
    let alone = site("html-alone", &["shop-1.wsdl"]);
    assert!(!alone.contains_key("changes.html"));
}

/// A contract whose every text tries to be markup.
fn hostile() -> String {
    const EVIL: &str = "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror='alert(2)'&gt;\"'--&gt;";
    let contract = fs::read_to_string(folder().join("shop-1.wsdl")).unwrap();
    let attribute = EVIL.replace('"', "&quot;");
    contract
        .replace("Answers an order by its number.", EVIL)
        .replace("value=\"Open\"", &format!("value=\"{attribute}\""))
        .replace("location=\"", &format!("location=\"{attribute}"))
        .replace("soapAction=\"", &format!("soapAction=\"{attribute}"))
        .replace("urn:example:shop1", &format!("urn:{attribute}"))
        .replace(
            "<xs:complexType name=\"Line\">",
            &format!("<xs:complexType name=\"Line\"><xs:annotation><xs:documentation>{EVIL}</xs:documentation></xs:annotation>"),
        )
        .replace(
            "<xs:element name=\"Note\" type=\"xs:string\" minOccurs=\"0\"/>",
            &format!("<xs:element name=\"Note\" type=\"xs:string\" minOccurs=\"0\" default=\"{attribute}\"><xs:annotation><xs:documentation>{EVIL}</xs:documentation></xs:annotation></xs:element>"),
        )
}

#[test]
fn hostile_text_stays_text() {
    let from = scratch("html-hostile-contract");
    fs::write(from.join("shop.wsdl"), hostile()).unwrap();
    let title = "</title><script>alert(3)</script>";
    let run = run_in(
        &from,
        &[
            "docs",
            "--html",
            "shop.wsdl",
            "--title",
            title,
            "-o",
            "out",
            "--since",
            "shop.wsdl",
        ],
    );
    assert_eq!(run.code(), 0, "{}", run.err());
    let files = files(&from.join("out"));
    check_links(&files);
    let values = Regex::new("\"[^\"<>]*\"").unwrap();
    let mut seen = 0;
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        assert_eq!(text.matches("<script").count(), 1, "{name}");
        assert_eq!(
            text.matches("<script src=\"search.js\" defer></script>")
                .count(),
            1,
            "{name}"
        );
        assert!(!text.contains("<img"), "{name}");
        // The values of attributes are left out.
        let markup = values.replace_all(text, "_");
        assert!(
            matches("<[a-z][^>]* (on[a-z]+)=", &markup).is_empty(),
            "{name}"
        );
        assert!(text.contains("default-src 'none'"), "{name}");
        seen += text.matches("alert(2)").count();
    }
    // It is all there: documentation, values, namespaces, addresses, actions.
    assert!(seen > 10, "{seen}");
    for (page, wanted) in [
        (
            "operation.Shop.GetOrder.html",
            "<p class=\"doc\">&lt;/script&gt;",
        ),
        ("type.State.html", "<li><code>&lt;/script&gt;"),
        ("type.Line.html", "<p class=\"doc\">&lt;/script&gt;"),
        ("type.Order.html", "<td><p class=\"doc\">&lt;/script&gt;"),
        ("index.html", "</td><td><code>&lt;/script&gt;"),
    ] {
        assert!(files[page].contains(wanted), "{page}: {}", files[page]);
    }
}

#[test]
fn a_name_that_is_markup_is_refused_or_escaped() {
    let from = scratch("html-hostile-name");
    let contract = fs::read_to_string(folder().join("shop-1.wsdl")).unwrap();
    let evil = "&lt;script&gt;alert(1)&lt;/script&gt;";
    let names = [
        "name=\"Lines\"",
        "name=\"version\"",
        "name=\"ShopService\"",
        "name=\"ShopPort\"",
    ];
    for (at, name) in names.iter().enumerate() {
        assert!(contract.contains(name), "{name}");
        let file = format!("{at}.wsdl");
        let evil = contract.replace(name, &format!("name=\"{evil}\""));
        fs::write(from.join(&file), evil).unwrap();
        let out = from.join(format!("out-{at}"));
        let run = run_in(
            &from,
            &["docs", "--html", &file, "-o", &out.display().to_string()],
        );
        if run.code() != 0 {
            assert!(!out.exists(), "{name}");
            continue;
        }
        println!("{name} is accepted");
        for (page, text) in files(&out)
            .iter()
            .filter(|(page, _)| page.ends_with(".html"))
        {
            assert_eq!(text.matches("<script").count(), 1, "{name}: {page}");
        }
    }
}

#[test]
fn only_our_files_are_replaced_and_the_same_site_is_written_again() {
    let out = scratch("html-ours");
    let text = out.display().to_string();
    let arguments = ["docs", "--html", "shop-1.wsdl", "-o", &text];
    fs::write(out.join("style.css"), "body {}").unwrap();
    let refused = run(&arguments);
    assert_ne!(refused.code(), 0);
    assert!(
        refused.err().contains("is not ours to replace"),
        "{}",
        refused.err()
    );
    assert_eq!(files(&out).len(), 1);
    fs::remove_file(out.join("style.css")).unwrap();
    assert_eq!(run(&arguments).code(), 0);
    let first = files(&out);
    assert!(first.len() > 5);
    // An older site is replaced.
    for name in first.keys() {
        let mut old = first[name].clone();
        old.push_str("<!-- old -->");
        fs::write(out.join(name), old).unwrap();
    }
    assert_eq!(run(&arguments).code(), 0);
    assert_eq!(files(&out), first);
}

#[test]
fn the_example_of_the_help_runs() {
    let help = run(&["docs", "--help"]).out();
    let from = scratch("html-help");
    for (name, contract) in [("wsdl", "shop-2.wsdl"), ("old", "shop-1.wsdl")] {
        fs::create_dir(from.join(name)).unwrap();
        fs::copy(folder().join(contract), from.join(name).join("shop.wsdl")).unwrap();
    }
    let examples = matches(
        "wsdl-codegen (docs wsdl --html -o site(?: --since old)?) ",
        &help,
    );
    assert_eq!(examples.len(), 2, "{help}");
    for example in examples {
        let words: Vec<&str> = example.split_whitespace().collect();
        let run = run_in(&from, &words);
        assert_eq!(run.code(), 0, "{example}: {}", run.err());
        assert!(from.join("site/index.html").is_file());
    }
    assert!(from.join("site/changes.html").is_file());
    assert_eq!(
        run(&["docs", "shop-2.wsdl", "--since", "shop-1.wsdl"]).code(),
        64
    );
}

#[test]
#[ignore = "reads the 49 contracts of the corpus beside the repository"]
fn the_corpus_has_a_site() {
    let corpus = std::env::var_os("WSDL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    );
    let corpus = corpus.join("services83/wsdl");
    if !corpus.is_dir() {
        println!("skipped: the corpus is missing");
        return;
    }
    let files = site("html-corpus", &[&corpus.display().to_string()]);
    assert!(check_links(&files) > 10_000);
    assert!(
        files
            .values()
            .all(|text| !text.contains("There is no JSON"))
    );
}

#[test]
#[ignore = "needs Chromium: CHROMIUM names it"]
fn the_search_finds_members_in_a_browser() {
    let Some(chromium) = std::env::var_os("CHROMIUM") else {
        println!("skipped: CHROMIUM names no browser");
        return;
    };
    let from = scratch("html-browser");
    fs::write(from.join("shop.wsdl"), hostile()).unwrap();
    let written = run_in(&from, &["docs", "--html", "shop.wsdl", "-o", "out"]);
    assert_eq!(written.code(), 0, "{}", written.err());
    let out = from.join("out");
    // A reader types: the policy of the page admits scripts of its folder.
    fs::write(
        out.join("reader.js"),
        "search.value = 'versi'; search.dispatchEvent(new Event('input'));",
    )
    .unwrap();
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    let scripts = "<script src=\"reader.js\" defer></script>\n</head>";
    let inline = "<script>document.title = 'inline'</script>";
    let page = page.replace("</head>", &format!("{scripts}\n{inline}"));
    fs::write(out.join("reader.html"), page).unwrap();
    let output = std::process::Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--dump-dom"])
        .arg(format!(
            "--user-data-dir={}",
            from.join("profile").display()
        ))
        .arg(format!("file://{}", out.join("reader.html").display()))
        .output()
        .expect("the browser runs");
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(
        page.contains("<a href=\"type.Order.html#member._version\" tabindex=\"-1\"><code>@version</code><span>member of Order</span></a>"),
        "{page}"
    );
    assert!(files(&out)["type.Order.html"].contains("<tr id=\"member._version\">"));
    // No other script runs.
    assert!(page.contains("<title>Shop</title>"), "{page}");
}
