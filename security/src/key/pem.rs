//! PEM files (RFC 7468), with text around the blocks as tools write it.

use crate::error::Error;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

pub(super) struct Block {
    pub(super) label: String,
    pub(super) der: Zeroizing<Vec<u8>>,
}

/// The blocks of a file in their order.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, Error> {
    let mut all = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let begin = line.strip_prefix("-----BEGIN ");
        let Some(label) = begin.and_then(|rest| rest.strip_suffix("-----")) else {
            continue;
        };
        let end = format!("-----END {label}-----");
        let mut body = Zeroizing::new(String::new());
        let mut ended = false;
        for line in lines.by_ref() {
            if line == end {
                ended = true;
                break;
            }
            if line.starts_with("Proc-Type:") {
                return Err(Error::key(
                    "a private key in OpenSSL's old encrypted form: convert it with `openssl pkcs8 -topk8`",
                ));
            }
            body.push_str(line);
        }
        if !ended {
            return Err(Error::key(format!("the PEM block '{label}' has no end")));
        }
        let der = STANDARD
            .decode(body.as_bytes())
            .map_err(|_| Error::key(format!("the PEM block '{label}' is no base64")))?;
        all.push(Block {
            label: label.to_owned(),
            der: Zeroizing::new(der),
        });
    }
    Ok(all)
}

/// The certificates of a file in DER.
pub(crate) fn certificates(text: &str) -> Result<Vec<Vec<u8>>, Error> {
    let labels = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];
    let all = blocks(text)?;
    let certificates = all
        .iter()
        .filter(|block| labels.contains(&block.label.as_str()));
    Ok(certificates.map(|block| block.der.to_vec()).collect())
}
