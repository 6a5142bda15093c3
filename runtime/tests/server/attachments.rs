//! Requests and responses with attachments: in memory, and as streams over HTTP/1.1.

use super::*;
#[path = "../attachments/both_ways.rs"]
mod both_ways;
#[path = "../attachments/files.rs"]
mod files;

use both_ways::serve;
use files::{Files, SEND, TYPE, bytes, include, package};
#[cfg(any(feature = "http2", feature = "ureq"))]
use soap_runtime::ByteStream;
use soap_runtime::server::TimeLimits;
#[cfg(feature = "ureq")]
use soap_runtime::{Attachment, EnvelopeContext, EnvelopeInterceptor, Rejection};
use soap_runtime::{AttachmentLimits, Base64Binary, StreamedAttachment};

type Asked = Request<Files>;

/// Answers with the parts of the request as they were, and a member of the response in each.
async fn echo(mut request: Asked) -> soap_runtime::server::Result<Files> {
    let mut response = Response::new(Files::default());
    for file in &request.body.file {
        response.body.name = Some(format!("{} bytes in the message", file.len()));
    }
    while let Some(part) = request.attachments.next().await {
        let part = part.map_err(|error| Fault::new(FaultCode::Sender, error.to_string()))?;
        let id = format!("of {}", part.content_id);
        let content_type = part.content_type.clone();
        let body = part.body.to_bytes(10 << 20).await;
        let body = body.map_err(|error| Fault::new(FaultCode::Sender, error.to_string()))?;
        response.body.file.push(Base64Binary::in_part(&id));
        response = response.with_attachment(StreamedAttachment::new(id, content_type, body));
    }
    Ok(response)
}

fn server() -> Dispatcher {
    Dispatcher::builder(Arc::new(()))
        .operation(&SEND, |_, request: Asked| echo(request))
        .build()
}

fn packed() -> Bytes {
    let message = files::envelope(&include("a"));
    let a = bytes(2000, 1);
    package(&[
        (
            "root@x",
            "Content-Type: application/xop+xml; type=\"text/xml\"\r\n",
            message.as_bytes(),
        ),
        ("a", "Content-Type: image/png\r\n", &a),
    ])
    .into()
}

#[test]
fn in_memory_and_as_streams() {
    let streaming = server().stream_attachments(AttachmentLimits::new());
    for (dispatcher, of_message) in [(server(), 2001), (streaming, 0)] {
        let (status, content_type, body) = answer(&dispatcher, post(TYPE, packed()));
        assert_eq!(status, 200, "{body}");
        assert!(
            content_type.starts_with(
                "multipart/related; type=\"application/xop+xml\"; start=\"<root@soap-runtime>\""
            ),
            "{content_type}"
        );
        assert!(
            body.contains(&format!("<Name>{of_message} bytes in the message</Name>")),
            "{body}"
        );
        assert!(body.contains("href=\"cid:of%20a\""), "{body}");
        assert!(body.contains("Content-Type: image/png\r\n"), "{body}");
        let sent = bytes(2000, 1);
        let sent = String::from_utf8_lossy(&sent).into_owned();
        assert!(body.contains(&sent), "the bytes of the part");
    }
}

#[test]
fn a_header_that_starts_like_the_boundary() {
    let streaming = server().stream_attachments(AttachmentLimits::new());
    let message = files::envelope(&include("a"));
    let (root, part) = (
        "Content-Type: application/xop+xml; type=\"text/xml\"\r\n",
        "--b-1-and-more: text\r\nContent-Type: image/png\r\n",
    );
    let body = package(&[("root@x", root, message.as_bytes()), ("a", part, b"abc")]);
    for dispatcher in [server(), streaming] {
        let (status, _, body) = answer(&dispatcher, post(TYPE, Bytes::from(body.clone())));
        assert_eq!(status, 200, "{body}");
        assert!(body.contains("\r\n\r\nabc\r\n"), "{body}");
    }
}

