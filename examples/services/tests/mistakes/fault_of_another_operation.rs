//! An operation returns the faults that the contract declares for it.
use example_services::camera::MoveFault;
use example_services::orders::order_desk::*;
use soap_runtime::server::Result;

fn refuse(fault: MoveFault) -> Result<PlaceOrderResponse, (), PlaceOrderFault> {
    Err(fault.into())
}

fn main() {}
