//! A service of files: `Files` as a request and as a response.

#![allow(dead_code)] // Each test binary uses a part of it.

use soap_runtime::__private::v1;
use soap_runtime::Base64Binary;

pub const NS: &str = "urn:files";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    pub name: Option<String>,
    pub file: Vec<Base64Binary>,
}
v1::structure!(FILES: Files = (NS, "Files") in (NS, "") {
    0 name: element("Name"),
    1 file: element("File", REPEATED),
});

static MEMBER: v1::Member = v1::element(NS, "Files", "<Files>", "</Files>", v1::REQUIRED);
pub static SEND: v1::Operation = v1::Operation {
    name: "Send",
    service: "Files",
    soap_action: "urn:files/Send",
    declarations: " xmlns=\"urn:files\"",
    input: Some(&MEMBER),
    output: Some(&MEMBER),
    ..v1::Operation::EMPTY
};

pub fn envelope(body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><Files xmlns=\"urn:files\">{body}</Files></s:Body></s:Envelope>"
    )
}

pub const TYPE: &str =
    r#"multipart/related; type="application/xop+xml"; boundary=b-1; start="<root@x>""#;

pub fn include(id: &str) -> String {
    format!(
        "<File><x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:{id}\"/></File>"
    )
}

/// A package; each part has an id, more header fields, and bytes.
pub fn package(parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut out = b"not of a part\r\n".to_vec();
    for (id, headers, bytes) in parts {
        out.extend(format!("--b-1\r\nContent-ID: <{id}>\r\n{headers}\r\n").bytes());
        out.extend(*bytes);
        out.extend(b"\r\n");
    }
    out.extend(b"--b-1--\r\nnor this");
    out
}

/// Bytes in which every value occurs, lines and beginnings of boundaries too.
pub fn bytes(length: usize, seed: u8) -> Vec<u8> {
    let mut state = u64::from(seed) + 1;
    let mut out = Vec::with_capacity(length + 64);
    while out.len() < length {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1);
        match (state >> 33) % 97 {
            0 => out.extend(b"\r\n"),
            1 => out.extend(b"\r\n--b-"),
            2 => out.extend(b"\n--b-10\r\n"),
            3 => out.extend(b"\r\n--b-1 x"),
            other => out.push((other as u8).wrapping_mul(3)),
        }
    }
    out.truncate(length);
    // A line break at the end would be that of the boundary.
    out.push(b'.');
    out
}
