//! The Probe service that the peers' clients are tested against. It gives the values of a case and says whether they
//! came back.

use crate::generated::probe::*;
use crate::values;
use soap_runtime::server::{self, Request, Response, Result};
use soap_runtime::soap::FaultCode;
use soap_runtime::{Fault, Nillable};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The service. It keeps the last text that it received.
#[derive(Clone, Debug, Default)]
pub(crate) struct Service {
    told: Arc<Mutex<Option<String>>>,
}

impl ProbeServer for Service {
    async fn give(&self, request: Request<Give>) -> Result<GiveResponse> {
        let case = request.body.case.unwrap_or_default();
        let mut result = values::of(&case);
        if case == "notified" {
            // The reply to a one-way request may arrive before the request is handled.
            for _ in 0..100 {
                let told = self.told.lock().ok().and_then(|mut told| told.take());
                if let Some(told) = told {
                    result.text = Nillable::Value(told);
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(Response::new(GiveResponse {
            result: Some(result),
        }))
    }

    async fn echo(&self, request: Request<Echo>) -> Result<EchoResponse> {
        let mut came = request.body.value.unwrap_or_default();
        let sent = values::of(came.case.as_deref().unwrap_or_default());
        came.verdict = Some(values::verdict(&sent, &came));
        Ok(Response::new(EchoResponse { result: Some(came) }))
    }

    async fn fail(&self, request: Request<Fail>) -> Result<FailResponse, (), FailFault> {
        match request.body.how.as_deref() {
            Some("typed") => {
                let trouble = Trouble {
                    number: Some(42),
                    reason: Some("Because <&>".to_owned()),
                };
                Err(server::Error::from(FailFault::Trouble(trouble)).with_reason("Declared æøå"))
            }
            Some("plain") => Err(Fault::new(FaultCode::Sender, "Plain æøå").into()),
            // An error that the service does not handle.
            _ => panic!("not foreseen"),
        }
    }

    async fn notify(&self, request: Request<Notify>) -> Result<()> {
        if let Ok(mut told) = self.told.lock() {
            *told = request.body.text;
        }
        Ok(Response::new(()))
    }
}
