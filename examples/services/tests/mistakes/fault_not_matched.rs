//! A later version of the contract may declare more faults.
use example_services::orders::order_desk::*;

fn show(fault: PlaceOrderFault) -> String {
    match fault {
        PlaceOrderFault::OutOfStock(detail) => detail.article,
        PlaceOrderFault::PaymentRefused(detail) => detail.reason,
    }
}

fn main() {}
