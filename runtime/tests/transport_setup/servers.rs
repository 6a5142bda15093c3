//! Servers and a forward proxy on loopback. They end when the test's process does.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

type Log = Arc<Mutex<Vec<String>>>;
type Answer = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// What was asked, head and body, in this order.
pub struct Server {
    pub port: u16,
    log: Log,
}

impl Server {
    pub fn requests(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// A plain server, whose answer depends on the request.
    pub fn answering(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let answer: Answer = Arc::new(answer);
        Self::start(move |mut stream, log| serve(&mut stream, log, &answer))
    }

    /// A server that says `<b/>` over TLS.
    pub fn tls(config: Arc<rustls::ServerConfig>) -> Self {
        let answer: Answer = Arc::new(|_| ok("", "<b/>"));
        Self::start(move |stream, log| {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream);
            serve(&mut stream, log, &answer);
            // The alert is sent, and nothing that the client still sends resets the connection.
            while stream.conn.wants_write() && stream.conn.write_tls(&mut stream.sock).is_ok() {}
            let _ = stream.sock.shutdown(Shutdown::Write);
            let _ = stream.sock.set_read_timeout(Some(Duration::from_secs(1)));
            let _ = std::io::copy(&mut stream.sock, &mut std::io::sink());
        })
    }

    /// A forward proxy. With credentials (the text of a `Proxy-Authorization` header), it asks for them.
    pub fn proxy(credentials: Option<&'static str>) -> Self {
        Self::start(move |stream, log| proxy(stream, log, credentials))
    }

    /// A SOCKS 5 proxy (RFC 1928) without authentication, which leads to a port of this machine, whatever is asked for.
    pub fn socks5(port: u16) -> Self {
        Self::start(move |mut stream, log| {
            let mut read = |length: usize| {
                let mut bytes = vec![0; length];
                stream.read_exact(&mut bytes).map(|()| bytes)
            };
            let Ok(methods) = read(2).and_then(|head| read(head[1].into())) else {
                return;
            };
            assert!(methods.contains(&0));
            let mut stream = stream.try_clone().unwrap();
            stream.write_all(&[5, 0]).unwrap();
            let mut head = [0; 5];
            stream.read_exact(&mut head).unwrap();
            assert_eq!(head[..4], [5, 1, 0, 3], "a connection to a name");
            let mut name = vec![0; usize::from(head[4]) + 2];
            stream.read_exact(&mut name).unwrap();
            let (name, number) = name.split_at(name.len() - 2);
            let number = u16::from_be_bytes([number[0], number[1]]);
            let asked = format!("{}:{number}", String::from_utf8_lossy(name));
            log.lock().unwrap().push(asked);
            stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).unwrap();
            tunnel(stream, TcpStream::connect(("127.0.0.1", port)).unwrap());
        })
    }

    fn start(connection: impl Fn(TcpStream, &Log) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Log::default();
        let (shared, connection) = (log.clone(), Arc::new(connection));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, connection) = (shared.clone(), connection.clone());
                thread::spawn(move || connection(stream.unwrap(), &log));
            }
        });
        Self { port, log }
    }
}

/// A response with status 200.
pub fn ok(headers: &str, body: &str) -> String {
    answer("200 OK", headers, body)
}

pub fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

fn serve(stream: &mut (impl Read + Write), log: &Log, answer: &Answer) {
    while let Some(request) = read(stream) {
        log.lock().unwrap().push(request.clone());
        if stream.write_all(answer(&request).as_bytes()).is_err() || stream.flush().is_err() {
            return;
        }
    }
}

/// Reads a head, and a body with a Content-Length.
fn read(stream: &mut impl Read) -> Option<String> {
    let mut message = Vec::new();
    let mut byte = [0];
    while !message.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        message.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&message).to_ascii_lowercase();
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length:"));
    let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    stream.read_exact(&mut body).ok()?;
    message.extend(body);
    Some(String::from_utf8_lossy(&message).into_owned())
}

fn proxy(mut stream: TcpStream, log: &Log, credentials: Option<&str>) {
    while let Some(request) = read(&mut stream) {
        log.lock().unwrap().push(request.clone());
        let named = request.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("proxy-authorization")
                .then_some(value)
        });
        if named != credentials {
            let refusal = answer(
                "407 Proxy Authentication Required",
                "Proxy-Authenticate: Basic realm=\"p\"\r\n",
                "",
            );
            let _ = stream.write_all(refusal.as_bytes());
            continue;
        }
        let (method, rest) = request.split_once(' ').unwrap();
        let (target, rest) = rest.split_once(' ').unwrap();
        if method == "CONNECT" {
            let upstream = TcpStream::connect(target).unwrap();
            stream
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .unwrap();
            return tunnel(stream, upstream);
        }
        let Some((host, path)) = target
            .strip_prefix("http://")
            .and_then(|target| target.split_once('/'))
        else {
            let _ = stream.write_all(answer("400 Bad Request", "", "no absolute form").as_bytes());
            continue;
        };
        let mut upstream = TcpStream::connect(host).unwrap();
        let own: Vec<&str> = rest
            .split("\r\n")
            .filter(|line| !line.to_ascii_lowercase().starts_with("proxy-"))
            .collect();
        let forwarded = format!("{method} /{path} {}", own.join("\r\n"));
        upstream.write_all(forwarded.as_bytes()).unwrap();
        let response = read(&mut upstream).unwrap();
        stream.write_all(response.as_bytes()).unwrap();
    }
}

fn tunnel(client: TcpStream, server: TcpStream) {
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (server, client);
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
