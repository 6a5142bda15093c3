//! Nothing that is parsed of a WSDL document is ignored: for every field of the syntax there is a change of a contract that only
//! this field shows, and the output or the findings must change with it.

use std::collections::BTreeSet;
use wsdl_codegen::Builder;

const SYNTAX: &str = include_str!("../src/syntax/wsdl/mod.rs");

/// Says something in every place.
const BASE: &str = r##"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"
  xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" xmlns:o="urn:other"
  xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata" xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl" targetNamespace="urn:t">
  <import namespace="urn:other" location="other.wsdl"/>
  <types>
    <xs:schema targetNamespace="urn:t" elementFormDefault="qualified">
      <xs:element name="E" type="xs:int"/><xs:element name="F" type="xs:string"/><xs:element name="H" type="xs:date"/>
    </xs:schema>
  </types>
  <message name="In"><part name="body" element="t:E"/><part name="extra" type="xs:int"/><part name="file" type="xs:base64Binary"/></message>
  <message name="Out"><part name="body" element="t:E"/></message>
  <message name="Twin"><part name="body" element="t:F"/></message>
  <message name="Fault"><part name="detail" element="t:F"/></message>
  <message name="TypedFault"><part name="detail" type="xs:string"/></message>
  <message name="Head"><part name="first" element="t:H"/><part name="second" type="xs:int"/></message>
  <message name="Rpc"><part name="one" type="xs:int"/><part name="two" type="xs:string"/></message>
  <portType name="P">
    <documentation>About the port type.</documentation>
    <operation name="Go">
      <documentation>About the operation.</documentation>
      <input message="t:In" wsam:Action="urn:act:go"/>
      <output message="t:Out"/>
      <fault name="F" message="t:Fault"/>
      <fault name="T" message="t:TypedFault"/>
    </operation>
    <operation name="Twice"><input name="A" message="t:Out"/><output name="AR" message="t:Out"/></operation>
    <operation name="Twice"><input name="B" message="t:Twin"/><output name="BR" message="t:Twin"/></operation>
    <operation name="Call" parameterOrder="one two"><input message="t:Rpc"/><output message="t:Rpc"/></operation>
    <operation name="Undocumented"><input message="t:Out"/></operation>
  </portType>
  <binding name="B" type="t:P">
    <documentation>About the binding.</documentation>
    <soap12:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Go">
      <soap12:operation soapAction="urn:act:go"/>
      <input>
        <mime:multipartRelated>
          <mime:part><soap12:body use="literal" parts="body"/>
            <soap12:header message="t:Head" part="first" use="literal"><soap12:headerfault message="t:Head" part="second" use="literal"/></soap12:header>
            <soap12:header message="t:Head" part="second" use="literal" namespace="urn:head"/>
          </mime:part>
          <mime:part><mime:content part="file" type="application/octet-stream"/></mime:part>
        </mime:multipartRelated>
      </input>
      <output><soap12:body use="literal"/></output>
      <fault name="F"><soap12:fault name="F" use="literal"/></fault>
      <fault name="T"><soap12:fault name="T" use="literal"/></fault>
    </operation>
    <operation name="Twice"><soap12:operation soapAction="urn:twice:a"/><input name="A"><soap12:body use="literal"/></input><output name="AR"><soap12:body use="literal"/></output></operation>
    <operation name="Twice"><soap12:operation soapAction="urn:twice:b"/><input name="B"><soap12:body use="literal"/></input><output name="BR"><soap12:body use="literal"/></output></operation>
    <operation name="Call"><soap12:operation soapAction="urn:call" style="rpc"/><input><soap12:body use="literal" namespace="urn:rpc"/></input><output><soap12:body use="literal" namespace="urn:rpc"/></output></operation>
    <operation name="Undocumented"><documentation>About the bound operation.</documentation><soap12:operation soapAction="urn:u"/><input><soap12:body use="literal"/></input></operation>
  </binding>
  <service name="S">
    <documentation>About the service.</documentation>
    <port name="Here" binding="t:B"><documentation>About the port.</documentation><soap12:address location="http://localhost/"/></port>
  </service>
</definitions>"##;

const OTHER: &str = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:o="urn:other" targetNamespace="urn:other">
  <types><xs:schema targetNamespace="urn:other"><xs:element name="E" type="xs:time"/></xs:schema></types>
  <message name="Out"><part name="body" element="o:E"/></message>
</definitions>"#;

