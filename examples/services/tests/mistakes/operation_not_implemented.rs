//! A server implements all operations.
use example_services::camera::*;
use example_services::camera::camera_server::CameraServer;
use soap_runtime::server::{Request, Result};

struct Fixed;

impl CameraServer for Fixed {
    async fn subscribe(&self, _: Request<Subscribe>) -> Result<SubscribeResponse> {
        unimplemented!()
    }
}

fn main() {}
