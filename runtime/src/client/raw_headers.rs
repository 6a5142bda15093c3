//! Writing header blocks that no contract declares.

use super::{CallOptions, RequestContext};
use crate::binding::{self, Complex, Field, Name, Struct};
use crate::soap::Operation;
use crate::{Error, RawElement};

/// Header blocks as they are, as a struct that the writer knows how to write.
pub(super) struct RawHeaders(Vec<RawElement>);

static RAW_HEADERS: Struct = Struct::new(Name::new("", ""), &[binding::unknown()]);

impl Complex for RawHeaders {
    fn descriptor(&self) -> &'static Struct {
        &RAW_HEADERS
    }

    fn member(&self, index: usize) -> Option<&dyn Field> {
        (index == 0).then_some(&self.0 as &dyn Field)
    }

    fn member_mut(&mut self, _: usize) -> Option<&mut dyn Field> {
        None
    }
}

impl RawHeaders {
    /// Asks all providers for the headers of one message.
    pub(super) fn ask(operation: &'static Operation, options: &CallOptions) -> Result<Self, Error> {
        let context = RequestContext {
            operation,
            endpoint: options.endpoint.as_deref().unwrap_or_default(),
        };
        let mut all = Vec::new();
        for provider in &options.raw_headers {
            all.extend(provider.headers(&context)?);
        }
        Ok(Self(all))
    }
}