#[test]
fn wrong_packages() {
    let mut read = soap_runtime::xml::ReadOptions::default();
    read.limits.message = 1500;
    read.limits.attachments = 5;
    let whole = packed();
    let cut = whole.slice(..whole.len() - 20);
    let streaming = |limits| server().stream_attachments(limits);
    let new = AttachmentLimits::new;
    for (dispatcher, content_type, body, status, expected) in [
        (
            server(),
            "multipart/related",
            whole.clone(),
            400,
            "without a boundary",
        ),
        (
            server(),
            "multipart/related; boundary=c",
            whole.clone(),
            400,
            "without its closing boundary",
        ),
        (
            streaming(new()),
            "multipart/related; boundary=c",
            whole.clone(),
            400,
            "without its closing boundary",
        ),
        (
            server(),
            TYPE,
            cut.clone(),
            400,
            "without its closing boundary",
        ),
        // The operation has begun then.
        (
            streaming(new()),
            TYPE,
            cut,
            500,
            "without its closing boundary",
        ),
        (
            server().read(read.clone()),
            TYPE,
            whole.clone(),
            413,
            "too large",
        ),
        (
            streaming(new().with_part_bytes(100)),
            TYPE,
            whole.clone(),
            500,
            "more than 100 bytes",
        ),
        (
            streaming(new().with_parts(0)),
            TYPE,
            whole.clone(),
            500,
            "more parts than the limit",
        ),
        (
            server(),
            "application/xop+xml",
            whole.clone(),
            415,
            "text/xml",
        ),
    ] {
        let (found, _, body) = answer(&dispatcher, post(content_type, body));
        assert!(
            found == status && body.contains(expected),
            "{status} {expected}: {found} {body}"
        );
    }
    // A message beside an attachment that is larger than messages may be.
    let dispatcher = streaming(new()).read(read);
    let (status, _, body) = answer(&dispatcher, post(TYPE, whole));
    // `handle` collects the response, which has a limit.
    assert!(status == 500 && body.contains("Server"), "{status} {body}");
}

/// Neither decoded nor read.
#[test]
fn compressed_packages_are_refused() {
    use tower_service::Service;
    struct Unread;
    impl http_body::Body for Unread {
        type Data = Bytes;
        type Error = std::io::Error;
        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<std::io::Result<http_body::Frame<Bytes>>>> {
            panic!("the body is read")
        }
    }
    for coding in ["gzip", "deflate", "identity, gzip"] {
        let mut dispatcher = server().stream_attachments(AttachmentLimits::new());
        let request = http::Request::post("/files")
            .header("content-type", TYPE)
            .header("content-encoding", coding)
            .body(Unread)
            .unwrap();
        let response = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(dispatcher.call(request))
            .unwrap();
        assert_eq!(response.status(), 415, "{coding}");
    }
}

#[test]
fn a_content_id_that_stands_twice() {
    let message = files::envelope("");
    let dispatcher = |strict| {
        let mut read = soap_runtime::xml::ReadOptions::default();
        read.strict = strict;
        let answering = |_, mut request: Asked| async move {
            let mut response = Response::<_, ()>::new(Files::default());
            while let Some(part) = request.attachments.next().await {
                part.map_err(|error| Fault::new(FaultCode::Sender, error.to_string()))?;
            }
            response.body.name = Some(request.attachments.repeated().join(" "));
            Ok::<_, Error>(response)
        };
        let builder = Dispatcher::builder(Arc::new(())).operation(&SEND, answering);
        builder.build().read(read)
    };
    let xop = "Content-Type: application/xop+xml; type=\"text/xml\"\r\n";
    let root = ("root@x", xop, message.as_bytes());
    let twice = ("a", "", &b"a"[..]);
    let expected = "several parts of the package have the Content-ID \"a\"";
    for (parts, later) in [
        (vec![root, twice, ("b", "", b"b"), twice], "a"),
        (vec![twice, twice, root], ""),
    ] {
        let body = Bytes::from(package(&parts));
        let whole = answer(&dispatcher(true), post(TYPE, body.clone()));
        let refused = "The request is no SOAP message.";
        assert!(whole.0 == 500 && whole.2.contains(refused), "{}", whole.2);
        let limits = AttachmentLimits::new;
        let streaming = dispatcher(true).stream_attachments(limits());
        let (status, _, text) = answer(&streaming, post(TYPE, body.clone()));
        // The operation has begun before the second one of the later ones is there.
        let expected = if later.is_empty() { refused } else { expected };
        assert!(status == 500 && text.contains(expected), "{text}");
        let tolerant = dispatcher(false).stream_attachments(limits());
        let (status, _, text) = answer(&tolerant, post(TYPE, body));
        assert_eq!(status, 200, "{text}");
        let name = match later {
            "" => "<Name/>",
            _ => "<Name>a</Name>",
        };
        assert!(text.contains(name), "{text}");
    }
    // Parts without an id have nothing in common.
    let body = package(&[root, ("", "", b"a"), ("", "", b"a")]);
    let streaming = dispatcher(true).stream_attachments(AttachmentLimits::new());
    assert_eq!(answer(&streaming, post(TYPE, body)).0, 200);
}

