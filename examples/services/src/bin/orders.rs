//! Places orders: derived types, a choice, two faults, a log, a time limit, the mock and the server.

use example_services::orders::{order_desk::*, types::*};
use example_services::{orders_stand_in, start};
use soap_runtime::transport::{MockTransport, Reqwest, TransportError, TransportErrorKind};
use soap_runtime::{CallContext, Client, Decimal, GYearMonth, Observer};
use std::error::Error;
use std::time::Duration;

/// Logs each message as it is sent, without secrets.
struct Log;

impl Observer for Log {
    fn before(&self, call: &CallContext, request: &http::Request<bytes::Bytes>) {
        println!("-> {} {} bytes", call.operation.name, request.body().len());
    }
}

fn order(article: &str, payment: PlaceOrderChoice) -> Result<PlaceOrder, Box<dyn Error>> {
    let customer = Person::new("ann@example.com", "Ann");
    let line = Line::new(article, "12.50".parse::<Decimal>()?);
    Ok(PlaceOrder {
        note: Some("ring twice".to_owned()),
        ..PlaceOrder::new(customer, vec![line], payment)
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = start(orders_stand_in::server())?;
    let desk = OrderDeskClient::new(Client::new(url, Reqwest::new()?))
        .with_timeout(Duration::from_secs(10))
        .with_observer(Log);
    let card = PlaceOrderChoice::from(Card::new("4111", "2030-01".parse::<GYearMonth>()?));
    let invoice = PlaceOrderChoice::Invoice("nobody".to_owned());
    for (article, payment) in [("book", card.clone()), ("rare", card), ("book", invoice)] {
        match desk.place_order(&order(article, payment)?).await {
            Ok(placed) => println!("order {}: {}", placed.body.order_number, placed.body.total),
            Err(error) => match error.fault() {
                Some(PlaceOrderFault::OutOfStock(detail)) => {
                    println!("{} left of {}", detail.left, detail.article)
                }
                Some(PlaceOrderFault::PaymentRefused(detail)) => {
                    println!("refused: {}", detail.reason)
                }
                _ => return Err(error.into()),
            },
        }
    }
    // A test needs no server: this one is never reached.
    let mock = MockTransport::new();
    mock.fail(TransportError::new(TransportErrorKind::Timeout, "too slow"));
    let desk = OrderDeskClient::new(Client::new("http://orders.example/", mock));
    let late = desk
        .place_order(&order("book", PlaceOrderChoice::Invoice("Ann".to_owned()))?)
        .await;
    println!("late: {}", late.is_err_and(|error| error.is_timeout()));
    Ok(())
}
