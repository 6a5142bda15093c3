//! A stand-in for the camera, and the consumer of its events.

use crate::camera::camera_server::{self, CameraServer};
use crate::camera::event_consumer::{EventConsumerClient, Notify, NotifyProperty};
use crate::camera::event_consumer_server::{self, EventConsumerServer};
use crate::camera::types::{Position, Unreachable};
use crate::camera::{Move, MoveFault, MoveResponse, Subscribe, SubscribeResponse};
use soap_runtime::server::{Dispatcher, Request, Response, Result};
use soap_runtime::transport::Reqwest;
use soap_runtime::ws::Addressing;
use soap_runtime::{Client, DateTime};
use std::sync::Mutex;
use std::sync::mpsc::Sender;

/// Turns by at most 90 degrees, and tells its subscriber of each move.
#[derive(Debug)]
pub struct StandIn {
    transport: Reqwest,
    /// The URL of the consumer.
    consumer: Mutex<Option<String>>,
}

impl CameraServer for StandIn {
    async fn r#move(&self, request: Request<Move>) -> Result<MoveResponse, (), MoveFault> {
        let Position { pan, tilt, zoom } = request.body.position;
        if pan.abs() > 90.0 || tilt.abs() > 90.0 {
            let nearest = Position {
                pan: pan.clamp(-90.0, 90.0),
                tilt: tilt.clamp(-90.0, 90.0),
                zoom,
            };
            return Err(MoveFault::Unreachable(Unreachable { nearest }).into());
        }
        let consumer = self
            .consumer
            .lock()
            .ok()
            .and_then(|consumer| consumer.clone());
        if let Some(consumer) = consumer {
            let client = Client::new(consumer, self.transport.clone());
            let events = EventConsumerClient::new(client).with_raw_headers(Addressing::new());
            let event = Notify {
                topic: "moved".to_owned(),
                at: at(),
                property: vec![NotifyProperty {
                    name: "pan".to_owned(),
                    value: pan.to_string(),
                }],
            };
            // A consumer that has gone is no failure of the move.
            let _ = events.notify(&event).await;
        }
        Ok(Response::new(MoveResponse {
            arrival: "PT0.5S".parse().unwrap_or_default(),
        }))
    }

    async fn subscribe(&self, request: Request<Subscribe>) -> Result<SubscribeResponse> {
        if let Ok(mut consumer) = self.consumer.lock() {
            *consumer = Some(request.body.consumer);
        }
        Ok(Response::new(SubscribeResponse { until: at() }))
    }
}

/// The camera behind a dispatcher.
pub fn server(transport: Reqwest) -> Dispatcher {
    let camera = StandIn {
        transport,
        consumer: Mutex::default(),
    };
    camera_server::dispatcher(camera).addressing()
}

/// Receives the events of a camera.
#[derive(Debug)]
pub struct Consumer(pub Sender<Notify>);

impl EventConsumerServer for Consumer {
    async fn notify(&self, request: Request<Notify>) -> Result<()> {
        // The receiver may have gone.
        let _ = self.0.send(request.body);
        Ok(Response::new(()))
    }
}

/// The consumer behind a dispatcher.
pub fn consumer(events: Sender<Notify>) -> Dispatcher {
    event_consumer_server::dispatcher(Consumer(events)).addressing()
}

/// A camera's clock: it stands still, so that a program prints the same each time.
fn at() -> DateTime {
    "2026-11-29T12:00:00Z".parse().unwrap_or_default()
}
