//! Client and server of the runtime together.

use super::both_ways::{both_ways, dispatcher, serve};
use super::{ALLOCATOR, alone};
use soap_runtime::transport::{Reqwest, Ureq};
use soap_runtime::{CallOptions, Client};
use std::time::{Duration, Instant};

/// Each way of HTTP: its peak of memory beyond what was there before, of both sides.
fn peaks(count: u64) -> Vec<(&'static str, usize, Duration)> {
    let _alone = alone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = serve(dispatcher()).await;
        let http2 = Reqwest::builder().http2_prior_knowledge().build().unwrap();
        let mut peaks = Vec::new();
        for (name, client) in [
            ("reqwest", Client::new(&url, Reqwest::new().unwrap())),
            ("reqwest, HTTP/2", Client::new(&url, http2)),
            ("ureq", Client::blocking(&url, Ureq::new())),
        ] {
            let client = client.with_options(CallOptions::new().with_timeout(Duration::MAX));
            let version = both_ways(&client, 1 << 20).await;
            assert_eq!(version == http::Version::HTTP_2, name.contains("HTTP/2"));
            let before = ALLOCATOR.current_usage();
            ALLOCATOR.reset_peak_usage();
            let begun = Instant::now();
            both_ways(&client, count).await;
            let peak = ALLOCATOR.peak_usage().saturating_sub(before);
            peaks.push((name, peak, begun.elapsed()));
        }
        peaks
    })
}

#[test]
fn neither_side_collects() {
    for (name, peak, _) in peaks(48 << 20) {
        assert!(peak < 12 << 20, "{name}: {peak} bytes of memory");
    }
}

/// `cargo test --release -p soap-runtime --all-features --test attachments_memory -- --ignored --nocapture`
#[test]
#[ignore = "sends and reads 4 GB three times"]
fn four_gigabytes_through_our_server() {
    for (name, peak, time) in peaks(4 << 30) {
        println!("our server, {name}: {peak} bytes of memory, {time:.1?}");
        assert!(peak < 32 << 20, "{name}: {peak} bytes of memory");
    }
}
