//! The service learns of errors that its callers learn nothing of.

use super::service::{Enabled, IS_ENABLED, RequestHeaders, ResponseHeaders};
use super::{Toggles, XML11, answer, dispatcher, enabled, fault11, post};
use soap_runtime::server::{Dispatcher, Error, FailureKind, Request, Response};
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A failure as the hook sees it: kind, text, and whether there is a cause.
type Seen = Arc<Mutex<Vec<(FailureKind, String, bool)>>>;

fn watched(dispatcher: Dispatcher) -> (Dispatcher, Seen) {
    let seen = Seen::default();
    let kept = seen.clone();
    let dispatcher = dispatcher.on_error(move |failure| {
        let one = (
            failure.kind(),
            failure.to_string(),
            failure.source().is_some(),
        );
        kept.lock().unwrap().push(one);
        panic!("a hook that panics does not keep the answer back");
    });
    (dispatcher, seen)
}

#[test]
fn what_the_caller_is_not_told() {
    let service = Arc::new(Toggles::default());
    let limited = dispatcher(&service).time_limit(Some(Duration::from_millis(50)));
    let (watched, seen) = watched(limited);
    for (name, kind, text, has_cause) in [
        (
            "panic",
            FailureKind::Panic,
            "CustomerService.IsEnabled: the service panicked",
            false,
        ),
        (
            "unwritable",
            FailureKind::Fault,
            "the fault cannot be written",
            true,
        ),
        (
            "slow",
            FailureKind::Timeout,
            "CustomerService.IsEnabled: the service took too long",
            false,
        ),
    ] {
        let (status, _, _) = answer(&watched, post(XML11, enabled(name)));
        assert_eq!(status, 500, "{name}");
        let told = std::mem::take(&mut *seen.lock().unwrap());
        assert_eq!(told, [(kind, text.to_owned(), has_cause)], "{name}");
    }
    // Faults that the service chose are no failures of it.
    for name in ["refuse", "fail"] {
        answer(&watched, post(XML11, enabled(name)));
    }
    assert_eq!(*seen.lock().unwrap(), []);
}

#[test]
fn a_response_that_cannot_be_written() {
    let dispatcher = Dispatcher::builder(Arc::new(()))
        .operation(
            &IS_ENABLED,
            |_, _: Request<Enabled, RequestHeaders>| async {
                // A character that XML cannot carry.
                Ok::<_, Error>(Response::<String, ResponseHeaders>::new("\u{1}".to_owned()))
            },
        )
        .build();
    let (watched, seen) = watched(dispatcher);
    assert_eq!(
        answer(&watched, post(XML11, enabled("x"))),
        fault11("Server", "The service has failed.")
    );
    let text = "CustomerService.IsEnabled: the response cannot be written";
    assert_eq!(
        *seen.lock().unwrap(),
        [(FailureKind::Response, text.to_owned(), true)]
    );
}
