//! A branch of a choice holds a value of its own type.
use example_services::orders::order_desk::*;
use example_services::orders::types::*;

fn pay(card: Card) -> PlaceOrderChoice {
    PlaceOrderChoice::Invoice(card)
}

fn main() {}
