//! Messages for tables that are planned from made-up schemas at run time, with repeated structs and damaged tags.

use arbitrary::{Result, Unstructured};
use soap_dynamic::{Contract, Error, Message};
use soap_runtime::xml::ReadOptions;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use wsdl_codegen::Options;

/// The number of schemas. Their tables are never freed.
pub(crate) const SCHEMAS: u16 = 512;
pub(crate) const NAMES: [&str; 6] = [
    "Id",
    "Name",
    "a",
    "aa",
    "AVeryLongNameOfAMemberOfThis",
    "T0",
];
const SIMPLE: [&str; 4] = ["string", "int", "boolean", "dateTime"];

#[derive(Clone, Copy)]
struct Member {
    name: &'static str,
    /// A complex type, or a simple one from 4 on.
    kind: usize,
    least: usize,
    most: usize,
    nillable: bool,
}

/// Four complex types; `true` for those that are a repeated choice.
#[derive(Clone)]
struct Schema([(bool, Vec<Member>); 4]);

impl Schema {
    fn of(number: u16) -> Self {
        let mut state = u64::from(number) * 2 + 1;
        let mut below = move |most: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(state >> 33).unwrap_or_default() % most
        };
        Self(std::array::from_fn(|own| {
            let choice = below(4) == 0;
            let mut members = Vec::new();
            let (first, count) = (below(NAMES.len()), 1 + below(4));
            for at in 0..count {
                let kind = below(8);
                let recursive = kind <= own;
                let most = [1, 1, 3, 9][below(4)];
                members.push(Member {
                    name: NAMES[(first + at) % NAMES.len()],
                    kind,
                    least: usize::from(!recursive && below(2) == 0),
                    most,
                    // Lists have room for nil items by an option only.
                    nillable: !choice && most == 1 && below(3) == 0,
                });
            }
            (choice, members)
        }))
    }

    fn contract(&self) -> String {
        let mut types = String::new();
        for (own, (choice, members)) in self.0.iter().enumerate() {
            let (open, close) = match choice {
                true => (
                    r#"<xs:choice minOccurs="0" maxOccurs="unbounded">"#,
                    "</xs:choice>",
                ),
                false => ("<xs:sequence>", "</xs:sequence>"),
            };
            let _ = write!(types, r#"<xs:complexType name="T{own}">{open}"#);
            for member in members {
                let kind = match member.kind.checked_sub(4) {
                    Some(simple) => format!("xs:{}", SIMPLE[simple]),
                    None => format!("t:T{}", member.kind),
                };
                let most = match member.most {
                    9 => "unbounded".to_owned(),
                    most => most.to_string(),
                };
                let Member {
                    name,
                    least,
                    nillable,
                    ..
                } = member;
                let _ = write!(
                    types,
                    r#"<xs:element name="{name}" type="{kind}" minOccurs="{least}" maxOccurs="{most}" nillable="{nillable}"/>"#
                );
            }
            let _ = write!(types, "{close}</xs:complexType>");
        }
        format!(
            r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"><types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified">{types}<xs:element name="Ask"><xs:complexType><xs:sequence><xs:element name="First" type="t:T3"/><xs:element name="Again" type="t:T3" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:schema></types><message name="M"><part name="body" element="t:Ask"/></message><portType name="P"><operation name="Ask"><input message="t:M"/></operation></portType><binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Ask"><soap:operation soapAction="a"/><input><soap:body use="literal"/></input></operation></binding></definitions>"#
        )
    }

    /// Writes an element of a type.
    fn element(
        &self,
        u: &mut Unstructured<'_>,
        name: &str,
        kind: usize,
        depth: usize,
        out: &mut String,
    ) -> Result<()> {
        let _ = write!(out, "<{name}>");
        match kind.checked_sub(4) {
            Some(0) => out.push_str(u.choose(&["", "x", "a &amp; b", "<![CDATA[<Id>]]>"])?),
            Some(1) => out.push_str(u.choose(&["0", "-7", "2147483647"])?),
            Some(2) => out.push_str(u.choose(&["true", "false", "1"])?),
            Some(_) => out.push_str("2026-11-29T08:00:00Z"),
            None => self.content(u, kind, depth + 1, out)?,
        }
        let _ = write!(out, "</{name}>");
        Ok(())
    }

    fn content(
        &self,
        u: &mut Unstructured<'_>,
        own: usize,
        depth: usize,
        out: &mut String,
    ) -> Result<()> {
        let (choice, members) = &self.0[own];
        if *choice {
            for _ in 0..u.int_in_range(0..=if depth > 5 { 0 } else { 3u8 })? {
                let member = u.choose(members)?;
                for _ in 0..member.least.max(1) {
                    self.occurrence(u, member, depth, out)?;
                }
            }
            return Ok(());
        }
        for member in members {
            let most = if depth > 5 {
                member.least
            } else {
                member.most.min(4)
            };
            for _ in 0..u.int_in_range(member.least..=most.max(member.least))? {
                self.occurrence(u, member, depth, out)?;
            }
        }
        Ok(())
    }

    fn occurrence(
        &self,
        u: &mut Unstructured<'_>,
        member: &Member,
        depth: usize,
        out: &mut String,
    ) -> Result<()> {
        if member.nillable && u.ratio(1, 4u8)? {
            let _ = write!(out, r#"<{} i:nil="true"/>"#, member.name);
            return Ok(());
        }
        self.element(u, member.name, member.kind, depth, out)
    }
}

thread_local! {
    static CONTRACTS: RefCell<HashMap<u16, Contract>> = RefCell::default();
}

pub(crate) fn contract(number: u16) -> Contract {
    CONTRACTS.with_borrow_mut(|known| {
        let load = || {
            let path = std::env::temp_dir().join(format!("planned-{}.wsdl", std::process::id()));
            std::fs::write(&path, Schema::of(number).contract()).expect("written");
            let options = Options {
                wsdl: vec![path.clone()],
                ..Options::default()
            };
            let contract = Contract::with_options(&options).expect("a valid contract");
            let _ = std::fs::remove_file(path);
            contract
        };
        known.entry(number).or_insert_with(load).clone()
    })
}

/// Exchanges, repeats or leaves out tags.
fn damage(u: &mut Unstructured<'_>, text: &mut String) -> Result<()> {
    let tags: Vec<_> = text
        .match_indices('<')
        .map(|(at, _)| {
            let length = text
                .get(at..)
                .and_then(|rest| rest.find('>'))
                .unwrap_or_default();
            at..at + length + 1
        })
        .collect();
    let (one, other) = (u.choose(&tags)?.clone(), u.choose(&tags)?.clone());
    let tag = text.get(one.clone()).unwrap_or_default().to_owned();
    match u.int_in_range(0..=4u8)? {
        0 if one.end <= other.start => {
            let with = text.get(other.clone()).unwrap_or_default().to_owned();
            text.replace_range(other, &tag);
            text.replace_range(one, &with);
        }
        0 | 1 => text.insert_str(other.start, &tag),
        2 => text.replace_range(one, ""),
        3 => text.insert_str(
            one.end,
            u.choose(&[" ", "x", "<!---->", "<New>1</New>", "<Id/>", "&#x20;"])?,
        ),
        _ => text.insert_str(
            one.end - 1,
            u.choose(&[" ", " i:nil='true'", " xmlns='urn:o'", " a='1'", "/"])?,
        ),
    }
    Ok(())
}

fn shown(read: &std::result::Result<Message, Error>) -> String {
    match read {
        Ok(message) => format!(
            "{:?} {:?}",
            message.to_json().map_err(|e| e.to_string()),
            message.to_xml().map_err(|e| e.to_string())
        ),
        Err(error) => format!("{error} {error:?}"),
    }
}

/// The learned path and the general one read alike; what is valid is valid in the strict mode, and comes back from JSON.
pub fn run(data: &[u8]) {
    let _ = message(&mut Unstructured::new(data));
}

fn message(u: &mut Unstructured<'_>) -> Result<()> {
    let number = u.int_in_range(0..=SCHEMAS - 1)?;
    let schema = Schema::of(number);
    let contract = contract(number);
    let ask = contract.operation("Ask").expect("the operation");
    let damages = u.int_in_range(0..=3u8)?;
    let mut body = String::new();
    schema.element(u, "First", 3, 0, &mut body)?;
    for _ in 0..u.int_in_range(0..=4u8)? {
        schema.element(u, "Again", 3, 0, &mut body)?;
    }
    let mut text = format!(
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Body><Ask xmlns="urn:t">{body}</Ask></s:Body></s:Envelope>"#
    );
    for _ in 0..damages {
        damage(u, &mut text)?;
    }
    for strict in [false, true] {
        let mut options = ReadOptions::default();
        options.strict = strict;
        let learned = ask.read(true, text.as_bytes(), &options);
        options.general_only = true;
        let general = ask.read(true, text.as_bytes(), &options);
        assert_eq!(shown(&learned), shown(&general), "{text}");
        if damages > 0 {
            continue;
        }
        let message =
            learned.unwrap_or_else(|error| panic!("{error}: {text} of {}", schema.contract()));
        let json = message.to_json().expect("JSON");
        let again = ask
            .request_from_json(&json)
            .unwrap_or_else(|error| panic!("{error}: {json}"));
        assert_eq!(again.to_json().expect("JSON"), json);
        assert_eq!(
            again.to_xml().expect("XML"),
            message.to_xml().expect("XML"),
            "{json}"
        );
    }
    Ok(())
}
