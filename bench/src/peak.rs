//! The peak memory of reading or writing a document of a series, and the memory that remains afterwards.
//!
//! ```text
//! peak SERIES SIZE                                 prints bytes of the message, of the result, and of the peak
//! ```
//! This is its own program, because its allocator counts.

use bench::{linear, ours};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The memory that is in use after `act`, and the peak while it runs, both less the memory in use before.
fn measured<T>(act: impl FnOnce() -> T) -> (T, usize, usize) {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let result = act();
    let beyond = |usage: usize| usage.saturating_sub(before);
    (
        result,
        beyond(ALLOCATOR.current_usage()),
        beyond(ALLOCATOR.peak_usage()),
    )
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [series, size] = &arguments[..] else {
        return Err("usage: peak SERIES SIZE".into());
    };
    let options = linear::options();
    let (writes, series) = match series.strip_prefix("write-") {
        Some(series) => (true, series),
        None => (false, series.as_str()),
    };
    let (document, text) = linear::document(series, size.parse()?)?;
    let (message, left, peak) = measured(|| ours::read_with(document, text.as_bytes(), &options));
    let message = message?.0;
    let (length, left, peak) = if writes {
        let mut out = Vec::new();
        let (written, _, peak) = measured(|| ours::write(&message, &mut out));
        written?;
        // Unused capacity does not count as a result.
        (out.len(), out.len(), peak)
    } else {
        (text.len(), left, peak)
    };
    println!("{length} {left} {peak}");
    Ok(())
}
