//! Reads a document with and without generated code, so that another program can count instructions.
//!
//! ```text
//! dynamic WAY DOCUMENT SPELLING COUNT      WAY is `generated` or `dynamic`; headers are skipped
//! ```
//! `cargo xtask bench --dynamic` runs it, and writes `bench/DYNAMIC.md`.

use std::hint::black_box;
use std::path::Path;

use bench::documents::{Document, Spelling};
use bench::ours;
use soap_dynamic::Contract;
use soap_runtime::__private::v1;
use soap_runtime::soap::EnvelopeReader;
use soap_runtime::xml::ReadOptions;
use superoffice_services83::customer_service as generated;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [way, document, spelling, count] = arguments[..] else {
        return Err("usage: dynamic generated|dynamic DOCUMENT SPELLING COUNT".into());
    };
    let document = Document::named(document).ok_or("no such document")?;
    let text = document.text(match spelling {
        "gsoap" => Spelling::Gsoap,
        _ => Spelling::Wcf,
    });
    let count: usize = count.parse()?;
    let contract = contract()?;
    let (operation, is_request) = match document {
        Document::A => ("UpdateFeatureToggles", true),
        Document::B => ("ChatSessionsForUser", false),
        Document::C => ("GetStatistics", false),
        Document::D => ("CreateSession", false),
    };
    let operation = contract.operation(operation)?;
    let options = ReadOptions::default();
    for _ in 0..count {
        match (way, document) {
            ("dynamic", _) => {
                black_box(operation.read(is_request, black_box(text.as_bytes()), &options)?);
            }
            (_, Document::A) => read::<generated::UpdateFeatureToggles>(&text, &ours::A)?,
            (_, Document::B) => read::<generated::ChatSessionsForUserResponse>(&text, &ours::B)?,
            (_, Document::C) => read::<generated::GetStatisticsResponse>(&text, &ours::C)?,
            (_, Document::D) => read::<generated::CreateSessionResponse>(&text, &ours::D)?,
        }
    }
    println!("{} {count}", text.len());
    Ok(())
}

/// Both ways load the contract, so that what is counted differs in reading only.
fn contract() -> Result<Contract, soap_dynamic::Error> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Contract::load(root.join("wsdl/Services83-CustomerService.wsdl"))
}

fn read<B: v1::Content + v1::Blank>(
    text: &str,
    member: &'static v1::Member,
) -> Result<(), Failure> {
    let mut body = B::blank();
    let options = ReadOptions::default();
    EnvelopeReader::new(&options).read(
        black_box(text.as_bytes()),
        &mut (),
        Some((member, &mut body)),
    )?;
    black_box(body);
    Ok(())
}
