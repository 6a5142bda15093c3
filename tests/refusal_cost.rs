//! Measures the cost of each reply of the table from its last byte to the outcome: time and memory, without a network.
//!
//! `BLESS=1 cargo test --release --test refusal_cost` writes `docs/robustness-cost.md`. The figures depend on the
//! machine; the test checks the bounds.
//!
//! This file has a single test, since it measures the memory of the whole process.

#[path = "hostile/rows.rs"]
#[allow(dead_code)]
mod rows;
#[path = "hostile/wire.rs"]
#[allow(dead_code)]
mod wire;

use std::fmt::Write;
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use peak_alloc::PeakAlloc;
use rows::{Call, rows};
use superoffice_services83::customer_service::*;
use superoffice_services83::soap_runtime::Client;
use superoffice_services83::soap_runtime::transport::{BlockingTransport, TransportError};

/// A transport that returns a given response.
#[derive(Default)]
struct Ready(Mutex<Option<http::Response<Bytes>>>);

impl BlockingTransport for Ready {
    fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        Ok(self.0.lock().expect("no panic").take().expect("a response"))
    }
}

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Runs `act`. Returns its result and the most memory that it needed, in bytes.
fn peak_of<T>(act: impl FnOnce() -> T) -> (T, u64) {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let outcome = act();
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    (outcome, peak as u64)
}

#[test]
fn refusals_are_quick_and_small() {
    // Builds without optimization are slower, and other tests run at the same time.
    let slack = if cfg!(debug_assertions) { 20 } else { 1 };
    let transport = Arc::new(Ready::default());
    let client = CustomerServiceClient::new(Client::blocking(
        "http://127.0.0.1/CustomerService.svc",
        transport.clone(),
    ));
    let mut table = String::from(
        "| reply | outcome | bytes | milliseconds | bound | peak memory, MB | bound |\n|---|---|---|---|---|---|---|\n",
    );
    let mut wrong = Vec::new();
    for row in rows()
        .into_iter()
        .filter(|row| !row.reply.is_about_the_connection())
    {
        let mut best = Duration::MAX;
        let mut memory = u64::MAX;
        let mut outcome = "";
        // Without optimization one measurement is enough.
        for _ in 0..if cfg!(debug_assertions) { 1 } else { 3 } {
            *transport.0.lock().expect("no panic") = Some(row.reply.response());
            let ((failed, elapsed), peak) = peak_of(|| {
                let start = Instant::now();
                let failed = match row.call {
                    Call::Void => client
                        .update_feature_toggles(&UpdateFeatureToggles::default())
                        .wait()
                        .err(),
                    Call::Bool => client.has_chat_notify(&HasChatNotify).wait().err(),
                    Call::Sms => client
                        .create_default_sms_config(&CreateDefaultSmsConfig)
                        .wait()
                        .err(),
                };
                (failed.is_some(), start.elapsed())
            });
            outcome = if failed { "error" } else { "value" };
            best = best.min(elapsed);
            memory = memory.min(peak);
        }
        let length = row.reply.len();
        let time_bound = Duration::from_millis(50)
            + Duration::from_millis(10) * u32::try_from(length >> 20).unwrap_or(u32::MAX);
        let memory_bound = 2 * length as u64 + (4 << 20);
        if best > time_bound * slack {
            wrong.push(format!(
                "{}: {best:?}, and {time_bound:?} is allowed",
                row.name
            ));
        }
        // An accepted reply holds memory for its content; a refusal keeps none.
        if outcome == "error" && memory > memory_bound {
            wrong.push(format!(
                "{}: {memory} bytes, and {memory_bound} are allowed",
                row.name
            ));
        }
        let _ = writeln!(
            table,
            "| {} | {outcome} | {length} | {:.2} | {} | {:.2} | {:.1} |",
            row.name,
            best.as_secs_f64() * 1e3,
            time_bound.as_millis(),
            memory as f64 / 1_048_576.0,
            memory_bound as f64 / 1_048_576.0,
        );
    }
    if std::env::var_os("BLESS").is_some() {
        let page = format!(
            "<!-- Written by `BLESS=1 cargo test --release --test refusal_cost`. -->\n# What right and wrong replies cost\n\n\
             From the last byte of the reply to the outcome: the best of three, on one machine. A refusal may take 50 ms and 10 ms per MB, and twice the reply's size \
             and 4 MB of memory; the memory bound does not hold for replies that are accepted, which hold what they say.\n\n{table}"
        );
        fs::write(
            concat!(env!("CARGO_MANIFEST_DIR"), "/docs/robustness-cost.md"),
            page,
        )
        .expect("docs/ can be written");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
