//! A struct needs all of its members.
use example_services::orders::types::*;

fn main() {
    let _ = OutOfStock { article: "book".to_owned() };
}
