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
    "urn:oasis:names:tc:SAML:1.0:assertion" "saml-1.1-assertion.xsd";
    "urn:oasis:names:tc:SAML:1.0:protocol" "saml-1.1-protocol.xsd";
    "urn:oasis:names:tc:SAML:2.0:assertion" "saml-2.0-assertion.xsd";
    "urn:oasis:names:tc:SAML:2.0:protocol" "saml-2.0-protocol.xsd";
    "http://docs.oasis-open.org/wsrf/rl-2" "wsrf-rl-2.xsd";
    "http://docs.oasis-open.org/wsrf/rp-2" "wsrf-rp-2.xsd";
    "http://docs.oasis-open.org/wsrf/sg-2" "wsrf-sg-2.xsd";
    "http://docs.oasis-open.org/wsn/br-2" "wsn-br-2.xsd";
    "http://docs.oasis-open.org/wsrf/rlw-2" "wsrf-rlw-2.wsdl";
    "http://docs.oasis-open.org/wsrf/rpw-2" "wsrf-rpw-2.wsdl";
    "http://docs.oasis-open.org/wsrf/sgw-2" "wsrf-sgw-2.wsdl";
    "http://docs.oasis-open.org/wsn/brw-2" "wsn-brw-2.wsdl";
    "http://www.w3.org/2006/05/addressing/wsdl" "addressing-wsdl.xsd";
    "http://www.w3.org/2007/05/addressing/metadata" "addressing-metadata.xsd";
    "http://schemas.xmlsoap.org/ws/2004/03/addressing" "addressing-2004-03.xsd";
    "http://schemas.xmlsoap.org/ws/2004/08/eventing" "eventing-2004-08.xsd";
    "http://www.w3.org/2011/03/ws-evt" "eventing-2011-03.xsd";
    "http://schemas.xmlsoap.org/ws/2005/04/discovery" "discovery-2005-04.xsd";
    "http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01" "discovery-2009-01.xsd";
    "http://schemas.xmlsoap.org/ws/2004/09/mex" "metadata-exchange.xsd";
    "http://schemas.xmlsoap.org/ws/2004/09/transfer" "transfer.xsd";
    "http://schemas.xmlsoap.org/ws/2004/09/enumeration" "enumeration.xsd";
    "http://schemas.xmlsoap.org/ws/2005/02/rm" "reliable-messaging-2005-02.xsd";
    "http://docs.oasis-open.org/ws-rx/wsrm/200702" "reliable-messaging-200702.xsd";
    "http://docs.oasis-open.org/ws-rx/wsmc/200702" "make-connection-200702.xsd";
    "http://docs.oasis-open.org/ws-sx/ws-trust/200512" "ws-trust-200512.xsd";
    "http://schemas.xmlsoap.org/ws/2005/02/trust" "ws-trust-2005-02.xsd";
    "http://docs.oasis-open.org/ws-sx/ws-trust/200802" "ws-trust-200802.xsd";
    "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512" "secure-conversation-200512.xsd";
    "http://schemas.xmlsoap.org/ws/2005/02/sc" "secure-conversation-2005-02.xsd";
    "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702" "security-policy-200702.xsd";
    "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy" "security-policy-2005-07.xsd";
    "http://www.w3.org/2009/xmldsig11#" "xmldsig11.xsd";
    "http://www.w3.org/2009/xmlenc11#" "xmlenc11.xsd";
    "http://www.w3.org/2001/10/xml-exc-c14n#" "exclusive-c14n.xsd";
    "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd" "wss-secext-11.xsd";
    "http://www.w3.org/2001/XMLSchema-instance" "xsi.xsd";
    "http://schemas.microsoft.com/Message" "ms-message.xsd";
    "http://microsoft.com/wsdl/types/" "ms-types.xsd";
    "http://xml.apache.org/xml-soap" "apache-soap.xsd";
}
