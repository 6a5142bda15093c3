//! Generates the services from `wsdl/` into `OUT_DIR`. Without the feature `build-time` there is nothing to do.

#[cfg(feature = "build-time")]
fn main() -> Result<(), wsdl_codegen::Error> {
    services83().build()
}

/// The contracts and options of this crate. `cargo xtask regenerate` writes the same code to `generated/`.
#[cfg(feature = "build-time")]
pub fn services83() -> wsdl_codegen::Builder {
    wsdl_codegen::Builder::new()
        .wsdl("wsdl/Services83-CustomerService.wsdl")
        .wsdl("wsdl/Services83-SoPrincipal.wsdl")
        .module("services83")
        .secrets("ApplicationToken")
        .secrets("Ticket")
        .server(true)
        .server_feature("server")
        .command("cargo xtask regenerate")
}

#[cfg(not(feature = "build-time"))]
fn main() {}
