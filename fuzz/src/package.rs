//! Packages of `multipart/related`.

use arbitrary::{Result, Unstructured};
use bytes::Bytes;
use soap_runtime::__private::v1;
use soap_runtime::{Attachment, CallOptions, Client};

static NOTHING: v1::Operation = v1::Operation {
    name: "Package",
    service: "Fuzz",
    ..v1::Operation::EMPTY
};

/// Attachments that are sent come back as they were; any other package ends with a value or an error.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let _ = match data.first() {
        Some(first) if first % 2 == 0 => round_trip(&mut u),
        _ => any(&mut u),
    };
}

/// Line ends and boundaries, which are where packages go wrong.
const PIECES: [&str; 14] = [
    "\r\n",
    "\n",
    "\r",
    "--",
    "--soap-runtime-0",
    "--soap-runtime-0--",
    "--b",
    "--b--",
    "--b \t",
    "\r\n\r\n",
    "Content-ID: <a>\r\n",
    "content-id:<root>\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Type: application/xop+xml;\r\n charset=utf-8\r\n",
];

fn text(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    for _ in 0..u.int_in_range(0..=12u8)? {
        match u.ratio(1, 4u8)? {
            true => text.push(u.arbitrary()?),
            false => text.extend_from_slice(u.choose(&PIECES)?.as_bytes()),
        }
    }
    Ok(text)
}

fn round_trip(u: &mut Unstructured<'_>) -> Result<()> {
    let mut options = CallOptions::new();
    let mut sent = Vec::new();
    for at in 0..u.int_in_range(1..=4u8)? {
        let id = match u.ratio(1, 4u8)? {
            true => String::new(),
            false => format!("{at}.{}", u.int_in_range(0..=3u8)?),
        };
        let part = Attachment::new(id, "image/png", text(u)?);
        options = options.with_attachment(part.clone());
        sent.push(part);
    }
    let client = Client::without_transport("http://h/").with_options(options);
    let request = client.request(&NOTHING, &()).expect("a request");
    let mut response = http::Response::new(request.body().clone());
    let name = http::header::CONTENT_TYPE;
    response
        .headers_mut()
        .insert(name.clone(), request.headers()[name].clone());
    let read = client
        .decode::<(), ()>(&NOTHING, response)
        .expect("a package");
    assert_eq!(read.attachments, sent);
    Ok(())
}

fn any(u: &mut Unstructured<'_>) -> Result<()> {
    let mut body = text(u)?;
    body.extend_from_slice(b"--b\r\nContent-ID: <root>\r\n\r\n");
    body.extend(text(u)?);
    body.extend_from_slice(b"\r\n--b");
    body.extend(text(u)?);
    let kind = *u.choose(&[
        "multipart/related; boundary=b",
        "multipart/related; boundary=\"b\"; start=\"<root>\"",
        "multipart/related; start=a; boundary=b",
    ])?;
    let mut response = http::Response::new(Bytes::from(body));
    let headers = response.headers_mut();
    headers.insert("content-type", http::HeaderValue::from_static(kind));
    let read = Client::without_transport("http://h/").decode::<(), ()>(&NOTHING, response);
    let _ = read.map_err(|error| format!("{error} {error:?}"));
    Ok(())
}
