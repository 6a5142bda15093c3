//! The guide, page by page: every listing in Rust is compiled, and those that can run here do. The pages are in
//! `docs/guide/`.

soap_runtime::include_module!(
    /// The contract of the guide, `wsdl/shop.wsdl`, generated without options that shape it.
    pub shop
);
soap_runtime::include_module!(
    /// The same contract, with the options that the page "From WSDL to types" shows.
    pub shaped
);

pub use example_services::start;

/// A module whose documentation is a page, for each page with listings.
macro_rules! pages {
    ($($module:ident $file:literal)*) => { $(
        #[doc = include_str!(concat!("../../../docs/guide/", $file))]
        pub mod $module {}
    )* };
}

pages! {
    first_call "first-call.md"
    types "types.md"
    content "content.md"
    values "values.md"
    headers "headers.md"
    errors "errors.md"
    transports "transports.md"
    signatures "signatures.md"
    attachments "attachments.md"
    testing "testing.md"
    serving_page "serving.md"
    big_contracts "big-contracts.md"
    coming_from "coming-from.md"
    upgrading "upgrading.md"
    security_guide "../security-guide.md"
}
