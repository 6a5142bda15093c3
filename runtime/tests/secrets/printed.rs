//! Everything that was printed, and of which types.

use soap_runtime::{Error, ErrorDetails, Reply};
use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::fmt::{Debug, Display};
use std::sync::{Arc, Mutex};

/// Texts that users can see. Clones share them.
#[derive(Clone, Default)]
pub struct Printed(Arc<Mutex<Texts>>);

#[derive(Default)]
struct Texts {
    texts: BTreeSet<String>,
    types: BTreeSet<String>,
}

impl Printed {
    fn add(&self, name: String, text: String) {
        let mut all = self.0.lock().unwrap();
        all.types.insert(name);
        all.texts.insert(text);
    }

    pub fn debug<T: Debug + ?Sized>(&self, value: &T) {
        self.add(name_of::<T>(), format!("{value:?} {value:#?}"));
    }

    pub fn display<T: Display + ?Sized>(&self, value: &T) {
        self.add(name_of::<T>(), format!("{value} {value:#}"));
    }

    /// The texts since the last time.
    pub fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.0.lock().unwrap().texts)
    }

    /// The names of the types that were printed by `Debug` or `Display`, without their paths.
    pub fn types(&self) -> BTreeSet<String> {
        self.0.lock().unwrap().types.clone()
    }

    /// An error, and what caused it.
    pub fn cause<T: StdError + 'static>(&self, error: &T) {
        self.display(error);
        self.debug(error);
        let mut cause = error.source();
        while let Some(error) = cause {
            self.display(error);
            self.debug(error);
            cause = error.source();
        }
    }

    /// Everything of an error that is for people.
    pub fn error(&self, error: &Error) {
        self.cause(error);
        self.debug(&error.kind());
        self.debug(error.details());
        match error.details() {
            ErrorDetails::InvalidRequest(error) => self.cause(error),
            ErrorDetails::Transport(error) => self.cause(error),
            ErrorDetails::Http(error) => {
                self.cause(error);
                self.debug(&error.reason);
                self.debug(&error.content_type);
            }
            ErrorDetails::Fault(fault) => {
                self.cause(fault);
                self.display(&fault.code);
                self.debug(&fault.code);
                self.debug(&fault.reasons);
                self.display(fault.reason());
            }
            ErrorDetails::Decode(error) => {
                self.cause(error);
                self.display(error.path());
            }
            ErrorDetails::Encode(error) => self.cause(error),
            ErrorDetails::Service(error) => {
                self.cause(error);
                self.display(error.message());
            }
            ErrorDetails::Rejected(error) => self.cause(error),
            _ => unreachable!("a kind of error that this test does not know"),
        }
    }

    /// A response that was read: all but its content, in which a service says what it likes.
    pub fn response<B: Debug, H: Debug>(&self, response: &Reply<B, H>) {
        self.debug(response);
        self.debug(&response.skipped);
        self.debug(&response.deviations);
        for deviation in &response.deviations {
            self.debug(deviation);
        }
        for skipped in &response.skipped {
            self.debug(skipped);
        }
    }
}

fn name_of<T: ?Sized>() -> String {
    let name = std::any::type_name::<T>();
    let name = name.split(['<', '[']).next().unwrap_or(name);
    name.rsplit("::").next().unwrap_or(name).to_owned()
}

/// Spans and events of `soap_runtime`.
impl tracing::Subscriber for Printed {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("soap_runtime")
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Fields(self));
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Fields(self));
    }

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields(self));
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

struct Fields<'a>(&'a Printed);

impl tracing::field::Visit for Fields<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        self.0
            .add("tracing".to_owned(), format!("{}={value:?}", field.name()));
    }
}
