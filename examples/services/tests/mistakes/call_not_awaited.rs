//! A call that is neither awaited nor waited for is not sent.
#![deny(unused_must_use)]
use example_services::orders::order_desk::*;

async fn place(desk: &OrderDeskClient, order: &PlaceOrder) {
    desk.place_order(order);
}

fn main() {}
