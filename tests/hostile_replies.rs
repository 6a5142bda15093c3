//! Gives right and wrong replies to the generated client over HTTP: it must refuse every wrong one and read every right
//! one. `BLESS=1` writes the tables in `docs/`.

#[path = "hostile/rows.rs"]
mod rows;
#[path = "hostile/wire.rs"]
#[allow(dead_code)] // each test uses its part
mod wire;

use std::fmt::Write;
use std::time::{Duration, Instant};

use rows::{Call, Expect, Row, rows};
use superoffice_services83::customer_service::*;
use superoffice_services83::service_error;
use superoffice_services83::soap_runtime::transport::{Reqwest, Ureq};
use superoffice_services83::soap_runtime::{CallOptions, Client, Error, ErrorDetails};
use superoffice_services83::types::*;
use wire::Server;

/// How many of the 60 scored rows other toolkits get right, for replies of the same kinds.
const PEERS: [(&str, u32); 9] = [
    ("JAX-WS RI 2.3", 48),
    ("zeep 4.3 (strict)", 47),
    ("PHP 8.2 ext-soap", 46),
    ("zeep 4.3 (lax)", 41),
    ("SOAP::Lite 1.27", 40),
    ("suds-community 1.2", 39),
    ("node-soap 1.13", 38),
    ("strong-soap 5.0", 34),
    ("xsdata 26.10", 33),
];

/// The time limit of a call whose reply is short.
const LIMIT: Duration = Duration::from_secs(1);

/// A value in words, or the kind of an error and its text.
type Outcome = Result<String, (&'static str, String)>;

/// Makes one of the three calls over a transport.
trait Caller {
    fn call(&self, call: Call, timeout: Duration) -> Outcome;
}

struct Blocking(CustomerServiceClient);

impl Caller for Blocking {
    fn call(&self, call: Call, timeout: Duration) -> Outcome {
        let client = timed(&self.0, timeout);
        let result = match call {
            Call::Void => client
                .update_feature_toggles(&UpdateFeatureToggles::default())
                .wait()
                .map(|_| "()".to_owned()),
            Call::Bool => client
                .has_chat_notify(&HasChatNotify)
                .wait()
                .map(|reply| boolean(&reply.body)),
            Call::Sms => client
                .create_default_sms_config(&CreateDefaultSmsConfig)
                .wait()
                .map(|reply| describe(&reply.body.response.unwrap_or_default())),
        };
        result.map_err(|error| (kind(&error), error.to_string()))
    }
}

struct Awaited(CustomerServiceClient, tokio::runtime::Runtime);

impl Caller for Awaited {
    fn call(&self, call: Call, timeout: Duration) -> Outcome {
        let client = timed(&self.0, timeout);
        let result = self.1.block_on(async {
            match call {
                Call::Void => client
                    .update_feature_toggles(&UpdateFeatureToggles::default())
                    .await
                    .map(|_| "()".to_owned()),
                Call::Bool => client
                    .has_chat_notify(&HasChatNotify)
                    .await
                    .map(|reply| boolean(&reply.body)),
                Call::Sms => client
                    .create_default_sms_config(&CreateDefaultSmsConfig)
                    .await
                    .map(|reply| describe(&reply.body.response.unwrap_or_default())),
            }
        });
        result.map_err(|error| (kind(&error), error.to_string()))
    }
}

fn timed(client: &CustomerServiceClient, timeout: Duration) -> CustomerServiceClient {
    client.with_options(
        CallOptions::new()
            .with_timeout(timeout)
            .with_error_header(service_error),
    )
}

fn boolean(body: &HasChatNotifyResponse) -> String {
    body.response
        .map_or_else(|| "absent".to_owned(), |value| value.to_string())
}

fn describe(config: &SmsConfig) -> String {
    let mut parts = Vec::new();
    match &config.default_sms_country {
        Some(country) if country.len() > 1000 => {
            parts.push(format!("country: {} bytes", country.len()))
        }
        Some(country) => parts.push(format!("country={country}")),
        None => {}
    }
    if let Some(provider) = &config.net_server_sms_provider {
        parts.push(format!("provider={provider}"));
    }
    if let Some(mask) = config
        .table_right
        .as_ref()
        .and_then(|right| right.mask.as_ref())
    {
        let flags: Vec<&str> = mask.iter().map(ETableRightFlag::as_str).collect();
        parts.push(format!("mask={}", flags.join(" ")));
    }
    parts.join(" ")
}

fn kind(error: &Error) -> &'static str {
    match error.details() {
        ErrorDetails::Transport(_) => "Transport",
        ErrorDetails::Http(_) => "Http",
        ErrorDetails::Fault(_) => "Fault",
        ErrorDetails::Decode(_) => "Decode",
        ErrorDetails::Encode(_) => "Encode",
        ErrorDetails::Service(_) => "Service",
        _ => "other",
    }
}

