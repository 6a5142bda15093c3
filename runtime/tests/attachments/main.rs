//! Attachments as streams: read from responses that arrive in pieces, and sent while they are read.
#![cfg(feature = "client")]

mod files;
mod kept;
#[cfg(all(feature = "reqwest", feature = "ureq"))]
mod over_http;
mod skipped;

use bytes::Bytes;
use files::{Files, SEND, TYPE, bytes, envelope, include, package};
use soap_runtime::transport::{
    BlockingTransport, BodyStream, MockResponse, MockTransport, Pieces, TransportError,
    TransportErrorKind,
};
use soap_runtime::{
    Attachment, AttachmentLimits, Base64Binary, BlockingAttachments, ByteStream, Call, CallOptions,
    Client, Error, Reply, StreamedAttachment,
};
use std::io::{self, Read as _};
use std::task::{Context, Poll};

/// A body in pieces of a size, which may break off.
struct Cut {
    body: Bytes,
    size: usize,
    breaks: bool,
}

impl Pieces for Cut {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        let piece = self.body.split_to(self.size.min(self.body.len()));
        Poll::Ready(match piece.is_empty() {
            false => Ok(Some(piece)),
            true if self.breaks => Err(TransportError::new(TransportErrorKind::Closed, "cut off")),
            true => Ok(None),
        })
    }
}

/// Answers with a body in pieces.
#[derive(Clone)]
struct Answer {
    content_type: String,
    body: Bytes,
    size: usize,
    breaks: bool,
}

impl Answer {
    fn new(body: Vec<u8>, size: usize) -> Self {
        Self {
            content_type: TYPE.to_owned(),
            body: body.into(),
            size,
            breaks: false,
        }
    }

    fn call(&self) -> Call<Files, ()> {
        Client::blocking("http://h/", self.clone()).call(&SEND, &Files::default())
    }

    fn wait(&self) -> Result<(Reply<Files, ()>, BlockingAttachments), Error> {
        self.call().attachments().wait()
    }
}

impl BlockingTransport for Answer {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let mut response = http::Response::new(Bytes::new());
        let value = http::HeaderValue::from_str(&self.content_type).unwrap();
        response.headers_mut().insert("content-type", value);
        let streamed = request.extensions();
        if streamed
            .get::<soap_runtime::transport::StreamResponse>()
            .is_none()
        {
            *response.body_mut() = self.body.clone();
            return Ok(response);
        }
        response.extensions_mut().insert(BodyStream::new(Cut {
            body: self.body.clone(),
            size: self.size,
            breaks: self.breaks,
        }));
        Ok(response)
    }
}

fn read(part: StreamedAttachment) -> io::Result<(String, Vec<u8>)> {
    let mut all = Vec::new();
    part.body.into_reader().read_to_end(&mut all)?;
    Ok((part.content_id, all))
}

fn message() -> String {
    envelope(&[include("a%40x"), include("b")].concat())
}

/// Whatever the pieces, the parts are those of the package as a whole.
#[test]
fn pieces_of_any_size_give_the_same_parts() {
    let (message, a, b) = (message(), bytes(700, 1), bytes(3000, 2));
    let base64 = Base64Binary::new(b.clone()).to_string();
    let folded: String = base64
        .as_bytes()
        .chunks(76)
        .fold(String::new(), |all, line| {
            all + std::str::from_utf8(line).unwrap() + "\r\n"
        });
    for order in 0..3 {
        let mut parts: Vec<(&str, &str, &[u8])> = vec![
            (
                "root@x",
                "Content-Type: application/xop+xml\r\n",
                message.as_bytes(),
            ),
            ("a@x", "Content-Type: image/png\r\n", &a),
            (
                "b",
                "Content-Transfer-Encoding: base64\r\n",
                folded.as_bytes(),
            ),
            ("empty", "", b""),
        ];
        parts.rotate_left(order);
        let body = package(&parts);
        let whole = Answer::new(body.clone(), 0).call().wait().unwrap();
        assert_eq!(
            whole.body.file,
            [Base64Binary::new(a.clone()), b.clone().into()]
        );
        let expected: Vec<(String, Vec<u8>)> = whole
            .attachments
            .iter()
            .map(|part| (part.content_id.clone(), part.body.to_vec()))
            .collect();
        assert_eq!(expected.len(), 3);
        for size in (1..90).chain([200, 333, 1000, 4096, 1 << 20]) {
            let (response, attachments) = Answer::new(body.clone(), size).wait().unwrap();
            let named: Vec<_> = response
                .body
                .file
                .iter()
                .map(Base64Binary::content_id)
                .collect();
            assert_eq!(named, [Some("a@x"), Some("b")], "{size}");
            assert!(response.attachments.is_empty());
            let parts: Vec<_> = attachments
                .map(|part| read(part.unwrap()).unwrap())
                .collect();
            assert_eq!(parts, expected, "order {order}, pieces of {size}");
        }
    }
}

