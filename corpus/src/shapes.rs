//! Contracts made up in the shapes of the largest real ones, which cannot be published.

use std::fmt::Write;

/// The shape of a contract.
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// Types with members. Every fifth member refers to another one.
    pub records: usize,
    /// The members of each.
    pub members: usize,
    /// Records derived from each base; the others are neither.
    pub derived: usize,
    /// The bases.
    pub bases: usize,
    /// Enumerations, of twelve values each.
    pub enumerations: usize,
    /// Operations, each with a request and a reply.
    pub operations: usize,
    /// The faults that each operation declares, of as many in all.
    pub faults: usize,
}

/// The shapes that are measured: many faults, many derived types, many records and enumerations.
pub const SHAPES: [Shape; 3] = [
    Shape {
        name: "1,100 types, 8 faults an operation",
        records: 1000,
        members: 9,
        derived: 8,
        bases: 20,
        enumerations: 100,
        operations: 150,
        faults: 8,
    },
    Shape {
        name: "1,800 types, 1,200 derived",
        records: 1650,
        members: 7,
        derived: 60,
        bases: 20,
        enumerations: 150,
        operations: 250,
        faults: 3,
    },
    Shape {
        name: "4,500 types, 600 enumerations",
        records: 3900,
        members: 9,
        derived: 15,
        bases: 40,
        enumerations: 600,
        operations: 60,
        faults: 5,
    },
];

const SIMPLE: [&str; 6] = ["string", "int", "boolean", "dateTime", "decimal", "long"];

impl Shape {
    /// The number of its types.
    pub fn types(&self) -> usize {
        self.records + self.enumerations
    }

    /// Its contract. A record refers only to later ones, so there are no cycles, but to bases and their derived types.
    pub fn contract(&self) -> String {
        let mut text = String::from(
            r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:example:shape" targetNamespace="urn:example:shape">
<types><xs:schema targetNamespace="urn:example:shape" elementFormDefault="qualified">
"#,
        );
        for index in 0..self.enumerations {
            self.enumeration(&mut text, index);
        }
        for index in 0..self.records {
            self.record(&mut text, index);
        }
        for index in 0..self.faults {
            add(
                &mut text,
                format_args!(
                    "<xs:element name=\"Fault{index}\" type=\"t:{}\"/>\n",
                    self.of(index)
                ),
            );
        }
        for index in 0..self.operations {
            let (request, reply) = (self.of(index * 7), self.of(index * 11 + 3));
            add(
                &mut text,
                format_args!(
                    "<xs:element name=\"Do{index}\"><xs:complexType><xs:sequence><xs:element name=\"what\" type=\"t:{request}\"/><xs:element name=\"howMany\" type=\"xs:int\" minOccurs=\"0\"/></xs:sequence></xs:complexType></xs:element>\n\
                     <xs:element name=\"Do{index}Response\"><xs:complexType><xs:sequence><xs:element name=\"return\" type=\"t:{reply}\" minOccurs=\"0\" maxOccurs=\"unbounded\"/></xs:sequence></xs:complexType></xs:element>\n"
                ),
            );
        }
        text.push_str("</xs:schema></types>\n");
        self.service(&mut text);
        text
    }

    fn enumeration(&self, text: &mut String, index: usize) {
        add(
            text,
            format_args!("<xs:simpleType name=\"Kind{index}\"><xs:restriction base=\"xs:string\">"),
        );
        for value in 0..12 {
            add(
                text,
                format_args!("<xs:enumeration value=\"value{value}Of{index}\"/>"),
            );
        }
        text.push_str("</xs:restriction></xs:simpleType>\n");
    }

    fn record(&self, text: &mut String, index: usize) {
        let name = self.of(index);
        add(text, format_args!("<xs:complexType name=\"{name}\">"));
        let family = self.derived + 1;
        let is_derived = index < self.bases * family && !index.is_multiple_of(family);
        if is_derived {
            let base = self.of(index - index % family);
            add(
                text,
                format_args!("<xs:complexContent><xs:extension base=\"t:{base}\">"),
            );
        }
        text.push_str("<xs:sequence>");
        for member in 0..self.members {
            let at = index * 31 + member * 7;
            let ty = match member % 5 {
                // The last ones are plain, and hold only values.
                3 if index + 1 < self.records => {
                    let later = index + 1 + at % (self.records - index - 1);
                    format!(
                        "t:{}",
                        self.of(later.max(self.bases * family).min(self.records - 1))
                    )
                }
                4 if self.enumerations > 0 => format!("t:Kind{}", at % self.enumerations),
                _ => format!("xs:{}", SIMPLE[at % SIMPLE.len()]),
            };
            let occurs = match at % 4 {
                0 => "",
                1 => " minOccurs=\"0\" maxOccurs=\"unbounded\"",
                _ => " minOccurs=\"0\"",
            };
            add(
                text,
                format_args!(
                    "<xs:element name=\"member{member}Of{index}\" type=\"{ty}\"{occurs}/>"
                ),
            );
        }
        text.push_str("</xs:sequence>");
        if is_derived {
            text.push_str("</xs:extension></xs:complexContent>");
        }
        text.push_str("</xs:complexType>\n");
    }

    /// The name of a record; any number is one.
    fn of(&self, index: usize) -> String {
        format!("Record{}", index % self.records)
    }

    fn service(&self, text: &mut String) {
        for index in 0..self.faults {
            add(
                text,
                format_args!(
                    "<message name=\"Fault{index}\"><part name=\"fault\" element=\"t:Fault{index}\"/></message>\n"
                ),
            );
        }
        let (mut port, mut binding) = (String::new(), String::new());
        for index in 0..self.operations {
            for side in ["", "Response"] {
                add(
                    text,
                    format_args!(
                        "<message name=\"Do{index}{side}\"><part name=\"parameters\" element=\"t:Do{index}{side}\"/></message>\n"
                    ),
                );
            }
            add(
                &mut port,
                format_args!(
                    "<operation name=\"Do{index}\"><input message=\"t:Do{index}\"/><output message=\"t:Do{index}Response\"/>"
                ),
            );
            add(
                &mut binding,
                format_args!(
                    "<operation name=\"Do{index}\"><soap:operation soapAction=\"urn:example:shape:Do{index}\"/><input><soap:body use=\"literal\"/></input><output><soap:body use=\"literal\"/></output>"
                ),
            );
            for fault in 0..self.faults {
                add(
                    &mut port,
                    format_args!("<fault name=\"Fault{fault}\" message=\"t:Fault{fault}\"/>"),
                );
                add(
                    &mut binding,
                    format_args!(
                        "<fault name=\"Fault{fault}\"><soap:fault name=\"Fault{fault}\" use=\"literal\"/></fault>"
                    ),
                );
            }
            port.push_str("</operation>\n");
            binding.push_str("</operation>\n");
        }
        add(
            text,
            format_args!(
                "<portType name=\"Shape\">{port}</portType>\n\
                 <binding name=\"Shape\" type=\"t:Shape\"><soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>{binding}</binding>\n\
                 <service name=\"Shape\"><port name=\"Shape\" binding=\"t:Shape\"><soap:address location=\"http://localhost/\"/></port></service>\n</definitions>\n"
            ),
        );
    }
}

/// Writing to a text cannot fail.
fn add(text: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(what);
}
