//! Replies, right and wrong, to calls of CustomerService, and the outcome that the client must give.

use crate::wire::{Reply, envelope, envelope_with, html, soap11, utf16};

/// Which operation is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `UpdateFeatureToggles`: the reply has no members.
    Void,
    /// `HasChatNotify`: the reply has one boolean.
    Bool,
    /// `CreateDefaultSmsConfig`: the reply has one structure.
    Sms,
}

/// The outcome that a call must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// This value, in the form of the harness.
    Value(&'static str),
    /// An error of this kind.
    Error(&'static str),
}

/// One reply.
pub struct Row {
    /// A short name.
    pub name: &'static str,
    /// The reply of the server.
    pub what: &'static str,
    /// The operation.
    pub call: Call,
    /// The outcome that it must have.
    pub expect: Expect,
    /// Whether there is no single right answer: the expectation is this project's choice, and the row is not scored.
    pub policy: bool,
    /// The reply.
    pub reply: Reply,
}

use Call::{Bool, Sms, Void};
use Expect::{Error, Value};

const TNS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";

fn bool_reply(response: &str) -> String {
    envelope(&format!(
        r#"<HasChatNotifyResponse xmlns="{TNS}">{response}</HasChatNotifyResponse>"#
    ))
}

fn bool_true() -> String {
    bool_reply("<Response>true</Response>")
}

fn void_reply() -> String {
    envelope(&format!(r#"<UpdateFeatureTogglesResponse xmlns="{TNS}"/>"#))
}

fn sms_reply(response: &str) -> String {
    envelope(&format!(
        r#"<CreateDefaultSmsConfigResponse xmlns="{TNS}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">{response}</CreateDefaultSmsConfigResponse>"#
    ))
}

const HEADERS: &str = concat!(
    r#"<h:ExceptionInfo i:nil="true" xmlns:h="http://www.superoffice.net/ws/crm/NetServer/Services83" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>"#,
    r#"<h:ExtraInfo i:nil="true" xmlns:h="http://www.superoffice.net/ws/crm/NetServer/Services83" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>"#,
    r#"<h:Succeeded xmlns:h="http://www.superoffice.net/ws/crm/NetServer/Services83">true</h:Succeeded>"#,
    r#"<h:TimeZone i:nil="true" xmlns:h="http://www.superoffice.net/ws/crm/NetServer/Services83" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>"#
);

fn fault11() -> String {
    envelope(concat!(
        r#"<s:Fault><faultcode xmlns:a="urn:dispatcher">a:InternalServiceFault</faultcode><faultstring xml:lang="en-US">It failed</faultstring>"#,
        r#"<detail><ExceptionDetail xmlns="urn:detail"><Message>It failed</Message></ExceptionDetail></detail></s:Fault>"#
    ))
}

fn fault12() -> String {
    concat!(
        r#"<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code>"#,
        r#"<s:Reason><s:Text xml:lang="en">It failed</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>"#
    )
    .to_owned()
}

fn nested_exception(levels: usize) -> String {
    let mut info = String::new();
    for _ in 0..levels {
        info.push_str("<h:InnerException>");
    }
    for _ in 0..levels {
        info.push_str("</h:InnerException>");
    }
    envelope_with(
        &format!(
            r#"<h:ExceptionInfo xmlns:h="{TNS}"><h:Message>deep</h:Message>{info}</h:ExceptionInfo>"#
        ),
        &format!(r#"<HasChatNotifyResponse xmlns="{TNS}"/>"#),
    )
}

fn nested_unknown(levels: usize) -> String {
    bool_reply(&format!(
        "{}{}<Response>true</Response>",
        "<x>".repeat(levels),
        "</x>".repeat(levels)
    ))
}

fn with_doctype(subset: &str, text: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><!DOCTYPE lolz [{subset}]>{}"#,
        sms_reply(&format!(
            "<Response><DefaultSmsCountry>{text}</DefaultSmsCountry></Response>"
        ))
    )
}

fn laughs(levels: usize) -> String {
    let mut subset = String::from(r#"<!ENTITY l0 "lol">"#);
    for level in 1..=levels {
        let inner = format!("&l{};", level - 1).repeat(10);
        subset.push_str(&format!(r#"<!ENTITY l{level} "{inner}">"#));
    }
    with_doctype(&subset, &format!("&l{levels};"))
}

fn country(text: &str) -> String {
    sms_reply(&format!(
        "<Response><DefaultSmsCountry>{text}</DefaultSmsCountry></Response>"
    ))
}

/// All rows, in the order of the table.
#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    let scored = |name, what, call, expect, reply| Row { name, what, call, expect, policy: false, reply };
    let policy = |name, what, call, expect, reply| Row { name, what, call, expect, policy: true, reply };
    vec![
        scored("ok", "reply without members, four headers", Void, Value("()"), soap11(envelope_with(HEADERS, &format!(r#"<UpdateFeatureTogglesResponse xmlns="{TNS}"/>"#)))),
        scored("ok-bool", "boolean reply", Bool, Value("true"), soap11(bool_true())),
        scored("fault", "SOAP 1.1 fault with HTTP 500", Bool, Error("Fault"), soap11(fault11()).status(500)),
        scored("fault-200", "SOAP 1.1 fault with HTTP 200", Bool, Error("Fault"), soap11(fault11())),
        scored("fault-soap12-on-11", "SOAP 1.2 fault answering a SOAP 1.1 call", Bool, Error("Fault"), soap11(fault12()).status(500).content_type("application/soap+xml; charset=utf-8")),
        scored("html-500", "HTTP 500 with an HTML page", Bool, Error("Http"), html(500)),
        scored("html-200", "HTTP 200 with an HTML login page", Bool, Error("Http"), html(200)),
        scored("auth-401", "HTTP 401 with an HTML page", Bool, Error("Http"), html(401)),
        scored("truncated", "body cut 40 bytes before its end", Bool, Error("Decode"), soap11({ let text = bool_true(); text[..text.len() - 40].to_owned() })),
        scored("truncated-cl", "body shorter than Content-Length", Bool, Error("Transport"), soap11(bool_true()).lie(500)),
        scored("laughs-3", "DOCTYPE, three levels of entities", Sms, Error("Decode"), soap11(laughs(3))),
        scored("laughs-9", "billion laughs", Sms, Error("Decode"), soap11(laughs(9))),
        scored("quadratic", "quadratic blow-up: a 50 kB entity 20,000 times", Sms, Error("Decode"), soap11(with_doctype(&format!(r#"<!ENTITY a "{}">"#, "a".repeat(50_000)), &"&a;".repeat(20_000)))),
        scored("doctype-only", "DOCTYPE without entities", Bool, Error("Decode"), soap11(format!("<!DOCTYPE e>{}", bool_true()))),
        scored("xxe-file", "external entity file:", Sms, Error("Decode"), soap11(with_doctype(r#"<!ENTITY x SYSTEM "file:///etc/hostname">"#, "&x;"))),
        scored("xxe-http", "external entity http:", Sms, Error("Decode"), soap11(with_doctype(r#"<!ENTITY x SYSTEM "http://127.0.0.1:9/x">"#, "&x;"))),
        scored("deep-200", "200 levels of InnerException in a header", Bool, Error("Service"), soap11(nested_exception(200))),
        policy("deep-200-unknown", "200 levels of unknown elements", Bool, Value("true"), soap11(nested_unknown(200))),
        policy("deep-5000", "5,000 levels of InnerException", Bool, Error("Decode"), soap11(nested_exception(5_000))),
        policy("deep-100000-unknown", "100,000 levels of unknown elements", Bool, Error("Decode"), soap11(nested_unknown(100_000))),
        scored("wrong-ns", "wrapper in another namespace", Bool, Error("Decode"), soap11(envelope(r#"<HasChatNotifyResponse xmlns="urn:wrong"><Response>true</Response></HasChatNotifyResponse>"#))),
        scored("wrong-ns-void", "wrapper of a reply without members in another namespace", Void, Error("Decode"), soap11(envelope(r#"<UpdateFeatureTogglesResponse xmlns="urn:wrong"/>"#))),
        scored("wrong-element", "the reply of another operation", Bool, Error("Decode"), soap11(envelope(&format!(r#"<SessionIsValidResponse xmlns="{TNS}"><Response>true</Response></SessionIsValidResponse>"#)))),
        scored("no-ns", "wrapper and child in no namespace", Bool, Error("Decode"), soap11(envelope("<HasChatNotifyResponse><Response>true</Response></HasChatNotifyResponse>"))),
        scored("child-wrong-ns", "child in another namespace", Bool, Error("Decode"), soap11(bool_reply(r#"<Response xmlns="urn:wrong">true</Response>"#))),
        scored("wrong-env-ns", "Envelope in another namespace", Bool, Error("Decode"), soap11(bool_true().replace("http://schemas.xmlsoap.org/soap/envelope/", "urn:not-soap"))),
        policy("soap12-on-11", "SOAP 1.2 envelope answering a SOAP 1.1 call", Bool, Value("true"), soap11(bool_true().replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"))),
        scored("empty-200", "HTTP 200 without a body", Bool, Error("Http"), soap11(String::new())),
        scored("empty-202", "HTTP 202 without a body, reply without members", Void, Value("()"), soap11(String::new()).status(202)),
        scored("empty-body", "empty Body where a reply is due", Bool, Error("Decode"), soap11(envelope(""))),
        scored("no-body-elem", "Envelope without Body", Bool, Error("Decode"), soap11(r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>"#.to_owned())),
        scored("bool-1", "boolean 1", Bool, Value("true"), soap11(bool_reply("<Response>1</Response>"))),
        scored("bool-ws", "boolean with white space round it", Bool, Value("true"), soap11(bool_reply("<Response>\n  true </Response>"))),
        scored("bool-TRUE", "boolean TRUE", Bool, Error("Decode"), soap11(bool_reply("<Response>TRUE</Response>"))),
        scored("bool-garbage", "boolean maybe", Bool, Error("Decode"), soap11(bool_reply("<Response>maybe</Response>"))),
        scored("bool-empty", "empty element for a boolean", Bool, Error("Decode"), soap11(bool_reply("<Response/>"))),
        policy("bool-nil", "xsi:nil on an optional boolean that is not nillable", Bool, Value("absent"), soap11(bool_reply(r#"<Response i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>"#))),
        scored("absent-value", "optional element absent", Bool, Value("absent"), soap11(bool_reply(""))),
        scored("unknown-extra", "unknown elements before and after", Bool, Value("true"), soap11(bool_reply("<Before>1</Before><Response>true</Response><After><x/></After>"))),
        scored("unknown-attr", "unknown attribute", Bool, Value("true"), soap11(bool_reply(r#"<Response colour="red">true</Response>"#))),
        scored("dup-elem", "an element twice that may occur once", Bool, Error("Decode"), soap11(bool_reply("<Response>true</Response><Response>false</Response>"))),
        scored("order-swapped", "two elements in the wrong order", Sms, Value("country=NO provider=x"), soap11(sms_reply("<Response><NetServerSmsProvider>x</NetServerSmsProvider><DefaultSmsCountry>NO</DefaultSmsCountry></Response>"))),
        policy("enum-unknown", "an unknown word in a flag list", Sms, Value("mask=Select Bogus"), soap11(sms_reply("<Response><TableRight><Mask>Select Bogus</Mask></TableRight></Response>"))),
        scored("sms-ok", "nil, empty string and flags", Sms, Value("country= mask=Select Update"), soap11(sms_reply(r#"<Response><TableRight><Mask>Select Update</Mask><Reason i:nil="true"/></TableRight><FieldProperties i:nil="true"/><DefaultSmsCountry/></Response>"#))),
        scored("xsitype-derived", "xsi:type of the declared type, without a prefix", Sms, Value("country=NO"), soap11(sms_reply(r#"<Response i:type="SmsConfig"><DefaultSmsCountry>NO</DefaultSmsCountry></Response>"#))),
        policy("xsitype-unknown", "xsi:type names an unknown type", Sms, Value("country=NO"), soap11(sms_reply(r#"<Response i:type="Mystery"><DefaultSmsCountry>NO</DefaultSmsCountry></Response>"#))),
        scored("xsitype-undeclared-prefix", "xsi:type with an undeclared prefix", Sms, Error("Decode"), soap11(sms_reply(r#"<Response i:type="zz:SmsConfig"><DefaultSmsCountry>NO</DefaultSmsCountry></Response>"#))),
        scored("xsitype-annotated", "xsi:type=\"xsd:boolean\" on the value", Bool, Value("true"), soap11(bool_reply(r#"<Response i:type="x:boolean" xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">true</Response>"#))),
        policy("sibling-wins", "xsi:type=\"xsd:int\" and 42 where a boolean is declared", Bool, Error("Decode"), soap11(bool_reply(r#"<Response i:type="x:int" xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">42</Response>"#))),
        policy("cdata-comments-pi", "CDATA, comments and a processing instruction", Bool, Value("true"), soap11(bool_reply("<!-- c --><?pi x?><Response><![CDATA[tr]]><!-- c -->ue</Response>"))),
        scored("mustunderstand", "unknown header with mustUnderstand", Bool, Error("Decode"), soap11(envelope_with(r#"<x:Alien xmlns:x="urn:x" s:mustUnderstand="1">a</x:Alien>"#, &format!(r#"<HasChatNotifyResponse xmlns="{TNS}"><Response>true</Response></HasChatNotifyResponse>"#)))),
        scored("unknown-header", "unknown header", Bool, Value("true"), soap11(envelope_with(r#"<x:Alien xmlns:x="urn:x">a</x:Alien>"#, &format!(r#"<HasChatNotifyResponse xmlns="{TNS}"><Response>true</Response></HasChatNotifyResponse>"#)))),
        scored("no-header", "no Header at all", Bool, Value("true"), soap11(bool_true())),
        scored("bom", "UTF-8 byte order mark", Bool, Value("true"), soap11(format!("\u{feff}{}", bool_true()))),
        scored("utf16", "UTF-16 with a byte order mark", Sms, Value("country=Ærø"), Reply::new(utf16(&country("Ærø"))).content_type("text/xml; charset=utf-16")),
        scored("latin1", "ISO-8859-1", Sms, Value("country=Ærø"), Reply::new(country("Ærø").chars().map(|c| c as u8).collect()).content_type("text/xml; charset=ISO-8859-1")),
        scored("bad-utf8", "bytes that are not UTF-8", Sms, Error("Decode"), Reply::new({ let mut bytes = country("A??B").into_bytes(); for at in 0..bytes.len() - 1 { if &bytes[at..at + 2] == b"??" { bytes[at] = 0xff; bytes[at + 1] = 0xfe; } } bytes })),
        scored("ctrl-char", "a reference to U+0001", Sms, Error("Decode"), soap11(country("A&#x1;B"))),
        scored("emoji", "astral characters and character references", Sms, Value("country=🚀🚀Å"), soap11(country("🚀&#x1F680;&#197;"))),
        scored("whitespace-string", "white space at the ends of a string", Sms, Value("country=  a b  "), soap11(country("  a b  "))),
        scored("gzip", "Content-Encoding: gzip, unasked", Bool, Value("true"), soap11(bool_true()).gzip()),
        scored("chunked", "chunked transfer", Bool, Value("true"), soap11(bool_true()).chunked()),
        policy("wrong-ct", "Content-Type: application/octet-stream", Bool, Value("true"), soap11(bool_true()).content_type("application/octet-stream")),
        policy("no-ct", "no Content-Type", Bool, Value("true"), soap11(bool_true()).content_type("")),
        scored("leading-ws", "line ends before the XML declaration", Bool, Error("Decode"), soap11(format!("\n\n<?xml version=\"1.0\"?>{}", bool_true()))),
        scored("trailing-junk", "text after the envelope", Bool, Error("Decode"), soap11(format!("{}junk", bool_true()))),
        policy("redirect-307", "307 to another host", Bool, Error("Http"), soap11(String::new()).status(307).header("Location: http://127.0.0.2:9/other")),
        policy("redirect-302", "302 to another host", Bool, Error("Http"), soap11(String::new()).status(302).header("Location: http://127.0.0.2:9/other")),
        scored("mtom-reply", "multipart/related reply", Bool, Value("true"), soap11(format!("--b\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\nContent-ID: <root>\r\n\r\n{}\r\n--b--\r\n", bool_true())).content_type("multipart/related; boundary=\"b\"; type=\"application/xop+xml\"; start=\"<root>\"")),
        scored("slow", "the reply comes after the time limit", Bool, Error("Transport"), soap11(bool_true()).delay(1500)),
        scored("drop", "connection closed unanswered", Bool, Error("Transport"), Reply::drop()),
        scored("big-15MB", "a 14 MB header of 100,000 pairs", Bool, Value("true"), soap11(envelope_with(
            &format!(r#"<h:ExtraInfo xmlns:h="{TNS}">{}</h:ExtraInfo>"#, (0..100_000).map(|n| format!("<h:ExtraInfoNameValuePair><h:Key>key-{n:06}</h:Key><h:Value>{}</h:Value></h:ExtraInfoNameValuePair>", "v".repeat(50))).collect::<String>()),
            &format!(r#"<HasChatNotifyResponse xmlns="{TNS}"><Response>true</Response></HasChatNotifyResponse>"#)))),
        scored("text-12MB", "one text of 12 MB", Sms, Value("country: 12582912 bytes"), soap11(country(&"x".repeat(12 << 20)))),
        policy("seed-reply", "the shape of the published examples: SOAP 1.2 namespace, text/xml", Void, Value("()"), soap11(void_reply().replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"))),
        policy("seed-reply-soap12ct", "the same as application/soap+xml", Void, Value("()"), soap11(void_reply().replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")).content_type("application/soap+xml")),
    ]
}
