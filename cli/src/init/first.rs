//! The sample of the first call: values that are valid by the contract.

use serde_json::Value;
use soap_dynamic::Contract;
use soap_runtime::xml::ReadOptions;
use wsdl_codegen::Options;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Direction, calls, read};

/// A request as JSON.
#[derive(Default)]
pub(super) struct SampleRequest {
    pub body: Option<Value>,
    pub headers: Option<Value>,
}

/// The sample of an operation; `None` if it has none that can be read.
pub(super) fn sample(options: &Options, port_type: &str, operation: &str) -> Option<SampleRequest> {
    let model = read(options).0?;
    let calls = calls(&model);
    let call = calls.iter().find(|call| {
        *call.port_type().name.local == *port_type && *call.operation().name == *operation
    })?;
    let contract = Contract::from_model(&model, options).ok()?;
    let samples = SampleOptions {
        style: SampleStyle::of(call),
        required_only: true,
        secrets: options.secrets.clone(),
        ..SampleOptions::default()
    };
    let xml = Sampler::new(&model).sample(call, Direction::Request, &samples);
    let all = contract.operations();
    let mut all = all.filter(|one| one.port_type() == port_type && one.name() == operation);
    all.find_map(|one| {
        let read = one.read_with_headers(true, xml.as_bytes(), &ReadOptions::default());
        let (message, headers) = read.ok()?;
        let json = |text: String| serde_json::from_str(&text).ok();
        Some(SampleRequest {
            body: message.to_json().ok().and_then(json),
            headers: headers.to_json().ok().and_then(json),
        })
    })
}
