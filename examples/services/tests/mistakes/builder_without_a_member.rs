//! The other members are set after the required ones, a required choice included.
use example_services::orders::order_desk::*;
use example_services::orders::types::*;

fn order(customer: PartyKind, lines: Vec<Line>) -> PlaceOrder {
    PlaceOrder::new(customer, lines).with_note("soon")
}

fn main() {}
