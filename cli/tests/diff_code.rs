//! `wsdl-codegen diff` on contracts whose generated code differs: each finding says so, apart from what happens to messages.

mod run;

use run::{run_in, scratch, shop_contract};

/// The response of a contract whose messages are both of the type `Order`, and of one whose request is.
const BOTH: &str = "t:Order";
const REQUEST: &str = "xs:int";

/// A complex type of a sequence.
fn sequence(name: &str, members: &[&str]) -> String {
    let members = members.concat();
    format!("<xs:complexType name=\"{name}\"><xs:sequence>{members}</xs:sequence></xs:complexType>")
}

/// A type that extends another by an optional member.
fn extension(name: &str, base: &str) -> String {
    format!(
        "<xs:complexType name=\"{name}\"><xs:complexContent><xs:extension base=\"t:{base}\"><xs:sequence>\
         <xs:element name=\"note\" type=\"xs:string\" minOccurs=\"0\"/></xs:sequence></xs:extension></xs:complexContent>\
         </xs:complexType>"
    )
}

fn member(name: &str, ty: &str) -> String {
    format!("<xs:element name=\"{name}\" type=\"{ty}\"/>")
}

fn nillable(name: &str) -> String {
    format!("<xs:element name=\"{name}\" type=\"xs:string\" nillable=\"true\"/>")
}

/// The types of an order with lines.
fn order(line: &str) -> String {
    let lines = format!("<xs:element name=\"line\" type=\"t:{line}\" maxOccurs=\"unbounded\"/>");
    sequence("Order", &[&lines])
}

/// The line of a change of code.
fn code(text: &str) -> String {
    format!("      after generating again: {text}\n")
}

/// Compares two sets of types. The text of `diff` is `expected`, but for its last line.
#[track_caller]
fn tells(name: &str, response: &str, (old, new): (&str, &str), exit: i32, expected: &str) {
    let folder = scratch(&format!("diff-code-{name}"));
    for (file, types) in [("old.wsdl", old), ("new.wsdl", new)] {
        std::fs::write(folder.join(file), shop_contract(types, "t:Order", response))
            .expect("it can be written");
    }
    let run = run_in(&folder, &["diff", "old.wsdl", "new.wsdl"]);
    let text = run.unbroken();
    let (findings, _) = text.rsplit_once("\n\n").unwrap_or_else(|| panic!("{text}"));
    assert_eq!(format!("{findings}\n"), expected);
    assert_eq!(run.code(), exit, "{text}");
}

/// A string that may be nil is no argument of `new`: two strings that exchange it exchange their places.
#[test]
fn members_that_exchange_nil_exchange_arguments() {
    let sku = member("sku", "xs:string");
    let (a, b) = (member("a", "xs:string"), member("b", "xs:string"));
    let line = |a: &str, b: &str| order("Line") + &sequence("Line", &[&sku, a, b]);
    tells(
        "exchanged",
        REQUEST,
        (&line(&a, &nillable("b")), &line(&nillable("a"), &b)),
        2,
        &format!(
            "Breaking (2)\n  \
             Line: the arguments of `new` are sku, a and now sku, b\n      \
             after generating again, a call with arguments of the same types compiles and means others: look at each call\n  \
             Line.b: may not be nil any more\n      \
             nil is refused in requests\n{}\n\
             Compatible (1)\n  \
             Line.a: may be nil now\n      \
             nothing changes in the messages of callers\n{}",
            code("`b` is `String` and was `Option<String>`; `new` takes an argument for it"),
            code("`a` is `Option<String>` and was `String`; `new` takes no argument for it"),
        ),
    );
}

#[test]
fn a_new_branch_of_a_choice_is_a_new_variant() {
    let (a, b) = (member("a", "xs:string"), member("b", "xs:string"));
    let c = member("c", "xs:string");
    let choice = |all: &[&str]| {
        sequence(
            "Order",
            &[&format!("<xs:choice>{}</xs:choice>", all.concat())],
        )
    };
    tells(
        "branch",
        REQUEST,
        (&choice(&[&a, &b]), &choice(&[&a, &b, &c])),
        1,
        &format!(
            "Compatible (1)\n  \
             Order.c: a new member of type xs:string, in a choice\n      \
             nothing changes in the messages of callers\n{}",
            code(
                "`OrderChoice` has the new variant `C`: a `match` that names each variant needs it"
            )
        ),
    );
}

