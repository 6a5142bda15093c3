//! A user's crate: it generates code from its own contract and calls a small server over HTTP.

use std::io::{Read, Write};

include!("call.rs");

fn main() -> Result<(), Error> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}/greeter", listener.local_addr().expect("bound"));
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = [0; 4096];
        let mut length = 0;
        while !request[..length].ends_with(b"Envelope>") {
            length += stream.read(&mut request[length..]).expect("a request");
        }
        let request = String::from_utf8_lossy(&request[..length]);
        assert!(request.contains(r#""urn:example:greeter#Greet""#), "{request}");
        let name = request.split("Name>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("nobody");
        let body = format!(
            r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GreetResponse xmlns="urn:example:greeter"><Greeting>Hello, {name}!</Greeting></GreetResponse></s:Body></s:Envelope>"#
        );
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}", body.len()).expect("sent");
    });
    let greeting = greet(&endpoint)?;
    assert_eq!(greeting, "Hello, Ada!");
    println!("{greeting}");
    Ok(())
}
