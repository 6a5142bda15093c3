//! A client borrows the request.
use example_services::orders::order_desk::*;

fn place(desk: &OrderDeskClient, order: PlaceOrder) {
    let _ = desk.place_order(order).wait();
}

fn main() {}