/// The first derived type makes an enum of each place; each further one is a variant of it.
#[test]
fn derived_types_change_the_places_of_their_base() {
    let line = sequence("Line", &[&member("sku", "xs:string")]);
    let none = order("Line") + &line;
    let one = format!("{none}{}", extension("Rush", "Line"));
    let two = format!("{one}{}", extension("Slow", "Line"));
    let first = code(
        "each place of the type holds a `LineKind`, an enum of it and the types derived from it",
    );
    let second =
        code("`LineKind` has the new variant `Slow`: a `match` that names each variant needs it");
    for (name, old, new, ty, changed) in [
        ("first", &none, &one, "Rush", first),
        ("second", &one, &two, "Slow", second),
    ] {
        let what = format!("  Line: type {ty} may stand for it now\n      ");
        tells(
            &format!("{name}-derived-request"),
            REQUEST,
            (old, new),
            1,
            &format!("Compatible (1)\n{what}nothing changes in the messages of callers\n{changed}"),
        );
        tells(
            &format!("{name}-derived"),
            BOTH,
            (old, new),
            2,
            &format!(
                "Breaking (1)\n{what}in responses it arrives as the type that it stands for, with a deviation, and what it adds is \
                 skipped, until the code is generated again\n{changed}"
            ),
        );
    }
}

/// Nothing is left of a derived type in the place of an abstract one that the code could be read as.
#[test]
fn types_derived_from_an_abstract_one_arrive_as_unknown() {
    let line = sequence("Line", &[&member("sku", "xs:string")])
        .replace("name=\"Line\"", "name=\"Line\" abstract=\"true\"");
    let one = order("Line") + &line + &extension("Rush", "Line");
    let two = format!("{one}{}", extension("Slow", "Line"));
    tells(
        "abstract",
        BOTH,
        (&one, &two),
        2,
        &format!(
            "Breaking (1)\n  \
             Line: type Slow may stand for it now\n      \
             in responses it arrives as `Unknown`, with a deviation, until the code is generated again\n{}",
            code(
                "`LineKind` has the new variant `Slow`: a `match` that names each variant needs it"
            )
        ),
    );
}

#[test]
fn members_of_a_unit_struct_and_of_others_are_told() {
    let note = "<xs:element name=\"note\" type=\"xs:string\" minOccurs=\"0\"/>";
    let a = member("a", "xs:string");
    let what = "Compatible (1)\n  \
         Order.note: a new member of type xs:string, optional\n      \
         nothing changes in the messages of callers\n";
    for (name, old, changed) in [
        (
            "unit",
            sequence("Order", &[]),
            "`Order` is no unit struct any more: its value is `Order::default()`",
        ),
        (
            "fields",
            sequence("Order", &[&a]),
            "the field `note` is new: values and patterns of `Order` without `..` need it",
        ),
    ] {
        let new = old.replace("</xs:sequence>", &format!("{note}</xs:sequence>"));
        let expected = format!("{what}{}", code(changed));
        tells(name, REQUEST, (&old, &new), 1, &expected);
    }
    tells(
        "required",
        REQUEST,
        (&sequence("Order", &[]), &sequence("Order", &[&a])),
        2,
        &format!(
            "Breaking (1)\n  \
             Order.a: a new member of type xs:string, required\n      \
             requests without it are refused\n{}",
            code("the field `a` is new, and an argument of `new`; `Order::default()` is gone")
        ),
    );
}

/// No message has the name of a type, but that of a derived one and of one that others are derived from.
#[test]
fn renamed_types_break_where_messages_have_their_names() {
    let line = |name: &str| {
        let own = format!("<xs:element name=\"part\" type=\"t:{name}\" minOccurs=\"0\"/>");
        order(name) + &sequence(name, &[&member("sku", "xs:string"), &own])
    };
    tells(
        "renamed",
        BOTH,
        (&line("Line"), &line("Item")),
        1,
        &format!(
            "Compatible (1)\n  \
             Item: the type was Line\n      \
             no message has this name\n{}",
            code("`Item` was `Line`")
        ),
    );
    let derived = |name: &str| {
        let line = sequence(name, &[&member("sku", "xs:string")]);
        order(name) + &line + &extension("Rush", name)
    };
    let gone = "its Rust type is gone, unless the contract still declares it";
    tells(
        "renamed-base",
        BOTH,
        (&derived("Line"), &derived("Item")),
        2,
        &format!(
            "Breaking (1)\n  \
             Order.line: type Line is now Item\n      \
             values are written and read in another form\n{}\n\
             Compatible (3)\n  \
             Item: a new type\n      \
             nothing to do\n  \
             Line: no message uses the type any more\n      \
             the places that used it are listed\n{}  \
             Rush: it extends Line and now extends Item\n      \
             the members of both bases are compared here; the types that it stands for are told with those\n",
            code("`line` is `Vec<ItemKind>` and was `Vec<LineKind>`"),
            code(gone),
        ),
    );
}
