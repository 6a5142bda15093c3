//! The options of a client that meet a policy, as Rust. Keys and passwords are the caller's.

mod keys;

use crate::ground::{Addressing, Demand, DemandKind, PasswordKind};

/// The methods of a client that set up what its policy asks for, one a line. Empty if there is nothing to set up.
///
/// `identity` is the key and certificate of the caller, `server` the certificate of the service, `user` and `password` an account.
pub fn recommended(policy: &[Demand], addressing: Option<Addressing>) -> Vec<String> {
    let mut lines = Vec::new();
    for demand in policy.iter().filter(|one| !one.is_optional) {
        match demand.kind {
            DemandKind::HttpAuthentication("Basic") => {
                lines.push(".with_auth(soap_runtime::Basic::new(user, password))".to_owned());
            }
            DemandKind::HttpAuthentication("Digest") => {
                lines.push(".with_auth(soap_runtime::Digest::new(user, password))".to_owned());
            }
            _ => {}
        }
    }
    if addressing == Some(Addressing::Required) {
        lines.push(".with_raw_headers(soap_runtime::ws::Addressing::new())".to_owned());
    }
    if needs(policy, |kind| *kind == DemandKind::Mtom) {
        lines.push(".with_mtom(1024)".to_owned());
    }
    let is_secured = needs(policy, |kind| {
        matches!(
            kind,
            DemandKind::Timestamp
                | DemandKind::UsernameToken(_)
                | DemandKind::Assertion
                | DemandKind::Signature(_)
                | DemandKind::Encrypted(_)
        )
    });
    if is_secured {
        lines.extend(security(policy));
    }
    lines
}

/// Whether a policy asks for something of this kind that can be met.
fn needs(policy: &[Demand], test: impl Fn(&DemandKind) -> bool) -> bool {
    let mut all = policy.iter().filter(|one| !one.is_optional);
    all.any(|one| one.kind.can_be_met() && test(&one.kind))
}

/// `MessageSecurity`, with the steps in their order.
fn security(policy: &[Demand]) -> Vec<String> {
    let mut steps = Vec::new();
    if needs(policy, |kind| *kind == DemandKind::Timestamp) {
        steps.push(".with_timestamp(Duration::from_secs(300))".to_owned());
    }
    for demand in policy.iter().filter(|one| !one.is_optional) {
        let token = match demand.kind {
            DemandKind::UsernameToken(PasswordKind::Text) => "text(user, password)",
            DemandKind::UsernameToken(PasswordKind::Digest) => "digest(user, password)",
            DemandKind::UsernameToken(PasswordKind::None) => "name_only(user)",
            _ => continue,
        };
        steps.push(format!(".with_username(UsernameToken::{token})"));
    }
    if needs(policy, |kind| *kind == DemandKind::Assertion) {
        steps.push(".with_assertion(assertion)".to_owned());
    }
    let mut lines = vec![
        ".with_envelope_interceptor(MessageSecurity::new().with_outbound(".to_owned(),
        "    Outbound::new()".to_owned(),
    ];
    let steps = steps.into_iter().chain(keys::protection(policy));
    lines.extend(steps.map(|step| format!("        {step}")));
    lines.push("))".to_owned());
    lines
}
