//! An HTTP server on loopback that sends the bytes of a test.

#![allow(dead_code)] // Each test binary uses a part of it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A step of the server's answer to a request.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Waits.
    Wait(Duration),
    /// Closes the connection.
    Close,
}

/// A server. It ends with the process of the test.
pub struct Server {
    pub url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    requests: Vec<Vec<u8>>,
    connections: usize,
}

impl Server {
    /// Answers the n-th request with the n-th script, and every later one with the last.
    pub fn scripted(scripts: Vec<Vec<Step>>) -> Self {
        Self::judging(move |index, _| scripts[index.min(scripts.len() - 1)].clone())
    }

    /// Answers each request, of which it gets the number and the bytes, with what the function says.
    pub fn judging(answer: impl Fn(usize, &[u8]) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!(
            "http://{}/Remote/Services83/CustomerService.svc",
            listener.local_addr().unwrap()
        );
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, state) = (answer.clone(), shared.clone());
                thread::spawn(move || connection(stream.unwrap(), &*answer, &state));
            }
        });
        Self { url, state }
    }

    /// Always gives this answer.
    pub fn answering(steps: Vec<Step>) -> Self {
        Self::scripted(vec![steps])
    }

    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.state.lock().unwrap().requests.clone()
    }

    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

fn connection(
    mut stream: TcpStream,
    answer: &dyn Fn(usize, &[u8]) -> Vec<Step>,
    state: &Mutex<State>,
) {
    state.lock().unwrap().connections += 1;
    while let Some(request) = read_request(&mut stream) {
        let index = {
            let mut state = state.lock().unwrap();
            state.requests.push(request.clone());
            state.requests.len() - 1
        };
        for step in &answer(index, &request) {
            match step {
                Step::Send(bytes) => {
                    if stream.write_all(bytes).is_err() {
                        return;
                    }
                }
                Step::Wait(time) => thread::sleep(*time),
                Step::Close => {
                    let _ = stream.shutdown(Shutdown::Both);
                    return;
                }
            }
        }
    }
}

/// Reads a request with a Content-Length or in chunks; `None` at the end of the connection.
fn read_request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        request.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
    if head.contains("\r\ntransfer-encoding: chunked") {
        while let Some(chunk) = read_chunk(stream)? {
            request.extend(chunk);
        }
        return Some(request);
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .map_or(0, |value| value.trim().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    request.extend(body);
    Some(request)
}

/// The next chunk of a request; `Some(None)` after the last one.
fn read_chunk(stream: &mut TcpStream) -> Option<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\r\n") {
        stream.read_exact(&mut byte).ok()?;
        line.push(byte[0]);
    }
    let size = std::str::from_utf8(&line).ok()?.trim();
    let size = usize::from_str_radix(size, 16).ok()?;
    let mut chunk = vec![0; size + 2];
    stream.read_exact(&mut chunk).ok()?;
    chunk.truncate(size);
    Some((size > 0).then_some(chunk))
}

/// A whole response with a Content-Length. The connection stays open.
pub fn response(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<Step> {
    let body = body.as_ref();
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend(body);
    vec![Step::Send(bytes)]
}

/// A chunked response.
pub fn chunked(headers: &str, body: &[u8], chunk: usize) -> Vec<Step> {
    let mut bytes =
        format!("HTTP/1.1 200 OK\r\n{headers}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for piece in body.chunks(chunk) {
        bytes.extend(format!("{:x}\r\n", piece.len()).bytes());
        bytes.extend(piece);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    vec![Step::Send(bytes)]
}
