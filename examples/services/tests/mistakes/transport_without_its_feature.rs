//! A transport is there with the feature of its name.
use soap_runtime::transport::Tower;

fn main() {}