#[test]
fn a_value_in_a_part_that_is_not_there() {
    let dispatcher = Dispatcher::builder(Arc::new(()))
        .operation(&SEND, |_, _: Asked| async {
            let mut files = Files::default();
            files.file.push(Base64Binary::in_part("gone"));
            Ok::<_, Error>(Response::<_, ()>::new(files))
        })
        .build();
    let failures = Arc::new(Mutex::new(Vec::new()));
    let seen = failures.clone();
    let dispatcher = dispatcher.on_error(move |failure| {
        let cause = std::error::Error::source(failure).map(ToString::to_string);
        seen.lock().unwrap().push(cause.unwrap_or_default());
    });
    let request = post(XML11, files::envelope(""));
    assert_eq!(answer(&dispatcher, request).0, 500);
    let failures = failures.lock().unwrap();
    assert!(
        failures[0].contains("has no such attachment"),
        "{failures:?}"
    );
}

/// A client that stops in the middle of an attachment: the operation learns of it in time, and no thread of ours measures that.
#[tokio::test]
async fn slow_attachments() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let limits = TimeLimits::each(Some(Duration::from_secs(30)));
    let limits = limits.with_piece(Some(Duration::from_millis(200)));
    let dispatcher = server().stream_attachments(AttachmentLimits::new());
    let url = serve(dispatcher.time_limits(limits)).await;
    let address = url
        .trim_start_matches("http://")
        .trim_end_matches("/files")
        .to_owned();
    let body = packed();
    let head = format!(
        "POST /files HTTP/1.1\r\nHost: h\r\nContent-Type: {TYPE}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..body.len() - 500]).await.unwrap();
    let mut answer = String::new();
    let begun = std::time::Instant::now();
    let _ = stream.read_to_string(&mut answer).await;
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(
        answer.contains("500 Internal Server Error") && answer.contains("took too long"),
        "{answer}"
    );
    let clock = std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten()
        .any(|task| {
            let name = std::fs::read_to_string(task.path().join("comm"));
            name.is_ok_and(|name| name.trim() == "soap-clock")
        });
    assert!(!clock, "a thread of our own");
}

/// Client and server of the runtime together: a few megabytes each way, of which neither side holds more than pieces.
#[cfg(all(feature = "http2", feature = "ureq"))]
#[tokio::test(flavor = "multi_thread")]
async fn both_sides() {
    use soap_runtime::Client;
    use soap_runtime::transport::{Reqwest, Ureq};

    let url = serve(both_ways::dispatcher()).await;
    let http2 = Reqwest::builder().http2_prior_knowledge().build().unwrap();
    for (client, version) in [
        (
            Client::new(&url, Reqwest::new().unwrap()),
            http::Version::HTTP_11,
        ),
        (Client::blocking(&url, Ureq::new()), http::Version::HTTP_11),
        (Client::new(&url, http2), http::Version::HTTP_2),
    ] {
        for count in [0, 1, 5_000_000] {
            assert_eq!(both_ways::both_ways(&client, count).await, version);
        }
    }
}

/// Hides the bytes of each attachment, and adds one that counts them; finds both on the other side.
#[cfg(feature = "ureq")]
struct Seals;

#[cfg(feature = "ureq")]
fn hidden(part: &Attachment) -> Bytes {
    part.body.iter().map(|byte| !byte).collect()
}

#[cfg(feature = "ureq")]
impl EnvelopeInterceptor for Seals {
    fn outgoing<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> soap_runtime::transport::BoxFuture<'a, Result<Bytes, Rejection>> {
        let parts = &mut context.attachments;
        parts.iter_mut().for_each(|part| part.body = hidden(part));
        let count = parts.len().to_string();
        parts.push(Attachment::new("seal", "text/plain", count).with_content_description("a seal"));
        Box::pin(std::future::ready(Ok(envelope)))
    }

    fn incoming<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> soap_runtime::transport::BoxFuture<'a, Result<Bytes, Rejection>> {
        let parts = &mut context.attachments;
        let seal = parts.pop().filter(|seal| {
            seal.body == parts.len().to_string() && seal.content_description == "a seal"
        });
        parts.iter_mut().for_each(|part| part.body = hidden(part));
        Box::pin(std::future::ready(match seal {
            Some(_) => Ok(envelope),
            None => Err(Rejection::new("the seal is broken")
                .with_fault(Fault::new(FaultCode::Sender, "the seal is broken"))),
        }))
    }

    fn sees_attachments(&self) -> bool {
        true
    }
}

