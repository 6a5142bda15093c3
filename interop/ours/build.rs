//! Generates code for both contracts, with servers.

fn main() -> Result<(), wsdl_codegen::Error> {
    wsdl_codegen::Builder::new()
        .wsdl("../../wsdl/Services83-CustomerService.wsdl")
        .server(true)
        .module("customer")
        .build()?;
    wsdl_codegen::Builder::new()
        .wsdl("../Probe.wsdl")
        .server(true)
        // One client over both versions of SOAP.
        .client_trait(true)
        // This member tells nil, absent and empty apart.
        .nillable("Values.MaybeInt")
        .nillable("Values.Text")
        .nil_items("Values.Strings")
        // The cases of the command and the gateway are JSON.
        .serde(true)
        .module("probe")
        .build()?;
    // The service of the captured messages of WCF's data contracts, for the tests.
    wsdl_codegen::Builder::new()
        .wsdl("../../wsdl/Services83-CustomerService.wsdl")
        .wsdl("../WcfProbe.wsdl")
        .server(true)
        .nil_items("ArrayOfstring")
        .nil_items("ArrayOfCsFeatureToggle")
        .nil_items("ArrayOfCarrier")
        .nil_items("ArrayOfanyType")
        .module("wcf_probe")
        .build()
}
