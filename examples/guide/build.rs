//! Generates the contract of the guide: as it is, and with the options that the page about types shows.

fn main() -> Result<(), wsdl_codegen::Error> {
    let shop = || wsdl_codegen::Builder::new().wsdl("wsdl/shop.wsdl");
    shop()
        .module("shop")
        .client_trait(true)
        .server(true)
        .arbitrary(true)
        .build()?;
    shop()
        .module("shaped")
        .rename_types("Book", "Title")
        .rename_fields("Book.isbn", "number")
        .map_types(
            "{http://www.w3.org/2001/XMLSchema}dateTime",
            "::soap_runtime::Assumed<::jiff::Timestamp>",
        )
        .map_types(
            "{http://www.w3.org/2001/XMLSchema}date",
            "::jiff::civil::Date",
        )
        .nillable("Book.subtitle")
        .nil_items("ArrayOfBook")
        .closed("Genre")
        .secrets("ticket")
        .facets(true)
        .serde(true)
        .build()
}
