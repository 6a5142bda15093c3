//! Members own their text.
use example_services::orders::types::*;

fn main() {
    let _ = PaymentRefused { reason: "no credit" };
}
