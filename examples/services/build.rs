//! Generates a module for each contract.

fn main() -> Result<(), wsdl_codegen::Error> {
    for (contract, module) in [("vat", "vat"), ("camera", "camera"), ("orders", "orders")] {
        wsdl_codegen::Builder::new()
            .wsdl(format!("wsdl/{contract}.wsdl"))
            .module(module)
            .server(true)
            .builders(true)
            .build()?;
    }
    Ok(())
}
