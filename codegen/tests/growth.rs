//! Small contracts that grow by one construct: generating takes memory in proportion to their size, or a finding names the construct.
//!
//! Bytes that are allocated are counted, which does not depend on the machine.

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::fmt::Write;
use wsdl_codegen::Builder;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Allocated bytes grow with at most this power of the size. What grows with the square comes close to 2.
const POWER: f64 = 1.3;
/// The most bytes where memory grows faster, because the output does, until the contract is refused.
const MOST: f64 = 500e6;
/// Constructs that repeat what they are made of: in the end they are refused.
const REPEATING: &[&str] = &[
    "extensions of the last type",
    "restrictions of the last type",
    "attribute groups with the last one",
    "attribute groups with the last one twice",
    "groups with the last one",
    "groups with the last one twice",
    "references to the head of a substitution group",
    "members of the last substitution group",
    "simple restrictions of the last type",
    "unions with the last type",
    "unions of the last type twice",
];

fn each(count: usize, mut one: impl FnMut(usize, &mut String)) -> String {
    let mut text = String::new();
    for at in 0..count {
        one(at, &mut text);
        text.push('\n');
    }
    text
}

type Construct = (&'static str, fn(usize) -> String);

const CONSTRUCTS: &[Construct] = &[
    ("types", |count| {
        each(count, |at, out| {
            let _ = write!(
                out,
                r#"<xs:complexType name="T{at}"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence></xs:complexType>"#
            );
        })
    }),
    ("elements of one type", |count| {
        let elements = each(count, |at, out| {
            let _ = write!(out, r#"<xs:element name="e{at}" type="xs:int"/>"#);
        });
        format!(
            r#"<xs:complexType name="T"><xs:sequence>{elements}</xs:sequence></xs:complexType>"#
        )
    }),
    ("branches", |count| {
        let elements = each(count, |at, out| {
            let _ = write!(out, r#"<xs:element name="e{at}" type="xs:int"/>"#);
        });
        format!(
            r#"<xs:complexType name="T"><xs:choice maxOccurs="unbounded">{elements}</xs:choice></xs:complexType>"#
        )
    }),
    ("members of an all group", |count| {
        let elements = each(count, |at, out| {
            let _ = write!(
                out,
                r#"<xs:element name="e{at}" type="xs:int" minOccurs="0"/>"#
            );
        });
        format!(r#"<xs:complexType name="T"><xs:all>{elements}</xs:all></xs:complexType>"#)
    }),
    ("attributes", |count| {
        let attributes = each(count, |at, out| {
            let _ = write!(out, r#"<xs:attribute name="e{at}" type="xs:int"/>"#);
        });
        format!(r#"<xs:complexType name="T">{attributes}</xs:complexType>"#)
    }),
    ("enumeration values", |count| {
        let values = each(count, |at, out| {
            let _ = write!(out, r#"<xs:enumeration value="v{at}"/>"#);
        });
        format!(
            r#"<xs:simpleType name="T"><xs:restriction base="xs:string">{values}</xs:restriction></xs:simpleType>"#
        )
    }),
    ("extensions of the last type", |count| {
        let chain = each(count, |at, out| {
            let base = at;
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:complexType name="T{next}"><xs:complexContent><xs:extension base="T{base}"><xs:sequence><xs:element name="e{at}" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>"#
            );
        });
        format!(r#"<xs:complexType name="T0"/>{chain}"#)
    }),
    ("restrictions of the last type", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:complexType name="T{next}"><xs:complexContent><xs:restriction base="T{at}"><xs:attribute name="a" type="xs:int"/></xs:restriction></xs:complexContent></xs:complexType>"#
            );
        });
        format!(
            r#"<xs:complexType name="T0"><xs:attribute name="a" type="xs:int"/></xs:complexType>{chain}"#
        )
    }),
    ("extensions of one type", |count| {
        let chain = each(count, |at, out| {
            let _ = write!(
                out,
                r#"<xs:complexType name="T{at}"><xs:complexContent><xs:extension base="T"/></xs:complexContent></xs:complexType>"#
            );
        });
        format!(r#"<xs:complexType name="T"/>{chain}"#)
    }),
    ("simple restrictions of the last type", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:simpleType name="T{next}"><xs:restriction base="T{at}"><xs:maxLength value="5"/></xs:restriction></xs:simpleType>"#
            );
        });
        format!(
            r#"<xs:simpleType name="T0"><xs:restriction base="xs:string"/></xs:simpleType>{chain}"#
        )
    }),
    ("unions with the last type", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:simpleType name="T{next}"><xs:union memberTypes="T{at} xs:int"/></xs:simpleType>"#
            );
        });
        format!(
            r#"<xs:simpleType name="T0"><xs:restriction base="xs:string"/></xs:simpleType>{chain}"#
        )
    }),
    ("unions of the last type twice", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:simpleType name="T{next}"><xs:union memberTypes="T{at} T{at}"/></xs:simpleType>"#
            );
        });
        format!(
            r#"<xs:simpleType name="T0"><xs:restriction base="xs:string"/></xs:simpleType>{chain}<xs:element name="e" type="T{count}" default="x"/>"#
        )
    }),
    ("attribute groups with the last one", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:attributeGroup name="G{next}"><xs:attributeGroup ref="G{at}"/><xs:attribute name="a{at}" type="xs:int"/></xs:attributeGroup>"#
            );
        });
        format!(
            r#"<xs:attributeGroup name="G0"/>{chain}<xs:complexType name="T"><xs:attributeGroup ref="G{count}"/></xs:complexType>"#
        )
    }),
    ("attribute groups with the last one twice", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:attributeGroup name="G{next}"><xs:attributeGroup ref="G{at}"/><xs:attributeGroup ref="G{at}"/></xs:attributeGroup>"#
            );
        });
        format!(
            r#"<xs:attributeGroup name="G0"><xs:attribute name="a" type="xs:int"/></xs:attributeGroup>{chain}<xs:complexType name="T"><xs:attributeGroup ref="G{count}"/></xs:complexType>"#
        )
    }),
    ("groups with the last one", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:group name="G{next}"><xs:sequence><xs:element name="e{at}" type="xs:int"/><xs:group ref="G{at}"/></xs:sequence></xs:group>"#
            );
        });
        format!(
            r#"<xs:group name="G0"><xs:sequence/></xs:group>{chain}<xs:complexType name="T"><xs:group ref="G{count}"/></xs:complexType>"#
        )
    }),
    ("groups with the last one twice", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:group name="G{next}"><xs:sequence><xs:group ref="G{at}"/><xs:group ref="G{at}"/></xs:sequence></xs:group>"#
            );
        });
        format!(
            r#"<xs:group name="G0"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence></xs:group>{chain}<xs:complexType name="T"><xs:group ref="G{count}"/></xs:complexType>"#
        )
    }),
    ("members of one substitution group", |count| {
        let members = each(count, |at, out| {
            let _ = write!(
                out,
                r#"<xs:element name="e{at}" type="xs:int" substitutionGroup="h"/>"#
            );
        });
        format!(
            r#"<xs:element name="h" type="xs:int"/>{members}<xs:complexType name="T"><xs:sequence><xs:element ref="h"/></xs:sequence></xs:complexType>"#
        )
    }),
    ("references to the head of a substitution group", |count| {
        let members = each(count, |at, out| {
            let _ = write!(
                out,
                r#"<xs:element name="e{at}" type="xs:int" substitutionGroup="h"/><xs:complexType name="T{at}"><xs:sequence><xs:element ref="h"/></xs:sequence></xs:complexType>"#
            );
        });
        format!(r#"<xs:element name="h" type="xs:int"/>{members}"#)
    }),
    ("members of the last substitution group", |count| {
        let chain = each(count, |at, out| {
            let next = at + 1;
            let _ = write!(
                out,
                r#"<xs:element name="h{next}" type="xs:int" substitutionGroup="h{at}"/>"#
            );
        });
        format!(
            r#"<xs:element name="h0" type="xs:int"/>{chain}<xs:complexType name="T"><xs:sequence><xs:element ref="h0"/></xs:sequence></xs:complexType>"#
        )
    }),
    ("documentation", |count| {
        let words = each(count, |at, out| {
            let _ = write!(out, "word {at} of `code` and *more*");
        });
        format!(
            r#"<xs:complexType name="T"><xs:annotation><xs:documentation>{words}</xs:documentation></xs:annotation></xs:complexType>"#
        )
    }),
    ("patterns", |count| {
        let patterns = each(count, |at, out| {
            let _ = write!(out, r#"<xs:pattern value="[a-c]{{1,3}}{at}"/>"#);
        });
        format!(
            r#"<xs:simpleType name="T"><xs:restriction base="xs:string">{patterns}</xs:restriction></xs:simpleType>"#
        )
    }),
];

/// Bytes allocated, or the finding that says why not.
fn generate(construct: &Construct, count: usize) -> Result<f64, String> {
    let schema = format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns=\"urn:t\" targetNamespace=\"urn:t\">{}</xs:schema>",
        (construct.1)(count)
    );
    let region = Region::new(ALLOCATOR);
    let result = Builder::new().text("grown.xsd", schema).generate();
    let bytes = region.change().bytes_allocated as f64;
    match result {
        Ok(_) => Ok(bytes),
        Err(error) => Err(error.to_string()),
    }
}

