//! `xs:decimal` has more digits than `f64`.
use example_services::orders::types::*;

fn main() {
    let _ = Line { count: None, article: "book".to_owned(), price: 12.5 };
}