/// The field, the text to replace, and its replacement.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "Document.imports",
        "<types>",
        "<import namespace=\"urn:none\" location=\"none.wsdl\"/><types>",
    ),
    (
        "Document.target",
        "targetNamespace=\"urn:t\">
  <import",
        "targetNamespace=\"urn:u\">
  <import",
    ),
    (
        "Document.schemas",
        "<xs:element name=\"H\" type=\"xs:date\"/>",
        "",
    ),
    (
        "Document.messages",
        "<message name=\"Twin\"><part name=\"body\" element=\"t:F\"/></message>",
        "",
    ),
    (
        "Document.port_types",
        "<portType name=\"P\">",
        "<portType name=\"Q\"/><portType name=\"P\">",
    ),
    (
        "Document.bindings",
        "<binding name=\"B\" type=\"t:P\">",
        "<binding name=\"C\" type=\"t:P\"/><binding name=\"B\" type=\"t:P\">",
    ),
    (
        "Document.services",
        "<service name=\"S\">",
        "<service name=\"S2\"><port name=\"There\" binding=\"t:B\"><soap12:address location=\"http://there/\"/></port></service><service name=\"S\">",
    ),
    (
        "Import.namespace",
        "<import namespace=\"urn:other\"",
        "<import namespace=\"urn:third\"",
    ),
    (
        "Import.location",
        "location=\"other.wsdl\"",
        "location=\"missing.wsdl\"",
    ),
    (
        "Message.name",
        "<message name=\"Twin\">",
        "<message name=\"Twins\">",
    ),
    (
        "Message.parts",
        "<message name=\"Out\"><part name=\"body\" element=\"t:E\"/>",
        "<message name=\"Out\">",
    ),
    ("Part.name", "<part name=\"one\"", "<part name=\"uno\""),
    (
        "Part.element",
        "<message name=\"Out\"><part name=\"body\" element=\"t:E\"/>",
        "<message name=\"Out\"><part name=\"body\" element=\"t:F\"/>",
    ),
    (
        "Part.ty",
        "<part name=\"one\" type=\"xs:int\"/>",
        "<part name=\"one\" type=\"xs:long\"/>",
    ),
    ("PortType.name", "name=\"P\"", "name=\"Q\""),
    (
        "PortType.operations",
        "<operation name=\"Undocumented\"><input message=\"t:Out\"/></operation>",
        "",
    ),
    (
        "PortType.left_out",
        "<operation name=\"Undocumented\"><input message=\"t:Out\"/></operation>",
        "<operation name=\"Undocumented\"><input/></operation>",
    ),
    (
        "PortType.annotation",
        "About the port type.",
        "Of the port type.",
    ),
    (
        "Operation.name",
        "<operation name=\"Go\">\n      <doc",
        "<operation name=\"Stop\">\n      <doc",
    ),
    (
        "Operation.input",
        "<operation name=\"Undocumented\"><input message=\"t:Out\"/>",
        "<operation name=\"Undocumented\"><input message=\"t:Twin\"/>",
    ),
    (
        "Operation.output",
        "<operation name=\"Undocumented\"><input message=\"t:Out\"/>",
        "<operation name=\"Undocumented\"><input message=\"t:Out\"/><output message=\"t:Out\"/>",
    ),
    (
        "Operation.output_first",
        "<input name=\"B\" message=\"t:Twin\"/><output name=\"BR\" message=\"t:Twin\"/>",
        "<output name=\"BR\" message=\"t:Twin\"/><input name=\"B\" message=\"t:Twin\"/>",
    ),
    (
        "Operation.faults",
        "<fault name=\"F\" message=\"t:Fault\"/>",
        "",
    ),
    (
        "Operation.parameter_order",
        "parameterOrder=\"one two\"",
        "parameterOrder=\"one three\"",
    ),
    (
        "Operation.annotation",
        "About the operation.",
        "Of the operation.",
    ),
    (
        "MessageUse.name",
        "<input name=\"A\" message=\"t:Out\"/><output name=\"AR\"",
        "<input name=\"B\" message=\"t:Out\"/><output name=\"BR\"",
    ),
    (
        "MessageUse.message",
        "<fault name=\"F\" message=\"t:Fault\"/>",
        "<fault name=\"F\" message=\"t:Out\"/>",
    ),
    (
        "MessageUse.action",
        "wsam:Action=\"urn:act:go\"",
        "wsam:Action=\"urn:act:run\"",
    ),
    ("Binding.name", "<binding name=\"B\"", "<binding name=\"C\""),
    ("Binding.port_type", "type=\"t:P\"", "type=\"t:Q\""),
    (
        "Binding.protocol",
        "transport=\"http://schemas.xmlsoap.org/soap/http\"",
        "transport=\"urn:smoke-signals\"",
    ),
    (
        "Binding.style",
        "<soap12:binding style=\"document\"",
        "<soap12:binding style=\"rpc\"",
    ),
    (
        "Binding.addressing",
        "<soap12:binding style",
        "<wsaw:UsingAddressing/><soap12:binding style",
    ),
    (
        "Binding.policy",
        "<soap12:binding style",
        "<wsp:Policy xmlns:wsp=\"http://www.w3.org/ns/ws-policy\"><x:Y xmlns:x=\"urn:x\"/></wsp:Policy><soap12:binding style",
    ),
    (
        "Binding.operations",
        "<operation name=\"Call\"><soap12:operation soapAction=\"urn:call\"",
        "<operation name=\"Cal\"><soap12:operation soapAction=\"urn:call\"",
    ),
    (
        "Binding.annotation",
        "About the binding.",
        "Of the binding.",
    ),
    (
        "BindingOperation.name",
        "<operation name=\"Undocumented\"><documentation>",
        "<operation name=\"Undocument\"><documentation>",
    ),
    (
        "BindingOperation.described",
        "<soap12:operation soapAction=\"urn:u\"/>",
        "",
    ),
    (
        "BindingOperation.soap_action",
        "soapAction=\"urn:u\"",
        "soapAction=\"urn:v\"",
    ),
    (
        "BindingOperation.soap_action_required",
        "<soap12:operation soapAction=\"urn:u\"/>",
        "<soap12:operation soapActionRequired=\"true\"/>",
    ),
    (
        "BindingOperation.style",
        "soapAction=\"urn:call\" style=\"rpc\"",
        "soapAction=\"urn:call\"",
    ),
    (
        "BindingOperation.input",
        "<input><soap12:body use=\"literal\" namespace=\"urn:rpc\"/></input>",
        "",
    ),
    (
        "BindingOperation.output",
        "<output><soap12:body use=\"literal\" namespace=\"urn:rpc\"/></output>",
        "",
    ),
    (
        "BindingOperation.faults",
        "<fault name=\"F\"><soap12:fault name=\"F\" use=\"literal\"/></fault>",
        "",
    ),
    (
        "BindingOperation.annotation",
        "About the bound operation.",
        "Of the bound operation.",
    ),
    (
        "BindingMessage.name",
        "<input name=\"B\"><soap12:body use=\"literal\"/></input><output name=\"BR\">",
        "<input name=\"Bee\"><soap12:body use=\"literal\"/></input><output name=\"BeeR\">",
    ),
    (
        "BindingMessage.body",
        "<output><soap12:body use=\"literal\"/></output>",
        "<output/>",
    ),
    (
        "BindingMessage.headers",
        "<soap12:header message=\"t:Head\" part=\"second\" use=\"literal\" namespace=\"urn:head\"/>",
        "",
    ),
    (
        "BindingMessage.multipart",
        "<output><soap12:body use=\"literal\"/></output>",
        "<output><mime:multipartRelated><mime:part><soap12:body use=\"literal\"/></mime:part></mime:multipartRelated></output>",
    ),
    (
        "BindingMessage.attachments",
        "<mime:part><mime:content part=\"file\" type=\"application/octet-stream\"/></mime:part>",
        "",
    ),
    (
        "Attachment.part",
        "<mime:content part=\"file\"",
        "<mime:content part=\"none\"",
    ),
    (
        "Attachment.is_xml",
        "<mime:content part=\"file\" type=\"application/octet-stream\"/>",
        "<mime:mimeXml part=\"file\"/>",
    ),
    (
        "Body.parts",
        "<soap12:body use=\"literal\" parts=\"body\"/>",
        "<soap12:body use=\"literal\" parts=\"body extra\"/>",
    ),
    (
        "Body.body_use",
        "<input><soap12:body use=\"literal\" namespace=\"urn:rpc\"/>",
        "<input><soap12:body use=\"encoded\" encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\" namespace=\"urn:rpc\"/>",
    ),
    (
        "Body.namespace",
        "<input><soap12:body use=\"literal\" namespace=\"urn:rpc\"/>",
        "<input><soap12:body use=\"literal\" namespace=\"urn:rpc2\"/>",
    ),
    (
        "Header.message",
        "<soap12:header message=\"t:Head\" part=\"first\"",
        "<soap12:header message=\"t:Hat\" part=\"first\"",
    ),
    (
        "Header.part",
        "<soap12:header message=\"t:Head\" part=\"second\"",
        "<soap12:header message=\"t:Head\" part=\"third\"",
    ),
    (
        "Header.header_use",
        "part=\"second\" use=\"literal\" namespace=\"urn:head\"",
        "part=\"second\" use=\"encoded\" namespace=\"urn:head\"",
    ),
    (
        "Header.namespace",
        "namespace=\"urn:head\"",
        "namespace=\"urn:hat\"",
    ),
    (
        "Header.faults",
        "<soap12:headerfault message=\"t:Head\" part=\"second\" use=\"literal\"/>",
        "",
    ),
    (
        "BindingFault.name",
        "<fault name=\"T\"><soap12:fault name=\"T\"",
        "<fault name=\"U\"><soap12:fault name=\"U\"",
    ),
    (
        "BindingFault.fault_use",
        "<soap12:fault name=\"T\" use=\"literal\"/>",
        "<soap12:fault name=\"T\" use=\"encoded\"/>",
    ),
    (
        "BindingFault.namespace",
        "<soap12:fault name=\"T\" use=\"literal\"/>",
        "<soap12:fault name=\"T\" use=\"literal\" namespace=\"urn:faults\"/>",
    ),
    (
        "Service.name",
        "<service name=\"S\">",
        "<service name=\"Z\">",
    ),
    (
        "Service.ports",
        "<port name=\"Here\"",
        "<port name=\"There\" binding=\"t:B\"/><port name=\"Here\"",
    ),
    (
        "Service.annotation",
        "About the service.",
        "Of the service.",
    ),
    ("Port.name", "<port name=\"Here\"", "<port name=\"There\""),
    ("Port.binding", "binding=\"t:B\"", "binding=\"t:C\""),
    (
        "Port.address",
        "location=\"http://localhost/\"",
        "location=\"http://elsewhere/\"",
    ),
    (
        "Port.addressing",
        "<soap12:address location=\"http://localhost/\"/>",
        "<soap12:address location=\"http://localhost/\"/><wsaw:UsingAddressing/>",
    ),
    (
        "Port.policy",
        "<soap12:address location=\"http://localhost/\"/>",
        "<soap12:address location=\"http://localhost/\"/><wsp:Policy xmlns:wsp=\"http://www.w3.org/ns/ws-policy\"><x:Y xmlns:x=\"urn:x\"/></wsp:Policy>",
    ),
    ("Port.annotation", "About the port.", "Of the port."),
];

