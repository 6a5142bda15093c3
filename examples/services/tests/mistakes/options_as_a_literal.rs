//! Options have setters: new ones may come.
use soap_runtime::CallOptions;

fn main() {
    let _ = CallOptions { mtom: Some(1), ..CallOptions::default() };
}