#[test]
fn parts_in_any_order_by_their_ids() {
    let (message, a, b) = (message(), bytes(900, 1), bytes(2000, 2));
    let body = package(&[
        ("root@x", "", message.as_bytes()),
        ("a@x", "", &a),
        ("b", "", &b),
    ]);
    let (response, mut attachments) = Answer::new(body, 100).wait().unwrap();
    let [first, second] = &response.body.file[..] else {
        panic!("two files")
    };
    let take = |attachments: &mut BlockingAttachments, file: &Base64Binary| {
        read(
            attachments
                .part(file.content_id().unwrap())
                .unwrap()
                .unwrap(),
        )
        .unwrap()
        .1
    };
    assert_eq!(take(&mut attachments, second), b);
    assert_eq!(take(&mut attachments, first), a);
    assert!(attachments.part("c").unwrap().is_none());
    assert!(attachments.next().is_none());
}

/// Parts before the message are kept in memory up to a limit, and in files of the caller's above it.
#[test]
fn parts_before_they_are_wanted() {
    let (message, a, b) = (message(), bytes(5000, 1), bytes(2000, 2));
    let body = package(&[
        ("a@x", "", &a),
        ("b", "", &b),
        ("root@x", "", message.as_bytes()),
    ]);
    let answer = Answer::new(body, 700);
    let with = |limits: AttachmentLimits| answer.call().attachments().limits(limits).wait();

    let error = with(AttachmentLimits::new().with_kept_bytes(4000)).unwrap_err();
    assert!(
        error.to_string().contains("larger than the 4000 bytes"),
        "{error}"
    );

    let folder = std::env::temp_dir().join(format!("soap-attachments-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let files = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let (count, place) = (files.clone(), folder.clone());
    let open = move || {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut options = std::fs::OpenOptions::new();
        options
            .read(true)
            .write(true)
            .create_new(true)
            .open(place.join(number.to_string()))
    };
    let limits = AttachmentLimits::new().with_kept_bytes(3000);
    let (_, attachments) = with(limits.clone().with_spool(6000, open.clone())).unwrap();
    let parts: Vec<_> = attachments
        .map(|part| read(part.unwrap()).unwrap())
        .collect();
    assert_eq!(
        parts,
        [("a@x".to_owned(), a.clone()), ("b".to_owned(), b.clone())]
    );
    // The second part fits into memory.
    assert_eq!(files.load(std::sync::atomic::Ordering::Relaxed), 1);

    let error = with(limits.with_spool(4000, open)).unwrap_err();
    assert!(
        error.to_string().contains("more than 4000 bytes"),
        "{error}"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn limits_of_count_and_bytes() {
    let (message, a, b) = (message(), bytes(900, 1), bytes(2000, 2));
    let body = package(&[
        ("root@x", "", message.as_bytes()),
        ("a@x", "", &a),
        ("b", "", &b),
    ]);
    let answer = Answer::new(body, 100);
    let outcome = |limits: AttachmentLimits| -> Vec<Result<usize, String>> {
        let (_, attachments) = answer.call().attachments().limits(limits).wait().unwrap();
        let parts = attachments.map(|part| part.and_then(read));
        parts
            .map(|part| part.map(|it| it.1.len()).map_err(|it| it.to_string()))
            .collect()
    };
    let too_many = || Err("multipart/related with more parts than the limit".to_owned());
    let more = |most: u64| Err(format!("there are more than {most} bytes"));
    let new = AttachmentLimits::new;
    assert_eq!(outcome(new().with_parts(2)), [Ok(901), Ok(2001)]);
    assert_eq!(outcome(new().with_parts(1)), [Ok(901), too_many()]);
    assert_eq!(outcome(new().with_parts(0)), [too_many()]);
    assert_eq!(outcome(new().with_part_bytes(2001)), [Ok(901), Ok(2001)]);
    assert_eq!(outcome(new().with_part_bytes(2000)), [Ok(901), more(2000)]);
    // The text around the parts counts: 13 bytes before the first one, and 10 after the last one.
    assert_eq!(outcome(new().with_total_bytes(2925)), [Ok(901), Ok(2001)]);
    let [short, shorter] = [2924, 2914].map(|most| outcome(new().with_total_bytes(most)));
    assert_eq!(short, [Ok(901), Ok(2001), more(2924)]);
    assert_eq!(shorter, [Ok(901), more(2914)]);
    assert!(
        answer
            .call()
            .attachments()
            .limits(new().with_total_bytes(12))
            .wait()
            .is_err()
    );

    // The message has the limit of messages.
    let mut read = soap_runtime::xml::ReadOptions::default();
    read.limits.message = 300;
    let client = Client::blocking("http://h/", answer.clone());
    let client = client.with_options(CallOptions::new().with_read(read));
    let call = client.call::<Files, ()>(&SEND, &Files::default());
    let error = call.attachments().wait().unwrap_err();
    assert!(error.to_string().contains("more than 300 bytes"), "{error}");
}

#[test]
fn what_is_cut_off_is_an_error() {
    let (message, a) = (message(), bytes(300, 1));
    let body = package(&[("root@x", "", message.as_bytes()), ("a@x", "", &a)]);
    let end = body.len() - "\r\nnor this".len();
    for length in (0..end - 2).step_by(7).chain([end - 3]) {
        for breaks in [false, true] {
            let mut answer = Answer::new(body[..length].to_vec(), 50);
            answer.breaks = breaks;
            let error = match answer.wait() {
                Err(error) => error.to_string(),
                Ok((_, attachments)) => {
                    let mut parts = attachments.map(|part| part.and_then(read));
                    let failed = parts.find_map(Result::err).expect("an error");
                    assert!(parts.next().is_none(), "{length}");
                    failed.to_string()
                }
            };
            let expected = match breaks {
                true => ["cut off", "cut off"],
                false => ["closing boundary", "no empty line"],
            };
            assert!(
                expected.iter().any(|it| error.contains(it)),
                "{length}: {error}"
            );
        }
    }
}

#[test]
fn a_part_whose_rest_is_skipped() {
    let (message, a, b) = (message(), bytes(900, 1), bytes(2000, 2));
    let body = package(&[
        ("root@x", "", message.as_bytes()),
        ("a@x", "", &a),
        ("b", "", &b),
    ]);
    let (_, mut attachments) = Answer::new(body, 100).wait().unwrap();
    let first = attachments.next().unwrap().unwrap();
    let mut reader = first.body.into_reader();
    reader.read_exact(&mut [0; 10]).unwrap();
    let second = attachments.next().unwrap().unwrap();
    assert_eq!(read(second).unwrap().1, b);
    let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("was skipped"), "{error}");
}

/// Responses without attachments, faults, calls with a given result, and transports that do not stream.
#[test]
fn other_responses() {
    let mut answer = Answer::new(envelope("<File>AP8=</File>").into_bytes(), 40);
    answer.content_type = "text/xml".to_owned();
    let (response, attachments) = answer.wait().unwrap();
    assert_eq!(response.body.file, [Base64Binary::from([0, 255])]);
    assert_eq!(attachments.count(), 0);

    let fault = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>";
    let body = package(&[("root@x", "", fault.as_bytes()), ("a@x", "", b"x")]);
    assert!(Answer::new(body, 40).wait().unwrap_err().is_fault());

    let mut given = Reply::<Files, ()>::new(Files::default());
    given
        .attachments
        .push(Attachment::new("a", "text/plain", "abc"));
    let (_, mut attachments) = Call::ready(Ok(given)).attachments().wait().unwrap();
    let part = attachments.next().unwrap().unwrap();
    assert_eq!(read(part).unwrap(), ("a".to_owned(), b"abc".to_vec()));

    let mock = MockTransport::new();
    let body = package(&[("root@x", "", message().as_bytes()), ("b", "", b"abc")]);
    mock.respond(MockResponse::xml(body).header("content-type", TYPE));
    let call = Client::blocking("http://h/", mock).call::<Files, ()>(&SEND, &Files::default());
    let (response, mut attachments) = call.attachments().wait().unwrap();
    assert_eq!(response.body.file[1].content_id(), Some("b"));
    assert_eq!(
        read(attachments.next().unwrap().unwrap()).unwrap().1,
        b"abc"
    );
}

fn sent(client: &Client, call: Call<Files, ()>, mock: &MockTransport) -> Result<String, Error> {
    let _ = client;
    mock.respond(MockResponse::xml(envelope("")));
    call.wait()?;
    let request = mock.requests().pop().unwrap();
    let content_type = request.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    let text = format!(
        "{content_type}\n{}",
        String::from_utf8_lossy(request.body())
    );
    let boundary = content_type.split("boundary=\"").nth(1).unwrap();
    let boundary = boundary.split('"').next().unwrap().to_owned();
    assert_eq!(boundary.len(), "soap-runtime-".len() + 32);
    Ok(text.replace(&boundary, "BOUNDARY").replace("\r\n", "\n"))
}

#[test]
fn packages_of_mtom_and_of_attachments() {
    let mock = MockTransport::new();
    let client = Client::blocking("http://h/", mock.clone());
    let part = || StreamedAttachment::new("a b@x", "image/png", ByteStream::from("PNG"));
    let files = Files {
        name: None,
        file: vec![Base64Binary::in_part("a b@x")],
    };
    let text = sent(&client, client.call(&SEND, &files).attach(part()), &mock).unwrap();
    let root = envelope(
        "<File><xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:a%20b@x\"/></File>",
    )
    .replace("\"><s:Body><Files xmlns=\"urn:files\">", "\" xmlns=\"urn:files\"><s:Body><Files>");
    assert_eq!(
        text,
        format!(
            "multipart/related; type=\"application/xop+xml\"; start=\"<root@soap-runtime>\"; boundary=\"BOUNDARY\"; start-info=\"text/xml\"\n\
             --BOUNDARY\nContent-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\nContent-Transfer-Encoding: binary\n\
             Content-ID: <root@soap-runtime>\n\n{root}\n\
             --BOUNDARY\nContent-Type: image/png\nContent-Transfer-Encoding: binary\nContent-ID: <a b@x>\n\nPNG\n--BOUNDARY--\n"
        )
    );
    let beside = Files {
        name: Some("x".to_owned()),
        ..Files::default()
    };
    let text = sent(&client, client.call(&SEND, &beside).attach(part()), &mock).unwrap();
    assert!(
        text.starts_with("multipart/related; type=\"text/xml\";"),
        "{text}"
    );
    assert!(
        text.contains("Content-Type: text/xml; charset=utf-8\n"),
        "{text}"
    );

    // Attachments of the client are in memory, and values may name them, too.
    let options = CallOptions::new().with_attachment(Attachment::new("a b@x", "image/png", "PNG"));
    let with = client.with_options(options);
    mock.respond(MockResponse::xml(envelope("")));
    with.call::<Files, ()>(&SEND, &files).wait().unwrap();
    let text = String::from_utf8_lossy(mock.requests().last().unwrap().body()).into_owned();
    assert!(
        text.contains("cid:a%20b@x") && text.contains("\r\n\r\nPNG\r\n"),
        "{text}"
    );
}

#[test]
fn requests_that_cannot_be_sent() {
    let mock = MockTransport::new();
    let client = Client::blocking("http://h/", mock.clone());
    let files = Files {
        name: None,
        file: vec![Base64Binary::in_part("a")],
    };
    let failure = |call: Call<Files, ()>| {
        mock.respond(MockResponse::xml(envelope("")));
        call.wait().unwrap_err().to_string()
    };
    let call = || client.call::<Files, ()>(&SEND, &files);
    let part = |id: &str| StreamedAttachment::new(id, "image/png", ByteStream::from("PNG"));
    for (call, expected) in [
        (call(), "a value of the request is in the part \"a\""),
        (
            call().attach(part("b")),
            "a value of the request is in the part \"a\"",
        ),
        (
            call().attach(part("a")).attach(part("a")),
            "a Content-ID of its own",
        ),
        (
            call().attach(part("a<")),
            "a value of the request is in the part \"a\"",
        ),
        (
            call().attach(StreamedAttachment::new("a", "a/\nb", "x")),
            "visible ASCII",
        ),
        (
            call().attach(StreamedAttachment::new(
                "a",
                "a/b",
                ByteStream::from("xyz").with_length(4),
            )),
            "\"a\" has other than the 4 bytes that were announced",
        ),
        (
            call().attach(StreamedAttachment::new(
                "a",
                "a/b",
                ByteStream::from_poll_fn(|_| Poll::Ready(Some(Err(io::Error::other("no disk"))))),
            )),
            "an attachment of the request cannot be read: no disk",
        ),
    ] {
        let message = failure(call);
        assert!(message.contains(expected), "{message}");
    }
    // Nowhere but in the content of an element.
    let text = Base64Binary::in_part("a");
    assert_eq!(text.to_string(), "");
}

/// Sends each request twice, as an exchange of NTLM does, with a transport that looks for pieces.
struct Twice;

impl BlockingTransport for Twice {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        for _ in 0..2 {
            assert!(BodyStream::of_request(&request)?.is_none());
            assert!(request.body().ends_with(b"--\r\n"));
        }
        Ok(http::Response::new(envelope("").into()))
    }
}

#[test]
fn a_transport_that_sends_no_streams_may_send_twice() {
    let part = StreamedAttachment::new("a", "text/plain", ByteStream::from("some text"));
    let client = Client::blocking("http://h/", Twice);
    let call = client.call::<Files, ()>(&SEND, &Files::default());
    call.attach(part).wait().unwrap();
}

#[test]
fn streams_and_back() {
    let runtime = || {
        let runtime = tokio::runtime::Builder::new_current_thread();
        { runtime }.build().unwrap()
    };
    let block_on = |future| runtime().block_on(future);
    let all = bytes(400_000, 3);
    let path = std::env::temp_dir().join(format!("soap-stream-{}", std::process::id()));
    std::fs::write(&path, &all).unwrap();
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let notes = seen.clone();
    let stream = ByteStream::from_path(&path).unwrap();
    assert_eq!(stream.length(), Some(400_001));
    let stream = stream.on_progress(move |bytes| notes.lock().unwrap().push(bytes));
    // In a runtime of Tokio the file is read on another thread.
    assert_eq!(block_on(stream.to_bytes(400_001)).unwrap(), all);
    std::fs::remove_file(&path).unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen.len() > 2 && seen.is_sorted() && seen.last() == Some(&400_001));

    let stream = ByteStream::from_reader(io::Cursor::new(all.clone()));
    let error = block_on(stream.to_bytes(400_000)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    let mut read = Vec::new();
    let stream = ByteStream::from_reader(io::Cursor::new(all.clone())).limited(400_001);
    stream.into_reader().read_to_end(&mut read).unwrap();
    assert!(read == all);
    let stream = ByteStream::from(all.clone()).limited(400_000);
    assert!(block_on(stream.to_bytes(usize::MAX)).is_err());

    #[cfg(feature = "tokio")]
    {
        use tokio::io::AsyncReadExt as _;
        let back = runtime().block_on(async {
            let stream = ByteStream::from_async_read(io::Cursor::new(all.clone()));
            let mut read = Vec::new();
            stream.into_async_read().read_to_end(&mut read).await?;
            Ok::<_, io::Error>(Bytes::from(read))
        });
        assert!(back.unwrap() == all);
    }
}
