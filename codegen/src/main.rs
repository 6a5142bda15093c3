//! The `wsdl-codegen` command.
fn main() {}
