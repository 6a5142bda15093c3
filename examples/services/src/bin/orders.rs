//! A whole program: orders with a choice and derived types, two faults, a log, a time limit, the mock and a server.
use example_services::{orders::*, start};
use soap_runtime::server::{self, Request, Response};
use soap_runtime::transport::{MockTransport, Reqwest, TransportError, TransportErrorKind};
use soap_runtime::{CallContext, Client, Decimal, GYearMonth, Observer};
use std::{error::Error, time::Duration};

struct Log;
impl Observer for Log {
    fn before(&self, call: &CallContext, request: &http::Request<bytes::Bytes>) {
        println!("-> {} {} bytes", call.operation.name, request.body().len());
    }
}

struct Desk;
impl OrderDeskServer for Desk {
    async fn place_order(
        &self,
        request: Request<PlaceOrder>,
    ) -> server::Result<PlaceOrderResponse, (), PlaceOrderFault> {
        let Some(line) = request.body.line.iter().find(|line| line.article == "book") else {
            return Err(PlaceOrderFault::OutOfStock(OutOfStock::new("rare", 0)).into());
        };
        if request.body.choice.as_card().is_none() {
            return Err(PlaceOrderFault::PaymentRefused(PaymentRefused::new("no credit")).into());
        }
        let placed = PlaceOrderResponse::new(4711, line.price.clone());
        Ok(Response::new(placed))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new(start(dispatcher(Desk))?, Reqwest::new()?).with_observer(Log);
    let desk = OrderDeskClient::new(client.with_timeout(Duration::from_secs(10)));
    let invoice = PlaceOrderChoice::Invoice("Ann".to_owned());
    let card = PlaceOrderChoice::from(Card::new("4111", GYearMonth::new(2030, 1)?));
    let customer = Person::new("ann@example.com", "Ann");
    let mut order = PlaceOrder::new(customer, vec![], card.clone()).with_note("ring twice");
    for (article, payment) in [("book", card.clone()), ("rare", card), ("book", invoice)] {
        order.line = vec![Line::new(article, Decimal::try_from("12.50")?)];
        order.choice = payment;
        match desk.place_order(&order).await {
            Ok(placed) => println!("order {}: {}", placed.body.order_number, placed.body.total),
            Err(error) => match error.fault() {
                Some(PlaceOrderFault::OutOfStock(one)) => println!("no {}", one.article),
                Some(PlaceOrderFault::PaymentRefused(one)) => println!("refused: {}", one.reason),
                _ => return Err(error.into()),
            },
        }
    }
    // A test needs no server: this one is never reached.
    let mock = MockTransport::new();
    mock.fail(TransportError::new(TransportErrorKind::Timeout, "too slow"));
    let desk = OrderDeskClient::new(Client::new("http://orders.example/", mock));
    let late = desk.place_order(&order).await;
    println!("late: {}", late.is_err_and(|error| error.is_timeout()));
    Ok(())
}
