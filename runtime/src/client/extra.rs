//! SOAP headers that no contract declares.

use super::CallOptions;
use crate::binding::{self, Complex, Name, Place, Struct};
use crate::soap::Operation;
use crate::{Error, RawElement};

/// The request that headers are made for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RequestContext<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The URL that is called.
    pub endpoint: &'a str,
}

/// SOAP headers that the contract does not declare, made for each message: see
/// [`CallOptions::extra_headers`](crate::CallOptions::extra_headers). A [`RawElement`] is the same header in each message.
pub trait ExtraHeaders: Send + Sync + 'static {
    /// The headers of one message. Called once per attempt of a call, and by [`Client::request`](crate::Client::request).
    ///
    /// # Errors
    /// Whatever keeps them from being made; the call ends with it.
    fn headers(&self, context: &RequestContext<'_>) -> Result<Vec<RawElement>, Error>;

    /// Namespaces of reply headers that whoever uses this understands: such a header marked `mustUnderstand` is no error, and is
    /// found in [`Reply::unknown_headers`](crate::Reply::unknown_headers).
    fn understood(&self) -> &'static [&'static str] {
        &[]
    }
}

impl ExtraHeaders for RawElement {
    fn headers(&self, _: &RequestContext<'_>) -> Result<Vec<RawElement>, Error> {
        Ok(vec![self.clone()])
    }
}

/// Headers as they are, as a struct that the writer knows how to write.
pub(super) struct Raw(Vec<RawElement>);

static RAW: Struct = Struct::new(Name::new("", ""), &[binding::unknown()]);

impl Complex for Raw {
    fn descriptor(&self) -> &'static Struct {
        &RAW
    }

    fn member(&self, index: usize) -> Option<&dyn Place> {
        (index == 0).then_some(&self.0 as &dyn Place)
    }

    fn member_mut(&mut self, _: usize) -> Option<&mut dyn Place> {
        None
    }
}

/// The extra headers of a message.
pub(super) fn of(operation: &'static Operation, options: &CallOptions) -> Result<Raw, Error> {
    let context = RequestContext {
        operation,
        endpoint: options.endpoint.as_deref().unwrap_or_default(),
    };
    let mut all = Vec::new();
    for one in &options.extra_headers {
        all.extend(one.headers(&context)?);
    }
    Ok(Raw(all))
}