/// Gives every row to a client. Returns the table, the number of right rows of all rows, and the failures.
fn run(caller: impl FnOnce(&str) -> Box<dyn Caller>) -> (String, (u32, u32), Vec<String>) {
    let server = Server::start();
    let url = server.url();
    let caller = caller(&url);
    // The port is another one each time.
    let authority = url.split('/').nth(2).unwrap_or_default();
    let mut table =
        String::from("| reply | what the server does | expected | ours |\n|---|---|---|---|\n");
    let mut wrong = Vec::new();
    let mut score = (0, 0);
    for row in rows() {
        let big = row.reply.len() > 1 << 20;
        let limit = if big { Duration::from_secs(60) } else { LIMIT };
        server.answer_with(row.reply.clone());
        let start = Instant::now();
        let outcome = caller.call(row.call, limit);
        let elapsed = start.elapsed();
        let right = is_right(&row, &outcome);
        // Generous, so that a busy machine does not fail the test. `refusal_cost` checks the strict bounds.
        let bound = limit + Duration::from_secs(2);
        if !right || elapsed > bound {
            wrong.push(format!(
                "{}: {outcome:?} after {elapsed:?}, expected {:?}",
                row.name, row.expect
            ));
        }
        if !row.policy {
            score.1 += 1;
            score.0 += u32::from(right);
        }
        let _ = writeln!(
            table,
            "| {} | {} | {}{} | {} |",
            row.name,
            row.what,
            if row.policy { "policy: " } else { "" },
            match row.expect {
                Expect::Value(value) => format!("`{value}`"),
                Expect::Error(kind) => format!("error: {kind}"),
            },
            match &outcome {
                Ok(value) => format!("`{}`", clip(value)),
                Err((kind, text)) => {
                    format!("{kind}: {}", clip(&text.replace(authority, "localhost")))
                }
            },
        );
    }
    (table, score, wrong)
}

fn is_right(row: &Row, outcome: &Outcome) -> bool {
    match (row.expect, outcome) {
        (Expect::Value(expected), Ok(value)) => expected == value,
        (Expect::Error(expected), Err((kind, _))) => expected == *kind,
        _ => false,
    }
}

/// Shortens a text to one line.
fn clip(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(160).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short.replace('|', "\\|").replace('<', "&lt;")
}

/// Compares a page with the one in `docs/`; with `BLESS=1` writes it.
fn keep(name: &str, page: &str) {
    let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, page).expect("docs/ can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some(difference) = testkit::first_difference(&format!("docs/{name}"), &committed, page) {
        panic!("{difference}\nto accept: BLESS=1 cargo test --test hostile_replies");
    }
}

#[test]
fn every_reply_is_taken_for_what_it_is() {
    let (table, (right, all), wrong) = run(|url| {
        Box::new(Blocking(CustomerServiceClient::new(Client::blocking(
            url,
            Ureq::new(),
        ))))
    });
    assert!(
        wrong.is_empty(),
        "{} rows are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let mut page = format!(
        "<!-- Written by `BLESS=1 cargo test --test hostile_replies`. -->\n# Right and wrong replies\n\n\
         A server on loopback answers with exactly this; the generated client of CustomerService calls it. Rows marked *policy* have no \
         single right answer: what stands there is what this client does, and they are not counted. The same rows pass over both \
         transports.\n\n| toolkit | right of {all} |\n|---|---|\n| **this project** | **{right}** |\n"
    );
    for (peer, right) in PEERS {
        let _ = writeln!(page, "| {peer} | {right} |");
    }
    keep("robustness-client.md", &format!("{page}\n{table}"));
}

#[test]
fn every_reply_is_taken_for_what_it_is_over_reqwest() {
    let (_, score, wrong) = run(|url| {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let transport = Reqwest::new().expect("a transport");
        Box::new(Awaited(
            CustomerServiceClient::new(Client::new(url, transport)),
            runtime,
        ))
    });
    assert!(
        wrong.is_empty(),
        "{} rows are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(score, (60, 60));
}

/// A server repeats the secrets of the request, and no error shows them.
#[test]
fn a_ticket_that_comes_back_is_masked() {
    const TICKET: &str = "7T:c2VjcmV0LXRpY2tldA==";
    let server = Server::start();
    let client = CustomerServiceClient::new(Client::blocking(server.url(), Ureq::new()))
        .with_headers(RequestHeaders {
            credentials: Some(SoCredentials {
                ticket: Some(TICKET.into()),
            }),
            ..RequestHeaders::default()
        });
    for reply in [
        wire::soap11(format!("junk {TICKET}")),
        wire::soap11(wire::envelope(&format!("<x>{TICKET}</x>"))),
        wire::soap11(wire::envelope(&format!(
            "<s:Fault><faultcode>s:Client</faultcode><faultstring>{TICKET}</faultstring></s:Fault>"
        ))),
        wire::soap11(TICKET.to_owned()).status(500),
    ] {
        server.answer_with(reply);
        let error = client
            .has_chat_notify(&HasChatNotify)
            .wait()
            .expect_err("an error");
        let said = format!("{error} {error:?} {error:#?}");
        assert!(
            !said.contains(TICKET) && !said.contains("c2VjcmV0"),
            "{said}"
        );
    }
}
