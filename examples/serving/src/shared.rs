//! State that several servers behind a load balancer share: tickets of sessions, and messages that were received before.

use crate::redis::Redis;
use guide::shop::{
    BookShopServer, FindBooks, FindBooksResponse, PlaceOrder, PlaceOrderFault, PlaceOrderResponse,
    RequestHeaders, ResponseHeaders, SignIn, SignInResponse,
};
use soap_runtime::server::{Request, Response, Result};
use soap_runtime::{Fault, soap::FaultCode};
use soap_security::{ReplayCache, Seen};
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The time that a ticket is good for.
const SESSION: Duration = Duration::from_secs(3600);

/// Messages that were received before, by any of the servers.
#[derive(Clone, Debug)]
pub struct SharedReplays(pub Arc<Redis>);

impl ReplayCache for SharedReplays {
    fn insert(&self, id: &[u8], until: SystemTime, now: SystemTime) -> Seen {
        let key = [b"replay:", id].concat();
        // A second more: clocks of servers differ, and an id that is kept too long does no harm.
        let time = until.duration_since(now).unwrap_or_default() + Duration::from_secs(1);
        // This thread serves other requests, too. Without Tokio's other threads it may block only for a short time.
        match self.0.set_new(&key, b"", time) {
            Ok(true) => Seen::New,
            Ok(false) => Seen::Before,
            // Nobody knows: the message is refused, and may be sent again with another id.
            Err(_) => Seen::Full,
        }
    }
}

/// A shop whose sessions any of the servers knows.
#[derive(Clone, Debug)]
pub struct Shop(pub Arc<Redis>);

impl Shop {
    /// Asks the store on a thread that may block.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Redis) -> io::Result<T> + Send + 'static,
    ) -> std::result::Result<T, Fault> {
        let store = self.0.clone();
        let answer = tokio::task::spawn_blocking(move || question(&store)).await;
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            // Callers are not told of the store.
            _ => Err(Fault::new(FaultCode::Receiver, "Try again later.")),
        }
    }

    /// The user of a session.
    async fn user(&self, headers: &RequestHeaders) -> std::result::Result<String, Fault> {
        let refused = || Fault::new(FaultCode::Sender, "There is no such session: sign in.");
        let session = headers.session.as_ref().ok_or_else(refused)?;
        let key = format!("ticket:{}", session.ticket);
        let user = self.ask(move |store| store.get(key.as_bytes())).await?;
        let user = user.and_then(|user| String::from_utf8(user).ok());
        user.ok_or_else(refused)
    }
}

/// A ticket that nobody can guess.
fn ticket() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl BookShopServer for Shop {
    async fn sign_in(&self, request: Request<SignIn>) -> Result<SignInResponse> {
        let SignIn { user, password } = request.body;
        // Who may sign in is not what this example shows.
        if password != "secret" {
            return Err(Fault::new(FaultCode::Sender, "The password is wrong.").into());
        }
        let issue = move |store: &Redis| {
            let ticket = ticket()?;
            let key = format!("ticket:{ticket}");
            store.set_new(key.as_bytes(), user.as_bytes(), SESSION)?;
            Ok(ticket)
        };
        let ticket = self.ask(issue).await?;
        Ok(Response::new(SignInResponse::new(ticket)))
    }

    async fn find_books(
        &self,
        request: Request<FindBooks, RequestHeaders>,
    ) -> Result<FindBooksResponse, ResponseHeaders> {
        self.user(&request.headers).await?;
        let headers = ResponseHeaders::default();
        Ok(Response::with_headers(
            FindBooksResponse::default(),
            headers,
        ))
    }

    async fn place_order(
        &self,
        request: Request<PlaceOrder, RequestHeaders>,
    ) -> Result<PlaceOrderResponse, (), PlaceOrderFault> {
        self.user(&request.headers).await?;
        Err(Fault::new(FaultCode::Receiver, "The shop sells nothing today.").into())
    }
}
