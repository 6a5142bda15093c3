//! Constructs of services: messages, operations, bindings, and schemas beside each other. `tests/policies.rs` lets policies grow.

use super::{Construct, Contract};
use std::fmt::Write;

impl Contract {
    /// A message with one part, which has an element of its own.
    fn message_of(&mut self, name: &str) {
        let ty = &self.declared.ty;
        let _ = writeln!(self.schema, r#"<xs:element name="{name}" type="{ty}"/>"#);
        let _ = writeln!(
            self.messages,
            r#"<message name="{name}"><part name="of" element="t:{name}"/></message>"#
        );
    }

    /// An operation, with more inside its declaration, its binding, and the input of that.
    fn operation_with(&mut self, name: &str, declared: &str, bound: &str, input: &str) {
        let _ = writeln!(
            self.operations,
            r#"<operation name="{name}"><input message="t:More"/><output message="t:More"/>{declared}</operation>"#
        );
        let _ = writeln!(
            self.bound,
            r#"<operation name="{name}"><soap:operation soapAction="urn:{name}"/><input><soap:body use="literal"/>{input}</input><output><soap:body use="literal"/></output>{bound}</operation>"#
        );
    }
}

pub(super) const CONSTRUCTS: &[Construct] = &[
    ("parts of a message", |to, count| {
        let name = to.own("W");
        let _ = writeln!(to.messages, r#"<message name="{name}">"#);
        let mut parts = String::new();
        for at in 0..count {
            let ty = &to.declared.simple;
            let _ = writeln!(to.messages, r#"<part name="p{at}" type="{ty}"/>"#);
            let _ = write!(parts, "p{at} ");
        }
        to.messages.push_str("</message>\n");
        let _ = writeln!(
            to.operations,
            r#"<operation name="{name}" parameterOrder="{parts}"><input message="t:{name}"/></operation>"#
        );
        let _ = writeln!(
            to.bound,
            r#"<operation name="{name}"><soap:operation style="rpc" soapAction=""/><input><soap:body use="literal" namespace="urn:t" parts="{parts}"/></input></operation>"#
        );
        to.declared.message = format!("t:{name}");
    }),
    ("operations of rpc style", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("Q"));
            let message = &to.declared.message;
            let _ = writeln!(
                to.operations,
                r#"<operation name="{name}"><input message="{message}"/></operation>"#
            );
            let _ = writeln!(
                to.bound,
                r#"<operation name="{name}"><soap:operation style="rpc" soapAction=""/><input><soap:body use="literal" namespace="urn:t"/></input></operation>"#
            );
        }
    }),
    ("operations of one name", |to, count| {
        let name = to.own("L");
        for at in 0..count {
            let _ = writeln!(
                to.operations,
                r#"<operation name="{name}"><input name="i{at}" message="t:More"/></operation>"#
            );
            let last = count - at - 1;
            let _ = writeln!(
                to.bound,
                r#"<operation name="{name}"><soap:operation soapAction="urn:{last}"/><input name="i{last}"><soap:body use="literal"/></input></operation>"#
            );
        }
    }),
    ("faults without names in the binding", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("G"));
            to.message_of(&name);
            let _ = writeln!(to.faults, r#"<fault name="{name}" message="t:{name}"/>"#);
            to.bound_faults
                .push_str(r#"<fault><soap:fault use="literal"/></fault>"#);
        }
    }),
    ("operations with a fault", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("X"));
            to.message_of(&name);
            to.operation_with(
                &name,
                &format!(r#"<fault name="f" message="t:{name}"/>"#),
                r#"<fault name="f"><soap:fault name="f" use="literal"/></fault>"#,
                "",
            );
        }
    }),
    ("operations with a header", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("Y"));
            to.message_of(&name);
            to.operation_with(
                &name,
                "",
                "",
                &format!(r#"<soap:header message="t:{name}" part="of" use="literal"/>"#),
            );
        }
    }),
    ("faults of a header", |to, count| {
        let name = to.own("Z");
        to.message_of(&name);
        let _ = writeln!(
            to.headers,
            r#"<soap:header message="t:{name}" part="of" use="literal">"#
        );
        for at in 0..count {
            let name = format!("{}_{at}", to.own("Z"));
            to.message_of(&name);
            let _ = writeln!(
                to.headers,
                r#"<soap:headerfault message="t:{name}" part="of" use="literal"/>"#
            );
        }
        to.headers.push_str("</soap:header>");
    }),
    ("bindings of one port type", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("B"));
            let _ = writeln!(
                to.bindings,
                r#"<binding name="{name}" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Ask"><soap:operation soapAction="urn:{name}"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>"#
            );
            let _ = writeln!(
                to.ports,
                r#"<port name="{name}" binding="t:{name}"><soap:address location="http://h/{at}"/></port>"#
            );
        }
    }),
    ("port types", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("V"));
            let _ = writeln!(
                to.port_types,
                r#"<portType name="{name}"><operation name="Say"><input message="t:More"/></operation></portType>"#
            );
            let _ = writeln!(
                to.bindings,
                r#"<binding name="{name}" type="t:{name}"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Say"><soap:operation soapAction="urn:{name}"/><input><soap:body use="literal"/></input></operation></binding>"#
            );
            let _ = writeln!(
                to.ports,
                r#"<port name="{name}" binding="t:{name}"><soap:address location="http://h/{at}"/></port>"#
            );
        }
    }),
    ("services", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("S"));
            let _ = writeln!(
                to.services,
                r#"<service name="{name}"><documentation>Number {at}.</documentation><port name="{name}" binding="t:B"><soap:address location="http://h/{at}"/></port></service>"#
            );
        }
    }),
    ("schemas", |to, count| {
        for at in 0..count {
            let uri = format!("urn:{}:{at}", to.own("s"));
            let _ = writeln!(
                to.schemas,
                r#"<xs:schema targetNamespace="{uri}"><xs:element name="E" type="xs:int"/><xs:complexType name="T"><xs:sequence><xs:element name="e" type="xs:int"/></xs:sequence></xs:complexType></xs:schema>"#
            );
        }
    }),
];
