//! Interceptors, header providers, and the single retry.

use super::*;

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Observer for Log {
    fn before(&self, call: &CallContext, request: &http::Request<Bytes>) {
        self.0.lock().unwrap().push(format!(
            "> {} {} {}",
            call.operation.name,
            call.attempt,
            request.body().len()
        ));
    }
    fn after(&self, call: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        let what = response.map_or_else(
            |error| error.to_string(),
            |response| response.body().len().to_string(),
        );
        self.0
            .lock()
            .unwrap()
            .push(format!("< {} {} {what}", call.operation.name, call.attempt));
    }
}

#[test]
fn observers_see_the_exact_bytes() {
    let mock = mock([ok()]);
    mock.fail(TransportError::new(TransportErrorKind::Closed, "gone"));
    let log = Arc::new(Log::default());
    let client = Client::blocking(URL, mock.clone())
        .with_options(CallOptions::new().with_observer(log.clone()));
    is_enabled(&client).wait().unwrap();
    is_enabled(&client).wait().unwrap_err();
    let length = sent(&mock, 0).len();
    let seen = log.0.lock().unwrap().clone();
    assert_eq!(
        seen,
        [
            format!("> IsEnabled 1 {length}"),
            format!("< IsEnabled 1 {}", enabled_reply().len()),
            format!("> IsEnabled 1 {length}"),
            "< IsEnabled 1 gone".into()
        ]
    );
}

/// Returns tickets, and one new ticket after a failure of the service.
#[derive(Default)]
struct Tickets(Mutex<u32>);

impl Tickets {
    fn next(&self) -> Headers {
        let mut count = self.0.lock().unwrap();
        *count += 1;
        Headers::of(RequestHeaders {
            application_token: Some("from the source".into()),
            credentials: Some(Credentials {
                ticket: Some(format!("7T:ticket-{count}")),
            }),
        })
    }
}

impl HeaderProvider for Tickets {
    fn headers<'a>(&'a self, _: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>> {
        Box::pin(async { Ok(self.next()) })
    }
    fn headers_blocking(&self, _: &CallContext) -> Result<Headers, Error> {
        Ok(self.next())
    }
    fn should_retry(&self, _: &CallContext, error: &Error, _: &Headers) -> bool {
        error.service::<service::ExceptionInfo>().is_some()
    }
}

fn refusal() -> MockResponse {
    let header = format!(
        "<ExceptionInfo xmlns=\"{NS}\"><Message>ticket 7T:ticket-1 has expired</Message></ExceptionInfo>"
    );
    MockResponse::xml(envelope(
        &header,
        "<IsEnabledResponse><Response>false</Response></IsEnabledResponse>",
    ))
}

#[test]
fn headers_of_a_provider_and_one_retry() {
    for awaited in [false, true] {
        let mock = mock([refusal(), ok(), refusal(), refusal(), ok()]);
        let log = Arc::new(Log::default());
        let own = RequestHeaders {
            application_token: Some("own".into()),
            credentials: None,
        };
        let client = Client::blocking(URL, mock.clone())
            .with_options(
                CallOptions::new()
                    .with_header_provider(Tickets::default())
                    .with_observer(log.clone()),
            )
            .with_headers(own);
        let call = |client: &Client| {
            if awaited {
                block_on(is_enabled(client))
            } else {
                is_enabled(client).wait()
            }
        };
        // The first attempt is refused, the second succeeds. Nothing of the first reply remains.
        let reply = call(&client).unwrap();
        assert_eq!(
            (reply.body.response, reply.headers.exception_info.is_none()),
            (Some(true), true)
        );
        // Both attempts are refused. There is no third.
        let error = call(&client).unwrap_err();
        assert_eq!(
            error.to_string(),
            "CustomerService.IsEnabled: ticket 7T:ticket-1 has expired"
        );
        assert_eq!(mock.responses_left(), 1);
        for (index, ticket) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
            let message = sent(&mock, index);
            assert!(
                message.contains(&format!("<s:Header><ApplicationToken>own</ApplicationToken><Credentials><Ticket>7T:ticket-{ticket}</Ticket></Credentials></s:Header><s:Body><IsEnabled><Name>x</Name></IsEnabled></s:Body>")),
                "{message}"
            );
        }
        let attempts: Vec<String> = log
            .0
            .lock()
            .unwrap()
            .iter()
            .filter(|line| line.starts_with('>'))
            .map(|line| line[..13].to_owned())
            .collect();
        assert_eq!(
            attempts,
            [
                "> IsEnabled 1",
                "> IsEnabled 2",
                "> IsEnabled 1",
                "> IsEnabled 2"
            ]
        );
    }
}

/// A log line for each call has room for the call, and not for the tables of its operation.
#[test]
fn a_call_is_printed_in_short() {
    #[derive(Default)]
    struct Shown(Mutex<String>);
    impl Observer for Shown {
        fn before(&self, call: &CallContext, _: &http::Request<Bytes>) {
            let id = call.id.to_string();
            *self.0.lock().unwrap() = format!("{call:?}").replace(&id, "ID");
        }
    }
    let shown = Arc::new(Shown::default());
    let mock = mock([MockResponse::xml(enabled_reply())]);
    let client = Client::blocking(URL, mock).with_observer(shown.clone());
    is_enabled(&client).wait().unwrap();
    assert_eq!(
        *shown.0.lock().unwrap(),
        r#"CallContext { service: "CustomerService", operation: "IsEnabled", id: ID, attempt: 1 }"#
    );
    let operation = format!("{IS_ENABLED:?}");
    assert!(
        operation.starts_with(
            r#"Operation { service: "CustomerService", name: "IsEnabled", soap_action: "#
        ) && operation.ends_with(", version: Soap11, .. }"),
        "{operation}"
    );
}
