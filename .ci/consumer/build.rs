fn main() -> Result<(), wsdl_codegen::Error> {
    wsdl_codegen::Builder::new()
        .wsdl("wsdl/greeter.wsdl")
        .module("hello")
        .build()
}
