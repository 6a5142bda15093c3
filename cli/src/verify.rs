//! `wsdl-codegen verify`: why a signature is accepted or refused.

use super::console::Console;
use super::exit_codes::{DONE, FAILED};
use super::{Outcome, Stop};
use clap::Args;
use soap_security::{
    AllowedAlgorithms, Certificate, Diagnosis, DigestMethod, ErrorKind, Inbound, Part, SecretKey,
    SignatureMethod,
};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) const EXAMPLES: &str = "\
Examples:
  Does the signature fit the message, whoever made it?
    wsdl-codegen verify request.xml
  Would I accept it? The certificate of the partner is known:
    wsdl-codegen verify response.xml --trust partner.pem --old
  Which bytes did the digest cover?
    wsdl-codegen verify request.xml --verbose

For each reference of each signature it prints the digest that the signature
has and that of the message, and a mistake that explains a difference. Secrets
in canonical forms are masked.";

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The message, a SOAP envelope; `-` is the standard input.
    message: PathBuf,

    /// A certificate that is trusted, in PEM. Without it and --authority the signatures are checked, and not who made them.
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,

    /// An authority whose certificates are trusted, in PEM.
    #[arg(long, value_name = "FILE")]
    authority: Vec<PathBuf>,

    /// A file with the shared secret of HMAC signatures, as bytes.
    #[arg(long, value_name = "FILE")]
    secret: Option<PathBuf>,

    /// A certificate that the message names and does not bring, in PEM.
    #[arg(long, value_name = "FILE")]
    known: Vec<PathBuf>,

    /// The actor or role of the security header.
    #[arg(long, value_name = "URI")]
    actor: Option<String>,

    /// Do not ask how old the message is: one from a log is always too old.
    #[arg(long)]
    old: bool,

    /// Allow SHA-1 in digests and signatures.
    #[arg(long)]
    allow_sha1: bool,
}

pub(super) fn run(arguments: &Verify, console: &mut Console) -> Outcome {
    let message = read(&arguments.message)?;
    let policy = policy(arguments)?;
    let found = policy
        .diagnose(&message)
        .map_err(|error| Stop::Failed(error.to_string()))?;
    let trusts = !arguments.trust.is_empty()
        || !arguments.authority.is_empty()
        || arguments.secret.is_some();
    console.print(&report(&found, trusts, console.is_verbose()))?;
    Ok(if is_right(&found, trusts) {
        DONE
    } else {
        FAILED
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    let named = |error: std::io::Error| Stop::Failed(format!("{}: {error}", path.display()));
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(named)?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(named)
}

fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Stop> {
    let mut all = Vec::new();
    for path in paths {
        let named = |reason: String| Stop::Failed(format!("{}: {reason}", path.display()));
        let bytes = read(path)?;
        let text = String::from_utf8_lossy(&bytes);
        let some = match text.contains("-----BEGIN") {
            true => Certificate::all_from_pem(&text),
            false => Certificate::from_der(&bytes).map(|one| vec![one]),
        };
        let some = some.map_err(|error| named(error.to_string()))?;
        if some.is_empty() {
            return Err(named("it has no certificate".into()));
        }
        all.extend(some);
    }
    Ok(all)
}

fn policy(arguments: &Verify) -> Result<Inbound, Stop> {
    let mut policy = Inbound::new().require_signed([Part::Body]);
    for certificate in certificates(&arguments.trust)? {
        policy = policy.trust_certificate(certificate);
    }
    for certificate in certificates(&arguments.authority)? {
        policy = policy.trust_authority(certificate);
    }
    for certificate in certificates(&arguments.known)? {
        policy = policy.with_known_certificate(certificate);
    }
    if let Some(secret) = &arguments.secret {
        policy = policy.trust_secret(SecretKey::new(read(secret)?), None);
    }
    if let Some(actor) = &arguments.actor {
        policy = policy.with_actor(actor);
    }
    if arguments.old {
        const YEARS: u64 = 1000;
        let long = Duration::from_secs(YEARS * 365 * 86_400);
        policy = policy.with_max_age(long).with_clock_skew(long);
    }
    if arguments.allow_sha1 {
        policy = policy.with_algorithms(
            AllowedAlgorithms::default()
                .with_signature(SignatureMethod::RsaSha1)
                .with_signature(SignatureMethod::EcdsaSha1)
                .with_signature(SignatureMethod::HmacSha1)
                .with_digest(DigestMethod::Sha1),
        );
    }
    Ok(policy)
}

/// Whether the message would be accepted; if nobody is trusted, whether all signatures are right.
fn is_right(found: &Diagnosis, trusts: bool) -> bool {
    let right = !found.signatures.is_empty()
        && found.signatures.iter().all(|signature| {
            signature.readable.is_ok()
                && signature.value.is_ok()
                && signature.references.iter().all(|one| one.is_right())
        });
    right && (!trusts || found.verdict.is_ok())
}

fn report(found: &Diagnosis, trusts: bool, verbose: bool) -> String {
    let mut text = found.to_string();
    let untrusted = |kind: ErrorKind| kind == ErrorKind::Untrusted;
    if !trusts
        && found
            .verdict
            .as_ref()
            .is_err_and(|error| untrusted(error.kind()))
    {
        // The first line says that nobody is trusted, which the caller knows.
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        text = format!(
            "the signatures are {}; --trust and --authority say whose are accepted\n{rest}",
            if is_right(found, false) {
                "right"
            } else {
                "not right"
            }
        );
    }
    if found.signatures.is_empty() {
        text.push_str("the message has no signature\n");
    }
    if verbose {
        for one in found.signatures.iter().flat_map(|one| &one.references) {
            text.push_str(&format!(
                "canonical form of '{}':\n{}\n",
                one.uri, one.canonical
            ));
        }
    }
    text
}