/// Interceptors of envelopes change and check attachments on both sides, also those that would be read while they arrive.
#[cfg(feature = "ureq")]
#[tokio::test(flavor = "multi_thread")]
async fn interceptors_see_attachments() {
    use soap_runtime::Client;
    use soap_runtime::transport::{Reqwest, Ureq};

    let streaming = server().stream_attachments(AttachmentLimits::new());
    for dispatcher in [server(), streaming] {
        let url = serve(dispatcher.envelope_interceptor(Seals)).await;
        for plain in [
            Client::new(&url, Reqwest::new().unwrap()),
            Client::blocking(&url, Ureq::new()),
        ] {
            let request = Files {
                name: None,
                file: vec![Base64Binary::in_part("a"), Base64Binary::in_part("b")],
            };
            let call = |client: &Client| {
                let stream = ByteStream::from_reader(&b"streamed"[..]);
                client
                    .call::<Files, ()>(&SEND, &request)
                    .attach(StreamedAttachment::new("a", "text/plain", stream))
            };
            let whole = |body: &'static str| {
                let part = Attachment::new("b", "text/plain", body);
                soap_runtime::CallOptions::new().with_attachment(part)
            };
            let sealed = plain.with_envelope_interceptor(Seals);
            let client = sealed.with_options(whole("whole"));
            let reply = call(&client).await.unwrap();
            let read: Vec<&[u8]> = reply.body.file.iter().map(|file| &**file).collect();
            assert_eq!(read, [b"whole".as_slice(), b"streamed"]);
            assert_eq!(reply.attachments.len(), 2);
            let (_, mut parts) = call(&client).attachments().await.unwrap();
            let part = parts.part("of a").await.unwrap().expect("the part");
            assert_eq!(part.body.to_bytes(99).await.unwrap(), "streamed");

            // A value names a part that is not there, and a client without a seal.
            let error = client.call::<Files, ()>(&SEND, &request).await.unwrap_err();
            assert!(error.to_string().contains("no such attachment"), "{error}");
            let unsealed = plain.with_options(whole(""));
            let error = call(&unsealed).await.unwrap_err();
            assert!(error.to_string().contains("the seal is broken"), "{error}");
        }
    }
}

/// An attachment without an end, and whether it was dropped.
#[cfg(feature = "http2")]
struct Endless(
    Arc<std::sync::atomic::AtomicUsize>,
    Arc<tokio::sync::Notify>,
);

#[cfg(feature = "http2")]
impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0
            .fetch_add(buffer.len(), std::sync::atomic::Ordering::Relaxed);
        buffer.fill(b'e');
        Ok(buffer.len())
    }
}

#[cfg(feature = "http2")]
impl Drop for Endless {
    fn drop(&mut self) {
        self.1.notify_one();
    }
}

/// A client that takes no bytes, and then drops the attachments: the server waits, and its attachment is dropped. Another call over the same
/// connection of HTTP/2 is not held up.
#[cfg(feature = "http2")]
#[tokio::test(flavor = "multi_thread")]
async fn back_pressure_and_giving_up() {
    use soap_runtime::Client;
    use soap_runtime::transport::Reqwest;
    use std::sync::atomic::{AtomicUsize, Ordering};

    for is_http2 in [false, true] {
        let (read, dropped) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(tokio::sync::Notify::new()),
        );
        let shared = (read.clone(), dropped.clone());
        let dispatcher = Dispatcher::builder(Arc::new(shared))
            .operation(&SEND, |shared, request: Asked| async move {
                let mut response = Response::<_, ()>::new(Files::default());
                if request.body.name.is_some() {
                    return Ok::<_, Error>(response);
                }
                let endless = ByteStream::from_reader(Endless(shared.0.clone(), shared.1.clone()));
                response.body.file.push(Base64Binary::in_part("e"));
                Ok(response.with_attachment(StreamedAttachment::new("e", "a/b", endless)))
            })
            .build();
        let url = serve(dispatcher).await;
        let builder = Reqwest::builder();
        let builder = if is_http2 {
            builder.http2_prior_knowledge()
        } else {
            builder
        };
        let client = Client::new(&url, builder.build().unwrap());
        let call = client.call::<Files, ()>(&SEND, &Files::default());
        let (_, mut attachments) = call.attachments().await.unwrap();
        let mut part = attachments.next().await.unwrap().unwrap();
        part.body.next().await.unwrap().unwrap();
        let mut before = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let now = read.load(Ordering::Relaxed);
            if now == before {
                break;
            }
            assert!(
                now < 64 << 20,
                "HTTP/2 {is_http2}: the server does not wait"
            );
            before = now;
        }
        let other = Files {
            name: Some("other".to_owned()),
            file: Vec::new(),
        };
        client.call::<Files, ()>(&SEND, &other).await.unwrap();
        drop((part, attachments));
        let wait = tokio::time::timeout(Duration::from_secs(20), dropped.notified());
        wait.await.expect("the server's attachment is dropped");
    }
}
