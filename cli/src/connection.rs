//! Connections to services, for all commands that make them.

use crate::Stop;
use soap_runtime::transport::{Ureq, UreqBuilder};
use std::path::{Path, PathBuf};

/// The start of every transport: it says who calls.
pub(crate) fn builder() -> UreqBuilder {
    Ureq::builder().user_agent(concat!("wsdl-codegen/", env!("CARGO_PKG_VERSION")))
}

/// The transport with the certificates in these files (PEM), and through this proxy.
pub(crate) fn connect<'a>(
    mut builder: UreqBuilder,
    cert: Option<&PathBuf>,
    authorities: impl IntoIterator<Item = &'a PathBuf>,
    proxy: Option<&String>,
) -> Result<Ureq, Stop> {
    if let Some(path) = cert {
        builder = builder.identity_pem(&pem(path)?);
    }
    for path in authorities {
        builder = builder.add_root_certificates_pem(&pem(path)?);
    }
    if let Some(proxy) = proxy {
        builder = builder.proxy(proxy.as_str());
    }
    builder
        .build()
        .map_err(|error| Stop::Failed(error.to_string()))
}

fn pem(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path)
        .map_err(|error| Stop::Failed(format!("cannot read {}: {error}", path.display())))
}
