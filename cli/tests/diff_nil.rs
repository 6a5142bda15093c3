//! `wsdl-codegen diff` on members that become nillable, or no longer are: the verdict is what a client of the old contract does.

mod run;

use run::{run_in, scratch, shop_contract};
use soap_dynamic::Contract;
use soap_runtime::xml::ReadOptions;

/// A contract whose request and response are of the type `Order`, with this content.
fn contract(request: &str, response: &str, content: &str) -> String {
    let order = format!("<xs:complexType name=\"Order\">{content}</xs:complexType>");
    shop_contract(&order, request, response)
}

/// A content of a type, `B` being the attributes of the element `b`; what a message has before it; and whether a
/// client reads a nil in its place.
const CONTENTS: [(&str, &str, bool); 14] = [
    ("<xs:sequence>B</xs:sequence>", "", false),
    ("<xs:sequence>B0</xs:sequence>", "", true),
    ("<xs:all>B0</xs:all>", "", true),
    ("<xs:sequence>Bn</xs:sequence>", "", false),
    ("<xs:choice>A B</xs:choice>", "", false),
    ("<xs:choice>A B0</xs:choice>", "", false),
    ("<xs:choice minOccurs='0'>A B</xs:choice>", "", false),
    ("<xs:choice maxOccurs='9'>A B</xs:choice>", "", false),
    (
        "<xs:sequence>C<xs:choice>A<xs:sequence>B</xs:sequence></xs:choice></xs:sequence>",
        "C",
        false,
    ),
    (
        "<xs:choice>A<xs:sequence>CB</xs:sequence></xs:choice>",
        "C",
        false,
    ),
    (
        "<xs:choice>A<xs:sequence>CB0</xs:sequence></xs:choice>",
        "C",
        true,
    ),
    (
        "<xs:sequence><xs:sequence minOccurs='0'>CB</xs:sequence></xs:sequence>",
        "C",
        true,
    ),
    ("<xs:sequence maxOccurs='9'>CB</xs:sequence>", "C", false),
    ("<xs:sequence maxOccurs='9'>CB0</xs:sequence>", "C", true),
];

fn content(form: &str, is_nillable: bool) -> String {
    let nillable = match is_nillable {
        true => " nillable='true'",
        false => "",
    };
    let b = |occurs: &str| format!("<xs:element name='b' type='xs:string'{nillable}{occurs}/>");
    form.replace("B0", &b(" minOccurs='0'"))
        .replace("Bn", &b(" minOccurs='0' maxOccurs='unbounded'"))
        .replace('B', &b(""))
        .replace('A', "<xs:element name='a' type='xs:int'/>")
        .replace('C', "<xs:element name='c' type='xs:int'/>")
}

/// The exit code of `diff`, and its text.
fn diff(name: &str, old: &str, new: &str) -> (i32, String) {
    let folder = scratch(&format!("diff-nil-{name}"));
    for (file, text) in [("old.wsdl", old), ("new.wsdl", new)] {
        std::fs::write(folder.join(file), text).expect("it can be written");
    }
    let run = run_in(&folder, &["diff", "old.wsdl", "new.wsdl"]);
    (run.code(), run.out() + &run.err())
}

/// Whether a client of the contract reads a reply whose element `b` is nil.
fn reads_nil(name: &str, contract: &str, before: &str) -> bool {
    let path = scratch(&format!("diff-nil-read-{name}")).join("old.wsdl");
    std::fs::write(&path, contract).expect("it can be written");
    let contract = Contract::load(&path).expect("it is read");
    let operation = contract.operation("Shop.Put").expect("it is there");
    let before = before.replace('C', "<t:c>1</t:c>");
    let reply = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><t:PutResponse xmlns:t='urn:example:shop'>{before}\
         <t:b xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/></t:PutResponse></s:Body></s:Envelope>"
    );
    let read = operation.read_with_headers(false, reply.as_bytes(), &ReadOptions::default());
    match read {
        Ok(_) => true,
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains("is nil, and must not be"), "{name}: {text}");
            false
        }
    }
}

#[test]
fn a_nil_that_a_client_cannot_read_breaks_it() {
    for (index, (form, before, reads)) in CONTENTS.into_iter().enumerate() {
        let name = index.to_string();
        let (old, new) = (content(form, false), content(form, true));
        let reply = |content: &str| contract("xs:int", "t:Order", content);
        assert_eq!(reads_nil(&name, &reply(&old), before), reads, "{form}");
        let (code, text) = diff(&name, &reply(&old), &reply(&new));
        assert_eq!(code, if reads { 1 } else { 2 }, "{form}: {text}");
        let said = match reads {
            true => "nil that arrives is read as absent and reported; strict readers refuse it",
            false => "nil may arrive where callers count on a value",
        };
        assert!(text.contains(said), "{form}: {text}");
        // What does not arrive any more breaks nobody.
        let (code, text) = diff(&format!("{name}-back"), &reply(&new), &reply(&old));
        assert_eq!(code, 1, "{form}: {text}");
    }
}

