//! `?` needs the result, which `.await` or `.wait()` gives.
use example_services::orders::order_desk::*;

async fn place(desk: &OrderDeskClient, order: &PlaceOrder) -> Result<i64, soap_runtime::Error> {
    Ok(desk.place_order(order)?.body.order_number)
}

fn main() {}
