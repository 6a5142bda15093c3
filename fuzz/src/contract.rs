//! WSDL and XML Schema texts.

use std::sync::Arc;
use wsdl_codegen::Builder;
use wsdl_codegen::internal::{Input, ReadOptions, read};
use wsdl_codegen::{Resolved, Resolver};

/// The separator between the documents of one input. The first document imports the others as `1.xsd`, `2.xsd` and so
/// on.
const SEPARATOR: &str = "\u{c}";

struct Others(Vec<String>);

impl Resolver for Others {
    fn resolve(&self, location: Option<&str>, _: &str, _: &str) -> Option<Resolved> {
        let name = location?;
        let number: usize = name.strip_suffix(".xsd")?.parse().ok()?;
        let text = self.0.get(number.checked_sub(1)?)?;
        Some(Resolved {
            name: format!("{number}.xsd"),
            bytes: text.clone().into_bytes(),
        })
    }
}

/// Reads the contract, and generates from it if it is valid.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut documents = text.split(SEPARATOR).map(str::to_owned);
    let Some(main) = documents.next() else { return };
    let others: Vec<String> = documents.collect();
    let options = ReadOptions {
        resolver: Some(Arc::new(Others(others.clone()))),
        ..ReadOptions::default()
    };
    let input = Input::Text {
        name: "main.wsdl".into(),
        text: main.clone(),
    };
    let (model, sources, diagnostics) = read(&[input], &options);
    let said = diagnostics.render(&sources, false);
    assert_eq!(diagnostics.has_errors(), said.contains("error["), "{said}");
    assert!(
        model.is_some() || diagnostics.has_errors(),
        "nothing was read and nothing was said"
    );
    if diagnostics.has_errors() {
        return;
    }
    let builder = || {
        Builder::new()
            .text("main.wsdl", main.clone())
            .resolver(Others(others.clone()))
            .server(true)
    };
    match (builder().generate(), builder().generate()) {
        (Ok(one), Ok(other)) => assert_eq!(one.files, other.files, "not deterministic"),
        (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
        _ => panic!("not deterministic"),
    }
}