/// Generates with growing sizes; what is wrong with how it goes.
fn grow(construct: &Construct, sizes: &[usize]) -> Option<String> {
    let repeats = REPEATING.contains(&construct.0);
    let mut last: Option<(f64, f64)> = None;
    for count in sizes {
        let size = *count as f64;
        match generate(construct, *count) {
            Ok(bytes) => {
                let power =
                    last.map_or(1.0, |(before, at)| (bytes / before).ln() / (size / at).ln());
                println!("{}: {count}: {bytes} {power:.2}", construct.0);
                if if repeats { bytes > MOST } else { power > POWER } {
                    return Some(format!(
                        "{}: {count}: {bytes}, power {power:.2}",
                        construct.0
                    ));
                }
                last = Some((bytes, size));
            }
            Err(error) => {
                println!(
                    "{}: {count}: {}",
                    construct.0,
                    error.lines().next().unwrap_or_default()
                );
                // The budget, and that of groups.
                let is_refused = error.contains("[WSDL0430]") || error.contains("[WSDL0440]");
                return (!is_refused).then(|| format!("{}: {count}: {error}", construct.0));
            }
        }
    }
    repeats.then(|| format!("{} is not refused", construct.0))
}

#[test]
fn each_construct_is_linear_or_refused() {
    let full = std::env::var_os("CI_FULL").is_some();
    let sizes: &[usize] = if full {
        &[25, 50, 100, 200, 400, 1000, 4000, 16_000, 100_000]
    } else {
        &[25, 50, 100, 200, 1000]
    };
    let wrong: Vec<String> = CONSTRUCTS
        .iter()
        .filter_map(|construct| grow(construct, sizes))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
