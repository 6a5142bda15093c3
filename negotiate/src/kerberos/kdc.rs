//! Asks the KDC for tickets (RFC 4120, section 3).

use super::Account;
use super::messages::{KeyRecipe, Request, Ticket};
use super::random_failed;
use super::reasons::{PREAUTHENTICATION_REQUIRED, Refusal};
use super::tcp::ask;
use crate::mechanism::HandshakeError;

const UNREADABLE: HandshakeError = HandshakeError::new("the KDC's answer cannot be read");

/// Signs the user in: the ticket that others are granted by.
pub(super) fn ticket_of_user(account: &Account) -> Result<Ticket, HandshakeError> {
    let (user, realm) = (&account.user, &account.realm);
    let ask = |key: Option<&_>| {
        let request = Request::for_user(user, realm, key).ok_or_else(random_failed)?;
        let answer = ask(account, &request.message)?;
        Ok::<_, HandshakeError>((request, answer))
    };
    let key_of = |recipe: Option<KeyRecipe>| {
        recipe
            .ok_or(HandshakeError::new(
                "the KDC knows no key of this user of an encryption type that is spoken here (AES)",
            ))?
            .key(user, realm, &account.password)
            .ok_or(HandshakeError::new(
                "the KDC asks for a key of the password that is too weak, or too much work",
            ))
    };
    let (request, answer) = ask(None)?;
    let (request, answer, key) = match Refusal::read(&answer) {
        None => {
            let key = key_of(KeyRecipe::of_answer(&answer))?;
            (request, answer, key)
        }
        Some(refusal) if refusal.code == PREAUTHENTICATION_REQUIRED => {
            let key = key_of(KeyRecipe::of_refusal(&refusal.data))?;
            let (request, answer) = ask(Some(&key))?;
            (request, answer, key)
        }
        Some(refusal) => return Err(refusal.of_kdc()),
    };
    if let Some(refusal) = Refusal::read(&answer) {
        return Err(refusal.of_kdc());
    }
    const WRONG: HandshakeError = HandshakeError::new(
        "the KDC's answer cannot be decrypted with the password: one of the two is wrong",
    );
    request.answer(11, &answer, &key).ok_or(WRONG)
}

/// The ticket of a service.
pub(super) fn ticket_of_service(
    account: &Account,
    granting: &Ticket,
    service: &str,
) -> Result<Ticket, HandshakeError> {
    let request =
        Request::for_service(granting, &account.realm, service).ok_or_else(random_failed)?;
    let answer = ask(account, &request.message)?;
    if let Some(refusal) = Refusal::read(&answer) {
        return Err(refusal.of_kdc());
    }
    let key = granting.key();
    request.answer(13, &answer, key).ok_or(UNREADABLE)
}
