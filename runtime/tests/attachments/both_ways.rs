//! A server of the runtime that reads an attachment and answers with one of as many bytes.

#![allow(dead_code)] // Each test binary uses a part of it.

use super::files::{Files, SEND};
use soap_runtime::server::{Dispatcher, Error, Request, Response, TimeLimits};
use soap_runtime::soap::FaultCode;
use soap_runtime::{AttachmentLimits, Base64Binary, ByteStream, Client, Fault, StreamedAttachment};
use std::io::Read;
use std::sync::Arc;

fn unreadable(error: std::io::Error) -> Fault {
    Fault::new(FaultCode::Sender, error.to_string())
}

async fn answer(mut request: Request<Files>) -> Result<Response<Files>, Error> {
    let id = request.body.file[0].content_id().unwrap_or_default();
    let part = request.attachments.part(id).await.map_err(unreadable)?;
    let mut part = part.ok_or_else(|| Fault::new(FaultCode::Sender, "no part"))?;
    let mut bytes = 0;
    while let Some(piece) = part.body.next().await {
        bytes += piece.map_err(unreadable)?.len() as u64;
    }
    let mut response = Response::new(Files::default());
    response.body.file.push(Base64Binary::in_part("back"));
    let back = ByteStream::from_reader(std::io::repeat(b'z').take(bytes)).with_length(bytes);
    Ok(response.with_attachment(StreamedAttachment::new("back", "text/plain", back)))
}

pub fn dispatcher() -> Dispatcher {
    Dispatcher::builder(Arc::new(()))
        .operation(&SEND, |_, request: Request<Files>| answer(request))
        .build()
        .stream_attachments(AttachmentLimits::new())
        .time_limits(TimeLimits::default().with_operation(None))
}

/// Serves over HTTP/1.1 and HTTP/2, and returns the address.
pub async fn serve(dispatcher: Dispatcher) -> String {
    let router = axum::Router::new().fallback_service(dispatcher);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/files", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Sends so many bytes and reads as many, without holding them.
pub async fn both_ways(client: &Client, count: u64) -> http::Version {
    let request = Files {
        name: None,
        file: vec![Base64Binary::in_part("film")],
    };
    let film = ByteStream::from_reader(std::io::repeat(b'a').take(count)).with_length(count);
    let call = client.call::<Files, ()>(&SEND, &request);
    let call = call.attach(StreamedAttachment::new("film", "video/mp4", film));
    let (response, mut attachments) = call.attachments().await.unwrap();
    assert_eq!(response.body.file[0].content_id(), Some("back"));
    let mut part = attachments.part("back").await.unwrap().unwrap();
    let mut bytes = 0;
    while let Some(piece) = part.body.next().await {
        let piece = piece.unwrap();
        assert!(piece.iter().all(|byte| *byte == b'z'));
        bytes += piece.len() as u64;
    }
    assert_eq!(bytes, count);
    attachments.finish().await.unwrap();
    response.http.version
}
