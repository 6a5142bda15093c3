//! Turns a camera and receives its events, with an asynchronous client.

use example_services::camera::types::Position;
use example_services::camera::{CameraClient, Move, MoveFault, Subscribe};
use example_services::{camera_stand_in, start};
use soap_runtime::Client;
use soap_runtime::transport::Reqwest;
use soap_runtime::ws::Addressing;
use std::error::Error;
use std::sync::mpsc::channel;
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let transport = Reqwest::new()?;
    let url = start(camera_stand_in::server(transport.clone()))?;
    let (sender, events) = channel();
    let consumer = start(camera_stand_in::consumer(sender))?;

    let camera = CameraClient::new(Client::new(url, transport)).with_raw_headers(Addressing::new());
    let until = camera.subscribe(&Subscribe { consumer }).await?.body.until;
    println!("subscribed until {until}");
    for pan in [30.0, 120.0] {
        let request = Move {
            profile: "main".to_owned(),
            position: Position {
                pan,
                tilt: 0.0,
                zoom: None,
            },
            speed: None,
        };
        match camera.r#move(&request).await {
            Ok(response) => println!("at {pan} in {}", response.body.arrival),
            Err(error) => match error.fault() {
                Some(MoveFault::Unreachable(detail)) => {
                    println!("{pan} is out of reach, {} is not", detail.nearest.pan);
                }
                _ => return Err(error.into()),
            },
        }
    }
    let event = events.recv_timeout(Duration::from_secs(5))?;
    let properties = event.property.iter();
    let properties: Vec<String> = properties
        .map(|one| format!("{}={}", one.name, one.value))
        .collect();
    println!("event {}: {}", event.topic, properties.join(", "));
    Ok(())
}