#[test]
fn a_nil_that_a_server_does_not_take_any_more_breaks_those_that_send_it() {
    for (index, (form, _, leaves_out)) in CONTENTS.into_iter().enumerate() {
        let (old, new) = (content(form, true), content(form, false));
        let request = |content: &str| contract("t:Order", "xs:int", content);
        let name = format!("request-{index}");
        let (code, text) = diff(&name, &request(&old), &request(&new));
        assert_eq!(code, if leaves_out { 1 } else { 2 }, "{form}: {text}");
        let (code, text) = diff(&format!("{name}-back"), &request(&new), &request(&old));
        assert_eq!(code, 1, "{form}: {text}");
    }
}

/// A member that was required and nillable sends nil, also to a server for which it is optional.
#[test]
fn a_nil_breaks_by_the_old_member() {
    let request =
        |form: &str, is_nillable| contract("t:Order", "xs:int", &content(form, is_nillable));
    let (old, new) = (
        request("<xs:sequence>B</xs:sequence>", true),
        request("<xs:sequence>B0</xs:sequence>", false),
    );
    let (code, text) = diff("by-old", &old, &new);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("nil is refused in requests"), "{text}");
}

/// An optional head of a substitution group is a choice, whose alternatives have no nil.
#[test]
fn heads_of_substitution_groups_have_no_nil() {
    let of = |nillable: &str| {
        let schema = format!(
            "<xs:element name='b' type='xs:string'{nillable}/><xs:element name='other' type='xs:string' substitutionGroup='t:b'/>"
        );
        let content = "<xs:sequence><xs:element ref='t:b' minOccurs='0'/></xs:sequence>";
        contract("xs:int", "t:Order", content).replace(
            "<xs:element name=\"Put\"",
            &format!("{schema}<xs:element name=\"Put\""),
        )
    };
    assert!(!reads_nil("head", &of(""), ""));
    let (code, text) = diff("head", &of(""), &of(" nillable='true'"));
    assert_eq!(code, 2, "{text}");
}

/// Other rules judge an alternative of a choice by a client of the old contract, too.
#[test]
fn changes_of_alternatives_break_callers() {
    let reply = |content: &str| contract("xs:int", "t:Order", content);
    let request = |content: &str| contract("t:Order", "xs:int", content);
    let form = |text: &str| content(text, false);
    let choice = form("<xs:choice>A B</xs:choice>");
    let cases = [
        // (old, new, a reply breaks, a request breaks)
        ("optional", "<xs:choice>A B0</xs:choice>", true, false),
        (
            "choice",
            "<xs:choice minOccurs='0'>A B</xs:choice>",
            true,
            false,
        ),
        ("list", "<xs:choice>A Bn</xs:choice>", true, false),
        ("more", "<xs:choice>A B C</xs:choice>", true, false),
        (
            "joined",
            "<xs:choice>A<xs:sequence>BC</xs:sequence></xs:choice>",
            true,
            true,
        ),
    ];
    for (name, new, in_reply, in_request) in cases {
        let new = form(new);
        let code = |breaks| if breaks { 2 } else { 1 };
        let (found, text) = diff(&format!("reply-{name}"), &reply(&choice), &reply(&new));
        assert_eq!(found, code(in_reply), "{name}: {text}");
        let (found, text) = diff(
            &format!("request-{name}"),
            &request(&choice),
            &request(&new),
        );
        assert_eq!(found, code(in_request), "{name}: {text}");
    }
    let optional = |content: &str| {
        request(&form(&format!(
            "<xs:sequence>A<xs:sequence minOccurs='0'>{content}</xs:sequence></xs:sequence>"
        )))
    };
    let (found, text) = diff("request-grouped", &optional("B"), &optional("BC"));
    assert_eq!(found, 2, "{text}");
    for (name, attribute) in [("default", " default='x'"), ("fixed", " fixed='x'")] {
        let new = choice.replace("name='b'", &format!("name='b'{attribute}"));
        let (found, text) = diff(
            &format!("request-{name}"),
            &request(&choice),
            &request(&new),
        );
        assert_eq!(found, 2, "{name}: {text}");
    }
}
