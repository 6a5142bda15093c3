//! Packages of `multipart/related` that a server reads.

use crate::service::{Enabled, EnabledResponse, IS_ENABLED, NS, RequestHeaders, ResponseHeaders};
use arbitrary::{Result, Unstructured};
use bytes::Bytes;
use soap_runtime::server::{Dispatcher, Error, Request, Response};
use soap_runtime::{Attachment, AttachmentLimits};
use std::pin::pin;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// The findings of an operation: the parts, or why one cannot be read.
type Found = std::result::Result<Vec<Attachment>, String>;

/// A dispatcher, and what its operation found last.
struct Server {
    dispatcher: Dispatcher,
    found: Arc<Mutex<Option<Found>>>,
}

impl Server {
    fn new(limits: Option<AttachmentLimits>) -> Self {
        let found = Arc::new(Mutex::new(None));
        let kept = found.clone();
        let builder = Dispatcher::builder(Arc::new(()));
        let builder = builder.operation(
            &IS_ENABLED,
            move |_, mut request: Request<Enabled, RequestHeaders>| {
                let kept: Arc<Mutex<Option<Found>>> = kept.clone();
                async move {
                    let mut parts = Ok(Vec::new());
                    while let Some(part) = request.attachments.next().await {
                        let part = match part {
                            Ok(part) => part.collect(usize::MAX).await,
                            Err(error) => Err(error),
                        };
                        match (part, &mut parts) {
                            (Ok(part), Ok(all)) => all.push(part),
                            (Err(error), _) => parts = Err(error.to_string()),
                            (Ok(_), Err(_)) => panic!("a part after an error"),
                        }
                        if parts.is_err() {
                            break;
                        }
                    }
                    *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(parts);
                    Ok::<_, Error>(Response::<_, ResponseHeaders>::new(EnabledResponse {
                        response: Some(true),
                    }))
                }
            },
        );
        let mut dispatcher = builder.build();
        if let Some(limits) = limits {
            dispatcher = dispatcher.stream_attachments(limits);
        }
        Self { dispatcher, found }
    }

    /// Sends a package; the status, and what the operation found if it was called.
    fn send(&self, kind: &str, body: &[u8]) -> (u16, Option<Found>) {
        let request = http::Request::post("http://h/a.svc")
            .header("content-type", kind)
            .body(Bytes::copy_from_slice(body))
            .expect("a request");
        let answer = pin!(self.dispatcher.handle(request));
        let Poll::Ready(response) = answer.poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("the dispatcher waits for nothing");
        };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        (response.status().as_u16(), found.take())
    }
}

static WHOLE: LazyLock<Server> = LazyLock::new(|| Server::new(None));
static ARRIVING: LazyLock<Server> =
    LazyLock::new(|| Server::new(Some(AttachmentLimits::default())));

/// Line ends, boundaries and headers, which are where packages go wrong.
const PIECES: [&str; 20] = [
    "\r\n",
    "\n",
    "\r",
    "--",
    "--b",
    "\r\n--b\r\n",
    "\r\n--b--",
    "\r\n--b--\r\n",
    "--b \t",
    "\r\n\r\n",
    "Content-ID: <a>\r\n",
    "Content-ID: <root>\r\n",
    "content-id:<root>\n",
    "Content-Location: http://h/a\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: binary\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "Content-Type: application/xop+xml;\r\n charset=utf-8; type=\"text/xml\"\r\n",
    "AAEC\r\nAwQ=",
    "=41=\r\n",
];

fn text(u: &mut Unstructured<'_>, out: &mut Vec<u8>) -> Result<()> {
    for _ in 0..u.int_in_range(0..=10u8)? {
        match u.ratio(1, 5u8)? {
            true => out.push(u.arbitrary()?),
            false => out.extend_from_slice(u.choose(&PIECES)?.as_bytes()),
        }
    }
    Ok(())
}

/// Parts that are collected and parts that arrive are the same ones, or neither way reads the package.
pub fn run(data: &[u8]) {
    let _ = judge(&mut Unstructured::new(data));
}

fn judge(u: &mut Unstructured<'_>) -> Result<()> {
    let message = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
         <IsEnabled xmlns=\"{NS}\"><Name>a</Name></IsEnabled></s:Body></s:Envelope>"
    );
    let mut body = Vec::new();
    text(u, &mut body)?;
    for at in 0..u.int_in_range(1..=4u8)? {
        body.extend_from_slice(b"\r\n--b\r\n");
        if u.arbitrary()? {
            body.extend_from_slice(b"Content-Type: text/xml\r\nContent-ID: <root>\r\n\r\n");
            body.extend_from_slice(message.as_bytes());
        } else {
            body.extend_from_slice(format!("Content-ID: <{at}>\r\n").as_bytes());
            text(u, &mut body)?;
        }
    }
    match u.arbitrary()? {
        true => body.extend_from_slice(b"\r\n--b--\r\n"),
        false => text(u, &mut body)?,
    }
    let kind = *u.choose(&[
        "multipart/related; boundary=b",
        "multipart/related; boundary=b; type=\"text/xml\"; start=\"<root>\"",
        "multipart/related; start=root; boundary=\"b\"; type=\"application/xop+xml\"; start-info=\"text/xml\"",
    ])?;
    let (status, whole) = WHOLE.send(kind, &body);
    let (arriving_status, arriving) = ARRIVING.send(kind, &body);
    let shown = || format!("{kind}: {:?}", String::from_utf8_lossy(&body));
    assert!(
        matches!(status, 200 | 400 | 413 | 415 | 500),
        "{status}: {}",
        shown()
    );
    match (whole, arriving) {
        (Some(Ok(whole)), Some(Ok(arriving))) => assert_eq!(whole, arriving, "{}", shown()),
        (Some(Err(error)), _) => panic!("{error}, of what is in memory: {}", shown()),
        (Some(Ok(_)), Some(Err(error))) => panic!("{error}, only while it arrives: {}", shown()),
        (Some(Ok(_)), None) => panic!("{arriving_status} only while it arrives: {}", shown()),
        // The message may be there although a later part is broken.
        (None, _) => {}
    }
    Ok(())
}
