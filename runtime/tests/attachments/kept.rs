//! Parts that are kept for later: who stops waiting for another one loses nothing.

use super::files::{Files, SEND, TYPE, bytes, envelope, package};
use super::{Answer, read};
use bytes::Bytes;
use soap_runtime::transport::{
    BodyStream, BoxFuture, Pieces, Transport, TransportError, TransportErrorKind,
};
use soap_runtime::xml::{DeviationKind, ReadOptions};
use soap_runtime::{AttachmentLimits, Attachments, CallOptions, Client, StreamedAttachment};
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A body in pieces of 100 bytes, each of which is waited for; it may break off.
#[derive(Clone)]
struct Halting {
    body: Bytes,
    breaks: bool,
    waited: bool,
}

impl Pieces for Halting {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        self.waited = !self.waited;
        if self.waited {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = self.body.split_to(self.body.len().min(100));
        Poll::Ready(match piece.is_empty() {
            false => Ok(Some(piece)),
            true if self.breaks => Err(TransportError::new(TransportErrorKind::Closed, "cut off")),
            true => Ok(None),
        })
    }
}

impl Transport for Halting {
    fn send(
        &self,
        _: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut response = http::Response::new(Bytes::new());
        let headers = response.headers_mut();
        headers.insert("content-type", TYPE.parse().unwrap());
        let pieces = BodyStream::new(self.clone());
        response.extensions_mut().insert(pieces);
        Box::pin(async { Ok(response) })
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread();
    { runtime }.build().unwrap().block_on(future)
}

/// The message, and the parts a, b and c.
fn three() -> Vec<u8> {
    let message = envelope("");
    package(&[
        ("root@x", "", message.as_bytes()),
        ("a", "", &bytes(999, 1)),
        ("b", "", &bytes(699, 2)),
        ("c", "", &bytes(499, 3)),
    ])
}

fn halting(body: Vec<u8>, breaks: bool, limits: &AttachmentLimits) -> Attachments {
    let transport = Halting {
        body: body.into(),
        breaks,
        waited: false,
    };
    let client = Client::new("http://h/", transport);
    let call = client.call::<Files, ()>(&SEND, &Files::default());
    block_on(call.attachments().limits(limits.clone()).into_future())
        .unwrap()
        .1
}

/// Waits for a part so many times, and no longer. Whether it came.
fn wait(attachments: &mut Attachments, id: &str, times: usize) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let mut part = pin!(attachments.part(id));
    (0..times).any(|_| part.as_mut().poll(&mut context).is_ready())
}

fn files() -> AttachmentLimits {
    let path = std::env::temp_dir().join(format!("soap-runtime-kept-{}", std::process::id()));
    let open = move || {
        let mut options = std::fs::OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(true);
        let file = options.open(&path);
        std::fs::remove_file(&path)?;
        file
    };
    AttachmentLimits::new()
        .with_kept_bytes(500)
        .with_spool(1 << 20, open)
}

#[test]
fn who_stops_waiting_loses_nothing() {
    let expected = [
        ("a", bytes(999, 1)),
        ("b", bytes(699, 2)),
        ("c", bytes(499, 3)),
    ];
    let expected = expected.map(|(id, bytes)| (id.to_owned(), bytes));
    let whole =
        |part: Option<io::Result<StreamedAttachment>>| read(part.unwrap().unwrap()).unwrap();
    for limits in [AttachmentLimits::new(), files()] {
        for times in 0..15 {
            // All parts, in the order in which they came.
            let mut attachments = halting(three(), false, &limits);
            assert!(!wait(&mut attachments, "c", times), "{times}");
            for part in &expected {
                assert_eq!(&whole(block_on(attachments.next())), part, "{times}");
            }
            assert!(block_on(attachments.next()).is_none());

            // By their ids, and whoever waits stops again.
            for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
                let mut attachments = halting(three(), false, &limits);
                assert!(!wait(&mut attachments, "c", times));
                assert!(!wait(&mut attachments, "none", 1));
                for part in order.map(|place| &expected[place]) {
                    let found = block_on(attachments.part(&part.0)).transpose();
                    assert_eq!(&whole(found), part, "{order:?}, {times}");
                }
                assert!(block_on(attachments.part("a")).unwrap().is_none());
            }
        }
    }
}

