//! A choice is made from a value of one of its branches.
use example_services::orders::order_desk::*;
use example_services::orders::types::*;

fn order(customer: Person, lines: Vec<Line>, line: Line) -> PlaceOrder {
    PlaceOrder::new(customer, lines, line)
}

fn main() {}
