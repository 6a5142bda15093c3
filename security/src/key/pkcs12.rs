//! PKCS#12 files.

use super::private::PrivateKey;
use crate::certificate::Certificate;
use crate::error::Error;
use p12_keystore::Pkcs12Archive;

/// The first private key of the file, and all its certificates.
pub(super) fn read(bytes: &[u8], password: &str) -> Result<(PrivateKey, Vec<Certificate>), Error> {
    let archive = Pkcs12Archive::from_pkcs12(bytes, password)
        .map_err(|_| Error::key("the PKCS#12 file cannot be read: the password may be wrong"))?;
    let key = archive
        .keys
        .first()
        .ok_or_else(|| Error::key("the PKCS#12 file has no private key"))?;
    let key = PrivateKey::from_pkcs8(key.key.as_der())?;
    let certificates = archive
        .certs
        .iter()
        .map(|bag| Certificate::from_der(bag.cert.as_der()))
        .collect::<Result<_, _>>()?;
    Ok((key, certificates))
}