/// A part that was kept in part is no part, where the rest does not arrive.
#[test]
fn half_a_part_is_none() {
    let mut body = three();
    body.truncate(800);
    for times in [0, 2, 5] {
        let mut attachments = halting(body.clone(), true, &AttachmentLimits::new());
        assert!(!wait(&mut attachments, "c", times));
        let error = block_on(attachments.part("c"));
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        assert!(block_on(attachments.next()).is_none());
    }
    let mut answer = Answer::new(body, 100);
    answer.breaks = true;
    let mut attachments = answer.wait().unwrap().1;
    assert!(attachments.part("c").is_err());
    assert!(attachments.next().is_none());
    assert!(attachments.part("a").unwrap().is_none());
}

/// Reads a package in pieces and as a whole: the ids that it says several parts have.
fn repeated(ids: &[&str], strict: bool) -> [Result<Vec<String>, String>; 2] {
    let message = envelope("");
    let parts: Vec<_> = ids
        .iter()
        .map(|id| match *id {
            "root@x" => (*id, "", message.as_bytes()),
            id => (id, "", &b"other"[..]),
        })
        .collect();
    let answer = Answer::new(package(&parts), 50);
    let mut options = ReadOptions::default();
    options.strict = strict;
    let client = Client::blocking("http://h/", answer);
    let client = client.with_options(CallOptions::new().with_read(options));
    let call = || client.call::<Files, ()>(&SEND, &Files::default());
    let said = |deviations: Vec<soap_runtime::xml::Deviation>| {
        let deviations = deviations.into_iter();
        let ids = deviations.map(|it| (it.kind == DeviationKind::Identifier, it.message));
        ids.map(|(is_id, message)| {
            assert!(is_id, "{message}");
            message
        })
        .collect::<Vec<_>>()
    };
    let whole = call().wait();
    let whole = whole.map(|response| said(response.deviations));
    let streamed = || {
        let (response, mut attachments) = call()
            .attachments()
            .wait()
            .map_err(|error| error.to_string())?;
        let mut said = said(response.deviations);
        for part in attachments.by_ref() {
            part.map_err(|error| error.to_string())?;
        }
        let later = attachments.repeated().iter();
        said.extend(
            later.map(|id| format!("several parts of the package have the Content-ID {id:?}")),
        );
        said.sort();
        Ok(said)
    };
    [whole.map_err(|error| error.to_string()), streamed()]
}

#[test]
fn a_content_id_that_stands_twice_is_reported() {
    for (ids, expected) in [
        (&["root@x", "a", "b", "c"][..], &[][..]),
        (&["root@x", "", "", "a", ""], &[]),
        (&["root@x", "a", "b", "a"], &["a"]),
        (&["root@x", "a", "a", "a", "a"], &["a"]),
        (&["a", "root@x", "a"], &["a"]),
        (&["a", "a", "root@x", "a"], &["a"]),
        (&["b", "a", "b", "a", "root@x", "c", "c"], &["a", "b", "c"]),
        (&["root@x", "a", "root@x"], &["root@x"]),
    ] {
        let message =
            |id: &&str| format!("several parts of the package have the Content-ID {id:?}");
        let messages: Vec<_> = expected.iter().map(message).collect();
        let [whole, streamed] = repeated(ids, false);
        assert_eq!(whole.as_ref(), Ok(&messages), "{ids:?}");
        assert_eq!(streamed, whole, "{ids:?}");
        let [whole, streamed] = repeated(ids, true);
        assert_eq!(whole.is_ok(), expected.is_empty(), "{ids:?}: {whole:?}");
        match (whole, streamed) {
            (Ok(_), Ok(_)) => {}
            (Err(whole), Err(streamed)) => {
                let said = |text: &str| messages.iter().any(|message| text.contains(message));
                assert!(said(&whole) && said(&streamed), "{whole} {streamed}");
            }
            other => panic!("{ids:?}: {other:?}"),
        }
    }
}