/// The fields of the syntax, as `Struct.field`.
fn fields() -> BTreeSet<String> {
    let file = syn::parse_file(SYNTAX).expect("Rust");
    let mut found = BTreeSet::new();
    for item in file.items {
        let syn::Item::Struct(item) = item else {
            continue;
        };
        for field in item.fields {
            let name = field.ident.expect("a name").to_string();
            // Positions are for findings, and the next stage adds the target of an import.
            let is_aside = name == "span" || item.ident == "Import" && name == "target";
            if !is_aside {
                found.insert(format!("{}.{name}", item.ident));
            }
        }
    }
    found
}

/// Everything that comes of a contract.
fn outcome(contract: &str) -> String {
    let builder = Builder::new()
        .server(true)
        .include_services("S")
        .text("main.wsdl", contract)
        .text("other.wsdl", OTHER);
    match builder.generate() {
        Ok(generated) => {
            let mut all = generated.diagnostics.render(&generated.sources, false);
            for left in &generated.left_out {
                all.push_str(&format!("left out: {left}\n"));
            }
            for (_, text) in &generated.files {
                all.push_str(text);
            }
            all
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_field_of_the_syntax_has_a_change() {
    let listed: BTreeSet<String> = CHANGES.iter().map(|change| change.0.to_owned()).collect();
    assert_eq!(listed, fields());
    assert_eq!(listed.len(), CHANGES.len(), "one change for each");
}

#[test]
fn every_field_is_used_or_reported() {
    let base = outcome(BASE);
    assert!(base.contains("pub struct PClient"), "{base}");
    let mut ignored = Vec::new();
    for (field, from, to) in CHANGES {
        assert!(
            BASE.contains(from),
            "{field}: {from} is not in the contract"
        );
        let changed = BASE.replacen(from, to, 1);
        // Findings quote the lines around them. Without the quotes, texts differ only by the change.
        let quoted = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| {
                !line.starts_with("    | ")
                    && !line.starts_with("  --> ")
                    && !line.starts_with("  ::: ")
            });
            lines.map(str::to_owned).collect()
        };
        if quoted(&outcome(&changed)) == quoted(&base) {
            ignored.push(*field);
        }
    }
    assert!(ignored.is_empty(), "ignored: {ignored:#?}");
}
