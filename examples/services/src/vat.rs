//! A stand-in for the service that checks tax numbers.

use crate::vat::vat_check::{CheckVat, CheckVatResponse};
use crate::vat::vat_check_server::{VatCheckServer, dispatcher};
use soap_runtime::server::{Dispatcher, Request, Response, Result};
use soap_runtime::soap::FaultCode;
use soap_runtime::{Date, Fault};

/// Knows one number: `123456789` of Denmark (`DK`).
#[derive(Debug)]
pub struct Register;

impl VatCheckServer for Register {
    async fn check_vat(&self, request: Request<CheckVat>) -> Result<CheckVatResponse> {
        let asked = request.body;
        if asked.country_code == "ZZ" {
            // A fault that the contract does not declare.
            return Err(Fault::new(FaultCode::Receiver, "MS_UNAVAILABLE").into());
        }
        let valid = asked.country_code == "DK" && asked.vat_number == "123456789";
        Ok(Response::new(CheckVatResponse {
            country_code: asked.country_code,
            vat_number: asked.vat_number,
            request_date: Date::new(2026, 11, 29).unwrap_or_default(),
            valid,
            name: valid.then(|| "Example A/S".to_owned()),
            address: None,
        }))
    }
}

/// The register behind a dispatcher, with its contract at `?wsdl`.
pub fn server() -> Dispatcher {
    dispatcher(Register).wsdl(include_str!("../wsdl/vat.wsdl"))
}
