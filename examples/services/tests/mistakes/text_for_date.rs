//! Dates are parsed: `"2026-11-29".parse()`.
use example_services::vat::vat_check::*;

fn main() {
    let _ = CheckVatResponse::new("DK", "123456789", "2026-11-29", true);
}
