//! A stand-in for the order desk.

use crate::orders::order_desk::{
    PlaceOrder, PlaceOrderChoice, PlaceOrderFault, PlaceOrderResponse,
};
use crate::orders::order_desk_server::{OrderDeskServer, dispatcher};
use crate::orders::types::{OutOfStock, PaymentRefused};
use soap_runtime::server::{Contract, Dispatcher, Error, Request, Response, Result};

/// Sells everything but books of the title `rare`, and takes no invoices of `nobody`.
#[derive(Debug)]
pub struct Desk;

impl OrderDeskServer for Desk {
    async fn place_order(
        &self,
        request: Request<PlaceOrder>,
    ) -> Result<PlaceOrderResponse, (), PlaceOrderFault> {
        let order = request.body;
        if let Some(line) = order.line.iter().find(|line| line.article == "rare") {
            let detail = OutOfStock {
                article: line.article.clone(),
                left: 0,
            };
            return Err(PlaceOrderFault::OutOfStock(detail).into());
        }
        if order.choice == PlaceOrderChoice::Invoice("nobody".to_owned()) {
            let detail = PaymentRefused {
                reason: "no credit".to_owned(),
            };
            let refused = Error::from(PlaceOrderFault::PaymentRefused(detail));
            return Err(refused.with_reason("The invoice is refused."));
        }
        let total = order.line.into_iter().next().map(|line| line.price);
        Ok(Response::new(PlaceOrderResponse {
            order_number: 4711,
            total: total.unwrap_or_default(),
        }))
    }
}

/// The desk behind a dispatcher. Its contract is served with all documents that it imports.
pub fn server() -> Dispatcher {
    let contract = Contract::new("orders.wsdl", include_str!("../wsdl/orders.wsdl"))
        .with_document("types/orders.xsd", include_str!("../wsdl/types/orders.xsd"))
        .with_document("types/people.xsd", include_str!("../wsdl/types/people.xsd"));
    dispatcher(Desk).wsdl(contract)
}
