//! Sends a call again after its ticket was refused.

use super::sign_in::SignIn;
use super::tickets::Tickets;
use soap_runtime::transport::BoxFuture;
use soap_runtime::{CallContext, Error, HeaderProvider, Headers};

impl HeaderProvider for Tickets {
    fn headers<'a>(&'a self, _: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>> {
        Box::pin(async { Ok(self.granted().await?.headers) })
    }

    fn headers_blocking(&self, _: &CallContext) -> Result<Headers, Error> {
        Ok(self.granted_blocking()?.headers)
    }

    /// True if the ticket was refused and the session can get another one. The second attempt signs in, unless another
    /// call has done so meanwhile.
    fn should_retry(&self, _: &CallContext, error: &Error, sent: &Headers) -> bool {
        if matches!(self.sign_in, SignIn::Ticket) || !(self.refusal)(error) {
            return false;
        }
        if let Some(held) = self.single_flight.held()
            && held.value.headers.is_same(sent)
        {
            self.single_flight.refuse(held.generation);
        }
        true
    }
}
