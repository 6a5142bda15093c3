//! The two versions of SOAP.

/// A version of SOAP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SoapVersion {
    /// SOAP 1.1, namespace `http://schemas.xmlsoap.org/soap/envelope/`.
    #[default]
    Soap11,
    /// SOAP 1.2, namespace `http://www.w3.org/2003/05/soap-envelope`.
    Soap12,
}

impl std::fmt::Display for SoapVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Soap11 => "SOAP 1.1",
            Self::Soap12 => "SOAP 1.2",
        })
    }
}

impl SoapVersion {
    /// The namespace of the envelope.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Soap11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::Soap12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    /// The version with this envelope namespace.
    pub fn of(namespace: &str) -> Option<Self> {
        [Self::Soap11, Self::Soap12]
            .into_iter()
            .find(|version| version.namespace() == namespace)
    }

    /// Whether `uri`, from an `actor` or `role` attribute, addresses the ultimate receiver or any node.
    pub(crate) fn is_for_us(uri: &str) -> bool {
        matches!(
            uri,
            "" | "http://schemas.xmlsoap.org/soap/actor/next"
                | "http://www.w3.org/2003/05/soap-envelope/role/next"
                | "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"
        )
    }
}
