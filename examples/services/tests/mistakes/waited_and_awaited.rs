//! A call is awaited or waited for, and not both.
use example_services::orders::order_desk::*;

async fn place(desk: &OrderDeskClient, order: &PlaceOrder) -> Result<i64, soap_runtime::Error> {
    Ok(desk.place_order(order).wait().await?.body.order_number)
}

fn main() {}
