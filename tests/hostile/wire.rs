//! A server on loopback that answers with exactly the bytes of a row.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// The answer of the server to a request.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    content_type: String,
    headers: Vec<&'static str>,
    body: Vec<u8>,
    content_length: Option<usize>,
    chunked: bool,
    delay: Duration,
    drop: bool,
}

impl Reply {
    /// HTTP 200 with these bytes as `text/xml; charset=utf-8`.
    pub fn new(body: Vec<u8>) -> Self {
        Self {
            status: 200,
            content_type: "text/xml; charset=utf-8".into(),
            headers: Vec::new(),
            body,
            content_length: None,
            chunked: false,
            delay: Duration::ZERO,
            drop: false,
        }
    }

    /// Closes the connection after it has read the request.
    pub fn drop() -> Self {
        Self {
            drop: true,
            ..Self::new(Vec::new())
        }
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Sets the content type. An empty one leaves the header out.
    pub fn content_type(mut self, content_type: &str) -> Self {
        self.content_type = content_type.to_owned();
        self
    }

    pub fn header(mut self, header: &'static str) -> Self {
        self.headers.push(header);
        self
    }

    /// Announces this many bytes more than it sends.
    pub fn lie(mut self, more: usize) -> Self {
        self.content_length = Some(self.body.len() + more);
        self
    }

    pub fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// Milliseconds before the first byte.
    pub fn delay(mut self, milliseconds: u64) -> Self {
        self.delay = Duration::from_millis(milliseconds);
        self
    }

    pub fn gzip(mut self) -> Self {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&self.body).expect("writing to memory");
        self.body = encoder.finish().expect("writing to memory");
        self.headers.push("Content-Encoding: gzip");
        self
    }

    /// How many bytes the body has.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// Whether the row is about the connection, and not about the bytes.
    pub fn is_about_the_connection(&self) -> bool {
        self.drop || self.content_length.is_some() || !self.delay.is_zero()
    }

    /// The response in the form that a transport returns.
    pub fn response(&self) -> http::Response<bytes::Bytes> {
        let mut response = http::Response::builder().status(self.status);
        if !self.content_type.is_empty() {
            response = response.header("Content-Type", &self.content_type);
        }
        for (name, value) in self
            .headers
            .iter()
            .filter_map(|header| header.split_once(": "))
        {
            response = response.header(name, value);
        }
        response.body(self.body.clone().into()).expect("a response")
    }

    fn send(&self, mut stream: TcpStream) -> std::io::Result<()> {
        std::thread::sleep(self.delay);
        if self.drop {
            return Ok(());
        }
        let mut head = format!("HTTP/1.1 {} Status\r\nConnection: close\r\n", self.status);
        if !self.content_type.is_empty() {
            head.push_str(&format!("Content-Type: {}\r\n", self.content_type));
        }
        for header in &self.headers {
            head.push_str(&format!("{header}\r\n"));
        }
        if self.chunked {
            head.push_str("Transfer-Encoding: chunked\r\n\r\n");
            stream.write_all(head.as_bytes())?;
            for chunk in self.body.chunks(7) {
                write!(stream, "{:x}\r\n", chunk.len())?;
                stream.write_all(chunk)?;
                stream.write_all(b"\r\n")?;
            }
            stream.write_all(b"0\r\n\r\n")
        } else {
            head.push_str(&format!(
                "Content-Length: {}\r\n\r\n",
                self.content_length.unwrap_or(self.body.len())
            ));
            stream.write_all(head.as_bytes())?;
            stream.write_all(&self.body)
        }
    }
}

/// HTTP 200 with this text.
pub fn soap11(text: String) -> Reply {
    Reply::new(text.into_bytes())
}

/// An HTML page.
pub fn html(status: u16) -> Reply {
    Reply::new(b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Please <b>sign in<br></p></body></html>".to_vec())
        .status(status)
        .content_type("text/html; charset=utf-8")
}

/// A SOAP 1.1 envelope around this body.
pub fn envelope(body: &str) -> String {
    format!(
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{body}</s:Body></s:Envelope>"#
    )
}

/// A SOAP 1.1 envelope with these headers.
pub fn envelope_with(headers: &str, body: &str) -> String {
    format!(
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>"#
    )
}

/// UTF-16, little-endian, with its byte order mark.
pub fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// A server that answers requests with the given replies, in order.
pub struct Server {
    address: std::net::SocketAddr,
    replies: Sender<Reply>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
        let address = listener.local_addr().expect("bound");
        let (replies, queue) = channel();
        std::thread::spawn(move || serve(&listener, &queue));
        Self { address, replies }
    }

    pub fn url(&self) -> String {
        format!("http://{}/CustomerService.svc", self.address)
    }

    pub fn answer_with(&self, reply: Reply) {
        self.replies.send(reply).expect("the server runs");
    }
}

fn serve(listener: &TcpListener, replies: &Receiver<Reply>) {
    for reply in replies {
        let Ok((mut stream, _)) = listener.accept() else {
            return;
        };
        // On its own thread, so that a slow reply does not delay the next row.
        std::thread::spawn(move || {
            if read_request(&mut stream).is_ok() {
                // A client that has seen enough may close early.
                let _ = reply.send(stream);
            }
        });
    }
}

fn read_request(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer)?;
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length:")
                        .and_then(|value| value.trim().parse().ok())
                })
                .unwrap_or(0);
            if body.len() >= length || read == 0 {
                return Ok(());
            }
        } else if read == 0 {
            return Ok(());
        }
    }
}
