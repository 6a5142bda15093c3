//! Contracts with policies.

use arbitrary::{Result, Unstructured};
use std::fmt::Write as _;

/// The operators and assertions of WS-Policy, WS-SecurityPolicy, WS-Addressing and MTOM that are read, and one that nobody knows.
const NAMES: [&str; 40] = [
    "wsp:Policy",
    "wsp:All",
    "wsp:ExactlyOne",
    "old:Policy",
    "old:All",
    "old:ExactlyOne",
    "sp:TransportBinding",
    "sp:SymmetricBinding",
    "sp:AsymmetricBinding",
    "sp:TransportToken",
    "sp:HttpsToken",
    "sp:HttpBasicAuthentication",
    "sp:HttpDigestAuthentication",
    "sp:RequireClientCertificate",
    "sp:AlgorithmSuite",
    "sp:Basic128",
    "sp:Basic256Sha256",
    "sp:TripleDes",
    "sp:Layout",
    "sp:Lax",
    "sp:IncludeTimestamp",
    "sp:SupportingTokens",
    "sp:SignedSupportingTokens",
    "sp:EndorsingSupportingTokens",
    "sp:UsernameToken",
    "sp:HashPassword",
    "sp:NoPassword",
    "sp:WssUsernameToken10",
    "sp:X509Token",
    "sp:WssX509V3Token10",
    "sp:IssuedToken",
    "sp:InitiatorToken",
    "sp:RecipientToken",
    "sp:ProtectionToken",
    "sp:SignedParts",
    "sp:EncryptedParts",
    "sp:Body",
    "wsam:Addressing",
    "mtom:OptimizedMimeSerialization",
    "x:Unknown",
];
const DECLARATIONS: &str = "xmlns:wsp='http://www.w3.org/ns/ws-policy' xmlns:old='http://schemas.xmlsoap.org/ws/2004/09/policy' \
    xmlns:sp='http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702' \
    xmlns:wsam='http://www.w3.org/2007/05/addressing/metadata' \
    xmlns:mtom='http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization' \
    xmlns:wsu='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd' xmlns:x='urn:x'";

/// A reference to a policy of the document, to itself or to nothing.
fn reference(u: &mut Unstructured<'_>) -> Result<String> {
    let prefix = u.choose(&["wsp", "old"])?;
    let id = u.choose(&["#p0", "#p1", "#p2", "#none", "http://h/other#p", ""])?;
    Ok(format!("<{prefix}:PolicyReference URI='{id}'/>"))
}

fn element(u: &mut Unstructured<'_>, out: &mut String, depth: usize) -> Result<()> {
    if u.ratio(1, 8u8)? {
        out.push_str(&reference(u)?);
        return Ok(());
    }
    let name = *u.choose(&NAMES)?;
    let _ = write!(out, "<{name}");
    match u.int_in_range(0..=5u8)? {
        0 => out.push_str(" wsp:Optional='true'"),
        1 => out.push_str(" old:Optional='1'"),
        2 => out.push_str(" sp:IncludeToken='http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/Never'"),
        _ => {}
    }
    out.push('>');
    if depth > 0 {
        // Assertions have their own in a policy.
        let is_nested = name.starts_with("sp:") && u.arbitrary()?;
        out.push_str(if is_nested { "<wsp:Policy>" } else { "" });
        for _ in 0..u.int_in_range(0..=4u8)? {
            element(u, out, depth - 1)?;
        }
        out.push_str(if is_nested { "</wsp:Policy>" } else { "" });
    }
    let _ = write!(out, "</{name}>");
    Ok(())
}

/// A policy, a reference to one, or nothing.
fn attached(u: &mut Unstructured<'_>) -> Result<String> {
    let mut out = String::new();
    match u.int_in_range(0..=2u8)? {
        0 => {}
        1 => out = reference(u)?,
        _ => {
            out.push_str("<wsp:Policy>");
            element(u, &mut out, 5)?;
            out.push_str("</wsp:Policy>");
        }
    }
    Ok(out)
}

/// A contract ends as those of [`contract`](crate::contract) do, whatever policies it has, and wherever.
pub fn run(data: &[u8]) {
    if let Ok(text) = contract(&mut Unstructured::new(data)) {
        crate::contract::run(text.as_bytes());
    }
}

fn contract(u: &mut Unstructured<'_>) -> Result<String> {
    let mut policies = String::new();
    for at in 0..u.int_in_range(0..=3u8)? {
        let prefix = *u.choose(&["wsp", "old"])?;
        let _ = write!(policies, "<{prefix}:Policy wsu:Id='p{at}'>");
        for _ in 0..u.int_in_range(0..=4u8)? {
            element(u, &mut policies, 6)?;
        }
        let _ = write!(policies, "</{prefix}:Policy>");
    }
    let mut places = [const { String::new() }; 6];
    for place in &mut places {
        *place = attached(u)?;
    }
    let [
        of_message,
        of_port_type,
        of_binding,
        of_operation,
        of_input,
        of_port,
    ] = places;
    Ok(format!(
        "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' \
         xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t' {DECLARATIONS}>{policies}\
         <types><xs:schema targetNamespace='urn:t'><xs:element name='Ask' type='xs:int'/></xs:schema></types>\
         <message name='M'>{of_message}<part name='body' element='t:Ask'/></message>\
         <portType name='P'>{of_port_type}<operation name='Ask'><input message='t:M'/><output message='t:M'/></operation></portType>\
         <binding name='B' type='t:P'>{of_binding}<soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
         <operation name='Ask'>{of_operation}<soap:operation soapAction='urn:ask'/>\
         <input>{of_input}<soap:body use='literal'/></input><output><soap:body use='literal'/></output></operation></binding>\
         <service name='V'><port name='P0' binding='t:B'>{of_port}<soap:address location='http://h/'/></port></service>\
         </definitions>"
    ))
}
