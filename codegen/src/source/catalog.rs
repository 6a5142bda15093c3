//! The built-in documents of well-known namespaces, written from their specifications.

macro_rules! catalog {
    ($($namespace:literal $file:literal;)*) => {
        /// Returns the document of a well-known namespace: a name for it, and its text.
        pub(crate) fn find(namespace: &str) -> Option<(&'static str, &'static str)> {
            match namespace {
                $($namespace => Some((concat!("built-in:", $file), include_str!(concat!("catalog/", $file)))),)*
                _ => None,
            }
        }

        /// The namespaces of the catalog.
        pub const NAMESPACES: &[&str] = &[$($namespace,)*];
    };
}

catalog! {
    "http://www.w3.org/XML/1998/namespace" "xml.xsd";
    "http://www.w3.org/2001/XMLSchema" "xmlschema.xsd";
    "http://schemas.xmlsoap.org/soap/encoding/" "soap-encoding-11.xsd";
    "http://www.w3.org/2003/05/soap-encoding" "soap-encoding-12.xsd";
    "http://schemas.xmlsoap.org/soap/envelope/" "soap-envelope-11.xsd";
    "http://www.w3.org/2003/05/soap-envelope" "soap-envelope-12.xsd";
    "http://schemas.xmlsoap.org/wsdl/" "wsdl.xsd";
    "http://www.w3.org/2005/08/addressing" "addressing-2005-08.xsd";
    "http://schemas.xmlsoap.org/ws/2004/08/addressing" "addressing-2004-08.xsd";
    "http://www.w3.org/2005/05/xmlmime" "xmlmime.xsd";
    "http://www.w3.org/2004/11/xmlmime" "xmlmime-2004.xsd";
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" "wss-utility.xsd";
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" "wss-secext.xsd";
    "http://www.w3.org/2000/09/xmldsig#" "xmldsig.xsd";
    "http://schemas.microsoft.com/2003/10/Serialization/" "ms-serialization.xsd";
    "http://schemas.microsoft.com/2003/10/Serialization/Arrays" "ms-arrays.xsd";
    "http://ws-i.org/profiles/basic/1.1/xsd" "swaref.xsd";
    "http://www.w3.org/2004/08/xop/include" "xop-include.xsd";
    "http://www.w3.org/2001/04/xmlenc#" "xmlenc.xsd";
    "http://www.w3.org/1999/xlink" "xlink.xsd";
    "http://www.w3.org/ns/ws-policy" "ws-policy.xsd";
    "http://schemas.xmlsoap.org/ws/2004/09/policy" "ws-policy-2004-09.xsd";
    "http://docs.oasis-open.org/wsrf/bf-2" "wsrf-bf-2.xsd";
    "http://docs.oasis-open.org/wsrf/r-2" "wsrf-r-2.xsd";
    "http://docs.oasis-open.org/wsrf/rw-2" "wsrf-rw-2.wsdl";
    "http://docs.oasis-open.org/wsn/b-2" "wsn-b-2.xsd";
    "http://docs.oasis-open.org/wsn/bw-2" "wsn-bw-2.wsdl";
    "http://docs.oasis-open.org/wsn/t-1" "wsn-t-1.xsd";
}
