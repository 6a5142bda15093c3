//! A struct with required members has no default: `..Line::new(article, price)` does it.
use example_services::orders::types::*;

fn main() {
    let _ = Line { article: "book".to_owned(), ..Default::default() };
}
