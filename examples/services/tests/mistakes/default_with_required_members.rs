//! A type with required members has no default: `new` takes them.
use example_services::orders::types::*;

fn main() {
    let _ = OutOfStock { article: "book".to_owned(), ..OutOfStock::default() };
}
