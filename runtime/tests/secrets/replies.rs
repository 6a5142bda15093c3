//! Replies of a server that says back all that it knows, in every place that a reply has: but for the names of elements that are
//! kept, which are shown as they are.

use crate::loopback::{Step, response};
use crate::service::{NS, envelope};

/// What a server says back.
pub struct Said {
    /// In one line, with characters that a header can have.
    pub line: String,
    /// As it is.
    pub plain: String,
    /// As text of XML, and as the value of an attribute.
    pub xml: String,
    /// A secret that can be a name of XML.
    pub name: String,
}

type Reply = fn(&Said) -> Vec<Step>;

/// The first sets the cookie that is one of the secrets.
pub const REPLIES: &[(&str, Reply)] = &[
    ("cookies", |said| {
        response(
            "500 Oops",
            &(header("Set-Cookie", "session=s3t-s3cret; HttpOnly") + &header("Set-Cookie", "b=c")),
            format!("{} s3t-s3cret", said.plain),
        )
    }),
    ("status line", |said| {
        raw(&format!(
            "HTTP/1.1 500 {}\r\nContent-Length: 0\r\n\r\n",
            said.line
        ))
    }),
    ("plain text", |said| {
        response(
            "500 Oops",
            &header("Content-Type", "text/plain"),
            &said.plain,
        )
    }),
    ("JSON", |said| {
        let text = said.plain.replace('\\', "\\\\").replace('"', "\\\"");
        response(
            "500 Oops",
            &header("Content-Type", "application/json"),
            format!("{{\"a\":\"{text}\"}}"),
        )
    }),
    ("page", |said| {
        response(
            "200 OK",
            &header("Content-Type", "text/html"),
            format!("<html><p>{}</p></html>", said.xml),
        )
    }),
    ("content type", |said| {
        response(
            "200 OK",
            &header(
                "Content-Type",
                &format!("text/{}; charset=\"{}\"", said.name, said.line),
            ),
            "x",
        )
    }),
    ("charset", |said| {
        response(
            "200 OK",
            &header("Content-Type", &format!("text/xml; charset={}", said.name)),
            envelope("", ""),
        )
    }),
    ("content coding", |said| {
        response(
            "200 OK",
            &header("Content-Encoding", &format!("x-{}", said.name)),
            "junk",
        )
    }),
    ("content codings", |said| {
        response(
            "200 OK",
            &(header("Content-Encoding", &said.line) + &xml_type()),
            "junk",
        )
    }),
    ("parameters", |said| {
        let kind = format!(
            "multipart/related; type={0}; boundary=\"{0}\"; start=\"{0}\"; charset={0}",
            said.line
        );
        response("200 OK", &header("Content-Type", &kind), "--")
    }),
    ("encoding cut off", |said| {
        let start = format!("<?xml version=\"1.0\" encoding=\"{}\"?><a/>", said.line);
        response("200 OK", &xml_type(), start)
    }),
    ("multipart", |said| {
        let kind = format!(
            "multipart/related; boundary={0}; start=\"<{0}>\"",
            said.name
        );
        response(
            "200 OK",
            &header("Content-Type", &kind),
            format!(
                "--{0}\r\nContent-ID: <{0}x>\r\n\r\n{1}",
                said.name, said.plain
            ),
        )
    }),
    ("redirect", |said| {
        let location = format!("http://ann:{0}@{0}.invalid/{0}?{0}", said.name);
        response("302 Found", &header("Location", &location), &said.plain)
    }),
    ("repeated redirect", |said| {
        response(
            "308 Gone",
            &header("Location", &format!("next?{0}", said.name)),
            &said.plain,
        )
    }),
    ("refusal", |said| {
        let challenge = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256";
        response(
            "401 No",
            &(header("WWW-Authenticate", challenge)
                + &header("WWW-Authenticate", &said.line)
                // A request that is not sent again gets no other reply.
                + &header_of_cookie()),
            &said.plain,
        )
    }),
    ("refusal of the proxy", |said| {
        response(
            "407 No",
            &header("Proxy-Authenticate", "Basic realm=\"r\""),
            &said.plain,
        )
    }),
    ("fault", |said| {
        let xml = &said.xml;
        let fault = format!(
            "<s:Fault><faultcode>s:{name}</faultcode><faultstring xml:lang=\"{name}\">{xml}</faultstring><faultactor>{xml}</faultactor>\
             <detail>{xml}<e {name}=\"{xml}\">{xml}</e></detail></s:Fault>",
            name = said.name,
        );
        response(
            "500 Oops",
            &xml_type(),
            envelope(&format!("<e>{xml}</e>"), &fault),
        )
    }),
    ("code of a namespace", |said| {
        let fault = format!(
            "<s:Fault><faultcode xmlns:q=\"{0}\">q:{0}</faultcode><faultstring>{1}</faultstring></s:Fault>",
            said.name, said.xml
        );
        response("500 Oops", &xml_type(), envelope("", &fault))
    }),
    ("fault of SOAP 1.2", |said| {
        let (name, xml) = (&said.name, &said.xml);
        let body = format!(
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value>\
             <s:Subcode><s:Value xmlns:q=\"{name}\">q:{name}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"{name}\">{xml}</s:Text></s:Reason>\
             <s:Node>{xml}</s:Node><s:Role>{xml}</s:Role><s:Detail>{xml}</s:Detail></s:Fault></s:Body></s:Envelope>",
        );
        response(
            "400 No",
            &header("Content-Type", "application/soap+xml"),
            body,
        )
    }),
    ("failure of the service", |said| {
        let header = format!(
            "<ExceptionInfo xmlns=\"{NS}\"><Message>{}</Message></ExceptionInfo>",
            said.xml
        );
        response(
            "200 OK",
            &xml_type(),
            envelope(&header, "<IsEnabledResponse/>"),
        )
    }),
    ("header that must be understood", |said| {
        let header = format!(
            "<{0} xmlns=\"{0}\" s:mustUnderstand=\"1\">{1}</{0}>",
            said.name, said.xml
        );
        response(
            "200 OK",
            &xml_type(),
            envelope(&header, "<IsEnabledResponse/>"),
        )
    }),
    ("what an interceptor refuses", |said| {
        reply(&format!(
            "<refused xmlns=\"urn:refuse\">{}</refused>",
            said.xml
        ))
    }),
    ("value", |said| {
        reply(&format!("<Response>{}</Response>", said.xml))
    }),
    ("items", |said| {
        reply(&format!(
            "<Response>true</Response><Response>{}</Response>",
            said.xml
        ))
    }),
    ("items and other elements", |said| {
        reply(&format!(
            "<Response>true</Response><Response>false</Response><More a=\"{0}\">{0}</More>",
            said.xml
        ))
    }),
    ("items that break off", |said| {
        let text = envelope("", "<IsEnabledResponse><Response>true</Response>");
        let begun = text.split("</s:Body>").next().unwrap_or_default();
        let begun = format!("{begun}<Response>{}", said.xml);
        raw(&format!(
            "HTTP/1.1 200 OK\r\n{}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{begun}\r\n{}",
            xml_type(),
            begun.len(),
            said.line
        ))
    }),
    ("value of an attribute", |said| {
        reply(&format!(
            "<Response xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"{0}\" {1}=\"{0}\">x</Response>",
            said.xml, said.name
        ))
    }),
    ("type", |said| {
        reply(&format!(
            "<Response xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:q=\"{0}\" i:type=\"q:{0}\">true</Response>",
            said.name
        ))
    }),
    ("prefix", |said| {
        reply(&format!(
            "<{0}:Response>{1}</{0}:Response>",
            said.name, said.xml
        ))
    }),
    ("entity", |said| {
        reply(&format!("<Response>{}&{};</Response>", said.xml, said.name))
    }),
    ("end tag", |said| {
        reply(&format!("<Response>true</{}>", said.name))
    }),
    ("element of another namespace", |said| {
        reply(&format!(
            "<Response xmlns=\"{0}\">{1}</Response><Response>{1}</Response>",
            said.name, said.xml
        ))
    }),
    ("other response", |said| {
        response(
            "200 OK",
            &xml_type(),
            envelope(
                "",
                &format!("<{0} xmlns=\"{0}\">{1}</{0}>", said.name, said.xml),
            ),
        )
    }),
    ("text in between", |said| {
        reply(&format!("{}<Response>true</Response>", said.xml))
    }),
    ("root", |said| {
        response(
            "200 OK",
            &xml_type(),
            format!(
                "<{0} xmlns=\"{0}\" {0}=\"{1}\">{1}</{0}>",
                said.name, said.xml
            ),
        )
    }),
    ("document type", |said| {
        response(
            "200 OK",
            &xml_type(),
            format!("<!DOCTYPE {0} SYSTEM \"{1}\"><a/>", said.name, said.xml),
        )
    }),
    ("encoding", |said| {
        response(
            "200 OK",
            &xml_type(),
            format!("<?xml version=\"1.0\" encoding=\"{}\"?><a/>", said.name),
        )
    }),
    ("success with unknown elements", |said| {
        let xml = &said.xml;
        let header = format!("<e xmlns=\"urn:x\" a=\"{xml}\">{xml}</e>");
        let body = format!(
            "<IsEnabledResponse><Response>true</Response><More a=\"{xml}\">{xml}</More></IsEnabledResponse>"
        );
        response(
            "200 OK",
            &(xml_type() + &header_of_cookie()),
            envelope(&header, &body),
        )
    }),
    ("line of a header", |said| {
        raw(&format!("HTTP/1.1 200 OK\r\n{} junk\r\n\r\n", said.line))
    }),
    ("no HTTP", |said| raw(&format!("{}\r\n\r\n", said.plain))),
    ("size of a chunk", |said| {
        raw(&format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}\r\nx",
            said.line
        ))
    }),
    ("length", |said| {
        raw(&format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\nx",
            said.line
        ))
    }),
    ("cut off", |said| {
        raw(&format!(
            "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{}",
            said.plain
        ))
    }),
];

fn raw(text: &str) -> Vec<Step> {
    vec![Step::Send(text.as_bytes().to_vec()), Step::Close]
}

fn header(name: &str, value: &str) -> String {
    format!("{name}: {value}\r\n")
}

fn header_of_cookie() -> String {
    header("Set-Cookie", "session=s3t-s3cret")
}

fn xml_type() -> String {
    header("Content-Type", "text/xml; charset=utf-8")
}

fn reply(content: &str) -> Vec<Step> {
    let body = format!("<IsEnabledResponse>{content}</IsEnabledResponse>");
    response("200 OK", &xml_type(), envelope("", &body))
}
