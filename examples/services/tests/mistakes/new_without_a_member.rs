//! `new` takes all required members.
use example_services::orders::types::*;

fn main() {
    let _ = Line::new("book");
}
